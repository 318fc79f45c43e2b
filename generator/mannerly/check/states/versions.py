"""The dates of a plan: each is a date as it was at the start, or so much later or earlier.

All that a plan does to dates is to set one to the day of a step, or to a day that
is reckoned from another one; and the day of a step is reckoned from dates as well.
So every date in every situation on its way is a *version*: an expression over the
dates of the start. What rules ask of versions are limits on the dates of the start,
and are decided as exactly as those of one situation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from mannerly.model.calendar import Calendar
from mannerly.model.conditions import DateTerm, Offset
from mannerly.table.columns import (
    BusinessDayColumn,
    DateColumn,
    DayColumn,
    WeekdayColumn,
    everything,
)
from mannerly.table.date_limits import FIXED, CutLimits, DateLimits, NotAfter, Shift

#: A version by its number; ``NO_DATE`` where a column looks at a date written out.
Version = int
NO_DATE: Version = -1

#: The cells of ``Versions.distance``.
NOT_AFTER, AFTER = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A column of dates whose dates are versions: it looks at dates of the start.

    ``cells`` are the cells that can be at all. Two dates of the start meet in
    ``limits``; where only one has a part,
    ``fit`` gives for a mask the first day from a given one on that fits.
    """

    column: DayColumn
    cells: int
    base: str
    limits: CutLimits | None
    fit: Callable[[int], Shift] | None


class Versions:
    """Names versions, and makes columns look at them."""

    def __init__(self, calendar: Calendar) -> None:
        self.limits = DateLimits(calendar)
        self.calendar = calendar
        self.terms: list[DateTerm] = []
        self._numbers: dict[DateTerm, Version] = {}
        self._instances: dict[tuple[int, Version, Version], Instance] = {}
        self._shifted: dict[tuple[Version, tuple[Offset, ...]], Version] = {}
        self._distances: dict[tuple[Offset | None, Version, Version], Instance] = {}

    def number(self, term: DateTerm) -> Version:
        """The version that an expression over the dates of the start means."""
        found = self._numbers.get(term)
        if found is None:
            found = self._numbers[term] = len(self.terms)
            self.terms.append(term)
        return found

    def shifted(self, version: Version, term: DateTerm) -> Version:
        """What an expression means whose base is a version."""
        key = (version, term.offsets)
        found = self._shifted.get(key)
        if found is None:
            start = self.terms[version]
            moved = replace(start, offsets=_joined(start.offsets, term.offsets))
            found = self._shifted[key] = self.number(moved)
        return found

    def looking(self, number: int, column: DayColumn, left: Version, right: Version) -> Instance:
        """The column with this number in its table, looking at these versions."""
        key = (number, left, right)
        found = self._instances.get(key)
        if found is None:
            found = self._instances[key] = self._instance(self._moved(column, left, right))
        return found

    def distance(self, left: Version, right: Version, offset: Offset | None = None) -> Instance:
        """A column of two cells: whether ``left`` lies before ``right + offset``, or not.

        Without an offset: whether it does not lie after ``right``, or it does.
        """
        key = (offset, left, right)
        found = self._distances.get(key)
        if found is None:
            cut = (0, 1) if offset is None else (offset.count, 0)
            unit = "days" if offset is None else offset.unit
            column = DateColumn(self.terms[left], self.terms[right], unit, (cut,), missing=False)
            found = self._distances[key] = self._instance(column)
        return found

    def day(self, version: Version, days: Mapping[str, int]) -> int:
        """The day that a version is, given the dates of the start."""
        term = self.terms[version]
        return self.limits.resolve(term, term.day if term.base is None else days[term.base])

    def _moved(self, column: DayColumn, left: Version, right: Version) -> DayColumn:
        match column:
            case DateColumn():
                return replace(
                    column,
                    left=self._term(left, column.left),
                    right=self._term(right, column.right),
                )
            case _:
                return replace(column, term=self._term(left, column.term))

    def _term(self, version: Version, term: DateTerm) -> DateTerm:
        if term.base is None:
            return term
        start = self.terms[version]
        return replace(start, offsets=_joined(start.offsets, term.offsets))

    def _instance(self, column: DayColumn) -> Instance:
        missing = int(column.missing)
        match column:
            case DateColumn(left=left, right=right) if left.base == right.base:
                cells = self._cells_of_one(column) if left.base is not None else -1

                def of_two(day: int) -> int:
                    one, other = (
                        self.limits.resolve(term, term.day if term.base is None else day)
                        for term in (left, right)
                    )
                    return column.cell(one, other, self.calendar)

                cell = of_two
            case DateColumn(left=left):
                return Instance(
                    column, everything(column), left.base or FIXED,
                    CutLimits(self.limits, column), None,
                )  # fmt: skip
            case WeekdayColumn(term=left) | BusinessDayColumn(term=left):
                by_business_days = bool(left.offsets) and left.offsets[-1].unit == "business days"
                sure = isinstance(column, BusinessDayColumn) and by_business_days
                cells = 2 << missing if sure else -1

                def of_one(day: int) -> int:
                    then = self.limits.resolve(left, left.day if left.base is None else day)
                    if isinstance(column, WeekdayColumn):
                        return column.cell(then)
                    return column.cell(then, self.calendar)

                cell = of_one
        if left.base is None:
            cells = 1 << cell(0)
        return Instance(
            column, everything(column) & (cells | missing), left.base or FIXED,
            None, self._fits(cache(cell)),
        )  # fmt: skip

    def _cells_of_one(self, column: DateColumn) -> int:
        """The cells that a date against a later or earlier day of its own may lie in."""
        left, right = list(column.left.offsets), list(column.right.offsets)
        while left and right and left[0] == right[0]:
            del left[0], right[0]
        nearest, farthest = self._reach(left)
        first, last = 0, len(column.cuts)
        for cut, (count, extra) in enumerate(column.cuts):
            threshold = [*right, Offset(count, column.unit)] if count else right
            least, most = self._reach(threshold)
            if threshold == left:
                nearer, farther = -extra, -extra
            else:
                nearer, farther = nearest - most - extra, farthest - least - extra
            if nearer >= 0:
                first = cut + 1
            elif farther < 0:
                last = min(last, cut)
        return (2 << last) - (1 << first) << column.missing

    def _reach(self, offsets: Sequence[Offset]) -> tuple[int, int]:
        return self.limits.reach(DateTerm(None, 0, tuple(offsets)))

    def _fits(self, cell: Callable[[int], int]) -> Callable[[int], Shift]:
        last = self.calendar.last
        never: dict[int, int] = {}

        @cache
        def fit(mask: int) -> Shift:
            def next_day(day: int) -> int:
                # What was once sought in vain need not be sought again from a later day on.
                start, end = day, never.get(mask, last + 1)
                while day < end:
                    if mask >> cell(day) & 1:
                        return day
                    day += 1
                never[mask] = min(start, end)
                return last + 1

            return next_day

        return fit


