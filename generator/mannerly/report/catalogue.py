"""The one catalogue: words for every code, and for the labels of related places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mannerly.problems import Mend, Place, Problem, StoryStep, Witness
from mannerly.report.words import (
    Details,
    Severity,
    Words,
    answers,
    check,
    conditions,
    guarantees,
    laws,
    model,
    syntax,
)

_MODULES = {
    "Files and YAML": syntax,
    "What a guide is made of": model,
    "Conditions and values": conditions,
    "What follows from acts, and earlier names": laws,
    "Every situation": check,
    "Guarantees and plans": guarantees,
    "Answers": answers,
}

CATALOGUE: dict[str, Words] = {
    code: words for module in _MODULES.values() for code, words in module.WORDS.items()
}
#: The codes by what they are about.
GROUPS: dict[str, tuple[str, ...]] = {
    about: tuple(module.WORDS) for about, module in _MODULES.items()
}
LABELS: dict[str, str] = {
    key: label for module in _MODULES.values() for key, label in module.LABELS.items()
}


@dataclass(frozen=True, slots=True)
class Told:
    """A problem in words: what every format shows, each in its way."""

    code: str
    severity: Severity
    title: str
    say: str
    mend: str
    place: Place | None
    related: tuple[tuple[Place, str], ...]
    witness: Witness | None
    mends: tuple[Mend, ...]
    story: tuple[StoryStep, ...]


def tell(problem: Problem) -> Told:
    """Put a problem into words. A code without words is a fault of ours: a KeyError."""
    words = CATALOGUE[problem.code]
    return Told(
        code=problem.code,
        severity=words.severity,
        title=words.title,
        say=_told(words.say, problem.details),
        mend=_told(words.mend, problem.details),
        place=problem.place,
        related=tuple((related.place, LABELS[related.label]) for related in problem.related),
        witness=problem.details.get("witness"),
        mends=problem.details.get("mends", ()),
        story=problem.details.get("story", ()),
    )


def _told(words: str | Callable[[Details], str], details: Details) -> str:
    return words if isinstance(words, str) else words(details)
