"""What the next version of a guide would be: its number, and what its history would say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mannerly.diff.compare import compare
from mannerly.diff.result import Comparison
from mannerly.model.guide import Model
from mannerly.release.entry import Chapters, entry
from mannerly.release.number import Level, Number, level, number


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter's title, and all of it in Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a guide: its model, and its chapters by their paths in the folder."""

    model: Model
    chapters: Mapping[str, Chapter]


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
    before, after = old.chapters, new.chapters
    return Chapters(
        added=tuple(after[path].title for path in after if path not in before),
        removed=tuple(before[path].title for path in before if path not in after),
        rewritten=tuple(
            chapter.title
            for path, chapter in after.items()
            if path in before and before[path].text != chapter.text
        ),
    )
