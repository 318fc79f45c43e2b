"""Where in a YAML file somebody is writing, although it cannot be read at the moment.

The text up to the cursor is gone through line by line: columns say what stands inside
what. Nothing is refused; where it is no YAML, some answer comes out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mannerly.lsp.roles import Path

_DASHES = re.compile(r" *(?:-(?: +|$))*")
_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s\[\]{}#&*!|>'"%@`,:-][^:#]*?) *:(?: +|$)""")
_BLOCK = re.compile(r"[|>][-+0-9]* *(?:#.*)?")
_COMMENT = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The keys that lead to the cursor, and what is written there so far, in one line.

    ``key`` says whether it could become a key of what the path leads to.
    """

    path: Path
    text: str
    key: bool


def cursor(before: str) -> Cursor | None:
    """What is being written behind ``before``; None in a comment."""
    lines = before.split("\n")
    reader = _Reader()
    for line in lines[:-1]:
        if reader.keeps(line) or (line.strip() and not line.lstrip().startswith("#")):
            reader.line(line)
    if not reader.keeps(lines[-1]) and _COMMENT.search(lines[-1]):
        return None
    reader.line(lines[-1])
    return reader.cursor()


@dataclass(slots=True)
class _Reader:
    """``levels`` are the keys that are open, with their columns; ``text`` the value of the last.

    Lines that are indented deeper than ``column`` go on with that value, which is
    ``quoted``, a ``block`` or in brackets (``flow``), if not plain.
    """

    levels: list[tuple[int, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    column: int = -1
    block: bool = False
    quoted: str = ""
    flow: _Flow | None = None
    bare: bool = False

    def keeps(self, line: str) -> bool:
        """Whether a line belongs to a value in which "#" and ":" mean nothing."""
        return self.block and (not line.strip() or _indent(line) > self.column)

    def line(self, line: str) -> None:
        if self.flow is not None and self.flow.open:
            self.flow.read(line)
            return
        if self.keeps(line):
            self.text.append(line.lstrip())
            return
        if self.quoted and self.quoted not in "".join(self.text)[1:]:
            self.text.append(line.lstrip())
            return
        dashes = _DASHES.match(line)
        start = dashes.end() if dashes is not None else 0
        dashed = "-" in line[:start]
        key = _KEY.match(line, start)
        plain = self.flow is None and not self.block and not self.quoted
        if key is None and not dashed and plain and _indent(line) > self.column:
            self.bare = not any(self.text)
            self.text.append(_COMMENT.sub("", line.lstrip()))
            return
        for at, sign in enumerate(line[:start]):
            if sign == "-":
                self._leave(at + 1)
                self.column = at
        if key is not None:
            self._leave(start)
            self.levels.append((start, key["key"].strip("\"'")))
            self.column = start
            start = key.end()
        elif not dashed:
            self._leave(start)
            self.column = start - 1
        self.bare = key is None
        self._value(line[start:])

    def _leave(self, column: int) -> None:
        """Close the keys that begin in this column or behind it."""
        while self.levels and self.levels[-1][0] >= column:
            self.levels.pop()

    def _value(self, text: str) -> None:
        self.block = _BLOCK.fullmatch(text) is not None
        self.flow, self.quoted = None, ""
        if self.block:
            self.text = []
        elif text[:1] in ("{", "["):
            self.text = []
            self.flow = _Flow()
            self.flow.read(text)
        else:
            self.quoted = text[:1] if text[:1] in ('"', "'") else ""
            self.text = [text if self.quoted else _COMMENT.sub("", text)]

    def cursor(self) -> Cursor:
        path = tuple(key for _, key in self.levels)
        if self.flow is not None:
            return self.flow.cursor(path)
        text = " ".join(part for part in self.text if part).lstrip("\"'")
        return Cursor(path, text, self.bare)


@dataclass(slots=True)
class _Inside:
    """A bracket that is open, the key in it whose value is being written, and that text."""

    bracket: str
    key: str | None = None
    text: str = ""


@dataclass(slots=True)
class _Flow:
    """What stands in brackets and braces."""

    inside: list[_Inside] = field(default_factory=list)
    quote: str = ""

    @property
    def open(self) -> bool:
        return bool(self.inside)

    def read(self, line: str) -> None:
        if self.inside:
            self.inside[-1].text += " "
        line = _COMMENT.sub("", line).lstrip()
        for at, sign in enumerate(line):
            last = self.inside[-1] if self.inside else None
            if last is None:
                if sign in "[{":
                    self.inside.append(_Inside(sign))
            elif self.quote or (sign in "\"'" and not last.text.strip()):
                self.quote = "" if sign == self.quote else self.quote or sign
                last.text += sign
            elif sign in "[{" and not last.text.strip():
                self.inside.append(_Inside(sign))
            elif sign in "]}":
                self.inside.pop()
                if self.inside:
                    self.inside[-1].text = "…"
            elif sign == ",":
                last.key, last.text = None, ""
            elif sign == ":" and last.key is None and line[at + 1 : at + 2] in ("", " "):
                last.key, last.text = last.text.strip().strip("\"'"), ""
            else:
                last.text += sign

    def cursor(self, path: Sequence[str]) -> Cursor:
        inner = tuple(each.key for each in self.inside if each.key is not None)
        last = self.inside[-1] if self.inside else _Inside("[", None, "…")
        is_key = last.bracket == "{" and last.key is None
        return Cursor((*path, *inner), last.text.lstrip().lstrip("\"'"), is_key)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
