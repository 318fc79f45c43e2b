"""Where to cut the cells of a column in two, so that the least work seems to be left."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from operator import or_


def best_cut(runs: Sequence[tuple[int, int]]) -> tuple[float, int] | None:
    """The best cut, and how bad it is: the cell with which the second part begins.

    ``runs`` are the first cell of each run that is not to be cut, and the rows that it holds,
    as bits. A cut is good where few rows straddle it, and neither side has most of them.
    None where there is one run alone.
    """
    best: tuple[float, int] | None = None
    after = [0, *accumulate((held for _, held in reversed(runs)), or_)][::-1]
    before = 0
    for (_, held), (cut, _), rest in zip(runs, runs[1:], after[1:], strict=False):
        before |= held
        score = before.bit_count() ** 1.5 + rest.bit_count() ** 1.5
        if best is None or score < best[0]:
            best = score, cut
    return best
