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
from mannerly.tree.asking import Asking, Position, Spent


class Needed:
    """The bound from any position on."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._last = [_Last(asking, fact) for fact in range(len(asking.facts))]

    def after(self, position: Position) -> float:
        """No order asks fewer questions from a position on, on average. Raises Spent."""
        found = sum(self._last[fact].after(position) for fact in bits(position.wanted))
        return max(found, 1.0) if position.asks else 0.0

    def survey(self) -> None:
        """Work the bound out from all starts, as far as the budget goes. Raises Spent.

        Each fact gets its part of the budget: so ``known`` says something of all of them.
        """
        asking, starts = self._asking, [start for _, start in self._asking.starts]
        open_ = list(self._last)
        while open_:
            left, unfinished = asking.left, []
            if left < 0:
                raise Spent
            for done, last in enumerate(open_):
                asking.left = left // (len(open_) - done)
                left -= asking.left
                try:
                    for start in starts:
                        last.after(start)
                except Spent:
                    unfinished.append(last)
                left += asking.left
            asking.left, open_ = left, unfinished

    def known(self, position: Position) -> float:
        """The same by what has been looked at, without another look, and lower where that ends."""
        found = sum(self._last[fact].known(position) for fact in bits(position.wanted))
        return max(found, 1.0) if position.asks else 0.0


class _Last:
    """Asks one fact last."""

    def __init__(self, asking: Asking, fact: int) -> None:
        self._asking = asking
        self._fact = fact
        #: for positions how likely it is from there on that the fact has to be asked
        self._likely: dict[Position, float] = {}

    def after(self, position: Position) -> float:
        """How likely it is that the fact has to be asked. Raises Spent."""
        pending = [position]
        while pending:
            here = pending[-1]
            if here in self._likely:
                pending.pop()
                continue
            settled = self._settled(here)
            if settled is not None:
                self._likely[here] = settled
                continue
            answers = self._asking.answers(here, self._choose(here))
            unknown = [onward for _, _, onward in answers if onward not in self._likely]
            if unknown:
                pending += unknown
                continue
            self._likely[here] = sum(share * self._likely[onward] for _, share, onward in answers)
        return self._likely[position]

    def known(self, position: Position) -> float:
        """How likely that is at least, by what has been looked at."""
        found: dict[Position, float] = {}

        def least(here: Position) -> float:
            if here in self._likely:
                return self._likely[here]
            if here not in found:
                settled = self._settled(here)
                if settled is None:
                    answers = here.answers.get(self._choose(here), ())
                    settled = sum(share * least(onward) for _, share, onward in answers)
                found[here] = settled
            return found[here]

        return least(position)

    def _settled(self, position: Position) -> float | None:
        """1 where the fact has to be asked, 0 where that is not known to be so; None while open."""
        if not position.wanted >> self._fact & 1:
            return 0.0
        if position.wanted & position.there == 1 << self._fact:
            return 1.0
        return 0.0 if position.asks == (self._fact,) else None

    def _choose(self, position: Position) -> int:
        """The other question on which most hangs: all of them are asked, in whatever order."""
        others = [fact for fact in position.asks if fact != self._fact]
        return self._asking.most_hangs_on(position, others)
