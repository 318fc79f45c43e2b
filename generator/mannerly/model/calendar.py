"""Civil dates as day numbers, and a guide's business days.

A day number counts days since 1970-01-01. There is no clock and no time zone.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from mannerly.model.conditions import DateTerm, Offset

_EPOCH = datetime.date(1970, 1, 1).toordinal()


def day_number(date: datetime.date) -> int:
    """The day number of a date."""
    return date.toordinal() - _EPOCH


def as_date(day: int) -> datetime.date:
    """The date of a day number."""
    return datetime.date.fromordinal(day + _EPOCH)


def weekday(day: int) -> int:
    """The day of the week, Monday being 0."""
    return (day + 3) % 7


def add_months(day: int, months: int) -> int:
    """The same day of another month; where that month is too short, its last day."""
    date = as_date(day)
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    following = datetime.date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = (following - datetime.timedelta(days=1)).day
    return day_number(datetime.date(year, month + 1, min(date.day, last)))


@dataclass(frozen=True)
class Calendar:
    """The work week and the pinned holidays between ``first`` and ``last``, the days a guide knows.

    Dates that readers give lie within ``first..last``. ``margin`` is how many
    days beyond them date expressions can reach; holidays are pinned there too.
    """

    first: int
    last: int
    work_week: frozenset[int] = frozenset(range(5))
    holidays: frozenset[int] = frozenset()
    margin: int = 800
    holidays_from: str = field(default="", compare=False)

    def is_business_day(self, day: int) -> bool:
        """Whether the day is in the work week and no holiday."""
        return weekday(day) in self.work_week and day not in self.holidays

    @cached_property
    def _business_days(self) -> list[int]:
        days = range(self.first - self.margin, self.last + self.margin + 1)
        return [day for day in days if self.is_business_day(day)]

    def add_business_days(self, day: int, count: int) -> int:
        """The ``count``-th business day after ``day``, before it where negative; 0 is the day."""
        if count > 0:
            return self._business_days[bisect_right(self._business_days, day) + count - 1]
        if count < 0:
            index = bisect_left(self._business_days, day) + count
            if index < 0:
                raise IndexError("before the calendar's margin")
            return self._business_days[index]
        return day

    def add(self, day: int, offset: Offset) -> int:
        """The day that lies ``offset`` after ``day``."""
        match offset.unit:
            case "days":
                return day + offset.count
            case "business days":
                return self.add_business_days(day, offset.count)
            case "months":
                return add_months(day, offset.count)

    def reach(self, offset: Offset) -> tuple[int, int]:
        """The least and the most days by which ``offset`` moves any date of the calendar.

        For months they are bounds, which not every calendar attains.
        """
        count = offset.count
        match offset.unit:
            case "days":
                return count, count
            case "months":
                ends = 28 * count, 31 * count
                return min(ends), max(ends)
            case "business days":
                if offset not in self._reaches:
                    self._reaches[offset] = self._reach_of_business_days(abs(count))
                least, most = self._reaches[offset]
                return (least, most) if count >= 0 else (-most, -least)

    @cached_property
    def _reaches(self) -> dict[Offset, tuple[int, int]]:
        return {}

    def _reach_of_business_days(self, count: int) -> tuple[int, int]:
        days = self._business_days
        if count == 0:
            return 0, 0
        near = zip(days, days[count - 1 :], strict=False)
        far = zip(days, days[count:], strict=False)
        least = min((after - day for day, after in near), default=0)
        most = max((after - day for day, after in far), default=0)
        return least + 1, most

    def resolve(self, term: DateTerm, base: int) -> int:
        """The day that a date expression means, given the day of its base."""
        for offset in term.offsets:
            base = self.add(base, offset)
        return base
