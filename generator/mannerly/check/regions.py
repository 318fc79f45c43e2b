"""Is there a possible situation that none of some boxes covers? Exact, within a budget.

The space of all situations is cut in two again and again where the fewest
remaining boxes straddle, until a part is covered by one box or met by
none. What cannot be is covered too, by boxes of its own: facts that do not
exist but have a value, contradicted assumptions. Dates that do not fit
together are left to the solver for dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import or_

from mannerly.model.guide import Choice, Date, FactType, Number, Several, Situation, Value
from mannerly.table.build import Box, Table
from mannerly.table.columns import (
    DateColumn,
    IncludesColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    everything,
)
from mannerly.table.dates import DateSolver
from mannerly.table.evaluate import RowIndex, bit_set, bits
from mannerly.table.impossible import impossible_boxes

#: How many parts one question may divide the space into before it counts as undecided.
BUDGET = 200_000


class Undecided(Exception):
    """A question that was not settled within the budget."""


def _never(_whole: int, _part: int) -> bool:
    return False


class Space:
    """All situations of a guide, and the boxes that rules and impossibilities take up in them.

    Rows are numbered as in the evaluator: first those of the rules, in order,
    then those of what cannot be.
    """

    def __init__(self, table: Table, budget: int = BUDGET) -> None:
        self.table = table
        self.columns = table.columns
        self.budget = budget
        self.everything = tuple(everything(column) for column in table.columns)
        boxes: list[Box] = []
        self.rule_rows: dict[str, range] = {}
        for id, rule_boxes in table.rules.items():
            self.rule_rows[id] = range(len(boxes), len(boxes) + len(rule_boxes))
            boxes.extend(rule_boxes)
        rules_end = len(boxes)
        boxes.extend(impossible_boxes(table))
        self.boxes = boxes
        self.index = RowIndex(table.columns, boxes)
        self.impossible = (self.index.all_rows >> rules_end) << rules_end
        self.dates = DateSolver(table.model, table.columns)
        self._date_columns = frozenset(self.dates.columns)
        #: how many parts have been looked at in all
        self.parts = 0

    def rows(self, rules: Sequence[str]) -> int:
        """The rows of these rules."""
        return bit_set((row for id in rules for row in self.rule_rows[id]), len(self.boxes))

    def uncovered(
        self,
        start: Box,
        rows: int,
        extra: Sequence[Box] = (),
        others: int = 0,
        covered: Callable[[int, int], bool] = _never,
    ) -> Iterator[Situation]:
        """A situation from each part of ``start`` that can be and that is not covered.

        Each of ``rows`` and of the ``extra`` boxes covers what lies in it. Of the
        ``others``, ``covered`` says whether they cover a part, given those that
        hold in the whole of it and the rows that hold in some of it. Raises
        Undecided beyond the budget.
        """
        masks = list(self.everything)
        for column, mask in start:
            masks[column] &= mask
            if not masks[column]:
                return
        index, alone = self.index, rows | self.impossible
        rows = alone | others
        for column, _ in start:
            rows &= index.any(column, masks[column])
        if extra:
            index = RowIndex(self.columns, [*(self.boxes[row] for row in bits(rows)), *extra])
            rows = alone = index.all_rows
        pending = [(masks, rows, any(c in self._date_columns for c, _ in start))]
        parts = 0
        while pending:
            masks, rows, dates_changed = pending.pop()
            parts += 1
            self.parts += 1
            if parts > self.budget:
                raise Undecided
            cut = _cut_down(masks, rows & alone, index)
            if cut is None:
                continue
            for column in cut:
                rows &= index.any(column, masks[column])
                dates_changed = dates_changed or column in self._date_columns
            whole, edges = _look(masks, rows, index)
            if whole and covered(whole, rows & ~whole):
                continue
            if dates_changed and not self.dates.can_fit(masks):
                continue
            split = self._split(masks, rows & ~whole, edges, index)
            if split is None:
                found = self._situation(masks)
                if found is not None:
                    yield found
                continue
            column, groups = split
            for mask in groups:
                part = [*masks[:column], mask, *masks[column + 1 :]]
                pending.append((part, rows & index.any(column, mask), column in self._date_columns))

    def _split(
        self, masks: Sequence[int], rows: int, edges: Mapping[int, int], index: RowIndex
    ) -> tuple[int, list[int]] | None:
        """The column to divide at, and its parts; None where nothing straddles any more.

        A column is cut in two where the least work seems to be left: where few
        boxes straddle, and neither side has most of them.
        """
        best: tuple[float, int, int] | None = None
        for column, edge in edges.items():
            mask = masks[column]
            runs = _runs_alike(mask, edge, index.allow[column], rows)
            above = [0, *accumulate((held for _, held in reversed(runs)), or_)][::-1]
            below = 0
            for (_, held), (cut, _), rest in zip(runs, runs[1:], above[1:], strict=False):
                below |= held
                score = below.bit_count() ** 1.5 + rest.bit_count() ** 1.5
                if best is None or score < best[0]:
                    best = score, column, mask & (1 << cut) - 1
        if best is not None:
            _, column, low = best
            return column, [masks[column] & ~low, low]
        for column in self.dates.columns:
            whole = self._runs(column, masks[column])
            if len(whole) > 1 and masks[column] != self.everything[column]:
                return column, whole
        return None

    def _runs(self, column: int, mask: int) -> list[int]:
        """A mask of dates as masks without gaps, as the solver reads them; others as they are."""
        kind = self.columns[column]
        if not isinstance(kind, DateColumn):
            if column in self._date_columns and kind.missing and mask & 1 and mask & ~1:
                return [1, mask & ~1]
            return [mask]
        runs = []
        if kind.missing and mask & 1:
            runs.append(1)
            mask &= ~1
        while mask:
            low = mask & -mask
            run = mask & ~(mask + low)
            runs.append(run)
            mask &= ~run
        return runs

    def _situation(self, masks: Sequence[int]) -> Situation | None:
        """A situation in these cells, or None where no dates fit them."""
        days = self.dates.solve(masks)
        if days is None:
            return None
        return read_situation(self.table, masks, days)


def _cut_down(masks: list[int], rows: int, index: RowIndex) -> set[int] | None:
    """Take what is covered off a part, as far as it remains a part, and tell the columns changed.

    What a row covers that straddles one column only goes without dividing the
    rest. None where a row covers all of it.
    """
    cut: set[int] = set()
    again = True
    while again:
        again = False
        for row in bits(rows):
            straddled = [(c, mask) for c, mask in index.boxes[row] if masks[c] & ~mask]
            if not straddled:
                return None
            if len(straddled) == 1:
                column, mask = straddled[0]
                if masks[column] & mask:
                    masks[column] &= ~mask
                    cut.add(column)
                    again = True
    return cut


def _look(masks: Sequence[int], rows: int, index: RowIndex) -> tuple[int, dict[int, int]]:
    """The rows that hold in the whole of a part, and where the others divide it.

    That is, for each column that some row straddles, the cells at which one
    begins or ends.
    """
    whole = 0
    edges: dict[int, int] = {}
    for row in bits(rows):
        straddles = False
        for column, mask in index.boxes[row]:
            if masks[column] & ~mask:
                straddles = True
                edges[column] = edges.get(column, 0) | mask ^ mask << 1
        if not straddles:
            whole |= 1 << row
    return whole, edges


def _runs_alike(mask: int, edge: int, allow: Sequence[int], rows: int) -> list[tuple[int, int]]:
    """Where in a mask runs of cells begin that the same rows allow, and these rows."""
    runs: list[tuple[int, int]] = []
    for cell in bits(mask & (edge | ~(mask << 1))):
        held = allow[cell] & rows
        if not runs or runs[-1][1] != held:
            runs.append((cell, held))
    return runs


def read_situation(table: Table, masks: Sequence[int], days: Mapping[str, int]) -> Situation:
    """A whole situation with its values in these cells, given its dates."""
    model = table.model
    values: dict[str, Value | None] = {}
    missing: set[str] = set()
    includes: dict[str, set[str]] = {}
    for column, mask in zip(table.columns, masks, strict=True):
        cell = _likeliest(mask, column.missing)
        match column:
            case ValueColumn(fact, options, gone):
                values[fact] = None if gone and cell == 0 else options[cell - gone]
            case NumberColumn(fact, cuts, gone):
                low = getattr(model.facts[fact].type, "low", 0)
                if gone and cell == 0:
                    values[fact] = None
                else:
                    values[fact] = low if cell == gone else cuts[cell - gone - 1]
            case KnownColumn(fact):
                if cell == 0:
                    missing.add(fact)
            case IncludesColumn(fact, option, gone):
                if cell - gone == 1:
                    includes.setdefault(fact, set()).add(option)
            case _:
                pass
    for id, fact_ in model.facts.items():
        match fact_.type:
            case _ if id in missing:
                values[id] = None
            case Date():
                values[id] = days[id]
            case Several():
                values[id] = frozenset(includes.get(id, ()))
            case _:
                values.setdefault(id, _any_value(fact_.type))
    return Situation(days["today"], {id: values[id] for id in model.facts})


def _likeliest(mask: int, missing: bool) -> int:
    """The first cell of a mask, a known one where there is one."""
    known = mask & ~1 if missing else mask
    return ((known or mask) & -(known or mask)).bit_length() - 1


def _any_value(kind: FactType) -> Value:
    match kind:
        case Choice(options):
            return next(iter(options))
        case Number(low):
            return low
        case _:
            return "yes"
