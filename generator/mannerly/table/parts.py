"""The space of all situations, cut into parts in each of which one thing is true of all.

Parts are disjoint and cover everything. What cannot be is in them too, marked as
such: it lies in a box of impossibilities, or no dates fit its cells. (Recursive
space partition: a part is cut in two where the fewest boxes straddle it.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Generic, Literal, TypeVar

from mannerly.model.guide import Model
from mannerly.table.build import Box, Table, build_table
from mannerly.table.columns import DateColumn, everything
from mannerly.table.cuts import best_cut
from mannerly.table.date_cells import DateCells, TooManyCells
from mannerly.table.dates import DateSolver
from mannerly.table.evaluate import RowIndex, bits
from mannerly.table.impossible import impossible_boxes

T = TypeVar("T")

#: How many parts one question may cut the space into.
BUDGET = 200_000


class TooManyParts(Exception):
    """The space was not cut up within the budget."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What is true of a whole part."""

    value: T


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A set of cells for each column, and what is true there.

    ``cannot`` says why nothing of it can be: ``"impossible"`` where it lies in a box
    of impossibilities, whose row is ``row``; ``"dates"`` where no dates fit its cells.
    ``value`` is None then. ``days`` are fitting dates, where parts were asked to be whole.
    """

    masks: tuple[int, ...]
    value: T | None
    cannot: Literal["impossible", "dates"] | None = None
    row: int = -1
    days: Mapping[str, int] | None = None


class Partition:
    """Cuts the space of a table along the edges of some boxes, which are numbered as rows.

    After them, from ``possible_rows`` on, come the boxes of what cannot be.
    """

    def __init__(self, table: Table, boxes: Sequence[Box], budget: int = BUDGET) -> None:
        self.table = table
        self.columns = table.columns
        self.budget = budget
        self.possible_rows = len(boxes)
        self.boxes = (*boxes, *impossible_boxes(table))
        self.index = RowIndex(table.columns, self.boxes)
        self._impossible = (self.index.all_rows >> len(boxes)) << len(boxes)
        self.dates = DateSolver(table.model, table.columns)
        self._date_columns = frozenset(self.dates.columns)
        self._everything = tuple(everything(column) for column in table.columns)
        self._date_cells = DateCells(table.columns, self.dates, budget)

    def parts(
        self,
        look: Callable[[int, int], Done[T] | int],
        start: Box = (),
        *,
        whole: bool = False,
    ) -> Iterator[Part[T]]:
        """All parts of a box, each as soon as it is found.

        ``look`` is given the rows that hold in the whole of a part and those that
        hold in some of it only. It says what is true of the part, or along which
        of the latter to cut it. With ``whole``, parts are cut on until all of
        their cells can be, as far as one cell of each column fits the others, and
        neighbours in columns of dates; their ``days`` are the earliest dates.
        Raises TooManyParts beyond the budget.
        """
        masks = list(self._everything)
        for column, mask in start:
            masks[column] &= mask
        if not all(masks):
            return
        rows = self.index.all_rows
        for column, _ in start:
            rows &= self.index.any(column, masks[column])
        pending = [(masks, rows, any(column in self._date_columns for column, _ in start))]
        left = self.budget
        while pending:
            masks, rows, dates_changed = pending.pop()
            left -= 1
            if left < 0:
                raise TooManyParts
            for column, mask, row in self._taken_off(masks, rows & self._impossible):
                yield Part((*masks[:column], mask, *masks[column + 1 :]), None, "impossible", row)
                rows &= self.index.any(column, masks[column])
                dates_changed = dates_changed or column in self._date_columns
            all_of_it, edges_of = self._look(masks, rows)
            if all_of_it & self._impossible:
                row = next(bits(all_of_it & self._impossible))
                yield Part(tuple(masks), None, "impossible", row)
                continue
            if dates_changed and not self.dates.can_fit(masks):
                yield Part(tuple(masks), None, "dates")
                continue
            found = look(all_of_it & ~self._impossible, rows & ~all_of_it & ~self._impossible)
            wanted = rows & self._impossible if isinstance(found, Done) else found
            if isinstance(found, Done) and not whole:
                yield Part(tuple(masks), found.value)
                continue
            split = self._split(masks, wanted & ~all_of_it, edges_of)
            if split is None and isinstance(found, Done):
                split = self._into_runs(masks)
                if split is None:
                    days = self.dates.solve(masks)
                    if days is None:
                        yield Part(tuple(masks), None, "dates")
                    else:
                        yield Part(tuple(masks), found.value, days=days)
                    continue
            assert split is not None, "nothing is left to cut, and nothing is settled"
            column, groups = split
            for mask in groups:
                part = [*masks[:column], mask, *masks[column + 1 :]]
                held = rows & self.index.any(column, mask)
                pending.append((part, held, column in self._date_columns))

    def count(self, part: Part[T]) -> int:
        """How many situations a whole part holds, those alike in every cell counting as one.

        Raises TooManyParts where the budget does not do to count dates.
        """
        if part.cannot is not None:
            return 0
        others = prod(
            mask.bit_count() for c, mask in enumerate(part.masks) if c not in self._date_columns
        )
        try:
            return others * self._date_cells.count(part.masks)
        except TooManyCells:
            raise TooManyParts from None

    def _taken_off(self, masks: list[int], rows: int) -> Iterator[tuple[int, int, int]]:
        """Shrink a part by what cannot be and straddles one column only, as long as there is any.

        Gives the column, the cells taken off it, and the row that rules them out.
        """
        again = True
        while again:
            again = False
            for row in bits(rows):
                straddled = [(c, mask) for c, mask in self.boxes[row] if masks[c] & ~mask]
                if len(straddled) == 1:
                    column, mask = straddled[0]
                    if mask & masks[column]:
                        off = mask & masks[column]
                        masks[column] &= ~mask
                        again = True
                        yield column, off, row

    def _look(self, masks: Sequence[int], rows: int) -> tuple[int, dict[int, list[int]]]:
        """The rows that hold in the whole of a part, and by column the others that straddle it."""
        whole = 0
        straddling: dict[int, list[int]] = {}
        for row in bits(rows):
            straddles = False
            for column, mask in self.boxes[row]:
                if masks[column] & ~mask:
                    straddles = True
                    straddling.setdefault(column, []).append(row)
            if not straddles:
                whole |= 1 << row
        return whole, straddling

    def _split(
        self, masks: Sequence[int], wanted: int, straddling: Mapping[int, Sequence[int]]
    ) -> tuple[int, list[int]] | None:
        """The column to cut at and its two halves, along the edges of the rows wanted."""
        best: tuple[float, int, int] | None = None
        for column, rows in straddling.items():
            edges = 0
            for row in rows:
                if wanted >> row & 1:
                    for c, mask in self.boxes[row]:
                        if c == column:
                            edges |= mask ^ mask << 1
            if not edges:
                continue
            mask, allow = masks[column], self.index.allow[column]
            starts = [(cell, allow[cell] & wanted) for cell in bits(mask & (edges | ~(mask << 1)))]
            found = best_cut(starts)
            if found is not None and (best is None or found[0] < best[0]):
                best = found[0], column, mask & (1 << found[1]) - 1
        if best is None:
            return None
        _, column, low = best
        return column, [masks[column] & ~low, low]

    def _into_runs(self, masks: Sequence[int]) -> tuple[int, list[int]] | None:
        """A column of dates whose cells are not neighbours, and its runs of neighbours."""
        for c in self.dates.columns:
            mask, column = masks[c], self.columns[c]
            if mask == self._everything[c]:
                continue
            runs = []
            if column.missing and mask & 1:
                runs.append(1)
                mask &= ~1
            if isinstance(column, DateColumn):
                while mask:
                    low = mask & -mask
                    run = mask & ~(mask + low)
                    runs.append(run)
                    mask &= ~run
            elif mask:
                runs.append(mask)
            if len(runs) > 1:
                return c, runs
        return None


def situations(model: Model) -> int | None:
    """How many situations the rules that a guide follows tell apart; None where that takes long.

    Those alike in everything that these rules ask count as one.
    """
    rules = {id: rule for id, rule in model.rules.items() if rule.aside is None}
    space = Partition(build_table(replace(model, rules=rules, guarantees={})), ())
    try:
        parts = space.parts(lambda _whole, _some: Done(True), whole=True)
        return sum(space.count(part) for part in parts)
    except TooManyParts:
        return None
