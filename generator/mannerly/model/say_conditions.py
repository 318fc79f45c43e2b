"""Conditions in plain words: as clauses, and as lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, cast

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
    OnBusinessDay,
    OnWeekday,
    Or,
    terms,
)
from mannerly.model.guide import Choice, Number, Several, YesNo
from mannerly.model.normal import known_if, normal
from mannerly.model.numbers import as_written
from mannerly.model.speaker import WEEKDAYS, Speaker

#: A line of a list, or the head of an inner list and its lines.
Line: TypeAlias = "str | tuple[str, tuple[Line, ...]]"

_RELATION: dict[Comparison, str] = {
    "<": "before",
    "<=": "on-or-before",
    ">=": "on-or-after",
    ">": "after",
}
_AMOUNT: dict[Comparison, str] = {
    "<": "less-than",
    "<=": "at-most",
    "=": "exactly",
    ">=": "at-least",
    ">": "more-than",
}
_OPPOSITE: dict[Comparison, Comparison] = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}


def say_condition(condition: Condition, speaker: Speaker) -> str:
    """A condition as a clause that can follow "if"."""
    return _clause(normal(condition), _Sayer(speaker))


def say_lines(condition: Condition, speaker: Speaker) -> tuple[Line, ...]:
    """A condition as lines all of which must hold; a line may head a list of its own."""
    simple = normal(condition)
    parts = simple.parts if isinstance(simple, And) else (simple,)
    return _lines(parts, True, _Sayer(speaker))


def with_depth(lines: Iterable[Line], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Each line, and in how many lists it stands; the head of a list comes before its lines."""
    for line in lines:
        if isinstance(line, str):
            yield depth, line
        else:
            head, inner = line
            yield depth, head
            yield from with_depth(inner, depth + 1)


# ---- and, or, not


def _clause(condition: Condition, sayer: _Sayer, inside: bool = False) -> str:
    match condition:
        case And(parts):
            clauses, joint = sayer.knowing(parts).clauses(parts, True), "and"
            nested = any(isinstance(part, Or) for part in parts)
        case Or(parts):
            clauses, joint = sayer.clauses(parts, False), "or"
            nested = any(isinstance(part, And) for part in parts)
        case _:
            return sayer.comparison(condition)
    whole = sayer.speaker.clauses(clauses, joint, nested=nested)
    deep = any(isinstance(part, And | Or) for part in condition.parts)
    return sayer.speaker.say("clauses-inside", clauses=whole) if inside and deep else whole


def _lines(parts: Sequence[Condition], all_hold: bool, sayer: _Sayer) -> tuple[Line, ...]:
    if all_hold:
        sayer = sayer.knowing(parts)
    lines: list[Line] = []
    for part in _pairs(parts, all_hold):
        match part:
            case And(inner) if not _is_between(inner):
                lines.append((sayer.speaker.say("all-of-these"), _lines(inner, True, sayer)))
            case Or(inner) if len(_pairs(inner, False)) > 1:
                lines.append((sayer.speaker.say("one-of-these"), _lines(inner, False, sayer)))
            case _:
                lines.append(sayer.comparison(part))
    return tuple(lines)


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


