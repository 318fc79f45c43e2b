"""Conditions once names and types are resolved: what rules compare, and nothing else.

A comparison with a missing value is false. Every node is frozen; places are
left out of equality, so that equal conditions are equal wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from mannerly.problems import Place

Unit = Literal["days", "business days", "months"]
Comparison = Literal["<", "<=", "=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Offset:
    """``count`` units later, or earlier where negative; weeks are days by now, years months."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class DateTerm:
    """A date: a date fact, ``today``, or a fixed day, and then offsets, applied from left to right.

    ``base`` is the fact's id, ``"today"``, or None, in which case ``day`` is the
    day number (days since 1970-01-01) of a date written out.
    """

    base: str | None
    day: int = 0
    offsets: tuple[Offset, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Always:
    """True in every situation."""


@dataclass(frozen=True, slots=True)
class And:
    """True where all parts are."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where some part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where its part is false, also where that part met a missing value."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that the editor gave a name; it means its body."""

    name: str
    body: Condition = field(compare=False, repr=False)
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The fact exists and has a value."""

    fact: str
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Is:
    """A choice is one of these options; a yes/no fact has the options ``yes`` and ``no``."""

    fact: str
    options: frozenset[str]
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Includes:
    """A several-of-a-list fact includes this option."""

    fact: str
    option: str
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class InRange:
    """A number lies in ``low..high``, inclusive and in smallest steps; None is no bound."""

    fact: str
    low: int | None
    high: int | None
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DateCompare:
    """One date against another."""

    left: DateTerm
    comparison: Comparison
    right: DateTerm
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """A date falls on one of these days of the week (Monday is 0)."""

    term: DateTerm
    weekdays: frozenset[int]
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OnBusinessDay:
    """A date is a business day of the guide's calendar."""

    term: DateTerm
    place: Place | None = field(default=None, compare=False, repr=False)


Atom = Known | Is | Includes | InRange | DateCompare | OnWeekday | OnBusinessDay
Condition = Always | And | Or | Not | Named | Atom


def atoms(condition: Condition) -> Iterator[Atom]:
    """The comparisons in a condition, from left to right, those of named conditions included."""
    match condition:
        case Always():
            return
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part) | Named(body=part):
            yield from atoms(part)
        case _:
            yield condition


def terms(atom: Atom) -> tuple[DateTerm, ...]:
    """The date expressions in a comparison."""
    match atom:
        case DateCompare(left=left, right=right):
            return (left, right)
        case OnWeekday(term=term) | OnBusinessDay(term=term):
            return (term,)
        case _:
            return ()
