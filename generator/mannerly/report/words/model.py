"""Words for the names and shapes that a guide is made of: codes of the model stage."""

from __future__ import annotations

from mannerly.report.words import Details, Words, listing
from mannerly.report.words.telling import a, error, hint


def _thing(d: Details) -> str:
    return f'the {d["what"]} "{d["id"]}"' if d.get("id") else f"the {d['what']}"


_HERE: dict[str, str] = {
    "text": "is a text",
    "list": "is a list",
    "mapping": "are keys with values",
}

_SHAPES: dict[str, str] = {
    "text": "a text",
    "list": "a list",
    "mapping": "keys with values",
}


# ---- files and keys

_FILES = {
    "no-sections": error(
        "nothing that a guide is made of",
        "This file does not begin with one of a guide's sections.",
        lambda d: f"begin with one of {listing(d['known'], 'or')}, followed by a colon.",
    ),
    "unknown-section": error(
        "unknown section",
        'There is no section "{section}".',
        lambda d: hint(d, "take one of the sections that the reference lists."),
    ),
    "section-twice": error(
        "a section stands twice",
        'The section "{section}" can stand only once in a guide.',
        "put the two together.",
    ),
    "section-missing": error(
        "a section is missing",
        'This guide has no section "{section}".',
        lambda d: {
            "guide": "add it to any file, for instance: guide: {title: My guide}",
            "calendar": "add it to any file, for instance: calendar: {years: 2024..2030}",
        }.get(d["section"], f'add "{d["section"]}:" and what belongs there to any file.'),
    ),
    "unknown-key": error(
        "unknown key",
        lambda d: f'"{d["key"]}" is no key of {_thing(d)}.',
        lambda d: hint(d, f"it can have {listing(d['known'])}."),
    ),
    "comma-in-braces": error(
        "a comma in a text between braces",
        'The comma before "{key}" ends the text before it, as it stands between braces.',
        "put the whole text into quotes, or write each key on a line of its own.",
    ),
    "missing-key": error(
        "a key is missing",
        lambda d: f'"{d["key"]}" is missing from {_thing(d)}.',
        'add the line "{key}: …".',
    ),
    "wrong-shape": error(
        "not what belongs here",
        lambda d: f'"{d["where"]}" needs {_SHAPES[d["wanted"]]}, but here {_HERE[d["found"]]}.',
        lambda d: {
            "text": "write a text on one line, or after | on the lines below.",
            "list": "write each item on a line of its own after a dash, or all in [brackets].",
            "mapping": 'write lines of the form "key: value", each indented alike.',
        }[d["wanted"]],
    ),
    "empty-value": error(
        "nothing stands here",
        '"{where}" has no value.',
        'write a value after the colon, or delete "{where}".',
    ),
    "unknown-word": error(
        "unknown word",
        '"{found}" is no value of "{key}".',
        lambda d: hint(d, "take one of the values that the reference lists."),
    ),
    "unknown-name": error(
        "unknown name",
        'There is no {what} "{name}".',
        lambda d: hint(d, f"declare it, or take the name of a {d['what']} that there is."),
    ),
    "named-twice": error(
        "named twice",
        '"{name}" stands here twice.',
        "delete one of the two.",
    ),
    "declared-twice": error(
        "declared twice",
        lambda d: f'There is {a(d["what"])} "{d["id"]}" already.',
        "give one of the two another id, or delete it.",
    ),
    "cycle": error(
        "going in a circle",
        lambda d: (
            _CYCLES[d["what"]].format(one=d["names"][0])
            if len(d["names"]) == 1
            else _CYCLES_OF_MANY[d["what"]].format(
                names=" → ".join(f'"{name}"' for name in (*d["names"], d["names"][0]))
            )
        ),
        lambda d: _MEND_CYCLES[d["what"]],
    ),
}

