"""The questionnaire and the guide's pages in themes that know nothing of Mannerly."""

from __future__ import annotations

import datetime
import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, WebError, expect

from axe import COLOURS, WCAG, violations
from browser import drawn, show
from mannerly.site.embed import insistent
from mannerly.site.policy import policy
from sites import Server, build, served

TODAY = datetime.datetime(2026, 3, 26, 10)
GIVEN = "back=no&thing=book&lent=2026-03-02"
ADVICE = f"{GIVEN}&promised=2026-03-27&asked=0"
STATES = {
    "a choice": "back=no",
    "a date": f"{GIVEN}&~=promised",
    "refused": f"{GIVEN}&lent=2026-04-01&~=lent",
    "advice and a plan": ADVICE,
}

THEMES = {
    "mkdocs": {"name": "mkdocs", "highlightjs": False},
    "mkdocs-dark": {"name": "mkdocs", "highlightjs": False, "color_mode": "dark"},
    "readthedocs": {"name": "readthedocs", "highlightjs": False},
    "material": {
        "name": "material",
        "font": False,
        "features": ["navigation.instant"],
        "palette": [
            {"media": "(prefers-color-scheme: light)", "scheme": "default"},
            {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
        ],
    },
}
UNDER = "/some/where/"

Built = Callable[..., Server]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Builds the site of a small guide with a theme, once, and serves it at its own address."""
    sites: dict[tuple[str, bool, bool], Server] = {}
    with ExitStack() as open_servers:

        def site(theme: str, *, folders: bool = True, policy: bool = True) -> Server:
            if (theme, folders, policy) in sites:
                return sites[theme, folders, policy]
            project = tmp_path_factory.mktemp(theme)
            shutil.copytree(Path(__file__).parent / "guides" / "lent", project / "guide")
            (project / "guide" / "index.md").write_text("# Lent\n\nSee [[rule ask]].\n")
            server = open_servers.enter_context(served(project / "site", UNDER))
            config = {
                "site_name": "Lent",
                "site_url": server.url,
                "docs_dir": "guide",
                "use_directory_urls": folders,
                "theme": THEMES[theme],
                "plugins": ["search", {"mannerly": {"content_security_policy": policy}}],
            }
            (project / "mkdocs.yml").write_text(json.dumps(config))
            build(project)
            sites[theme, folders, policy] = server
            return server

        yield site


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(built: Built, theme: str) -> Server:
    server = built(theme)
    server.asked.clear()
    return server


@pytest.fixture
def watched(context: BrowserContext, server: Server) -> Iterator[None]:
    """Nothing is missing, comes from elsewhere, or breaks."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def see(response: Response) -> None:
        if response.status >= 400 or not response.url.startswith(server.url):
            complaints.append(f"{response.status} {response.url}")

    context.on("console", hear)

    def fail(error: WebError) -> None:
        # What MkDocs' own theme says in its dark colours when it has no highlight.js.
        if "setting 'disabled'" not in str(error.error):
            complaints.append(str(error.error))

    context.on("weberror", fail)
    context.on("response", see)
    yield
    assert complaints == []
    assert [path for path in server.asked if "back=" in path] == []


@pytest.fixture
def ask(page: Page, watched: None, server: Server) -> Callable[..., Page]:
    """Opens the page of the questionnaire with some answers."""

    def opened(fragment: str = "") -> Page:
        page.set_default_timeout(5000)
        page.clock.set_fixed_time(TODAY)
        page.goto(f"{server.url}advisor/{fragment and '#' + fragment}")
        drawn(page)
        expect(page.locator(".advisor h1")).to_be_visible()
        return page

    return opened


def heading(page: Page) -> Any:
    return page.locator("#mannerly-advisor h1")


class _Links(HTMLParser):
    """The addresses that a page holds, and its ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "data-guide") and value:
                self.addresses.append(value)
            elif name == "id" and value:
                self.ids.add(value)


@pytest.mark.parametrize("folders", [True, False], ids=["folders", "files"])
def test_every_link_leads_to_a_file_of_the_site(built: Built, theme: str, folders: bool) -> None:
    server = built(theme, folders=folders)
    site = server.folder
    pages = {
        path.relative_to(site).as_posix(): path
        for path in site.rglob("*.html")
        if path.name not in ("404.html", "search.html")
    }
    assert ("rule/ask/index.html" if folders else "rule/ask.html") in pages
    checked = 0
    for name, path in pages.items():
        for address in _Links(path.read_text()).addresses:
            target = urlsplit(urldefrag(urljoin(f"{server.url}{name}", address))[0])
            if target.netloc != urlsplit(server.url).netloc:
                continue
            assert target.path.startswith(UNDER), (name, address)
            file = site / unquote(target.path.removeprefix(UNDER))
            assert (file / "index.html" if file.is_dir() else file).is_file(), (name, address)
            checked += 1
    assert checked > 100


def test_the_questionnaire_is_light(built: Built, theme: str) -> None:
    loaded = [built(theme).folder / "advisor" / f"advisor.{kind}" for kind in ("js", "css")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) <= 24_000


def test_pages_without_the_questionnaire_have_none_of_its_files(built: Built, theme: str) -> None:
    site = built(theme).folder
    assert "advisor.js" in (site / "advisor/index.html").read_text()
    for page in ("index.html", "rules/index.html", "rule/ask/index.html"):
        assert "advisor.js" not in (site / page).read_text()
        assert "advisor.css" not in (site / page).read_text()


@pytest.mark.browser
@pytest.mark.parametrize("folders", [True, False], ids=["folders", "files"])
def test_the_keyboard_leads_to_advice_and_a_plan(
    page: Page, built: Built, theme: str, folders: bool
) -> None:
    server = built(theme, folders=folders)
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{server.url}advisor{'/' if folders else '.html'}#{ADVICE}&~=asked")
    expect(heading(page)).to_have_text("How often have you asked for it?")
    page.locator("#advisor-0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(re.compile("^Let them have it"))
    expect(heading(page)).to_be_focused()
    expect(page.locator(".advisor .plan ol > li")).to_have_count(4)
    expect(page.locator(".advisor .plan")).to_contain_text("Ask for it, kindly")
    links = page.locator(".advisor a[href]").evaluate_all("all => all.map(a => a.href)")
    outside = {urldefrag(link)[0] for link in links} - {urldefrag(page.url)[0]}
    assert len(outside) > 3
    for link in outside:
        assert page.request.get(link).ok, link


@pytest.mark.browser
# In the dark only colours are others.
@pytest.mark.parametrize(("scheme", "rules"), [("light", WCAG), ("dark", COLOURS)])
def test_axe_finds_nothing_in_any_state(
    ask: Callable[..., Page], scheme: Any, rules: list[str]
) -> None:
    found = {}
    page = ask()
    page.emulate_media(color_scheme=scheme)
    for name, fragment in STATES.items():
        show(page, fragment)
        page.locator(".advisor details").evaluate_all(
            "all => all.forEach(one => { one.open = true })"
        )
        if broken := violations(page, rules, "#mannerly-advisor"):
            found[name] = broken
    assert found == {}


@pytest.mark.browser
def test_a_narrow_page_needs_no_scrolling_sideways(ask: Callable[..., Page]) -> None:
    page = ask()
    page.set_viewport_size({"width": 320, "height": 640})
    for fragment in STATES.values():
        show(page, fragment)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.browser
def test_controls_keep_their_borders_and_lists_have_no_bullets(ask: Callable[..., Page]) -> None:
    def style(selector: str, name: str) -> str:
        found = page.locator(selector).first
        return str(found.evaluate("(one, name) => getComputedStyle(one)[name]", name))

    page = ask(STATES["a date"])
    assert float(style(".advisor .date input", "borderTopWidth").removesuffix("px")) >= 1
    assert style(".advisor .date input", "borderTopStyle") == "solid"
    show(page, ADVICE)
    assert style(".advisor .plan ol", "listStyleType") == "none"
    assert style(".advisor .plan ol", "marginLeft") == "0px"
    assert style(".advisor dd", "marginLeft") == "0px"


@pytest.mark.browser
def test_no_header_stands_before_the_new_heading(ask: Callable[..., Page]) -> None:
    page = ask(f"{ADVICE}&~=back")
    page.set_viewport_size({"width": 360, "height": 500})
    page.get_by_role("button", name="Continue").click()
    expect(heading(page)).to_have_text(re.compile("^Let them have it"))
    expect(heading(page)).to_be_focused()
    seen = heading(page).evaluate(
        "one => { const { x, y } = one.getBoundingClientRect();"
        " return document.elementFromPoint(x + 2, y + 2) === one }"
    )
    assert seen


@pytest.mark.browser
def test_leaving_and_coming_back_shows_the_questions_again(
    ask: Callable[..., Page], theme: str
) -> None:
    page = ask()
    page.evaluate("window.stays = true")
    for _ in range(2):
        go_to(page, "Examples")
        expect(page.locator("h1", has_text="Examples")).to_be_visible()
        assert page.title().startswith("Examples")
        page.locator("a[href*='advisor']", has_text=re.compile("answers")).first.click()
        expect(heading(page)).to_have_text(re.compile("^Let them have it"))
        expect(page.locator(".advisor .plan ol > li")).to_have_count(4)
        position = page.locator(".advisor .plan li").first.evaluate(
            "one => getComputedStyle(one).position"
        )
        assert position == "relative"
    assert bool(page.evaluate("window.stays")) == ("instant" in json.dumps(THEMES[theme]))


def go_to(page: Page, title: str) -> None:
    """Follows a link of the navigation, whichever way the theme shows it."""
    link = page.locator("nav a, .navbar a", has_text=re.compile(rf"^\s*{re.escape(title)}\s*$"))
    link.first.evaluate("one => one.click()")


@pytest.mark.browser
def test_changes_back_and_forward_work_as_everywhere(ask: Callable[..., Page]) -> None:
    page = ask(ADVICE)
    page.get_by_role("link", name="Change: For when did they promise it?").click()
    expect(heading(page)).to_have_text("For when did they promise it?")
    expect(heading(page)).to_be_focused()
    page.get_by_role("button", name="They named no day").click()
    expect(heading(page)).to_have_text(re.compile("[Uu]ntil .*30"))
    page.go_back()
    expect(heading(page)).to_have_text("For when did they promise it?")
    page.go_back()
    expect(heading(page)).to_have_text(re.compile("[Uu]ntil .*28"))
    page.go_forward()
    expect(heading(page)).to_have_text("For when did they promise it?")
    go_to(page, "Examples")
    expect(page.locator("h1", has_text="Examples")).to_be_visible()
    page.go_back()
    expect(heading(page)).to_have_text("For when did they promise it?")


@pytest.mark.browser
def test_its_own_entry_in_the_navigation_begins_anew(ask: Callable[..., Page]) -> None:
    page = ask(ADVICE)
    expect(heading(page)).to_have_text(re.compile("^Let them have it"))
    go_to(page, "How do I get it back?")
    expect(heading(page)).to_have_text("Is it back?")


@pytest.mark.browser
def test_an_error_leads_to_its_field(ask: Callable[..., Page]) -> None:
    page = ask(f"{GIVEN}&~=promised")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#advisor-0")).to_be_focused()
    assert page.url.endswith(STATES["a date"])


@pytest.mark.browser
def test_the_policy_lets_nothing_else_run(page: Page, server: Server) -> None:
    page.goto(f"{server.url}advisor/")
    expect(heading(page)).to_have_text("Is it back?")
    ran = page.evaluate(
        """async () => {
          const refused = new Promise(done =>
            addEventListener("securitypolicyviolation", event => done(event.effectiveDirective)));
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          return [await refused, window.ran];
        }"""
    )
    assert ran == ["script-src-elem", None]


def test_a_policy_is_there_only_where_it_is_asked_for(built: Built, theme: str) -> None:
    with_it, without = (built(theme, policy=wanted).folder for wanted in (True, False))
    for page in ("index.html", "advisor/index.html", "404.html"):
        head = (with_it / page).read_text().split("<head>", 1)[1]
        assert head.lstrip().startswith('<meta http-equiv="Content-Security-Policy"'), page
        assert "Content-Security-Policy" not in (without / page).read_text()


@pytest.mark.parametrize(
    ("html", "directive"),
    [
        ("<script>a()</script>", "script-src 'self' 'sha256-"),
        ('<script type="application/json">{}</script>', "script-src 'self';"),
        ('<script src="a.js"></script>', "script-src 'self';"),
        ("<style>a{}</style>", "style-src 'self' 'sha256-"),
        ("<p>a</p>", "style-src 'self';"),
        ('<p style="color:red">a</p>', "style-src-attr 'unsafe-inline'"),
        ('<p onclick="a()">a</p>', "script-src-attr 'unsafe-hashes' 'sha256-"),
    ],
)
def test_a_policy_lets_through_what_a_page_has_inline(html: str, directive: str) -> None:
    assert directive in policy(f"<html><head></head><body>{html}</body></html>") + ";"


@pytest.mark.parametrize(
    ("style", "insisting"),
    [
        (".advisor h1{a:b}", "#mannerly-advisor.advisor h1{a:b}"),
        (".advisor,.advisor .x{}", "#mannerly-advisor.advisor,#mannerly-advisor.advisor .x{}"),
        (".advisory,.advisor-x{}", ".advisory,.advisor-x{}"),
    ],
)
def test_every_selector_of_the_questionnaire_insists(style: str, insisting: str) -> None:
    assert insistent(style) == insisting
