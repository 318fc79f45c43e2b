"""Which question to ask next: as the decision tree has it, as long as the answers follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mannerly.model.guide import Fact
from mannerly.table.evaluate import View
from mannerly.tree.nodes import Tree


def next_question(
    tree: Tree | None, view: View, asked: Sequence[str], facts: Mapping[str, Fact]
) -> str:
    """The fact of ``asked`` to ask first: what the tree asks next, else the first of them.

    None is asked before those that it is to be asked after. Where answers were given
    out of turn, the tree is followed as far as it goes.
    """
    ready = [fact for fact in asked if not any(other in asked for other in facts[fact].after)]
    node = tree.nodes[0] if tree else None
    while tree and node:
        if node.fact in ready:
            return node.fact
        mask = view.masks[node.column]
        to = next((branch.to for branch in node.branches if mask & branch.mask), None)
        node = tree.nodes[to] if isinstance(to, int) else None
    return ready[0]
