"""What went wrong in a condition or guarantee that does not parse, in the editor's terms.

First the slips that people make (``==``, ``&&``, "3 days after x" …), each with
what to write instead; for the rest, what stands there and what could stand there.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from lark import Token
from lark.exceptions import UnexpectedInput, UnexpectedToken

from mannerly.syntax.condition_parser import Slip
from mannerly.syntax.condition_words import ALL_WORDS, RESERVED, TAKEN_FOR_NAMES, WEEKDAYS


def explain(text: str, start: str, error: UnexpectedInput) -> Slip:
    """What to tell the editor about a parse error in a text that began as ``start``."""
    if not isinstance(error, UnexpectedToken):
        return _character(text, error.pos_in_stream or 0)
    accepts = _accepts(error)
    token = cast(Token, error.token)
    if token.type == "$END":
        # Nothing stands there: the last word is what can be marked.
        end = len(text.rstrip())
        begin = end - len(_last(text[:end]))
        found = _Found(text, start, "", "$END", begin, end, accepts)
    else:
        begin, end = cast(int, token.start_pos), cast(int, token.end_pos)
        found = _Found(text, start, text[begin:end], token.type, begin, end, accepts)
    slip = next((slip for look in _LOOKS if (slip := look(found)) is not None), None)
    return slip or _general(found)


@dataclass(frozen=True, slots=True)
class _Found:
    """The word ``word = text[begin:end]`` where one of the terminals ``accepts`` has to stand."""

    text: str
    start: str
    word: str
    type: str
    begin: int
    end: int
    accepts: frozenset[str]

    @property
    def before(self) -> str:
        return self.text[: self.end if self.type == "$END" else self.begin].rstrip()


def _last(text: str) -> str:
    """The last word or sign of a text."""
    words: list[str] = re.findall(r"[\w-]+|\S", text[-120:])
    return words[-1] if words else ""


def _accepts(error: UnexpectedToken) -> frozenset[str]:
    return frozenset(error.interactive_parser.accepts())  # type: ignore[no-untyped-call]


# ---- characters that the language does not have

_CHARACTERS = {
    "&": "and",
    "|": "or",
    "!": "not",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "–": "-",
    "—": "-",
    "−": "-",
}


_QUOTES = "\"'“”‘’`«»"


def _character(text: str, at: int) -> Slip:
    found = text[at]
    word = re.compile(r"[\w-]+").match(text, _word_start(text, at))
    if found in _QUOTES:
        inside = re.split(rf"[{_QUOTES}]", text[at + 1 :], maxsplit=1)[0]
        end = min(at + 2 + len(inside), len(text))
        return Slip("condition-quotes", at, end, {"inside": inside})
    if found in _CHARACTERS:
        end = at + 2 if text[at : at + 2] in ("&&", "||") else at + 1
        return _instead(text, at, end, _CHARACTERS[found])
    if found.isalpha() and word is not None:
        details = {
            "word": word.group(),
            "character": found,
            "name": unicodedata.name(found, "unnamed").lower(),
        }
        return Slip("condition-foreign-letter", at, at + 1, details)
    date = next((m for m in _DATES.finditer(text) if m.start() <= at < m.end()), None)
    if date is not None:
        return Slip("condition-date-form", date.start(), date.end(), {"found": date.group()})
    name = unicodedata.name(found, f"U+{ord(found):04X}").lower()
    return Slip("condition-character", at, at + 1, {"character": found, "name": name})


def _word_start(text: str, at: int) -> int:
    while at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_-"):
        at -= 1
    return at


# ---- slips, by example

#: A pattern that covers the mistake, and what to write instead.
_SLIPS = (
    (r"={2,3}", "="),
    (r"=>", ">="),
    (r"=<", "<="),
    (r"<>", "!="),
    (r"(?:if|when)(?= )", ""),
    (r"is not known", "is unknown"),
    (r"is not unknown", "is known"),
    (r"is not before", "is on or after"),
    (r"is not after", "is on or before"),
    (r"is not more than", "is at most"),
    (r"is not less than", "is at least"),
    (r"is not at most", "is more than"),
    (r"is not at least", "is less than"),
    (r"is equal to", "is"),
    (r"is an? week ?day", "is one of Monday, Tuesday, Wednesday, Thursday, Friday"),
    (r"is an? (?:work|working) ?day", "is a business day"),
    (r"(?:is )?(?:greater|larger|bigger|higher) than", "is more than"),
    (r"(?:is )?(?:smaller|lower|fewer) than", "is less than"),
    (r"(?:is )?later than", "is after"),
    (r"(?:is )?earlier than", "is before"),
    (r"is in(?= )", "is one of"),
    (r"is (?:any|either) of", "is one of"),
    (r"(?:includes|contains?|has|have)(?= )", "include"),
    (r"(?:does|do) not (?:includes?|contains?|have)", "do not include"),
    (r"(?:doesn|don)['’]t include", "do not include"),
    (r"(?:isn|aren|wasn)['’]t", "is not"),
    (r"(?:are|was|were|equals)(?= )", "is"),
    (r"(?:work|working|week) ?days", "business days"),
    (r"(?:work|working|week) ?day", "business day"),
)
#: The same in guarantees, before those of conditions.
_GUARANTEE_SLIPS = (
    (r"if", "when"),
    (r"unless", "when not"),
    (r"whatever comes", ", whatever comes"),
    (r"(?:must|shall|should|do|will) (?:never|not)", "never"),
    (r"(?:must|shall|should|will) always", "always"),
    (r"don['’]t", "never"),
    (r"(?:no|not) more than", "at most"),
    (r"(?:maximum|max|up to)(?= \d)", "at most"),
    (r"(?:minimum|min|no less than|not less than)(?= \d)", "at least"),
    (r"(?:each|any|all|a) plans?(?= )", "every plan"),
    (r"(?:per|in every|in any|in each|in one) plan", "in a plan"),
    (r"every plans? ends? (?:in|after|by)(?= )", "every plan ends within"),
    (r"every plans? (?:must |will |has to )?end", "every plan ends"),
    (r"whatever (?:happens|they reply|they say|they do)", "whatever comes"),
    (r"(?:any|all|every) (?:acts?|advice)", "anything"),
    (r"(?:the )?same advice twice (?:on|in) (?:a|the same|any|one) day",
     "the same advice twice on one day"),
    (r"(?:suggest|propose)", "recommend"),
    (r"(?:warn against|discourage)", "avoid"),
)  # fmt: skip
_LONGEST = 40


@cache
def _compiled(start: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The slips, compiled only when there is a mistake to explain."""
    slips = (*_GUARANTEE_SLIPS, *_SLIPS) if start == "guarantee" else _SLIPS
    return tuple(
        (re.compile(rf"(?<![\w-]){wrong}(?![\w-])", re.IGNORECASE), right) for wrong, right in slips
    )


