"""What axe finds wrong in a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

from browser import NODE_MODULES

_AXE = NODE_MODULES / "axe-core" / "axe.min.js"

#: The tags of rules: those of WCAG 2.2 AA, and with them those of good practice.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = [*WCAG, "best-practice"]

#: The rules that can find something else in the dark than in the light, where only colours differ.
COLOURS = ["color-contrast", "link-in-text-block"]


def violations(
    page: Page, only: Sequence[str] = EVERYTHING, within: str = "html"
) -> list[tuple[str, list[str]]]:
    """The rules that are broken in a part of a page as it is, each with the HTML that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        """([within, only]) => axe.run(within, { runOnly: only, resultTypes: ["violations"] })""",
        [within, list(only)],
    )
    assert len(found["passes"]) > (0 if only == COLOURS else 5), "too little was looked at"
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
