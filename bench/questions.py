"""How many questions different orders ask on average, beside the fewest that any order could.

    python -m bench.questions [--rules 10 20 40] [--guides 5] [--large 400 1000]

Compared are asking everything, the order of the file, the greedy choice, the greedy
choice rolled out, and the best order, on the guide in ``rules`` and on synthetic ones.
On large ones only the order of the file and the greedy choice are, by which they are
asked, in situations drawn at random.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from bench.synthetic import write

from mannerly.advise.guide import Guide
from mannerly.pipeline import compile_folder
from mannerly.table.columns import facts_of
from mannerly.table.evaluate import settled
from mannerly.tree.asking import Asking
from mannerly.tree.fewest import (
    THOROUGH,
    Choose,
    Course,
    RollOut,
    best_order,
    greedy,
    in_given_order,
)

#: Situations drawn to see how many facts exist on average, and how many are asked for.
DRAWN, PLAYED = 5_000, 2_000


@dataclass(frozen=True)
class Found:
    """Questions on average, by order; ``bound`` is what no order undercuts."""

    everything: float
    as_declared: float
    greedy: float
    rolled_out: float
    best: float
    bound: float | None
    proved: bool
    looks: int
    seconds: float


def measure(guide: Guide) -> Found:
    """The questions that each order asks about one guide."""
    began = time.process_time()
    order = best_order(guide.evaluator, guide.complete, THOROUGH)
    seconds = time.process_time() - began
    assert order is not None, "too large for any order"
    asking = Asking(guide.evaluator, guide.complete)
    base = greedy(asking)
    return Found(
        everything=_facts_that_exist(asking),
        as_declared=Course(asking, in_given_order).expected,
        greedy=Course(asking, base).expected,
        rolled_out=Course(asking, RollOut(asking, base, {}).choose).expected,
        best=order.expected,
        bound=order.bound,
        proved=order.proved,
        looks=order.looks,
        seconds=seconds,
    )


def _facts_that_exist(asking: Asking) -> float:
    """How many facts exist on average, in situations drawn at random."""
    dice, odds, evaluator = random.Random(1), asking.odds, asking.evaluator
    columns, count = evaluator.table.columns, 0
    for _ in range(DRAWN):
        (today,) = dice.choices(odds.days, [today.share for today in odds.days])
        masks, known = list(evaluator.everything), set[str]()
        for c, cell in today.cells:
            masks[c] = 1 << cell
        for id in evaluator.order:
            known.add(id)
            fact, cells = evaluator.model.facts[id], tuple((c, 0) for c in odds.columns_of[id])
            if fact.when is None or settled(evaluator.table.existence[id], masks):
                count += 1
                decided = [c for c in odds.columns_of[id] if known.issuperset(facts_of(columns[c]))]
                classes = odds.beside(fact, masks, decided)
                ((cells, _),) = dice.choices(classes, [share for _, share in classes])
            for c, cell in cells:
                masks[c] = 1 << cell
    return count / DRAWN


def played(asking: Asking, choose: Choose) -> float:
    """How many questions are asked on average, in situations drawn at random."""
    dice, count = random.Random(1), 0
    starts = [start for _, start in asking.starts]
    shares = [today.share for today, _ in asking.starts]
    for _ in range(PLAYED):
        (position,) = dice.choices(starts, shares)
        while position.asks:
            count += 1
            answers = asking.answers(position, choose(position))
            ((_, _, position),) = dice.choices(answers, [share for _, share, _ in answers])
    return count / PLAYED


def _synthetic(rules: int, seed: int, dates: bool) -> Guide:
    with TemporaryDirectory() as folder:
        write(Path(folder), rules, seed=seed, dates=dates)
        guide = compile_folder(folder).guide
    assert guide is not None
    return guide


def _row(name: str, found: list[Found]) -> None:
    def times(what: str) -> str:
        return f"{mean(getattr(one, what) / one.best for one in found):.3f}"

    bounds = [one.bound or 0.0 for one in found]
    cells = [
        name,
        times("everything"),
        times("as_declared"),
        times("greedy"),
        times("rolled_out"),
        f"{mean(one.best for one in found):.3f}",
        f"{mean(bounds):.3f}",
        f"{sum(one.proved for one in found)} of {len(found)}",
        f"{mean(one.looks for one in found):,.0f}",
        f"{mean(one.seconds for one in found):.1f} s",
    ]
    print(f"| {' | '.join(cells)} |", flush=True)


def _large(sizes: Sequence[int], guides: int) -> None:
    for line in (["guide", "declared", "greedy"], ["---"] * 3):
        print(f"| {' | '.join(line)} |")
    for dates in (False, True):
        for rules in sizes:
            found = []
            for seed in range(1, guides + 1):
                guide = _synthetic(rules, seed, dates)
                asking = Asking(guide.evaluator, guide.complete)
                found.append((played(asking, in_given_order), played(asking, greedy(asking))))
            declared, chosen = (mean(some) for some in zip(*found, strict=True))
            name = f"{rules} rules, dates" if dates else f"{rules} rules"
            print(f"| {name} | {declared:.2f} | {chosen:.2f} |", flush=True)


def main() -> None:
    """Measure as the command line says, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rules", type=int, nargs="*", default=[10, 20, 40])
    parser.add_argument("--guides", type=int, default=5)
    parser.add_argument("--large", type=int, nargs="*", default=[])
    options = parser.parse_args()
    titles = "guide, all, declared, greedy, rolled out, best, bound, proved, looks, time"
    for line in (titles.split(", "), ["---"] * 10):
        print(f"| {' | '.join(line)} |")
    shipped = compile_folder("rules").guide
    assert shipped is not None
    _row("shipped", [measure(shipped)])
    for dates in (False, True):
        for rules in options.rules:
            guides = [_synthetic(rules, seed, dates) for seed in range(1, options.guides + 1)]
            name = f"{rules} rules, dates" if dates else f"{rules} rules"
            _row(name, [measure(guide) for guide in guides])
    if options.large:
        print()
        _large(options.large, options.guides)


if __name__ == "__main__":
    main()
