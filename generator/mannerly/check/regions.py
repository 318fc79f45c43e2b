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


def _by_any(whole: int, _part: int) -> bool:
    return bool(whole)


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
        covered: Callable[[int, int], bool] = _by_any,
        extra: Sequence[Box] = (),
    ) -> Iterator[Situation]:
        """A situation from each part of ``start`` that can be and that ``rows`` do not cover.

        ``covered`` is given the rows that hold in the whole of a part and those
        that hold in some of it, and says whether the part needs no more
        looking at; by default any row that holds in the whole does. ``extra`` boxes cover
        as well. Raises Undecided beyond the budget.
        """
        index = self.index
        extras = RowIndex(self.columns, extra) if extra else None
        masks = list(self.everything)
        for column, mask in start:
            masks[column] &= mask
            if not masks[column]:
                return
        rows |= self.impossible
        extra_rows = 0
        for column, mask in enumerate(masks):
            if mask != self.everything[column]:
                rows &= index.any(column, mask)
        if extras is not None:
            extra_rows = extras.all_rows
            for column, mask in enumerate(masks):
                extra_rows &= extras.any(column, mask)
        pending = [(tuple(masks), rows, extra_rows, any(c in self._date_columns for c, _ in start))]
        parts = 0
        while pending:
            now, rows, extra_rows, dates_changed = pending.pop()
            parts += 1
            self.parts += 1
            if parts > self.budget:
                raise Undecided
            full = rows
            extra_full = extra_rows
            for column, mask in enumerate(now):
                if full:
                    full &= index.all(column, mask)
                if extra_full and extras is not None:
                    extra_full &= extras.all(column, mask)
            if extra_full or full & self.impossible or covered(full, rows & ~full):
                continue
            if dates_changed and not self.dates.can_fit(now):
                continue
            split = self._split(now, rows & ~full, extra_rows, extras)
            if split is None:
                found = self._situation(now)
                if found is not None:
                    yield found
                continue
            column, groups = split
            for mask in groups:
                part = (*now[:column], mask, *now[column + 1 :])
                pending.append(
                    (
                        part,
                        rows & index.any(column, mask),
                        extra_rows and extras.any(column, mask) & extra_rows if extras else 0,
                        column in self._date_columns,
                    )
                )

    def _split(
        self, masks: Sequence[int], rows: int, extra_rows: int, extras: RowIndex | None
    ) -> tuple[int, list[int]] | None:
        """The column to divide at, and its parts; None where nothing straddles any more.

        A column is cut in two where the least work seems to be left: where few
        boxes straddle, and neither side has most of them.
        """
        edges = self._edges(rows, extra_rows, extras)
        best: tuple[float, int, int] | None = None
        for column, edge in edges.items():
            mask = masks[column]
            if not mask & (mask - 1):
                continue
            runs = self._runs_alike(column, mask, edge, rows, extra_rows, extras)
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

    def _edges(self, rows: int, extra_rows: int, extras: RowIndex | None) -> dict[int, int]:
        """For each column the cells at which some of these boxes begin, or begin to be left out."""
        edges: dict[int, int] = {}
        boxes = [self.boxes[row] for row in bits(rows)]
        if extras is not None:
            boxes += [extras.boxes[row] for row in bits(extra_rows)]
        for box in boxes:
            for column, mask in box:
                edges[column] = edges.get(column, 0) | mask ^ mask << 1
        return edges

    def _runs_alike(
        self,
        column: int,
        mask: int,
        edge: int,
        rows: int,
        extra_rows: int,
        extras: RowIndex | None,
    ) -> list[tuple[int, int]]:
        """Where in a mask runs of cells begin that the same boxes allow, and these boxes."""
        allow = self.index.allow[column]
        runs: list[tuple[int, int]] = []
        for cell in bits(mask & (edge | ~(mask << 1))):
            held = allow[cell] & rows
            if extras is not None:
                held |= (extras.allow[column][cell] & extra_rows) << len(self.boxes)
            if not runs or runs[-1][1] != held:
                runs.append((cell, held))
        return runs

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
