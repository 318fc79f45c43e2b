"""What was declared and nothing uses: facts, named conditions, acts, points."""

from __future__ import annotations

from collections.abc import Iterator

from mannerly.model.conditions import And, Condition, DateTerm, Named, Not, Or
from mannerly.model.guide import AlwaysOne, Model, Never, Text, TextPlaceholder
from mannerly.model.interpreter import facts_in
from mannerly.problems import Problems


def check_unused(model: Model, problems: Problems) -> None:
    """Report every fact, named condition, act and point that nothing uses."""
    rules = model.rules.values()
    conditions = [rule.when for rule in rules]
    conditions += [fact.when for fact in model.facts.values() if fact.when is not None]
    conditions += [assumption.that for assumption in model.assumptions]
    conditions += [
        guarantee.that.when
        for guarantee in model.guarantees.values()
        if isinstance(guarantee.that, Never | AlwaysOne)
    ]
    names = {name for condition in conditions for name in _names(condition)}
    facts = {f for c in conditions[: len(model.rules)] for f in facts_in(c)} | set(_told(model))
    pending = list(facts)
    while pending:
        when = model.facts[pending.pop()].when
        if when is not None:
            new = facts_in(when) - facts
            facts |= new
            pending.extend(new)
    acts = {act for rule in rules for act in (rule.advise, *rule.also, *rule.avoid)}
    points = used_points(model)

    for id, fact in model.facts.items():
        if id not in facts:
            problems.add("unused-fact", fact.place, fact=id)
    for name, place in model.condition_places.items():
        if name not in names:
            problems.add("unused-condition", place, condition=name)
    for id, act in model.acts.items():
        if id not in acts:
            problems.add("unused-act", act.place, act=id)
    for id, point in model.points.items():
        if id not in points and point.aside is None:
            problems.add("unused-point", point.place, point=id, says=point.says)
        elif id in points and point.aside is not None:
            problems.add("used-though-aside", point.place, point=id)


def used_points(model: Model) -> frozenset[str]:
    """The points that a rule or an act's text rests on, or a chapter quotes."""
    points = {point for rule in model.rules.values() for point in rule.points}
    points |= {point for act in model.acts.values() for point in act.points}
    points |= {id for page in model.pages for kind, id in page.quotes if kind == "point"}
    return frozenset(points)


def _names(condition: Condition) -> Iterator[str]:
    """The named conditions that a condition uses, those inside them included."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _names(part)
        case Not(part):
            yield from _names(part)
        case Named(name, body):
            yield name
            yield from _names(body)
        case _:
            pass


def _told(model: Model) -> Iterator[str]:
    """The facts that dates and texts put in."""
    texts: list[Text] = [text for act in model.acts.values() for text in act.texts]
    terms: list[DateTerm | None] = []
    for rule in model.rules.values():
        texts.append(rule.because)
        terms += (rule.until, rule.by)
    for text in texts:
        for part in text.parts:
            match part:
                case TextPlaceholder(value=DateTerm() as term):
                    terms.append(term)
                case TextPlaceholder(value=str() as fact, kind="fact"):
                    yield fact
    for found in terms:
        if found is not None and found.base not in (None, "today"):
            yield found.base or ""
