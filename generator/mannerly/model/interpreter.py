"""What rules mean: the reference that every faster evaluator has to agree with.

It reads the model directly and is written to be read, not to be fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mannerly.model.calendar import weekday
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
    atoms,
    terms,
)
from mannerly.model.guide import Choice, Date, Model, Number, Rule, Several, Situation, Value, YesNo


def value_of(fact: str, situation: Situation, model: Model) -> Value | None:
    """The fact's value, or None where it is not known or the fact does not exist."""
    when = model.facts[fact].when
    if when is not None and not holds(when, situation, model):
        return None
    return situation.values.get(fact)


def day_of(term: DateTerm, situation: Situation, model: Model) -> int | None:
    """The day that a date expression means, or None where its fact is missing."""
    if term.base is None:
        return model.calendar.resolve(term, term.day)
    if term.base == "today":
        return model.calendar.resolve(term, situation.today)
    day = value_of(term.base, situation, model)
    return model.calendar.resolve(term, day) if isinstance(day, int) else None


def holds(condition: Condition, situation: Situation, model: Model) -> bool:
    """Whether a condition is true. A comparison with a missing value is false."""
    match condition:
        case Always():
            return True
        case And(parts):
            return all(holds(part, situation, model) for part in parts)
        case Or(parts):
            return any(holds(part, situation, model) for part in parts)
        case Not(part):
            return not holds(part, situation, model)
        case Named(body=body):
            return holds(body, situation, model)
        case Known(fact):
            return value_of(fact, situation, model) is not None
        case Is(fact, options):
            return (value := value_of(fact, situation, model)) is not None and value in options
        case Includes(fact, option):
            chosen = value_of(fact, situation, model)
            return isinstance(chosen, frozenset) and option in chosen
        case InRange(fact, low, high):
            number = value_of(fact, situation, model)
            return (
                isinstance(number, int)
                and (low is None or low <= number)
                and (high is None or number <= high)
            )
        case DateCompare(left, comparison, right):
            one, other = day_of(left, situation, model), day_of(right, situation, model)
            if one is None or other is None:
                return False
            match comparison:
                case "<":
                    return one < other
                case "<=":
                    return one <= other
                case "=":
                    return one == other
                case ">=":
                    return one >= other
                case ">":
                    return one > other
        case OnWeekday(term, weekdays):
            day = day_of(term, situation, model)
            return day is not None and weekday(day) in weekdays
        case OnBusinessDay(term):
            day = day_of(term, situation, model)
            return day is not None and model.calendar.is_business_day(day)


def facts_in(condition: Condition) -> frozenset[str]:
    """The facts that a condition speaks of."""
    found: set[str] = set()
    for atom in atoms(condition):
        match atom:
            case Known(fact) | Is(fact) | Includes(fact) | InRange(fact):
                found.add(fact)
            case _:
                found.update(term.base for term in terms(atom) if term.base not in (None, "today"))
    return frozenset(found)


def possible(situation: Situation, model: Model) -> bool:
    """Whether a whole situation can be: types, ranges, existence, assumptions."""
    values = {fact: value_of(fact, situation, model) for fact in model.facts}
    return (
        model.calendar.first <= situation.today <= model.calendar.last
        and all(_allowed(model, fact, value, situation) for fact, value in values.items())
        and all(
            any(values[fact] is None for fact in facts_in(assumption.that))
            or holds(assumption.that, situation, model)
            for assumption in model.assumptions
        )
    )


def _allowed(model: Model, id: str, value: Value | None, situation: Situation) -> bool:
    fact = model.facts[id]
    if value is None:
        exists = fact.when is None or holds(fact.when, situation, model)
        return not exists or fact.unknown is not None
    match fact.type, value:
        case Choice(options), str():
            return value in options
        case YesNo(), str():
            return value in ("yes", "no")
        case Several(options), frozenset():
            return value <= options.keys()
        case Number(low, high), int():
            return low <= value <= high
        case Date(range), int():
            return (
                model.calendar.first <= value <= model.calendar.last
                and not (range == "past" and value > situation.today)
                and not (range == "future" and value < situation.today)
            )
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What applies in a situation, and what follows.

    ``overridden`` maps each applicable rule that is overridden to the
    applicable rules over it; the others are ``live``.
    """

    live: tuple[str, ...]
    overridden: Mapping[str, frozenset[str]]
    acts: frozenset[str]
    also: frozenset[str]
    avoid: frozenset[str]
    until: int | None
    by: int | None

    @property
    def contradictory(self) -> bool:
        """Whether two acts are advised, or an act is both recommended and to be avoided."""
        return len(self.acts) > 1 or bool((self.acts | self.also) & self.avoid)


def interpret(model: Model, situation: Situation, voice: str | None = None) -> Verdict:
    """The advice in a situation: the guide's own, or with ``voice`` that of one source alone.

    A source's voice is what follows from the rules that rest on a point of it,
    those that the guide does not follow included.
    """
    applicable = {
        rule.id: rule
        for rule in model.rules.values()
        if speaks(rule, voice, model) and holds(rule.when, situation, model)
    }
    overridden = {
        id: over
        for id in applicable
        if (over := frozenset(r for r in applicable if id in applicable[r].over))
    }
    live = tuple(id for id in applicable if id not in overridden)
    acts = frozenset(act for id in live if (act := applicable[id].advise) is not None)
    dated = [applicable[id] for id in live if applicable[id].advise is not None]
    until = [day_of(rule.until, situation, model) for rule in dated if rule.until]
    by = [day_of(rule.by, situation, model) for rule in dated if rule.by]
    return Verdict(
        live=live,
        overridden=overridden,
        acts=acts,
        also=frozenset(act for id in live for act in applicable[id].also),
        avoid=frozenset(act for id in live for act in applicable[id].avoid),
        until=max((day for day in until if day is not None), default=None),
        by=min((day for day in by if day is not None), default=None),
    )


def speaks(rule: Rule, voice: str | None, model: Model) -> bool:
    """Whether a rule takes part in the guide's advice, or in one source's own."""
    if voice is None:
        return rule.aside is None
    return any(model.points[point].source == voice for point in rule.points)
