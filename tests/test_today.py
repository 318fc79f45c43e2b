"""Which day it is: the reader's own, wherever that is, from its first second to its last."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import (
    STATES,
    TODAY,
    guide,
    heading,
    in_words,
    planned,
    proceed,
    scenarios,
    typed,
)
from mannerly.model.calendar import as_date, day_number
from mannerly.model.guide import Choice, Date, Fact, Number, Scenario, Several, Value, YesNo

pytestmark = pytest.mark.browser

FIRST, LAST = datetime.time(0, 0, 0), datetime.time(23, 59, 59)

#: From one end of the world to the other.
ZONES = (
    "Pacific/Honolulu",
    "America/New_York",
    "Europe/London",
    "Asia/Kolkata",
    "Pacific/Auckland",
)

#: Days on which clocks change; one of the last zone's has no midnight.
CHANGES = {
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "Pacific/Auckland": (date(2026, 4, 5), date(2026, 9, 27)),
    "America/Santiago": (date(2026, 4, 5), date(2026, 9, 6)),
}

#: Answers the questions of some cases one by one, and says what the page makes of each case.
_ANSWER = """async (cases) => {
    const root = document.querySelector("#mannerly-advisor");
    const text = (one) => one?.textContent.replace(/\\s+/g, " ").trim();
    const texts = (selector) => [...root.querySelectorAll(selector)].map(text);
    const turn = () => new Promise((next) => setTimeout(next));
    const found = [];
    for (const answers of cases) {
        const before = root.firstElementChild;
        location.hash = `n=${found.length}`;
        while (root.firstElementChild === before) await turn();
        const asked = [];
        while (root.querySelector("fieldset")) {
            const shown = root.firstElementChild;
            const form = root.querySelector("form:has(fieldset)");
            const question = text(root.querySelector("h1"));
            const { typed = {}, chosen = [], pressed } = answers[question];
            asked.push(question);
            for (const [name, value] of Object.entries(typed)) {
                const field = form.querySelector(`[name=${name}]`);
                field.value = value;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }
            const click = (tag, words) =>
                [...form.querySelectorAll(tag)].find((one) => text(one) === words).click();
            for (const label of chosen) click("label", label);
            if (pressed) click("button", pressed);
            else form.querySelector("button.button").click();
            while (root.firstElementChild === shown) {
                if (root.querySelector("[role=alert]")) throw new Error(root.textContent);
                await turn();
            }
        }
        while (!root.querySelector(".behind")) await turn();
        found.push({
            asked,
            today: text(root.querySelector(".day summary")),
            heading: text(root.querySelector("h1")),
            days: [...root.querySelectorAll(".plan time")].map((one) => one.dateTime),
            acts: texts(".plan ol > li > p > a"),
        });
    }
    return found;
}"""


def _entry(fact: Fact, value: Value | None) -> dict[str, Any]:
    """What a reader does to give an answer."""
    match fact.type, value:
        case Date() | Several(), None:
            return {"pressed": fact.unknown}
        case _, None:
            return {"chosen": [fact.unknown]}
        case Date(), int():
            day = as_date(value)
            return {"typed": {"day": day.day, "month": day.month, "year": day.year}}
        case Several(options), frozenset():
            return {"chosen": [options[option] for option in value]}
        case Choice(options), str():
            return {"chosen": [options[value]]}
        case YesNo(), str():
            return {"chosen": [value.capitalize()]}
        case Number(), int():
            return {"chosen": [str(value)]}
    raise AssertionError((fact, value))


@contextmanager
def _page_in(browser: Browser, base_url: str, zone: str) -> Iterator[Page]:
    """The page, open in a time zone."""
    context = browser.new_context(timezone_id=zone, locale="en-GB")
    page = context.new_page()
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{base_url}/advisor/")
    expect(page.locator(".advisor .day")).to_be_visible()
    yield page
    context.close()


def _check(page: Page, now: datetime.datetime, cases: list[Scenario]) -> None:
    """Check what the page makes of scenarios at a moment of their day."""
    page.clock.set_fixed_time(now)
    facts = guide().model.facts
    entries = [
        {facts[id].ask: _entry(facts[id], value) for id, value in one.given.items()}
        for one in cases
    ]
    asks = {fact.ask: fact.id for fact in facts.values()}
    for scenario, told in zip(cases, page.evaluate(_ANSWER, entries), strict=True):
        today = as_date(scenario.today)
        assert told["today"] == f"Today is {in_words(today)}", (scenario.id, now)
        steps = planned(scenario, [asks[question] for question in told["asked"]]).steps
        assert told["heading"].startswith(steps[0].act.title), (scenario.id, now, told)
        due = steps[0].until or steps[0].by
        if due and due >= today:
            assert in_words(due, today) in told["heading"], (scenario.id, now, told)
        shown = steps if len(steps) > 1 else ()
        days = list(dict.fromkeys(step.day.isoformat() for step in shown))
        assert told["days"] == days, (scenario.id, now)
        assert told["acts"] == [step.act.title for step in shown], (scenario.id, now)


@pytest.mark.parametrize("zone", ZONES)
def test_every_scenario_has_the_checkers_advice_and_plan_at_the_ends_of_the_day(
    browser: Browser, base_url: str, zone: str
) -> None:
    """Each in one of the zones, half of them at the beginning of the day and half at the end."""
    own = scenarios()[ZONES.index(zone) :: len(ZONES)]
    with _page_in(browser, base_url, zone) as page:
        for moment, half in ((FIRST, own[::2]), (LAST, own[1::2])):
            assert len(half) > 5
            for today, some in groupby(sorted(half, key=_day), _day):
                now = datetime.datetime.combine(today, moment, ZoneInfo(zone))
                _check(page, now, list(some))


def _day(scenario: Scenario) -> date:
    return as_date(scenario.today)


@pytest.mark.parametrize("zone", CHANGES)
def test_no_day_is_lost_or_doubled_where_clocks_change(
    browser: Browser, base_url: str, zone: str
) -> None:
    longest = max(scenarios(), key=lambda one: len(planned(one).steps))
    with _page_in(browser, base_url, zone) as page:
        for change in CHANGES[zone]:
            for today in (change - timedelta(1), change, change + timedelta(1)):
                moved = _moved(longest, today)
                for moment in (FIRST, LAST):
                    now = datetime.datetime.combine(today, moment, ZoneInfo(zone))
                    _check(page, now, [moved])


def _moved(scenario: Scenario, today: date) -> Scenario:
    """The same story, told on another day."""
    by = day_number(today) - scenario.today
    facts = guide().model.facts
    given = {
        id: value + by if isinstance(facts[id].type, Date) and isinstance(value, int) else value
        for id, value in scenario.given.items()
    }
    return replace(scenario, today=day_number(today), given=given)


# A page that is open over midnight

EVENING = datetime.datetime(2026, 3, 27, 23, 59, 30)
MORNING = datetime.datetime(2026, 3, 28, 0, 0, 30)
OLD, NEW = "Today is Friday 27 March", "Today is Saturday 28 March"


def _turn_back_to(page: Page, now: datetime.datetime) -> None:
    """The reader turns to the page again."""
    page.clock.set_fixed_time(now)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("state", ["choice", "date", "advice to wait"])
def test_a_page_left_open_shows_the_new_day(ask: Callable[..., Page], state: str) -> None:
    page = ask(STATES[state], EVENING)
    told = heading(page).inner_text()
    day = page.locator(".day summary")
    expect(day).to_have_text(OLD)
    _turn_back_to(page, MORNING)
    expect(day).to_have_text(NEW)
    expect(heading(page)).to_have_text(told, use_inner_text=True)
    day.focus()
    _turn_back_to(page, MORNING)
    expect(day).to_be_focused()
    _turn_back_to(page, MORNING + timedelta(days=1))
    expect(heading(page)).to_be_focused()


def test_a_page_in_sight_sees_midnight_pass(page: Page, base_url: str) -> None:
    page.clock.install(time=EVENING)
    page.goto(f"{base_url}/advisor/#{STATES['advice to act']}")
    expect(page.locator(".day summary")).to_have_text(OLD)
    page.clock.run_for("02:00")
    expect(page.locator(".day summary")).to_have_text(NEW)


def test_an_answer_that_is_begun_before_midnight_is_not_lost(ask: Callable[..., Page]) -> None:
    page = ask(STATES["date"], EVENING)
    typed(page, "28", "3", "2026")
    _turn_back_to(page, MORNING)
    expect(page.locator(".day summary")).to_have_text(OLD)
    expect(page.get_by_label("Day", exact=True)).to_have_value("28")
    proceed(page)
    expect(page.locator(".day summary")).to_have_text(NEW)
    assert "interview=2026-03-28" in page.url


def test_a_day_that_is_another_by_choice_stays(ask: Callable[..., Page]) -> None:
    page = ask(STATES["another day"], EVENING)
    caption = page.locator(".caption")
    expect(caption).to_contain_text("As if today were Saturday 28 March")
    _turn_back_to(page, MORNING)
    expect(caption).to_contain_text("As if today were Saturday 28 March")
