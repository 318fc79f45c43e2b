"""A guide in a language that is written from right to left is mirrored as a whole."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser import drawn, show
from mannerly.site.direction import direction
from sites import Server, build, served

GUIDE = Path(__file__).parent / "guides" / "arabic"
STATES = {
    "a choice": "promised=?",
    "a date": "owner=friend&~=promised",
    "advice to wait": "owner=friend&promised=2026-03-30",
    "advice with replies": "owner=friend&promised=?",
}


@pytest.fixture(scope="module", params=["mannerly", "mkdocs"])
def server(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Server]:
    project = tmp_path_factory.mktemp("arabic")
    shutil.copytree(GUIDE, project / "guide")
    (project / "guide" / "index.md").write_text("# كتاب مستعار\n\n[[act keep]]\n")
    theme = {"name": request.param, **({} if request.param == "mannerly" else {"highlightjs": 0})}
    config = {"site_name": "كتاب", "docs_dir": "guide", "theme": theme, "plugins": ["mannerly"]}
    (project / "mkdocs.yml").write_text(json.dumps(config))
    build(project)
    with served(project / "site") as server:
        yield server


@pytest.fixture
def ask(page: Page, server: Server) -> Callable[[str], Page]:
    """Opens the page of the questionnaire with some answers, on a phone."""

    def opened(fragment: str) -> Page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.clock.set_fixed_time("2026-03-26T10:00:00")
        page.goto(f"{server.url}advisor/#{fragment}")
        drawn(page)
        expect(page.locator(".advisor h1")).to_be_visible()
        return page

    return opened


def middle(page: Page, selector: str) -> float:
    """How far from the left the middle of an element is."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


@pytest.mark.browser
def test_controls_and_marks_stand_on_the_right(ask: Callable[[str], Page]) -> None:
    page = ask(STATES["a choice"])
    assert page.locator("#mannerly-advisor").get_attribute("lang") == "ar"
    assert middle(page, ".options input") > middle(page, ".options label span") > 100
    assert middle(page, "button.button") > 180
    show(page, STATES["a date"])
    fields = [middle(page, f"#advisor-{n}") for n in range(3)]
    assert fields == sorted(fields, reverse=True)
    show(page, STATES["advice to wait"])
    assert middle(page, "dd:first-of-type") > middle(page, "dd:last-of-type")
    page.locator(".advisor .plan h3").first.wait_for()
    assert middle(page, ".plan ol .leaf") > middle(page, ".plan ol h3") > 100
    item = page.locator(".advisor .plan ol > li").first
    right, left = (
        float(item.evaluate(f"one => getComputedStyle(one, '::after').{side}")[:-2])
        for side in ("right", "left")
    )
    assert right < left


@pytest.mark.browser
def test_arrows_point_the_way_one_reads(ask: Callable[[str], Page]) -> None:
    page = ask(STATES["advice with replies"])
    then = page.locator(".advisor .plan .then").first
    then.wait_for(state="attached")
    assert "←" in then.evaluate("one => getComputedStyle(one, '::before').content")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways(ask: Callable[[str], Page], width: int) -> None:
    page = ask("")
    page.set_viewport_size({"width": width, "height": 800})
    for fragment in STATES.values():
        show(page, fragment)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize("server", ["mannerly"], indirect=True)
def test_every_page_of_the_theme_is_mirrored(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    for path in ("", "acts/", "act/keep/", "rule/wait/", "advisor/", "404.html"):
        page.goto(server.url + path)
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl"), path
        assert page.locator("h1").first.evaluate("one => getComputedStyle(one).direction") == "rtl"
        assert middle(page, ".home-link") > 640, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("en", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("fa-AF", "rtl"), ("ur_PK", "rtl"),
        ("pa", "ltr"), ("pa-Arab", "rtl"), ("az-Arab-IR", "rtl"), ("ar-Latn", "ltr"),
        ("uz-Latn", "ltr"), ("yi", "rtl"), ("AR", "rtl"), ("", "ltr"), ("arn", "ltr"),
    ],
)  # fmt: skip
def test_the_direction_of_a_language(language: str, way: str) -> None:
    assert direction(language) == way


def test_style_sheets_name_no_side() -> None:
    theme = Path(__file__).parent.parent / "site_templates" / "theme"
    sides = re.compile(
        r"^\s*(?:left|right|float|(?:margin|padding|border)-(?:left|right)[a-z-]*)\s*:"
        r"|^\s*(?:margin|padding):(?:\s+[^\s;]+){4};",
        re.MULTILINE,
    )
    for sheet in theme.rglob("*.css"):
        assert sides.findall(sheet.read_text()) == [], sheet.name
