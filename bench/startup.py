"""Whole processes, from start to end, each in turns with one that only imports what it stands on.

python -m bench.startup [--folder rules] [--rounds 15]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

PYTHON = [sys.executable]
MANNERLY = [sys.executable, "-m", "mannerly"]


def seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """How long a process takes; an error if it fails."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def compare(name: str, command: Sequence[str], base: Sequence[str], rounds: int) -> None:
    """Time a command and its base in turns; print both, and the median of their ratios."""
    with tempfile.TemporaryDirectory() as bytecode:
        # As for an installed package: compiled once, by the runs that do not count.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for warm in (command, base):
            seconds(warm, environment)
        pairs = [(seconds(command, environment), seconds(base, environment)) for _ in range(rounds)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(
        f"{name:16} {ours * 1000:6.0f} ms  {' '.join(base[1:]):34} {theirs * 1000:6.0f} ms", end=""
    )
    print(f"  {ratio:5.2f} times")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time whole processes against bare imports.")
    parser.add_argument("--folder", default="rules", help="the guide to check")
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    libraries = [*PYTHON, "-c", "import yaml, lark, click"]
    compare("mannerly check", [*MANNERLY, "check", given.folder], libraries, given.rounds)
    compare("mannerly --help", [*MANNERLY, "--help"], [*PYTHON, "-c", "import click"], given.rounds)


if __name__ == "__main__":
    main()
