"""A line of a file as a terminal shows it, with marks beneath a part of it."""

from __future__ import annotations

import unicodedata

_WIDTH = 100  # columns of a line that are shown
_BEFORE = 30  # characters kept before a part that lies further to the right
_TAB = "    "
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def visible(text: str) -> str:
    """The text with nothing in it that acts on a terminal or hides from the eye."""
    if text.isprintable():
        return text
    return "".join(_cell(char) for char in text.replace("\n", " "))


def excerpt(line: str, start: int, end: int) -> tuple[str, str]:
    """The line and the marks for ``line[start:end]``, cropped around it where it is long."""
    first = 0 if min(end, start + _BEFORE) < _WIDTH else start - _BEFORE
    shown, marks = ("…", " ") if first else ("", "")
    last = first
    for char in line[first : first + _WIDTH]:
        cell = _cell(char)
        if len(marks) + _width(cell) > _WIDTH:
            break
        shown += cell
        marks += ("^" if start <= last < end else " ") * _width(cell)
        last += 1
    if last < len(line):
        shown += "…"
    if "^" not in marks:  # an empty part: mark where it would be
        before = sum(_width(_cell(char)) for char in line[first:start])
        marks = " " * (before + (1 if first else 0)) + "^"
    return shown.rstrip(), marks.rstrip()


def _cell(char: str) -> str:
    if char == "\t":
        return _TAB
    if unicodedata.category(char) in _HIDDEN:
        return f"<U+{ord(char):04X}>"
    return char


def _width(cell: str) -> int:
    """Columns that a terminal gives to a cell: two for East Asian characters and emoji."""
    if len(cell) > 1:
        return len(cell)
    if unicodedata.category(cell) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in "WF" else 1
