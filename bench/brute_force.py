"""Random small guides without end: every verdict of the checker against listing all situations.

    python -m bench.brute_force [--guides 1000000] [--figures bench/brute_force.json]

Guides come in numbered batches, the same ones on every machine. What has been compared
is added up in the file of figures after each batch, and the next run goes on from there.
Ends with an error at the first guide on which the two disagree, and prints it. The test
suite does the same with fewer, which Hypothesis draws.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from brute_force import agree
from strategies import rolled, small_guide, told

BATCH = 2_000
FIGURES = Path(__file__).with_suffix(".json")


class Run(TypedDict):
    """Batches that one version of the program went through; ``seconds`` of the processor."""

    commit: str
    first_batch: int
    last_batch: int
    guides: int
    situations: int
    seconds: float


def batch(number: int) -> tuple[int, float]:
    """Compare the guides of a batch; how many situations they had, and seconds taken."""
    start = time.process_time()
    draw = rolled(random.Random(number))
    situations = 0
    for _ in range(BATCH):
        model = small_guide(draw)
        try:
            situations += agree(model)
        except Exception:
            print(f"batch {number}:\n{told(model)}", file=sys.stderr)
            raise
    return situations, time.process_time() - start


def version() -> str:
    """The commit from which the program is."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=FIGURES.parent)
    return done.stdout.strip()


def add(runs: list[Run], commit: str, number: int, situations: int, seconds: float) -> None:
    """Add a batch to the last run, or begin one where the program has changed since."""
    if not runs or runs[-1]["commit"] != commit:
        runs.append(
            {
                "commit": commit,
                "first_batch": number,
                "last_batch": number,
                "guides": 0,
                "situations": 0,
                "seconds": 0.0,
            }
        )
    last = runs[-1]
    last["last_batch"] = number
    last["guides"] += BATCH
    last["situations"] += situations
    last["seconds"] = round(last["seconds"] + seconds, 1)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare the checker with brute force.")
    parser.add_argument(
        "--guides", type=int, default=1_000_000, help="in all, earlier runs included"
    )
    parser.add_argument("--figures", type=Path, default=FIGURES)
    given = parser.parse_args()
    figures: Path = given.figures
    runs: list[Run] = json.loads(figures.read_text()) if figures.exists() else []
    commit = version()
    number = runs[-1]["last_batch"] + 1 if runs else 0
    while sum(run["guides"] for run in runs) < given.guides:
        add(runs, commit, number, *batch(number))
        number += 1
        new = figures.with_suffix(".new")
        new.write_text(json.dumps(runs, indent=2) + "\n")
        new.replace(figures)
        guides = sum(run["guides"] for run in runs)
        situations = sum(run["situations"] for run in runs)
        seconds = sum(run["seconds"] for run in runs)
        minutes = f"{seconds / 60:.1f} minutes"
        print(
            f"{guides:,} guides, {situations:,} situations, no disagreement, {minutes}", flush=True
        )


if __name__ == "__main__":
    main()
