"""What messages mean, in the terminal: the page of a code, and the list of all codes."""

from __future__ import annotations

from textwrap import indent

from mannerly.report.catalogue import CATALOGUE, GROUPS
from mannerly.report.pages import page, parts
from mannerly.terminal.screen import Screen

_INDENT = "    "


def show_page(screen: Screen, code: str) -> None:
    """The page of a code of the catalogue."""
    before = ""
    for kind, text in parts(page(code)):
        if before and not before == kind == "item":
            screen.gap()
        before = kind
        match kind:
            case "title" | "heading":
                screen.heading(text)
            case "code":
                screen.lines(indent(text, _INDENT))
            case "item":
                screen.say(text, "- ")
            case "paragraph":
                screen.say(text)


def show_codes(screen: Screen) -> None:
    """All codes with their titles, by what they are about."""
    longest = max(map(len, CATALOGUE))
    for title, codes in GROUPS.items():
        screen.heading(title)
        for code in codes:
            first = f"  {code:<{longest}}  "
            screen.say(CATALOGUE[code].title, first)
        screen.gap()
    screen.say('"mannerly explain CODE" tells what a message means, with an example.')
