"""The page "What should I do now?" of the shipped guide, as a reader meets it in Chromium."""

from __future__ import annotations

import datetime
import gzip
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from browser import (
    STATES,
    TODAY,
    WAITING,
    advised,
    answer,
    drawn,
    fact_asked,
    fragment_of,
    guide,
    heading,
    in_words,
    plan,
    planned,
    proceed,
    scenarios,
    show,
    typed,
)
from mannerly.model.calendar import as_date

pytestmark = pytest.mark.browser


def test_questions_answered_one_by_one_lead_to_each_act(ask: Callable[..., Page]) -> None:
    by_act = {scenario.expect.advise: scenario for scenario in reversed(scenarios())}
    assert len(by_act) > 10
    page = ask()
    page.emulate_media(reduced_motion="reduce")  # no click waits for what scrolls smoothly
    for act, scenario in by_act.items():
        assert act is not None
        day = as_date(scenario.today)
        page.clock.set_fixed_time(datetime.datetime(day.year, day.month, day.day, 9))
        show(page, "")
        while page.get_by_role("button", name="Continue").count():
            fact = fact_asked(page)
            answer(page, fact, scenario.given[fact.id])
            drawn(page, left=fact.ask)
        assert heading(page).inner_text().startswith(guide().model.acts[act].title), scenario.id


#: Follows one link to answers after the other; the headings that are there at once.
_HEADINGS = """async (fragments) => {
    const found = [];
    for (const fragment of fragments) {
        const changed = new Promise((next) => addEventListener("hashchange", next, { once: true }));
        location.hash = fragment;
        await changed;
        found.push(document.querySelector("#mannerly-advisor h1").innerText);
    }
    return found;
}"""


def test_every_scenario_is_a_link_to_its_advice(ask: Callable[..., Page]) -> None:
    found = ask().evaluate(_HEADINGS, [fragment_of(scenario) for scenario in scenarios()])
    for scenario, text in zip(scenarios(), found, strict=True):
        assert scenario.expect.advise is not None
        assert text.startswith(guide().model.acts[scenario.expect.advise].title), scenario.id
        for day in (scenario.expect.until, scenario.expect.by):
            if day is not None:
                assert in_words(as_date(day)) in text, scenario.id


def test_advice_shows_its_reasons_sources_and_what_gave_way(ask: Callable[..., Page]) -> None:
    model = guide().model
    scenario, advice, voices = next(
        (scenario, advice, voices)
        for scenario in scenarios()
        for advice, voices in [advised(scenario)]
        if advice.overridden and advice.also and advice.avoid
        and not all(voice.acts for voice in voices.values())
    )  # fmt: skip
    page = ask(fragment_of(scenario))
    shown = page.locator("#mannerly-advisor")
    for rule in advice.rules:
        expect(shown.locator("a", has_text=_spoken(rule.id)).first).to_be_attached()
        for point in rule.points:
            expect(shown).to_contain_text(model.points[point].says)
    for company in (*advice.also, *advice.avoid):
        expect(shown.get_by_role("link", name=company.act.title).first).to_be_visible()
    gave_way = page.locator("details", has_text="Rules that gave way")
    for each in advice.overridden:
        expect(gave_way).to_contain_text(_spoken(each.rule.id))
    page.get_by_text("What each source would say").click()
    said = page.locator(".voices > li")
    expect(said).to_have_count(len(voices))
    for line, (source, voice) in zip(said.all(), voices.items(), strict=True):
        expect(line).to_contain_text(model.sources[source].title)
        titles = [act.title for act in voice.acts]
        same = titles == [advice.act and advice.act.title] and "says the same" in line.inner_text()
        for words in ["says the same"] if same else titles or ["silent"]:
            expect(line).to_contain_text(words)


def _spoken(id: str) -> str:
    return id.replace("-", " ").capitalize()


#: How a plan ends, in words.
ENDINGS = {
    "end": "nothing is left to do",
    "waits": "until something happens",
    "open": "What comes next depends on",
    "asks": "come back then, and answer “{}”",
    "answer-anew": "come back then, and change what is no longer true",
}


