"""Conditions, dates and values in plain English, with the guide's own names and labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, cast

from mannerly.model.calendar import as_date
from mannerly.model.conditions import (
    Always,
    And,
    Atom,
    Comparison,
    Condition,
    DateCompare,
    DateTerm,
    Includes,
    InRange,
    Is,
    Known,
    Not,
    Offset,
    OnBusinessDay,
    OnWeekday,
    Or,
    terms,
)
from mannerly.model.dates import WEEKDAYS
from mannerly.model.guide import Choice, Fact, Model, Number, Several, Value, YesNo
from mannerly.model.normal import known_if, normal
from mannerly.model.numbers import as_written

#: A line of a list, or the head of an inner list and its lines.
Line: TypeAlias = "str | tuple[str, tuple[Line, ...]]"

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_RELATION: dict[Comparison, str] = {
    "<": "is before",
    "<=": "is on or before",
    "=": "is on",
    ">=": "is on or after",
    ">": "is after",
}
_AMOUNT: dict[Comparison, str] = {
    "<": "less than",
    "<=": "at most",
    "=": "exactly",
    ">=": "at least",
    ">": "more than",
}
_OPPOSITE: dict[Comparison, Comparison] = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}


def english(condition: Condition, model: Model) -> str:
    """A condition as a clause that can follow "if"."""
    return _clause(normal(condition), _Speaker(model))


def english_lines(condition: Condition, model: Model) -> tuple[Line, ...]:
    """A condition as lines all of which must hold; a line may head a list of its own."""
    simple = normal(condition)
    parts = simple.parts if isinstance(simple, And) else (simple,)
    return _lines(parts, True, _Speaker(model))


def with_depth(lines: Iterable[Line], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Each line, and in how many lists it stands; the head of a list comes before its lines."""
    for line in lines:
        if isinstance(line, str):
            yield depth, line
        else:
            head, inner = line
            yield depth, head
            yield from with_depth(inner, depth + 1)


def english_term(term: DateTerm, model: Model) -> str:
    """A date expression: "3 days after the interview date"."""
    return _Speaker(model).term(term)


def english_value(fact: Fact, value: Value | None) -> str:
    """A fact's value as a reader knows it."""
    if value is None:
        return fact.unknown or "not known"
    match fact.type, value:
        case Choice(options), str():
            return options[value]
        case Several(options), frozenset():
            chosen = [label for option, label in options.items() if option in value]
            return listed(chosen, "and") if chosen else "none of these"
        case Number() as type, int():
            return counted(value, type)
        case _, int():
            return english_date(value)
        case _:
            return str(value)


def english_date(day: int) -> str:
    """A day written out: "Friday 27 March 2026"."""
    date = as_date(day)
    return f"{WEEKDAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]} {date.year}"


# ---- and, or, not


def _clause(condition: Condition, speaker: _Speaker, inside: bool = False) -> str:
    match condition:
        case And(parts):
            clauses = speaker.knowing(parts).clauses(parts, True)
            whole = listed(clauses, "and", nested=any(isinstance(p, Or) for p in parts))
        case Or(parts):
            clauses = speaker.clauses(parts, False)
            nested = any(isinstance(part, And) for part in parts)
            whole = listed(clauses, "or", nested=nested)
            if len(clauses) > 1:
                whole = f"either {whole}"
        case _:
            return speaker.comparison(condition)
    deep = any(isinstance(part, And | Or) for part in condition.parts)
    return f"({whole})" if inside and deep else whole


def _lines(parts: Sequence[Condition], all_hold: bool, speaker: _Speaker) -> tuple[Line, ...]:
    if all_hold:
        speaker = speaker.knowing(parts)
    lines: list[Line] = []
    for part in _pairs(parts, all_hold):
        match part:
            case And(inner) if not _is_between(inner):
                lines.append(("all of these:", _lines(inner, True, speaker)))
            case Or(inner) if len(_pairs(inner, False)) > 1:
                lines.append(("at least one of these:", _lines(inner, False, speaker)))
            case _:
                lines.append(speaker.comparison(part))
    return tuple(lines)


def listed(items: Sequence[str], joint: str, nested: bool = False) -> str:
    """ "a, b and c"; where items are lists themselves, a comma stands before the last as well."""
    if len(items) < 2:
        return "".join(items)
    comma = "," if nested else ""
    return f"{', '.join(items[:-1])}{comma} {joint} {items[-1]}"


def _pairs(parts: Sequence[Condition], all_hold: bool) -> list[Condition]:
    """The parts, with those that one phrase can say put together.

    Of conjunctions: on or after one date and on or before another. Of
    disjunctions: one number or another of the same fact.
    """
    found: list[Condition] = []
    for part in parts:
        last = found[-1] if found else None
        if all_hold and last is not None and _is_between((last, part)):
            found[-1] = And((last, part))
        elif not all_hold and _one_number(part) and last is not None:
            same = last.parts if isinstance(last, Or) else (last,)
            if all(_one_number(p) == _one_number(part) for p in same):
                found[-1] = Or((*same, part))
            else:
                found.append(part)
        else:
            found.append(part)
    return found


