"""``mannerly book``: all of a guide on one page to print."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from mannerly.advise.guide import Guide
from mannerly.model.guide import Choice, Several
from mannerly.pipeline import Compiled, compile_folder
from mannerly.site.book import _css_text, book

RULES = Path(__file__).parent.parent / "rules"
SITE_GUIDE = Path(__file__).parent / "site" / "guide"
LENT = Path(__file__).parent / "guides" / "lent" / "guide.yml"


def compiled(folder: Path) -> tuple[Compiled, Guide]:
    result = compile_folder(folder)
    assert result.guide is not None
    return result, result.guide


@pytest.fixture(scope="module")
def guide() -> Guide:
    return compiled(RULES)[1]


@pytest.fixture(scope="module")
def page_text(guide: Guide) -> str:
    return book(guide, RULES, compiled(RULES)[0].texts)


def words(html: str) -> str:
    """What is read, without marks and with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html.split("</style>")[1])).split())


def test_all_of_the_guide_is_in_it(guide: Guide, page_text: str) -> None:
    model, text = guide.model, words(page_text)
    for fact in model.facts.values():
        assert fact.ask in text
        options = fact.type.options if isinstance(fact.type, Choice | Several) else {}
        assert all(label in text for label in (*options.values(), fact.unknown or ""))
    for act in model.acts.values():
        assert act.title in text
        assert all(one.title in text for one in act.words)
        assert all(one.title in text for one in act.replies)
    for rule in model.rules.values():
        assert f'id="rule-{rule.id}"' in page_text
        assert " ".join((rule.aside or rule.editorial or "").split()) in text
    for scenario in model.scenarios.values():
        assert " ".join(re.sub(r"[*_]", "", scenario.story).split())[:40] in text
    for source in model.sources.values():
        assert source.title in text
    for point in model.points.values():
        assert point.says in text
    for guarantee in model.guarantees.values():
        assert " ".join(guarantee.because.split()) in text


def test_every_link_leads_to_a_place_in_it_or_to_another_site(page_text: str) -> None:
    ids = re.findall(r'\bid="([^"]*)"', page_text)
    assert len(ids) == len(set(ids))
    links = re.findall(r'\bhref="([^"]*)"', page_text)
    assert len(links) > 1000
    assert [one for one in links if one[0] == "#" and unescape(one[1:]) not in ids] == []
    assert all(one.startswith(("#", "http")) for one in links)


def test_the_contents_name_every_part(page_text: str) -> None:
    toc = re.search(r'<nav class="toc".*?</nav>', page_text, re.DOTALL)
    assert toc is not None
    parts = re.findall(r'<h[23] id="([^"]*)"', page_text)
    assert re.findall(r'href="#([^"]*)"', toc[0]) == parts
    assert {"chapter-waiting", "questions", "acts", "rules", "examples", "sources"} <= {*parts}


def test_it_needs_nothing_else_and_lets_nothing_run(page_text: str) -> None:
    style = re.search(r"<style>(.*?)</style>", page_text, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;" in page_text
    assert not re.search(r"<script|<link|\bstyle=|\bon\w+=|url\(|@import", page_text)
    assert not re.search(r'\bsrc="(?!data:)', page_text)


def test_pictures_come_along_and_titles_end_no_style(tmp_path: Path) -> None:
    text = LENT.read_text()
    title = re.search(r"title: (.*)", text)
    assert title is not None
    hostile = 'A "b" \\ </style><script>'
    (tmp_path / "guide.yml").write_text(text.replace(title[0], f"title: '{hostile}'", 1))
    (tmp_path / "dot.png").write_bytes(b"\x89PNG")
    (tmp_path / "index.md").write_text(
        "# Lent\n\n![A dot](dot.png) ![Gone](../secret.png)\n"
        "[advisor](advisor.md) [x](rule/ask.md)\n"
    )
    result, guide = compiled(tmp_path)
    html = book(guide, tmp_path, result.texts)
    data = b64encode(b"\x89PNG").decode()
    assert f'src="data:image/png;base64,{data}"' in html
    assert "Gone" in html and "secret.png" not in html
    assert '<a href="#rule-ask">x</a>' in html
    assert ">advisor</a>" not in html
    assert "<script" not in html
    assert _css_text(hostile)[:-1] in html


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_for_everyone_on_every_screen(page: Page, scheme: str, tmp_path: Path) -> None:
    file = tmp_path / "book.html"
    result, guide = compiled(SITE_GUIDE)
    page_text = book(guide, SITE_GUIDE, result.texts)
    # The policy would keep out what looks at the page.
    file.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page_text))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


@pytest.mark.browser
def test_its_looks_come_through_its_policy_and_on_paper_each_part_begins_a_page(
    page: Page, page_text: str, tmp_path: Path
) -> None:
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text))
    file = tmp_path / "book.html"
    file.write_text(page_text)
    page.goto(file.as_uri())
    rules = page.locator("#rules")
    expect(rules).to_have_css("border-top-style", "solid")
    page.emulate_media(media="print")
    assert rules.evaluate("one => getComputedStyle(one).breakBefore") == "page"
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert complaints == []


def test_the_command_writes_it_or_says_why_not(tmp_path: Path) -> None:
    def run(folder: Path, output: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mannerly", "book", str(folder), "--output", str(output)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = run(LENT.parent, tmp_path / "book.html")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "book.html").read_text().startswith("<!DOCTYPE html>")
    refused = run(LENT.parent, tmp_path / "nowhere" / "book.html")
    assert refused.returncode == 2
    assert "cannot be written" in refused.stderr