_CYCLES: dict[str, str] = {
    "condition": 'The condition "{one}" uses itself.',
    "fact": 'Whether the fact "{one}" exists hangs on that fact itself.',
    "rule": 'The rule "{one}" is over itself.',
    "after": 'The fact "{one}" is to be asked after itself.',
}
_CYCLES_OF_MANY: dict[str, str] = {
    "condition": "These conditions use each other in a circle: {names}.",
    "fact": "Whether these facts exist hangs on each other in a circle: {names}.",
    "rule": "These rules are over each other in a circle: {names}.",
    "after": "Each of these facts can only be asked after the next, in a circle: {names}.",
}
_MEND_CYCLES: dict[str, str] = {
    "condition": "write one of them without the next.",
    "fact": 'take one of these facts out of the other\'s "when".',
    "rule": 'take one of them out of the other\'s "over".',
    "after": 'take one of them out of the other\'s "after".',
}


# ---- ids

_IDS = {
    "id-character": error(
        "not a letter of an id",
        lambda d: (
            f'The id "{d["id"]}" of this {d["what"]} has a character that ids cannot have: '
            f'"{d["character"]}" ({d["name"]}).'
        ),
        'use only letters a to z, digits, "-" and "_".',
    ),
    "id-foreign-letter": error(
        "a letter that is not what it looks like",
        lambda d: (
            f'The id "{d["id"]}" of this {d["what"]} has the letter "{d["character"]}" '
            f"({d['name']}), which is not one of a to z."
        ),
        'type the letter anew. Ids have only letters a to z, digits, "-" and "_".',
    ),
    "id-upper-case": error(
        "capital letter in an id",
        'The id "{id}" of this {what} has a capital letter.',
        'write "{lower}".',
    ),
    "id-start": error(
        "an id begins with a letter",
        'The id "{id}" of this {what} does not begin with a letter.',
        "put a letter before it.",
    ),
    "id-reserved": error(
        "a word of the condition language",
        '"{id}" is a word of the condition language, so it cannot be the id of this {what}.',
        'add a word to it, such as "{id}-given".',
    ),
    "id-long": error(
        "the id is too long",
        "The id of this {what} has more than {longest} characters.",
        "shorten it.",
    ),
}


# ---- guide and calendar

_CALENDAR = {
    "years-form": error(
        "not a span of years",
        '"{found}" is no span of years.',
        "write the first and the last year with two dots between them, such as 2024..2030.",
    ),
    "years-backwards": error(
        "years out of order",
        "The years begin with {first} and end with {last}.",
        "write {last}..{first}.",
    ),
    "years-many": error(
        "too many years",
        "The calendar spans {count} years; the most is {most}.",
        "keep to the years that readers' dates can lie in.",
    ),
    "years-far": error(
        "years too far away",
        "A calendar's years lie between {earliest} and {latest}.",
        "keep to the years that readers' dates can lie in.",
    ),
    "unknown-weekday": error(
        "unknown day of the week",
        '"{found}" is no day of the week.',
        lambda d: hint(d, "write Monday, Tuesday and so on."),
    ),
    "unknown-country": error(
        "unknown country",
        'There are no holidays on record for the country "{country}".',
        lambda d: hint(
            d, 'write a country\'s two letters, such as "US", or list the dates of the holidays.'
        ),
    ),
    "unknown-subdivision": error(
        "unknown part of a country",
        'There are no holidays on record for "{subdivision}" in "{country}".',
        lambda d: hint(d, f'write "{d["country"]}" alone: its holidays are the same all over.'),
    ),
}


# ---- facts

_FACTS = {
    "fact-two-types": error(
        "a fact of two types",
        'The fact "{id}" has both "{one}" and "{other}".',
        "delete one of the two: it decides what can be answered.",
    ),
    "one-option": error(
        "a single option",
        'The fact "{id}" has only one option, so there is nothing to choose.',
        "add another option, or delete the fact.",
    ),
    "option-label": error(
        "an option without words",
        'The option "{id}" of the fact "{fact}" has no words for readers.',
        'write them after it: "{id}: …".',
    ),
    "unit-without-number": error(
        "a unit without a number",
        'The fact "{id}" has a unit but is no number.',
        'delete "unit", or add "number: 0..100" with its least and largest value.',
    ),
    "range-form": error(
        "not a range",
        '"{found}" is no range of numbers.',
        "write the least and the largest value with two dots between them, such as 0..9.",
    ),
    "range-backwards": error(
        "a range out of order",
        "The range {found} begins with the larger number.",
        "write the smaller number first.",
    ),
    "range-large": error(
        "a range too large",
        "The range {found} has numbers too large to be counted exactly.",
        "take fewer digits before or after the decimal point.",
    ),
    "count-not-whole": error(
        "not a range to count in",
        "A count is a whole number from 0 up, but this range is {found}.",
        'write whole numbers, or "number" instead of "count".',
    ),
    "facts-chain": error(
        "facts hang on too many others",
        'Whether the fact "{id}" exists hangs on more than {deepest} others in a row.',
        'let its "when" ask for earlier facts directly.',
    ),
}


