"""The section ``history``: the guide's versions, and what changed in each."""

from __future__ import annotations

from mannerly.model.dates import read_day
from mannerly.model.entries import Declared, entry
from mannerly.model.guide import Release
from mannerly.problems import Problems
from mannerly.syntax.nodes import Node


def read_history(section: list[Node], problems: Problems) -> tuple[Release, ...]:
    """All versions, the latest first; of one day, as they stand in the files."""
    declared = Declared("version", problems)
    releases: list[Release] = []
    for node in section:
        read = entry(node, "version", "", problems)
        if read is None:
            continue
        read.allow(("version", "date", "changed"))
        read.need("version", "date", "changed")
        version, date = read.scalar("version"), read.scalar("date")
        changed = tuple(text.text.strip() for text in read.scalars("changed"))
        if version is None or date is None or not declared.add(version.text, version.place):
            continue
        day = read_day(date.text.strip(), date.place, problems)
        if day is not None:
            releases.append(Release(version.text.strip(), day, changed, version.place))
    return tuple(sorted(releases, key=lambda release: -release.day))
