"""The fewest questions from every partial situation, worked out once each (Bellman, 1957).

Nothing is kept of a partial situation but the number of questions and the next one, in
arrays by its number, so that millions of them fit: nine bytes each.
"""

from __future__ import annotations

from array import array

from mannerly.tree.asking import Asking, Position

#: Differences below this come from rounding.
CLOSE = 1e-9


class Exact:
    """The best order of all. Each partial situation is worked out when it is first asked for.

    Situations that hang together have to be listed, and all of them together to be few enough.
    """

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self._fewest = array("d")
        self._question = array("b")

    @property
    def total(self) -> float:
        """The number of questions on average."""
        return sum(today.share * self.after(start) for today, start in self.asking.starts)

    def choose(self, position: Position) -> int:
        """The number of the fact to ask."""
        self.after(position)
        return self._question[position.number]

    def after(self, position: Position) -> float:
        """The fewest questions that any order asks from a position on, on average.

        It calls itself at most once a fact.
        """
        number, asking = position.number, self.asking
        while number >= len(self._fewest):
            self._fewest.extend([-1.0] * asking.room)
            self._question.extend([-1] * asking.room)
        if self._fewest[number] >= 0:
            return self._fewest[number]
        best = float("inf") if position.asks else 0.0
        for fact in position.asks:
            cost = 1.0
            for move in asking.moves(position, fact):
                _, share, _, onward = move
                known = self._fewest[onward] if onward < len(self._fewest) else -1.0
                if known < 0:
                    known = self.after(asking.look(position, fact, move))
                cost += share * known
                if cost >= best - CLOSE:
                    break
            else:
                best, self._question[number] = cost, fact
        self._fewest[number] = best
        return best