class _Sayer:
    """Says comparisons; ``known`` are facts that the sentence has said are known."""

    def __init__(self, speaker: Speaker, known: frozenset[str] = frozenset()) -> None:
        self.speaker = speaker
        self._facts = speaker.model.facts
        self._known = known

    def knowing(self, parts: Sequence[Condition]) -> _Sayer:
        """A sayer that need not repeat what these parts say is known."""
        return _Sayer(self.speaker, self._known.union(*map(known_if, parts)))

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
        say, term = self.speaker.say, self.speaker.term
        match condition:
            case Always():
                return say("always")
            case Not(Always()):
                return say("never")
            case Not(Known() | Is() | Includes() | InRange() | DateCompare() as atom):
                return self._negative(atom)
            case Not(OnWeekday() | OnBusinessDay() as atom):
                return self._negative(atom)
            case And((DateCompare(left, _, low), DateCompare(_, _, high))):
                return say("date-between", date=term(left), first=term(low), last=term(high))
            case Or(parts):
                numbers = [part for part in parts if isinstance(part, InRange)]
                fact = self._facts[numbers[0].fact]
                said = [self.speaker.value(fact, number.low) for number in numbers]
                return say("number-one-of", fact=fact.name, numbers=self.speaker.things(said, "or"))
            case Known() | Is() | Includes() | InRange() | DateCompare():
                return self._positive(condition)
            case OnWeekday() | OnBusinessDay():
                return self._positive(condition)
            case _:
                return _clause(condition, self)

    def _positive(self, atom: Atom) -> str:
        say, term = self.speaker.say, self.speaker.term
        match atom:
            case Known(fact):
                return say("known", fact=self._name(fact))
            case Is(fact, options) if isinstance(self._facts[fact].type, YesNo):
                answer = "is-yes-or-no" if len(options) > 1 else f"is-{min(options)}"
                return say(answer, question=self._facts[fact].ask)
            case Is(fact, options):
                return say("is", fact=self._name(fact), options=self._labels(fact, options, "or"))
            case Includes(fact, option):
                return say("includes", fact=self._name(fact), option=self._label(fact, option))
            case InRange(fact, low, high):
                return self._range(fact, low, high)
            case DateCompare(left, comparison, right) if _measures(right):
                return self._time(left, _AMOUNT[comparison], right)
            case DateCompare(left, "=", right):
                return say(f"date-on{_kind(right)}", date=term(left), other=term(right))
            case DateCompare(left, comparison, right):
                return say(f"date-{_RELATION[comparison]}", date=term(left), other=term(right))
            case OnWeekday(day, weekdays):
                return say("weekday", date=term(day), weekdays=self._weekdays(weekdays))
            case OnBusinessDay(day):
                return say("business-day", date=term(day))

    def _negative(self, atom: Atom) -> str:
        say, term = self.speaker.say, self.speaker.term
        match atom:
            case Known(fact):
                return say("unknown", fact=self._name(fact))
            case Is(fact, options) if isinstance(self._facts[fact].type, YesNo):
                return say(self._no(fact, options), question=self._facts[fact].ask)
            case Is(fact, options) if len(options) == 1:
                labels = self._labels(fact, options, "or")
                return say("is-not", fact=self._name(fact), options=labels)
            case Is(fact, options):
                labels = self._labels(fact, options, "nor")
                return say("is-none-of", fact=self._name(fact), options=labels)
            case Includes(fact, option):
                label = self._label(fact, option)
                return say("includes-not", fact=self._name(fact), option=label)
            case InRange(fact, low, high) if high is None and low is not None:
                return self._or_missing(InRange(fact, None, low - 1), atom)
            case InRange(fact, low, high) if low is None and high is not None:
                return self._or_missing(InRange(fact, high + 1, None), atom)
            case InRange(fact, low, high):
                return self._range(fact, low, high, negated=True)
            case DateCompare(left, "=", right) if _measures(right):
                return self._time(left, "not-exactly", right)
            case DateCompare(left, "=", right):
                return say(f"date-not-on{_kind(right)}", date=term(left), other=term(right))
            case DateCompare(left, comparison, right):
                opposite = DateCompare(left, _OPPOSITE[comparison], right)
                return self._or_missing(opposite, atom)
            case OnWeekday(day, weekdays):
                return say("weekday-not", date=term(day), weekdays=self._weekdays(weekdays))
            case OnBusinessDay(day):
                return say("business-day-not", date=term(day))

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
        named = self.speaker.things(missable, "or")
        return self.speaker.say("or-not-known", len(missable), clause=said, facts=named)

    def _no(self, fact: str, options: frozenset[str]) -> str:
        """How to say that something is not answered so; where it cannot be missing, it is "no"."""
        if len(options) > 1:
            return "is-neither"
        missable = fact not in self._known and self._can_be_missing(fact)
        return "is-not-no" if "no" in options else "is-not-yes" if missable else "is-no"

    def _can_be_missing(self, id: str) -> bool:
        fact = self._facts[id]
        return fact.unknown is not None or fact.when is not None

    # ---- names, amounts, dates

    def _name(self, fact: str) -> str:
        return self._facts[fact].name

    def _label(self, fact: str, option: str) -> str:
        type = cast(Choice | Several, self._facts[fact].type)
        return self.speaker.option(type.options[option])

    def _labels(self, fact: str, options: frozenset[str], joint: str) -> str:
        order = cast(Choice, self._facts[fact].type).options
        return self.speaker.things([self._label(fact, o) for o in order if o in options], joint)

    def _weekdays(self, weekdays: frozenset[int]) -> str:
        days = [self.speaker.say(f"a-{WEEKDAYS[day]}") for day in sorted(weekdays)]
        return self.speaker.things(days, "or")

    def _range(self, id: str, low: int | None, high: int | None, negated: bool = False) -> str:
        fact, say, counted = self._facts[id], self.speaker.say, self.speaker.counted
        type, isnt = cast(Number, fact.type), "-not" if negated else ""
        match low, high:
            case int(), int() if low == high:
                return say(f"number{isnt}", fact=fact.name, number=counted(low, type))
            case int(), int():
                start, end = self.speaker.number(low, type), counted(high, type)
                return say(f"number{isnt}-between", fact=fact.name, low=start, high=end)
            case int(), None if _rounder(low - 1, low, type):
                return say("number-more-than", fact=fact.name, number=counted(low - 1, type))
            case int(), None:
                return say("number-at-least", fact=fact.name, number=counted(low, type))
            case None, int() if _rounder(high + 1, high, type):
                return say("number-less-than", fact=fact.name, number=counted(high + 1, type))
            case None, int():
                return say("number-at-most", fact=fact.name, number=counted(high, type))
            case _:
                return say("unknown" if negated else "known", fact=fact.name)

    def _time(self, left: DateTerm, relation: str, right: DateTerm) -> str:
        """So much time from the date on the right, without its offset, to that on the left."""
        start, offset = DateTerm(right.base, right.day), right.offsets[0]
        timed, term = self.speaker.timed, self.speaker.term
        if left == DateTerm("today"):
            return timed("passed", relation, offset, date=term(start))
        if start == DateTerm("today"):
            return timed("away", relation, offset, date=term(left))
        return timed("later", relation, offset, date=term(left), other=term(start))


def _kind(date: DateTerm) -> str:
    """Which of the phrases for "on": those for today, for a day written out, or for another."""
    if date.offsets:
        return ""
    return "-day" if date.base is None else "-today" if date.base == "today" else ""


def _rounder(one: int, other: int, type: Number) -> bool:
    """Whether the first number has fewer decimals that count: 12.50 is rounder than 12.49."""

    def decimals(steps: int) -> int:
        return len(as_written(steps, type).partition(".")[2].rstrip("0"))

    return decimals(one) < decimals(other)
