"""The checker against listing every situation: all verdicts, each witness replayed and smallest."""

from __future__ import annotations

from functools import cache

from mannerly.check.check import MOST_OF_A_KIND, _Checker
from mannerly.check.witness import Size
from mannerly.model.guide import Model, Situation
from mannerly.model.interpreter import holds, interpret, value_of
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import all_situations


def agree(model: Model) -> int:
    """Compare gaps, conflicts and dead rules of a small guide; how many situations it has."""
    checker = _Checker(Evaluator(build_table(model)))
    vars(checker)["tell"] = lambda situation: situation
    problems = checker.run().problems
    situations = [(s, interpret(model, s)) for s in all_situations(model)]
    numbers = {key(s, model): i for i, (s, _) in enumerate(situations)}

    @cache
    def size(number: int) -> Size:
        situation = situations[number][0]
        return checker.space.plainness.size(checker.evaluator.view(situation).masks)

    def smallest(witness: Situation, shown: list[Situation]) -> bool:
        """Whether a witness is a possible situation, one of these and the smallest of them."""
        replayed = numbers[key(witness, model)]
        shown_by = [numbers[key(situation, model)] for situation in shown]
        return replayed in shown_by and size(replayed) == min(map(size, shown_by))

    gaps = [p.details["witness"] for p in problems if p.code == "gap"]
    silent = [s for s, verdict in situations if not verdict.acts]
    assert bool(gaps) == bool(silent)
    assert not gaps or smallest(gaps[0], silent)
    together: dict[tuple[str, str, str], list[Situation]] = {}
    for situation, verdict in situations:
        live = [model.rules[rule] for rule in verdict.live]
        for one in live:
            for other in live:
                if one.advise and other.advise and one.advise != other.advise:
                    together.setdefault((one.id, other.id, ""), []).append(situation)
                for act in {one.advise, *one.also} & set(other.avoid):
                    together.setdefault((one.id, other.id, act or ""), []).append(situation)
    found = [p.details for p in problems if p.code in ("conflict", "advised-and-avoided")]
    assert len(found) < MOST_OF_A_KIND
    pairs = {(d["rule"], d["other"], "" if "other_act" in d else d["act"]): d for d in found}
    mirrored = {(other, one, act) for one, other, act in pairs if not act}
    assert pairs.keys() | mirrored == together.keys()
    for pair, details in pairs.items():
        assert smallest(details["witness"], together[pair])
    dead_rules = [p.details for p in problems if p.code == "dead-rule"]
    dead = {details["rule"]: set(details["overridden_by"]) for details in dead_rules}
    standing = {rule for _, verdict in situations for rule in verdict.live}
    for rule in model.rules.values():
        applies = any(holds(rule.when, situation, model) for situation, _ in situations)
        assert (rule.id in dead) == (
            not applies or (rule.aside is None and rule.id not in standing)
        )
        if rule.id in dead:
            over = {r.id for r in model.rules.values() if rule.id in r.over and r.aside is None}
            assert dead[rule.id] == (over if applies else set())
    return len(situations)


def key(situation: Situation, model: Model) -> tuple[object, ...]:
    """What tells situations apart: the day, and the value of every fact that has one there."""
    return situation.today, *(value_of(fact, situation, model) for fact in model.facts)
