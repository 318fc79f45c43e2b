"""The guide's chapters: their titles, and what they quote as ``[[rule …]]`` and the like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from mannerly.model.guide import Page
from mannerly.model.names import suggestions
from mannerly.problems import Place, Problems

_QUOTE = re.compile(r"\[\[([^\[\]\n]*)\]\]")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_TITLE = re.compile(r"#\s+(.*?)\s*#*\s*")


def read_pages(
    pages: Mapping[str, str], known: Mapping[str, Collection[str]], problems: Problems
) -> tuple[Page, ...]:
    """All chapters, in the order of their paths; ``known`` has the ids of each kind of thing."""
    return tuple(_page(path, pages[path], known, problems) for path in sorted(pages))


def _page(path: str, text: str, known: Mapping[str, Collection[str]], problems: Problems) -> Page:
    title = ""
    quotes: dict[tuple[str, str], None] = {}
    for number, line in _prose(text):
        heading = _TITLE.fullmatch(line)
        if heading is not None and not title:
            title = heading.group(1)
        for match in _QUOTE.finditer(_CODE.sub(lambda code: " " * len(code.group()), line)):
            place = Place(path, number, match.start() + 1, number, match.end() + 1)
            quote = _quote(match.group(1), place, known, problems)
            if quote is not None:
                quotes[quote] = None
    return Page(path, title or PurePosixPath(path).stem, tuple(quotes))


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines outside of fenced code."""
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        mark = _FENCE.match(line)
        if fence:
            if mark is not None and mark.group(1).startswith(fence):
                fence = ""
        elif mark is not None:
            fence = mark.group(1)
        else:
            yield number, line


def _quote(
    text: str, place: Place, known: Mapping[str, Collection[str]], problems: Problems
) -> tuple[str, str] | None:
    kind, _, id = " ".join(text.split()).partition(" ")
    if kind not in known:
        problems.add("quote-kind", place, found=text, **suggestions(kind, known))
        return None
    if id not in known[kind]:
        details = suggestions(id, known[kind])
        problems.add("unknown-name", place, name=id, what=kind, **details)
        return None
    return kind, id
