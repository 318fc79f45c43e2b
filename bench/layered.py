"""Exceptions to exceptions: what it takes to prove that no two of the rules contradict each other.

    python -m bench.layered [--layers 10] [--rules 100]

Each layer divides its part of all situations among its rules; the next layer is over
all of them, for a smaller part. Rules that are two layers apart or more meet in a great
many situations and neither is over the other: that they never stand side by side is for
the layers between to show. Each line is a run of its own process.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.check_size import in_new_process
from bench.synthetic import PLAIN, Number, divide

AXES = tuple(axis for axis in PLAIN if axis.fact != "contacts")


def write(folder: Path, layers: int, rules: int, seed: int) -> None:
    """Write a guide of so many layers of so many rules each."""
    dice = random.Random(seed)
    depth = Number("depth", range(layers))
    lines = [
        "guide: {title: Exceptions}",
        "calendar: {years: 2026..2027, holidays: none}",
        "facts:",
        f"  {depth.fact}: {{ask: How deep?, {depth.declaration}}}",
    ]
    for axis in AXES:
        declared = ", ".join(filter(None, (f"ask: What about {axis.fact}?", axis.declaration)))
        lines.append(f"  {axis.fact}: {{{declared}}}")
    lines.append("acts:")
    lines += [f"  act-{i}: {{title: Act, kind: task, text: Act.}}" for i in range(rules)]
    lines.append("rules:")
    for layer in range(layers):
        below = [f"rule-{layer - 1}-{i}" for i in range(rules)] if layer else []
        whole = tuple(axis.cells for axis in AXES)
        for i, box in enumerate(divide(whole, rules, dice)):
            when = [
                axis.condition(cells)
                for axis, cells in zip(AXES, box, strict=True)
                if len(cells) < len(axis.cells)
            ]
            lines += [
                f"  - rule: rule-{layer}-{i}",
                f"    when: {' and '.join([f'depth >= {layer}', *when])}",
                f"    advise: act-{i}",
                f"    over: [{', '.join(below)}]",
                "    because: So it is.",
                "    editorial: A test.",
            ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "guide.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(folder: Path, sat: bool) -> Sequence[float]:
    """Seconds for all checks, MB, questions about pairs, and how many of them were put to SAT."""
    from mannerly.check import check, questions
    from mannerly.pipeline import compile_folder

    if not sat:
        questions.has_sat = lambda: False
    guide = compile_folder(folder, check=False).guide
    assert guide is not None
    start = time.process_time()
    checked = check.check(guide.evaluator)
    seconds = time.process_time() - start
    assert checked.complete
    assert all(p.code.startswith("unused") for p in checked.problems), checked.problems[:3]
    conflicts = next(count for count in checked.counts if count.kind == "conflicts")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, memory, conflicts.questions, conflicts.by_sat


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time the proof about layered exceptions.")
    parser.add_argument("--layers", type=int, default=10)
    parser.add_argument("--rules", type=int, default=100, help="in a layer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="also without the second engine")
    given = parser.parse_args()
    print("| engines | pairs | of them by SAT | all checks, s | MB |")
    print("| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), given.layers, given.rules, given.seed)
        for sat in (True, False) if given.alone else (True,):
            seconds, memory, pairs, by_sat = in_new_process(measure, Path(folder), sat)
            name = "regions, then CaDiCaL" if sat else "regions alone"
            print(f"| {name} | {pairs:,} | {by_sat:,} | {seconds:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
