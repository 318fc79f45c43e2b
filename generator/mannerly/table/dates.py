"""Are there real dates for a set of cells? Exact, with months, business days and holidays.

What cells demand of dates is in ``date_limits``, which says too why raising dates finds out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias

from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Date, Model
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    DayColumn,
    WeekdayColumn,
    everything,
)
from mannerly.table.date_limits import FIXED, CutLimits, DateLimits, NotAfter, Shift

#: What cells of one column demand: limits of pairs of dates, or on which days one date fits.
_Demand: TypeAlias = tuple[Sequence[NotAfter], tuple[str, Shift] | None]


class DateSolver:
    """Finds the earliest dates that lie in given cells of the columns of dates."""

    def __init__(self, model: Model, columns: Sequence[Column]) -> None:
        self._calendar = model.calendar
        self._limits = DateLimits(model.calendar)
        self._columns: dict[int, DayColumn] = {
            i: column
            for i, column in enumerate(columns)
            if isinstance(column, DateColumn | WeekdayColumn | BusinessDayColumn)
        }
        self.columns = tuple(self._columns)
        self._between = {
            i: CutLimits(self._limits, column)
            for i, column in self._columns.items()
            if isinstance(column, DateColumn)
        }
        self._everything = {i: everything(column) for i, column in self._columns.items()}
        self._dates = ("today", *(f.id for f in model.facts.values() if isinstance(f.type, Date)))
        self._always = ranges(model)
        self._fitting: dict[tuple[int, ...], bool] = {}
        self._demands: dict[tuple[int, int], _Demand] = {}
        # Witnesses read better when they do not all fall on the calendar's first day.
        self.prefer = min(self._calendar.first + 430, self._calendar.last)

    def solve(self, masks: Sequence[int]) -> Mapping[str, int] | None:
        """The earliest days for ``today`` and each date fact, or None where there are none.

        A mask that holds the missing cell, or every cell, is no limit. The
        other cells of a mask have to be neighbours in columns of two dates.
        """
        earliest = self.earliest(masks)
        if earliest is None:
            return None
        start = dict.fromkeys(self._dates, self.prefer)
        return self._limits.raised(start, *self._limits_in(masks)) or earliest

    def earliest(self, masks: Sequence[int]) -> Mapping[str, int] | None:
        """The earliest days of all, as ``solve`` reads masks, or None."""
        start = dict.fromkeys(self._dates, self._calendar.first)
        return self._limits.raised(start, *self._limits_in(masks))

    def narrowed(
        self, masks: Sequence[int], column: int, days: Mapping[str, int]
    ) -> Mapping[str, int] | None:
        """The earliest days, as above, where these were so before a column lost some cells."""
        limits, fits = self._limits_in(masks)
        new, fit = self._demand(column, masks[column])
        return self._limits.tightened(self._limits.with_fixed(days), limits, fits, new, fit)

    def cell(self, column: int, days: Mapping[str, int]) -> int:
        """The cell of a column of dates, none of which is missing, in which days lie."""
        calendar = self._calendar

        def day(term: DateTerm) -> int:
            return calendar.resolve(term, term.day if term.base is None else days[term.base])

        match self._columns[column]:
            case DateColumn(left, right) as dates:
                return dates.cell(day(left), day(right), calendar)
            case WeekdayColumn(term) as week:
                return week.cell(day(term))
            case BusinessDayColumn(term) as business:
                return business.cell(day(term), calendar)

    def can_fit(self, masks: Sequence[int]) -> bool:
        """Whether there may be such days, the gaps in masks taken for filled."""
        hulls = self._hulls(masks)
        key = tuple(hulls[i] for i in self._columns)
        if key not in self._fitting:
            self._fitting[key] = self.earliest(hulls) is not None
        return self._fitting[key]

    def _limits_in(
        self, masks: Sequence[int]
    ) -> tuple[Sequence[NotAfter], Sequence[tuple[str, Shift]]]:
        """What these cells demand of pairs of dates, and of dates by themselves."""
        limits = list(self._always)
        fits: list[tuple[str, Shift]] = []
        for i in self._columns:
            if masks[i] != self._everything[i]:
                more, fit = self._demand(i, masks[i])
                limits += more
                if fit is not None:
                    fits.append(fit)
        return limits, fits

    def _demand(self, i: int, mask: int) -> _Demand:
        """What these cells of a column demand."""
        found = self._demands.get((i, mask))
        if found is None:
            found = self._demands[i, mask] = self._worked_out(i, mask)
        return found

    def _worked_out(self, i: int, mask: int) -> _Demand:
        column = self._columns[i]
        if mask == self._everything[i] or (column.missing and mask & 1):
            return (), None
        mask >>= column.missing
        if not isinstance(column, DateColumn):
            return (), (column.term.base or FIXED, cache(self._limits.fit(column, mask)))
        return [limit for limit in self._between[i].within(mask) if limit is not None], None

    def _hulls(self, masks: Sequence[int]) -> list[int]:
        """Masks with their gaps filled, as ``solve`` needs them: what they at least rule out."""
        hulls = list(masks)
        for i, column in self._columns.items():
            mask = masks[i]
            if isinstance(column, DateColumn) and mask & (mask - 1):
                hulls[i] = (1 << mask.bit_length()) - (mask & -mask)
        return hulls


def ranges(model: Model) -> tuple[NotAfter, ...]:
    """What the ranges of date facts demand: that they lie in the past, or in the future."""

    def same(day: int) -> int:
        return day

    return tuple(
        NotAfter(fact.id, "today", same, 0, ((fact.id, "today", 0),))
        if fact.type.range == "past"
        else NotAfter("today", fact.id, same, 0, (("today", fact.id, 0),))
        for fact in model.facts.values()
        if isinstance(fact.type, Date) and fact.type.range != "any"
    )