def test_every_scenario_shows_its_plan(ask: Callable[..., Page]) -> None:
    page = ask()
    told = 0
    for scenario in scenarios():
        show(page, fragment_of(scenario))
        found = planned(scenario)
        first, *others = found.steps
        expect(heading(page)).to_have_text(re.compile("^" + re.escape(first.act.title)))
        worth_saying = others or first.replies or found.stops != "end"
        expect(plan(page), scenario.id).to_have_count(1 if worth_saying else 0)
        if not worth_saying:
            continue
        asked = found.next and found.next.ask
        ending = ENDINGS[found.stops].format(asked)
        expect(plan(page).locator(".ends"), scenario.id).to_contain_text(ending)
        if others:
            told += 1
            days = list(dict.fromkeys(step.day for step in found.steps))
            times = plan(page).locator("time")
            shown = times.evaluate_all("all => all.map(one => [one.dateTime, one.textContent])")
            assert [[day, words.replace(",", "")] for day, words in shown] == [
                [day.isoformat(), in_words(day, as_date(scenario.today))] for day in days
            ]
            acts = plan(page).locator("ol > li > p > a")
            shown = acts.evaluate_all("all => all.map(a => [a.pathname, a.textContent])")
            assert shown == [[f"/act/{one.act.id}/", one.act.title] for one in found.steps]
            reasons = plan(page).locator(".reason").all_text_contents()
            for reason, step in zip(reasons, others, strict=True):
                assert re.fullmatch(r".+[.!?]", reason)
                match step.advice.rules[0].because.parts:
                    case [str() as whole]:
                        assert " ".join(whole.split()).startswith(reason)
    assert told > len(scenarios()) / 3


def test_the_plan_tells_what_an_act_may_bring(ask: Callable[..., Page]) -> None:
    first, scenario = next(
        (steps[0], scenario)
        for scenario in scenarios()
        if len(steps := planned(scenario).steps) > 1 and steps[0].replies
    )
    page = ask(fragment_of(scenario))
    plan(page).get_by_text("What may come of it").first.click()
    lines = plan(page).locator("details").first.locator("li")
    for line, branch in zip(lines.all(), first.replies, strict=True):
        expect(line).to_contain_text(branch.reply.title)
        after = branch.plan
        asked = after.next and f"answer “{after.next.ask}”"
        then = after.steps[0].act.title if after.steps else asked
        expect(line.locator(".then")).to_contain_text(then or "change what is no longer true")


def test_the_advice_stands_should_its_plan_fail(page: Page, base_url: str) -> None:
    def broken(route: Route) -> None:
        data = route.fetch().json()
        [act] = [act for act in data["acts"] if act["id"] == "ask-once"]
        act["changes"] = [[len(data["facts"])]]
        route.fulfill(json=data)

    page.route("**/guide.json", broken)
    page.clock.set_fixed_time(TODAY)
    with page.expect_console_message(lambda message: message.type == "error"):
        page.goto(f"{base_url}/advisor/#{STATES['advice to act']}")
    expect(heading(page)).to_contain_text(guide().model.acts["ask-once"].title)
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()
    expect(plan(page)).to_have_count(0)


def test_a_plan_without_end_is_cut_short(page: Page, base_url: str) -> None:
    facts = list(guide().model.facts)
    asked_again = [[facts.index(fact), {"today": True}] for fact in ("promised", "last_contact")]

    def circling(route: Route) -> None:
        data = route.fetch().json()
        [act] = [act for act in data["acts"] if act["id"] == "try-once-more"]
        act["changes"] = asked_again
        route.fulfill(json=data)

    page.route("**/guide.json", circling)
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{base_url}/advisor/#{STATES['advice to act']}")
    # Thousands of steps are worked out, though few are shown.
    expect(plan(page).locator("time")).to_have_count(20, timeout=30_000)
    expect(plan(page).locator(".ends")).to_have_text("And so on.")


