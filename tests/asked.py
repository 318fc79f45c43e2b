"""How many questions are asked, by the simplest means: all situations played, all orders tried.

Written apart from the package's own way of working it out, from what the language
reference says of likelihoods.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mannerly.model.guide import Date, Fact, Model, Situation, Value
from mannerly.model.interpreter import holds, interpret
from mannerly.table.advice import outcome
from mannerly.table.columns import KnownColumn, facts_of
from mannerly.table.evaluate import Evaluator, settled
from mannerly.tree.fewest import Limits, Order, best_order
from mannerly.tree.nodes import Tree
from mannerly.tree.walk import next_question
from strategies import possible_values


def order_of(evaluator: Evaluator, budget: int = 10**9) -> Order:
    """The best order of a small guide."""
    order = best_order(evaluator, True, Limits(budget, budget))
    assert order is not None
    return order


def questions(evaluator: Evaluator, tree: Tree | None, whole: Situation) -> list[str]:
    """What a person in a situation is asked, until the advice is settled; it has to be right."""
    model = evaluator.model
    answers: dict[str, Value | None] = {}
    while True:
        view = evaluator.view(Situation(whole.today, dict(answers)))
        result = outcome(evaluator, view, complete=True)
        if result.settled:
            verdict = interpret(model, whole)
            assert {result.act} == verdict.acts
            assert (result.until, result.by) == (verdict.until, verdict.by)
            return list(answers)
        asked = next_question(tree, evaluator, view, result)
        assert asked not in answers
        assert not set(model.facts[asked].after) & set(result.open)
        when = model.facts[asked].when
        assert when is None or holds(when, whole, model)
        answers[asked] = whole.values[asked]


@dataclass(frozen=True)
class Case:
    """A class of situations that the guide does not tell apart: one of them, and its weight."""

    situation: Situation
    weight: float


Cells = tuple[int, ...]


class AllOrders:
    """All classes of situations of a small guide, and the best of all orders of questions."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.model: Model = evaluator.model
        table = evaluator.table
        speaking = [
            box
            for i, box in zip(evaluator.row_rule, evaluator.boxes, strict=True)
            if evaluator.guide_rules >> i & 1
        ]
        others = [*table.existence.values(), *table.contradictions]
        boxes = [*speaking, *(box for found in others for box in found)]
        counting = {c for box in boxes for c, _ in box}
        facts = {fact for c in counting for fact in facts_of(table.columns[c])}
        self.columns = [
            c
            for c, column in enumerate(table.columns)
            if c in counting or (isinstance(column, KnownColumn) and column.fact in facts)
        ]
        self.days = self._days()

    def _days(self) -> list[tuple[float, list[Case]]]:
        """The classes of days that have situations, with their shares and all their cases."""
        by_class: dict[Cells, list[int]] = {}
        today = [c for c in self.columns if not facts_of(self.evaluator.table.columns[c])]
        for day in range(self.model.calendar.first, self.model.calendar.last + 1):
            by_class.setdefault(self._cells(Situation(day, {}), today), []).append(day)
        found = []
        for days in by_class.values():
            cases = list(self._cases([Situation(day, {}) for day in days], 1.0, 0))
            if cases:
                found.append((len(days), cases))
        total = sum(count for count, _ in found)
        return [(count / total, cases) for count, cases in found]

    def _cases(self, alike: Sequence[Situation], weight: float, done: int) -> Iterator[Case]:
        """What situations that are alike so far may become, fact by fact."""
        if done == len(self.evaluator.order):
            yield Case(alike[0], weight)
            return
        fact = self.model.facts[self.evaluator.order[done]]
        columns = [c for c in self.columns if fact.id in facts_of(self.evaluator.table.columns[c])]
        classes: dict[Cells, list[Situation]] = {}
        weights: dict[Cells, float] = {}
        for situation in alike:
            for value, likely in self._values(fact, situation):
                longer = Situation(situation.today, {**situation.values, fact.id: value})
                masks = self.evaluator.view(longer).masks
                if any(settled(boxes, masks) for boxes in self.evaluator.table.contradictions):
                    continue
                cells = self._cells(longer, columns)
                classes.setdefault(cells, []).append(longer)
                weights[cells] = likely
        total = sum(weights.values())
        for cells, some in classes.items():
            yield from self._cases(some, weight * weights[cells] / total, done + 1)

    def _values(self, fact: Fact, situation: Situation) -> Iterator[tuple[Value | None, int]]:
        if fact.when is not None and not holds(fact.when, situation, self.model):
            yield None, 1
            return
        if fact.unknown is not None:
            yield None, fact.likely.get("unknown", 1)
        for value in possible_values(fact.type, self.model.calendar):
            if isinstance(fact.type, Date) and isinstance(value, int):
                early, late = value < situation.today, value > situation.today
                if {"past": late, "future": early, "any": False}[fact.type.range]:
                    continue
            yield value, fact.likely.get(value, 1) if isinstance(value, str) else 1

    def _cells(self, situation: Situation, columns: Sequence[int]) -> Cells:
        masks = self.evaluator.view(situation).masks
        return tuple(masks[c] for c in columns)

    def fewest(self) -> float:
        """How many questions the best order asks on average."""
        return sum(
            share * self._after(cases, frozenset()) / sum(case.weight for case in cases)
            for share, cases in self.days
        )

    def _after(self, cases: Sequence[Case], asked: frozenset[str]) -> float:
        """The fewest questions still to ask in these cases, weights summed up."""
        one = cases[0].situation
        known = Situation(one.today, {fact: one.values[fact] for fact in asked})
        result = outcome(self.evaluator, self.evaluator.view(known), complete=True)
        ready = [f for f in result.open if not set(self.model.facts[f].after) & set(result.open)]
        if not ready:
            return 0.0
        costs = []
        for fact in ready:
            parts: dict[Cells, list[Case]] = {}
            for case in cases:
                values = {f: case.situation.values[f] for f in asked | {fact}}
                cells = self._cells(Situation(case.situation.today, values), self.columns)
                parts.setdefault(cells, []).append(case)
            costs.append(sum(self._after(part, asked | {fact}) for part in parts.values()))
        return sum(case.weight for case in cases) + min(costs)
