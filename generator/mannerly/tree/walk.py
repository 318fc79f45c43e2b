"""Which question to ask next: as the decision tree has it, as long as the answers follow it.

Where they do not, or the guide is too large for a tree, it is the greedy choice.
"""

from __future__ import annotations

from mannerly.table.advice import Outcome
from mannerly.table.evaluate import Evaluator, View
from mannerly.tree.nodes import Tree


def next_question(tree: Tree | None, evaluator: Evaluator, view: View, outcome: Outcome) -> str:
    """The fact to ask first of those that are open, of which there are some.

    It is what the tree asks next, else that on which most hangs (see ``Asking.most_hangs_on``).
    None is asked before those that it is to be asked after. Where answers were given
    out of turn, the tree is followed as far as it goes.
    """
    facts, asked = evaluator.model.facts, outcome.open
    ready = [fact for fact in asked if not any(other in asked for other in facts[fact].after)]
    node = tree.nodes[0] if tree else None
    while tree and node:
        if node.fact in ready:
            return node.fact
        mask = view.masks[node.column]
        to = next((branch.to for branch in node.branches if mask & branch.mask), None)
        node = tree.nodes[to] if isinstance(to, int) else None
    rows = evaluator.open_rows(view, outcome.deciding)
    return max(ready, key=lambda fact: evaluator.hanging(fact, rows, view.masks))
