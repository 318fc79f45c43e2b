"""Places inside scalars: where in the file the characters of a YAML scalar's text come from.

YAML folds lines, resolves escapes and strips indentation. The parser has done
so by the time a place is asked for; here the file's text is walked again beside
the scalar's text, which says which way each ambiguous line break went.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from mannerly.problems import Place

# What a plain or quoted scalar is made of. A fold is a line break with the blanks
# around it and the empty lines after it; a gap is a line break that was escaped.
_BREAKS = r"\n(?:[ \t]*\n)*[ \t]*"
_PARTS = {
    "": re.compile(rf"(?P<fold>[ \t]*{_BREAKS})|(?P<text>[^ \t\n]+|[ \t]+)"),
    "'": re.compile(rf"(?P<fold>[ \t]*{_BREAKS})|(?P<escape>'')|(?P<text>[^' \t\n]+|[ \t]+)"),
    '"': re.compile(
        rf"(?P<fold>[ \t]*{_BREAKS})|(?P<gap>\\{_BREAKS})"
        r"|(?P<escape>\\(?:x.{2}|u.{4}|U.{8}|.))|(?P<text>[^\\ \t\n]+|[ \t]+)"
    ),
}

Span = tuple[int, int]


class Source:
    """A file's text (with ``\\n`` as its only line end) and where its lines begin."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def place(self, start: int, end: int) -> Place:
        """The place of ``text[start:end]``."""
        return Place(self.file, *self.position(start), *self.position(end))


class Locator:
    """``locate(start, end)`` of one scalar; does its work only when asked, and once.

    ``start`` and ``end`` are the scalar's offsets in the file, quotes and block
    header included, ``style`` is PyYAML's: one of ``'``, ``"``, ``|``, ``>``, or
    empty for a plain scalar.
    """

    __slots__ = ("_end", "_source", "_spans", "_start", "_style", "_value")

    def __init__(self, source: Source, start: int, end: int, style: str, value: str) -> None:
        self._source = source
        self._start = start
        self._end = end
        self._style = style
        self._value = value
        self._spans: list[Span] | None = None

    def __call__(self, start: int, end: int) -> Place:
        """The place of ``value[start:end]``, which may be empty."""
        size = len(self._value)
        start, end = min(start, size), min(end, size)
        text = self._source.text[self._start : self._end]
        if text == self._value:  # most scalars: they stand in the file as they are
            return self._source.place(self._start + start, self._start + end)
        if self._spans is None:
            self._spans = spans(text, self._style, self._value)
        known = self._spans
        if start < end:
            first, last = known[start][0], known[end - 1][1]
        elif start < size:
            first = last = known[start][0]
        else:
            first = last = known[-1][1] if known else 0
        return self._source.place(self._start + first, self._start + last)


def spans(source: str, style: str, value: str) -> list[Span]:
    """For each character of ``value`` the stretch of ``source`` that it was read from."""
    match style:
        case "|" | ">":
            return _block(source, value)
        case "'" | '"':
            return _flow(source, 1, len(source) - 1, style, value)
        case _:
            return _flow(source, 0, len(source), "", value)


def _flow(source: str, start: int, end: int, style: str, value: str) -> list[Span]:
    """Plain and quoted scalars."""
    found: list[Span] = []
    for part in _PARTS[style].finditer(source, start, end):
        match part.lastgroup:
            case "text":
                found.extend((at, at + 1) for at in range(*part.span()))
            case "escape":
                found.append(part.span())
            case _:
                breaks = [at for at in range(*part.span()) if source[at] == "\n"]
                if part.lastgroup == "gap" or value[len(found)] == "\n":
                    del breaks[0]  # stands for nothing: it was escaped, or empty lines follow
                found.extend((at, at + 1) for at in breaks)
    return found


def _block(source: str, value: str) -> list[Span]:
    """Literal and folded scalars: a header line, then indented lines."""
    lines = list(_lines(source))[1:]
    indent = _indent(source, lines, value)
    found: list[Span] = []
    breaks: list[Span] = []
    for start, end in lines:
        if end - start > indent:
            kept = _run(value, len(found), "\n")
            if kept or not breaks:
                found += breaks[len(breaks) - kept :]
            else:  # the one break between two lines became a space
                found += breaks
            found += ((at, at + 1) for at in range(start + indent, end))
            breaks = []
        breaks.append((end, end + 1))
    return found + breaks[: len(value) - len(found)]


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(text)


def _indent(source: str, lines: list[Span], value: str) -> int:
    """How many columns were stripped, by comparing the first line that has text with its value."""
    empty = _run(value, 0, "\n")
    if empty == len(value):
        return len(source)  # no line has text
    start = lines[empty][0]
    return _run(source, start, " ") - _run(value, empty, " ")


def _run(text: str, start: int, char: str) -> int:
    """How many times ``char`` stands in a row from ``start`` on."""
    end = start
    while text.startswith(char, end):
        end += 1
    return end - start
