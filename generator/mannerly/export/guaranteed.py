"""Guarantees as rules that only avoid: what a certificate can prove of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mannerly.model.guide import AlwaysOne, Guarantee, Model, Never, Rule, Text
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator


def certified(model: Model) -> Iterator[tuple[Guarantee, frozenset[str]]]:
    """The guarantees about situations that say which acts are not recommended, with these acts.

    That some act is always advised says that no other one is, where each situation has one
    advice. What is not advised may still be worth doing besides, so that only acts that no rule
    names so are not recommended either.
    """
    rules = [rule for rule in model.rules.values() if rule.aside is None]
    besides = {act for rule in rules for act in rule.also}
    advised = {rule.advise for rule in rules if rule.advise is not None}
    for guarantee in model.guarantees.values():
        match guarantee.that:
            case Never("recommend", acts):
                yield guarantee, acts
            case Never("advise", acts) if not acts & besides:
                yield guarantee, acts
            case AlwaysOne("advise", acts) if not (advised - acts) & besides:
                yield guarantee, frozenset(advised - acts)
            case _:
                pass


def with_guarantees(evaluator: Evaluator) -> Evaluator:
    """A guide whose rules, and one for each guarantee that can be put so, contradict nowhere.

    Their ids are those of guarantees after a word that no id of a rule has in it.
    """
    model = evaluator.model
    rules = {f"guarantee {one.id}": _rule(one, acts) for one, acts in certified(model)}
    if not rules:
        return evaluator
    return Evaluator(build_table(replace(model, rules={**model.rules, **rules})))


def _rule(guarantee: Guarantee, acts: frozenset[str]) -> Rule:
    law = guarantee.that
    assert isinstance(law, Never | AlwaysOne)
    return Rule(
        id=f"guarantee {guarantee.id}",
        title=guarantee.id,
        group=None,
        when=law.when,
        when_text=guarantee.text,
        advise=None,
        also=(),
        avoid=tuple(sorted(acts)),
        until=None,
        by=None,
        because=Text((guarantee.because,), guarantee.place),
        points=(),
        editorial=guarantee.because,
        aside=None,
        over=frozenset(),
        place=guarantee.place,
        when_place=guarantee.that_place,
    )
