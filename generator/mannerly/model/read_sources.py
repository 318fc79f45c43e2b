"""The section ``sources``: who said it, and each point that they make."""

from __future__ import annotations

import re

from mannerly.model.dates import read_day
from mannerly.model.entries import Declared, Entry, entry
from mannerly.model.guide import Point, Source
from mannerly.model.names import checked_id
from mannerly.model.sections import Pair
from mannerly.problems import Problems

_KINDS = ("do", "wait", "avoid", "why", "mood", "how")
_URL = re.compile(r"https?://[^\s/]\S*")


def read_sources(
    section: list[Pair], declared: Declared, declared_points: Declared, problems: Problems
) -> tuple[dict[str, Source], dict[str, Point]]:
    """All sources and all points; ids with a mistake in what they stand for are declared only."""
    sources: dict[str, Source] = {}
    points: dict[str, Point] = {}
    for key, node in section:
        id = checked_id(key, "source", problems, any_case=True)
        if id is None:
            continue
        new = declared.add(id, key.place)
        read = entry(node, "source", id, problems)
        if read is None:
            continue
        points.update(_points(read, id, declared_points))
        if not new:
            continue
        read.allow(("title", "by", "url", "date", "checked", "points"))
        read.need("title", at=key.place)
        sources[id] = Source(
            id=id,
            title=read.text("title"),
            by=read.text("by"),
            url=_url(read),
            date=read.text("date"),
            checked=_checked(read),
            place=key.place,
        )
    return sources, points


def _url(read: Entry) -> str:
    found = read.scalar("url")
    if found is None:
        return ""
    if not _URL.fullmatch(found.text.strip()):
        read.problems.add("url-form", found.place, found=found.text)
        return ""
    return found.text.strip()


def _checked(read: Entry) -> int | None:
    found = read.scalar("checked")
    return None if found is None else read_day(found.text.strip(), found.place, read.problems)


def _points(source: Entry, source_id: str, declared: Declared) -> dict[str, Point]:
    points: dict[str, Point] = {}
    for key, node in source.pairs("points"):
        id = checked_id(key, "point", source.problems, any_case=True)
        if id is None or not declared.add(id, key.place):
            continue
        read = entry(node, "point", id, source.problems)
        if read is None:
            continue
        read.allow(("kind", "says", "aside"))
        read.need("kind", "says", at=key.place)
        aside = read.scalar("aside")
        points[id] = Point(
            id=id,
            source=source_id,
            kind=read.word("kind", _KINDS) or "",
            says=read.text("says"),
            aside=None if aside is None else aside.text.strip(),
            place=key.place,
        )
    return points
