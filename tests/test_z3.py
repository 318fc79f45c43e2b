"""The checker and z3 agree on random guides with dates, months and business days.

Far more of them are compared by ``python -m bench.beside_z3``, with what came of it kept beside it.
"""

from __future__ import annotations

from hypothesis import given, note

from in_z3 import SEASON, agree
from mannerly.model.guide import Model
from strategies import examples, guides_of_years, told


@examples(180)
@given(guides_of_years(SEASON))
def test_gaps_conflicts_and_dead_rules_are_those_that_z3_finds(model: Model) -> None:
    note(told(model))
    agree(model)


@examples(25)
@given(guides_of_years())
def test_they_agree_on_dates_that_lie_years_apart(model: Model) -> None:
    note(told(model))
    agree(model)
