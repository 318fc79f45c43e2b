"""What the page shows around its advice: the next day, words to use, the calendar, what else."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import icalendar
import pytest
from playwright.sync_api import Locator, Page, expect

import mannerly
from browser import STATES, TODAY, WAITING, fragment_of, guide, heading, planned, scenarios, show
from in_node import CASES, HERE, Case, Result, as_case, in_browser, load
from mannerly.model.calendar import as_date
from mannerly.model.guide import Choice, Fact, Several, YesNo
from mannerly.terminal.calendar_file import calendar_file
from test_ics import Component, read, told, uids, unescaped

NOW = datetime.datetime(2026, 3, 26, 18, 30, tzinfo=datetime.UTC)

#: The shipped guide and the small guides of the shared cases, with cases for each.
GUIDES = ["rules", *(path.stem for path in CASES)]


@cache
def around(name: str) -> tuple[mannerly.Guide, list[tuple[Case, Result]]]:
    """A guide, and the cases of it that are decided, with what the browser makes of them."""
    if name == "rules":
        model = guide().model
        given = [as_case(model, one.today, one.given) for one in scenarios()]
        return guide(), _decided(guide(), given)
    [path] = [path for path in CASES if path.stem == name]
    shared = json.loads(path.read_text())
    small = load(path.parent / shared["rules"])
    return small, _decided(small, shared["cases"])


def _decided(guide: mannerly.Guide, cases: list[Case]) -> list[tuple[Case, Result]]:
    found = zip(cases, in_browser(guide, cases, "around"), strict=True)
    return [(case, result) for case, result in found if result["act"] and not result["refused"]]


def led(guide: mannerly.Guide, answers: dict[str, Any], today: datetime.date) -> Result | None:
    """What Python's API says that answers lead to; None where it refuses them."""
    try:
        advice = guide.advise(answers, today=today)
    except mannerly.AnswerError:
        return None
    if advice.act is None:
        return {"next": advice.next and advice.next.id}
    dates = {"until": advice.until, "by": advice.by}
    spoken = {key: date and date.isoformat() for key, date in dates.items()}
    return {"act": advice.act.id, **spoken}


def today_of(case: Case) -> datetime.date:
    return datetime.date.fromisoformat(case["today"])


@pytest.mark.parametrize("name", GUIDES)
def test_every_other_answer_that_is_shown_leads_to_what_is_said(name: str) -> None:
    guide, cases = around(name)
    for case, result in cases:
        now = led(guide, case["answers"], today_of(case))
        for change in result["otherwise"]:
            assert change["then"] != now
            assert change["values"]
            for value in change["values"]:
                answers = {**case["answers"], change["fact"]: value}
                assert led(guide, answers, today_of(case)) == change["then"], (case, change)


@pytest.mark.parametrize("name", GUIDES)
def test_every_choice_that_would_have_decided_otherwise_is_shown(name: str) -> None:
    guide, cases = around(name)
    for case, result in cases:
        today = today_of(case)
        now = led(guide, case["answers"], today)
        for id in guide.advise(case["answers"], today=today).decided_by:
            shown = [
                value
                for change in result["otherwise"]
                if change["fact"] == id
                for value in change["values"]
            ]
            for value in _choices(guide.model.facts[id]):
                then = led(guide, {**case["answers"], id: value}, today)
                assert (value in shown) == (then is not None and then != now), (case, id, value)


def _choices(fact: Fact) -> list[str | None]:
    unknown = [] if fact.unknown is None else [None]
    match fact.type:
        case Choice(options):
            return [*options, *unknown]
        case YesNo():
            return ["yes", "no", *unknown]
        case _:
            return [*unknown]


@pytest.mark.parametrize("name", GUIDES)
def test_the_day_from_which_the_advice_is_another_is_the_first_one(name: str) -> None:
    guide, cases = around(name)
    for case, result in cases:
        today, change = today_of(case), result["later"]
        now = led(guide, case["answers"], today)
        assert now is not None
        if change is not None:
            then = led(guide, case["answers"], datetime.date.fromisoformat(change["day"]))
            assert then == change["then"], case
            assert then is None or then.get("act") != now["act"], case
        last = as_date(guide.model.calendar.last)
        until = min(today + datetime.timedelta(60), last) + datetime.timedelta(1)
        between = (change and datetime.date.fromisoformat(change["day"])) or until
        for distance in range(1, (between - today).days):
            then = led(guide, case["answers"], today + datetime.timedelta(distance))
            assert then is not None and then.get("act") == now["act"], (case, distance)


