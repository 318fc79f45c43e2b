"""Is there a possible situation in some boxes that none of others covers? Exact, within a budget.

The space of all situations is cut in two again and again where the fewest
remaining boxes straddle, until a part is covered by one box or met by
none. What cannot be is covered too, by boxes of its own: facts that do not
exist but have a value, contradicted assumptions. Dates that do not fit
together are left to the solver for dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import count

from mannerly.check.witness import Plainness, Size
from mannerly.model.guide import Choice, Date, FactType, Number, Several, Situation, Value
from mannerly.table.build import Box, Boxes, Table
from mannerly.table.columns import (
    DateColumn,
    IncludesColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    everything,
)
from mannerly.table.cuts import best_cut
from mannerly.table.dates import DateSolver
from mannerly.table.evaluate import RowIndex, bit_set, bits
from mannerly.table.impossible import impossible_boxes

#: How many parts one question may divide the space into before it counts as undecided.
BUDGET = 200_000


class Undecided(Exception):
    """A question that was not settled within the budget."""


@dataclass(frozen=True, slots=True)
class NoneStands:
    """None of some rules stands. ``rules`` are their positions as bits.

    ``beats`` says of each rule, by position, which rules it is over (``Space.beats``,
    or what they would be).
    """

    rules: int
    beats: Sequence[int]


@dataclass(frozen=True, slots=True)
class Question:
    """Is there a possible situation in one of ``within`` and in none of the other boxes?

    These are the boxes with the numbers in ``outside``, as bits, and the ``extra``
    ones. With ``silent``, only situations in which none of these rules stands count.
    """

    within: Boxes
    outside: int = 0
    extra: Boxes = ()
    silent: NoneStands | None = None


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
        self.row_rule: list[int] = []
        for position, (id, rule_boxes) in enumerate(table.rules.items()):
            self.rule_rows[id] = range(len(boxes), len(boxes) + len(rule_boxes))
            self.row_rule += [position] * len(rule_boxes)
            boxes.extend(rule_boxes)
        self.rule_ids = tuple(table.rules)
        rules_end = len(boxes)
        boxes.extend(impossible_boxes(table))
        self.boxes = boxes
        self.index = RowIndex(table.columns, boxes)
        self.impossible = (self.index.all_rows >> rules_end) << rules_end
        self.dates = DateSolver(table.model, table.columns)
        self._date_columns = frozenset(self.dates.columns)
        #: how many parts have been looked at in all
        self.parts = 0

    @cached_property
    def plainness(self) -> Plainness:
        """Which cells are plainest."""
        return Plainness(self.table)

    @cached_property
    def beats(self) -> tuple[int, ...]:
        """Which rules each rule is over, by position; those that are set aside are over none."""
        rules = [self.table.model.rules[id] for id in self.rule_ids]
        position = {id: i for i, id in enumerate(self.rule_ids)}
        return tuple(
            bit_set((position[id] for id in rule.over), len(rules))
            if rule.over and rule.aside is None
            else 0
            for rule in rules
        )

    def rows(self, rules: Iterable[str]) -> int:
        """The rows of these rules."""
        return bit_set((row for id in rules for row in self.rule_rows[id]), len(self.boxes))

    def rows_at(self, rules: int) -> int:
        """The rows of the rules at these positions, as bits."""
        return self.rows(self.rule_ids[position] for position in bits(rules))

    def rules_of(self, rows: int) -> int:
        """The rules, as bits, to which rows belong; rows of what cannot be belong to none."""
        rules = 0
        for row in bits(rows):
            if row >= len(self.row_rule):
                break
            rules |= 1 << self.row_rule[row]
        return rules

    def find(self, question: Question) -> Situation | None:
        """A situation as asked for, or None if there is none.

        Raises Undecided beyond the budget.
        """
        return next(map(self._situation, self._search(question, _Stack())), None)

    def exists(self, question: Question) -> bool:
        """Whether there is a situation as asked for. Raises Undecided beyond the budget."""
        return next(self._search(question, _Stack()), None) is not None

    def smallest(self, question: Question) -> Situation | None:
        """The smallest situation as asked for (``Plainness`` says which it is), or None.

        Parts are looked at in the order of what they may hold at best (best
        first search), so that the first situation found is the smallest. Raises
        Undecided beyond the budget.
        """
        return next(self.by_size(question, ()), None)

    def by_size(self, question: Question, taken: Sequence[Box]) -> Iterator[Situation]:
        """The smallest situation as asked for, then the smallest outside of ``taken``, and so on.

        The boxes in ``taken`` are looked at anew before each: whoever asks adds to
        them. Raises Undecided where the next one is beyond the budget.
        """
        return map(self._situation, self._search(question, _Heap(self.plainness), taken))

    def _search(
        self, question: Question, pending: _Stack | _Heap, taken: Sequence[Box] = ()
    ) -> Iterator[Sequence[int]]:
        """The cells of parts in which there are such situations; of dates, neighbouring ones."""
        silence = question.silent and _Silence(self, question.silent)
        alone = question.outside | self.impossible
        rows = alone
        if silence:
            alone |= silence.alone
            rows = alone | silence.others
        index = self.index
        if question.extra:
            index = _Longer(index, question.extra)
            rows |= index.added
            alone |= index.added
        for start in reversed(question.within):
            self._start(start, rows, index, pending)
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
            if cut and not pending.is_first(masks):
                pending.push(masks, rows, dates_changed)
                continue
            whole, edges = _look(masks, rows, index)
            if silence and silence.broken(whole, rows & ~whole):
                continue
            if dates_changed and not self.dates.can_fit(masks):
                continue
            split = self._split(masks, rows & ~whole, edges, index)
            if split is None and taken:
                if any(_lies_in(masks, box) for box in taken):
                    continue
                split = _edge_of(masks, taken)
            if split is None and pending.in_order:
                split = self._plainest_dates(masks)
            if split is None:
                if self.dates.solve(masks) is not None:
                    parts = 0
                    yield masks
                    # What is taken by now may be less than all of this part.
                    if taken:
                        pending.push(masks, rows, False)
                continue
            column, groups = split
            for mask in groups:
                part = [*masks[:column], mask, *masks[column + 1 :]]
                pending.push(part, rows & index.any(column, mask), column in self._date_columns)

    def _start(self, box: Box, rows: int, index: RowIndex, pending: _Stack | _Heap) -> None:
        """Begin with a box, unless nothing is in it."""
        masks = list(self.everything)
        for column, mask in box:
            masks[column] &= mask
            if not masks[column]:
                return
            rows &= index.any(column, masks[column])
        pending.push(masks, rows, any(column in self._date_columns for column, _ in box))

    def _plainest_dates(self, masks: Sequence[int]) -> tuple[int, list[int]] | None:
        """The first column of dates with several cells, and its plainest cell to look at alone."""
        for column in self.dates.columns:
            mask = masks[column]
            if mask & (mask - 1):
                cell = 1 << self.plainness.plainest(column, mask)
                return column, [mask & ~cell, cell]
        return None

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
            found = best_cut(runs)
            if found is not None and (best is None or found[0] < best[0]):
                best = found[0], column, mask & (1 << found[1]) - 1
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

    def _situation(self, masks: Sequence[int]) -> Situation:
        """The plainest situation in these cells, which dates fit."""
        days = self.dates.solve(masks)
        assert days is not None
        return read_situation(self.table, list(map(self.plainness.plainest, count(), masks)), days)


class _Stack:
    """Parts to look at, the last first: soon done, with little to remember."""

    in_order = False

    def __init__(self) -> None:
        self._parts: list[tuple[list[int], int, bool]] = []

    def push(self, masks: list[int], rows: int, dates_changed: bool) -> None:
        self._parts.append((masks, rows, dates_changed))

    def pop(self) -> tuple[list[int], int, bool]:
        return self._parts.pop()

    def is_first(self, _masks: Sequence[int]) -> bool:
        """Whether the part that was taken out is the next one still, now that it has shrunk."""
        return True

    def __bool__(self) -> bool:
        return bool(self._parts)


class _Heap:
    """Parts to look at, first the one that may hold the smallest situation."""

    in_order = True

    def __init__(self, plainness: Plainness) -> None:
        self._plainness = plainness
        self._parts: list[tuple[Size, int, list[int], int, bool]] = []
        self._pushed = 0

    def push(self, masks: list[int], rows: int, dates_changed: bool) -> None:
        self._pushed += 1
        size = self._plainness.size(masks)
        heappush(self._parts, (size, -self._pushed, masks, rows, dates_changed))

    def pop(self) -> tuple[list[int], int, bool]:
        _, _, masks, rows, dates_changed = heappop(self._parts)
        return masks, rows, dates_changed

    def is_first(self, masks: Sequence[int]) -> bool:
        """Whether the part that was taken out is the next one still, now that it has shrunk."""
        return not self._parts or self._plainness.size(masks) <= self._parts[0][0]

    def __bool__(self) -> bool:
        return bool(self._parts)


class _Silence:
    """Where none of some rules stands, in rows: overrides leave it to be seen part by part.

    A rule that applies and that no other rule than these is over, not even by
    way of more rules, has one of them standing, for overrides do not go round
    in circles. So its rows (``alone``) break the silence by themselves. Of the
    ``others`` it hangs on which rules apply beside them.
    """

    def __init__(self, space: Space, silent: NoneStands) -> None:
        self._space, self._rules, self._beats = space, silent.rules, silent.beats
        every = (1 << len(self._beats)) - 1
        beaten = self._beaten_in_the_end(every & ~silent.rules)
        unsure = silent.rules & beaten
        self.alone = space.rows_at(silent.rules & ~beaten)
        over = bit_set(
            (i for i, beats in enumerate(self._beats) if beats & unsure), len(self._beats)
        )
        self.others = space.rows_at(unsure | over) & ~self.alone

    def _beaten_in_the_end(self, rules: int) -> int:
        """The rules that these are over, directly or by way of others."""
        found, pending = 0, rules
        while pending:
            beaten = 0
            for rule in bits(pending):
                beaten |= self._beats[rule]
            pending = beaten & ~found
            found |= beaten
        return found

    def broken(self, whole: int, straddling: int) -> bool:
        """Whether a rule certainly stands: it applies, and none that may apply is over it.

        Given the rows that hold in the whole of a part, and those that hold in some of it.
        """
        applying = self._space.rules_of(whole)
        speaking = applying & self._rules
        if speaking:
            for rule in bits(applying | self._space.rules_of(straddling)):
                speaking &= ~self._beats[rule]
        return bool(speaking)


class _Longer(RowIndex):
    """An index with some more boxes, numbered after the others."""

    def __init__(self, index: RowIndex, boxes: Sequence[Box]) -> None:
        self.boxes = [*index.boxes, *boxes]
        self.all_rows = (1 << len(self.boxes)) - 1
        self.added = self.all_rows ^ index.all_rows
        self.allow = [[rows | self.added for rows in cells] for cells in index.allow]
        for row, box in enumerate(boxes, start=len(index.boxes)):
            for column, mask in box:
                cells = self.allow[column]
                for cell in bits((1 << len(cells)) - 1 & ~mask):
                    cells[cell] ^= 1 << row
        self._any = [{} for _ in self.allow]
        self._all = [{} for _ in self.allow]


def _lies_in(masks: Sequence[int], box: Box) -> bool:
    return not any(masks[column] & ~mask for column, mask in box)


def _edge_of(masks: Sequence[int], boxes: Sequence[Box]) -> tuple[int, list[int]] | None:
    """Where a part is divided by a box that holds some of it; None where each holds nothing."""
    for box in boxes:
        if all(masks[column] & mask for column, mask in box):
            for column, mask in box:
                if masks[column] & ~mask:
                    return column, [masks[column] & ~mask, masks[column] & mask]
    return None


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


def meets(boxes: Sequence[Box], others: Sequence[Box]) -> Boxes:
    """The boxes in which one of some boxes and one of others hold."""
    found = (_meet(box, other) for box in boxes for other in others)
    return tuple(dict.fromkeys(both for both in found if both is not None))


def _meet(one: Box, other: Box) -> Box | None:
    masks = dict(one)
    for column, mask in other:
        masks[column] = masks.get(column, mask) & mask
        if not masks[column]:
            return None
    return tuple(sorted(masks.items()))


def beaten_by(beats: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """The rules over each rule, given which rules each is over; by position."""
    over: dict[int, list[int]] = {}
    for rule, beaten in enumerate(beats):
        for other in bits(beaten):
            over.setdefault(other, []).append(rule)
    return over


def read_situation(table: Table, cells: Sequence[int], days: Mapping[str, int]) -> Situation:
    """The whole situation with its values in these cells, one a column, given its dates."""
    model = table.model
    values: dict[str, Value | None] = {}
    missing: set[str] = set()
    includes: dict[str, set[str]] = {}
    for column, cell in zip(table.columns, cells, strict=True):
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


def _any_value(kind: FactType) -> Value:
    match kind:
        case Choice(options):
            return next(iter(options))
        case Number(low):
            return low
        case _:
            return "no"