def _is_between(parts: Sequence[Condition]) -> bool:
    match parts:
        case (DateCompare(left, ">=", low), DateCompare(other, "<=", high)):
            return left == other and not _measures(low) and not _measures(high)
        case _:
            return False


def _one_number(part: Condition) -> str | None:
    match part:
        case InRange(fact, low, high) if low is not None and low == high:
            return fact
        case _:
            return None


def _measures(right: DateTerm) -> bool:
    """Whether a comparison with this date is best said as an amount of time after another."""
    return len(right.offsets) == 1 and right.offsets[0].count > 0 and right.base is not None


# ---- comparisons


class _Speaker:
    """Says comparisons; ``known`` are facts that the sentence has said are known."""

    def __init__(self, model: Model, known: frozenset[str] = frozenset()) -> None:
        self._model = model
        self._known = known

    def knowing(self, parts: Sequence[Condition]) -> _Speaker:
        """A speaker that need not repeat what these parts say is known."""
        return _Speaker(self._model, self._known.union(*map(known_if, parts)))

    def clauses(self, parts: Sequence[Condition], all_hold: bool) -> list[str]:
        """Each part as a clause of its own."""
        return [
            self.comparison(part)
            if not isinstance(part, And | Or) or part not in parts
            else _clause(part, self, inside=True)
            for part in _pairs(parts, all_hold)
        ]

    def comparison(self, condition: Condition) -> str:
        """A comparison, its negation, or several that one phrase says."""
        match condition:
            case Always():
                return "in every situation"
            case Not(Always()):
                return "in no situation"
            case Not(Known() | Is() | Includes() | InRange() | DateCompare() as atom):
                return self._negative(atom)
            case Not(OnWeekday() | OnBusinessDay() as atom):
                return self._negative(atom)
            case And((DateCompare(left, _, low), DateCompare(_, _, high))):
                return (
                    f"{self.term(left)} is between {self.term(low)} and {self.term(high)}"
                    " (both included)"
                )
            case Or(parts):
                numbers = [part for part in parts if isinstance(part, InRange)]
                fact = self._model.facts[numbers[0].fact]
                said = [english_value(fact, number.low) for number in numbers]
                return f"{fact.name} is {listed(said, 'or')}"
            case Known() | Is() | Includes() | InRange() | DateCompare():
                return self._positive(condition)
            case OnWeekday() | OnBusinessDay():
                return self._positive(condition)
            case _:
                return _clause(condition, self)

    def _positive(self, atom: Atom) -> str:
        match atom:
            case Known(fact):
                return f"{self._name(fact)} is known"
            case Is(fact, options):
                return f"{self._subject(fact)} is {self._labels(fact, options, 'or')}"
            case Includes(fact, option):
                return f"{self._label(fact, option)} is among {self._name(fact)}"
            case InRange(fact, low, high):
                return f"{self._name(fact)} {self._range(fact, low, high)}"
            case DateCompare(left, comparison, right):
                return self._dates(left, comparison, right)
            case OnWeekday(term, weekdays):
                days = [f"a {WEEKDAYS[day]}" for day in sorted(weekdays)]
                return f"{self.term(term)} is {listed(days, 'or')}"
            case OnBusinessDay(term):
                return f"{self.term(term)} is a business day"

    def _negative(self, atom: Atom) -> str:
        match atom:
            case Known(fact):
                return f"{self._name(fact)} is not known"
            case Is(fact, options) if self._is_no(fact, options):
                return f"{self._subject(fact)} is no"
            case Is(fact, options) if len(options) == 1:
                return f"{self._subject(fact)} is not {self._labels(fact, options, 'or')}"
            case Is(fact, options):
                return f"{self._subject(fact)} is none of {self._labels(fact, options, 'and')}"
            case Includes(fact, option):
                return f"{self._label(fact, option)} is not among {self._name(fact)}"
            case InRange(fact, low, high) if high is None and low is not None:
                return self._or_missing(InRange(fact, None, low - 1), atom)
            case InRange(fact, low, high) if low is None and high is not None:
                return self._or_missing(InRange(fact, high + 1, None), atom)
            case InRange(fact, low, high):
                said = self._range(fact, low, high).replace("is", "is not", 1)
                return f"{self._name(fact)} {said}"
            case DateCompare(left, "=", right) if not _measures(right):
                return f"{self.term(left)} is not on {self.term(right)}"
            case DateCompare(left, "=", right):
                return f"it is not so that {self._dates(left, '=', right)}"
            case DateCompare(left, comparison, right):
                opposite = DateCompare(left, _OPPOSITE[comparison], right)
                return self._or_missing(opposite, atom)
            case OnWeekday(term, weekdays):
                days = [f"a {WEEKDAYS[day]}" for day in sorted(weekdays)]
                return f"{self.term(term)} is not {listed(days, 'or')}"
            case OnBusinessDay(term):
                return f"{self.term(term)} is not a business day"

    def _or_missing(self, opposite: Atom, atom: Atom) -> str:
        """The opposite of a comparison, which also holds where a fact of it is missing."""
        match atom:
            case InRange(fact):
                facts = [fact]
            case _:
                facts = [t.base for t in terms(atom) if t.base is not None and t.base != "today"]
        missable = [
            self._name(fact)
            for fact in dict.fromkeys(facts)
            if fact not in self._known and self._can_be_missing(fact)
        ]
        said = self._positive(opposite)
        if not missable:
            return said
        verb = "is" if len(missable) == 1 else "are"
        return f"{said} (or {listed(missable, 'or')} {verb} not known)"

    def _is_no(self, fact: str, options: frozenset[str]) -> bool:
        """Whether anything but yes is no."""
        yes_or_no = isinstance(self._model.facts[fact].type, YesNo)
        missable = fact not in self._known and self._can_be_missing(fact)
        return yes_or_no and options == {"yes"} and not missable

    def _can_be_missing(self, id: str) -> bool:
        fact = self._model.facts[id]
        return fact.unknown is not None or fact.when is not None

    # ---- names, amounts, dates

    def _name(self, fact: str) -> str:
        return self._model.facts[fact].name

    def _subject(self, id: str) -> str:
        fact = self._model.facts[id]
        return fact.name if isinstance(fact.type, Choice) else f"the answer to “{fact.ask}”"

    def _label(self, fact: str, option: str) -> str:
        type = self._model.facts[fact].type
        return f"“{type.options[option]}”" if isinstance(type, Choice | Several) else option

    def _labels(self, fact: str, options: frozenset[str], joint: str) -> str:
        type = self._model.facts[fact].type
        order = list(type.options) if isinstance(type, Choice) else ["yes", "no"]
        return listed([self._label(fact, o) for o in order if o in options], joint)

    def _range(self, fact: str, low: int | None, high: int | None) -> str:
        type = cast(Number, self._model.facts[fact].type)
        match low, high:
            case int(), int() if low == high:
                return f"is {counted(low, type)}"
            case int(), int():
                return f"is between {as_written(low, type)} and {counted(high, type)}"
            case int(), None if _rounder(low - 1, low, type):
                return f"is more than {counted(low - 1, type)}"
            case int(), None:
                return f"is at least {counted(low, type)}"
            case None, int() if _rounder(high + 1, high, type):
                return f"is less than {counted(high + 1, type)}"
            case None, int():
                return f"is at most {counted(high, type)}"
            case _:
                return "is known"

    def _dates(self, left: DateTerm, comparison: Comparison, right: DateTerm) -> str:
        if not _measures(right):
            return f"{self.term(left)} {_RELATION[comparison]} {self.term(right)}"
        start, offset = DateTerm(right.base, right.day), right.offsets[0]
        amount = f"{_AMOUNT[comparison]} {length(offset)}"
        if left == DateTerm("today"):
            have = "has" if length(offset).startswith("1 ") else "have"
            return f"{amount} {have} passed since {self.term(start)}"
        if start == DateTerm("today"):
            return f"{self.term(left)} is {amount} away"
        return f"{self.term(left)} is {amount} after {self.term(start)}"

    def term(self, term: DateTerm) -> str:
        """A date expression."""
        if term.base is None:
            said = english_date(term.day)
        else:
            said = "today" if term.base == "today" else self._name(term.base)
        for offset in term.offsets:
            way = "before" if offset.count < 0 else "after"
            said = f"{length(offset)} {way} {said}"
        return said


def length(offset: Offset) -> str:
    """How long an offset is; whole weeks and years as such."""
    count, unit = abs(offset.count), offset.unit.removesuffix("s")
    if unit == "day" and count and count % 7 == 0:
        count, unit = count // 7, "week"
    elif unit == "month" and count and count % 12 == 0:
        count, unit = count // 12, "year"
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _rounder(one: int, other: int, type: Number) -> bool:
    """Whether the first number has fewer decimals that count: 12.50 is rounder than 12.49."""

    def decimals(steps: int) -> int:
        return len(as_written(steps, type).partition(".")[2].rstrip("0"))

    return decimals(one) < decimals(other)


def counted(steps: int, type: Number) -> str:
    """A number with its unit; ``steps`` are smallest steps of it."""
    written = as_written(steps, type)
    return f"{written} {type.unit}" if type.unit else written
