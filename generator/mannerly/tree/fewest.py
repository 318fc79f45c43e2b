"""In which order to ask: fewest questions on average, proved, or as near as the budget allows.

The expected number of questions still to ask is worked out over positions, best
first: a position's bound from below, at first that of ``needed``, becomes that of
its best question, and only where the best orders by these bounds lead is it made
exact (dynamic programming in real time: Barto, Bradtke and Singh, "Learning to act
using real-time dynamic programming", Artificial Intelligence 72, 1995; with
positions marked as solved: Bonet and Geffner, "Labeled RTDP", ICAPS 2003).
Positions never come again, so this ends, and what it ends with is least. Beyond
the budget, all partial situations are worked out if they are few enough. Else the
order is that of a greedy choice, rolled out: each question is the one after which the
greedy order would need the fewest (Bertsekas, Tsitsiklis and
Wu, "Rollout algorithms for combinatorial optimization", Journal of Heuristics 3,
1997).
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mannerly.table.evaluate import Evaluator
from mannerly.tree.asking import Asking, Position, Spent
from mannerly.tree.exact import CLOSE, Exact
from mannerly.tree.needed import Needed


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to search: how often to look at positions, and up to how many
    partial situations to work all of them out where that does not suffice.
    """

    looks: int
    every: int


#: What people wait for, some seconds at most, and what a proof may cost, which may be minutes.
QUICK, THOROUGH = Limits(30_000, 100_000), Limits(1_000_000, 5_000_000)

#: Which of its questions to ask in a position, by number.
Choose = Callable[[Position], int]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of questions.

    It asks ``expected`` questions on average until the advice is settled, and ``most``
    at most; no order asks fewer than ``bound`` on average. Where ``proved``, that is
    what this one asks. ``looks`` is how often partial situations were looked at to find it.
    Where so many situations hang together that they cannot be weighed, ``bound`` is None.
    """

    asking: Asking
    choose: Choose
    expected: float
    most: int
    bound: float | None
    proved: bool
    looks: int


def best_order(evaluator: Evaluator, complete: bool, limits: Limits) -> Order | None:
    """The order that asks the fewest questions, or a good one.

    Where the search does not end within the limits, and there are too many partial
    situations to work them all out, the order is a good one and the bound follows from what
    was looked at: that may cost the looks again for each of two lesser ways. None where not
    even those do.
    """
    asking = Asking(evaluator, complete)
    asking.left = limits.looks
    search = _Search(asking)
    with contextlib.suppress(Spent):
        search.run()
        return _order(asking, search.solved.__getitem__, search.total)
    if asking.partial_situations(limits.every) is not None:
        asking.left = sys.maxsize
        exact = Exact(asking)
        return _order(asking, exact.choose, exact.total)
    base, bound = greedy(asking), search.total
    found = None
    with contextlib.suppress(Spent):
        for choose in (base, RollOut(asking, base, search.solved).choose):
            asking.left = limits.looks
            found = _order(asking, choose, bound)
    return found


def _order(asking: Asking, choose: Choose, bound: float) -> Order:
    looks, course = asking.looks, Course(asking, choose)
    expected, listed = course.expected, asking.odds.listed
    proved = listed and expected < bound + CLOSE
    least = expected if proved else bound if listed else None
    return Order(asking, choose, expected, course.most, least, proved, looks)


def in_given_order(position: Position) -> int:
    """The first question in the order of the guide."""
    return position.asks[0]


def greedy(asking: Asking) -> Choose:
    """The question on which most hangs."""
    return lambda position: asking.most_hangs_on(position, position.asks)


class Course:
    """What comes of an order: how many questions it asks, from any position on."""

    def __init__(self, asking: Asking, choose: Choose) -> None:
        self._asking = asking
        self._choose = choose
        self._expected: dict[Position, float] = {}
        self._most: dict[Position, int] = {}

    @property
    def expected(self) -> float:
        """The number of questions on average."""
        return sum(today.share * self.after(start) for today, start in self._asking.starts)

    @property
    def most(self) -> int:
        """The largest number of questions."""
        self.positions()
        return max((self._most[start] for _, start in self._asking.starts), default=0)

    def positions(self) -> tuple[Position, ...]:
        """All positions that the order leads to, each after those that it leads on to."""
        for _, start in self._asking.starts:
            self.after(start)
        return tuple(self._expected)

    def after(self, position: Position) -> float:
        """The number of questions that are still to come on average."""
        pending = [position]
        while pending:
            here = pending[-1]
            if here in self._expected:
                pending.pop()
            elif not here.asks:
                self._expected[here], self._most[here] = 0.0, 0
            else:
                answers = self._asking.answers(here, self._choose(here))
                unknown = [onward for _, _, onward in answers if onward not in self._expected]
                if unknown:
                    pending += unknown
                    continue
                self._expected[here] = 1 + sum(
                    share * self._expected[onward] for _, share, onward in answers
                )
                self._most[here] = 1 + max(self._most[onward] for _, _, onward in answers)
        return self._expected[position]


class RollOut:
    """The question after which another order needs the fewest; where it is solved, the best."""

    def __init__(self, asking: Asking, base: Choose, solved: Mapping[Position, int]) -> None:
        self._asking = asking
        self._course = Course(asking, lambda p: solved[p] if p in solved else base(p))
        self._chosen = dict(solved)

    def choose(self, position: Position) -> int:
        """The number of the fact to ask."""
        if position not in self._chosen:
            self._chosen[position] = min(position.asks, key=lambda fact: self._cost(position, fact))
        return self._chosen[position]

    def _cost(self, position: Position, fact: int) -> float:
        answers = self._asking.answers(position, fact)
        return round(sum(share * self._course.after(onward) for _, share, onward in answers), 9)


class _Search:
    """Bounds from below, raised until the best order by them is solved everywhere."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._needed = Needed(asking)
        self._bound: dict[Position, float] = {}
        #: the positions whose bounds are exact, with the question to ask there
        self.solved: dict[Position, int] = {}

    @property
    def total(self) -> float:
        """No order asks fewer questions on average, as far as has been found out."""
        return sum(
            today.share * max(self._bound.get(start, 0.0), self._needed.known(start))
            for today, start in self._asking.starts
        )

    def run(self) -> None:
        """Solve all starts. Raises Spent."""
        self._needed.survey()
        for _, start in self._asking.starts:
            while start.asks and start not in self.solved:
                path = [start]
                while onward := self._back_up(path[-1]):
                    path.append(onward)
                for position in reversed(path[:-1]):
                    self._back_up(position)

    def _least(self, position: Position) -> float:
        found = self._bound.get(position)
        if found is None:
            found = self._bound[position] = self._needed.after(position)
        return found

    def _back_up(self, position: Position) -> Position | None:
        """Raise a position's bound; gives what is likeliest and not solved on its best order."""
        best, chosen = float("inf"), -1
        for fact in position.asks:
            cost = 1.0
            for _, share, onward in self._asking.answers(position, fact):
                cost += share * self._least(onward)
            if cost < best - CLOSE:
                best, chosen = cost, fact
        self._bound[position] = best
        unsolved = [
            (share, onward)
            for _, share, onward in self._asking.answers(position, chosen)
            if onward.asks and onward not in self.solved
        ]
        if not unsolved:
            self.solved[position] = chosen
            return None
        return max(unsolved, key=lambda found: found[0])[1]
