"""Other programs read the calendar files that the page and the terminal make, and all alike."""

from __future__ import annotations

import datetime
import json
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Page

from browser import ROOT, fragment_of, planned, scenarios
from mannerly.terminal.calendar_file import calendar_file

NOW = datetime.datetime(2026, 3, 26, 18, 30, tzinfo=datetime.UTC)

Read = dict[str, Any]


def by_ical_js(files: Sequence[str]) -> list[Read]:
    """What ical.js finds in some files; it refuses those that it cannot parse."""
    command = ["node", "tests/js/read_ics.mjs"]
    run = subprocess.run(
        command, cwd=ROOT, input=json.dumps(files), capture_output=True, text=True, check=True
    )
    found: list[Read] = json.loads(run.stdout)
    return found


def by_icalendar(file: str) -> Read:
    """The same of one file as Python's package finds it."""
    calendar = icalendar.Calendar.from_ical(file)
    assert isinstance(calendar, icalendar.Calendar)
    return {"name": str(calendar["X-WR-CALNAME"]), "events": [_event(e) for e in calendar.events]}


def _event(event: Any) -> Read:
    [reminder] = event.walk("VALARM")
    return {
        "uid": str(event["UID"]),
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
        "sequence": int(event["SEQUENCE"]),
        "stamp": event["DTSTAMP"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "reminder": reminder["TRIGGER"].to_ical().decode(),
    }


def terminal_files() -> dict[str, str]:
    """The files of all scenarios whose plans have something for a calendar."""
    made = {one.id: calendar_file(planned(one), NOW) for one in scenarios()}
    return {id: file.decode() for id, file in made.items() if file is not None}


#: Follows links to answers, and gives the file that the page saves for each, or null.
_SAVE = """async (links) => {
    const root = document.querySelector("#mannerly-advisor");
    const turn = () => new Promise((next) => setTimeout(next));
    const name = "Put it into my calendar";
    let saved;
    URL.createObjectURL = (blob) => ((saved = blob), "");
    HTMLAnchorElement.prototype.click = () => {};
    const files = {};
    for (const [id, link] of links) {
        const before = root.firstElementChild;
        location.hash = link;
        while (root.firstElementChild === before || !root.querySelector(".behind")) await turn();
        const buttons = [...root.querySelectorAll(".plan button")];
        const button = buttons.find((one) => one.textContent === name);
        if (!button) continue;
        saved = undefined;
        button.click();
        while (!saved) await turn();
        files[id] = await saved.text();
    }
    return files;
}"""


def files_of(page: Page) -> dict[str, str]:
    """The files that the page saves, of those scenarios that lead on to another day."""
    links = [(one.id, fragment_of(one)) for one in scenarios()]
    found: dict[str, str] = page.evaluate(_SAVE, links)
    return found


@pytest.mark.browser
def test_ical_js_and_icalendar_find_the_same_in_the_files_of_page_and_terminal(
    ask: Callable[..., Page],
) -> None:
    ours, theirs = terminal_files(), files_of(ask())
    assert len(theirs) > len(scenarios()) / 3
    for one in (ours, theirs):
        read = by_ical_js([*one.values()])
        assert read == [by_icalendar(file) for file in one.values()]
    for id, file in theirs.items():
        mine, yours = (_days(by_icalendar(one)) for one in (file, ours[id]))
        assert mine == yours, id


def _days(read: Read) -> list[tuple[str, ...]]:
    """What of the events does not hang on when the file was made or how dates are written."""
    return [
        tuple(event[key] for key in ("uid", "summary", "start", "end", "reminder"))
        for event in read["events"]
    ]


@pytest.mark.parametrize("text", ["BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "UID 1"])
def test_ical_js_refuses_what_is_no_calendar(text: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        by_ical_js([text])
