"""All HTML is as its standard has it: the built pages', and what scripts make of the advisor."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import NODE_MODULES, PLANNED, STATES, TODAY, drawn, plan, proceed, show, unfold
from sites import build
from test_keeping import ACME, BOLT, file_of, names, take_in
from test_new_guide import made

pytestmark = pytest.mark.browser

_FILTERED = "|".join(
    (
        # Served, a file of the site is from "self"; the checker reads from the disk, where none is.
        r".* Content Security Policy .*: external \w+ “(http://127[0-9.:]+)?[a-z./]+” .*",
        # One browser's screen reader takes a list without bullets for none unless told so.
        r"The “list” role is unnecessary for element “[ou]l”\.",
    )
)

_WRONG = "<!DOCTYPE html><html lang=en><title>Wrong</title><p><ul></ul></p></html>"


def test_the_html_checker_finds_nothing_in_any_page(
    page: Page, site: Path, base_url: str, tmp_path: Path
) -> None:
    new = made(tmp_path / "new") / "site"
    build(new.parent)
    states = tmp_path / "states"
    states.mkdir()
    for name, html in _states(page, base_url):
        (states / f"{name}.html").write_text(html)
    (states / "wrong.html").write_text(_WRONG)
    assert len(list(states.iterdir())) == len(STATES) + 4
    found = _complaints(site, new, states)
    assert [one for one in found if not one[0].endswith("/wrong.html")] == []
    assert found


def _states(page: Page, base_url: str) -> Iterator[tuple[str, str]]:
    """What the page is in each state with all of it unfolded, as HTML."""

    def html() -> str:
        unfold(page)
        return f"<!DOCTYPE html>{page.evaluate('document.documentElement.outerHTML')}"

    page.clock.set_fixed_time(TODAY)
    page.goto(f"{base_url}/advisor/")
    drawn(page)
    for name, fragment in STATES.items():
        show(page, fragment)
        if name in PLANNED:
            expect(plan(page)).to_be_visible()
        yield name, html()
    show(page, "")
    proceed(page)
    yield "without an answer", html()
    take_in(page, file_of(ACME, BOLT))
    expect(names(page)).to_have_count(2)
    yield "kept, at a question", html()
    show(page, f"{STATES['advice to act']}&~k=k1")
    expect(page.locator(".kept a")).to_be_visible()
    yield "kept", html()


def _complaints(*folders: Path) -> list[tuple[str, str]]:
    """What the Nu HTML checker says of the pages of some folders: where, and what."""
    jar = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    options = ["--format", "json", "--skip-non-html", "--filterpattern", _FILTERED]
    # It runs for seconds: too short for a second compiler and threads that collect garbage.
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss2m"]
    command = [*java, "-jar", str(jar), *options, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [(one["url"], one["message"]) for one in json.loads(done.stderr)["messages"]]
