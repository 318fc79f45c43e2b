"""The guide as an app that works without a network, below a path of its host."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from browser import CHROMIUM_OPTIONS
from sites import Server, build, served

UNDER = "/some/where/"
GUIDE = Path(__file__).parent / "guides" / "lent"
TODAY = datetime.datetime(2026, 3, 26, 10)
ANSWERS = "back=no&thing=book&lent=2026-03-02&promised=2026-03-27&asked=0"
THEMES = {
    "mannerly": "mannerly",
    "mkdocs": {"name": "mkdocs", "highlightjs": False},
    "readthedocs": {"name": "readthedocs", "highlightjs": False},
    "material": {"name": "material", "font": False, "features": ["navigation.instant"]},
}


class Project:
    """A guide whose site is built in one step with its server running."""

    def __init__(self, folder: Path, server: Server, theme: object) -> None:
        self.folder = folder
        self.server = server
        self.site = folder / "site"
        self._theme = theme
        shutil.copytree(GUIDE, folder / "guide")
        (folder / "guide" / "index.md").write_text("# Lent\n\nThe first build.\n")

    def build(self, *, offline: bool = True, **more: object) -> None:
        config = {
            "site_name": "Lent & lost",
            "site_url": self.server.url,
            "docs_dir": "guide",
            "theme": self._theme,
            "plugins": [{"mannerly": {"offline": offline, "content_security_policy": True}}],
            **more,
        }
        (self.folder / "mkdocs.yml").write_text(json.dumps(config))
        build(self.folder)

    def change(self, text: str) -> None:
        (self.folder / "guide" / "index.md").write_text(f"# Lent\n\n{text}\n")


@pytest.fixture(params=["mannerly"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    with served(tmp_path / "site", UNDER) as server:
        yield Project(tmp_path, server, THEMES[request.param])


@pytest.fixture
def visit(project: Project, context: BrowserContext, page: Page) -> Callable[..., Page]:
    """Opens a page of the project."""

    def opened(path: str = "") -> Page:
        page.set_default_timeout(10_000)
        page.goto("about:blank")
        page.goto(project.server.url + path)
        return page

    return opened


def stores(page: Page) -> list[str]:
    """The names of what the browser keeps."""
    names: list[str] = page.evaluate("caches.keys()")
    return names


def kept(page: Page) -> dict[str, list[str]]:
    """What the browser keeps: the addresses by the name of the store.

    A store that is removed at this moment would be made anew: wait for that with ``stores``.
    """
    found: dict[str, list[str]] = page.evaluate(
        """async () => {
          const found = {};
          for (const name of await caches.keys()) {
            const requests = await (await caches.open(name)).keys();
            found[name] = requests.map(request => request.url);
          }
          return found;
        }"""
    )
    return found


def ready(page: Page) -> None:
    """Waits until the worker serves the page."""
    page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready;
          if (!navigator.serviceWorker.controller)
            await new Promise(done => navigator.serviceWorker.oncontrollerchange = done);
        }"""
    )


