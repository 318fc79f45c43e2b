"""The part of the table's columns that advice looks at.

Guarantees cut columns too, and may bring some of their own; the browser, which
proves nothing, gets the columns and the cuts that some given box or node tells apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from mannerly.table.build import Box
from mannerly.table.columns import Column, DateColumn, NumberColumn, everything
from mannerly.table.evaluate import bits
from mannerly.tree.nodes import Node

#: Of each group of cells that stand together, the first; and where the last group ends.
_Groups: TypeAlias = tuple[int, ...]


class Columns:
    """The columns that boxes and nodes look at; cells that none tells apart are put together."""

    def __init__(
        self, columns: Sequence[Column], boxes: Iterable[Box], nodes: Iterable[Node]
    ) -> None:
        #: for each column, the cells that are unlike the one before
        apart: dict[int, int] = {}
        for box in boxes:
            for column, mask in box:
                apart[column] = apart.get(column, 0) | (mask ^ mask << 1)
        for node in nodes:
            edges = apart.get(node.column, 0)
            apart[node.column] = edges | _further_edges(node, edges)
        self._places = {column: place for place, column in enumerate(sorted(apart))}
        self._groups = {column: _groups(columns[column], edges) for column, edges in apart.items()}
        self.kept = tuple(_joined(columns[c], self._groups[c]) for c in self._places)

    def place(self, column: int) -> int:
        """Where a column of the table now stands."""
        return self._places[column]

    def mask(self, column: int, mask: int) -> int:
        """The same cells of a column of the table, as it now is."""
        groups = pairwise(self._groups[column])
        return sum(
            1 << i for i, (first, end) in enumerate(groups) if mask & (1 << end) - (1 << first)
        )

    def box(self, box: Box) -> Box:
        """The same box."""
        return tuple((self.place(column), self.mask(column, mask)) for column, mask in box)


def _further_edges(node: Node, edges: int) -> int:
    """Where branches part and no edge is yet. Cells in no branch cannot be, and go with either."""
    branch = {cell: place for place, one in enumerate(node.branches) for cell in bits(one.mask)}
    further = 0
    for before, cell in pairwise(sorted(branch)):
        between = (1 << cell + 1) - (1 << before + 1)
        if branch[before] != branch[cell] and not edges & between:
            further |= 1 << cell
    return further


def _groups(column: Column, edges: int) -> _Groups:
    """The cells at which a group starts; ``edges`` has the bits of cells unlike the one before."""
    if not isinstance(column, NumberColumn | DateColumn):
        return tuple(range(column.cells + 1))
    always = 1 | 1 << column.missing
    return (*bits((edges | always) & everything(column)), column.cells)


def _joined(column: Column, groups: _Groups) -> Column:
    """A column of these groups of its cells."""
    if not isinstance(column, NumberColumn | DateColumn):
        return column
    first = column.missing + 1
    cuts = tuple(column.cuts[cell - first] for cell in groups[:-1] if cell >= first)
    return replace(column, cuts=cuts)  # type: ignore[arg-type]
