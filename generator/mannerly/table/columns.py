"""The columns of the table: each cuts one question about a situation into cells.

Where ``missing`` is true, cell 0 stands for "not known or does not exist". A
set of cells is a mask: an integer whose bit ``c`` says that cell ``c`` is in.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from mannerly.model.calendar import Calendar, weekday
from mannerly.model.conditions import DateTerm, Offset, Unit
from mannerly.model.guide import Value


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A choice or a yes/no fact: one cell an option."""

    fact: str
    options: tuple[str, ...]
    missing: bool

    @property
    def cells(self) -> int:
        return len(self.options) + self.missing


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A number, cut at the constants that rules compare it with: a cell starts at each cut."""

    fact: str
    cuts: tuple[int, ...]
    missing: bool

    @property
    def cells(self) -> int:
        return len(self.cuts) + 1 + self.missing

    def cell(self, number: int) -> int:
        """The cell of a number."""
        return bisect_right(self.cuts, number) + self.missing


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """Whether a fact that may be missing is known: cell 0 no, cell 1 yes."""

    fact: str
    missing: bool = True

    @property
    def cells(self) -> int:
        return 2


@dataclass(frozen=True, slots=True)
class IncludesColumn:
    """Whether a several-of-a-list fact includes one option: no, yes."""

    fact: str
    option: str
    missing: bool

    @property
    def cells(self) -> int:
        return 2 + self.missing


@dataclass(frozen=True, slots=True)
class DateColumn:
    """One date against another, cut at ``right + n units + k days`` for each cut ``(n, k)``.

    A cell starts at each cut; k is 0 or 1, which keeps the cuts in order on every date.
    """

    left: DateTerm
    right: DateTerm
    unit: Unit
    cuts: tuple[tuple[int, int], ...]
    missing: bool

    @property
    def cells(self) -> int:
        return len(self.cuts) + 1 + self.missing

    def threshold(self, cut: int, right: int, calendar: Calendar) -> int:
        """The day at which a cut falls, given the day on the right."""
        count, days = self.cuts[cut]
        return calendar.add(right, Offset(count, self.unit)) + days

    def cell(self, left: int, right: int, calendar: Calendar) -> int:
        """The cell of two days."""
        passed = bisect_right(
            range(len(self.cuts)), left, key=lambda cut: self.threshold(cut, right, calendar)
        )
        return passed + self.missing


@dataclass(frozen=True, slots=True)
class WeekdayColumn:
    """The day of the week of a date, Monday first."""

    term: DateTerm
    missing: bool

    @property
    def cells(self) -> int:
        return 7 + self.missing

    def cell(self, day: int) -> int:
        """The cell of a day."""
        return weekday(day) + self.missing


@dataclass(frozen=True, slots=True)
class BusinessDayColumn:
    """Whether a date is a business day: no, yes."""

    term: DateTerm
    missing: bool

    @property
    def cells(self) -> int:
        return 2 + self.missing

    def cell(self, day: int, calendar: Calendar) -> int:
        """The cell of a day."""
        return calendar.is_business_day(day) + self.missing


FactColumn = ValueColumn | NumberColumn | KnownColumn | IncludesColumn
DayColumn = DateColumn | WeekdayColumn | BusinessDayColumn
Column = FactColumn | DayColumn


def bases(column: Column) -> tuple[str, ...]:
    """The facts, and ``"today"``, that a column looks at."""
    match column:
        case DateColumn(left=left, right=right):
            return tuple(term.base for term in (left, right) if term.base is not None)
        case WeekdayColumn(term=term) | BusinessDayColumn(term=term):
            return (term.base,) if term.base is not None else ()
        case _:
            return (column.fact,)


def facts_of(column: Column) -> tuple[str, ...]:
    """The facts that a column looks at, each once."""
    return tuple(dict.fromkeys(base for base in bases(column) if base != "today"))


def everything(column: Column) -> int:
    """The mask of all cells of a column."""
    return (1 << column.cells) - 1


def fact_cell(column: Column, value: Value | None) -> int:
    """The cell of a fact's value in one of its own columns."""
    match column, value:
        case _, None:
            return 0
        case ValueColumn(_, options, missing), str():
            return options.index(value) + missing
        case NumberColumn(), int():
            return column.cell(value)
        case KnownColumn(), _:
            return 1
        case IncludesColumn(_, option, missing), frozenset():
            return (option in value) + missing
        case _:
            raise AssertionError(f"{value!r} does not belong in {column}")