def _pattern(found: _Found) -> Slip | None:
    """A slip that covers the place of the mistake; the one that begins first."""
    if found.type == "$END":
        return None
    best: tuple[int, int, str] | None = None
    for pattern, right in _compiled(found.start):
        start = max(0, found.begin - _LONGEST)
        for match in pattern.finditer(found.text, start, found.end + _LONGEST):
            covers = match.start() <= found.begin < match.end()
            if covers and (best is None or match.start() < best[0]):
                best = (match.start(), match.end(), right)
    return None if best is None else _instead(found.text, *best)


_ARTICLE = re.compile(r"(?<![\w-])(?:an?|the)$", re.IGNORECASE)


def _article(found: _Found) -> Slip | None:
    """An article before a name."""
    match = _ARTICLE.search(found.before)
    if match is None or found.type != "NAME":
        return None
    return _instead(found.text, match.start(), match.end(), "")


_IF = re.compile(r"(?:^|[(]|(?<![\w-])(?:and|or|not))\s*(if|when)$", re.IGNORECASE)
_WHEN = re.compile(r"(?<![\w-])when(?![\w-])", re.IGNORECASE)


def _if(found: _Found) -> Slip | None:
    """A condition, or a part of it, that begins with "if": the grammar took that for a name.

    After the acts of a guarantee "when" is right, and what joins it to them is not.
    """
    match = _IF.search(found.before)
    if match is None:
        return None
    of_acts = found.start == "guarantee" and not _WHEN.search(found.text, 0, match.start(1))
    if of_acts and match.start():
        return _instead(found.text, match.start(), match.end(), "when")
    return _instead(found.text, match.start(1), match.end(1), "")


def _instead(text: str, start: int, end: int, right: str) -> Slip:
    return Slip("condition-slip", start, end, {"wrong": text[start:end], "right": right})


_AFTER = re.compile(
    r"(?P<amount>(?:at least|at most|more than|less than|exactly)\s+)?"
    r"(?P<count>\d+)\s+(?P<unit>business\s+days?|days?|weeks?|months?|years?)\s+"
    r"(?P<way>after|before|ago|later|from\s+now)(?P<date>\s+[\w-]+)?"
)


