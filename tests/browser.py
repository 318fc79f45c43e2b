"""The shipped site in a browser: its states and pages, and what a reader does there."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

import mannerly
from mannerly.model.calendar import as_date
from mannerly.model.guide import Date, Fact, Number, Scenario, Several, Value
from sites import Server, build, served

ROOT = Path(__file__).parent.parent
NODE_MODULES = ROOT / "node_modules"
TODAY = datetime.datetime(2026, 3, 27, 10)  # a Friday

#: Answers that lead to the first question of each kind, and to advice.
WAITING = "news=nothing&stage=interview&route=direct&other_offer=none"
STATES = {
    "choice": "",
    "date": f"{WAITING}&~=interview",
    "date with a label for not known": f"{WAITING}&interview=2026-03-16&~=promised",
    "few numbers": f"{WAITING}&~=contacts",
    "several": f"{WAITING}&~=besides",
    "yes or no": f"{WAITING}&interview=2026-03-16&~=thanks",
    "refused": f"{WAITING}&interview=2026-03-16&contacts=1&last_contact=2026-03-10&~=last_contact",
    "advice to wait": f"{WAITING}&interview=2026-03-16&promised=2026-03-30&contacts=0&thanks=yes",
    "advice to act": f"{WAITING}&interview=2026-03-10&promised=?&contacts=0&thanks=yes",
    "another day": f"{WAITING}&interview=2026-03-10&promised=?&contacts=0&today=2026-03-28",
    "a day that the guide does not know": "today=1999-01-01",
}

#: Those of them with more to come.
PLANNED = {"advice to wait", "advice to act", "another day"}

#: Chromium without windows, which starts and opens pages three times as quickly.
CHROMIUM = "chromium-headless-shell"
CHROMIUM_OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


@cache
def guide() -> mannerly.Guide:
    return mannerly.load(ROOT / "rules")


def scenarios() -> list[Scenario]:
    return list(guide().model.scenarios.values())


# The site


@pytest.fixture(scope="session")
def shared(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run, the same for all processes that run tests."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """The site, built as it is published, once for all processes that run tests."""
    folder = shared / "shipped"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            build(ROOT, folder)
    return folder


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Server]:
    with served(site) as server:
        yield server


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.url.removesuffix("/")


def addresses(site: Path) -> list[str]:
    """The paths of all pages of a built site."""
    return sorted(
        path.relative_to(site).as_posix().removesuffix("index.html")
        for path in site.rglob("*.html")
    )


def kinds(site: Path) -> list[str]:
    """The paths of pages among which every kind is: of those in one folder, the one with most."""
    most: dict[str, str] = {}
    for path in addresses(site):
        folder, _, rest = path.rstrip("/").rpartition("/")
        kind = folder or rest
        if kind not in most or _size(site, most[kind]) < _size(site, path):
            most[kind] = path
    return sorted(most.values())


def _size(site: Path, path: str) -> int:
    return file_of(site, path).stat().st_size


def file_of(site: Path, path: str) -> Path:
    """The file that is served for a path."""
    return site / path / "index.html" if path.endswith("/") or not path else site / path


# The browser


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which(CHROMIUM), "args": CHROMIUM_OPTIONS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "en-GB"}


@contextmanager
def watching(context: BrowserContext, server: Server) -> Iterator[None]:
    """Nothing is fetched from elsewhere, sent, logged or kept, and no policy or script breaks."""
    requests: list[str] = []
    complaints: list[str] = []
    server.log.clear()

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    context.on("request", lambda request: requests.append(f"{request.method} {request.url}"))
    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield
    assert complaints == [], complaints
    assert {r for r in requests if not r.startswith(f"GET {server.url}")} == set()
    assert [r for r in requests if "=" in r] == []
    assert server.log and [line for line in server.log if "=" in line] == []
    state = context.storage_state()
    assert (state["cookies"], state["origins"]) == ([], [])


@pytest.fixture
def watched(context: BrowserContext, server: Server) -> Iterator[None]:
    with watching(context, server):
        yield


def open_advisor(
    page: Page, base_url: str, fragment: str = "", now: datetime.datetime = TODAY
) -> None:
    """Open the page that asks with some answers, on the Friday unless told otherwise."""
    page.clock.set_fixed_time(now)
    if page.url != "about:blank":
        page.goto("about:blank")
    page.goto(f"{base_url}/advisor/{fragment and '#' + fragment}")
    drawn(page)
    expect(page.locator(".advisor h1")).to_have_count(1)
    expect(page.locator(".advisor .day")).to_be_visible()


@pytest.fixture
def ask(page: Page, watched: None, base_url: str) -> Callable[..., Page]:
    """Opens the page that asks as `open_advisor` does, and gives it."""

    def opened(fragment: str = "", now: datetime.datetime = TODAY) -> Page:
        open_advisor(page, base_url, fragment, now)
        return page

    return opened


#: Waits until all of a state of the advisor is drawn: the one that a fragment leads to from here,
#: or one whose heading is not a text.
_DRAWN = """([fragment, left]) => new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error("it was never drawn")), 30_000);
    const there = () => document.querySelector(".advisor .day")
        && !document.querySelector(".advisor .drawing")
        && document.querySelector(".advisor h1").textContent !== left;
    const look = () => {
        if (!there()) return setTimeout(look, 5);
        clearTimeout(late);
        done();
    };
    if (fragment === null || location.hash === new URL(`#${fragment}`, location).hash) {
        return look();
    }
    addEventListener("hashchange", look, { once: true });
    location.hash = fragment;
})"""


def drawn(page: Page, *, left: str | None = None) -> None:
    """Wait until all of the state is drawn that the page shows, or that follows on a heading."""
    page.evaluate(_DRAWN, [None, left])


def show(page: Page, fragment: str) -> Page:
    """Go on to a state in the page that is open, as a link would, and wait until it is drawn."""
    page.evaluate(_DRAWN, [fragment, None])
    return page


def unfold(page: Page) -> None:
    """Open all that is folded away in a page, and wait for what is only made then."""
    expect(page.locator("#mannerly-advisor:not(:has(.layout))")).to_have_count(0)
    expect(page.locator(".drawing")).to_have_count(0)
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    expect(page.locator("main details:not(:has(> :not(summary)))")).to_have_count(0)
    sheets = page.locator("link[rel=stylesheet]")
    for _ in range(250):
        if sheets.evaluate_all("all => all.every(one => one.sheet)"):
            return
        page.wait_for_timeout(20)
    raise AssertionError("a style sheet never came")


# What a reader sees and does


def heading(page: Page) -> Locator:
    return page.locator("h1")


def plan(page: Page) -> Locator:
    return page.locator(".plan")


def proceed(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def fact_asked(page: Page) -> Fact:
    text = heading(page).inner_text()
    return next(fact for fact in guide().model.facts.values() if fact.ask == text)


def answer(page: Page, fact: Fact, value: Value | None) -> None:
    """Answers the question that is shown, as a reader would."""
    match fact.type, value:
        case _, None:
            page.get_by_text(fact.unknown or "", exact=True).click()
            if isinstance(fact.type, Date | Several):
                return
        case Several(options), frozenset():
            for option in value:
                page.get_by_label(options[option], exact=True).check()
        case Date(), int():
            day = as_date(value)
            typed(page, str(day.day), f"{day:%b}", str(day.year))
        case Number(), int():
            page.get_by_label(str(value), exact=True).check()
        case kind, str():
            options = getattr(kind, "options", {"yes": "Yes", "no": "No"})
            page.get_by_label(options[value], exact=True).check()
    proceed(page)


def typed(page: Page, day: str, month: str, year: str) -> None:
    for label, text in (("Day", day), ("Month", month), ("Year", year)):
        page.get_by_label(label, exact=True).fill(text)


# What Python makes of the same answers


def fragment_of(scenario: Scenario) -> str:
    """The link to a scenario: what stands in its fragment."""

    def spoken(fact: Fact, value: Value | None) -> str:
        match fact.type, value:
            case _, None:
                return "?"
            case Date(), int():
                return as_date(value).isoformat()
            case _, frozenset():
                return ",".join(value)
            case _:
                return str(value)

    given = [f"{id}={spoken(guide().model.facts[id], v)}" for id, v in scenario.given.items()]
    return "&".join([*given, f"today={as_date(scenario.today).isoformat()}"])


def in_words(day: datetime.date, today: datetime.date | None = None) -> str:
    """A day as the page has it; the year stands there where it is not the year of today."""
    year = f" {day.year}" if today and today.year != day.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def advised(
    scenario: Scenario,
) -> tuple[mannerly.Advice, Mapping[str, mannerly.Voice]]:
    given, today = _given(scenario)
    return guide().advise(given, today=today), guide().voices(given, today=today)


def planned(scenario: Scenario, answered: Collection[str] | None = None) -> mannerly.Plan:
    """The plan for a scenario, or for those of its facts that were answered."""
    given, today = _given(scenario)
    known = {id: value for id, value in given.items() if answered is None or id in answered}
    return guide().plan(known, today=today)


def _given(scenario: Scenario) -> tuple[dict[str, object], datetime.date]:
    facts = guide().model.facts
    given = {id: _as_answer(facts[id], value) for id, value in scenario.given.items()}
    return given, as_date(scenario.today)


def _as_answer(fact: Fact, value: Value | None) -> object:
    return as_date(value) if isinstance(fact.type, Date) and isinstance(value, int) else value
