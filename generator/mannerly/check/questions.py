"""Questions to the space of all situations, and the engines that settle them.

Regions come first. What exceeds their budget is put to CaDiCaL where the extra
``mannerly[sat]`` is installed; both are exact, and give the same witness.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from mannerly.check.regions import Question, Space, Undecided
from mannerly.model.guide import Situation
from mannerly.table.build import Box

if TYPE_CHECKING:
    from mannerly.check.sat import Sat

Kind = Literal["gaps", "conflicts", "dead rules", "missing values", "guarantees", "mends"]

#: How many parts regions may look at for pairs of rules, all together and for each pair, before
#: the second engine is given the rest.
PATIENCE, PATIENCE_A_PAIR = 5_000, 4


@dataclass(frozen=True, slots=True)
class Count:
    """How much was looked at for one kind of check.

    ``questions`` were settled by dividing the space into ``parts``, or, so many
    of them, ``by_sat``; ``undecided`` were left open.
    """

    kind: Kind
    questions: int = 0
    parts: int = 0
    by_sat: int = 0
    undecided: int = 0


@dataclass(slots=True)
class _Tally:
    questions: int = 0
    parts: int = 0
    by_sat: int = 0
    undecided: int = 0


class Rivals(NamedTuple):
    """Two rules that say opposite things, by id.

    ``act`` is what one recommends and the other avoids, None where they advise two acts.
    """

    one: str
    other: str
    act: str | None

    @property
    def rule(self) -> str:
        """The one of them whose rivals come after each other."""
        return self.one if self.act is None else self.other

    @property
    def beside(self) -> str:
        """The other one."""
        return self.other if self.act is None else self.one


class Engines:
    """Puts questions to the first engine that settles them, and counts them."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._tallies: dict[Kind, _Tally] = {}

    @property
    def counts(self) -> tuple[Count, ...]:
        """How much was looked at, by kind of check, in the order in which they were made."""
        return tuple(
            Count(kind, tally.questions, tally.parts, tally.by_sat, tally.undecided)
            for kind, tally in self._tallies.items()
        )

    def exists(self, kind: Kind, question: Question) -> bool:
        """Whether there is such a situation. Raises Undecided where no engine can tell."""
        tally = self._tally(kind)
        tally.questions += 1
        before = self.space.parts
        try:
            return self.space.exists(question)
        except Undecided:
            if self.sat is None:
                tally.undecided += 1
                raise
            tally.by_sat += 1
            return self.sat.exists(question)
        finally:
            tally.parts += self.space.parts - before

    def smallest(self, question: Question) -> Situation:
        """The smallest such situation, of which it is known that there is one.

        Where to find it is beyond the budget and there is no second engine, it is
        one that need not be the smallest.
        """
        try:
            found = self.space.smallest(question)
        except Undecided:
            found = self.sat.smallest(question) if self.sat else self.space.find(question)
        assert found is not None
        return found

    def by_size(self, kind: Kind, question: Question, taken: Sequence[Box]) -> Iterator[Situation]:
        """The smallest such situation, then the smallest outside of ``taken``, and so on.

        Whoever asks adds to ``taken`` what each situation stands for. Raises
        Undecided where no engine can tell whether there is one more.
        """
        if not self.exists(kind, question):
            return
        try:
            yield from self.space.by_size(question, taken)
            return
        except Undecided:
            pass
        while self.exists(kind, rest := replace(question, extra=tuple(taken))):
            yield self.smallest(rest)

    def witness(self, kind: Kind, question: Question) -> Situation | None:
        """The smallest such situation, or None. Raises Undecided where no engine can tell."""
        return self.smallest(question) if self.exists(kind, question) else None

    def standing_together(
        self, rivals: Iterable[Rivals], question: Callable[[Rivals], Question]
    ) -> Iterator[tuple[Rivals, bool | None]]:
        """Each pair with whether both rules stand in some situation; None where undecided.

        ``question`` asks for one pair. Where pairs take long, the second engine is
        asked about all that are left of a rule at once.
        """
        tally = self._tally("conflicts")
        pairs = iter(rivals)
        for pair in pairs:
            patience = PATIENCE + PATIENCE_A_PAIR * tally.questions
            if tally.parts > patience and self.sat is not None:
                pairs = chain([pair], pairs)
                break
            try:
                yield pair, self.exists("conflicts", question(pair))
            except Undecided:
                yield pair, None
        position = {id: i for i, id in enumerate(self.space.rule_ids)}
        for rule, group in groupby(pairs, key=lambda pair: pair.rule):
            assert self.sat is not None
            beside = {pair: position[pair.beside] for pair in group}
            found = self.sat.standing_beside(position[rule], beside.values())
            tally.questions += len(beside)
            tally.by_sat += len(beside)
            yield from ((pair, other in found) for pair, other in beside.items())

    @cached_property
    def sat(self) -> Sat | None:
        """The second engine, where it is installed."""
        if not has_sat():
            return None
        from mannerly.check.sat import Sat

        return Sat(self.space)

    def _tally(self, kind: Kind) -> _Tally:
        return self._tallies.setdefault(kind, _Tally())


def has_sat() -> bool:
    """Whether the extra with the second engine is installed."""
    return importlib.util.find_spec("pysat") is not None