def test_what_an_open_answer_would_add_is_what_it_adds() -> None:
    facts = guide().model.facts
    cases = [as_case(guide().model, one.today, one.given) for one in scenarios()]
    for case in cases:
        for id in [id for id in case["answers"] if isinstance(facts[id].type, Several | YesNo)]:
            del case["answers"][id]
    added = 0
    for case, result in _decided(guide(), cases):
        for one in result["additions"]:
            fact = facts[one["fact"]]
            before: dict[str, Any] = {fact.id: []} if isinstance(fact.type, Several) else {}
            now, then = (
                guide().advise({**case["answers"], **more}, today=today_of(case))
                for more in (before, {fact.id: one["value"]})
            )
            mine, yours = ([each.act.id for each in advice.also] for advice in (now, then))
            assert one["also"] == [act for act in yours if act not in mine], (case, one)
            added += 1
    assert added


# The calendar


@pytest.mark.parametrize("name", GUIDES)
def test_the_browsers_events_are_those_of_the_terminal(name: str) -> None:
    guide, cases = around(name)
    some = 0
    for case, result in cases:
        file = calendar_file(guide.plan(case["answers"], today=today_of(case)), NOW)
        if file is None:
            assert result["events"] == []
            continue
        ours, theirs = read(result["file"].encode()), read(file)
        assert [_bare(event) for event in ours.parts] == [_bare(event) for event in theirs.parts]
        assert ours.properties == theirs.properties
        assert uids(ours.parts) == [event["uid"] for event in result["events"]]
        some += 1
    assert some


def _bare(event: Component) -> tuple[dict[str, str], list[Component]]:
    """An event without its description, which puts dates as the reader does."""
    return {k: v for k, v in event.properties.items() if k != "DESCRIPTION"}, event.parts


HOSTILE = (
    "back\\slash; semi, comma \\n \\N \\\\N",
    "lines\nand\r\nmore\rof\x0bthem\x1c\u2028\u0085end",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "\u202eüß漢字🙂" * 40,
    "a" * 74 + "é" * 74,
    '"quoted": <b>bold</b> ^n',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_browsers_file(text: str) -> None:
    run = """
    import { calendarFile } from "./site_templates/theme/advisor/calendar.js";
    const text = process.env.TEXT;
    const entry = { uid: "1", day: 20000, title: text, description: text };
    process.stdout.write(calendarFile(text, [entry, entry], new Date(0)));
    """
    made = subprocess.run(
        ["node", "--input-type=module", "--eval", run],
        cwd=HERE.parent, env={**os.environ, "TEXT": text}, capture_output=True, check=True,
    )  # fmt: skip
    calendar = read(made.stdout)
    assert [event.name for event in calendar.parts] == ["VEVENT", "VEVENT"]
    title = unescaped(calendar.parts[0].properties["SUMMARY"])
    assert title == " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u202e]", " ", text).split())
    icalendar.Calendar.from_ical(made.stdout.decode())


