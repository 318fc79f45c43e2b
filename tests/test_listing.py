"""Listing all situations at once comes to what interpreting each of them comes to."""

from __future__ import annotations

from hypothesis import given, note

from listing import Listing
from mannerly.model.guide import Model
from mannerly.model.interpreter import holds, interpret
from mannerly.table.evaluate import bits
from strategies import all_situations, examples, small_guides, told


@examples(1_000)
@given(small_guides())
def test_the_same_situations_are_possible_and_the_same_rules_apply_and_stand(model: Model) -> None:
    note(told(model))
    listing = Listing(model)
    situations = {number: listing.situation(number) for number in bits(listing.possible)}
    listed = {
        (one.today, tuple(one.values[id] for id in model.facts)) for one in situations.values()
    }
    expected = [(one.today, tuple(one.values.values())) for one in all_situations(model)]
    assert len(listed) == len(situations) == len(expected)
    assert listed == set(expected)
    live = listing.live()
    for number, situation in situations.items():
        verdict = interpret(model, situation)
        assert {id for id, where in live.items() if where >> number & 1} == set(verdict.live)
        for rule in model.rules.values():
            assert listing.applies(rule) >> number & 1 == holds(rule.when, situation, model)
