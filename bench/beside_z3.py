"""Random guides with dates and business days: every verdict of the checker against z3's.

    python -m bench.beside_z3 [--guides 2000] [--figures bench/beside_z3.json]

Counted towards ``--guides`` are those only whose conditions compare dates and count
business days as well; the others that dice bring are compared too. One in forty knows
four years, the others about three months. Guides come in numbered batches, and what has
been compared is added up (``batches``). Ends with an error at the first guide on which
the two disagree, and prints it. The test suite does the same with guides that Hypothesis
draws.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping
from pathlib import Path

from bench.batches import go_through

from in_z3 import SEASON, agree
from mannerly.model.conditions import DateCompare, OnBusinessDay, OnWeekday, atoms, terms
from mannerly.model.guide import Model
from strategies import guide_of_years, rolled

BATCH = 100
FIGURES = Path(__file__).with_suffix(".json")


def drawn(dice: random.Random) -> Model:
    """A guide at random."""
    return guide_of_years(rolled(dice), None if dice.randrange(40) == 0 else SEASON)


def compared(model: Model) -> Mapping[str, int]:
    """Compare all verdicts; how many there were, and of which kind the guide is."""
    conditions = [rule.when for rule in model.rules.values()]
    conditions += [fact.when for fact in model.facts.values() if fact.when is not None]
    found = [atom for condition in conditions for atom in atoms(condition)]
    dates = any(isinstance(atom, DateCompare | OnWeekday | OnBusinessDay) for atom in found)
    business_days = any(
        isinstance(atom, OnBusinessDay)
        or any(offset.unit == "business days" for term in terms(atom) for offset in term.offsets)
        for atom in found
    )
    return {
        "with_dates": dates,
        "with_business_days": business_days,
        "verdicts": agree(model),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare the checker with z3.")
    parser.add_argument(
        "--guides", type=int, default=2_000, help="with business days, earlier runs included"
    )
    parser.add_argument("--figures", type=Path, default=FIGURES)
    given = parser.parse_args()
    go_through(
        given.figures, BATCH, {"with_business_days": given.guides}, drawn, compared
    )  # fmt: skip


if __name__ == "__main__":
    main()
