"""The checker and z3 agree on random guides with dates, months and business days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, note

from in_z3 import InZ3
from mannerly.check.check import MOST_OF_A_KIND, check
from mannerly.model.calendar import day_number
from mannerly.model.guide import Model, Rule
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, guides_of_years, told, years

#: Some months, with holidays, and room for all that random date expressions reach.
SEASON = replace(years(), first=day_number(date(2026, 2, 1)), last=day_number(date(2026, 5, 10)))


def disagree(one: Rule, other: Rule) -> bool:
    """Whether two rules say opposite things, should they stand side by side."""
    if one.advise and other.advise and one.advise != other.advise:
        return True
    said = {one.advise, *one.also}, {other.advise, *other.also}
    return bool(said[0] & set(other.avoid) or said[1] & set(one.avoid))


@examples(1950)
@given(guides_of_years(SEASON))
def test_gaps_conflicts_and_dead_rules_are_those_that_z3_finds(model: Model) -> None:
    note(told(model))
    agree(model)


@examples(50)
@given(guides_of_years())
def test_they_agree_on_dates_that_lie_years_apart(model: Model) -> None:
    note(told(model))
    agree(model)


def agree(model: Model) -> None:
    """Compare all verdicts."""
    z3 = InZ3(model)
    problems = check(Evaluator(build_table(model))).problems
    assert any(p.code == "gap" for p in problems) == z3.gap()
    pairs = [
        frozenset((p.details["rule"], p.details["other"]))
        for p in problems
        if p.code in ("conflict", "advised-and-avoided")
    ]
    assert len(pairs) < MOST_OF_A_KIND
    rules = [rule for rule in model.rules.values() if rule.aside is None]
    for i, one in enumerate(rules):
        for other in rules[:i]:
            if disagree(one, other):
                together = z3.stand_together(one.id, other.id)
                assert (frozenset((one.id, other.id)) in pairs) == together
    dead = {
        p.details["rule"]: p.details["overridden_by"] for p in problems if p.code == "dead-rule"
    }
    for rule in model.rules.values():
        applies = z3.stands_alone(rule.id)
        stands = applies if rule.aside is not None else z3.stand_together(rule.id)
        assert (rule.id in dead) == (not stands)
        assert rule.id not in dead or bool(dead[rule.id]) == applies
