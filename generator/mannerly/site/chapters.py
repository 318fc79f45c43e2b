"""The guide's chapters, put one after the other on one page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mannerly.model.guide import Model
from mannerly.site.texts import relative

_FRONT = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r"(#{1,5})(\s.*?)(?:\s*\{:?[^{}]*\})?\s*$")
_LINK = re.compile(r"(!?\[[^\[\]]*\])\(([^()\s]+)((?:\s[^()]*)?)\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)


def chapters_of(
    model: Model, folder: str, texts: Mapping[str, str], nav: Any
) -> list[tuple[str, str]]:
    """A guide's chapters in order: their paths below its folder, and their texts.

    ``texts`` are the guide's files by their shown paths.
    """
    return in_order({relative(page.path, folder): texts[page.path] for page in model.pages}, nav)


def in_order(chapters: Mapping[str, str], nav: Any) -> list[tuple[str, str]]:
    """The chapters' paths and texts: those that a navigation names, as it does, then the others."""
    named = [path for path in _named(nav) if path in chapters]
    return [(path, chapters[path]) for path in dict.fromkeys((*named, *sorted(chapters)))]


def _named(nav: Any) -> Iterator[str]:
    match nav:
        case str():
            yield nav
        case list():
            for item in nav:
                yield from _named(item)
        case dict():
            for item in nav.values():
                yield from _named(item)


def joined(chapters: Iterable[tuple[str, str]]) -> list[str]:
    """Chapters as parts of one page at the top of the site.

    Headings go down by one level and lose their own ids, since two chapters may have
    the same; links lead from where they now stand to where they led before.
    """
    return ["\n".join(_lines(path, text)).strip() for path, text in chapters]


def _lines(path: str, text: str) -> Iterator[str]:
    fence = ""
    for line in _FRONT.sub("", text).splitlines():
        mark = _FENCE.match(line)
        if fence:
            if mark is not None and mark[1].startswith(fence):
                fence = ""
            yield line
        elif mark is not None:
            fence = mark[1]
            yield line
        elif heading := _HEADING.match(line):
            yield f"#{heading[1]}{heading[2]}"
        else:
            yield _LINK.sub(lambda found: _moved(found, path), line)


def _moved(found: re.Match[str], path: str) -> str:
    words, target, title = found.groups()
    if _ELSEWHERE.match(target):
        return found[0]
    file, hash, fragment = target.partition("#")
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
    return f"{words}({there}{hash}{fragment}{title})"
