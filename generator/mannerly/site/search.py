"""What can be searched for: every page of the site, section by section, as data for the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from mannerly.phrases import Phrase

_SPACE = re.compile(r"\s+")
_HEADINGS = ("h1", "h2", "h3")
#: What stands in the page to be read by programs or to be looked at.
_LEFT_OUT = ("script", "style", "svg", "pre")
#: Elements after which a word ends.
_BLOCKS = frozenset(
    "p li dt dd td th h1 h2 h3 h4 h5 h6 blockquote ul ol dl table tr div br section".split()
)


@dataclass(slots=True)
class Section:
    """A heading with its id, which is empty for the start of the page, and the text below it."""

    id: str
    heading: str
    text: str


@lru_cache(maxsize=1_000)  # Most pages of a preview come again.
def sections(html: str) -> tuple[Section, ...]:
    """The sections of a page's content."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(
        Section(one.id, _tidy(one.heading), _tidy(one.text))
        for one in reader.found
        if one.heading.strip() or one.text.strip()
    )


def index(pages: Iterable[tuple[str, str, str]], language: str, phrases: dict[str, Phrase]) -> str:
    """The index as JSON, of pages given by address, title and HTML.

    It has the language, the texts of the interface, and for each page its address,
    its title and its sections, each an id, a heading and a text.
    """
    data = {
        "locale": language,
        "phrases": {id: text for id, text in phrases.items() if id.startswith("search")},
        "pages": [
            [address, title, [[one.id, one.heading, one.text] for one in sections(html)]]
            for address, title, html in pages
        ],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class _Reader(HTMLParser):
    found: list[Section] = field(default_factory=lambda: [Section("", "", "")])
    _in_heading: bool = False
    _left_out: int = 0

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LEFT_OUT:
            self._left_out += 1
        elif tag in _HEADINGS:
            self._in_heading = True
            # The main heading is the start of the page, to which no link has to lead.
            id = "" if tag == "h1" else dict(attrs).get("id") or ""
            self.found.append(Section(id, "", ""))
        self._end_word(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._left_out -= 1
        elif tag in _HEADINGS:
            self._in_heading = False
        self._end_word(tag)

    def handle_data(self, data: str) -> None:
        if self._left_out:
            return
        if self._in_heading:
            self.found[-1].heading += data
        else:
            self.found[-1].text += data

    def _end_word(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.handle_data(" ")


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
