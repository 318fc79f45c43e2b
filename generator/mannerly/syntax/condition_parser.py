"""Conditions, date expressions and guarantees: from text to the raw tree, with clear problems.

The tree is built while Lark parses, so nothing here recurses, however deep the
text is nested.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedInput

from mannerly.problems import Problems
from mannerly.resources import cache_file, grammar_file
from mannerly.syntax import raw
from mannerly.syntax.condition_lexer import WordLexer
from mannerly.syntax.nodes import Scalar

#: How deep "not", "and" and "or" may stand inside one another.
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake at ``text[start:end]``, with the details of its words in the catalogue."""

    code: str
    start: int
    end: int
    details: Mapping[str, Any]


def parse_condition(scalar: Scalar, problems: Problems) -> raw.Condition | None:
    """The condition that a scalar holds; None where it has a mistake, noted in problems."""
    return cast("raw.Condition | None", _read(scalar, "condition", problems))


def parse_date(scalar: Scalar, problems: Problems) -> raw.Term | None:
    """The date expression that a scalar holds; None where it has a mistake, noted in problems."""
    return cast("raw.Term | None", _read(scalar, "date", problems))


def parse_guarantee(scalar: Scalar, problems: Problems) -> raw.Guarantee | None:
    """The guarantee that a scalar holds; None where it has a mistake, noted in problems."""
    return cast("raw.Guarantee | None", _read(scalar, "guarantee", problems))


#: What a text is read as.
Start = Literal["condition", "date", "guarantee"]
Parsed = raw.Condition | raw.Term | raw.Guarantee


def _read(scalar: Scalar, start: Start, problems: Problems) -> Parsed | None:
    found = parsed(scalar.text, start)
    if isinstance(found, Slip):
        problems.add(found.code, scalar.locate(found.start, found.end), **found.details)
        return None
    return found


# Guides repeat conditions; the tree of a text is the same wherever it stands.
@lru_cache(maxsize=4096)
def parsed(text: str, start: Start) -> Parsed | Slip:
    """What a text says when it is read as ``start``, or the mistake in it."""
    try:
        return cast(Parsed, parser().parse(text, start=start))
    except UnexpectedInput as error:
        # Much to set up, and needed for mistakes only.
        from mannerly.syntax.condition_slips import explain

        return explain(text, start, error)
    except TooDeepError as error:
        return Slip("condition-too-deep", error.start, error.end, {"deepest": DEEPEST})


