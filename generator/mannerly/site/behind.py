"""What a preview works out behind a build, as it takes longer than an editor waits.

    python -m mannerly.site.behind FOLDER FILE

reads the rules in a folder, and leaves in a file what it comes to, with the mark of the rules.
"""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mannerly.pipeline import compile_folder
from mannerly.voices.disagree import Disagreements, disagreements

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide
    from mannerly.tree.nodes import Tree


@dataclass(frozen=True, slots=True)
class Behind:
    """The order of questions, and where sources disagree with the guide; None where too large."""

    tree: Tree | None
    found: Disagreements | None


def work_out(guide: Guide) -> Behind:
    """The same for a guide, by which a later build has all that it needs."""
    return Behind(guide.tree, disagreements(guide.evaluator))


def read(file: Path) -> tuple[str, Behind]:
    """What this program has left in a file: the mark of the rules, and what they come to."""
    mark, behind = pickle.loads(file.read_bytes())  # noqa: S301 - our own, in a folder of our own
    return mark, behind


def main(folder: str, file: str) -> None:
    """The command line."""
    compiled = compile_folder(folder, follow=False)
    if compiled.guide is None:
        raise SystemExit(1)
    Path(file).write_bytes(pickle.dumps((compiled.mark, work_out(compiled.guide))))


if __name__ == "__main__":
    # Under its own name, so that what is left can be read elsewhere.
    from mannerly.site import behind

    behind.main(*sys.argv[1:])
