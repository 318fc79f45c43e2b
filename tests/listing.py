"""All situations of a small guide at once; a set of them is a whole number with a bit for each.

A comparison is worked out by the reference interpreter, once for each combination
of the values that it looks at; ``and``, ``or`` and ``not`` are those of sets. It is
many times as quick as interpreting one situation after the other, to which a test
holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import and_, or_

from mannerly.model.conditions import Always, And, Condition, Named, Not, Or, terms
from mannerly.model.guide import Date, Fact, Model, Rule, Situation, Value
from mannerly.model.interpreter import facts_in, holds, speaks
from mannerly.table.build import existence_order
from mannerly.table.evaluate import bits
from strategies import possible_values

#: What stands for the day among facts.
TODAY = "today"

#: What some facts are, and in which situations they are so.
Groups = dict[tuple[Value | None, ...], int]


class Listing:
    """The situations of a guide by number, and what holds in which.

    ``values`` are the day and the value of each fact, in the order of ``columns``;
    ``possible`` are the situations that the assumptions leave.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        order = existence_order(model)
        self.columns = {id: i for i, id in enumerate([TODAY, *order])}
        self._groups: dict[tuple[str, ...], Groups] = {}
        self._known: dict[Condition, int] = {}
        self.values: list[tuple[Value | None, ...]] = [
            (today,) for today in range(model.calendar.first, model.calendar.last + 1)
        ]
        for id in order:
            self._answer(id)
        self.possible = (1 << len(self.values)) - 1
        for assumption in model.assumptions:
            missing = [self.where(fact, None) for fact in facts_in(assumption.that)]
            self.possible &= reduce(or_, missing, self.holds(assumption.that))

    def _answer(self, id: str) -> None:
        """Put in a fact: every value that it may have, for all that came before it."""
        fact = self.model.facts[id]
        exists = -1 if fact.when is None else self.holds(fact.when)
        answers = {today: self._answers(fact, today) for (today,) in self.groups([TODAY])}
        self.values = [
            (*known, value)
            for i, known in enumerate(self.values)
            for value in (answers[known[0]] if exists >> i & 1 else (None,))
        ]
        self._groups.clear()
        self._known.clear()

    def _answers(self, fact: Fact, today: Value | None) -> list[Value | None]:
        """What may be answered on a day."""
        answers: list[Value | None] = []
        for value in possible_values(fact.type, self.model.calendar):
            match fact.type, value, today:
                case Date("past"), int(), int() if value > today:
                    pass
                case Date("future"), int(), int() if value < today:
                    pass
                case _:
                    answers.append(value)
        return answers if fact.unknown is None else [*answers, None]

    def situation(self, number: int) -> Situation:
        """One of them; facts that do not exist have no value there."""
        today, *values = self.values[number]
        assert isinstance(today, int)
        return Situation(today, dict(zip(list(self.columns)[1:], values, strict=False)))

    def groups(self, facts: list[str]) -> Groups:
        """The situations apart by the values of some facts."""
        key = tuple(facts)
        if key not in self._groups:
            columns = [self.columns[fact] for fact in facts]
            found: Groups = {}
            bit = 1
            for values in self.values:
                of = tuple([values[c] for c in columns])
                found[of] = found.get(of, 0) | bit
                bit <<= 1
            self._groups[key] = found
        return self._groups[key]

    def where(self, fact: str, value: Value | None) -> int:
        """Where a fact has a value."""
        return self.groups([fact]).get((value,), 0)

    def holds(self, condition: Condition) -> int:
        """Where a condition holds, the assumptions left aside."""
        if condition not in self._known:
            self._known[condition] = self._holds(condition)
        return self._known[condition]

    def _holds(self, condition: Condition) -> int:
        all_ = (1 << len(self.values)) - 1
        match condition:
            case Always():
                return all_
            case And(parts):
                return reduce(and_, map(self.holds, parts))
            case Or(parts):
                return reduce(or_, map(self.holds, parts))
            case Not(part):
                return all_ & ~self.holds(part)
            case Named(body=body):
                return self.holds(body)
            case atom:
                day = [TODAY] if any(term.base == TODAY for term in terms(atom)) else []
                found = 0
                for group in self.groups([*day, *sorted(facts_in(atom))]).values():
                    one = self.situation((group & -group).bit_length() - 1)
                    if holds(atom, one, self.model):
                        found |= group
                return found

    def applies(self, rule: Rule) -> int:
        """Where a rule's condition holds."""
        return self.possible & self.holds(rule.when)

    def live(self) -> dict[str, int]:
        """Where each rule of the guide's own voice applies and is not overridden."""
        rules = [rule for rule in self.model.rules.values() if speaks(rule, None, self.model)]
        live = {rule.id: self.applies(rule) for rule in rules}
        for rule in rules:
            for other in rule.over:
                if other in live:
                    live[other] &= ~self.applies(rule)
        return live


def all_situations(model: Model) -> Iterator[Situation]:
    """Every possible situation of a guide, each once; facts that do not exist have no value."""
    listing = Listing(model)
    return map(listing.situation, bits(listing.possible))
