"""A guide as z3 sees it: what conditions mean, said a third time, and by no table.

Days are whole numbers. A date expression is a function of its base, written out as
stretches of days on which it adds the same, or comes to the same day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import z3

from mannerly.check.check import MOST_OF_A_KIND, check
from mannerly.model.calendar import day_number
from mannerly.model.conditions import (
    Always,
    And,
    Condition,
    DateCompare,
    DateTerm,
    Includes,
    InRange,
    Is,
    Known,
    Named,
    Not,
    OnBusinessDay,
    OnWeekday,
    Or,
)
from mannerly.model.guide import Choice, Date, Model, Number, Rule, Several, YesNo
from mannerly.model.interpreter import facts_in
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import years

#: Some months, with holidays, and room for all that random date expressions reach.
SEASON = replace(years(), first=day_number(date(2026, 2, 1)), last=day_number(date(2026, 5, 10)))

_SIGNS: dict[str, Any] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
}


class InZ3:
    """Asks z3 about one guide."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._solver = z3.SolverFor("QF_LIA")
        calendar = model.calendar
        self._days = range(calendar.first, calendar.last + 1)
        self._today = z3.Int("today")
        self._values: dict[str, Any] = {}
        self._known: dict[str, Any] = {}
        self._terms: dict[DateTerm, Any] = {}
        self._rules: dict[str, Any] = {}
        self._within(self._today, self._days[0], self._days[-1])
        for id, fact in model.facts.items():
            match fact.type:
                case Several(options):
                    self._values[id] = {option: z3.Bool(f"{id} {option}") for option in options}
                    continue
                case Choice(options):
                    ends = 0, len(options) - 1
                case YesNo():
                    ends = 0, 1
                case Number(low, high):
                    ends = low, high
                case Date():
                    ends = self._days[0], self._days[-1]
            self._values[id] = z3.Int(id)
            self._within(self._values[id], *ends)
        for id in model.facts:
            self._exists(id)
        for id, fact in model.facts.items():
            if isinstance(fact.type, Date) and fact.type.range != "any":
                sign = _SIGNS["<=" if fact.type.range == "past" else ">="]
                in_range = sign(self._values[id], self._today)
                self._solver.add(z3.Implies(self._known[id], in_range))
        for assumption in model.assumptions:
            known = z3.And([self._known[fact] for fact in facts_in(assumption.that)])
            self._solver.add(z3.Implies(known, self._holds(assumption.that)))
        for id, rule in model.rules.items():
            self._rules[id] = z3.Bool(f"applies {id}")
            self._solver.add(self._rules[id] == self._holds(rule.when))

    def gap(self) -> bool:
        """Whether there is a situation without advice."""
        rules = self._model.rules.values()
        return self._possible(*(z3.Not(self._stands(r.id)) for r in rules if r.advise))

    def stand_together(self, *rules: str) -> bool:
        """Whether there is a situation in which all these rules stand."""
        return self._possible(*map(self._stands, rules))

    def stands_alone(self, rule: str) -> bool:
        """Whether a rule applies anywhere, overrides aside."""
        return self._possible(self._rules[rule])

    def _possible(self, *that: Any) -> bool:
        found = self._solver.check(*that)
        assert found != z3.unknown
        return bool(found == z3.sat)

    def _stands(self, id: str) -> Any:
        rules = self._model.rules
        if rules[id].aside is not None:
            return z3.BoolVal(False)
        over = [r for r in rules.values() if id in r.over and r.aside is None]
        return z3.And(self._rules[id], *(z3.Not(self._rules[r.id]) for r in over))

    def _exists(self, id: str) -> None:
        """Say when a fact is known."""
        if id in self._known:
            return
        fact = self._model.facts[id]
        for other in facts_in(fact.when) if fact.when else ():
            self._exists(other)
        exists = self._holds(fact.when) if fact.when else z3.BoolVal(True)
        told = z3.BoolVal(True) if fact.unknown is None else z3.Bool(f"told {id}")
        self._known[id] = z3.Bool(f"known {id}")
        self._solver.add(self._known[id] == z3.And(exists, told))

    def _holds(self, condition: Condition) -> Any:
        match condition:
            case Always():
                return z3.BoolVal(True)
            case And(parts):
                return z3.And([self._holds(part) for part in parts])
            case Or(parts):
                return z3.Or([self._holds(part) for part in parts])
            case Not(part):
                return z3.Not(self._holds(part))
            case Named(body=body):
                return self._holds(body)
            case Known(fact):
                return self._known[fact]
            case Is(fact, options):
                type = self._model.facts[fact].type
                order = list(type.options) if isinstance(type, Choice) else ["yes", "no"]
                value = self._values[fact]
                is_one = [value == i for i, option in enumerate(order) if option in options]
                return z3.And(self._known[fact], z3.Or(is_one))
            case Includes(fact, option):
                return z3.And(self._known[fact], self._values[fact][option])
            case InRange(fact, low, high):
                value = self._values[fact]
                limits = [] if low is None else [low <= value]
                limits += [] if high is None else [value <= high]
                return z3.And(self._known[fact], *limits)
            case DateCompare(left, sign, right):
                holds = _SIGNS[sign](self._day(left), self._day(right))
                return z3.And(*self._known_of(left), *self._known_of(right), holds)
            case OnWeekday(term, weekdays):
                day = (self._day(term) + 3) % 7
                return z3.And(*self._known_of(term), z3.Or([day == w for w in weekdays]))
            case OnBusinessDay(term):
                return z3.And(*self._known_of(term), self._is_business_day(term))

    def _known_of(self, term: DateTerm) -> list[Any]:
        return [self._known[term.base]] if term.base not in (None, "today") else []

    def _base(self, term: DateTerm) -> Any:
        return self._today if term.base == "today" else self._values[term.base or ""]

    def _day(self, term: DateTerm) -> Any:
        """The day that an expression means, worked out for every day that its base may be."""
        calendar = self._model.calendar
        if term.base is None:
            return z3.IntVal(calendar.resolve(term, term.day))
        if not term.offsets:
            return self._base(term)
        if term not in self._terms:
            shifts = [calendar.resolve(term, day) - day for day in self._days]
            shift = self._stretches(term, shifts)
            self._terms[term] = self._named(f"day {len(self._terms)}", self._base(term) + shift)
        return self._terms[term]

    def _is_business_day(self, term: DateTerm) -> Any:
        calendar = self._model.calendar
        if term.base is None:
            return z3.BoolVal(calendar.is_business_day(calendar.resolve(term, term.day)))
        work = [int(calendar.is_business_day(calendar.resolve(term, day))) for day in self._days]
        return self._stretches(term, work) == 1

    def _stretches(self, term: DateTerm, values: Sequence[int]) -> Any:
        """A function of the base of a term, given its values day by day: a tree of halves."""
        base = self._base(term)

        def among(low: int, high: int) -> Any:
            if len(set(values[low:high])) == 1:
                return z3.IntVal(values[low])
            middle = (low + high) // 2
            return z3.If(base < self._days[middle], among(low, middle), among(middle, high))

        return among(0, len(values))

    def _named(self, name: str, value: Any) -> Any:
        variable = z3.Int(name)
        self._solver.add(variable == value)
        return variable

    def _within(self, value: Any, low: int, high: int) -> None:
        self._solver.add(low <= value, value <= high)


