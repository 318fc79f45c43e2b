"""Days in few letters, as the time lines of the sources have them."""

from __future__ import annotations

from mannerly.model.calendar import as_date
from mannerly.phrases import Wording

_WEEKDAYS = (
    "short-monday", "short-tuesday", "short-wednesday", "short-thursday", "short-friday",
    "short-saturday", "short-sunday",
)  # fmt: skip
_MONTHS = (
    "short-january", "short-february", "short-march", "short-april", "short-may", "short-june",
    "short-july", "short-august", "short-september", "short-october", "short-november",
    "short-december",
)  # fmt: skip


def short_day(day: int, wording: Wording) -> str:
    """A day without its year: "16 Mar"."""
    date = as_date(day)
    month = wording.say(_MONTHS[date.month - 1])
    return wording.say("short-day", day=str(date.day), month=month)


def short_weekday(day: int, wording: Wording) -> str:
    """The same with the day of the week: "Mon 16 Mar"."""
    weekday = wording.say(_WEEKDAYS[as_date(day).weekday()])
    return wording.say("short-weekday", weekday=weekday, day=short_day(day, wording))
