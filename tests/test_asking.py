"""Asking on the page: how much is left, why it is asked, and dates in the reader's own order."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from browser import STATES, TODAY, WAITING
from in_node import RULES, Case, as_case, in_browser, in_browsers, load
from mannerly.advise.guide import Guide
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, situations, small_guides


def assert_never_more(left: list[int | None]) -> None:
    """What was promised before each question holds: no more of them came."""
    for i, most in enumerate(left):
        assert most is None or most >= len(left) - i, left


def test_no_scenario_asks_more_than_is_said_to_be_left() -> None:
    guide = load(RULES)
    cases = [as_case(guide.model, one.today, one.given) for one in guide.model.scenarios.values()]
    lefts = [result["left"] for result in in_browser(guide, cases, "whole")]
    assert sum(map(len, lefts)) > 2 * len(cases)
    for left in lefts:
        assert None not in left
        assert_never_more(left)


def test_no_random_guide_asks_more_than_is_said_to_be_left() -> None:
    runs: list[tuple[Guide, list[Case]]] = []

    @examples(150)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        model = data.draw(small_guides(sound=True))
        drawn = [data.draw(situations(model)) for _ in range(5)]
        cases = [as_case(model, one.today, one.values) for one in drawn]
        runs.append((Guide(model, Evaluator(build_table(model)), complete=True), cases))

    collect()
    for found in in_browsers(runs, "whole"):
        for result in found:
            assert_never_more(result["left"])


@pytest.mark.browser
def test_the_page_says_how_many_questions_are_left(ask: Callable[..., Page]) -> None:
    page = ask()
    most = re.search(r"At most (\d+) questions", page.locator(".caption").inner_text())
    assert most is not None
    assert int(most[1]) > 3
    expect(ask(STATES["date"]).locator(".caption")).to_contain_text("questions are left")


@pytest.mark.browser
def test_why_it_is_asked_tells_what_hangs_on_it_in_a_sentence(ask: Callable[..., Page]) -> None:
    page = ask()
    page.get_by_text("Why do you ask?").click()
    told = page.locator("details[open] p").first
    expect(told).to_contain_text(re.compile(r"hangs on it: “.+”, .+ or one of \d+ other things\."))


@pytest.mark.browser
def test_choosing_none_of_several_is_explained(ask: Callable[..., Page]) -> None:
    page = ask(STATES["several"])
    expect(page.get_by_text("If none is, just continue.")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".answers")).to_contain_text("None of these")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "labels", "typed", "day"),
    [
        ("en-GB", ["Day", "Month", "Year"], "3/2/2026", "2026-02-03"),
        ("en-US", ["Month", "Day", "Year"], "3/2/2026", "2026-03-02"),
        ("en-US", ["Month", "Day", "Year"], "2 March 2026", "2026-03-02"),
        ("en-CA", ["Year", "Month", "Day"], "2026-03-02", "2026-03-02"),
    ],
)
def test_dates_are_typed_in_the_readers_own_order(
    browser: Browser, base_url: str, locale: str, labels: list[str], typed: str, day: str
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{base_url}/advisor/#{STATES['date']}")
    fields = page.locator(".date label")
    expect(fields).to_have_text(labels)
    fields.first.locator("input").fill(typed)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile(f"interview={day}"))
    context.close()


@pytest.mark.browser
def test_a_day_from_the_calendar_fills_the_fields(ask: Callable[..., Page]) -> None:
    page = ask(STATES["date"])
    picker = page.locator(".picker")
    expect(page.get_by_role("button", name="Choose from a calendar")).to_be_visible()
    picker.evaluate(
        "input => { input.value = '2026-03-16'; input.dispatchEvent(new Event('input')); }"
    )
    assert [page.get_by_label(name, exact=True).input_value() for name in ("Day", "Month")] == [
        "16",
        "3",
    ]
    expect(page.locator(".echo")).to_contain_text("Monday 16 March")


@pytest.mark.browser
def test_an_answer_that_is_no_longer_asked_is_shown_so(ask: Callable[..., Page]) -> None:
    page = ask(f"{WAITING}&interview=2026-03-10&~=promised".replace("nothing", "not-yet"))
    row = page.locator(".answers dl > div").filter(has_text="When was the interview?")
    expect(row).to_contain_text("No longer asked")


@pytest.mark.browser
def test_answers_stand_beside_the_question_where_there_is_room(ask: Callable[..., Page]) -> None:
    page = ask(STATES["date"])
    for width, beside in ((1280, True), (360, False)):
        page.set_viewport_size({"width": width, "height": 800})
        question, answers = (page.locator(name).bounding_box() for name in (".date", ".answers"))
        assert question is not None
        assert answers is not None
        assert (answers["x"] > question["x"] + 100) == beside