def test_print_holds_what_may_come_of_an_act(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to act"])
    line = plan(page).locator("details li").first
    expect(line).not_to_be_visible()
    page.emulate_media(media="print")
    expect(line).to_be_visible()


def test_every_link_of_the_advice_leads_to_its_place(
    ask: Callable[..., Page], site: Path, base_url: str
) -> None:
    page = ask(STATES["advice to wait"])
    expect(plan(page)).to_be_visible()
    links = page.locator("#mannerly-advisor a").evaluate_all("all => all.map(a => a.href)")
    pages = {link for link in links if not link.startswith(f"{base_url}/advisor/")}
    assert {link.removeprefix(base_url).split("/")[1] for link in pages} == {
        "act", "rule", "source",
    }  # fmt: skip
    for link in pages:
        path, _, anchor = link.removeprefix(f"{base_url}/").partition("#")
        html = (site / path / "index.html").read_text()
        assert not anchor or f'id="{anchor}"' in html, link


def test_back_forward_and_reload_lose_nothing(ask: Callable[..., Page]) -> None:
    page = ask()
    model = guide().model
    seen = []
    for fact in (fact_asked(page), None):
        if fact is not None:
            seen.append(fact)
            answer(page, fact, "nothing")
            expect(heading(page)).not_to_have_text(fact.ask)
    second = fact_asked(page)
    page.reload()
    expect(heading(page)).to_have_text(second.ask)
    page.go_back()
    expect(heading(page)).to_have_text(seen[0].ask)
    page.go_forward()
    expect(heading(page)).to_have_text(second.ask)
    page.get_by_role("link", name="Back").click()
    expect(heading(page)).to_have_text(seen[0].ask)
    label = model.facts["news"].type.options["nothing"]  # type: ignore[union-attr]
    expect(page.get_by_label(label, exact=True)).to_be_checked()
    proceed(page)
    expect(heading(page)).to_have_text(second.ask)


def test_changing_an_early_answer_keeps_the_later_ones(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to act"])
    advice = heading(page).inner_text()
    rows = page.locator(".answers dl > div")
    answered = rows.count()
    route = guide().model.facts["route"]
    page.get_by_role("link", name=f"Change: {route.ask}").click()
    expect(heading(page)).to_have_text(route.ask)
    expect(heading(page)).to_be_focused()
    answer(page, route, "agency")
    expect(heading(page)).not_to_have_text(route.ask)
    assert heading(page).inner_text() != advice
    expect(rows).to_have_count(answered)
    page.go_back()
    page.go_back()
    expect(heading(page)).to_have_text(advice)
    page.get_by_role("link", name="Start again").click()
    expect(rows).to_have_count(0)


def test_answers_without_influence_are_shown_as_such(ask: Callable[..., Page]) -> None:
    page = ask(f"{WAITING}&interview=2026-01-05&promised=?&contacts=0&thanks=yes")
    row = page.locator(".answers dl > div", has_text=guide().model.facts["thanks"].ask)
    expect(row).to_contain_text("Made no difference")
    decisive = page.locator(".answers dl > div", has_text=guide().model.facts["interview"].ask)
    expect(decisive).not_to_contain_text("Made no difference")


def test_each_step_moves_the_focus_and_the_title(ask: Callable[..., Page]) -> None:
    page = ask()
    first = page.title()
    assert first.startswith(heading(page).inner_text())
    answer(page, fact_asked(page), "nothing")
    expect(page).not_to_have_title(first)
    expect(heading(page)).to_be_focused()
    assert page.title().startswith(heading(page).inner_text())


def test_the_keyboard_is_enough(ask: Callable[..., Page]) -> None:
    page = ask()
    first = heading(page).inner_text()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(heading(page)).not_to_have_text(first)
    assert "news=nothing" in page.url
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(first)


def test_the_link_that_skips_to_the_content_keeps_the_answers(ask: Callable[..., Page]) -> None:
    page = ask(STATES["date"])
    question = heading(page).inner_text()
    url = page.url
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page).to_have_url(url)
    expect(heading(page)).to_have_text(question)


def test_a_theme_that_swaps_pages_can_start_it_again(ask: Callable[..., Page]) -> None:
    page = ask()
    page.evaluate("import('./advisor.js?again')")
    expect(heading(page)).to_have_count(1)
    page.evaluate(
        """() => {
            const old = document.querySelector("#mannerly-advisor");
            const fresh = old.cloneNode();
            fresh.className = "";
            old.replaceWith(fresh);
            return import("./advisor.js?swapped");
        }"""
    )
    answer(page, fact_asked(page), "nothing")
    expect(heading(page)).to_be_focused()
    expect(page.locator(".answers dl > div")).to_have_count(1)


def problem(page: Page) -> Locator:
    return page.get_by_role("alert")


def test_without_an_answer_an_error_takes_the_focus_and_leads_to_the_field(
    ask: Callable[..., Page],
) -> None:
    page = ask()
    proceed(page)
    expect(problem(page)).to_be_focused()
    problem(page).get_by_role("link", name="Choose an answer").click()
    expect(page.get_by_role("radio").first).to_be_focused()
    proceed(page)
    expect(problem(page)).to_have_count(1)


@pytest.mark.parametrize(
    ("day", "month", "year", "message"),
    [
        ("", "", "", "Enter a date"),
        ("31", "2", "2026", "“31 2 2026” is not a date"),
        ("x", "<b>", "2026", "“x <b> 2026” is not a date"),
        ("28", "3", "2026", "today, Friday 27 March, or earlier"),
        ("1", "1", "1999", "This guide knows the days from"),
    ],
)
def test_dates_that_cannot_be_are_explained(
    ask: Callable[..., Page], day: str, month: str, year: str, message: str
) -> None:
    page = ask(STATES["date"])
    typed(page, day, month, year)
    proceed(page)
    expect(problem(page)).to_contain_text(message)
    expect(problem(page)).to_be_focused()
    expect(page.get_by_label("Day", exact=True)).to_have_value(day)
    expect(page.locator("fieldset")).to_have_attribute("aria-describedby", re.compile("error"))


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("16", "3", "2026"),
        ("16", "March", "26"),
        ("16th", "mar", ""),
        ("2026-03-16", "", ""),
        ("16.3.2026", "", ""),
        ("March 16", "", ""),
    ],
)
def test_dates_are_taken_as_people_write_them(
    ask: Callable[..., Page], day: str, month: str, year: str
) -> None:
    page = ask(STATES["date"])
    typed(page, day, month, year)
    expect(page.get_by_role("status")).to_have_text("That was Monday 16 March, 11 days ago.")
    proceed(page)
    expect(page).to_have_url(re.compile("interview=2026-03-16"))


