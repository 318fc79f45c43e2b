"""What it takes to prove an order of questions where no question is better than another.

    python -m bench.every_order [--facts 10 12 14]

Exceptions at random to exceptions at random, all of yes/no facts: the hardest guides there are
for an order. Every partial situation is worked out. Each line is a run of its own process.
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

#: Facts that a rule speaks of, and rules for each fact.
SPOKEN_OF, RULES = 4, 4


def write(folder: Path, facts: int, seed: int = 1) -> None:
    """Write such a guide of so many facts."""
    dice = random.Random(seed)
    names = [f"fact-{i}" for i in range(facts)]
    rules = [f"rule-{i}" for i in range(RULES * facts)]
    lines = [
        "guide: {title: Exceptions}",
        "calendar: {years: 2026..2027, holidays: none}",
        "facts:",
        *(f"  {name}: {{ask: And {name}?}}" for name in names),
        "acts:",
        *(f"  act-{i}: {{title: Act, kind: task, text: Act.}}" for i in range(4)),
        "rules:",
    ]
    for i, rule in enumerate(rules):
        when = (dice.choice(("", "not ")) + name for name in dice.sample(names, SPOKEN_OF))
        lines += [
            f"  - rule: {rule}",
            f"    when: {' and '.join(when)}",
            f"    advise: act-{dice.randrange(3)}",
            f"    over: [{', '.join([*rules[i + 1 :], 'otherwise'])}]",
            "    because: So it is.",
            "    editorial: A test.",
        ]
    lines += [
        "  - rule: otherwise",
        "    when: always",
        "    advise: act-3",
        "    because: So it is.",
        "    editorial: A test.",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "guide.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(folder: Path) -> Sequence[float]:
    """Partial situations, those looked at, questions on average, seconds and MB."""
    from mannerly.pipeline import compile_folder
    from mannerly.tree.asking import Asking
    from mannerly.tree.fewest import THOROUGH, best_order

    guide = compile_folder(folder, check=False).guide
    assert guide is not None
    start = time.process_time()
    order = best_order(guide.evaluator, True, THOROUGH)
    seconds = time.process_time() - start
    assert order is not None and order.proved
    partial = Asking(guide.evaluator, True).partial_situations(THOROUGH.every) or 0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return partial, order.looks, order.expected, seconds, memory


def main() -> None:
    """Measure as the command line says, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--facts", type=int, nargs="*", default=[10, 12, 14])
    print("| facts | partial situations | looked at | questions | s | MB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for facts in parser.parse_args().facts:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), facts)
            partial, looks, asked, seconds, memory = in_new_process(measure, Path(folder))
        print(
            f"| {facts} | {partial:,.0f} | {looks:,.0f} | {asked:.3f} | {seconds:.1f} "
            f"| {memory:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
