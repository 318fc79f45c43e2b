"""Witnesses: which of all situations to show, and how a person would tell one.

Of the situations that show a finding, the smallest is shown. Every column of
the table has a plainest cell: the fact does not exist, if it may not; the answer
is the first option, the least number, "no", none of a list; two dates are the same
day, or as near as may be; a day is a Monday, or a business day. The smallest
situation is the one with the fewest columns in another cell; of several such, the
one whose first column is in a plainer cell, then the second, and so on. Its dates
are the earliest ones, from a preferred day on, that lie in these cells.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from mannerly.model.calendar import as_date
from mannerly.model.guide import Model, Situation, YesNo
from mannerly.model.interpreter import holds
from mannerly.model.speaker import Speaker
from mannerly.problems import Witness
from mannerly.table.build import Table
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    ValueColumn,
    facts_of,
)
from mannerly.table.evaluate import bits

#: How small a situation is, or may be: columns that are not in their plainest cell, and how
#: far from it each is, in cells. The less, the smaller.
Size = tuple[int, tuple[int, ...]]


class Plainness:
    """For each column its cells, from the plainest on."""

    def __init__(self, table: Table) -> None:
        self.orders = tuple(_plainest_first(column, table.model) for column in table.columns)
        self._ranks = [{cell: i for i, cell in enumerate(order)} for order in self.orders]
        self._best: list[dict[int, int]] = [{} for _ in self.orders]

    def best(self, column: int, mask: int) -> int:
        """How far the plainest cell of a mask is from the plainest of the column."""
        known = self._best[column]
        if mask not in known:
            ranks = self._ranks[column]
            known[mask] = min(ranks[cell] for cell in bits(mask))
        return known[mask]

    def plainest(self, column: int, mask: int) -> int:
        """The plainest cell of a mask."""
        return self.orders[column][self.best(column, mask)]

    def size(self, masks: Sequence[int]) -> Size:
        """The least size that a situation in these cells may have."""
        best = tuple(map(self.best, range(len(masks)), masks))
        return sum(map(bool, best)), best


def _plainest_first(column: Column, model: Model) -> tuple[int, ...]:
    cells = list(range(column.missing, column.cells))
    match column:
        case ValueColumn(fact) if isinstance(model.facts[fact].type, YesNo):
            cells.reverse()
        case BusinessDayColumn():
            cells.reverse()
        case DateColumn(cuts=cuts, missing=missing):
            same = bisect_right(cuts, (0, 0)) + missing
            cells.sort(key=lambda cell: (abs(cell - same), cell < same))
        case _:
            pass
    if column.missing:
        # What need not be told is plainest; that something is not known is least plain.
        hangs = any(model.facts[fact].when is not None for fact in facts_of(column))
        cells.insert(0 if hangs else len(cells), 0)
    return tuple(cells)


class Teller:
    """Turns situations into witnesses in the words of the guide's questions."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, situation: Situation) -> Witness:
        """The witness of a situation: facts that do not exist in it are left out."""
        answers, speaker = [], Speaker.english(self._model)
        for id, fact in self._model.facts.items():
            if id not in situation.values:
                continue
            if fact.when is not None and not holds(fact.when, situation, self._model):
                continue
            answers.append((fact.ask, speaker.value(fact, situation.values[id])))
        return Witness(as_date(situation.today), tuple(answers))
