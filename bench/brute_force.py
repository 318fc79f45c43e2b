"""Random small guides without end: every verdict of the checker against listing all situations.

    python -m bench.brute_force [--guides 1000000] [--seed 0]

The test suite does the same with fewer. Prints how far it has come, and ends with an
error at the first guide on which the two disagree.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from brute_force import agree
from mannerly.model.guide import Model
from strategies import small_guides

BATCH = 2_000


def batch(guides: int, number: int) -> tuple[int, int]:
    """Compare so many guides; how many there were, and how many situations they had."""
    counted = [0, 0]

    @seed(number)
    @settings(
        max_examples=guides,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(small_guides())
    def compare(model: Model) -> None:
        counted[0] += 1
        counted[1] += agree(model)

    compare()
    return counted[0], counted[1]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare the checker with brute force.")
    parser.add_argument("--guides", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first batch")
    given_ = parser.parse_args()
    guides = situations = number = 0
    start = time.monotonic()
    while guides < given_.guides:
        more, listed = batch(min(BATCH, given_.guides - guides), given_.seed + number)
        guides, situations, number = guides + more, situations + listed, number + 1
        minutes = (time.monotonic() - start) / 60
        print(
            f"{guides:,} guides, {situations:,} situations, no disagreement, {minutes:.1f} minutes",
            flush=True,
        )


if __name__ == "__main__":
    main()
