"""What is wrong, as data: a code, a place, details, and where there is one a witness.

The words for each code stand in one catalogue, ``mannerly.report.catalogue``;
no stage before it knows any.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file: lines and columns from 1, in characters, the end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a problem, with the key of its label in the catalogue."""

    place: Place
    label: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A situation that shows a finding: the day, and (question, answer) in words, in order."""

    today: datetime.date
    answers: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Each question with its answer behind it."""
        return tuple(
            f"{question}{'' if question.endswith('?') else ':'} {answer}"
            for question, answer in self.answers
        )


@dataclass(frozen=True, slots=True)
class StoryStep:
    """A step of a plan that shows a finding.

    On ``day`` the act is advised, whose title is ``title``, ``until`` a later day
    if it is a wait; ``reply`` is in words what it brings, where that matters.
    """

    day: datetime.date
    act: str
    title: str
    until: datetime.date | None = None
    reply: str | None = None

    def __str__(self) -> str:
        told = f"{_short(self.day)}: {self.title}"
        if self.until is not None:
            told += f", until {_short(self.until)}"
        return told if self.reply is None else f"{told}. {self.reply}"


def _short(day: datetime.date) -> str:
    return f"{day:%a} {day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Mend:
    """What would settle a finding, as YAML to put into the rules.

    ``rule`` is the rule that it goes into, None for an entry of its own. ``then``
    are the codes of the problems that it would bring about.
    """

    yaml: str
    rule: str | None = None
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    ``details`` hold what its words need: names, values, a ``witness``, a ``story``, ``mends``.
    """

    code: str
    place: Place | None
    details: Mapping[str, Any] = field(default_factory=dict)
    related: tuple[Related, ...] = ()


class Problems:
    """Collects problems as a stage goes on, so that none stops the next from being found."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(
        self,
        code: str,
        place: Place | None,
        /,
        *,
        related: tuple[Related, ...] = (),
        **details: Any,
    ) -> None:
        """Note one problem."""
        self._found.append(Problem(code, place, details, related))

    def extend(self, found: tuple[Problem, ...]) -> None:
        """Note problems that were found elsewhere."""
        self._found.extend(found)

    def sorted(self) -> tuple[Problem, ...]:
        """All problems, each once, in the order of the files."""
        key = {(p.place, p.code, repr(sorted(p.details.items(), key=str))): p for p in self._found}
        return tuple(
            sorted(
                key.values(),
                key=lambda p: (p.place is not None, p.place or _NOWHERE, p.code),
            )
        )

    def __bool__(self) -> bool:
        return bool(self._found)


_NOWHERE = Place("", 0, 0, 0, 0)
