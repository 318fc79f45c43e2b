"""Two versions of one guide, of which the second is the first with edits from a golden file."""

from __future__ import annotations

from pathlib import Path

from mannerly.diff.compare import compare
from mannerly.diff.result import Comparison
from small_guide import resolved

GOLDEN = Path(__file__).parent / "golden"
#: What stands in a golden file between its source and what is made of it.
DIVIDER = "-----\n"
GUIDE = (GOLDEN / "diff" / "guide.yml").read_text()


def edited(edits: str) -> str:
    """The guide with ``before => after`` put in, for each part between lines of ``=``."""
    text = GUIDE
    for edit in edits.rstrip("\n").split("\n=====\n"):
        before, _, after = edit.partition(" => ")
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def compared(edits: str) -> Comparison:
    """The guide beside the edited one."""
    models = [resolved({"guide.yml": text}) for text in (GUIDE, edited(edits))]
    (old, wrong), (new, also_wrong) = models
    assert old is not None, wrong
    assert new is not None, also_wrong
    return compare(old, new)
