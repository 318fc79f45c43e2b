"""Are there real dates for a set of cells? Exact, with months, business days and holidays.

Every column of dates says ``A(x) <= B(y)`` of two dates x and y, where A and B
never decrease: adding days, business days or months keeps dates in order. Such
constraints are closed under taking the earlier of two solutions date by date
(they are min-closed: Jeavons and Cooper, "Tractable constraints on ordered
domains", Artificial Intelligence 79, 1995). So raising each date to what the
others force upon it either passes the calendar's end, and there is no solution,
or ends in the earliest one. Where limits go round in a circle that adds days at
every turn, that end is far off; such circles are looked for soon. A limit on
one date alone (its day of the week, whether it is a business day) only moves it
on to the next day that fits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from mannerly.model.calendar import Calendar
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

#: A date, or the number of a day that is reckoned from one.
Day = str | int

#: The second day lies so many days after the first, or more.
Apart = tuple[Day, Day, int]

#: The variable that stands for a date written out.
FIXED = ""

#: What lies so many days beyond the calendar's margin is beyond every day of it.
_FAR = 10_000

#: After so many rounds of raising dates it is asked whether they go round in a circle.
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class NotAfter:
    """``A(x) <= B(y)``, said as: y is not before the day that ``needed`` gives for x.

    It gives one beyond the calendar where there is none. ``apart`` is what follows in
    days, also of the days that are reckoned from x and y.
    """

    x: str
    y: str
    needed: Shift
    apart: tuple[Apart, ...]


class DateLimits:
    """What cells of columns of dates demand, of pairs of dates and of dates by themselves.

    The bases of a column's terms name the dates. A term may reach beyond the
    calendar's margin: it then lies before, or after, every day of the calendar.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._reckoned: dict[DateTerm, int] = {}

    def between(self, column: DateColumn) -> tuple[tuple[NotAfter, ...], tuple[NotAfter, ...]]:
        """For each cut of a column of two dates: being at or past it, and being before it."""
        left, right = column.left, column.right
        x, y = left.base or FIXED, right.base or FIXED
        here, back = self._shift(left), self._unshift(left)
        from_cut, to_cut = [], []
        for count, extra in column.cuts:
            offset = Offset(count, column.unit)
            cut = replace(right, offsets=(*right.offsets, offset))
            there = cache(self._threshold(right, offset, extra))
            undo = None
            if column.unit == "days":
                undo = self._unshift(right, count + extra)
            apart = self._apart(cut, left, extra)
            from_cut.append(NotAfter(y, x, self._needed(there, x, here, back), apart))
            within = self._apart(left, cut, 1 - extra)
            needed = self._needed(_next(here), y, there, undo)
            to_cut.append(NotAfter(x, y, needed, within))
        return tuple(from_cut), tuple(to_cut)

    def fit(self, column: WeekdayColumn | BusinessDayColumn, mask: int) -> Shift:
        """The first day from a given one on whose cell fits; past the calendar's end if none."""
        calendar, term, last = self._calendar, column.term, self._calendar.last

        def next_day(day: int) -> int:
            while day <= last:
                then = self.resolve(term, day if term.base is not None else term.day)
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

    def raised(
        self,
        days: Mapping[str, int],
        limits: Collection[NotAfter],
        fits: Iterable[tuple[str, Shift]],
    ) -> dict[str, int] | None:
        """The earliest days that are not before the given ones and keep the limits, or None."""
        last = self._calendar.last
        days = {**days, FIXED: self._calendar.first}
        fits = tuple(fits)
        changed, rounds = True, 0
        while changed:
            if rounds == _ROUNDS and self._circling(limits):
                return None
            changed = False
            rounds += 1
            for limit in limits:
                needed = limit.needed(days[limit.x])
                if needed > days[limit.y]:
                    if needed > last:
                        return None
                    days[limit.y] = needed
                    changed = True
            for base, next_day in fits:
                needed = next_day(days[base])
                if needed != days[base]:
                    if needed > last or base == FIXED:
                        return None
                    days[base] = needed
                    changed = True
        del days[FIXED]
        return days

    def _needed(self, before: Shift, y: str, after: Shift, inverse: Shift | None) -> Shift:
        """From a day x to the first day y with ``before(x) <= after(y)``.

        ``inverse`` undoes ``after`` where that is simple.
        """
        first, last = self._calendar.first, self._calendar.last
        if inverse is not None:
            return cache(lambda day: inverse(before(day)))
        if y == FIXED:
            return cache(lambda day: first if before(day) <= after(first) else last + 1)
        days = range(first, last + 1)
        return cache(lambda day: first + bisect_left(days, before(day), key=after))

    def _apart(self, earlier: DateTerm, later: DateTerm, days: int) -> tuple[Apart, ...]:
        """What follows where one day lies so many days after another one, or more."""
        found: list[Apart] = []
        one, more = self._day(earlier, found)
        other, less = self._day(later, found)
        return (one, other, days + more - less), *found

    def _day(self, term: DateTerm, found: list[Apart]) -> tuple[Day, int]:
        """A day from which a term is some days away, and how many.

        How far it lies from the term's date is noted, step by step.
        """
        if term.base is None:
            return FIXED, self.resolve(term, term.day)
        offsets, days = list(term.offsets), 0
        while offsets and offsets[-1].unit == "days":
            days += offsets.pop().count
        day: Day = term.base
        for number, offset in enumerate(offsets, 1):
            part = DateTerm(term.base, 0, tuple(offsets[:number]))
            following = self._reckoned.setdefault(part, len(self._reckoned))
            least, most = self._calendar.reach(offset)
            found += ((day, following, least), (following, day, -most))
            day = following
        return day, days

    def _circling(self, limits: Collection[NotAfter]) -> bool:
        """Whether the limits demand of some day that it lie after itself (Bellman and Ford)."""
        edges = {apart for limit in limits for apart in limit.apart}
        days = {day for edge in edges for day in edge[:2]}
        for day in days:
            if isinstance(day, str) and day != FIXED:
                edges |= {(FIXED, day, self._calendar.first), (day, FIXED, -self._calendar.last)}
        later = dict.fromkeys((FIXED, *days), 0)
        for _ in later:
            settled = True
            for day, other, apart in edges:
                if later[day] + apart > later[other]:
                    later[other] = later[day] + apart
                    settled = False
            if settled:
                return False
        return True

    def resolve(self, term: DateTerm, day: int) -> int:
        """The day that a date expression means, given the day of its base."""
        for offset in term.offsets:
            try:
                day = self._calendar.add(day, offset)
            except IndexError:
                day += _FAR if offset.count > 0 else -_FAR
        return day

    def reach(self, term: DateTerm) -> tuple[int, int]:
        """The least and the most days by which the offsets of a term move a date."""
        reaches = [self._calendar.reach(offset) for offset in term.offsets]
        return sum(least for least, _ in reaches), sum(most for _, most in reaches)

    def _threshold(self, right: DateTerm, offset: Offset, extra: int) -> Shift:
        shift = self._shift(replace(right, offsets=(*right.offsets, offset)))
        return (lambda day: shift(day) + extra) if extra else shift

    def _shift(self, term: DateTerm) -> Shift:
        if term.base is None:
            day = self.resolve(term, term.day)
            return lambda _: day
        match [offset for offset in term.offsets if offset.count]:
            case []:
                return _identity
            case [Offset(count, "days")]:
                return lambda day: day + count
            case _:
                return lambda day: self.resolve(term, day)

    def _unshift(self, term: DateTerm, days: int = 0) -> Shift | None:
        """What undoes a shift by whole days; None for others."""
        if term.base is None or any(offset.unit != "days" for offset in term.offsets):
            return None
        total = days + sum(offset.count for offset in term.offsets)
        return lambda day: day - total


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
            i: self._limits.between(column)
            for i, column in self._columns.items()
            if isinstance(column, DateColumn)
        }
        self._everything = {i: everything(column) for i, column in self._columns.items()}
        self._dates = ("today", *(f.id for f in model.facts.values() if isinstance(f.type, Date)))
        self._always = ranges(model)
        self._fitting: dict[tuple[int, ...], bool] = {}
        self._fits: dict[tuple[int, int], Shift] = {}
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

    def earliest(
        self, masks: Sequence[int], start: Mapping[str, int] | None = None
    ) -> Mapping[str, int] | None:
        """The earliest days of all, as ``solve`` reads masks, or None.

        ``start`` are days none of which lies after these.
        """
        start = start or dict.fromkeys(self._dates, self._calendar.first)
        return self._limits.raised(start, *self._limits_in(masks))

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

    def _limits_in(self, masks: Sequence[int]) -> tuple[list[NotAfter], list[tuple[str, Shift]]]:
        """What these cells demand of pairs of dates, and of dates by themselves."""
        limits = list(self._always)
        fits: list[tuple[str, Shift]] = []
        for i, column in self._columns.items():
            mask = masks[i]
            if mask == self._everything[i] or (column.missing and mask & 1):
                continue
            mask >>= column.missing
            if isinstance(column, DateColumn):
                first = (mask & -mask).bit_length() - 1
                last = mask.bit_length() - 1
                from_cut, to_cut = self._between[i]
                if first > 0:
                    limits.append(from_cut[first - 1])
                if last < len(column.cuts):
                    limits.append(to_cut[last])
            else:
                if (i, mask) not in self._fits:
                    self._fits[i, mask] = cache(self._limits.fit(column, mask))
                fits.append((column.term.base or FIXED, self._fits[i, mask]))
        return limits, fits

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
    same = _identity
    return tuple(
        NotAfter(fact.id, "today", same, ((fact.id, "today", 0),))
        if fact.type.range == "past"
        else NotAfter("today", fact.id, same, (("today", fact.id, 0),))
        for fact in model.facts.values()
        if isinstance(fact.type, Date) and fact.type.range != "any"
    )


def _identity(day: int) -> int:
    return day


def _next(shift: Shift) -> Shift:
    return lambda day: shift(day) + 1
