"""A plan's calendar file keeps to RFC 5545; made again it moves events instead of adding any."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import icalendar
import pytest

import mannerly
from mannerly.advise.guide import Guide
from mannerly.model.guide import Text
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from mannerly.terminal.calendar_file import calendar_file
from mannerly.write_file import write_file

LENT = Path(__file__).parent / "guides" / "lent"
RULES = Path(__file__).resolve().parent.parent / "rules"
NOW = datetime(2026, 3, 26, 18, 30, tzinfo=UTC)
GIVEN: Mapping[str, object] = {
    "back": "no",
    "thing": "book",
    "lent": "2026-03-02",
    "promised": "2026-03-27",
    "asked": 0,
}


@cache
def lent() -> Guide:
    return mannerly.load(LENT)


def made(
    given: Mapping[str, object] = GIVEN,
    today: date = date(2026, 3, 26),
    now: datetime = NOW,
    guide: Guide | None = None,
) -> list[Component]:
    """The events of the file for a plan."""
    data = calendar_file((guide or lent()).plan(given, today=today), now)
    assert data is not None
    return read(data).parts


# A strict reader


@dataclass
class Component:
    name: str
    properties: dict[str, str] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)


_LINE = re.compile(r"([A-Z-]+(?:;[A-Z-]+=[A-Za-z0-9-]+)*):(.*)")
_TEXT = re.compile(r"(?:[^\x00-\x1f\x7f\\;,]|\\[\\;,n])*")
_DATES = {"DTSTART;VALUE=DATE", "DTEND;VALUE=DATE"}
_TEXTS = {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "PRODID", "UID"}


def read(data: bytes) -> Component:
    """A calendar file, which has to be as RFC 5545 has it; every property stands once."""
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    for octets in lines:
        assert 0 < len(octets) <= 75
        assert b"\r" not in octets and b"\n" not in octets
        octets.decode("utf-8")  # no character is torn apart
    unfolded = data[:-2].replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    top = Component("")
    stack = [top]
    for line in unfolded:
        match = _LINE.fullmatch(line)
        assert match, line
        name, value = match[1], match[2]
        if name == "BEGIN":
            stack[-1].parts.append(Component(value))
            stack.append(stack[-1].parts[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            assert name not in stack[-1].properties
            stack[-1].properties[name] = value
            if name in _TEXTS:
                assert _TEXT.fullmatch(value), line
            if name in _DATES:
                assert re.fullmatch(r"\d{8}", value)
    assert stack == [top]
    [calendar] = top.parts
    assert calendar.name == "VCALENDAR"
    assert calendar.properties["VERSION"] == "2.0"
    return calendar


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def day(event: Component, name: str = "DTSTART") -> date:
    return date.fromisoformat(event.properties[f"{name};VALUE=DATE"])


def told(events: list[Component]) -> list[tuple[str, str]]:
    return [(day(each).isoformat(), unescaped(each.properties["SUMMARY"])) for each in events]


# What is in it


def test_there_is_an_event_for_each_thing_to_do_and_none_for_waiting() -> None:
    assert told(made()) == [
        ("2026-03-28", "Ask for it, kindly"),
        ("2026-04-04", "Ask for it, kindly"),
        ("2026-04-11", "Let it go"),
    ]


def test_an_event_lasts_the_whole_day_blocks_nothing_and_reminds_in_the_morning() -> None:
    for event in made():
        assert event.name == "VEVENT"
        given = event.properties
        assert day(event, "DTEND") - day(event) == timedelta(days=1)
        assert given["DTSTAMP"] == "20260326T183000Z"
        assert given["TRANSP"] == "TRANSPARENT"
        assert given["CLASS"] == "PRIVATE"
        [alarm] = event.parts
        assert alarm.name == "VALARM"
        assert alarm.properties == {
            "ACTION": "DISPLAY",
            "TRIGGER": "PT9H",
            "DESCRIPTION": given["SUMMARY"],
        }


def test_an_event_says_what_to_do_by_when_and_why() -> None:
    assert unescaped(made()[0].properties["DESCRIPTION"]) == (
        "Say that you need it (the book); nothing else.\n\n"
        "Do it by Sunday, 29 March 2026.\n\n"
        "It is time."
    )


def test_where_the_guide_has_to_be_asked_again_later_that_is_an_event() -> None:
    given = {id: answer for id, answer in GIVEN.items() if id != "thing"}
    [event] = made(given)
    assert told([event]) == [("2026-03-28", "How do I get it back?")]
    assert unescaped(event.properties["DESCRIPTION"]) == "What did you lend?"


def test_a_plan_with_nothing_to_do_has_no_file() -> None:
    assert calendar_file(lent().plan({}, today=date(2026, 3, 26)), NOW) is None


def test_other_programs_read_the_same_events() -> None:
    data = calendar_file(lent().plan(GIVEN, today=date(2026, 3, 26)), NOW)
    assert data is not None
    calendar = icalendar.Calendar.from_ical(data)
    assert isinstance(calendar, icalendar.Calendar)
    found = [(str(event.start), str(event.get("summary"))) for event in calendar.events]
    assert found == told(made())


HOSTILE = (
    "back\\slash; semi, comma \\n \\N \\\\N",
    "lines\nand\r\nmore\rof\x0bthem\x1c\u2028\u0085end",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "\u202eüß漢字🙂" * 40,
    "a" * 74 + "é" * 74,
    '"quoted": <b>bold</b> ^n',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_file(text: str) -> None:
    model = lent().model
    ask = replace(model.acts["ask"], title=text, text=Text((text,), model.acts["ask"].text.place))
    model = replace(model, title=text, acts={**model.acts, "ask": ask})
    guide = Guide(model, Evaluator(build_table(model)), complete=True)
    events = made(guide=guide)
    assert len(events) == 3
    title = unescaped(events[0].properties["SUMMARY"])
    assert title == " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u202e]", " ", text).split())


# Made again


def uids(events: list[Component]) -> list[str]:
    found = [each.properties["UID"] for each in events]
    assert len(set(found)) == len(found)
    return found


def test_the_same_story_a_week_later_has_the_same_events() -> None:
    first = made()
    asked = {**GIVEN, "asked": 1, "last_asked": "2026-03-28"}
    later = made(asked, date(2026, 4, 2), NOW + timedelta(days=7))
    assert told(later) == told(first)[1:]
    assert uids(later) == uids(first)[1:]
    for old, new in zip(first[1:], later, strict=True):
        assert int(new.properties["SEQUENCE"]) > int(old.properties["SEQUENCE"])


def test_an_answer_that_was_put_right_moves_the_events() -> None:
    moved = made({**GIVEN, "promised": "2026-03-31"})
    assert [day(each) - day(old) for each, old in zip(moved, made(), strict=True)] == [
        timedelta(days=4)
    ] * 3
    assert uids(moved) == uids(made())


@pytest.mark.parametrize("other", [{"lent": "2026-03-01"}, {"thing": "car"}])
def test_another_story_has_other_events(other: Mapping[str, object]) -> None:
    assert not set(uids(made({**GIVEN, **other}))) & set(uids(made()))


def test_the_shipped_guide_told_of_an_answer_keeps_the_events_of_the_same_interview() -> None:
    guide = mannerly.load(RULES)
    given = {
        "news": "nothing", "stage": "interview", "route": "direct", "interview": "2026-03-16",
        "promised": "2026-03-27", "contacts": 0, "thanks": True, "other_offer": "none",
        "besides": [],
    }  # fmt: skip
    heard = {**given, "news": "not-yet", "heard": "2026-03-31", "promised": "2026-04-15"}
    before = made(given, date(2026, 3, 30), guide=guide)
    after = made(heard, date(2026, 3, 31), guide=guide)
    assert uids(before) == uids(after)
    assert told(before)[0] == ("2026-03-30", "Ask them once, kindly")
    assert told(after)[0] == ("2026-04-16", "Ask them once, kindly")


# Writing a file


def test_a_file_is_written_as_a_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_file(tmp_path / "plan.ics", b"new")
    assert (tmp_path / "plan.ics").read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["plan.ics"]


def test_a_file_keeps_its_permissions_and_links_stay_links(tmp_path: Path) -> None:
    file, link = tmp_path / "plan.ics", tmp_path / "link.ics"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_file(link, b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan.ics").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_file(tmp_path / "plan.ics", b"new")
    assert (tmp_path / "plan.ics").read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["plan.ics"]


@pytest.mark.parametrize(
    ("path", "why"),
    [("", "not a file"), ("pipe", "not a file"), ("missing/plan.ics", "No such file")],
)
def test_what_is_no_file_is_refused(tmp_path: Path, path: str, why: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match=why):
        write_file(tmp_path / path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]
