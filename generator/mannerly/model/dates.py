"""Dates and ranges as text: ``2026-03-27``, ``2024..2030``, ``0.00..99999.99``."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from mannerly.model.calendar import day_number
from mannerly.problems import Place, Problems

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: A date as it is written: 2026-03-27.
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LOOSE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)

#: More digits than anyone means.
_DIGITS = 1000


def read_day(text: str, place: Place, problems: Problems) -> int | None:
    """The day number of a date written as 2026-03-27; None, which is noted, where there is none."""
    match = ISO_DATE.fullmatch(text)
    if match is None:
        loose = _LOOSE.fullmatch(text)
        right = f"{loose[1]}-{int(loose[2]):02}-{int(loose[3]):02}" if loose else ""
        problems.add("date-form", place, found=text, right=right)
        return None
    year, month, day = map(int, match.groups())
    try:
        return day_number(datetime.date(year, month, day))
    except ValueError:
        problems.add("date-impossible", place, found=text, year=year, month=month, day=day)
        return None


def read_number(text: str) -> tuple[Decimal, int] | None:
    """A number and how many decimals it is written with; None where the text is no number."""
    if len(text) > _DIGITS or _NUMBER.fullmatch(text) is None:
        return None
    return Decimal(text), len(text.partition(".")[2])


def read_range(text: str) -> tuple[str, str] | None:
    """The two ends of ``low..high``, without white space; None where the text has no such form."""
    low, dots, high = text.partition("..")
    low, high = low.strip(), high.strip()
    return (low, high) if dots and low and high and not high.startswith(".") else None
