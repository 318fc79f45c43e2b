"""What was worked out before of the same rules by the same program, kept in the user's own cache.

To follow all plans takes longer than everything else that is checked together, and so
does finding the best order of questions; to count the situations takes long, too. What
came out clean is not worked out again until the rules, in more than their words, the
calendar or a file of the program change.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mannerly.check.proofs import PlanProof
from mannerly.model.essence import essence
from mannerly.model.guide import Model
from mannerly.resources import cache_file
from mannerly.tree.nodes import Branch, Node, Tree
from mannerly.write_file import write_file

#: How many guides are kept in mind: what is proved of them, and their trees, which are longer.
_MOST, _MOST_TREES = 32, 8

_PLANS, _TREES, _SITUATIONS = "plans.json", "trees.json", "situations.json"


def fingerprint(model: Model) -> str:
    """What tells these rules, but for their words, and this program from all others."""
    found = hashlib.sha256(f"{sys.version} {essence(model)}".encode())
    package = Path(__file__).parent
    for file in sorted(package.rglob("*.py")):
        status = file.stat()
        found.update(f"{file} {status.st_mtime_ns} {status.st_size}".encode())
    return found.hexdigest()


def recall(mark: str) -> tuple[PlanProof, ...] | None:
    """The proofs about plans of what has this fingerprint; None where there are none."""
    found = _read(_PLANS).get(mark)
    with contextlib.suppress(TypeError, ValueError):
        if isinstance(found, list):
            return tuple(PlanProof(guarantee, int(states), True) for guarantee, states in found)
    return None


def remember(mark: str, proofs: Sequence[PlanProof]) -> None:
    """Keep proofs, all of which hold. Where there is no place for them they are not kept."""
    _keep(_PLANS, mark, [[proof.guarantee, proof.states] for proof in proofs], _MOST)


def recall_situations(mark: str) -> int | None:
    """How many situations there are of what has this fingerprint; None where that is not kept."""
    found = _read(_SITUATIONS).get(mark)
    return found if isinstance(found, int) else None


def remember_situations(mark: str, number: int) -> None:
    """Keep how many there are. Where there is no place for it, it is not kept."""
    _keep(_SITUATIONS, mark, number, _MOST)


@dataclass(frozen=True, slots=True)
class KeptTree:
    """The place of a guide's decision tree, by the guide's fingerprint. No nodes are no tree."""

    mark: str

    def recall(self) -> Tree | None:
        """The tree that was kept; None where none was."""
        found = _read(_TREES).get(self.mark)
        with contextlib.suppress(TypeError, ValueError):
            if isinstance(found, list):
                nodes = tuple(_node(*node) for node in found)
                leads = ((i, branch.to) for i, node in enumerate(nodes) for branch in node.branches)
                if all(isinstance(to, str) or i < to < len(nodes) for i, to in leads):
                    return Tree(nodes)
        return None

    def remember(self, tree: Tree) -> None:
        """Keep a tree. Where there is no place for it, it is not kept."""
        nodes = [
            [node.fact, node.column, [[branch.mask, branch.to] for branch in node.branches]]
            for node in tree.nodes
        ]
        _keep(_TREES, self.mark, nodes, _MOST_TREES)


def _node(fact: str | None, column: int, branches: list[tuple[int, int | str]]) -> Node:
    return Node(fact, int(column), tuple(Branch(int(mask), to) for mask, to in branches))


def _keep(name: str, mark: str, what: object, most: int) -> None:
    file = cache_file(name)
    if file is None:
        return
    kept = {known: found for known, found in _read(name).items() if known != mark}
    kept = dict(list(kept.items())[-most + 1 :])
    kept[mark] = what
    with contextlib.suppress(OSError):
        write_file(file, json.dumps(kept).encode())


def _read(name: str) -> dict[str, object]:
    file = cache_file(name)
    with contextlib.suppress(OSError, ValueError):
        if file is not None and isinstance(found := json.loads(file.read_bytes()), dict):
            return found
    return {}
