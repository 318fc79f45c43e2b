"""Asking on the page: how much is left, why it is asked, and dates in the reader's own order."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

from browser import ROOT, STATES, TODAY, WAITING, guide, heading, proceed, typed
from in_node import RULES, Case, as_case, in_browser, in_browsers, load
from mannerly.advise.guide import Guide
from mannerly.model.guide import Choice
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, situations, small_guides

DATES = ROOT / "site_templates" / "theme" / "advisor" / "dates.js"


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

    @examples(100)
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


def reasons(page: Page) -> Locator:
    page.get_by_text("Why do you ask?").click()
    return page.locator(".reasons > div")


@pytest.mark.browser
@pytest.mark.parametrize("answered", ["", "news=refusal&~=news"])
def test_why_it_is_asked_tells_where_each_answer_leads(
    ask: Callable[..., Page], answered: str
) -> None:
    rows = reasons(ask(answered)).locator("li")
    expect(rows).not_to_have_count(0)
    ways = dict(text.split("\n") for text in rows.all_inner_texts())
    model = guide().model
    options = model.facts["news"].type
    assert isinstance(options, Choice)
    told = {label: way for labels, way in ways.items() for label in re.findall("“(.+?)”", labels)}
    assert list(told) == list(options.options.values())
    for id, label in options.options.items():
        advice = guide().advise({"news": id}, today=TODAY.date())
        acts = {model.acts[act].title for act in advice.outcome.acts}
        assert advice.next is not None or len(acts) == 1
        if len(acts) <= 3:
            assert set(re.findall("“(.+?)”", told[label])) == acts
        else:
            assert advice.next is not None
            assert told[label].strip() == f"it then hangs on “{advice.next.ask}”"


@pytest.mark.browser
def test_why_a_date_is_asked_names_a_few_acts_that_hang_on_it(ask: Callable[..., Page]) -> None:
    fragment = STATES["date with a label for not known"]
    answers = dict(part.split("=") for part in fragment.split("&")[:-1])
    acts = guide().why_ask("promised", answers, today=TODAY.date())
    told = reasons(ask(fragment)).inner_text()
    named = re.findall("“(.+?)”", told)
    assert len(named) == 3
    assert set(named) < {act.title for act in acts}
    assert told.endswith(f"or one of {len(acts) - 3} other things.")


@pytest.mark.browser
def test_what_no_act_hangs_on_gives_no_reason(ask: Callable[..., Page]) -> None:
    expect(ask(STATES["several"]).get_by_text("Why do you ask?")).to_have_count(0)


@pytest.mark.browser
def test_of_two_answers_that_contradict_each_other_either_can_be_changed(
    ask: Callable[..., Page],
) -> None:
    page = ask(f"{WAITING}&interview=2026-03-16&contacts=1&~=last_contact")
    typed(page, "10", "3", "2026")
    proceed(page)
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("Or change: When was the interview?")
    problem.get_by_role("link", name="When was the interview?").click()
    expect(heading(page)).to_have_text("When was the interview?")
    expect(heading(page)).to_be_focused()
    typed(page, "9", "3", "2026")
    proceed(page)
    # What was typed before counts now, and is not to be typed again.
    row = page.locator(".answers dl > div", has_text=guide().model.facts["last_contact"].ask)
    expect(row).to_contain_text("Tuesday 10 March")
    expect(row).not_to_contain_text("Not used")


@pytest.mark.browser
def test_what_was_chosen_is_seen_to_be(ask: Callable[..., Page]) -> None:
    page = ask(f"{WAITING}&~=route")
    filled = "one => getComputedStyle(one).backgroundColor"
    first, second = (page.locator(".options label").nth(i).evaluate(filled) for i in (0, 1))
    assert first != second
    page = ask(f"{WAITING}&interview=2026-03-16&promised=?&~=promised")
    expect(page.get_by_role("button", name="They did not say", pressed=True)).to_be_visible()


@pytest.mark.browser
def test_choosing_none_of_several_is_explained(ask: Callable[..., Page]) -> None:
    page = ask(STATES["several"])
    expect(page.get_by_text("If none is, just continue.")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".answers")).to_contain_text("None of these")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "labels", "text", "day", "example"),
    [
        ("en-GB", ["Day", "Month", "Year"], "3/2/2026", "2026-02-03", "27 3 2026"),
        ("en-US", ["Month", "Day", "Year"], "3/2/2026", "2026-03-02", "3 27 2026"),
        ("en-US", ["Month", "Day", "Year"], "2 March 2026", "2026-03-02", "3 27 2026"),
        ("en-CA", ["Year", "Month", "Day"], "2026-03-02", "2026-03-02", "2026 3 27"),
    ],
)
def test_dates_are_typed_in_the_readers_own_order(
    browser: Browser,
    base_url: str,
    locale: str,
    labels: list[str],
    text: str,
    day: str,
    example: str,
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{base_url}/advisor/#{STATES['date']}")
    fields = page.locator(".date label")
    expect(fields).to_have_text(labels)
    fields.first.locator("input").fill("soon")
    proceed(page)
    expect(page.get_by_role("alert")).to_contain_text(f"Enter one like {example}")
    fields.first.locator("input").fill(text)
    proceed(page)
    expect(page).to_have_url(re.compile(f"interview={day}"))
    context.close()


#: What is typed into the first field, or pasted, in some languages.
SAID = [
    ("en-GB", "today", "2026-03-27"),
    ("en-GB", "Yesterday ", "2026-03-26"),
    ("en-GB", "tomorrow", "2026-03-28"),
    ("en-GB", "3 days ago", "2026-03-24"),
    ("en-GB", "1 day ago", "2026-03-26"),
    ("en-GB", "1 week ago", "2026-03-20"),
    ("en-GB", "in 2 weeks", "2026-04-10"),
    ("en-GB", "March 16, 2026", "2026-03-16"),
    ("en-GB", "last week", None),
    ("en-GB", "in 9999 weeks", None),
    ("en-GB", "days ago", None),
    ("de", "vorgestern", "2026-03-25"),
    ("de", "vor 3 Tagen", "2026-03-24"),
    ("de", "16. März 2026", "2026-03-16"),
    ("fr", "il y a 3 jours", "2026-03-24"),
    ("es-MX", "anteayer", "2026-03-25"),
    ("fa-IR", "2026-03-16", "2026-03-16"),
]


def with_dates(page: Page) -> Page:
    """A page that the module of dates can be loaded into, which is shipped as part of another."""
    page.route("**/dates.js", lambda route: route.fulfill(path=DATES))
    return page


@pytest.mark.browser
def test_days_are_understood_as_each_language_says_them(ask: Callable[..., Page]) -> None:
    read = """async ([today, said]) => {
        const { fromIso, iso, readDate } = await import("./dates.js");
        return said.map(([locale, text]) => {
            const day = readDate([text, "", ""], fromIso(today), locale, (days) => days[0]);
            return day === null ? null : iso(day);
        });
    }"""
    found = with_dates(ask()).evaluate(read, [TODAY.date().isoformat(), SAID])
    assert found == [day for _, _, day in SAID]


@pytest.mark.browser
def test_dates_are_of_this_calendar_whatever_the_readers_own_is(ask: Callable[..., Page]) -> None:
    locales = ["fa-IR", "ar-SA", "th-TH", "he-IL-u-ca-hebrew"]
    write = """async ([day, locales]) => {
        const { fieldOrder, fromIso, inWords } = await import("./dates.js");
        return locales.map((locale) => [
            inWords(fromIso(day), 0, `${locale.split("-u-")[0]}-u-nu-latn`),
            fieldOrder(locale).toSorted(),
        ]);
    }"""
    for words, fields in with_dates(ask()).evaluate(write, ["2026-03-16", locales]):
        assert {"16", "2026"} <= set(re.findall(r"\d+", words)), words
        assert fields == ["day", "month", "year"]


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
def test_few_days_are_offered_and_those_named_before_among_them(ask: Callable[..., Page]) -> None:
    dates = {"interview": "10", "last_contact": "19", "thanked": "11"}
    given = "".join(f"&{id}=2026-03-{day}" for id, day in dates.items())
    page = ask(f"{WAITING}&contacts=1&thanks=yes{given}&~=promised")
    offered = page.locator(".quick button")
    expect(offered).to_have_count(6)
    for id in dates:
        name = guide().model.facts[id].name
        expect(offered.filter(has_text=re.compile(name, re.IGNORECASE))).to_have_count(1)


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
