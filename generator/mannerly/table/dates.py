"""Are there real dates for a set of cells? Exact, with months, business days and holidays.

Every column of dates says ``A(x) <= B(y)`` of two dates x and y, where A and B
never decrease: adding days, business days or months keeps dates in order. Such
constraints are closed under taking the earlier of two solutions date by date
(they are min-closed: Jeavons and Cooper, "Tractable constraints on ordered
domains", Artificial Intelligence 79, 1995). So raising each date to what the
others force upon it either passes the calendar's end, and there is no solution,
or ends in the earliest one. Where limits go round in a circle that adds days at
every turn, that end is far off; such circles are looked for first. A limit on
one date alone (its day of the week, whether it is a business day) only moves it
on to the next day that fits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mannerly.model.conditions import DateTerm, Offset
from mannerly.model.guide import Date, Model
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    DayColumn,
    WeekdayColumn,
    everything,
)

Shift = Callable[[int], int]

#: The variable that stands for a date written out.
_FIXED = ""


@dataclass(frozen=True, slots=True)
class _NotAfter:
    """``before(x) <= after(y)``; ``inverse`` undoes ``after`` where that is simple.

    It follows that y lies ``least`` days after x or more; None where one of them is fixed.
    """

    x: str
    before: Shift
    y: str
    after: Shift
    inverse: Shift | None
    least: int | None = 0


class DateSolver:
    """Finds the earliest dates that lie in given cells of the columns of dates."""

    def __init__(self, model: Model, columns: Sequence[Column]) -> None:
        self._calendar = model.calendar
        self._columns: dict[int, DayColumn] = {
            i: column
            for i, column in enumerate(columns)
            if isinstance(column, DateColumn | WeekdayColumn | BusinessDayColumn)
        }
        self.columns = tuple(self._columns)
        self._limits = {i: self._limits_of(column) for i, column in self._columns.items()}
        self._everything = {i: everything(column) for i, column in self._columns.items()}
        self._dates = [f.id for f in model.facts.values() if isinstance(f.type, Date)]
        same = _identity
        self._always = [
            _NotAfter(fact.id, same, "today", same, same)
            if fact.type.range == "past"
            else _NotAfter("today", same, fact.id, same, same)
            for fact in model.facts.values()
            if isinstance(fact.type, Date) and fact.type.range != "any"
        ]
        self._fitting: dict[tuple[int, ...], bool] = {}
        # Witnesses read better when they do not all fall on the calendar's first day.
        self.prefer = min(self._calendar.first + 430, self._calendar.last)

    def solve(self, masks: Sequence[int]) -> Mapping[str, int] | None:
        """The earliest days for ``today`` and each date fact, or None where there are none.

        A mask that holds the missing cell, or every cell, is no limit. The
        other cells of a mask have to be neighbours in columns of two dates.
        """
        limits, fits = self._limits_in(masks)
        if self._circling(limits) or self._earliest(limits, fits, self._calendar.first) is None:
            return None
        preferred = self._earliest(limits, fits, self.prefer)
        return preferred or self._earliest(limits, fits, self._calendar.first)

    def can_fit(self, masks: Sequence[int]) -> bool:
        """Whether there may be such days, the gaps in masks taken for filled."""
        hulls = self._hulls(masks)
        key = tuple(hulls[i] for i in self._columns)
        if key not in self._fitting:
            limits, fits = self._limits_in(hulls)
            self._fitting[key] = (
                not self._circling(limits)
                and self._earliest(limits, fits, self._calendar.first) is not None
            )
        return self._fitting[key]

    def _limits_in(
        self, masks: Sequence[int]
    ) -> tuple[list[_NotAfter], Mapping[str, Sequence[Shift]]]:
        """What these cells demand of pairs of dates, and of dates by themselves."""
        limits = list(self._always)
        fits: dict[str, list[Shift]] = {}
        for i, column in self._columns.items():
            mask = masks[i]
            if mask == self._everything[i] or (column.missing and mask & 1):
                continue
            mask >>= column.missing
            if isinstance(column, DateColumn):
                first = (mask & -mask).bit_length() - 1
                last = mask.bit_length() - 1
                from_cut, to_cut = self._limits[i]
                if first > 0:
                    limits.append(from_cut[first - 1])
                if last < len(column.cuts):
                    limits.append(to_cut[last])
            else:
                base = column.term.base or _FIXED
                fits.setdefault(base, []).append(self._fit(column, mask))
        return limits, fits

    def _hulls(self, masks: Sequence[int]) -> list[int]:
        """Masks with their gaps filled, as ``solve`` needs them: what they at least rule out."""
        hulls = list(masks)
        for i, column in self._columns.items():
            mask = masks[i]
            if isinstance(column, DateColumn) and mask & (mask - 1):
                hulls[i] = (1 << mask.bit_length()) - (mask & -mask)
        return hulls

    def _circling(self, limits: Sequence[_NotAfter]) -> bool:
        """Whether the limits demand of some date that it lie after itself (Bellman and Ford)."""
        later = dict.fromkeys([*self._dates, "today"], 0)
        for _ in later:
            settled = True
            for limit in limits:
                if limit.least is not None and later[limit.x] + limit.least > later[limit.y]:
                    later[limit.y] = later[limit.x] + limit.least
                    settled = False
            if settled:
                return False
        return True

    def _earliest(
        self,
        limits: Sequence[_NotAfter],
        fits: Mapping[str, Sequence[Shift]],
        start: int,
    ) -> dict[str, int] | None:
        last = self._calendar.last
        days = {"today": start, _FIXED: self._calendar.first}
        for fact in self._dates:
            days[fact] = start
        changed = True
        while changed:
            changed = False
            for limit in limits:
                least = limit.before(days[limit.x])
                day = days[limit.y]
                if limit.inverse is not None:
                    needed = limit.inverse(least)
                elif limit.after(day) >= least:
                    continue
                else:
                    needed = _first_reaching(limit.after, least, day, last)
                if needed > day:
                    if needed > last or limit.y == _FIXED:
                        return None
                    days[limit.y] = needed
                    changed = True
            for base, next_days in fits.items():
                for next_day in next_days:
                    needed = next_day(days[base])
                    if needed != days[base]:
                        if needed > last or base == _FIXED:
                            return None
                        days[base] = needed
                        changed = True
        del days[_FIXED]
        return days

    def _fit(self, column: WeekdayColumn | BusinessDayColumn, mask: int) -> Shift:
        """The first day from a given one on whose cell fits; past the calendar's end if none."""
        calendar, term, last = self._calendar, column.term, self._calendar.last

        def next_day(day: int) -> int:
            while day <= last:
                then = calendar.resolve(term, day if term.base is not None else term.day)
                if isinstance(column, WeekdayColumn):
                    cell = column.cell(then)
                else:
                    cell = column.cell(then, calendar)
                if mask >> (cell - column.missing) & 1:
                    return day
                if term.base is None:
                    return last + 1
                day += 1
            return last + 1

        return next_day

    def _limits_of(self, column: DayColumn) -> tuple[tuple[_NotAfter, ...], tuple[_NotAfter, ...]]:
        """For each cut of a column of two dates: being at or past it, and being before it."""
        if not isinstance(column, DateColumn):
            return (), ()
        left, right = column.left, column.right
        x, y = left.base or _FIXED, right.base or _FIXED
        here, back = self._shift(left), self._unshift(left)
        from_cut, to_cut = [], []
        near, far = self._reach(left)
        for cut, (count, extra) in enumerate(column.cuts):
            there = self._threshold(column, cut)
            offset = Offset(count, column.unit)
            least, most = self._reach(replace(right, offsets=(*right.offsets, offset)))
            free = left.base is not None and right.base is not None
            undo = None
            if column.unit == "days":
                undo = self._unshift(right, count + extra)
            apart, within = (least + extra - far, near + 1 - most - extra) if free else (None, None)
            from_cut.append(_NotAfter(y, there, x, here, back, apart))
            to_cut.append(_NotAfter(x, _next(here), y, there, undo, within))
        return tuple(from_cut), tuple(to_cut)

    def _threshold(self, column: DateColumn, cut: int) -> Shift:
        shift, calendar = self._shift(column.right), self._calendar
        return lambda day: column.threshold(cut, shift(day), calendar)

    def _shift(self, term: DateTerm) -> Shift:
        if term.base is None:
            return lambda _: self._calendar.resolve(term, term.day)
        if not term.offsets:
            return _identity
        return lambda day: self._calendar.resolve(term, day)

    def _reach(self, term: DateTerm) -> tuple[int, int]:
        reaches = [self._calendar.reach(offset) for offset in term.offsets]
        return sum(least for least, _ in reaches), sum(most for _, most in reaches)

    def _unshift(self, term: DateTerm, days: int = 0) -> Shift | None:
        """What undoes a shift by whole days; None for others."""
        if term.base is None or any(offset.unit != "days" for offset in term.offsets):
            return None
        total = days + sum(offset.count for offset in term.offsets)
        return lambda day: day - total


def _first_reaching(shift: Shift, least: int, day: int, last: int) -> int:
    """The first day after ``day`` that ``shift`` takes to ``least`` or later; ``last + 1`` if none.

    It is most often near: the steps double until it is passed.
    """
    step = 1
    while day + step <= last and shift(day + step) < least:
        day += step
        step *= 2
    days = range(day + 1, min(day + step, last + 1))
    return days.start + bisect_left(days, least, key=shift)


def _identity(day: int) -> int:
    return day


def _next(shift: Shift) -> Shift:
    return lambda day: shift(day) + 1
