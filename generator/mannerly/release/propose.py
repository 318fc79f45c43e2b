"""What the next version of a guide would be: its number, and what its history would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mannerly.diff.compare import compare
from mannerly.diff.result import Comparison
from mannerly.model.guide import Model
from mannerly.release.entry import Chapters, entry
from mannerly.release.number import Level, Number, level, number


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a guide: its model, and its chapters' Markdown by their paths in the folder."""

    model: Model
    chapters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What has changed, which number follows from it, and the sentences that tell it."""

    found: Comparison
    level: Level
    number: Number
    changed: tuple[str, ...]


class NoNumber(Exception):
    """The old version's number is not one from which another could follow."""


def propose(old: Version, new: Version) -> Proposal:
    """What would follow an old version.

    Raises NoNumber, and NothingInCommon and TooLarge as comparing does.
    """
    before = number(old.model.version)
    if before is None:
        raise NoNumber
    found = compare(old.model, new.model)
    grown = level(found)
    return Proposal(found, grown, before.after(grown), entry(found, _chapters(old, new)))


def _chapters(old: Version, new: Version) -> Chapters:
    titles = dict(_titles(old)) | dict(_titles(new))
    return Chapters(
        added=tuple(titles[path] for path in new.chapters if path not in old.chapters),
        removed=tuple(titles[path] for path in old.chapters if path not in new.chapters),
        rewritten=tuple(
            titles[path]
            for path, text in new.chapters.items()
            if old.chapters.get(path, text) != text
        ),
    )


def _titles(version: Version) -> Iterator[tuple[str, str]]:
    for path in version.chapters:
        pages = (page for page in version.model.pages if page.path.endswith(f"/{path}"))
        yield path, next((page.title for page in pages), path)
