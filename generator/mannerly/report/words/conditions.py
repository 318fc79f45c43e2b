"""Words for conditions and guarantees: how they are written, and what is compared with what."""

from __future__ import annotations

from mannerly.report.words import Details, Words, listing
from mannerly.report.words.telling import A_TYPE, error, hint

# ---- how conditions are written

_EXPECTED: dict[str, str] = {
    "condition": "a condition",
    "guarantee": '"never", "always", "at most", "at least" or "every plan"',
    "acts": 'an act, a kind of act or "anything"',
    "after-is": 'a value, or words such as "known", "before" or "at least"',
    "comparison": 'a comparison such as "is …" or "> …"',
    "unit": '"days", "business days", "weeks", "months" or "years"',
    "date": "the name of a date",
    "offset": 'something like "+ 3 days"',
    "name": "a name",
    "number": "a number",
    "weekday": "a day of the week",
    "end": "the end",
}


def _unexpected(d: Details) -> str:
    what = d["in"]
    if not d["found"]:
        return f'The {what} ends after "{d["after"]}", and something is missing.'
    if not d["after"]:
        return f'The {what} cannot begin with "{d["found"]}".'
    return f'"{d["found"]}" does not fit after "{d["after"]}".'


def _what_fits(d: Details) -> str:
    expected = [_EXPECTED.get(key, key) for key in d["expected"]]
    if len(expected) > 1:
        expected = [f"{', '.join(expected[:-1])} or {expected[-1]}"]
    where = f'after "{d["after"]}"' if d["after"] else "first"
    return f"{where} comes {expected[0]}." if expected else "delete it."


_CONDITIONS = {
    "guarantee-whatever": error(
        "nothing comes here",
        '"Whatever comes" is for plans, but this is about single situations.',
        "delete it: the guarantee holds in every situation as it is.",
    ),
    "condition-slip": error(
        "said in other words here",
        'The language has no "{wrong}" in this place.',
        lambda d: f'say "{d["right"]}".' if d["right"] else f'leave out "{d["wrong"]}".',
    ),
    "condition-unexpected": error("this does not fit", _unexpected, _what_fits),
    "condition-side-missing": error(
        "something is missing",
        lambda d: (
            "There is nothing between the brackets."
            if d["word"] in ("(", ")")
            else f'There is no condition {d["side"]} "{d["word"]}".'
        ),
        lambda d: (
            "write a condition between the brackets, or delete them."
            if d["word"] in ("(", ")")
            else f'add one, or delete "{d["word"]}".'
        ),
    ),
    "condition-bracket": error(
        "a bracket without its partner",
        lambda d: (
            'The bracket "(" is never closed.' if d["open"] else 'Nothing opens this bracket ")".'
        ),
        lambda d: 'add ")" where the group ends.' if d["open"] else "delete it.",
    ),
    "condition-quotes": error(
        "no quotation marks",
        "Names stand without quotation marks in conditions.",
        lambda d: (
            f"write {d['inside']}."
            if d["inside"].replace("-", "").replace("_", "").isalnum() and d["inside"].isascii()
            else "write the option's id, not the words that readers see."
        ),
    ),
    "condition-foreign-letter": error(
        "a letter that is not what it looks like",
        '"{word}" has the letter "{character}" ({name}), which is not one of a to z.',
        "type the letter anew.",
    ),
    "condition-character": error(
        "a character without meaning",
        'The character "{character}" ({name}) means nothing in conditions.',
        "delete it.",
    ),
    "condition-date-form": error(
        "not a date",
        '"{found}" is no date in conditions.',
        "write year, month and day as numbers, such as 2026-03-27.",
    ),
    "condition-number-first": error(
        "a number cannot come first",
        "A condition cannot begin with the number {found}.",
        'say the fact first, such as "contacts > 2".',
    ),
    "condition-reserved": error(
        "a word of the language",
        '"{word}" is a word of the condition language and cannot be a name.',
        "say the name of something of the guide here.",
    ),
    "condition-too-deep": error(
        "nested too deep",
        'Here "and", "or" and "not" stand more than {deepest} deep inside one another.',
        'give parts of the condition names of their own in "conditions", and say it more simply.',
    ),
    "condition-too-large": error(
        "too much in one condition",
        "With its named conditions written out this has more than {largest:,} comparisons.",
        "say it more simply.",
    ),
}


