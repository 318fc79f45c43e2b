"""What people type for a date, and the days that it may mean."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mannerly.model.calendar import Calendar, day_number
from mannerly.terminal.dates import DateError, Side, in_words, read_date

FRIDAY = datetime.date(2026, 3, 27)
GOOD_FRIDAY = day_number(datetime.date(2026, 4, 3))
CALENDAR = Calendar(
    first=day_number(datetime.date(2024, 1, 1)),
    last=day_number(datetime.date(2030, 12, 31)),
    holidays=frozenset({GOOD_FRIDAY}),
)


def read(text: str, side: Side = "past", today: datetime.date = FRIDAY) -> list[str]:
    return [str(d) for d in read_date(text, today=today, side=side, calendar=CALENDAR)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("today", "2026-03-27"),
        ("Today", "2026-03-27"),
        ("  yesterday ", "2026-03-26"),
        ("tomorrow", "2026-03-28"),
        ("the day before yesterday", "2026-03-25"),
        ("day after tomorrow", "2026-03-29"),
        ("3 days ago", "2026-03-24"),
        ("a week ago", "2026-03-20"),
        ("two weeks ago", "2026-03-13"),
        ("a fortnight ago", "2026-03-13"),
        ("1 month ago", "2026-02-27"),
        ("in 2 weeks", "2026-04-10"),
        ("in a year", "2027-03-27"),
        ("3 days from now", "2026-03-30"),
        ("5 business days ago", "2026-03-20"),
        ("in 5 business days", "2026-04-06"),
        ("in 5 working days", "2026-04-06"),
        ("last Friday", "2026-03-20"),
        ("last thursday", "2026-03-26"),
        ("next Monday", "2026-03-30"),
        ("this tuesday", "2026-03-24"),
        ("coming sunday", "2026-03-29"),
        ("thu", "2026-03-26"),
        ("on Wednesday", "2026-03-25"),
        ("16 March", "2026-03-16"),
        ("16th of March", "2026-03-16"),
        ("the 16th of March", "2026-03-16"),
        ("16. March", "2026-03-16"),
        ("March 16", "2026-03-16"),
        ("Mar. 16th", "2026-03-16"),
        ("March 16, 2026", "2026-03-16"),
        ("16 march 2026", "2026-03-16"),
        ("16-mar-2026", "2026-03-16"),
        ("Sept 1", "2025-09-01"),
        ("28 March", "2025-03-28"),
        ("29 February", "2024-02-29"),
        ("the 16th", "2026-03-16"),
        ("31st", "2026-01-31"),
        ("16.3.", "2026-03-16"),
        ("16.3", "2026-03-16"),
        ("3.4.2026", "2026-04-03"),
        ("16.03.26", "2026-03-16"),
        ("16/3/2026", "2026-03-16"),
        ("3/16/2026", "2026-03-16"),
        ("3/3", "2026-03-03"),
        ("2026-03-16", "2026-03-16"),
        ("2026/3/16", "2026-03-16"),
        ("Monday, 16 March", "2026-03-16"),
        ("mon 16.3.", "2026-03-16"),
    ],
)
def test_a_date_in_the_past_that_means_one_day(text: str, date: str) -> None:
    assert read(text) == [date]


@pytest.mark.parametrize(
    ("text", "side", "dates"),
    [
        # The day itself and the week before or after are both meant by its name.
        ("friday", "past", ["2026-03-27", "2026-03-20"]),
        ("friday", "future", ["2026-03-27", "2026-04-03"]),
        ("monday", "future", ["2026-03-30"]),
        ("monday", "any", ["2026-03-23", "2026-03-30"]),
        # This week's, or the next week's?
        ("next saturday", "future", ["2026-03-28", "2026-04-04"]),
        # Day first or month first?
        ("3/4/2024", "past", ["2024-04-03", "2024-03-04"]),
        ("3-4", "past", ["2025-04-03", "2026-03-04"]),
        # The order that lies on the wrong side of today is not meant.
        ("3/4/2026", "past", ["2026-03-04"]),
        ("3/4/2026", "future", ["2026-04-03"]),
        # The right side of today decides the year.
        ("16 March", "future", ["2027-03-16"]),
        ("27 March", "future", ["2026-03-27"]),
        ("27 March", "past", ["2026-03-27"]),
        ("1 October", "any", ["2025-10-01"]),
        ("1 September", "any", ["2026-09-01"]),
        ("the 1st", "future", ["2026-04-01"]),
        # The day of the week chooses between two orders.
        ("wed 4/3/2026", "any", ["2026-03-04"]),
        # A date on the wrong side is read; the guide says that it cannot be.
        ("tomorrow", "past", ["2026-03-28"]),
        ("2 january 2025", "future", ["2025-01-02"]),
    ],
)
def test_which_days_a_date_may_mean(text: str, side: Side, dates: list[str]) -> None:
    assert read(text, side) == dates


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a date"),
        ("soon", '"soon" is not a date'),
        ("tomorrow week", "not a date"),
        ("friday week", "not a date"),
        ("may", "not a date"),
        ("16", "not a date"),
        ("last week", "not a date"),
        ("16 foo", "not a date"),
        ("-3 days ago", "not a date"),
        ("١٦ March", "not a date"),
        ("31 February", "There is no 31 February"),
        ("29.2.2026", "There is no 29 February 2026"),
        ("30/2", "There is no 30 February"),
        ("13/14", "There is no month 14"),
        ("2026-13-01", "There is no month 13"),
        ("0/3/2026", "There is no 0 March 2026"),
        ("the 32nd", "No month has a day 32"),
        ("Tuesday 16 March 2026", "Monday, 16 March 2026, is not a Tuesday"),
        ("9999 years ago", "too far away"),
        ("in 9999 business days", "too far away"),
    ],
)
def test_what_is_no_date_is_said_to_be_none(text: str, why: str) -> None:
    with pytest.raises(DateError, match=why):
        read(text)


@given(
    st.dates(datetime.date(2000, 1, 1), datetime.date(2049, 12, 31)),
    st.dates(datetime.date(2024, 1, 1), datetime.date(2030, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%d.%m.%y", "%A %d %b %Y"]),
    st.sampled_from(["past", "future", "any"]),
)
def test_a_whole_date_is_read_as_itself_on_every_day(
    date: datetime.date, today: datetime.date, form: str, side: Side
) -> None:
    assert read(date.strftime(form), side, today) == [str(date)]


@given(st.text(max_size=30), st.sampled_from(["past", "future", "any"]))
def test_any_text_gives_dates_or_says_why_not(text: str, side: Side) -> None:
    try:
        found = len(read(text, side))
    except DateError as error:
        found = len(str(error))
    assert found > 0


def test_dates_are_written_out_with_their_weekday() -> None:
    assert in_words(datetime.date(2026, 3, 2)) == "Monday, 2 March 2026"
