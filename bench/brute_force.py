"""Random small guides without end: every verdict of the checker against listing all situations.

    python -m bench.brute_force [--guides 1000000] [--figures bench/brute_force.json]

Guides come in numbered batches, and what has been compared is added up (``batches``).
Ends with an error at the first guide on which the two disagree, and prints it. The test
suite does the same with fewer, which Hypothesis draws.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.batches import go_through

from brute_force import agree
from strategies import rolled, small_guide

BATCH = 2_000
FIGURES = Path(__file__).with_suffix(".json")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare the checker with brute force.")
    parser.add_argument(
        "--guides", type=int, default=1_000_000, help="in all, earlier runs included"
    )
    parser.add_argument("--figures", type=Path, default=FIGURES)
    given = parser.parse_args()
    go_through(
        given.figures,
        BATCH,
        {"guides": given.guides},
        lambda dice: small_guide(rolled(dice)),
        lambda model: {"situations": agree(model)},
    )


if __name__ == "__main__":
    main()
