"""The decision tree: an order of questions, as nodes that look at columns.

It orders questions and draws the picture; no advice depends on it. Branches
that lead to equal ends are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mannerly.table.columns import KnownColumn, everything
from mannerly.table.evaluate import bits
from mannerly.tree.asking import Position
from mannerly.tree.fewest import Course, Order
from mannerly.tree.nodes import Branch, Node, Tree
from mannerly.tree.odds import Cells

#: Nodes of a tree that is still of use to draw and to ship.
MOST_NODES = 2500


def build_tree(order: Order, most: int = MOST_NODES) -> Tree | None:
    """The tree of an order; None where it has too many nodes or there is nothing to ask."""
    builder = _Builder(order)
    root = builder.build()
    if not isinstance(root, int):
        return None
    tree = _in_order(builder.nodes, root)
    return tree if len(tree.nodes) <= most else None


def drawn(tree: Tree) -> Tree | None:
    """The tree without nodes that make no difference; None where none does."""
    nodes = _Nodes()
    onward: dict[int, int | str] = {}
    for number in range(len(tree.nodes) - 1, -1, -1):
        node = tree.nodes[number]
        parts = [
            (branch.mask, onward[branch.to] if isinstance(branch.to, int) else branch.to)
            for branch in node.branches
        ]
        onward[number] = nodes.parting(None, node.column, parts)
    root = onward[0]
    return _in_order(nodes.nodes, root) if isinstance(root, int) else None


class _Nodes:
    """Nodes, equal ones only once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}

    def node(self, fact: str | None, column: int, parts: Iterable[tuple[int, int | str]]) -> int:
        """The number of a node; parts that lead to one end are one branch."""
        masks: dict[int | str, int] = {}
        for mask, to in parts:
            masks[to] = masks.get(to, 0) | mask
        node = Node(fact, column, tuple(Branch(mask, to) for to, mask in masks.items()))
        if node not in self._numbers:
            self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return self._numbers[node]

    def parting(
        self, fact: str | None, column: int, parts: Sequence[tuple[int, int | str]]
    ) -> int | str:
        """Where parts of a column lead: a node, unless it is the same for all."""
        ends = {to for _, to in parts}
        return ends.pop() if len(ends) == 1 else self.node(fact, column, parts)


class _Builder(_Nodes):
    def __init__(self, order: Order) -> None:
        super().__init__()
        self._order = order
        self._asking = order.asking
        self._columns = order.asking.evaluator.table.columns
        self._ends: dict[Position, int | str | None] = {}
        self._joined: dict[tuple[int, tuple[tuple[int, int | str], ...]], int | str] = {}

    def build(self) -> int | str | None:
        """The root: a node or, where nothing is asked, an act; None where there is no advice."""
        for position in Course(self._asking, self._order.choose).positions():
            self._ends[position] = self._end(position)
        starts = [
            (today.cells, end)
            for today, start in self._asking.starts
            if (end := self._ends[start]) is not None
        ]
        return self._by_day(starts) if starts else None

    def _end(self, position: Position) -> int | str | None:
        """The node of a position, once those after it have theirs; an act where all is settled."""
        if not position.asks:
            return position.acts[0] if position.acts else None
        number = self._order.choose(position)
        fact = self._asking.facts[number].id
        answers = [
            (cells, end)
            for cells, _, onward in self._asking.answers(position, number)
            if (end := self._ends[onward]) is not None
        ]
        if not answers:
            return None
        columns = sorted(
            answers[0][0],
            key=lambda item: (
                not isinstance(self._columns[item[0]], KnownColumn),
                item[0] not in position.counting,
            ),
        )
        end = self._parted(fact, [c for c, _ in columns], [(dict(a), to) for a, to in answers])
        if (isinstance(end, int) and self.nodes[end].fact == fact) or not self._columns:
            return end
        # Whatever is answered, it goes on alike; but it has to be asked.
        column = columns[0][0] if columns else 0
        return self.node(fact, column, [(everything(self._columns[column]), end)])

    def _parted(
        self,
        fact: str,
        columns: Sequence[int],
        answers: Sequence[tuple[Mapping[int, int], int | str]],
    ) -> int | str:
        """Where answers lead, told apart column by column."""
        if len({to for _, to in answers}) == 1:
            return answers[0][1]
        column, *others = columns
        by_cell: dict[int, list[tuple[Mapping[int, int], int | str]]] = {}
        for cells, to in answers:
            by_cell.setdefault(cells[column], []).append((cells, to))
        return self.parting(
            fact,
            column,
            [(1 << cell, self._parted(fact, others, some)) for cell, some in by_cell.items()],
        )

    def _by_day(self, starts: Sequence[tuple[Cells, int | str]]) -> int | str:
        """One root for all days: what hangs on the day is looked at where it first matters."""
        if not starts[0][0]:
            return starts[0][1]
        column = starts[0][0][0][0]
        by_cell: dict[int, list[tuple[Cells, int | str]]] = {}
        for cells, end in starts:
            by_cell.setdefault(cells[0][1], []).append((cells[1:], end))
        return self._join(
            column, tuple((1 << cell, self._by_day(some)) for cell, some in by_cell.items())
        )

    def _join(self, column: int, parts: tuple[tuple[int, int | str], ...]) -> int | str:
        """What stands for several ends, one for each part of a column that today decides."""
        key = (column, parts)
        if key not in self._joined:
            self._joined[key] = self._joining(column, parts)
        return self._joined[key]

    def _joining(self, column: int, parts: tuple[tuple[int, int | str], ...]) -> int | str:
        nodes = [self.nodes[end] for _, end in parts if isinstance(end, int)]
        alike = len({(node.fact, node.column) for node in nodes}) == 1
        if not alike or len(nodes) < len(parts) or len(set(parts)) == 1:
            return self.parting(None, column, parts)
        ends = [
            {cell: branch.to for branch in node.branches for cell in bits(branch.mask)}
            for node in nodes
        ]
        groups: dict[tuple[tuple[int, int | str], ...], int] = {}
        for cell in sorted(set().union(*ends)):
            onward = tuple(
                (mask, end[cell]) for (mask, _), end in zip(parts, ends, strict=True) if cell in end
            )
            groups[onward] = groups.get(onward, 0) | 1 << cell
        return self.node(
            nodes[0].fact,
            nodes[0].column,
            [(mask, self._join(column, onward)) for onward, mask in groups.items()],
        )


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
                nodes[number].fact,
                nodes[number].column,
                tuple(
                    Branch(b.mask, place[b.to] if isinstance(b.to, int) else b.to)
                    for b in nodes[number].branches
                ),
            )
            for number in reversed(order)
        )
    )