def agree(model: Model) -> int:
    """Compare all verdicts of the checker and of z3; how many there were."""
    said = InZ3(model)
    verdicts = 1
    problems = check(Evaluator(build_table(model))).problems
    assert any(p.code == "gap" for p in problems) == said.gap()
    pairs = [
        frozenset((p.details["rule"], p.details["other"]))
        for p in problems
        if p.code in ("conflict", "advised-and-avoided")
    ]
    assert len(pairs) < MOST_OF_A_KIND
    rules = [rule for rule in model.rules.values() if rule.aside is None]
    for i, one in enumerate(rules):
        for other in rules[:i]:
            if _disagree(one, other):
                verdicts += 1
                together = said.stand_together(one.id, other.id)
                assert (frozenset((one.id, other.id)) in pairs) == together
    dead = {
        p.details["rule"]: p.details["overridden_by"] for p in problems if p.code == "dead-rule"
    }
    for rule in model.rules.values():
        verdicts += 1
        applies = said.stands_alone(rule.id)
        stands = applies if rule.aside is not None else said.stand_together(rule.id)
        assert (rule.id in dead) == (not stands)
        assert rule.id not in dead or bool(dead[rule.id]) == applies
    return verdicts


def _disagree(one: Rule, other: Rule) -> bool:
    """Whether two rules say opposite things, should they stand side by side."""
    if one.advise and other.advise and one.advise != other.advise:
        return True
    said = {one.advise, *one.also}, {other.advise, *other.also}
    return bool(said[0] & set(other.avoid) or said[1] & set(one.avoid))
