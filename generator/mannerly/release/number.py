"""The number of a version, and which part of it a change makes grow.

As in Semantic Versioning 2.0.0, with the guide's readers and their answers as what depends on it:
a link or a kept application of theirs still holds after a minor version, and may not after a major
one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from mannerly.diff.result import Comparison
from mannerly.model.guide import Choice, Fact, Several

#: What grows: the last number for other words, the middle one for other advice, and the first
#: where answers that could be given are no longer understood.
Level = Literal["patch", "minor", "major"]

_WRITTEN = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})")


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A version's number, such as 1.4.0."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, level: Level) -> Number:
        """The next number, one of its parts having grown."""
        match level:
            case "major":
                return Number(self.major + 1, 0, 0)
            case "minor":
                return replace(self, minor=self.minor + 1, patch=0)
            case "patch":
                return replace(self, patch=self.patch + 1)


def number(text: str) -> Number | None:
    """A number as it is written; None where that is no version of three numbers."""
    found = _WRITTEN.fullmatch(text.strip())
    return Number(*map(int, found.groups())) if found else None


def level(found: Comparison) -> Level:
    """What the differences of two versions make grow, at least.

    What could not be compared counts as other advice: it may be.
    """
    if lost_facts(found) or lost_options(found):
        return "major"
    return "patch" if found.advice_is_the_same else "minor"


def lost_facts(found: Comparison) -> tuple[Fact, ...]:
    """The facts of the old version that the new one neither has nor says what they became."""
    return tuple(fact for id, fact in found.model.facts.items() if id not in found.new.facts)


def lost_options(found: Comparison) -> tuple[tuple[Fact, str], ...]:
    """Facts of the new version with the text of an option that it has no longer."""
    return tuple(
        (fact, text)
        for id, fact in found.new.facts.items()
        for option, text in _options(found.model.facts[id]).items()
        if option not in _options(fact)
    )


def new_options(found: Comparison) -> tuple[tuple[Fact, str], ...]:
    """Facts that both versions have with the text of an option that is new."""
    old = found.before.facts
    return tuple(
        (fact, text)
        for id, fact in found.new.facts.items()
        if id in old
        for option, text in _options(fact).items()
        if option not in _options(old[id])
    )


def _options(fact: Fact) -> dict[str, str]:
    match fact.type:
        case Choice(options) | Several(options):
            return dict(options)
        case _:
            return {}
