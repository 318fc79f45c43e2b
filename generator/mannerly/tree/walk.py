"""Which question to ask next: as the decision tree has it, as long as the answers follow it."""

from __future__ import annotations

from collections.abc import Sequence

from mannerly.table.columns import facts_of
from mannerly.table.evaluate import Evaluator, View
from mannerly.tree.build import Tree


def next_question(tree: Tree | None, evaluator: Evaluator, view: View, asked: Sequence[str]) -> str:
    """The fact of ``asked`` to ask first: what the tree looks at next, else the first of them."""
    node = tree.nodes[0] if tree else None
    while tree and node:
        column = evaluator.table.columns[node.column]
        mask = view.masks[node.column]
        to = next((branch.to for branch in node.branches if not mask & ~branch.mask), None)
        if isinstance(to, int):
            node = tree.nodes[to]
            continue
        if to is None:
            for fact in facts_of(column):
                if fact in asked:
                    return fact
        break
    return asked[0]