@pytest.mark.browser
def test_the_plan_is_saved_for_a_calendar(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to act"])
    with page.expect_download() as saved:
        page.get_by_role("button", name="Put it into my calendar").click()
    assert saved.value.suggested_filename == "After the interview.ics"
    events = read(Path(saved.value.path()).read_bytes()).parts
    answers = {
        "news": "nothing",
        "stage": "interview",
        "route": "direct",
        "other_offer": "none",
        "interview": "2026-03-10",
        "promised": None,
        "contacts": 0,
        "thanks": True,
    }
    plan = guide().plan(answers, today=TODAY.date())
    file = calendar_file(plan, NOW)
    assert file is not None
    theirs = read(file).parts
    assert uids(events) == uids(theirs)
    assert told(events) == told(theirs)
    for mine, yours in zip(events, theirs, strict=True):
        described = [unescaped(each.properties["DESCRIPTION"]) for each in (mine, yours)]
        # Dates are written otherwise, and only there is a comma or a year.
        ours, other = (re.sub(r",| \d{4}", "", each) for each in described)
        assert ours == other
    expect(page.locator(".plan [role=status]")).to_contain_text("among your downloads")


@pytest.mark.browser
def test_a_plan_with_nothing_to_do_is_not_for_a_calendar(ask: Callable[..., Page]) -> None:
    page = ask(WAITING.replace("nothing", "refusal"))
    expect(page.locator(".behind")).to_be_visible()
    expect(page.get_by_role("button", name="calendar")).to_have_count(0)


# The head, the words to use, and what lies behind


@pytest.mark.browser
def test_the_head_says_when_and_what_comes_next(ask: Callable[..., Page]) -> None:
    page = ask()
    told = 0
    for scenario in scenarios():
        show(page, fragment_of(scenario))
        steps = planned(scenario).steps
        today = as_date(scenario.today)
        first = steps[0]
        expect(heading(page), scenario.id).to_contain_text(first.act.title)
        day = first.until or first.by or (None if first.act.kind == "wait" else today)
        if day is not None and day >= today:
            expect(page.locator(".when")).to_contain_text(f"{day.day} {day:%B}")
        others = [step for step in steps[1:] if step.act.kind != "wait"]
        expect(page.locator(".behind")).to_be_visible()
        if others:
            told += 1
            expect(page.locator(".ahead a"), scenario.id).to_have_text(others[0].act.title)
            if others[0].day not in (today, first.until):
                expect(page.locator(".ahead")).to_contain_text(f"{others[0].day:%A}")
    assert told > len(scenarios()) / 3


@pytest.mark.browser
def test_what_the_rest_hangs_on_can_be_answered_at_once_and_stands_there_once(
    ask: Callable[..., Page],
) -> None:
    answers = "other_offer=none&contacts=0&stage=interview&promised=2026-03-27&thanks=yes"
    page = ask(f"news=nothing&{answers}")
    expect(page.get_by_text("depends on more")).to_have_count(1)
    question = page.locator(".ahead a")
    expect(question).to_have_text(guide().model.facts["interview"].ask)
    question.click()
    expect(heading(page)).to_have_text(guide().model.facts["interview"].ask)


#: Goes to the advice, and tells what is there as soon as anything is, and once it is to be printed.
_PRINTED_AT_ONCE = """async (fragment) => {
    const root = document.querySelector("#mannerly-advisor");
    const parts = [".verdict h1", ".text", ".why", ".answers", ".behind"];
    const there = () => parts.map((one) => root.querySelector(one) !== null);
    const first = new Promise((done) => {
        new MutationObserver(() => {
            const found = [document.activeElement.textContent, there()];
            dispatchEvent(new Event("beforeprint"));
            done([...found, there()]);
        }).observe(root, { childList: true });
    });
    location.hash = fragment;
    return first;
}"""


@pytest.mark.browser
def test_the_act_is_there_first_and_all_of_it_on_paper(ask: Callable[..., Page]) -> None:
    page = ask()
    focused, first, printed = page.evaluate(_PRINTED_AT_ONCE, STATES["advice to act"])
    assert guide().model.acts["ask-once"].title in focused
    assert first == [True, True, False, False, False]
    assert printed == [True] * 5
    expect(page.locator(".behind")).to_have_count(1)
    expect(page.locator(".answers")).to_have_count(1)


@pytest.mark.browser
def test_who_goes_on_at_once_leaves_nothing_behind(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to act"])
    page.evaluate(
        """([one, other]) => {
            for (const fragment of [one, other, one]) {
                history.replaceState(null, "", `#${fragment}`);
                dispatchEvent(new HashChangeEvent("hashchange"));
            }
        }""",
        [STATES["advice to wait"], STATES["advice to act"]],
    )
    expect(page.locator(".behind")).to_have_count(1)
    expect(page.locator(".layout > *")).to_have_count(2)
    for name in ("why", "answers", "plan"):
        expect(page.locator(f"section.{name}")).to_have_count(1)


def words(page: Page) -> Locator:
    return page.locator(".text + .words")


@pytest.fixture
def opened(ask: Callable[..., Page]) -> Page:
    """The advice to ask, with its words to use."""
    page = ask(STATES["advice to act"])
    words(page).locator("summary").click()
    expect(words(page).locator(".script").first).to_be_visible()
    return page


@pytest.mark.browser
def test_words_are_loaded_when_they_are_shown(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to act"])
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    expect(page.locator(".behind")).to_be_visible()
    assert not any("/words." in url for url in loaded)
    words(page).locator("summary").click()
    titles = [one.title for one in guide().model.acts["ask-once"].words]
    expect(words(page).locator("h2")).to_have_text(titles)
    assert sum("words.json" in url for url in loaded) == 1


@pytest.mark.browser
def test_what_is_filled_in_stands_in_all_texts_and_in_no_storage(opened: Page) -> None:
    page = opened
    job = words(page).get_by_label("the job")
    job.fill("a <b>baker</b>")
    for script in words(page).locator("blockquote").all():
        expect(script).to_contain_text("the job as a <b>baker</b>")
    job.fill("")
    expect(words(page).locator("blockquote").first).to_contain_text("[the job]")
    job.fill("a baker")
    page.evaluate("fragment => { location.hash = fragment }", STATES["advice to wait"])
    page.evaluate("fragment => { location.hash = fragment }", STATES["advice to act"])
    words(page).locator("summary").click()
    expect(words(page).get_by_label("the job")).to_have_value("a baker")
    assert "baker" not in page.url


@pytest.mark.browser
@pytest.mark.parametrize("clipboard", ["allowed", "missing", "refused"])
def test_words_are_copied_by_keyboard(opened: Page, clipboard: str) -> None:
    page = opened
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if clipboard == "missing":
        page.evaluate("Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})")
    if clipboard == "refused":
        page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
        page.evaluate("void (document.execCommand = () => false)")
    words(page).get_by_label("your name").fill("Ada")
    page.get_by_role("button", name="Copy: By email").focus()
    page.keyboard.press("Enter")
    told = words(page).get_by_role("status")
    if clipboard == "refused":
        expect(told).to_contain_text("copy it yourself")
        assert "Dear [their name]," in page.evaluate("String(getSelection())")
        return
    expect(told).to_have_text("Copied: By email")
    if clipboard == "allowed":
        text = page.evaluate("navigator.clipboard.readText()")
        assert text.startswith("Dear [their name],\n\nThank you again for your time. I am")
        assert text.endswith("Kind regards,\n\nAda")


@pytest.mark.browser
def test_an_email_opens_with_its_subject_and_lines(opened: Page) -> None:
    page = opened
    words(page).get_by_label("the job").fill("chef & more, 100 %")
    link = words(page).get_by_role("link", name="Open as an email")
    expect(link).to_have_count(1)
    address = link.get_attribute("href") or ""
    scheme, _, query = address.partition("?")
    assert scheme == "mailto:"
    parts = dict(part.split("=", 1) for part in query.split("&"))
    assert unquote(parts["subject"]).startswith("The job as chef & more, 100 %")
    body = unquote(parts["body"])
    assert body.startswith("Dear [their name],\r\n\r\nThank you again")
    assert "chef & more, 100 %" in body
    assert not re.search(r"(?<!\r)\n|\r(?!\n)|[+ ]", query)


@pytest.mark.browser
def test_without_the_words_a_link_to_their_page_is_left(page: Page, base_url: str) -> None:
    page.route("**/words.json", lambda route: route.abort())
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{base_url}/advisor/#{STATES['advice to act']}")
    words(page).locator("summary").click()
    expect(words(page).get_by_role("alert")).to_contain_text("could not be loaded")
    words(page).get_by_role("link", name="Words to use").click()
    expect(page).to_have_url(f"{base_url}/act/ask-once/")


@pytest.mark.browser
def test_what_would_change_the_advice_leads_there(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to wait"])
    page.get_by_text("What would change this?").click()
    later = page.get_by_role("link", name="From Tuesday 31 March")
    expect(later.locator("xpath=..")).to_contain_text(guide().model.acts["ask-once"].title)
    promised = page.locator(".behind li", has_text=guide().model.facts["promised"].ask).last
    promised.get_by_role("link", name="They did not say").click()
    expect(heading(page)).to_contain_text(guide().model.acts["ask-once"].title)
    assert "promised=?" in unquote(page.url)


@pytest.mark.browser
def test_the_days_around_are_a_step_away(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to wait"])
    page.get_by_role("link", name="Saturday 28 March").click()
    expect(page.locator(".caption")).to_contain_text("As if today were Saturday 28 March")
    page.get_by_role("link", name="Friday 27 March").click()
    expect(page.locator(".caption")).not_to_contain_text("As if")


@pytest.mark.browser
def test_questions_that_are_left_open_say_what_they_may_add(ask: Callable[..., Page]) -> None:
    page = ask(STATES["advice to act"])
    label = guide().model.facts["besides"].type.options["travel"]  # type: ignore[union-attr]
    line = page.locator("li li", has_text=label)
    expect(line).to_contain_text(guide().model.acts["ask-for-travel-money"].title)
    line.get_by_role("link", name=label).click()
    also = page.locator(".also > ul > li", has_text="travel money")
    expect(also).to_be_visible()
