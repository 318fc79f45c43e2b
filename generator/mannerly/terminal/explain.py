"""What messages mean, in the terminal: the page of a code, and the list of all codes."""

from __future__ import annotations

from textwrap import indent

from mannerly.report.catalogue import CATALOGUE, GROUPS
from mannerly.report.pages import index_file, page, parts
from mannerly.terminal.screen import Screen

_INDENT = "    "


def show_page(screen: Screen, code: str) -> None:
    """The page of a code of the catalogue."""
    for kind, text in parts(page(code)):
        if kind != "title":
            screen.gap()
        match kind:
            case "title" | "heading":
                screen.heading(text)
            case "code":
                screen.lines(indent(text, _INDENT))
            case "paragraph":
                screen.say(text)
    screen.gap()
    screen.hint(f"The example belongs to the small guide in {index_file()}")


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