# ---- what is compared with what

_TYPES = {
    "unknown-option": error(
        "unknown option",
        '"{name}" is no answer to "{fact}".',
        lambda d: hint(d, "take one of its options."),
    ),
    "option-needed": error(
        "an option is needed here",
        lambda d: (
            f'"{d["found"]}" is a fact of its own, not an answer to "{d["fact"]}".'
            if d["is_fact"]
            else f'"{d["found"]}" is no answer to "{d["fact"]}", which is a choice of options.'
        ),
        lambda d: hint({**d, "close": None}, "take one of its options."),
    ),
    "option-for-fact": error(
        "an option stands alone",
        lambda d: f'"{d["name"]}" is an option of {listing(d["owners"])}, not a {d["wanted"]}.',
        lambda d: f'say "{d["owners"][0]} is {d["name"]}".',
    ),
    "condition-for-fact": error(
        "a condition stands where a fact is needed",
        '"{name}" is a named condition: it is true or false and has no value to compare.',
        'say "{name}" alone, or "not {name}".',
    ),
    "fact-needed": error(
        "a fact is needed here",
        '"{found}" is not the name of a fact.',
        "say the name of a fact here.",
    ),
    "fact-alone": error(
        "a fact that is not yes or no",
        lambda d: (
            f'"{d["name"]}" cannot stand alone: it is {A_TYPE[d["kind"]]}, not a yes/no question.'
        ),
        lambda d: {
            "choice": f'compare it: "{d["name"]} is {d["example"]}".',
            "several": f'ask what is in it: "{d["name"]} include {d["example"]}".',
            "number": f'compare it: "{d["name"]} > 0".',
            "date": f'compare it, or say "{d["name"]} is known".',
        }[d["kind"]],
    ),
    "date-alone": error(
        "a date is no condition",
        '"{found}" is a date: alone it is neither true nor false.',
        'compare it with another date: "{found} is before …".',
    ),
    "date-needed": error(
        "a date is needed here",
        lambda d: f'"{d["name"]}" is {A_TYPE[d["kind"]]}, not a date.',
        lambda d: {
            "number": f'compare numbers with signs, such as "{d["name"]} > 2".',
            "choice": f'say which option it is: "{d["name"]} is …".',
            "several": f'say what is in it: "{d["name"]} include …".',
        }.get(d["kind"], 'say the name of a date, "today", or a date such as 2026-03-27.'),
    ),
    "date-wanted": error(
        "a date is needed here",
        '"{subject}" is a date and cannot be compared with the number {found}.',
        'say a date here: the name of one, "today", or one such as 2026-03-27.',
    ),
    "is-with-date": error(
        "dates are compared in other words",
        '"{subject}" is a date, and "is {found}" does not say how it lies to the other.',
        lambda d: (
            f'say "{d["subject"]} is {"not " if d["negative"] else ""}on {d["found"]}", '
            '"is before …" or "is after …".'
            if d["is_date"]
            else f'say how it lies to another date, such as "{d["subject"]} is after today", '
            f'or "{d["subject"]} is known".'
        ),
    ),
    "sign-with-date": error(
        "dates are compared in words",
        'The sign "{sign}" is for numbers.',
        lambda d: f'say "{d["subject"]} {_DATE_WORDS[d["sign"]]} {d["other"]}".',
    ),
    "sign-without-number": error(
        "only numbers have an order",
        lambda d: f'"{d["name"]}" is {A_TYPE[d["kind"]]}, so "{d["sign"]}" does not fit it.',
        lambda d: (
            f'say "{d["name"]} include …".'
            if d["kind"] == "several"
            else f'say "{d["name"]} is {"not " if d["sign"] == "!=" else ""}{d["other"]}".'
            if d["sign"] in ("=", "!=")
            else f'say which options: "{d["name"]} is one of …".'
        ),
    ),
    "between-without-order": error(
        "only numbers and dates have an order",
        lambda d: (
            f'"{d["name"]}" is {A_TYPE[d["kind"]]}, so nothing lies between two of its values.'
        ),
        'say which options: "{name} is one of …".',
    ),
    "between-backwards": error(
        "nothing lies between these",
        "{low} comes after {high}, so nothing lies between them.",
        'say the lesser first: "between {high} and {low}".',
    ),
    "is-with-several": error(
        "several may be chosen",
        'Of "{name}" several may be chosen, so "is" does not fit.',
        'say "{name} include {found}".',
    ),
    "include-without-list": error(
        "only lists include something",
        lambda d: f'"{d["name"]}" is {A_TYPE[d["kind"]]}, so it does not include anything.',
        'say "{name} is …".',
    ),
    "number-needed": error(
        "a number is needed here",
        '"{fact}" is a number and cannot be compared with "{found}".',
        "write a number in digits.",
    ),
    "number-form": error(
        "not a number",
        '"{found}" is no number.',
        "write digits, and a point before decimals, such as 1250.50.",
    ),
    "number-decimals": error(
        "more decimals than the fact has",
        lambda d: (
            f'{d["found"]} is finer than "{d["fact"]}" can be: its range is written with '
            + (
                "whole numbers."
                if not d["decimals"]
                else f"{d['decimals']} decimal{'s' if d['decimals'] > 1 else ''}."
            )
        ),
        "round it, or write the fact's range with as many decimals as you need.",
    ),
    "number-range": error(
        "out of range",
        '{found} is no value of "{fact}", which lies between {low} and {high}.',
        "take a number within the range, or widen the fact's range.",
    ),
    "date-form": error(
        "not a date",
        '"{found}" is no date.',
        lambda d: (
            f"write {d['right']}."
            if d["right"]
            else "write year, month and day as numbers, such as 2026-03-27."
        ),
    ),
    "date-impossible": error(
        "there is no such day",
        "There is no {found} in the calendar.",
        "mend the month or the day.",
    ),
    "date-outside": error(
        "outside the calendar",
        "{found} lies outside the years of the guide's calendar, {first} to {last}.",
        'take a date within these years, or widen "years".',
    ),
    "date-wrong-side": error(
        "on the wrong side of today",
        lambda d: (
            f'"{d["fact"]}" lies in the {d["range"]}, but {d["found"]} lies '
            f"{'after' if d['range'] == 'past' else 'before'} the scenario's today."
        ),
        'mend this date or "today".',
    ),
    "offset-too-far": error(
        "too far away",
        "This reaches more than a hundred years from its date.",
        "take a shorter time.",
    ),
    "offset-not-whole": error(
        "not a whole number",
        "Dates go by whole {unit}, but here is {count}.",
        "write a whole number.",
    ),
    "always-known": error(
        "this fact is always known",
        '"{fact}" offers no answer for "not known".',
        'give it a value, or add "unknown: I do not know" to the fact.',
    ),
    "list-of-options": error(
        "a list is needed here",
        'Of "{fact}" several may be chosen, so its value is a list.',
        "write the options in brackets, [] if there is none.",
    ),
}

_DATE_WORDS: dict[str, str] = {
    "<": "is before",
    "<=": "is on or before",
    "=": "is on",
    "!=": "is not on",
    ">=": "is on or after",
    ">": "is after",
}


WORDS: dict[str, Words] = {**_CONDITIONS, **_TYPES}

LABELS: dict[str, str] = {}
