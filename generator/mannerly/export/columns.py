"""The part of the table's columns that advice looks at.

Guarantees cut columns too, and may bring some of their own; the browser, which
proves nothing, gets the columns and the cuts that some given box tells apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from mannerly.table.build import Box
from mannerly.table.columns import Column, DateColumn, NumberColumn, everything
from mannerly.table.evaluate import bits

#: Of each group of cells that stand together, the first.
_Groups: TypeAlias = tuple[int, ...]


class Columns:
    """The columns that boxes look at; cells that no box tells apart are put together."""

    def __init__(self, columns: Sequence[Column], boxes: Iterable[Box]) -> None:
        apart: dict[int, int] = {}
        for box in boxes:
            for column, mask in box:
                apart[column] = apart.get(column, 0) | (mask ^ mask << 1)
        self._places = {column: place for place, column in enumerate(sorted(apart))}
        self._groups = {column: _groups(columns[column], edges) for column, edges in apart.items()}
        self.kept = tuple(_joined(columns[c], self._groups[c]) for c in self._places)

    def place(self, column: int) -> int:
        """Where a column of the table now stands."""
        return self._places[column]

    def mask(self, column: int, mask: int) -> int:
        """The same cells of a column of the table, as it now is."""
        return sum(1 << i for i, cell in enumerate(self._groups[column]) if mask >> cell & 1)

    def box(self, box: Box) -> Box:
        """The same box."""
        return tuple((self.place(column), self.mask(column, mask)) for column, mask in box)


def _groups(column: Column, edges: int) -> _Groups:
    """The cells at which a group starts; ``edges`` has the bits of cells unlike the one before."""
    if not isinstance(column, NumberColumn | DateColumn):
        return tuple(range(column.cells))
    always = 1 | 1 << column.missing
    return tuple(bits((edges | always) & everything(column)))


def _joined(column: Column, groups: _Groups) -> Column:
    """A column of these groups of its cells."""
    if not isinstance(column, NumberColumn | DateColumn):
        return column
    first = column.missing + 1
    cuts = tuple(column.cuts[cell - first] for cell in groups if cell >= first)
    return replace(column, cuts=cuts)  # type: ignore[arg-type]
