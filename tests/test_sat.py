"""The second engine and the first say the same, and show the same, smallest situation."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, note

from listing import all_situations
from mannerly.check import questions
from mannerly.check.check import _Checker
from mannerly.check.questions import Engines, Rivals
from mannerly.check.regions import BUDGET, NoneStands, Question, Space, beaten_by, meets
from mannerly.check.sat import Sat
from mannerly.check.witness import Size
from mannerly.model.guide import Model, Situation
from mannerly.model.interpreter import interpret, possible
from mannerly.problems import Problem
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, guides_of_years, small_guides, told


def asked(evaluator: Evaluator, space: Space) -> Iterator[Question]:
    """Questions of every kind about a guide."""
    over = beaten_by(space.beats)
    rules = [id for id, rule in evaluator.model.rules.items() if rule.aside is None]
    yield Question(((),))
    yield Question(
        ((),), silent=NoneStands(evaluator.advising & evaluator.guide_rules, space.beats)
    )
    for id in rules:
        boxes = space.table.rules[id]
        rows = space.rows(space.rule_ids[i] for i in over.get(evaluator.position[id], ()))
        yield Question(boxes, rows)
        yield Question(((),), extra=boxes)
        for other in rules:
            yield Question(meets(boxes, space.table.rules[other]), rows)


@examples(100)
@given(small_guides())
def test_both_engines_find_the_same_smallest_situation(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    space = Space(evaluator.table)
    sat = Sat(space)
    for question in asked(evaluator, space):
        found = space.smallest(question)
        assert sat.exists(question) == (found is not None) == (space.find(question) is not None)
        assert sat.smallest(question) == found


@examples(40)
@given(guides_of_years())
def test_both_engines_agree_on_dates_that_lie_years_apart(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    space = Space(evaluator.table)
    sat = Sat(space)
    for question in asked(evaluator, space):
        found = space.smallest(question)
        assert sat.smallest(question) == found
        assert found is None or possible(found, model)


@examples(100)
@given(small_guides())
def test_the_smallest_situation_is_the_smallest_of_all(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    space = Space(evaluator.table)

    def size(situation: Situation) -> Size:
        return space.plainness.size(evaluator.view(situation).masks)

    silent = NoneStands(evaluator.advising & evaluator.guide_rules, space.beats)
    found = space.smallest(Question(((),), silent=silent))
    gaps = [s for s in all_situations(model) if not interpret(model, s).acts]
    assert (found is None) == (not gaps)
    if found is not None:
        assert possible(found, model)
        assert not interpret(model, found).acts
        assert size(found) == min(map(size, gaps))


@examples(100)
@given(small_guides())
def test_the_rules_that_stand_side_by_side_are_found_at_once(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    sat = Sat(Space(evaluator.table))
    rules = [i for i in range(len(evaluator.rule_ids)) if evaluator.guide_rules >> i & 1]
    together = {
        (evaluator.position[one], evaluator.position[other])
        for live in {interpret(model, situation).live for situation in all_situations(model)}
        for one, other in itertools.product(live, repeat=2)
    }
    for rule in rules:
        beside = sat.standing_beside(rule, rules)
        assert beside == {other for other in rules if (rule, other) in together}


def findings(model: Model, budget: int) -> tuple[tuple[Problem, ...], Engines]:
    """What is found within a budget of parts for each question."""
    checker = _Checker(Evaluator(build_table(model)))
    checker.space.budget = budget
    return checker.run().problems, checker.engines


@examples(100)
@given(small_guides())
def test_what_is_beyond_the_budget_is_found_all_the_same(model: Model) -> None:
    note(told(model))
    full, _ = findings(model, BUDGET)
    small, engines = findings(model, 0)
    assert small == full
    gaps = engines.counts[0]
    assert (gaps.kind, gaps.by_sat) == ("gaps", gaps.questions)
    assert not any(count.undecided for count in engines.counts)


@examples(70)
@given(small_guides())
def test_pairs_that_take_long_are_put_to_the_second_engine_in_bulk(model: Model) -> None:
    note(told(model))
    full, _ = findings(model, BUDGET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "PATIENCE", -1)
        patch.setattr(questions, "PATIENCE_A_PAIR", 0)
        bulk, engines = findings(model, BUDGET)
    assert bulk == full
    conflicts = [count for count in engines.counts if count.kind == "conflicts"]
    assert all(count.by_sat == count.questions for count in conflicts)


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert questions.has_sat()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not questions.has_sat()


def test_rivals_are_grouped_by_the_rule_that_they_share() -> None:
    assert Rivals("one", "other", None).rule == "one"
    assert Rivals("recommends", "avoids", "act").rule == "avoids"
    assert Rivals("recommends", "avoids", "act").beside == "recommends"
