"""The checker's verdicts against brute force: what it says of a small guide is so, and no more.

Far more guides are gone through by ``python -m bench.brute_force``, with what came of it kept
beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from brute_force import agree
from listing import all_situations
from mannerly.check.check import _Checker
from mannerly.check.regions import BUDGET
from mannerly.model.conditions import (
    And,
    Atom,
    Condition,
    DateTerm,
    Known,
    Named,
    Not,
    Or,
    atoms,
)
from mannerly.model.guide import Model, Rule, Situation, TextPlaceholder
from mannerly.model.interpreter import Verdict, facts_in, holds, interpret, possible, value_of
from mannerly.problems import Problem
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, small_guides, told


@dataclass(frozen=True)
class World:
    """A guide with all its situations, what follows in each, and what the checker found."""

    model: Model
    verdicts: list[tuple[Situation, Verdict]]
    problems: tuple[Problem, ...]
    complete: bool

    def found(self, code: str) -> list[dict[str, Any]]:
        """The details of the findings of a kind."""
        return [dict(problem.details) for problem in self.problems if problem.code == code]


def world(model: Model, budget: int = BUDGET) -> World:
    """Everything about a guide. Its witnesses are situations, not their words."""
    note(told(model))
    checker = _Checker(Evaluator(build_table(model)))
    checker.space.budget = budget
    vars(checker)["tell"] = lambda situation: situation
    checked = checker.run()
    verdicts = [(situation, interpret(model, situation)) for situation in all_situations(model)]
    return World(model, verdicts, checked.problems, checked.complete)


def applies(rule: Rule, situation: Situation, model: Model) -> bool:
    """Whether a rule's condition holds."""
    return holds(rule.when, situation, model)


def stands(rule: Rule, situation: Situation, verdict: Verdict, model: Model) -> bool:
    """Whether a rule applies and is not overridden; one that is set aside cannot be."""
    if rule.aside is not None:
        return applies(rule, situation, model)
    return rule.id in verdict.live


@examples(500)
@given(small_guides())
def test_every_verdict_is_that_of_brute_force_and_every_witness_the_smallest(model: Model) -> None:
    agree(model)


@examples(130)
@given(small_guides())
def test_every_gap_that_is_told_is_one(model: Model) -> None:
    here = world(model)
    gaps = here.found("gap")
    assert here.complete == (not gaps)
    for gap in gaps:
        assert possible(gap["witness"], model)
        assert not interpret(model, gap["witness"]).acts


@examples(70)
@given(small_guides(sound=True))
def test_a_guide_with_advice_everywhere_and_no_contradiction_is_proved_so(model: Model) -> None:
    here = world(model)
    assert here.complete
    assert not here.found("gap")
    assert not here.found("conflict")
    assert not here.found("advised-and-avoided")


@examples(130)
@given(small_guides())
def test_a_comparison_is_unguarded_exactly_where_its_outcome_matters_while_a_fact_is_missing(
    model: Model,
) -> None:
    here = world(model)
    missing = [
        (situation, {fact for fact in model.facts if value_of(fact, situation, model) is None})
        for situation, _ in here.verdicts
    ]
    conditions = [("fact", f.id, f.when) for f in model.facts.values() if f.when is not None]
    conditions += [("rule", rule.id, rule.when) for rule in model.rules.values()]
    expected: set[tuple[str, str, str]] = set()
    for kind, id, condition in conditions:
        for atom in set(atoms(condition)):
            hits = [
                fact
                for fact in sorted(facts_in(atom))
                if not isinstance(atom, Known)
                and any(
                    fact in gone and hangs_on(condition, atom, situation, model)
                    for situation, gone in missing
                )
            ]
            expected.update((kind, id, fact) for fact in hits[:1])
    found = here.found("unguarded-missing")
    assert {(d["kind"], d["id"], d["fact"]) for d in found} == expected
    for d in found:
        assert possible(d["witness"], model)
        assert value_of(d["fact"], d["witness"], model) is None
        whole = model.facts[d["id"]].when if d["kind"] == "fact" else model.rules[d["id"]].when
        assert whole is not None
        assert any(
            hangs_on(whole, atom, d["witness"], model)
            for atom in set(atoms(whole))
            if d["fact"] in facts_in(atom)
        )


def hangs_on(condition: Condition, atom: Atom, situation: Situation, model: Model) -> bool:
    """Whether it makes a difference what a comparison comes to."""

    def truth(part: Condition, value: bool) -> bool:
        match part:
            case And(parts):
                return all(truth(one, value) for one in parts)
            case Or(parts):
                return any(truth(one, value) for one in parts)
            case Not(inner):
                return not truth(inner, value)
            case Named(body=body):
                return truth(body, value)
            case _:
                return value if part == atom else holds(part, situation, model)

    return truth(condition, True) != truth(condition, False)


@examples(130)
@given(small_guides())
def test_dates_and_texts_are_reported_exactly_where_they_meet_a_missing_value(model: Model) -> None:
    here = world(model)
    expected = {
        (code, rule.id, fact)
        for rule in model.rules.values()
        for code, fact in spoken_of(rule, model)
        for situation, verdict in here.verdicts
        if value_of(fact, situation, model) is None and stands(rule, situation, verdict, model)
    }
    found = {
        (code, d["rule"], d["fact"]): d["witness"]
        for code in ("missing-date", "missing-in-text")
        for d in here.found(code)
    }
    assert set(found) == expected
    for (_, id, fact), witness in found.items():
        assert possible(witness, model)
        assert value_of(fact, witness, model) is None
        assert stands(model.rules[id], witness, interpret(model, witness), model)


def spoken_of(rule: Rule, model: Model) -> Iterator[tuple[str, str]]:
    """The facts that a rule's dates and the texts it shows put in, with the code of a finding."""
    for term in (rule.until, rule.by):
        if term is not None and term.base is not None and term.base != "today":
            yield "missing-date", term.base
    shown = [model.acts[act].text for act in (rule.advise, *rule.also) if act is not None]
    for text in (rule.because, *shown):
        for part in text.parts:
            match part:
                case TextPlaceholder(value=DateTerm(base=str() as fact)) if fact in model.facts:
                    yield "missing-in-text", fact
                case TextPlaceholder(value=str() as fact, kind="fact"):
                    yield "missing-in-text", fact


@examples(70)
@given(small_guides())
def test_nothing_is_left_undecided_on_a_small_guide(model: Model) -> None:
    assert not world(model).found("undecided")


@examples(100)
@given(small_guides(), st.integers(0, 6))
def test_within_too_small_a_budget_no_verdict_is_wrong(model: Model, budget: int) -> None:
    full, here = world(model), world(model, budget)
    assert here.complete <= full.complete
    assert bool(here.found("gap")) <= bool(full.found("gap"))
    for code in ("conflict", "advised-and-avoided", "dead-rule", "missing-date", "missing-in-text"):
        found = {identity(details) for details in here.found(code)}
        expected = {identity(details) for details in full.found(code)}
        assert found <= expected
        assert found == expected or here.found("undecided")
    if not here.found("undecided"):
        assert here.complete == full.complete


def identity(details: dict[str, Any]) -> tuple[str, ...]:
    """What a finding is about, whatever situation shows it."""
    return tuple(details.get(key, "") for key in ("rule", "other", "act", "fact"))
