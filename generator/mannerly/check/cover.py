"""The space of all situations as disjoint boxes, each with the rule that decides in it.

This is what the checks of gaps and conflicts come to, in a form that another
program can check without searching: it only has to look at each box. Boxes in
which nothing can be name the reason instead, a box of impossibilities around
them. (Recursive space partition, as in ``regions``; what cannot be is cut off
first, wherever one cut is enough, as unit propagation does for clauses.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import or_

from mannerly.table.build import Box
from mannerly.table.columns import DateColumn, everything
from mannerly.table.dates import DateSolver
from mannerly.table.evaluate import Evaluator, RowIndex, bit_set, bits
from mannerly.table.impossible import impossible_boxes

#: How many boxes the space may be cut into.
BUDGET = 200_000


class NoCover(Exception):
    """There is a situation that no rule decides, or the budget was not enough."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One box, as a mask for each column: ``rule`` decides in all of it.

    Where ``rule`` is None nothing of it can be: it lies in the box of impossibilities
    whose number is ``impossible``.
    """

    masks: tuple[int, ...]
    rule: str | None
    impossible: int = -1


@dataclass(frozen=True, slots=True)
class Cover:
    """Disjoint boxes that make up the whole space, and the boxes of impossibilities they name.

    The rule of a box applies and stands in all of it. No rule that may stand there
    as well advises another act, and none avoids what one recommends. ``cuts`` are
    columns and cells: the space is cut in two, the part with these cells and then
    the rest are cut on, and so each box comes about in its turn.
    """

    tiles: tuple[Tile, ...]
    cuts: tuple[tuple[int, int], ...]
    impossible: tuple[Box, ...]


def cover(evaluator: Evaluator, budget: int = BUDGET) -> Cover:
    """The space of a guide, cut into such boxes; raises NoCover where that cannot be done."""
    return _Cutter(evaluator).run(budget)


#: The rows that straddle a part, by column, each with the cells that it allows there.
_Straddling = Mapping[int, Sequence[tuple[int, int]]]


class _Cutter:
    """Rows are the boxes of the guide's rules, in order, and after them those of what cannot be."""

    def __init__(self, evaluator: Evaluator) -> None:
        table = evaluator.table
        self.columns = table.columns
        self.evaluator = evaluator
        rows = [
            (evaluator.row_rule[row], box)
            for row, box in enumerate(evaluator.boxes)
            if evaluator.guide_rules >> evaluator.row_rule[row] & 1
        ]
        self.rule_of = [rule for rule, _ in rows]
        self.first_impossible = len(rows)
        self.boxes = [*(box for _, box in rows), *impossible_boxes(table)]
        self.index = RowIndex(table.columns, self.boxes)
        self.dates = DateSolver(table.model, table.columns)
        self.everything = tuple(everything(column) for column in table.columns)
        self._note_relations()
        #: boxes in which no dates fit, found on the way
        self.undatable: list[Box] = []
        #: the boxes of impossibilities that tiles name, with their numbers
        self.named: dict[Box, int] = {}

    def _note_relations(self) -> None:
        """Which rows are over a rule, and which say the opposite of a row's advice."""
        evaluator, size = self.evaluator, self.first_impossible
        rules = [evaluator.model.rules[id] for id in evaluator.rule_ids]
        over: dict[int, list[int]] = {}
        advising: dict[str, list[int]] = {}
        avoiding: dict[str, list[int]] = {}
        besides: dict[str, list[int]] = {}
        for row, rule in enumerate(self.rule_of):
            for other in bits(evaluator.beats[rule]):
                over.setdefault(other, []).append(row)
            if (act := evaluator.advise[rule]) is not None:
                advising.setdefault(act, []).append(row)
            for act in rules[rule].avoid:
                avoiding.setdefault(act, []).append(row)
            for act in rules[rule].also:
                besides.setdefault(act, []).append(row)
        self.over = [bit_set(over.get(rule, ()), size) for rule in range(len(rules))]
        advises = {act: bit_set(found, size) for act, found in advising.items()}
        avoids = {act: bit_set(found, size) for act, found in avoiding.items()}
        self.advising = bit_set((row for found in advising.values() for row in found), size)
        #: by act, the rows that advise another or avoid it
        self.against = {
            act: self.advising & ~found | avoids.get(act, 0) for act, found in advises.items()
        }
        #: pairs of sets of rows, one to recommend besides what the other avoids
        self.quarrels = [
            (bit_set(found, size), avoids[act]) for act, found in besides.items() if act in avoids
        ]

    def run(self, budget: int) -> Cover:
        tiles: list[Tile] = []
        cuts: list[tuple[int, int]] = []
        pending = [(list(self.everything), self.index.all_rows, True)]
        while pending:
            masks, rows, dates_changed = pending.pop()
            if len(tiles) + len(pending) > budget:
                raise NoCover
            whole, straddling, cut_off = self._look(masks, rows)
            impossible = whole >> self.first_impossible
            if impossible:
                row = self.first_impossible + next(bits(impossible))
                tiles.append(self._excluded(masks, self.boxes[row]))
                continue
            if dates_changed and not self.dates.can_fit(masks):
                tiles.append(self._excluded(masks, self._undatable(masks)))
                continue
            decides, wanted = self._decide(whole, rows & ~whole)
            if decides is not None:
                tiles.append(Tile(tuple(masks), self.evaluator.rule_ids[decides]))
                continue
            column, low = (
                cut_off
                or self._cut(masks, straddling, wanted)
                or self._cut(masks, straddling, rows & ~whole)
                or self._gap(masks)
            )
            cuts.append((column, low))
            dated = column in self.dates.columns
            for mask in (masks[column] & ~low, low):
                part = [*masks[:column], mask, *masks[column + 1 :]]
                pending.append((part, rows & self.index.any(column, mask), dated))
        return Cover(tuple(tiles), tuple(cuts), tuple(self.named))

    def _look(
        self, masks: Sequence[int], rows: int
    ) -> tuple[int, _Straddling, tuple[int, int] | None]:
        """The rows that hold in the whole of a part, those that straddle it, and a first cut.

        One is given where a box of impossibilities straddles a single column:
        its cells there can be cut off.
        """
        whole = 0
        straddling: dict[int, list[tuple[int, int]]] = {}
        cut_off: tuple[int, int] | None = None
        for row in bits(rows):
            straddled = [limit for limit in self.boxes[row] if masks[limit[0]] & ~limit[1]]
            if not straddled:
                whole |= 1 << row
            elif row >= self.first_impossible and len(straddled) == 1:
                column, mask = straddled[0]
                cut_off = column, masks[column] & mask
            for column, mask in straddled:
                straddling.setdefault(column, []).append((row, mask))
        return whole, straddling, cut_off

    def _decide(self, whole: int, part: int) -> tuple[int | None, int]:
        """The rule that decides a whole part, given the rows that hold in all of it and in some.

        Without one, the rows along which to cut so that there may be one.
        """
        best = 0
        for row in bits(whole & self.advising):
            if self.over[self.rule_of[row]] & whole:
                continue
            wanted = self._in_the_way(row, whole, part)
            if wanted == 0:
                return self.rule_of[row], 0
            if wanted and (not best or wanted.bit_count() < best.bit_count()):
                best = wanted
        return None, best or part & self.advising

    def _in_the_way(self, row: int, whole: int, part: int) -> int | None:
        """The rows that keep a row that holds from deciding, but for a cut; None if none helps."""
        rule = self.rule_of[row]
        act = self.evaluator.advise[rule]
        assert act is not None
        wanted = self.over[rule] & part
        possible = whole | part
        for other in self._standing(self.against[act] & possible, whole):
            cut = (1 << other | self.over[self.rule_of[other]]) & part
            if not cut:
                return None
            wanted |= cut
        for besides, avoided in self.quarrels:
            for one in self._standing(besides & possible, whole):
                for other in self._standing(avoided & possible, whole):
                    over = self.over[self.rule_of[one]] | self.over[self.rule_of[other]]
                    cut = (1 << one | 1 << other | over) & part
                    if not cut:
                        return None
                    wanted |= cut
        return wanted

    def _standing(self, rows: int, whole: int) -> Iterator[int]:
        """Those of some rows that no row that holds is over."""
        return (row for row in bits(rows) if not self.over[self.rule_of[row]] & whole)

    def _cut(
        self, masks: Sequence[int], straddling: _Straddling, wanted: int
    ) -> tuple[int, int] | None:
        """Where to cut a part along the edges of wanted rows, so that few of them straddle."""
        best: tuple[int, int, int] | None = None
        for column, rows in straddling.items():
            edges = 0
            for row, mask in rows:
                if wanted >> row & 1:
                    edges |= mask ^ mask << 1
            if not edges:
                continue
            mask, allow = masks[column], self.index.allow[column]
            held = [(cell, allow[cell] & wanted) for cell in bits(mask & (edges | ~(mask << 1)))]
            above = [0, *accumulate((rows for _, rows in reversed(held)), or_)][::-1]
            below = 0
            for (_, rows_here), (cell, _), rest in zip(held, held[1:], above[1:], strict=False):
                below |= rows_here
                score = below.bit_count() + rest.bit_count()
                if best is None or score < best[0]:
                    best = score, column, mask & (1 << cell) - 1
        return best and best[1:]

    def _gap(self, masks: Sequence[int]) -> tuple[int, int]:
        """Where to cut so that cells of dates become neighbours; raises NoCover where they are."""
        for column in self.dates.columns:
            mask, kind = masks[column], self.columns[column]
            if mask == self.everything[column]:
                continue
            if kind.missing and mask & 1 and mask != 1:
                return column, 1
            run = mask & ~(mask + (mask & -mask))
            if isinstance(kind, DateColumn) and run != mask:
                return column, run
        raise NoCover

    def _excluded(self, masks: Sequence[int], box: Box) -> Tile:
        return Tile(tuple(masks), None, self.named.setdefault(box, len(self.named)))

    def _undatable(self, masks: Sequence[int]) -> Box:
        """A box around a part in which no dates fit either, as large as it can simply be made."""
        for known in self.undatable:
            if all(not masks[column] & ~mask for column, mask in known):
                return known
        large = list(self.everything)
        for column in self.dates.columns:
            large[column] = masks[column]
        for column in self.dates.columns:
            if large[column] != self.everything[column]:
                self._enlarge(large, column, self.everything[column])
        for column in self.dates.columns:
            for cell in bits(self.everything[column] & ~large[column]):
                self._enlarge(large, column, large[column] | 1 << cell)
        box = tuple(
            (column, large[column])
            for column in sorted(self.dates.columns)
            if large[column] != self.everything[column]
        )
        self.undatable.append(box)
        return box

    def _enlarge(self, masks: list[int], column: int, mask: int) -> None:
        """Let a part have more cells if no dates fit it then either."""
        before, masks[column] = masks[column], mask
        if self.dates.can_fit(masks):
            masks[column] = before
