"""A guide in German has a site in German, by the translation that is shipped."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import unfold
from marks import Shown
from sites import build, served

GUIDE = Path(__file__).parent / "guides" / "geliehen"
#: Words that English texts can hardly do without, and German ones never have.
ENGLISH = re.compile(r"\b(?:the|and|of|is|are|this|that|what|you|your|to|not|with)\b", re.I)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("geliehen")
    shutil.copytree(GUIDE, project / "guide")
    (project / "guide" / "index.md").write_text("# Geliehen\n\n[[act fragen]]\n")
    config = {"site_name": "Geliehen", "docs_dir": "guide", "theme": "mannerly"}
    (project / "mkdocs.yml").write_text(json.dumps({**config, "plugins": ["mannerly"]}))
    build(project)
    return project / "site"


@pytest.fixture(scope="module")
def base_url(site: Path) -> Iterator[str]:
    with served(site) as server:
        yield server.url.removesuffix("/")


def test_no_page_has_a_word_of_english(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        shown = Shown(page.read_text())
        for text in (shown.text, *shown.attributes):
            assert ENGLISH.findall(text) == [], page


@pytest.fixture(scope="module")
def browser_context_args() -> dict[str, str]:
    return {"locale": "de-DE"}


@pytest.mark.browser
def test_whoever_asks_is_asked_and_advised_in_german(page: Page, base_url: str) -> None:
    def proceed() -> None:
        page.get_by_role("button", name="Weiter").click()

    page.clock.set_fixed_time("2026-03-27T10:00:00")
    page.goto(f"{base_url}/advisor/")
    proceed()
    expect(page.get_by_role("alert")).to_contain_text("Wählen Sie eine Antwort")
    page.get_by_label("Einer Freundin").check()
    proceed()
    expect(page.locator("h1")).to_have_text("Wann wollten Sie es zurückgeben?")
    for name, text in {"Tag": "30", "Monat": "3", "Jahr": "2026"}.items():
        page.get_by_label(name, exact=True).fill(text)
    expect(page.locator("form")).to_contain_text("Das ist Montag, 30. März, in 3 Tagen.")
    proceed()
    page.get_by_label("Nein").check()
    proceed()
    expect(page.locator("h1")).to_have_text(
        re.compile(r"Bitten Sie um mehr Zeit\s+Spätestens Montag, 30. März")
    )
    expect(page.locator(".plan")).to_contain_text("versprochen ist es für Montag, 30. März.")
    unfold(page)
    assert ENGLISH.findall(page.locator("main").inner_text()) == []
    page.get_by_role("link", name="Was ist dem Buch geschehen?").click()
    page.get_by_label("Eine Seite ist gerissen").check()
    proceed()
    page.get_by_role("link", name="Was kostet ein neues?").click()
    page.get_by_label("In Euro, von 0,00 bis 1999,99").fill("12,5")
    proceed()
    expect(page.locator(".advisor")).to_contain_text("Kaufen Sie ein neues")
    expect(page.locator(".side")).to_contain_text("12,50 Euro")
