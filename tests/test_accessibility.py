"""Every state of the advisor and every kind of page is for everyone, as WCAG 2.2 AA asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from axe import COLOURS, violations
from browser import (
    PLANNED,
    STATES,
    heading,
    kinds,
    open_advisor,
    plan,
    proceed,
    unfold,
    watching,
)
from sites import Server

pytestmark = pytest.mark.browser

Pages = Mapping[str, Page]


@pytest.fixture(scope="module", params=["states", "kinds"])
def opened(
    request: pytest.FixtureRequest,
    browser: Browser,
    browser_context_args: dict[str, Any],
    server: Server,
    site: Path,
    base_url: str,
) -> Iterator[Pages]:
    """All states of the advisor, or all kinds of pages, each with all of it unfolded."""
    pages: dict[str, Page] = {}
    context = browser.new_context(**browser_context_args)
    with watching(context, server):
        for name in STATES if request.param == "states" else kinds(site):
            pages[name] = page = context.new_page()
            if request.param == "states":
                open_advisor(page, base_url, STATES[name])
                if name in PLANNED:
                    expect(plan(page)).to_be_visible()
            else:
                page.goto(f"{base_url}/{name}")
            unfold(page)
        yield pages
    context.close()


@pytest.fixture
def everything(opened: Pages) -> Iterator[Pages]:
    """The same, as it is to each reader at first, and is again when a test has ended."""
    yield opened
    for page in opened.values():
        page.emulate_media(
            media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
        )
        page.set_viewport_size(_WINDOW)
        _style(page, "")
        page.evaluate("document.activeElement?.blur()")


_WINDOW: ViewportSize = {"width": 1280, "height": 720}
_PHONE: ViewportSize = {"width": 360, "height": 640}


def test_axe_finds_nothing(everything: Pages) -> None:
    for name, page in everything.items():
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert violations(page) == [], name
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert violations(page, COLOURS) == [], (name, "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_question_without_an_answer(
    ask: Callable[..., Page], page: Page, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for name in ("choice", "date"):
        proceed(ask(STATES[name]))
        assert page.get_by_role("alert").count() == 1
        assert violations(page) == [], name


def test_axe_finds_what_is_wrong(ask: Callable[..., Page]) -> None:
    page = ask()
    page.locator("h1").evaluate("heading => heading.append(document.createElement('img'))")
    assert [name for name, _ in violations(page)] == ["image-alt"]
    page.locator("h1").evaluate("heading => heading.style.color = 'Canvas'")
    assert [name for name, _ in violations(page, COLOURS)] == ["color-contrast"]


# Reflow, zoom and spacing

#: What sticks out of the page sideways, or is cut off by its own box.
_LOST = """() => {
    const lost = [];
    if (document.documentElement.scrollWidth > innerWidth) lost.push("the page scrolls sideways");
    for (const one of document.querySelectorAll("main *, header *, footer *")) {
        // What is typed scrolls inside its field.
        if (!(one instanceof HTMLElement) || one.clientWidth < 2 || one.matches("input")) continue;
        const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
        const hidden = (overflow) => overflow === "hidden" || overflow === "clip";
        if (hidden(overflowX) && one.scrollWidth > one.clientWidth + 1
            || hidden(overflowY) && one.scrollHeight > one.clientHeight + 1)
            lost.push(one.outerHTML.slice(0, 200));
    }
    return lost;
}"""

_SPACING = """
    * {
        line-height: 1.5 !important;
        letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important;
    }
    p { margin-bottom: 2em !important; }
"""

_TEXT_TWICE_AS_LARGE = ":root { font-size: 200% !important; }"

#: Width and height of the window, and the reader's own style.
_READ = {
    "320 px": (320, 640, ""),
    "1280 px at 400 %": (320, 256, ""),
    "spacing of text": (320, 640, _SPACING),
    "text at 200 %": (640, 800, _TEXT_TWICE_AS_LARGE),
    "text at 200 %, wide": (1280, 800, _TEXT_TWICE_AS_LARGE),
}


def _style(page: Page, style: str) -> None:
    """Give a page the reader's own style."""
    page.evaluate(
        """style => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(style);
            document.adoptedStyleSheets = [sheet];
        }""",
        style,
    )


def test_nothing_is_lost_and_nothing_scrolls_sideways(everything: Pages) -> None:
    for name, page in everything.items():
        for way, (width, height, style) in _READ.items():
            page.set_viewport_size({"width": width, "height": height})
            _style(page, style)
            assert page.evaluate(_LOST) == [], (name, way)


