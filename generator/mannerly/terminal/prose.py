"""Markdown as plain text, wrapped: paragraphs, lists and quotations, links with their address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from textwrap import TextWrapper

_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd tr pre".split())
_HIDDEN = frozenset({"script", "style", "template"})
_ADDRESSES = ("https:", "http:", "mailto:")
# What moves the cursor or turns the direction of writing has no place in a text.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text without control characters, so that no rule text can steer the terminal."""
    return _CONTROLS.sub(" ", text)


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """Text broken at spaces to ``width`` columns, after ``first`` and then ``rest``."""
    wrapper = TextWrapper(
        width=width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.fill(clean(text)) or first.rstrip()


def plain(markdown: str, width: int, indent: str = "") -> str:
    """A Markdown text as plain text of ``width`` columns; blocks are parted by empty lines."""
    import markdown as library

    reader = _Blocks()
    reader.feed(library.markdown(markdown, extensions=["tables", "fenced_code"]))
    reader.close()
    lines: list[str] = []
    for number, block in enumerate(reader.blocks):
        if number and not (block.tight and reader.blocks[number - 1].tight):
            lines.append("")
        first, rest = indent + block.first, indent + block.rest
        if block.literal:
            lines.extend(rest + clean(line) for line in block.text.splitlines())
        else:
            lines.append(wrapped(block.text, width, first, rest))
    return "\n".join(lines)


@dataclass(slots=True)
class _Block:
    first: str
    rest: str
    tight: bool
    literal: bool
    text: str = ""


class _Blocks(HTMLParser):
    """Collects the blocks of the HTML that the Markdown library makes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._lists: list[int | None] = []
        self._quotes = 0
        self._marker = ""
        self._hidden = 0
        self._open: _Block | None = None
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "ul":
            self._close()
            self._lists.append(None)
        elif tag == "ol":
            self._close()
            self._lists.append(1)
        elif tag == "blockquote":
            self._close()
            self._quotes += 1
        elif tag == "br" and self._open is not None:
            self._open.text += " "
        elif tag == "a" and (given.get("href") or "").startswith(_ADDRESSES):
            self._link = (given["href"] or "", len(self._open.text) if self._open else 0)
        elif tag == "li":
            self._close()
            count = self._lists[-1] if self._lists else None
            self._marker = "- " if count is None else f"{count}. "
            if count is not None:
                self._lists[-1] = count + 1
        elif tag in _BLOCKS:
            self._close()
            self._open = self._begin(tag)
        elif tag in ("td", "th") and self._open is not None and self._open.text:
            self._open.text = f"{self._open.text.rstrip()}  "

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "a" and self._link is not None:
            address, start = self._link
            self._link = None
            if self._open is not None and self._open.text[start:].strip() not in (
                address,
                address.removeprefix("mailto:"),
            ):
                self._open.text += f" ({address})"
        elif tag in ("ul", "ol"):
            self._close()
            if self._lists:
                self._lists.pop()
        elif tag == "blockquote":
            self._close()
            self._quotes = max(0, self._quotes - 1)
        elif tag in _BLOCKS:
            self._close()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._open is None:
            if not data.strip():
                return
            self._open = self._begin()
        if self._open.literal:
            self._open.text += data
        elif self._open.text or data.strip():
            self._open.text += re.sub(r"\s+", " ", data)

    def close(self) -> None:
        super().close()
        self._close()

    def _begin(self, tag: str = "p") -> _Block:
        depth = "  " * max(0, len(self._lists) - 1) + "> " * self._quotes
        hang = self._marker or ("  " if self._lists else "")
        block = _Block(
            first=depth + hang,
            rest=depth + " " * len(hang),
            tight=bool(self._lists) or tag == "tr",
            literal=tag == "pre",
        )
        self._marker = ""
        return block

    def _close(self) -> None:
        if self._open is not None and self._open.text.strip():
            self.blocks.append(self._open)
        self._open = None
