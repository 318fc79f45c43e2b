"""Listing all situations at once comes to what interpreting each of them comes to."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, note

from listing import Listing
from mannerly.model.guide import Model, Situation, Value
from mannerly.model.interpreter import facts_in, holds, interpret, possible
from mannerly.table.evaluate import bits
from strategies import examples, possible_values, small_guides, told


def one_by_one(model: Model) -> Iterator[Situation]:
    """Every possible situation of a guide, by the interpreter alone."""
    order: list[str] = []
    while len(order) < len(model.facts):
        order += [
            id
            for id, one in model.facts.items()
            if id not in order and (one.when is None or facts_in(one.when) <= set(order))
        ]

    def fill(today: int, values: dict[str, Value | None], rest: list[str]) -> Iterator[Situation]:
        if not rest:
            situation = Situation(today, {id: values[id] for id in model.facts})
            if possible(situation, model):
                yield situation
            return
        one = model.facts[rest[0]]
        choices: list[Value | None] = [None]
        if one.when is None or holds(one.when, Situation(today, values), model):
            choices = [*possible_values(one.type, model.calendar)]
            if one.unknown is not None:
                choices.append(None)
        for value in choices:
            yield from fill(today, {**values, one.id: value}, rest[1:])

    for today in range(model.calendar.first, model.calendar.last + 1):
        yield from fill(today, {}, order)


@examples(200)
@given(small_guides())
def test_the_same_situations_are_possible_and_the_same_rules_apply_and_stand(model: Model) -> None:
    note(told(model))
    listing = Listing(model)
    situations = {number: listing.situation(number) for number in bits(listing.possible)}
    listed = {
        (one.today, tuple(one.values[id] for id in model.facts)) for one in situations.values()
    }
    expected = [(one.today, tuple(one.values.values())) for one in one_by_one(model)]
    assert len(listed) == len(situations) == len(expected)
    assert listed == set(expected)
    live = listing.live()
    for number, situation in situations.items():
        verdict = interpret(model, situation)
        assert {id for id, where in live.items() if where >> number & 1} == set(verdict.live)
        for rule in model.rules.values():
            assert listing.applies(rule) >> number & 1 == holds(rule.when, situation, model)
