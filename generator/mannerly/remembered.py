"""What was proved before of the same rules by the same program, kept in the user's own cache.

To follow all plans takes longer than everything else that is checked together. What
came out clean is not proved again until the rules, in more than their words, the
calendar or a file of the program change.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from mannerly.check.proofs import PlanProof
from mannerly.model.essence import essence
from mannerly.model.guide import Model
from mannerly.resources import cache_file
from mannerly.write_file import write_file

#: How many guides are kept in mind.
_MOST = 32


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
    found = _read().get(mark)
    with contextlib.suppress(TypeError, ValueError):
        if isinstance(found, list):
            return tuple(PlanProof(guarantee, int(states), True) for guarantee, states in found)
    return None


def remember(mark: str, proofs: Sequence[PlanProof]) -> None:
    """Keep proofs, all of which hold. Where there is no place for them they are not kept."""
    file = cache_file("plans.json")
    if file is None:
        return
    kept = {known: found for known, found in _read().items() if known != mark}
    kept = dict(list(kept.items())[-_MOST + 1 :])
    kept[mark] = [[proof.guarantee, proof.states] for proof in proofs]
    with contextlib.suppress(OSError):
        write_file(file, json.dumps(kept).encode())


def _read() -> dict[str, object]:
    file = cache_file("plans.json")
    with contextlib.suppress(OSError, ValueError):
        if file is not None and isinstance(found := json.loads(file.read_bytes()), dict):
            return found
    return {}
