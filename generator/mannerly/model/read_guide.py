"""The sections ``guide`` and ``calendar``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mannerly.model.calendar import Calendar, as_date, day_number
from mannerly.model.dates import WEEKDAYS, read_day, read_range
from mannerly.model.entries import Entry, entry, scalar
from mannerly.model.names import suggestions
from mannerly.problems import Place, Problems
from mannerly.syntax.nodes import Mapping, Node, Scalar, Sequence

#: Years for which the arithmetic is sure to stay within what dates can be.
_EARLIEST, _LATEST = 1583, 3000
_MOST_YEARS = 150


@dataclass(frozen=True, slots=True)
class Head:
    """What the section ``guide`` says."""

    title: str
    question: str
    version: str
    language: str


def read_head(node: Node | None, start: Place | None, problems: Problems) -> Head:
    """The guide's title and the like; ``start`` is where a missing section is noted."""
    if node is None:
        problems.add("section-missing", start, section="guide")
        return Head("", "", "", "en")
    read = entry(node, "guide", "", problems)
    if read is None:
        return Head("", "", "", "en")
    read.allow(("title", "question", "version", "language"))
    read.need("title")
    return Head(
        read.text("title"),
        read.text("question", "What should I do now?"),
        read.text("version"),
        read.text("language", "en"),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """The years of a calendar and its work week, and where its holidays are declared."""

    first: int
    last: int
    work_week: frozenset[int]
    holidays: Node | None


def read_span(node: Node | None, start: Place | None, problems: Problems) -> Span:
    """The section ``calendar``, the holidays apart: how far to pin them turns out later."""
    fallback = Span(_first_of(1900), _first_of(2050) - 1, frozenset(range(5)), None)
    if node is None:
        problems.add("section-missing", start, section="calendar")
        return fallback
    read = entry(node, "calendar", "", problems)
    if read is None:
        return fallback
    read.allow(("years", "work week", "holidays"))
    read.need("years")
    years = _years(read)
    first, last = years or (1900, 2049)
    return Span(
        _first_of(first),
        _first_of(last + 1) - 1,
        _work_week(read) or fallback.work_week,
        read.values.get("holidays"),
    )


def _first_of(year: int) -> int:
    return day_number(datetime.date(year, 1, 1))


def _years(read: Entry) -> tuple[int, int] | None:
    found = read.scalar("years")
    if found is None:
        return None
    ends = read_range(found.text) or (found.text.strip(), found.text.strip())
    if not all(re.fullmatch(r"\d{4}", year, re.ASCII) for year in ends):
        read.problems.add("years-form", found.place, found=found.text)
        return None
    first, last = map(int, ends)
    if first > last:
        read.problems.add("years-backwards", found.place, first=first, last=last)
    elif last - first >= _MOST_YEARS:
        read.problems.add("years-many", found.place, count=last - first + 1, most=_MOST_YEARS)
    elif first < _EARLIEST or last > _LATEST:
        read.problems.add("years-far", found.place, earliest=_EARLIEST, latest=_LATEST)
    else:
        return first, last
    return None


def _work_week(read: Entry) -> frozenset[int] | None:
    value = read.values.get("work week")
    if isinstance(value, Scalar) and " to " in value.text:
        start, _, end = value.text.partition(" to ")
        first = _weekday(start, value.locate(0, len(start)), read.problems)
        last = _weekday(
            end, value.locate(len(value.text) - len(end), len(value.text)), read.problems
        )
        if first is None or last is None:
            return None
        return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
    days = [_weekday(day.text, day.place, read.problems) for day in read.scalars("work week")]
    return frozenset(day for day in days if day is not None)


def _weekday(text: str, place: Place, problems: Problems) -> int | None:
    if text.strip() in WEEKDAYS:
        return WEEKDAYS.index(text.strip())
    problems.add("unknown-weekday", place, found=text.strip(), **suggestions(text, WEEKDAYS))
    return None


def make_calendar(span: Span, reach: int, problems: Problems) -> Calendar:
    """The calendar with its holidays pinned as far as the guide's date expressions reach."""
    margin = reach + 400
    years = range(as_date(span.first - margin).year, as_date(span.last + margin).year + 1)
    pinned = _Holidays(years, problems)
    holidays = pinned.read(span.holidays)
    return Calendar(
        span.first, span.last, span.work_week, holidays, margin, ", ".join(pinned.places)
    )


class _Holidays:
    """Reads a declaration of holidays; ``places`` are the countries that it names."""

    def __init__(self, years: range, problems: Problems) -> None:
        self._years = years
        self._problems = problems
        self.places: list[str] = []

    def read(self, node: Node | None) -> frozenset[int]:
        match node:
            case None | Scalar(text="none"):
                return frozenset()
            case Mapping():
                read = Entry(node, "holidays", "", self._problems)
                read.allow(("from", "also", "not"))
                place = read.scalar("from")
                public = frozenset[int]() if place is None else self._public(place)
                return (public | set(self._days(read.values.get("also")))) - set(
                    self._days(read.values.get("not"))
                )
            case Sequence():
                return frozenset(self._days(node))
            case Scalar():
                found = scalar(node, "holidays", self._problems)
                return frozenset() if found is None else self._public(found)

    def _public(self, place: Scalar) -> frozenset[int]:
        from mannerly.model.holidays_list import public_holidays

        self.places.append(place.text.strip())
        return public_holidays(place, self._years, self._problems) or frozenset()

    def _days(self, node: Node | None) -> Iterator[int]:
        dates = node.items if isinstance(node, Sequence) else () if node is None else (node,)
        for date in dates:
            found = scalar(date, "holidays", self._problems)
            if found is not None:
                day = read_day(found.text, found.place, self._problems)
                if day is not None:
                    yield day
