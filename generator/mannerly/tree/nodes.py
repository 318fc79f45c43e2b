"""A decision tree as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Branch:
    """Some cells of a column, and where they lead: a node's number, or the id of an act."""

    mask: int
    to: int | str


@dataclass(frozen=True, slots=True)
class Node:
    """A column to look at, and what follows for its cells. Cells that cannot be are left out.

    ``fact`` is to be asked first; None where a column looks at today alone.
    """

    fact: str | None
    column: int
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes, the first being the root; every branch leads to a later node or to an act."""

    nodes: tuple[Node, ...]
