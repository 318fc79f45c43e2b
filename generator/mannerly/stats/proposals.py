"""Scenarios for what none covers, as entries to paste: the smallest situations that show it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from mannerly.check.regions import Question, Space, Undecided
from mannerly.model.calendar import as_date
from mannerly.model.guide import Date, Fact, Model, Number, Situation, Value
from mannerly.model.numbers import as_written
from mannerly.model.speaker import Speaker
from mannerly.stats.coverage import Coverage, Override, coverage
from mannerly.table.advice import Outcome, outcome
from mannerly.table.build import Box
from mannerly.table.evaluate import Evaluator


@dataclass(frozen=True, slots=True)
class Proposal:
    """A scenario for rules and overrides that no other covers; ``entry`` is its YAML.

    The entry is an item of the list ``scenarios``, indented by two spaces.
    """

    id: str
    rules: tuple[str, ...]
    overrides: tuple[Override, ...]
    situation: Situation
    entry: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """Scenarios for all that can be covered. Of the overrides in ``idle`` the rules never meet.

    ``undecided`` are rules and overrides of which it was beyond the budget to tell.
    """

    scenarios: tuple[Proposal, ...]
    idle: tuple[Override, ...]
    undecided: tuple[str | Override, ...]


def propose(evaluator: Evaluator, complete: bool, covered: Coverage) -> Proposals:
    """Scenarios for what is not covered, rules first; what one of them covers needs no other."""
    return _Proposer(evaluator, complete, covered).run()


class _Proposer:
    def __init__(self, evaluator: Evaluator, complete: bool, covered: Coverage) -> None:
        self._evaluator = evaluator
        self._model: Model = evaluator.model
        self._complete = complete
        self._space = Space(evaluator.table)
        self._bare: dict[str | Override, None] = dict.fromkeys(
            [*covered.bare_rules, *covered.bare_overrides]
        )
        self._taken = set(self._model.scenarios)

    def run(self) -> Proposals:
        scenarios: list[Proposal] = []
        idle: list[Override] = []
        undecided: list[str | Override] = []
        while self._bare:
            target = next(iter(self._bare))
            del self._bare[target]
            try:
                situation = self._space.smallest(self._question(target))
            except Undecided:
                undecided.append(target)
                continue
            if situation is not None:
                scenarios.append(self._proposal(target, situation))
            elif isinstance(target, Override):
                idle.append(target)
        return Proposals(tuple(scenarios), tuple(idle), tuple(undecided))

    def _question(self, target: str | Override) -> Question:
        """In which situations a rule stands, or both rules of an override apply."""
        boxes = self._evaluator.table.rules
        if isinstance(target, Override):
            meeting = [_meet(one, two) for one in boxes[target.rule] for two in boxes[target.over]]
            return Question(tuple(box for box in meeting if box is not None))
        over = [
            rule.id
            for rule in self._model.rules.values()
            if target in rule.over and rule.aside is None
        ]
        return Question(boxes[target], self._space.rows(over))

    def _proposal(self, target: str | Override, situation: Situation) -> Proposal:
        name = target if isinstance(target, str) else f"{target.rule}-over-{target.over}"
        view = self._evaluator.view(situation)
        given = {
            id: situation.values[id] for id in self._model.facts if view.exists[id] is not False
        }
        situation = Situation(situation.today, given)
        id = self._free(name)
        found = coverage(self._evaluator, [(id, situation)])
        covers = [
            covered
            for group in (found.rules, found.overrides)
            for covered, scenarios in group.items()
            if scenarios and (covered == target or covered in self._bare)
        ]
        for covered in covers:
            self._bare.pop(covered, None)
        result = outcome(self._evaluator, self._evaluator.view(situation), self._complete)
        return Proposal(
            id,
            tuple(one for one in covers if isinstance(one, str)),
            tuple(one for one in covers if isinstance(one, Override)),
            situation,
            "\n".join(f"  {line}" for line in self._lines(id, situation, result)) + "\n",
        )

    def _free(self, name: str) -> str:
        """An id for a scenario that no other has."""
        id, number = name, 1
        while id in self._taken:
            number += 1
            id = f"{name}-{number}"
        self._taken.add(id)
        return id

    def _lines(self, id: str, situation: Situation, result: Outcome) -> Iterator[str]:
        facts, speaker = self._model.facts, Speaker.of(self._model)
        told = (
            f"{speaker.sentence(facts[fact].name)}: {speaker.value(facts[fact], value)}."
            for fact, value in situation.values.items()
        )
        given = ", ".join(
            f"{fact}: {_written(facts[fact], value)}" for fact, value in situation.values.items()
        )
        yield f"- scenario: {id}"
        yield f"  story: {json.dumps(' '.join(told), ensure_ascii=False)}"
        yield f"  today: {as_date(situation.today)}"
        yield f"  given: {{{given}}}"
        yield "  expect:"
        if result.act is not None:
            yield f"    advise: {result.act}"
        for key, day in (("until", result.until), ("by", result.by)):
            if day is not None:
                yield f"    {key}: {as_date(day)}"
        for key, ids in (("also", result.also), ("avoid", result.avoid), ("rules", result.rules)):
            yield f"    {key}: [{', '.join(ids)}]"


def _written(fact: Fact, value: Value | None) -> str:
    """A value as an editor writes it."""
    match value:
        case None:
            return "unknown"
        case frozenset():
            return f"[{', '.join(sorted(value))}]"
        case int() if isinstance(fact.type, Date):
            return as_date(value).isoformat()
        case int():
            assert isinstance(fact.type, Number)
            return as_written(value, fact.type)
        case _:
            return value


def _meet(one: Box, other: Box) -> Box | None:
    """The box where both hold, or None."""
    masks = dict(one)
    for column, mask in other:
        masks[column] = masks.get(column, mask) & mask
        if not masks[column]:
            return None
    return tuple(sorted(masks.items()))