@cache
def parser() -> Lark:
    """The parser of the grammar, which is set up once."""
    # To work the grammar's tables out takes a tenth of what it takes to check a guide.
    # Lark notices when they no longer fit the grammar, and does without what it cannot read.
    known = cache_file("conditions.lark-tables")
    return Lark(
        grammar_file("conditions.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer=WordLexer,
        start=["condition", "date", "guarantee"],
        transformer=_Build(),
        maybe_placeholders=False,
        cache=str(known) if known is not None else False,
    )


@dataclass
class TooDeepError(Exception):
    """Parts of a condition stand too deep inside one another; ``start`` and ``end`` say where."""

    start: int
    end: int


_SIGNS: dict[str, raw.Sign] = {
    "EQUAL": "=",
    "UNEQUAL": "!=",
    "LESS": "<",
    "LESS_WORD": "<",
    "AT_MOST": "<=",
    "MOST_WORD": "<=",
    "MORE": ">",
    "MORE_WORD": ">",
    "AT_LEAST": ">=",
    "LEAST_WORD": ">=",
    "EXACTLY": "=",
}


def _sign(words: list[Token]) -> raw.Sign:
    return next(_SIGNS[word.type] for word in words if word.type in _SIGNS)


def _manner(word: Token) -> raw.Manner:
    return cast(raw.Manner, str(word))


def _start(token: Token) -> int:
    return cast(int, token.start_pos)


def _end(token: Token) -> int:
    return cast(int, token.end_pos)


def _depth(part: raw.Condition) -> int:
    match part:
        case raw.Not(depth=depth) | raw.And(depth=depth) | raw.Or(depth=depth):
            return depth
        case _:
            return 0


def _deeper(start: int, end: int, parts: list[raw.Condition]) -> int:
    depth = 1 + max(map(_depth, parts))
    if depth > DEEPEST:
        raise TooDeepError(start, end)
    return depth


class _Build:
    """What Lark calls for each rule of the grammar, with the parts already built."""

    def either(self, parts: list[raw.Condition]) -> raw.Or:
        start, end = parts[0].start, parts[-1].end
        return raw.Or(start, end, tuple(parts), _deeper(start, end, parts))

    def both(self, parts: list[raw.Condition]) -> raw.And:
        start, end = parts[0].start, parts[-1].end
        return raw.And(start, end, tuple(parts), _deeper(start, end, parts))

    def negated(self, parts: list[Any]) -> raw.Not:
        word, part = parts
        depth = _deeper(_start(word), _end(word), [part])
        return raw.Not(_start(word), part.end, part, depth)

    def always(self, parts: list[Token]) -> raw.Always:
        return raw.Always(_start(parts[0]), _end(parts[0]))

    def mention(self, parts: list[raw.Term]) -> raw.Mention:
        return raw.Mention(parts[0].start, parts[0].end, parts[0])

    def known(self, parts: list[Any]) -> raw.Known:
        subject, word = parts
        return raw.Known(subject.start, _end(word), subject, word.type == "KNOWN")

    def value(self, parts: list[Any]) -> raw.Value:
        subject = parts[0]
        negative = isinstance(parts[1], Token) and parts[1].type == "NOT"
        operands = tuple(
            raw.WeekdayName(_start(part), _end(part), str(part))
            if isinstance(part, Token)
            else part
            for part in parts[1 + negative :]
        )
        return raw.Value(subject.start, operands[-1].end, subject, negative, operands)

    def includes(self, parts: list[Any]) -> raw.Includes:
        subject, *negation, option = parts
        name = raw.Name(_start(option), _end(option), str(option))
        return raw.Includes(subject.start, name.end, subject, bool(negation), name)

    def sign(self, parts: list[Token]) -> tuple[raw.Sign, raw.Part]:
        return _sign(parts), raw.Part(_start(parts[0]), _end(parts[-1]))

    def comparison(self, parts: list[Any]) -> raw.Comparison:
        subject, (sign, sign_at), operand = parts
        return raw.Comparison(subject.start, operand.end, subject, sign, operand, sign_at)

    def between(self, parts: list[Any]) -> raw.Between:
        subject, low, high = parts
        return raw.Between(subject.start, high.end, subject, low, high)

    def relation(self, parts: list[Token]) -> raw.Relation:
        return cast(raw.Relation, " or ".join(parts))

    def dated(self, parts: list[Any]) -> raw.Dated:
        subject, other = parts[0], parts[-1]
        negative = isinstance(parts[1], Token)
        relation: raw.Relation = "on" if negative else parts[1]
        return raw.Dated(subject.start, other.end, subject, relation, negative, other)

    def weekday(self, parts: list[Any]) -> raw.OnWeekday:
        subject, *negation, day = parts
        name = raw.WeekdayName(_start(day), _end(day), str(day))
        return raw.OnWeekday(subject.start, name.end, subject, bool(negation), name)

    def business_day(self, parts: list[Any]) -> raw.OnBusinessDay:
        subject, *negation, _business, day = parts
        return raw.OnBusinessDay(subject.start, _end(day), subject, bool(negation))

    def amount(self, parts: list[Token]) -> tuple[raw.Amount, int]:
        return cast(raw.Amount, _sign(parts)), _start(parts[0])

    def elapsed(self, parts: list[Any]) -> raw.Elapsed:
        match parts:
            case [(amount, start), raw.Duration() as duration, Token(type="SINCE"), date]:
                return raw.Elapsed(start, date.end, amount, duration, date, None)
            case [(amount, start), raw.Duration() as duration, Token(type="UNTIL"), date]:
                return raw.Elapsed(start, date.end, amount, duration, None, date)
            case _:
                (amount, start), duration, earlier, later = parts
                return raw.Elapsed(start, later.end, amount, duration, earlier, later)

    def unit(self, parts: list[Token]) -> tuple[raw.Unit, int]:
        word = parts[-1]
        units: dict[str, raw.Unit] = {
            "DAY": "business days" if len(parts) > 1 else "days",
            "WEEK": "weeks",
            "MONTH": "months",
            "YEAR": "years",
        }
        return units[word.type], _end(word)

    def duration(self, parts: list[Any]) -> raw.Duration:
        count, (unit, end) = parts
        return raw.Duration(_start(count), end, str(count), unit)

    def offset(self, parts: list[Any]) -> raw.Offset:
        sign, duration = parts
        return raw.Offset(_start(sign), duration.end, duration, sign.type == "MINUS")

    def date(self, parts: list[Any]) -> raw.Term:
        base, *offsets = parts
        start, end = _start(base), _end(base)
        name_or_day = raw.Day if base.type == "DAY_OF_CALENDAR" else raw.Name
        return raw.Term(
            start,
            offsets[-1].end if offsets else end,
            name_or_day(start, end, str(base)),
            tuple(offsets),
        )

    def number(self, parts: list[Token]) -> raw.Number:
        return raw.Number(_start(parts[0]), _end(parts[-1]), "".join(parts))

    # ---- guarantees

    def guarantee(self, parts: list[Any]) -> raw.Guarantee:
        law, *whatever = parts
        end = _end(whatever[-1]) if whatever else law.end
        return raw.Guarantee(law.start, end, law, bool(whatever))

    def never(self, parts: list[Any]) -> raw.Never:
        word, manner, acts, *when = parts
        condition = when[0] if when else None
        end = (condition or acts[-1]).end
        return raw.Never(_start(word), end, _manner(manner), acts, condition)

    def one_always(self, parts: list[Any]) -> raw.AlwaysOne:
        word, manner, acts, when = parts
        return raw.AlwaysOne(_start(word), when.end, _manner(manner), acts, when)

    def at_most(self, parts: list[Any]) -> raw.AtMost:
        word, _most, count, acts, *plan = parts
        number = raw.Number(_start(count), _end(count), str(count))
        return raw.AtMost(_start(word), _end(plan[0]) if plan else acts[-1].end, number, acts)

    def apart(self, parts: list[Any]) -> raw.Apart:
        word, _least, duration, acts = parts
        return raw.Apart(_start(word), acts[-1].end, duration, acts)

    def once_a_day(self, parts: list[Token]) -> raw.OnceADay:
        return raw.OnceADay(_start(parts[0]), _end(parts[-1]))

    def ends(self, parts: list[Any]) -> raw.Ends:
        word, _plan, verb, *within = parts
        duration = within[0] if within else None
        return raw.Ends(_start(word), duration.end if duration else _end(verb), duration)

    def acts(self, parts: list[raw.Acts]) -> tuple[raw.Acts, ...]:
        return tuple(parts)

    def act(self, parts: list[Token]) -> raw.Acts:
        start, end = _start(parts[0]), _end(parts[-1])
        match parts:
            case [Token(type="ANYTHING")]:
                return raw.Acts(start, end, "anything", "")
            case [Token(type="ACT"), name]:
                return raw.Acts(start, end, "act", str(name))
            case [Token(type="KIND"), name]:
                return raw.Acts(start, end, "kind", str(name))
            case _:
                return raw.Acts(start, end, "", str(parts[0]))
