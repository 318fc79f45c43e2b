"""What cells of columns of dates demand of pairs of dates, and the earliest days that keep that.

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
from functools import cache, partial

from mannerly.model.calendar import Calendar
from mannerly.model.conditions import DateTerm, Offset
from mannerly.table.columns import BusinessDayColumn, DateColumn, WeekdayColumn

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
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class NotAfter:
    """``A(x) <= B(y)``, said as: y is not before the day that ``needed`` gives for x.

    It gives one beyond the calendar where there is none. What follows in days: y lies
    ``least`` days after x, or more, and ``apart`` the days that are reckoned from them.
    """

    x: str
    y: str
    needed: Shift
    least: int
    apart: tuple[Apart, ...]


class DateLimits:
    """What cells of columns of dates demand, of pairs of dates and of dates by themselves.

    The bases of a column's terms name the dates. A term may reach beyond the
    calendar's margin: it then lies before, or after, every day of the calendar.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._reckoned: dict[DateTerm, int] = {}
        self._shifts: dict[tuple[Offset, ...], Shift] = {}

    def at_or_past(self, column: DateColumn, number: int) -> NotAfter:
        """What it demands of two dates to lie at or past a cut of their column."""
        left, right, offset, extra = _at(column, number)
        x, y = left.base or FIXED, right.base or FIXED
        needed = self._needed(
            self._threshold(right, offset, extra), x, self._shift(left), self._unshift(left)
        )
        cut = replace(right, offsets=(*right.offsets, offset))
        return NotAfter(y, x, needed, *self._apart(cut, left, extra))

    def before(self, column: DateColumn, number: int) -> NotAfter:
        """What it demands of two dates to lie before a cut of their column."""
        left, right, offset, extra = _at(column, number)
        x, y = left.base or FIXED, right.base or FIXED
        undo = self._unshift(right, offset.count + extra) if offset.unit == "days" else None
        there = self._threshold(right, offset, extra)
        needed = self._needed(_next(self._shift(left)), y, there, undo)
        cut = replace(right, offsets=(*right.offsets, offset))
        return NotAfter(x, y, needed, *self._apart(left, cut, 1 - extra))

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
        raised = self._raised(self.with_fixed(days), {*days, FIXED}, limits, tuple(fits), None)
        if raised is not None:
            del raised[FIXED]
        return raised

    def with_fixed(self, days: Mapping[str, int]) -> dict[str, int]:
        """Days, and the one from which dates written out are reckoned."""
        return {**days, FIXED: self._calendar.first}

    def tightened(
        self,
        days: Mapping[str, int],
        limits: Collection[NotAfter],
        fits: Iterable[tuple[str, Shift]],
        new: Sequence[NotAfter],
        fit: tuple[str, Shift] | None = None,
    ) -> Mapping[str, int] | None:
        """The same where these days keep all but the new limits and a new fit, if there is one.

        They are days ``with_fixed``, and so are those that come back.
        """
        unsure = set[str]()
        for limit in new:
            if limit.needed(days[limit.x]) > days[limit.y]:
                x, y, least = limit.x, limit.y, limit.least
                for other in limits:
                    if other.x == y and other.y == x and other.least + least > 0:
                        return None
                unsure.add(x)
        if fit is not None and fit[1](days[fit[0]]) != days[fit[0]]:
            unsure.add(fit[0])
        if not unsure:
            return days
        return self._raised({**days}, unsure, limits, tuple(fits), new)

    def _raised(
        self,
        days: dict[str, int],
        unsure: set[str],
        limits: Collection[NotAfter],
        fits: Sequence[tuple[str, Shift]],
        new: Sequence[NotAfter] | None,
    ) -> dict[str, int] | None:
        """Raise days ``with_fixed``; they keep what does not start from an unsure one."""
        last, rounds = self._calendar.last, 0
        while unsure:
            if rounds == _ROUNDS and self._circling(limits, new):
                return None
            moved = set[str]()
            rounds += 1
            for limit in limits:
                if limit.x in unsure or limit.x in moved:
                    needed = limit.needed(days[limit.x])
                    if needed > days[limit.y]:
                        if needed > last:
                            return None
                        days[limit.y] = needed
                        moved.add(limit.y)
            for base, next_day in fits:
                if base in unsure or base in moved:
                    needed = next_day(days[base])
                    if needed != days[base]:
                        if needed > last or base == FIXED:
                            return None
                        days[base] = needed
                        moved.add(base)
            unsure = moved
        return days

    def _needed(self, before: Shift, y: str, after: Shift, inverse: Shift | None) -> Shift:
        """From a day x to the first day y with ``before(x) <= after(y)``.

        ``inverse`` undoes ``after`` where that is simple.
        """
        first, last = self._calendar.first, self._calendar.last
        if inverse is not None:
            return lambda day: inverse(before(day))
        if y == FIXED:
            return cache(lambda day: first if before(day) <= after(first) else last + 1)
        days = range(first, last + 1)
        return cache(lambda day: first + bisect_left(days, before(day), key=after))

    def _apart(
        self, earlier: DateTerm, later: DateTerm, days: int
    ) -> tuple[int, tuple[Apart, ...]]:
        """What follows where one day lies so many days after another one, or more."""
        found: list[Apart] = []
        one, more = self._day(earlier, found)
        other, less = self._day(later, found)
        nearest = more if earlier.base is None else self.reach(earlier)[0]
        farthest = less if later.base is None else self.reach(later)[1]
        return days + nearest - farthest, ((one, other, days + more - less), *found)

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

    def _circling(self, limits: Iterable[NotAfter], new: Sequence[NotAfter] | None) -> bool:
        """Whether the limits demand of some day that it lie after itself (Bellman and Ford).

        Where they do not without some new ones, the circle goes through one of these.
        """
        if new is not None and not new:
            return False
        edges = [apart for limit in limits for apart in limit.apart]
        days = {day for edge in edges for day in edge[:2]}
        for day in days:
            if isinstance(day, str) and day != FIXED:
                edges += ((FIXED, day, self._calendar.first), (day, FIXED, -self._calendar.last))
        if new is None:
            return _circle(edges, dict.fromkeys(days | {FIXED}, 0), None, len(days))
        return any(
            _circle(edges, {other: apart}, start, len(days))
            for start, other, apart in (one.apart[0] for one in new)
        )

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
                if term.offsets not in self._shifts:
                    self._shifts[term.offsets] = cache(partial(self.resolve, term))
                return self._shifts[term.offsets]

    def _unshift(self, term: DateTerm, days: int = 0) -> Shift | None:
        """What undoes a shift by whole days; None for others."""
        if term.base is None or any(offset.unit != "days" for offset in term.offsets):
            return None
        total = days + sum(offset.count for offset in term.offsets)
        return lambda day: day - total


