"""What it takes to prove the laws of a guide's plans, beside following plans one by one.

    python -m bench.plans [--guide rules] [--plans 2000] [--no-count]

The proof follows all plans at once, in sets of situations. Beside it, plans are followed
singly from situations at random, as whoever proves a law by listing states would have to,
for every situation that the rules tell apart (and for every day of the calendar).
"""

from __future__ import annotations

import argparse
import random
import time

from mannerly.check.plans import check_plans
from mannerly.check.witness import Teller
from mannerly.model.guide import Choice, Date, Model, Number, Several, Situation, Value, YesNo
from mannerly.model.interpreter import possible, value_of
from mannerly.pipeline import compile_folder
from mannerly.plan.follow import follow
from mannerly.problems import Problems
from mannerly.table.evaluate import Evaluator
from mannerly.table.parts import Done, Partition

#: Dates of a situation at random lie so many days around its day.
NEAR = 60


def drawn(model: Model, dice: random.Random) -> Situation:
    """A possible situation at random."""
    calendar = model.calendar
    while True:
        today = dice.randint(calendar.first + NEAR, calendar.last - NEAR)
        values: dict[str, Value | None] = {}
        for id, fact in model.facts.items():
            match fact.type:
                case _ if fact.unknown is not None and dice.random() < 0.25:
                    values[id] = None
                case Choice(options):
                    values[id] = dice.choice(list(options))
                case YesNo():
                    values[id] = dice.choice(("yes", "no"))
                case Several(options):
                    values[id] = frozenset(o for o in options if dice.random() < 0.5)
                case Number(low, high):
                    values[id] = dice.randint(low, min(high, low + 9))
                case Date(range):
                    least, most = (
                        (0 if range == "future" else -NEAR),
                        (0 if range == "past" else NEAR),
                    )
                    values[id] = today + dice.randint(least, most)
        situation = Situation(today, values)
        if possible(situation, model):
            exist = {id: value_of(id, situation, model) for id in model.facts}
            return Situation(today, exist)


def count(evaluator: Evaluator) -> int:
    """How many situations the rules tell apart: those alike in every cell count as one."""
    partition = Partition(evaluator.table, ())
    parts = partition.parts(lambda _whole, _straddling: Done(None), whole=True)
    return sum(partition.count(part) for part in parts)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time the proofs of laws of plans.")
    parser.add_argument("--guide", default="rules")
    parser.add_argument("--plans", type=int, default=2000, help="plans to follow one by one")
    parser.add_argument("--no-count", action="store_true", help="do not count all situations")
    given = parser.parse_args()
    guide = compile_folder(given.guide, check=False).guide
    assert guide is not None, "the guide has errors"
    evaluator, model = guide.evaluator, guide.model

    start = time.process_time()
    proofs = check_plans(evaluator, True, Teller(model), Problems())
    proving = time.process_time() - start
    runs = {(proof.states, whatever_comes(model, proof.guarantee)): proof for proof in proofs}
    sets = sum(states for states, _ in runs)
    held = sum(proof.holds is True for proof in proofs)
    print(f"{held} of {len(proofs)} laws proved in {proving:.2f} s: {sets:,} sets of situations")
    if not given.no_count:
        situations = count(evaluator)
        rate = proving / situations * 100_000
        print(f"they begin in {situations:,} situations: {rate:.2f} s for 100,000, to their ends")

    dice = random.Random(1)
    starts = [drawn(model, dice) for _ in range(given.plans)]
    start = time.process_time()
    states = sum(len(follow(evaluator, situation, True).steps) for situation in starts)
    singly = (time.process_time() - start) / states * 100_000
    print(
        f"one by one: {given.plans:,} plans of {states:,} steps, {singly:.2f} s for 100,000 steps"
    )


def whatever_comes(model: Model, guarantee: str | None) -> str | None:
    """The guarantee, if its plans are followed by themselves; None for those followed together."""
    alone = guarantee is not None and model.guarantees[guarantee].whatever_comes
    return guarantee if alone else None


if __name__ == "__main__":
    main()