# ---- rules, texts, chapters

_RULES = {
    "no-advice": error(
        "a rule without advice",
        'The rule "{id}" advises nothing.',
        'add "advise", "also" or "avoid" with the id of an act.',
    ),
    "advises-two": error(
        "more than one act",
        lambda d: f'"{d["id"]}" advises {listing(d["acts"])}, but there is only one next act.',
        'keep one, and put the others under "also".',
    ),
    "act-twice": error(
        "an act both ways",
        lambda d: (
            f'The rule "{d["id"]}" recommends "{d["act"]}" and says to avoid it.'
            if d["key"] == "avoid"
            else f'The rule "{d["id"]}" names "{d["act"]}" under "advise" and under "also".'
        ),
        "delete one of the two.",
    ),
    "no-grounds": error(
        "a rule that rests on nothing",
        'The rule "{id}" names no point of a source.',
        'add "from" with the ids of points, or "editorial" with the reason for having none.',
    ),
    "grounds-twice": error(
        "points and a reason for having none",
        'The rule "{id}" has both "from" and "editorial".',
        'delete one: "editorial" is for rules that rest on no source.',
    ),
    "aside-editorial": error(
        "set aside, but nobody's",
        'The rule "{id}" is set aside, so it belongs to its sources alone, but it names none.',
        'replace "editorial" by "from" with the ids of points, or delete the rule.',
    ),
    "date-without-act": error(
        "a date without an act",
        'The rule "{id}" has "{key}" but advises no act for it.',
        'add "advise", or delete "{key}".',
    ),
    "over-itself": error(
        "a rule over itself",
        'The rule "{id}" cannot be over itself.',
        'delete it from "over".',
    ),
    "over-nothing": error(
        "over nothing",
        lambda d: (
            f'No other rule is in the group "{d["name"]}".'
            if d["what"] == "group"
            else f'No other rule advises "{d["name"]}".'
        ),
        'delete it from "over".',
    ),
    "over-kind": error(
        "not a rule",
        lambda d: f'"{d["name"]}" is {"an act" if d["what"] == "act" else "a group"}, not a rule.',
        'say "{what} {name}".',
    ),
    "expects-nothing": error(
        "nothing is expected",
        'The scenario "{id}" expects nothing.',
        'add "advise" and the id of an act.',
    ),
    "url-form": error(
        "not a web address",
        '"{found}" is no web address.',
        "write it in full, beginning with https:// or http://.",
    ),
    "brace-alone": error(
        "a brace without its partner",
        lambda d: 'Nothing closes this "{".' if d["brace"] == "{" else 'Nothing opens this "}".',
        lambda d: f'add its partner, or write "{d["brace"] * 2}" for the character itself.',
    ),
    "placeholder-empty": error(
        "an empty placeholder",
        "Nothing stands between these braces.",
        'write the name of a fact or a date between them, or "{{{{}}}}" for the characters.',
    ),
    "unknown-placeholder": error(
        "unknown placeholder",
        'There is no fact or field "{name}" to fill in here.',
        lambda d: hint(
            d, 'take a fact, a date such as "today + 3 days", or a field that "fields" declares.'
        ),
    ),
    "phrase-placeholder": error(
        "unknown placeholder",
        'Nothing is put in for "{{{name}}}" in the phrase "{id}".',
        lambda d: hint(d, "delete it: this phrase stands as it is."),
    ),
    "quote-kind": error(
        "a quotation of nothing",
        '"[[{found}]]" does not say what it quotes.',
        "write [[rule …]], [[act …]], [[point …]] or [[source …]], with an id.",
    ),
}

WORDS: dict[str, Words] = {**_FILES, **_IDS, **_CALENDAR, **_FACTS, **_RULES}

LABELS: dict[str, str] = {
    "first-declared": "it is here first",
    "in-cycle": "part of the circle",
}