class CutLimits:
    """What it demands of a pair of dates to lie between two cuts of their column."""

    def __init__(self, limits: DateLimits, column: DateColumn) -> None:
        self._limits = limits
        self._column = column
        self._from: dict[int, NotAfter] = {}
        self._to: dict[int, NotAfter] = {}

    def within(self, cells: int) -> tuple[NotAfter | None, NotAfter | None]:
        """Lying in neighbouring cells: at or past the first of them, and before what follows."""
        first, last = (cells & -cells).bit_length() - 1, cells.bit_length() - 1
        return (
            self._from_cut(first - 1) if first > 0 else None,
            self._to_cut(last) if last < len(self._column.cuts) else None,
        )

    def _from_cut(self, number: int) -> NotAfter:
        found = self._from.get(number)
        if found is None:
            found = self._from[number] = self._limits.at_or_past(self._column, number)
        return found

    def _to_cut(self, number: int) -> NotAfter:
        found = self._to.get(number)
        if found is None:
            found = self._to[number] = self._limits.before(self._column, number)
        return found


def _at(column: DateColumn, number: int) -> tuple[DateTerm, DateTerm, Offset, int]:
    """The two dates of a column, and by what the second one is shifted to be at a cut."""
    count, extra = column.cuts[number]
    return column.left, column.right, Offset(count, column.unit), extra


def _identity(day: int) -> int:
    return day


def _circle(edges: Sequence[Apart], later: dict[Day, int], start: Day | None, days: int) -> bool:
    """Whether edges lead round in a circle that adds days, or from days back to after the start.

    ``later`` says from which days on they are followed, and how many these lie after the start;
    so many days there are.
    """
    for _ in range(days + 1):
        settled = True
        for day, other, apart in edges:
            if day in later:
                least = later[day] + apart
                if other not in later or least > later[other]:
                    if other == start and least > 0:
                        return True
                    later[other] = least
                    settled = False
        if settled:
            return False
    return True


def _next(shift: Shift) -> Shift:
    return lambda day: shift(day) + 1