def _days_after(found: _Found) -> Slip | None:
    """ "3 days after x", which the language writes "x + 3 days"."""
    if found.start == "guarantee" and "_BETWEEN" in found.accepts:
        return None
    covering = (m for m in _AFTER.finditer(found.text) if m.start() <= found.begin < m.end())
    match = next(covering, None)
    if match is None:
        return None
    length, way, date = f"{match['count']} {match['unit']}", match["way"], match["date"]
    amount = (match["amount"] or "").strip()
    end = match.end()
    if date is None or way not in ("after", "before"):
        date, end = "today", match.end("way")
    if amount:
        right = f"{amount} {length} {'until' if way == 'before' else 'since'} {date.strip()}"
    else:
        right = f"{date.strip()} {'-' if way in ('before', 'ago') else '+'} {length}"
    return _instead(found.text, match.start(), end, right)


# ---- brackets, numbers, dates, words, operands


def _bracket(found: _Found) -> Slip | None:
    if found.type == "RPAR" and _unclosed(found.text[: found.begin]) is None:
        return Slip("condition-bracket", found.begin, found.end, {"open": False})
    opened = _unclosed(found.text)
    if found.type == "$END" and opened is not None and "RPAR" in found.accepts:
        return Slip("condition-bracket", opened, opened + 1, {"open": True})
    return None


def _unclosed(text: str) -> int | None:
    """Where the last bracket stands that is opened and not closed."""
    opened: list[int] = []
    for at, character in enumerate(text):
        if character == "(":
            opened.append(at)
        elif character == ")" and opened:
            opened.pop()
    return opened[-1] if opened else None


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATES = re.compile(
    rf"\d{{1,4}}([./-])\d{{1,2}}(?:\1\d{{1,4}})?(?![\w-])|\d{{1,2}}\.? {_MONTH}(?: \d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:,? \d{{4}})?",
)


def _date(found: _Found) -> Slip | None:
    """A date written in another way than 2026-03-27."""
    for match in _DATES.finditer(found.text):
        if match.start() <= found.begin < match.end() and "DAY_OF_CALENDAR" in found.accepts | (
            {"DAY_OF_CALENDAR"} if match.start() < found.begin else set()
        ):
            return Slip("condition-date-form", match.start(), match.end(), {"found": match.group()})
    return None


_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COUNTING = "zero one two three four five six seven eight nine ten eleven twelve".split()
_FIRST = re.compile(r"\d+ +[a-z ]*?(?:since|until|from|between) +[\w-]+")


def _number(found: _Found) -> Slip | None:
    if found.word == ",":
        for match in _THOUSANDS.finditer(found.text):
            if match.start() < found.begin < match.end():
                plain = match.group().replace(",", "")
                return _instead(found.text, match.start(), match.end(), plain)
    if found.word.lower() in _COUNTING and "NUMBER" in found.accepts:
        count = str(_COUNTING.index(found.word.lower()))
        return _instead(found.text, found.begin, found.end, count)
    if found.type == "NUMBER" and found.accepts >= _BEGINNING:
        amount = _FIRST.match(found.text, found.begin)
        if amount is not None:
            right = f"at least {amount.group()}"
            return _instead(found.text, found.begin, amount.end(), right)
        return Slip("condition-number-first", found.begin, found.end, {"found": found.word})
    return None


_IS_WORD = re.compile(r"(?<![\w-])is\s+(?:not\s+)?(?P<word>[A-Za-z]+)$")


def _word_before(found: _Found) -> Slip | None:
    """A word that was taken for a name because it is misspelt."""
    match = _IS_WORD.search(found.before)
    if match is None or found.type == "$END":
        return None
    close = difflib.get_close_matches(match["word"].lower(), TAKEN_FOR_NAMES, n=1, cutoff=0.75)
    if not close or match["word"] in RESERVED:
        return None
    return _instead(found.text, match.start("word"), match.end("word"), close[0])


def _word(found: _Found) -> Slip | None:
    """A word that is nearly the one that fits, or one that belongs to the language."""
    if found.type == "NAME":
        fitting = {
            word.lower(): word
            for name in sorted(found.accepts)
            for word in (WEEKDAYS if name == "WEEKDAY" else (ALL_WORDS.get(name, ""),))
            if word.isalpha()
        }
        close = difflib.get_close_matches(found.word.lower(), fitting, n=1, cutoff=0.75)
        if close:
            return _instead(found.text, found.begin, found.end, fitting[close[0]])
    if found.type == "NOT" and "_IS" in found.accepts:
        return _instead(found.text, found.begin, found.end, "is not")
    joins = found.type in ("_AND", "_OR", "_IS")
    if "NAME" in found.accepts and found.word in RESERVED and not joins:
        return Slip("condition-reserved", found.begin, found.end, {"word": found.word})
    return None


