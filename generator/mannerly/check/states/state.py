"""States: situations on the way of plans, many at once.

A state stands for all situations in some cells whose plans have been alike so
far. Of facts that are no dates it knows the cells at the start and what has become
of each cell since; of dates, of which version each is (see ``versions``). To learn
what is advised a state is cut, and its situations at the start with it.

States are tuples, which are made several times as fast as other frozen objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mannerly.check.states.versions import Instance, System, Version
from mannerly.model.guide import Situation
from mannerly.table.evaluate import bits

#: What a column of a fact holds: always the same cells, or for each cell at the start one since.
Source = int | tuple[int, ...] | Instance | None


class State(NamedTuple):
    """Situations that are alike so far. Of the columns in ``frozen`` nothing more can be known.

    ``rows`` are those that allow some of its cells in every column. ``start`` are the cells
    at the start. ``exists`` says of facts what has become of their existence: False, or None
    where it hangs on what is to be asked.
    """

    masks: tuple[int, ...]
    rows: int
    start: tuple[int, ...]
    sources: tuple[Source, ...]
    today: Version
    dates: Mapping[str, Version]
    system: System
    frozen: int
    unset: frozenset[str]
    exists: Mapping[str, bool | None]
    past: tuple[Step, ...]

    def open(self, fact: str) -> bool:
        """Whether a fact that exists, or may exist, is still to be asked."""
        there = self.exists.get(fact, True)
        return there is None or (there and fact in self.unset)

    def done_today(self) -> set[str]:
        """The acts since the last wait, or the last reply."""
        done: set[str] = set()
        for step in reversed(self.past):
            if step.until is not None or step.reply is not None:
                break
            done.add(step.act)
        return done


class Step(NamedTuple):
    """An act that was done in a state, and what it brought, if anything did come of it."""

    state: State
    act: str
    until: Version | None = None
    reply: str | None = None


class Advised(NamedTuple):
    """What is advised in a whole state. ``act`` is None where nothing, or no single act, is.

    ``""`` stands for all acts between which no difference was to be made.
    ``rules`` are those that stand and whose ``until`` counts, by position.
    """

    state: State
    act: str | None
    rules: int


@dataclass(frozen=True, slots=True)
class Waited:
    """Where a wait leads: to states, to a day that is not ahead, or nowhere for want of a day."""

    following: list[State]
    stuck: list[State]
    without_end: list[State]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Acts between which no difference is made: each with the one that stands for its group.

    ``""`` stands for a group of which nothing more is asked. ``decided`` keeps what
    is advised where some rows hold and others may.
    """

    of: Mapping[str, str]
    decided: dict[tuple[int, int], tuple[str | None, int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A situation at the start. ``later`` is the day between two steps, where one was asked for."""

    situation: Situation
    later: int | None


def since(source: Source, start: int) -> int:
    """The cells that those at the start have become."""
    match source:
        case tuple():
            found = 0
            for cell in bits(start):
                found |= 1 << source[cell]
            return found
        case int():
            return source
        case _:
            raise AssertionError("dates are looked at anew")
