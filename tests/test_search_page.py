"""The search of the shipped guide, as a reader meets it in Chromium."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("watched")]


@pytest.fixture
def found(page: Page, base_url: str) -> Page:
    page.goto(f"{base_url}/search.html")
    expect(page.get_by_role("searchbox", name="Words to look for")).to_be_focused()
    return page


def test_words_are_found_while_they_are_typed_and_enter_leads_to_the_first(found: Page) -> None:
    found.keyboard.type("voicema")
    results = found.locator(".results a")
    expect(results.first).to_be_visible()
    expect(found.get_by_role("status")).to_contain_text("“voicema”")
    assert re.search(r"^\d+ places? ha", found.get_by_role("status").inner_text())
    expect(found.locator("mark").first).to_have_text(re.compile("^voicema", re.IGNORECASE))
    found.keyboard.press("Enter")
    expect(results.first).to_be_focused()
    target = urljoin(found.url, results.first.get_attribute("href"))
    found.keyboard.press("Enter")
    expect(found).to_have_url(target)
    found.go_back()
    expect(found.get_by_role("searchbox")).to_have_value("voicema")
    expect(results.first).to_be_visible()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("thank you note", "Send a thank-you note"),
        ("counselor", "When an agency is in between"),
        ("proper etiquette", "Interview Follow Up: Proper Etiquette"),
    ],
)
def test_chapters_acts_and_sources_are_found_by_their_titles(
    found: Page, words: str, title: str
) -> None:
    found.keyboard.type(words)
    expect(found.locator(".results a").filter(has_text=title).first).to_be_visible()


def test_every_result_leads_to_a_place_that_is_there(found: Page) -> None:
    found.keyboard.type("agency")
    expect(found.locator(".results a").first).to_be_visible()
    links = [
        urljoin(found.url, link.get_attribute("href") or "")
        for link in found.locator(".results a").all()
    ]
    for link in links[:8]:
        found.goto(link)
        fragment = link.partition("#")[2]
        assert not fragment or found.locator(f"[id='{fragment}']").count() == 1


def test_what_is_not_there_is_said(found: Page) -> None:
    found.keyboard.type("xylophone")
    expect(found.get_by_role("status")).to_have_text(
        "Nothing has “xylophone”. Try fewer words, or other ones."
    )
    expect(found.locator(".results li")).to_have_count(0)


def test_a_link_can_bring_the_words(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/search.html#q=second%20interview")
    expect(page.locator(".results a").first).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("second interview")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(found: Page, scheme: str) -> None:
    found.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found.keyboard.type("thank")
    expect(found.locator(".results a").first).to_be_visible()
    assert violations(found) == []


def test_without_scripts_the_page_says_where_everything_is(
    browser: object,
    base_url: str,
) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{base_url}/search.html")
    expect(page.get_by_text("Searching needs a script")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    context.close()
