"""Numbered batches of random guides, and a file of figures that adds up what has been compared.

A batch is the same one on every machine. The file is written after each batch, and the
next run goes on from there.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from mannerly.model.guide import Model
from strategies import told


@dataclass
class Run:
    """Batches that one version of the program went through; ``seconds`` of the processor."""

    commit: str
    first_batch: int
    last_batch: int
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def go_through(
    figures: Path,
    batch: int,
    enough: Mapping[str, int],
    draw: Callable[[random.Random], Model],
    compare: Callable[[Model], Mapping[str, int]],
) -> None:
    """Compare batches of so many guides until each figure named in ``enough`` is that high.

    ``compare`` gives what is to be counted besides guides. What it raises ends the run,
    once the guide is printed.
    """
    runs = _read(figures)
    commit = _version()
    while any(total(runs)[name] < number for name, number in enough.items()):
        number = runs[-1].last_batch + 1 if runs else 0
        if not runs or runs[-1].commit != commit:
            runs.append(Run(commit, number, number))
        start, dice = time.process_time(), random.Random(number)
        counts = Counter(guides=batch)
        for _ in range(batch):
            model = draw(dice)
            try:
                counts.update(compare(model))
            except Exception:
                print(f"batch {number}:\n{told(model)}", file=sys.stderr)
                raise
        last = runs[-1]
        last.last_batch = number
        last.counts.update(counts)
        last.seconds = round(last.seconds + time.process_time() - start, 1)
        _write(figures, runs)
        said = ", ".join(f"{count:,} {name}" for name, count in total(runs).items())
        minutes = sum(run.seconds for run in runs) / 60
        print(f"{said}; no disagreement; {minutes:.1f} minutes", flush=True)


def total(runs: list[Run]) -> Counter[str]:
    """The counts of all runs together."""
    found = Counter[str]()
    for run in runs:
        found.update(run.counts)
    return found


def _read(figures: Path) -> list[Run]:
    runs = []
    for data in json.loads(figures.read_text()) if figures.exists() else []:
        commit, first, last, seconds = (
            data.pop(name) for name in ("commit", "first_batch", "last_batch", "seconds")
        )
        runs.append(Run(commit, first, last, Counter(data), seconds))
    return runs


def _write(figures: Path, runs: list[Run]) -> None:
    data = [
        {
            "commit": run.commit,
            "first_batch": run.first_batch,
            "last_batch": run.last_batch,
            **run.counts,
            "seconds": run.seconds,
        }
        for run in runs
    ]
    new = figures.with_suffix(".new")
    new.write_text(json.dumps(data, indent=2) + "\n")
    new.replace(figures)


def _version() -> str:
    """The commit from which the program is."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    folder = Path(__file__).parent
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return done.stdout.strip()
