"""What makes no difference to the advice: texts, names, the calendar, what is there only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from mannerly.diff.result import CalendarChange, Wording
from mannerly.model.calendar import Calendar
from mannerly.model.guide import Act, Assumption, Choice, Fact, Model, Number, Rule, Several, Source
from mannerly.model.normal import normal

T = TypeVar("T")


def wording(old: Model, new: Model) -> tuple[Wording, ...]:
    """The differences of texts, where both versions name things alike."""
    return tuple(_wording(old, new))


def _wording(old: Model, new: Model) -> Iterator[Wording]:
    head = {"title": old.title, "question": old.question, "language": old.language}
    later = {"title": new.title, "question": new.question, "language": new.language}
    if parts := _differing(head, later):
        yield Wording("guide", "", parts)
    yield from _both("question", old.facts, new.facts, _of_fact)
    yield from _both("act", old.acts, new.acts, _of_act)
    aside = [{id: r for id, r in m.rules.items() if r.aside is not None} for m in (old, new)]
    yield from _both("rule set aside", aside[0], aside[1], _of_rule)
    for id, rule in new.rules.items():
        if id in old.rules and rule.aside is None and rule.title != old.rules[id].title:
            yield Wording("rule", id, ("its title",))
    yield from _both("source", old.sources, new.sources, _of_source)
    points = [{id: (p.kind, p.says) for id, p in m.points.items()} for m in (old, new)]
    yield from _both("point", points[0], points[1], lambda point: {"what it says": point})
    told = [{f"“{a.text}”": a for a in m.assumptions} for m in (old, new)]
    yield from _both("assumption", told[0], told[1], _of_assumption)


def _both(
    kind: str,
    old: Mapping[str, T],
    new: Mapping[str, T],
    texts: Callable[[T], Mapping[str, object]],
) -> Iterator[Wording]:
    for id in dict.fromkeys((*new, *old)):
        if id not in old or id not in new:
            yield Wording(kind, id, ("new" if id in new else "gone",))
        elif parts := _differing(texts(old[id]), texts(new[id])):
            yield Wording(kind, id, parts)


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in new if old.get(name) != new[name])


def _of_fact(fact: Fact) -> Mapping[str, object]:
    texts: dict[str, object] = {
        "what it asks": fact.ask,
        "its name": fact.name,
        "its help": fact.help,
        "what it calls “not known”": fact.unknown,
        "what is asked before it": fact.after,
        "how likely its answers are": dict(fact.likely),
    }
    match fact.type:
        case Choice(options) | Several(options):
            texts["its options"] = list(options.items())
        case Number(unit=unit):
            texts["its unit"] = unit
        case _:
            pass
    return texts


def _of_act(act: Act) -> Mapping[str, object]:
    return {
        "its title": act.title,
        "its kind": act.kind,
        "its text": act.text,
        "its words to use": act.words,
        "its sources": frozenset(act.points),
        "what doing it changes": (act.changes, act.replies),
    }


def _of_rule(rule: Rule) -> Mapping[str, object]:
    return {
        "its title": rule.title,
        "its condition": normal(rule.when),
        "its advice": (rule.advise, rule.also, rule.avoid, rule.until, rule.by),
        "its reason": rule.because,
        "its sources": frozenset(rule.points),
        "why it is set aside": rule.aside,
    }


def _of_source(source: Source) -> Mapping[str, object]:
    return {"its title": source.title, "who wrote it": source.by, "where it is": source.url}


def _of_assumption(assumption: Assumption) -> Mapping[str, object]:
    return {"its reason": assumption.because}


def calendar_changes(old: Calendar, new: Calendar) -> tuple[CalendarChange, ...]:
    """What is other about the calendar."""
    return tuple(_calendar_changes(old, new))


def _calendar_changes(old: Calendar, new: Calendar) -> Iterator[CalendarChange]:
    if (old.first, old.last) != (new.first, new.last):
        yield CalendarChange("days", (old.first, old.last), (new.first, new.last))
    if old.work_week != new.work_week:
        weeks = (tuple(sorted(one.work_week)) for one in (old, new))
        yield CalendarChange("work week", *weeks)
    first, last = max(old.first, new.first), min(old.last, new.last)
    was, now = (
        tuple(sorted(day for day in days if first <= day <= last))
        for days in (old.holidays - new.holidays, new.holidays - old.holidays)
    )
    if was or now:
        yield CalendarChange("holidays", was, now)