def until(holds: Callable[[], bool]) -> None:
    """Waits for what a browser does in its own time."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def disconnect(project: Project, page: Page) -> None:
    """Leaves the worker and the page without an answer from any server."""
    page.context.set_offline(True)
    project.server.answers = False


def reconnect(project: Project, page: Page) -> None:
    page.context.set_offline(False)
    project.server.answers = True


@pytest.mark.browser
@pytest.mark.parametrize("project", THEMES, indirect=True)
def test_the_guide_works_without_a_network(project: Project, visit: Callable[..., Page]) -> None:
    project.build()
    page = visit()
    ready(page)
    page.clock.set_fixed_time(TODAY)
    disconnect(project, page)
    project.server.asked.clear()
    for path in ("", "acts/", "act/ask/", "decision/"):
        visit(path)
        expect(page.locator("h1").first).to_be_visible()
    visit(f"advisor/#{ANSWERS}&~=asked")
    page.locator("#advisor-0").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#mannerly-advisor h1")).to_have_text(re.compile("^Let them have it"))
    expect(page.locator(".advisor .plan ol > li")).to_have_count(4)
    page.reload()
    expect(page.locator("#mannerly-advisor h1")).to_have_text(re.compile("^Let them have it"))


@pytest.mark.browser
def test_no_answer_is_ever_kept_or_sent(project: Project, visit: Callable[..., Page]) -> None:
    project.build()
    page = visit()
    ready(page)
    page.clock.set_fixed_time(TODAY)
    for _ in range(2):
        visit(f"advisor/#{ANSWERS}&~=asked")
        page.reload()
        page.locator("#advisor-0").check()
        page.get_by_role("button", name="Continue").click()
        expect(page.locator(".advisor .plan ol > li")).to_have_count(4)
        visit(f"examples/?thing=book#{ANSWERS}")
    addresses = [address for store in kept(page).values() for address in store]
    assert f"{project.server.url}advisor/" in addresses
    assert f"{project.server.url}examples/" in addresses
    assert [a for a in addresses if re.search("[=#?]|book|2026", unquote(a))] == []
    assert [path for path in project.server.asked if "#" in path or "back" in path] == []
    state = page.context.storage_state()
    assert (state["cookies"], state["origins"]) == ([], [])


@pytest.mark.browser
def test_a_new_build_is_shown_at_once_and_replaces_the_old_one(
    project: Project, visit: Callable[..., Page]
) -> None:
    project.build()
    page = visit()
    ready(page)
    [first] = stores(page)
    project.change("The second build.")
    project.build()
    expect(visit().locator("body")).to_contain_text("The second build.")
    until(lambda: stores(page) not in ([first], []) and first not in stores(page))
    [second] = stores(page)
    assert second != first
    until(lambda: f"{project.server.url}acts/" in kept(page)[second])
    disconnect(project, page)
    expect(visit().locator("body")).to_contain_text("The second build.")


@pytest.mark.browser
def test_a_page_that_is_never_answered_comes_from_what_is_kept(
    project: Project, visit: Callable[..., Page]
) -> None:
    project.build()
    page = visit()
    ready(page)
    project.change("Too late.")
    project.build()
    with project.server.held():
        expect(visit().locator("body")).to_contain_text("The first build.")


@pytest.mark.browser
@pytest.mark.parametrize("status", [500, 503])
def test_a_server_in_trouble_is_as_good_as_none(
    project: Project, visit: Callable[..., Page], status: int
) -> None:
    project.build()
    page = visit()
    ready(page)
    project.server.status = status
    expect(visit().locator("body")).to_contain_text("The first build.")


@pytest.mark.browser
def test_a_page_that_is_gone_is_not_shown_any_longer(
    project: Project, visit: Callable[..., Page]
) -> None:
    (project.folder / "guide" / "more.md").write_text("# More\n")
    project.build()
    page = visit("more/")
    ready(page)
    (project.folder / "guide" / "more.md").unlink()
    project.build()
    expect(visit("more/").locator("body")).not_to_contain_text("More")


@pytest.mark.browser
def test_switched_off_it_removes_what_was_kept_and_itself(
    project: Project, visit: Callable[..., Page]
) -> None:
    project.build()
    page = visit()
    ready(page)
    page.evaluate("caches.open('of somebody else')")
    assert len(stores(page)) == 2
    project.build(offline=False)
    visit()
    until(lambda: stores(page) == ["of somebody else"])
    registered = "navigator.serviceWorker.getRegistrations().then(all => all.length)"
    until(lambda: page.evaluate(registered) == 0)
    visit()
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert page.evaluate(registered) == 0


@pytest.mark.browser
def test_two_guides_on_one_host_do_not_touch_what_the_other_keeps(
    project: Project, visit: Callable[..., Page]
) -> None:
    project.build()
    page = visit()
    ready(page)
    other = f"mannerly {project.server.url}other/ 1"
    page.evaluate("name => caches.open(name)", other)
    project.change("The second build.")
    project.build()
    [first] = [name for name in stores(page) if name != other]
    visit()
    until(lambda: first not in stores(page))
    assert other in stores(page)


@pytest.mark.browser
def test_no_policy_is_broken_and_browsers_can_install_it(
    browser_type: BrowserType, project: Project
) -> None:
    project.build()
    # Without windows nothing can be installed.
    whole = browser_type.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_OPTIONS)
    context = whole.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(project.server.url)
    ready(page)
    session = context.new_cdp_session(page)
    manifest: dict[str, Any] = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in errors] == ["in-incognito"]  # as all pages of tests are
    assert complaints == []
    whole.close()


def test_the_manifest_names_icons_that_are_there(project: Project) -> None:
    project.build(site_description="Getting things back")
    manifest = json.loads((project.site / "manifest.webmanifest").read_text())
    assert manifest["name"] == "Lent & lost"
    assert manifest["description"] == "Getting things back"
    assert manifest["shortcuts"] == [{"name": "How do I get it back?", "url": "advisor/"}]
    for icon in manifest["icons"]:
        header = (project.site / icon["src"]).read_bytes()[:24]
        width, height = (int.from_bytes(header[at : at + 4], "big") for at in (16, 20))
        assert header.startswith(b"\x89PNG")
        assert icon["sizes"] == f"{width}x{height}"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_the_worker_is_another_one_as_soon_as_the_site_is(project: Project) -> None:
    def worker() -> str:
        project.build()
        return (project.site / "offline-worker.js").read_text()

    first = worker()
    assert worker() == first
    project.change("Something else.")
    assert worker() != first


def test_what_is_kept_is_there(project: Project) -> None:
    for folders in (True, False):
        project.build(use_directory_urls=folders)
        worker = (project.site / "offline-worker.js").read_text()
        found = re.search(r"FILES=(\[.*?\]);", worker)
        assert found
        files = json.loads(found[1])
        for file in files:
            path = project.site / unquote(file)
            assert (path / "index.html" if path.is_dir() else path).is_file(), file
        wanted = {
            "./",
            "guide.json",
            "advisor/advisor.js",
            "advisor/advisor.css",
            "css/mannerly.css",
        }
        wanted |= {"advisor/", "acts/", "act/ask/"} if folders else {"advisor.html"}
        assert wanted <= set(files)


def test_without_the_option_there_is_nothing_of_it_but_the_removal(project: Project) -> None:
    project.build(offline=False)
    assert not (project.site / "manifest.webmanifest").exists()
    assert not (project.site / "offline").exists()
    assert "offline" not in (project.site / "index.html").read_text()
    assert (project.site / "offline-worker.js").read_text().startswith('const VERSION="",FILES=[];')