_JOINT = re.compile(r"(?:(?<![\w-])(?:and|or|not)|\()$")


def _operand(found: _Found) -> Slip | None:
    """A side of "and", "or" or "not" that is missing."""
    if not found.accepts >= _BEGINNING or found.type not in ("$END", "_AND", "_OR", "RPAR"):
        return None
    joint = _JOINT.search(found.before)
    if joint is not None:
        details = {"word": joint.group(), "side": "after"}
        return Slip("condition-side-missing", joint.start(), joint.end(), details)
    details = {"word": found.word, "side": "before"}
    return Slip("condition-side-missing", found.begin, found.end, details)


_WHATEVER = re.compile(r",\s*whatever comes\s*", re.IGNORECASE)


def _whatever(found: _Found) -> Slip | None:
    """ "Whatever comes" after a law of situations, which are what they are."""
    match = _WHATEVER.match(found.text, found.begin)
    if match is None or match.end() < len(found.text):
        return None
    return Slip("guarantee-whatever", found.begin, match.end(), {})


def _between_acts(found: _Found) -> Slip | None:
    """Acts joined by "and" or a comma."""
    after_acts = not found.accepts.isdisjoint(("_OR", "_WHEN")) and "_AND" not in found.accepts
    if found.type not in ("_AND", "COMMA") or not after_acts:
        return None
    return _instead(found.text, found.begin, found.end, "or")


#: In which order to look for slips.
_LOOKS: tuple[Callable[[_Found], Slip | None], ...] = (
    _whatever,
    _between_acts,
    _if,
    _date,
    _pattern,
    _days_after,
    _bracket,
    _number,
    _word_before,
    _word,
    _article,
    _operand,
)

#: What a condition can begin with, always together.
_BEGINNING = frozenset(
    "NOT LPAR ALWAYS NAME TODAY DAY_OF_CALENDAR AT MORE_WORD LESS_WORD EXACTLY".split()
)

#: Terminals that stand for more than one word, in the order in which to speak of
#: them: where all of a group fit, its name says it.
_GROUPS: tuple[tuple[frozenset[str], str], ...] = (
    (_BEGINNING, "condition"),
    (frozenset("NEVER ALWAYS AT EVERY".split()), "guarantee"),
    (frozenset("ANYTHING ACT KIND NAME".split()), "acts"),
    (
        frozenset(
            "NOT KNOWN UNKNOWN _ONE BEFORE AFTER ON _BETWEEN _A MORE_WORD LESS_WORD AT"
            " NAME TODAY DAY_OF_CALENDAR NUMBER MINUS WEEKDAY".split()
        ),
        "after-is",
    ),
    (
        frozenset("_IS _INCLUDE DO EQUAL UNEQUAL LESS AT_MOST MORE AT_LEAST".split()),
        "comparison",
    ),
    (frozenset(("DAY", "WEEK", "BUSINESS", "MONTH", "YEAR")), "unit"),
    (frozenset(("NAME", "TODAY", "DAY_OF_CALENDAR")), "date"),
    (frozenset(("PLUS", "MINUS")), "offset"),
    (frozenset(("NAME",)), "name"),
    (frozenset(("NUMBER",)), "number"),
    (frozenset(("WEEKDAY",)), "weekday"),
    (frozenset(("$END",)), "end"),
)


def _general(found: _Found) -> Slip:
    details = {
        "in": found.start,
        "found": found.word,
        "after": _last(found.before),
        "expected": tuple(_expected(found.accepts)),
    }
    return Slip("condition-unexpected", found.begin, found.end, details)


def _expected(accepts: frozenset[str]) -> Iterator[str]:
    """Words that fit, each as itself in quotes, and keys of groups in the catalogue without."""
    left = set(accepts)
    groups = []
    for group, name in _GROUPS:
        if group <= left:
            groups.append(name)
            left -= group
    words = (ALL_WORDS[name] for name in left if name in ALL_WORDS and name != "MINUS")
    yield from sorted(f'"{word}"' for word in words)
    # That days could be added to the name before hardly ever helps.
    yield from (group for group in groups if group != "offset")
