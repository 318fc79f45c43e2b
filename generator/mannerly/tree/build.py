"""The decision tree: in which order to ask, worked out from the table.

It orders questions and draws the picture; no advice depends on it. Branches
that lead to equal ends are shared. The column to ask next is the one that
leaves the fewest acts and rules on average, which is greedy and not optimal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mannerly.model.guide import Situation
from mannerly.table.build import Boxes, Table
from mannerly.table.columns import IncludesColumn, KnownColumn, facts_of
from mannerly.table.dates import DateSolver
from mannerly.table.evaluate import Evaluator, RowIndex, View, bits, settled
from mannerly.table.impossible import impossible_boxes

#: How many parts of the space may be looked at before a guide counts as too large to draw.
BUDGET = 1500


@dataclass(frozen=True, slots=True)
class Branch:
    """Some cells of a column, and where they lead: a node's number, or the id of an act."""

    mask: int
    to: int | str


@dataclass(frozen=True, slots=True)
class Node:
    """A column to look at, and what follows for its cells. Cells that cannot be are left out."""

    column: int
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes, the first being the root; every branch leads to a later node or to an act."""

    nodes: tuple[Node, ...]


def build_tree(evaluator: Evaluator, complete: bool, budget: int = BUDGET) -> Tree | None:
    """The decision tree, or None where it is beyond the budget or there is nothing to ask."""
    builder = _Builder(evaluator, complete, budget)
    try:
        root = builder.build(builder.start)
    except _TooLarge:
        return None
    return None if not isinstance(root, int) else _in_order(builder.nodes, root)


class _TooLarge(Exception):
    pass


class _Builder:
    def __init__(self, evaluator: Evaluator, complete: bool, budget: int) -> None:
        self.evaluator = evaluator
        self.table: Table = evaluator.table
        self.complete = complete
        self.budget = budget
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}
        self._done: dict[tuple[object, ...], int | str | None] = {}
        self._impossible = RowIndex(self.table.columns, impossible_boxes(self.table))
        self._dates = DateSolver(self.table.model, self.table.columns)
        self._date_columns = frozenset(self._dates.columns)
        self.start = evaluator.everything
        self._known = {
            column.fact: i
            for i, column in enumerate(self.table.columns)
            if isinstance(column, KnownColumn)
        }
        #: for each fact the columns besides its own that have no value where it has none
        self._gone_with: dict[str, list[int]] = {id: [] for id in self.table.model.facts}
        for i, column in enumerate(self.table.columns):
            if column.missing and (i in self._date_columns or isinstance(column, IncludesColumn)):
                for fact in facts_of(column):
                    self._gone_with[fact].append(i)

    def build(self, masks: tuple[int, ...]) -> int | str | None:
        """The node or act for a part of the space; None where nothing can be there."""
        self.budget -= 1
        if self.budget < 0:
            raise _TooLarge
        masks, exists = self._settle(list(masks))
        if not self._can_be(masks):
            return None
        evaluator = self.evaluator
        possible = certain = evaluator.index.all_rows
        for column, mask in enumerate(masks):
            possible &= evaluator.index.any(column, mask)
            certain &= evaluator.index.all(column, mask)
        # Which values dates and texts speak of is no question of the tree: they count as known.
        view = View(
            Situation(0, {}), masks, dict.fromkeys(exists, False),
            evaluator.rules_of(possible), evaluator.rules_of(certain),
        )  # fmt: skip
        standing = evaluator.standing(view, evaluator.guide_rules, self.complete)
        if standing.settled:
            return standing.acts[0]
        rows = possible & evaluator.rows_of(standing.deciding)
        columns = tuple(self._candidates(masks, exists, rows))
        if not columns:
            return standing.acts[0] if standing.acts else None
        key = (rows, columns, self._at_stake(masks, rows))
        if key not in self._done:
            self._done[key] = self._divided(masks, rows, columns)
        return self._done[key]

    def _at_stake(self, masks: Sequence[int], rows: int) -> tuple[object, ...]:
        """All that it hangs on which of these rows hold where: parts alike in it have equal ends.

        These are the columns that the rows still divide, and those that can
        make cells of them impossible, directly or by way of others.
        """
        index, impossible = self.evaluator.index, self._impossible
        pending = [c for c, mask in enumerate(masks) if rows & ~index.all(c, mask)]
        limits = impossible.all_rows
        for column, mask in enumerate(masks):
            limits &= impossible.any(column, mask)
        found: set[int] = set()
        touched = 0
        while pending:
            found.update(pending)
            if not found.isdisjoint(self._date_columns):
                found |= self._date_columns
            for column in found:
                touched |= limits & ~impossible.all(column, masks[column])
            pending = [
                c
                for c, mask in enumerate(masks)
                if c not in found and touched & ~impossible.all(c, mask)
            ]
        return touched, tuple((c, masks[c]) for c in sorted(found))

    def _divided(
        self, masks: tuple[int, ...], rows: int, columns: Sequence[int]
    ) -> int | str | None:
        column, groups = min(
            ((c, self._groups(c, masks[c], rows)) for c in columns),
            key=lambda found: self._cost(found[0], found[1], masks[found[0]], rows),
        )
        branches: dict[int | str, int] = {}
        for mask in groups:
            to = self.build((*masks[:column], mask, *masks[column + 1 :]))
            if to is not None:
                branches[to] = branches.get(to, 0) | mask
        if len(branches) < 2:
            return next(iter(branches), None)
        node = Node(column, tuple(Branch(mask, to) for to, mask in branches.items()))
        if node not in self._numbers:
            self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return self._numbers[node]

    def _groups(self, column: int, mask: int, rows: int) -> list[int]:
        """The cells of a column, those together that make no difference to these rows."""
        allow = self.evaluator.index.allow[column]
        groups: dict[int, int] = {}
        for cell in bits(mask):
            key = allow[cell] & rows
            groups[key] = groups.get(key, 0) | 1 << cell
        if len(groups) == 1:
            return [1 << cell for cell in bits(mask)]
        return list(groups.values())

    def _cost(self, column: int, groups: Sequence[int], mask: int, rows: int) -> float:
        """How many acts, and how many rules, are left on average once a column is known."""
        evaluator, cost = self.evaluator, 0.0
        for group in groups:
            left = bits(rows & evaluator.index.any(column, group))
            rules = {evaluator.row_rule[row] for row in left}
            acts = {evaluator.advise[rule] for rule in rules} - {None}
            cost += group.bit_count() / mask.bit_count() * (len(acts) + len(rules) / 64)
        return cost

    def _candidates(
        self, masks: Sequence[int], exists: dict[str, bool | None], rows: int
    ) -> list[int]:
        """The columns that may be asked about now: their facts exist, and are known to be known."""
        index = self.evaluator.index
        pending = [c for c, mask in enumerate(masks) if rows & ~index.all(c, mask)]
        found: dict[int, None] = {}
        seen: set[int] = set()
        while pending:
            column = pending.pop()
            if column in seen or masks[column].bit_count() < 2:
                continue
            seen.add(column)
            ready = True
            for fact in facts_of(self.table.columns[column]):
                if exists[fact] is None:
                    ready = False
                    pending.extend(self.evaluator.existence_columns[fact])
                elif (known := self._known.get(fact, column)) != column and masks[known] == 3:
                    ready = False
                    pending.append(known)
            if ready:
                found[column] = None
        return sorted(found)

    def _settle(self, masks: list[int]) -> tuple[tuple[int, ...], dict[str, bool | None]]:
        """Draw the plain consequences: what does not exist is missing, what exists is not."""
        model, columns = self.table.model, self.table.columns
        exists: dict[str, bool | None] = {}
        always: Boxes = ((),)
        for id in self.evaluator.order:
            there = settled(self.table.existence.get(id, always), masks)
            exists[id] = there
            for c in self.evaluator.fact_columns[id]:
                if there is False:
                    masks[c] &= 1
                elif there and model.facts[id].unknown is None and columns[c].missing:
                    masks[c] &= ~1
            for c in self._gone_with[id]:
                known = [masks[self._known[f]] for f in facts_of(columns[c]) if f in self._known]
                if 1 in known:
                    masks[c] &= 1
                elif all(mask == 2 for mask in known):
                    masks[c] &= ~1
        return tuple(masks), exists

    def _can_be(self, masks: Sequence[int]) -> bool:
        if not all(masks):
            return False
        broken = self._impossible.all_rows
        for column, mask in enumerate(masks):
            broken &= self._impossible.all(column, mask)
        return not broken and self._dates.can_fit(masks)


def _in_order(nodes: Sequence[Node], root: int) -> Tree:
    """The nodes that the root leads to, numbered so that every branch leads onward."""
    order: list[int] = []
    seen: set[int] = set()

    def visit(number: int) -> None:
        seen.add(number)
        for branch in reversed(nodes[number].branches):
            if isinstance(branch.to, int) and branch.to not in seen:
                visit(branch.to)
        order.append(number)

    visit(root)
    place = {number: i for i, number in enumerate(reversed(order))}
    return Tree(
        tuple(
            Node(
                nodes[number].column,
                tuple(
                    Branch(b.mask, place[b.to] if isinstance(b.to, int) else b.to)
                    for b in nodes[number].branches
                ),
            )
            for number in reversed(order)
        )
    )