def test_likely_days_and_not_known_are_one_tap(ask: Callable[..., Page]) -> None:
    page = ask(STATES["date"])
    page.get_by_role("button", name="Last Friday Friday 20 March").click()
    expect(page).to_have_url(re.compile("interview=2026-03-20"))
    page.goto(page.url.split("#")[0] + "#" + STATES["date with a label for not known"])
    expect(page.get_by_role("button", name="the interview Monday 16 March")).to_be_visible()
    page.get_by_role("button", name="They did not say").click()
    expect(page).to_have_url(re.compile(r"promised=\?"))


def test_a_contradiction_is_explained_where_it_is_made(ask: Callable[..., Page]) -> None:
    page = ask(f"{WAITING}&interview=2026-03-16&contacts=1&~=last_contact")
    typed(page, "10", "3", "2026")
    proceed(page)
    expect(problem(page)).to_contain_text("Only what you asked after the interview counts here")
    assert "last_contact" not in page.url.replace("~=last_contact", "")


def test_a_change_that_contradicts_a_later_answer_asks_that_again(ask: Callable[..., Page]) -> None:
    page = ask(f"{WAITING}&interview=2026-03-10&contacts=1&last_contact=2026-03-16&~=interview")
    typed(page, "17", "3", "2026")
    proceed(page)
    expect(page).to_have_url(re.compile("interview=2026-03-17"))
    row = page.locator(".answers dl > div", has_text=guide().model.facts["last_contact"].ask)
    expect(row).to_contain_text("Not used: Only what you asked after the interview counts here.")
    row.get_by_role("link").click()
    expect(problem(page)).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))


@pytest.mark.parametrize(
    ("zone", "today"),
    [("Pacific/Honolulu", "Friday 27 March"), ("Pacific/Auckland", "Saturday 28 March")],
)
def test_today_is_the_readers_own_date(
    browser: Browser, base_url: str, zone: str, today: str
) -> None:
    context = browser.new_context(timezone_id=zone, locale="en-GB")
    page = context.new_page()
    page.clock.set_fixed_time(datetime.datetime(2026, 3, 27, 11, tzinfo=datetime.UTC))
    page.goto(f"{base_url}/advisor/#{STATES['date']}")
    expect(page.locator(".day summary")).to_have_text(f"Today is {today}")
    page.get_by_role("button", name="Today").click()
    day = today.split()[1]
    expect(page).to_have_url(re.compile(f"interview=2026-03-{day}"))
    context.close()


def test_dates_are_written_as_the_reader_does(browser: Browser, base_url: str) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{base_url}/advisor/")
    expect(page.locator(".day summary")).to_have_text("Today is Friday, March 27")
    context.close()


