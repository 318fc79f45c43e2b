"""Dates as people type them: ``yesterday``, ``last Friday``, ``16 March``, ``in 2 weeks``.

General date parsers guess: "tomorrow week" becomes tomorrow, 3/4 one of two
days. Here, what may mean several days gives them all, to be asked back, and
what cannot be read is said to be so.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterable
from typing import Literal

from mannerly.model.calendar import Calendar, as_date, day_number
from mannerly.model.conditions import Offset, Unit

Side = Literal["past", "future", "any"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)

#: What people may type, by the side of today that the date lies on.
EXAMPLES: dict[Side, str] = {
    "past": "yesterday, last Friday, 3 days ago, 16 March or 2026-03-16",
    "future": "tomorrow, next Friday, in 2 weeks, 16 March or 2026-03-16",
    "any": "yesterday, next Friday, in 2 weeks, 16 March or 2026-03-16",
}

_DAY = datetime.timedelta(days=1)
_COUNTS = {"a": 1, "an": 1} | {
    word: count
    for count, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_UNITS: dict[str, tuple[int, Unit]] = {
    "day": (1, "days"),
    "week": (7, "days"),
    "fortnight": (14, "days"),
    "month": (1, "months"),
    "year": (12, "months"),
    "business day": (1, "business days"),
    "working day": (1, "business days"),
}
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d\d)?)?", re.ASCII)
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?", re.ASCII)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


class DateError(ValueError):
    """The text means no date; the message says why, to the person who typed it."""


def in_words(date: datetime.date) -> str:
    """A date written out: ``Monday, 16 March 2026``."""
    return f"{WEEKDAYS[date.weekday()]}, {date.day} {MONTHS[date.month - 1]} {date.year}"


def read_date(
    text: str, *, today: datetime.date, side: Side, calendar: Calendar
) -> tuple[datetime.date, ...]:
    """The dates that a text may mean, the likeliest first; several where it is ambiguous.

    ``side`` says whether a date without a year lies before or after ``today``;
    business days are counted with ``calendar``. Raises DateError where the text
    means no date.
    """
    words = text.lower().replace(",", " ").split()
    if words and words[0] == "on":
        words = words[1:]
    said = _weekday(words[0]) if len(words) > 1 else None
    try:
        dates = _read(words if said is None else words[1:], today, side, calendar)
    except (IndexError, OverflowError):
        raise DateError(f'"{text.strip()}" is too far away.') from None
    if not dates:
        raise DateError(
            f'"{text.strip()}" is not a date that can be read here. Type one like {EXAMPLES[side]}.'
        )
    if said is not None:
        fitting = tuple(date for date in dates if date.weekday() == said)
        if not fitting:
            raise DateError(f"{in_words(dates[0])}, is not a {WEEKDAYS[said]}.")
        dates = fitting
    return _within(dates, today, side)


def _read(
    words: list[str], today: datetime.date, side: Side, calendar: Calendar
) -> tuple[datetime.date, ...]:
    """What the words may mean, empty where they mean nothing."""
    match [word for word in words if word not in ("the", "of")]:
        case ["today" | "now"]:
            return (today,)
        case ["yesterday"]:
            return (today - _DAY,)
        case ["tomorrow"]:
            return (today + _DAY,)
        case ["day", "before", "yesterday"]:
            return (today - 2 * _DAY,)
        case ["day", "after", "tomorrow"]:
            return (today + 2 * _DAY,)
        case [count, *unit, "ago"]:
            return _counted(count, " ".join(unit), -1, today, calendar)
        case ["in", count, *unit] | [count, *unit, "from", "now" | "today"]:
            return _counted(count, " ".join(unit), 1, today, calendar)
        case ["last" | "past" | "next" | "this" | "coming" as which, name]:
            return _which_weekday(which, name, today)
        case [word] if (weekday := _weekday(word)) is not None:
            return _bare_weekday(weekday, today, side)
        case [word] if found := _YEAR_FIRST.fullmatch(word):
            year, _, month, day = found.groups()
            return (_date(int(year), int(month), int(day)),)
        case [word] if found := _NUMERIC.fullmatch(word):
            first, sign, second, year = found.groups()
            return _numeric(int(first), int(second), year, sign == ".", today, side)
        case [word] if found := _ORDINAL.fullmatch(word):
            return _day_of_month(int(found[1]), today, side)
        case [word] if "-" in word:
            return _named(word.split("-"), today, side)
        case named:
            return _named(named, today, side)


def _named(words: list[str], today: datetime.date, side: Side) -> tuple[datetime.date, ...]:
    """``16 March``, ``March 16th``, either with a year behind it."""
    match words:
        case [first, second, *years] if len(years) <= 1 and all(map(_YEAR.fullmatch, years)):
            for day, name in ((first, second), (second, first)):
                number, month = _DAY_OF_MONTH.fullmatch(day), _month(name)
                if number is not None and month is not None:
                    year = int(years[0]) if years else None
                    return (_in_year(year, month, int(number[1]), today, side),)
    return ()


def _counted(
    count: str, unit: str, sign: int, today: datetime.date, calendar: Calendar
) -> tuple[datetime.date, ...]:
    number = int(count) if re.fullmatch(r"\d{1,4}", count, re.ASCII) else _COUNTS.get(count)
    known = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
    if number is None or known is None:
        return ()
    size, name = known
    try:
        return (as_date(calendar.add(day_number(today), Offset(sign * number * size, name))),)
    except ValueError:  # a year that datetime does not have
        raise OverflowError from None


def _which_weekday(which: str, name: str, today: datetime.date) -> tuple[datetime.date, ...]:
    weekday = _weekday(name)
    if weekday is None:
        return ()
    ahead = today + ((weekday - today.weekday()) % 7 or 7) * _DAY
    this = today + (weekday - today.weekday()) * _DAY
    match which:
        case "last" | "past":
            return (today - ((today.weekday() - weekday) % 7 or 7) * _DAY,)
        case "this":
            return (this,)
        case "next" if ahead == this:  # some mean the coming one, some that of the next week
            return (ahead, ahead + 7 * _DAY)
        case _:
            return (ahead,)


def _bare_weekday(weekday: int, today: datetime.date, side: Side) -> tuple[datetime.date, ...]:
    ahead = today + ((weekday - today.weekday()) % 7 or 7) * _DAY
    behind = today - ((today.weekday() - weekday) % 7 or 7) * _DAY
    on_the_day = (today,) if weekday == today.weekday() else ()
    match side:
        case "past":
            return (*on_the_day, behind)
        case "future":
            return (*on_the_day, ahead)
        case "any":
            return (*on_the_day, behind, ahead)


def _numeric(
    first: int,
    second: int,
    year: str | None,
    day_first: bool,
    today: datetime.date,
    side: Side,
) -> tuple[datetime.date, ...]:
    """``16.3.``, which has the day first, or ``3/4``, which may have either first."""
    whole = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)
    orders = [(first, second)] if day_first else [(first, second), (second, first)]
    readable = [(day, month) for day, month in orders if month <= 12] or orders[:1]
    return tuple(_in_year(whole, month, day, today, side) for day, month in readable)


def _day_of_month(day: int, today: datetime.date, side: Side) -> tuple[datetime.date, ...]:
    """``the 16th``: of the nearest month that has such a day."""
    this = today.year * 12 + today.month - 1
    months = [divmod(this + shift, 12) for shift in (-2, -1, 0, 1, 2)]
    days = _existing((year, month + 1, day) for year, month in months)
    if not days:
        raise DateError(f"No month has a day {day}.")
    return (_nearest(days, today, side),)


def _in_year(
    year: int | None, month: int, day: int, today: datetime.date, side: Side
) -> datetime.date:
    """The day of that year; without one, of the nearest year on the right side of today."""
    if year is not None:
        return _date(year, month, day)
    around = (today.year + shift for shift in range(-8, 9))
    days = _existing((near, month, day) for near in around)
    return _nearest(days, today, side) if days else _date(today.year, month, day)


def _date(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            raise DateError(f"There is no month {month}.") from None
        raise DateError(f"There is no {day} {MONTHS[month - 1]} {year}.") from None


def _existing(days: Iterable[tuple[int, int, int]]) -> list[datetime.date]:
    found = []
    for year, month, day in days:
        with contextlib.suppress(ValueError):
            found.append(datetime.date(year, month, day))
    return found


def _nearest(dates: list[datetime.date], today: datetime.date, side: Side) -> datetime.date:
    return min(_within(dates, today, side), key=lambda date: abs(date - today))


def _within(
    dates: Iterable[datetime.date], today: datetime.date, side: Side
) -> tuple[datetime.date, ...]:
    """The dates on the right side of today, each once; all of them where none is."""
    dates = tuple(dict.fromkeys(dates))
    match side:
        case "past":
            return tuple(date for date in dates if date <= today) or dates
        case "future":
            return tuple(date for date in dates if date >= today) or dates
        case "any":
            return dates


def _weekday(word: str) -> int | None:
    return _by_start(word, WEEKDAYS)


def _month(word: str) -> int | None:
    index = _by_start(word, MONTHS)
    return None if index is None else index + 1


def _by_start(word: str, names: tuple[str, ...]) -> int | None:
    """The index of the name that a word of at least three letters begins."""
    start = word.removesuffix(".")
    if len(start) < 3:
        return None
    return next((i for i, name in enumerate(names) if name.lower().startswith(start)), None)
