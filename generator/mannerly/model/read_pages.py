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
    titles = (_TITLE.fullmatch(line) for _, line in _prose(text))
    title = next((heading.group(1) for heading in titles if heading and heading.group(1)), "")
    quotes: dict[tuple[str, str], None] = {}
    for inside, place in quoted(path, text):
        quote = _quote(inside, place, known, problems)
        if quote is not None:
            quotes[quote] = None
    return Page(path, title or PurePosixPath(path).stem, tuple(quotes))


def quoted(path: str, text: str) -> Iterator[tuple[str, Place]]:
    """What stands between double brackets on a page, each with the place of all of it."""
    for number, line in _prose(text):
        for match in _QUOTE.finditer(_CODE.sub(lambda code: " " * len(code.group()), line)):
            yield match.group(1), Place(path, number, match.start() + 1, number, match.end() + 1)


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
        problems.add("quote-kind", place, found=text, kind=kind, **suggestions(kind, known))
        return None
    if id not in known[kind]:
        details = suggestions(id, known[kind])
        problems.add("unknown-name", place, name=id, what=kind, **details)
        return None
    return kind, id