def _joined(one: tuple[Offset, ...], other: tuple[Offset, ...]) -> tuple[Offset, ...]:
    """Offsets one after another, days that follow days added up."""
    joined = list(one)
    for offset in other:
        if offset.unit == "days" and joined and joined[-1].unit == "days":
            offset = Offset(joined.pop().count + offset.count, "days")
        if offset.count:
            joined.append(offset)
    return tuple(joined)


class System(NamedTuple):
    """What is known of the dates of the start: in which cells instances are, and the earliest days.

    Its days keep all limits, gaps in masks taken for filled.
    """

    versions: Versions
    days: Mapping[str, int]
    masks: Mapping[Instance, int]
    limits: Mapping[tuple[Instance, int], NotAfter]
    fits: Mapping[Instance, tuple[str, Shift]]

    @staticmethod
    def start(versions: Versions, dates: Iterable[str]) -> System:
        """Dates of which nothing is known."""
        days = dict.fromkeys(dates, versions.calendar.first)
        return System(versions, versions.limits.with_fixed(days), {}, {}, {})

    def with_date(self, date: str) -> System:
        """The same with one more date, of which nothing is known."""
        return self._replace(days={**self.days, date: self.versions.calendar.first})

    def mask(self, instance: Instance) -> int:
        """The cells in which an instance may be."""
        return self.masks.get(instance, instance.cells)

    def within(self, instance: Instance, mask: int) -> System | None:
        """The same with an instance in some cells only; None if no dates can be there."""
        before = self.masks.get(instance, instance.cells)
        mask &= before
        if mask == before:
            return self if mask else None
        if not mask:
            return None
        masks = {**self.masks, instance: mask}
        column = instance.column
        if column.missing and mask & 1:
            return System(self.versions, self.days, masks, self.limits, self.fits)
        limits, fits, fit = self.limits, self.fits, None
        new: list[NotAfter] = []
        if instance.limits is None:
            assert instance.fit is not None
            fit = instance.base, instance.fit(mask)
            fits = {**fits, instance: fit}
        else:
            limits = {**limits}
            for side, limit in enumerate(instance.limits.within(mask >> column.missing)):
                if limit is not None:
                    limits[instance, side] = limit
                    new.append(limit)
        days = self.versions.limits.tightened(self.days, limits.values(), fits.values(), new, fit)
        if days is None:
            return None
        return System(self.versions, days, masks, limits, fits)

    def days_from(self, day: int) -> Mapping[str, int]:
        """The earliest days none of which lies before a given one, or those from the first on."""
        later = {date: max(day, known) for date, known in self.days.items() if date != FIXED}
        raised = self.versions.limits.raised(later, self.limits.values(), self.fits.values())
        return raised or self.days

    def split(self) -> tuple[Instance, list[int]] | None:
        """An instance whose cells are no neighbours, and runs of them; None if there is none."""
        for instance, mask in self.masks.items():
            runs = list(_runs(instance.column, mask))
            if len(runs) > 1 and mask != instance.cells:
                return instance, runs
        return None


def _runs(column: DayColumn, mask: int) -> Iterator[int]:
    if column.missing and mask & 1:
        yield 1
        mask &= ~1
    if not isinstance(column, DateColumn):
        if mask:
            yield mask
        return
    while mask:
        low = mask & -mask
        run = mask & ~(mask + low)
        yield run
        mask &= ~run
