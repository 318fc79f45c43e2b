"""How many questions no order can do without: a bound from below that needs no search.

Ask a fact last of all: where it is still open what to advise once every other answer is
given, or could only be given after it, no order gets by without asking that fact. For whatever
an order has asked there, it knows no more than that, and more answers never unsettle
advice. So on average any order asks at least as many questions as there are facts,
each counted as often as it is needed so. (In the theory of Boolean functions this is
the average sensitivity, which bounds decision trees from below: Buhrman and de Wolf,
"Complexity measures and decision tree complexity", Theoretical Computer Science 288, 2002.)
"""

from __future__ import annotations

from mannerly.table.evaluate import bits
from mannerly.tree.asking import Asking, Position


class Needed:
    """The bound from any position on."""

    def __init__(self, asking: Asking) -> None:
        self._last = [_Last(asking, fact) for fact in range(len(asking.facts))]

    def after(self, position: Position) -> float:
        """No order asks fewer questions from a position on, on average. Raises Spent."""
        found = sum(self._last[fact].after(position) for fact in bits(position.wanted))
        return max(found, 1.0) if position.asks else 0.0

    def known(self, position: Position) -> float:
        """The same by what has been found out, without another look."""
        found = sum(last.likely.get(position, 0.0) for last in self._last)
        return max(found, 1.0) if position.asks else 0.0


class _Last:
    """Asks one fact last."""

    def __init__(self, asking: Asking, fact: int) -> None:
        self._asking = asking
        self._fact = fact
        #: for positions how likely it is from there on that the fact has to be asked
        self.likely: dict[Position, float] = {}

    def after(self, position: Position) -> float:
        """How likely it is that the fact has to be asked. Raises Spent."""
        pending = [position]
        while pending:
            here = pending[-1]
            if here in self.likely:
                pending.pop()
                continue
            settled = self._settled(here)
            if settled is not None:
                self.likely[here] = settled
                continue
            answers = self._asking.answers(here, self._choose(here))
            unknown = [onward for _, _, onward in answers if onward not in self.likely]
            if unknown:
                pending += unknown
                continue
            self.likely[here] = sum(share * self.likely[onward] for _, share, onward in answers)
        return self.likely[position]

    def _settled(self, position: Position) -> float | None:
        """1 where the fact has to be asked, 0 where that is not known to be so; None while open."""
        if not position.wanted >> self._fact & 1:
            return 0.0
        if position.wanted & position.there == 1 << self._fact:
            return 1.0
        return 0.0 if position.asks == (self._fact,) else None

    def _choose(self, position: Position) -> int:
        """The first other question: all of them are asked, in whatever order."""
        return next(fact for fact in position.asks if fact != self._fact)