def test_the_day_can_be_another(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to wait"])
    waiting = heading(page).inner_text()
    page.locator(".day summary").click()
    page.get_by_label("another day").fill("2026-03-31")
    page.get_by_role("button", name="Use this day").click()
    expect(heading(page)).not_to_have_text(waiting)
    expect(page.locator(".caption")).to_contain_text("As if today were Tuesday 31 March")
    assert "today=2026-03-31" in page.url
    page.locator(".day summary").click()
    page.get_by_role("button", name="Use the real day").click()
    expect(heading(page)).to_have_text(waiting)
    assert "today=" not in page.url


@pytest.mark.parametrize(
    "fragment",
    [
        "news=<img src=x onerror=alert(1)>",
        "%3Cscript%3Ealert(1)%3C/script%3E=1",
        "news=%E0%A4%A&interview=9999999-99-99",
        "__proto__=x&constructor=y&news=toString",
        "contacts=99999999999999999999&contacts=-1&promised=?&news=?",
        "besides=,,,&besides=constructor&~=<svg/onload=alert(1)>",
        "&&&===&today=2026-02-31&~=",
    ],
)
def test_a_strange_address_is_only_an_unanswered_question(
    ask: Callable[..., Page], fragment: str
) -> None:
    page = ask(fragment)
    expect(heading(page)).to_have_text(guide().model.facts["news"].ask)
    assert page.locator("#mannerly-advisor").locator("img, svg, script").count() == 0


@pytest.mark.parametrize("fault", ["missing", "not JSON", "of another format", "offline"])
def test_a_guide_that_cannot_be_loaded_leaves_a_way(page: Page, base_url: str, fault: str) -> None:
    match fault:
        case "missing":
            page.route("**/guide.json", lambda route: route.fulfill(status=404))
        case "not JSON":
            page.route("**/guide.json", lambda route: route.fulfill(body="<html>"))
        case "of another format":
            page.route("**/guide.json", lambda route: route.fulfill(body='{"format": 2}'))
        case "offline":
            page.route("**/guide.json", lambda route: route.abort())
    page.goto(f"{base_url}/advisor/")
    expect(problem(page)).to_contain_text("The questions could not be loaded")
    page.locator("#mannerly-advisor a").first.click()
    expect(page).to_have_url(f"{base_url}/question/1/")


def test_without_scripts_questions_lead_to_advice_one_link_at_a_time(
    browser: Browser, base_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}/advisor/")
    expect(heading(page)).to_have_text(guide().model.question)
    page.locator("#mannerly-advisor a").first.click()
    while re.search("/question/[0-9]+/$", page.url):
        page.locator(".choice").first.click()
    assert re.search("/act/[a-z-]+/$", page.url)
    page.goto(f"{base_url}/decision/")
    for _ in range(2):
        page.get_by_role("link", name=re.compile("^go to question")).first.click()
        assert page.locator(":target").count() == 1
    page.get_by_role("link", name="One question at a time").click()
    expect(page).to_have_url(f"{base_url}/question/1/")
    context.close()


def test_targets_are_big_enough_for_a_thumb(ask: Callable[..., Page]) -> None:
    page = ask()
    page.set_viewport_size({"width": 360, "height": 640})
    for name, fragment in STATES.items():
        show(page, fragment)
        controls = page.locator("fieldset label, fieldset .typed input, form button")
        small = controls.evaluate_all(
            """all => all.filter(one => one.checkVisibility()).filter(one => {
                const { width, height } = one.getBoundingClientRect();
                return Math.min(width, height) < 44;
            }).map(one => one.outerHTML)"""
        )
        assert small == [], name


def test_the_page_is_light(site: Path) -> None:
    def weight(paths: Iterable[Path]) -> int:
        return sum(len(gzip.compress(path.read_bytes())) for path in paths)

    shown = (site / "advisor" / "index.html").read_text()
    assert len(re.findall(r"<(?:script|link rel=.stylesheet)", shown)) == 3
    scripts_and_styles = [
        path for path in (site / "advisor").rglob("*") if path.suffix in (".js", ".css")
    ]
    assert len(scripts_and_styles) == 2
    assert weight(scripts_and_styles) <= 24_000
    assert weight([site / "guide.json"]) <= 24_000