def test_text_grows_with_the_readers_setting(everything: Pages) -> None:
    for name, page in everything.items():
        sizes = page.evaluate_handle(_SIZES)
        _style(page, _TEXT_TWICE_AS_LARGE)
        assert sizes.evaluate("too_small => too_small()") == [], name


#: What is not larger by then than it was, if asked.
_SIZES = """() => {
    const texts = "h1, main p, main a, main button, main label, main li";
    const all = [...document.querySelectorAll(texts)];
    const size = (one) => parseFloat(getComputedStyle(one).fontSize);
    const before = all.map(size);
    return () => all.filter((one, i) => one.isConnected && size(one) < 1.6 * before[i])
        .map((one) => one.outerHTML.slice(0, 200));
}"""


# Focus, motion and paper

#: Whether an outline shows an element.
_OUTLINED = """(one) => [one, one.closest("label"), one.nextElementSibling].some((each) => {
    const style = each && getComputedStyle(each);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
})"""

#: Of what has the focus: what it is, whether an outline shows it, and whether it can be seen.
_FOCUSED = f"""() => {{
    const outlined = {_OUTLINED};
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = (one.closest("label") ?? one).getClientRects()[0];
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    const label = top?.closest("label");
    const seen = top && (one.contains(top) || top.contains(one) || label === one.closest("label"));
    return [one.outerHTML.slice(0, 200), outlined(one), Boolean(seen)];
}}"""

#: Of the first that can have the focus: how many do, and those of them that no outline shows.
_WITHOUT_OUTLINE = f"""() => {{
    const outlined = {_OUTLINED};
    const all = [...document.querySelectorAll("a[href], button, input, select, summary")];
    let count = 0;
    const without = all.slice(0, 40).filter((one) => {{
        one.focus({{ focusVisible: true, preventScroll: true }});
        if (one !== document.activeElement) return false;
        count += 1;
        return !outlined(one);
    }});
    return [count, without.map((one) => one.outerHTML.slice(0, 200))];
}}"""


def test_what_has_the_focus_shows_it_and_is_in_sight(everything: Pages) -> None:
    for name, page in everything.items():
        page.emulate_media(reduced_motion="reduce")
        page.set_viewport_size(_PHONE)
        page.evaluate("document.activeElement?.blur()")
        stops = 0
        while stops < 40:
            page.keyboard.press("Tab")
            focused = page.evaluate(_FOCUSED)
            if focused is None:
                break
            stops += 1
            html, outlined, seen = focused
            assert outlined, (name, html)
            assert seen, (name, html)
        assert stops, name


def test_forced_colours_leave_an_outline_to_what_has_the_focus(everything: Pages) -> None:
    for name, page in everything.items():
        page.emulate_media(forced_colors="active", reduced_motion="reduce")
        page.set_viewport_size(_PHONE)
        count, without = page.evaluate(_WITHOUT_OUTLINE)
        assert count, name
        assert without == [], name


def test_nothing_moves_for_those_who_want_no_motion(everything: Pages) -> None:
    for name, page in everything.items():
        page.emulate_media(reduced_motion="reduce")
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((one) => {
                const style = getComputedStyle(one);
                return style.scrollBehavior === "smooth"
                    || [style.animationDuration, style.transitionDuration]
                        .some((all) => all.split(",").some((each) => parseFloat(each) > 0.001));
            }).map((one) => one.outerHTML.slice(0, 200))"""
        )
        assert moving == [], name


def test_paper_has_what_was_found_and_no_controls(everything: Pages) -> None:
    for name, page in everything.items():
        page.emulate_media(media="print")
        assert heading(page).is_visible(), name
        assert page.locator("nav:visible, header.top nav:visible").count() == 0, name
        assert page.pdf().startswith(b"%PDF-"), name
    assert plan(page) is not None


def test_targets_are_big_enough_for_a_thumb(everything: Pages) -> None:
    for name, page in everything.items():
        page.set_viewport_size(_PHONE)
        assert _too_small(page.locator("fieldset label, form button").evaluate_all(_BOXES)) == [], (
            name
        )


_BOXES = """all => all.filter(one => one.checkVisibility()).map(one => {
    const { width, height } = one.getBoundingClientRect();
    return [one.textContent, width, height];
})"""


def _too_small(boxes: Iterable[tuple[str, float, float]]) -> list[str]:
    return [name for name, width, height in boxes if min(width, height) < 44]
