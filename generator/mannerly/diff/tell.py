"""A comparison in sentences, which every format shows in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mannerly.diff.result import (
    Aspect,
    CalendarChange,
    Comparison,
    Difference,
    Kind,
    RuleChange,
    Said,
    Wording,
)
from mannerly.model.calendar import as_date
from mannerly.model.conditions import And, Condition, Or
from mannerly.model.dates import WEEKDAYS
from mannerly.model.guide import Model, Situation
from mannerly.model.interpreter import interpret
from mannerly.model.normal import normal
from mannerly.model.say_conditions import Line, say_lines
from mannerly.model.speaker import Speaker
from mannerly.problems import Witness

#: Conditions of one difference that are told; more of them nobody reads.
MOST_CONDITIONS = 6

#: So many holidays are told by their dates.
MOST_DAYS = 5

_ASPECTS: dict[Aspect, str] = {
    "added": "new",
    "removed": "gone",
    "when": "its condition",
    "advise": "its act",
    "also": "what else it says to do",
    "avoid": "what it says to avoid",
    "until": "its “until”",
    "by": "its “by”",
    "over": "which rules it is over",
    "because": "its reason",
    "from": "its sources",
}

HEADINGS: dict[Kind, str] = {
    "advice": "Other advice",
    "reasons": "The same advice for other reasons",
    "new": "Situations that are new",
    "gone": "Situations that are gone",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in words: lines that say what was and what is, where, and an example."""

    share: str
    lines: tuple[str, ...]
    where: tuple[Line, ...]
    more: int
    witness: Witness
    witness_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The differences that the same rules cause."""

    because: str
    differences: tuple[Told, ...]


def summary(found: Comparison) -> tuple[str, ...]:
    """The sentences at the top."""
    return tuple(_summary(found))


def _summary(found: Comparison) -> Iterator[str]:
    if found.advice_is_the_same:
        yield "The advice is the same in every situation."
    for kind, said in (
        ("advice", "have other advice"),
        ("reasons", "have the same advice for other reasons"),
        ("new", "are new"),
        ("gone", "are gone"),
    ):
        count = found.by_kind[kind]  # type: ignore[index]
        if count:
            yield f"{_of_all(found, count)} {said}."
    if found.undecided is None:
        yield "There are too many situations to compare or count them all: more may differ."
    elif found.undecided:
        yield (
            f"Undecided for {_of_all(found, found.undecided).lower()}: "
            "there was more to look at than the budget allows."
        )
    if found.business_days_differ:
        yield (
            "The business days of the calendar have changed, and the rules count with them. "
            "Both versions were compared with the new ones."
        )


def _of_all(found: Comparison, count: int) -> str:
    if found.undecided is None:
        return f"{count:,} situations that were looked at"
    return f"{share(count, found.total)} of all situations ({count:,} of {found.total:,})"


#: How situations were counted.
COUNTED = "Situations that no condition of either version tells apart count as one."


def share(count: int, total: int) -> str:
    """A part of a whole in per cent, with as many decimals as tell it from none and from all."""
    if not total:
        return "0 %"
    part = 100 * count / total
    if 0 < part < 0.01:
        return "less than 0.01 %"
    if 99.99 < part < 100:
        return "more than 99.99 %"
    return f"{part:.2f}".rstrip("0").rstrip(".") + " %"


def groups(found: Comparison, kind: Kind) -> tuple[Group, ...]:
    """The differences of one kind by the rules that cause them."""
    of_kind = [one for one in found.differences if one.kind == kind]
    return tuple(
        Group(_because(kind, rules), tuple(_told(found, one) for one in some))
        for rules, some in groupby(of_kind, key=lambda one: one.rules)
    )


def _because(kind: Kind, rules: Sequence[RuleChange]) -> str:
    if kind in ("new", "gone"):
        return "because of what is asked, and what is assumed"
    return f"because of {listed([rule_change(rule) for rule in rules])}"


def rule_change(change: RuleChange) -> str:
    """A rule and what has become other about it."""
    return f"“{change.id}” ({listed([_ASPECTS[aspect] for aspect in change.aspects])})"


def listed(items: Sequence[str], joint: str = "and") -> str:
    """ "a, b and c"."""
    return f" {joint} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _told(found: Comparison, one: Difference) -> Told:
    shown = one.where[:MOST_CONDITIONS]
    return Told(
        share=share(one.count, found.total) if found.undecided is not None else "",
        lines=tuple(_lines(found.model, one)),
        where=say_lines(together(shown), Speaker.english(found.model)),
        more=len(one.where) - len(shown),
        witness=_witness(found.model, one),
        witness_lines=tuple(_on_the_day(found, one)),
    )


def together(where: Sequence[Condition]) -> Condition:
    """That one of some conditions holds, with what they all say said once."""
    parts = [dict.fromkeys(one.parts if isinstance(one, And) else (one,)) for one in where]
    common = [part for part in parts[0] if all(part in others for others in parts)]
    rests = [And(tuple(part for part in one if part not in common)) for one in parts]
    return normal(And((*common, Or(tuple(rests)))))


def _lines(model: Model, one: Difference) -> Iterator[str]:
    if one.kind in ("new", "gone"):
        return
    if one.kind == "reasons":
        if one.was.rules:
            yield f"was: by {listed([f'“{id}”' for id in one.was.rules])}"
        if one.now.rules:
            yield f"now: by {listed([f'“{id}”' for id in one.now.rules])}"
        if not one.was.rules and not one.now.rules:
            yield "by the same rules, which say it in other words"
        return
    if one.was.acts or one.now.acts:
        yield f"was: {_said(one.was, model)}"
        yield f"now: {_said(one.now, model)}"
    for acts, text in (
        (one.now.also, "now worth doing besides"),
        (one.was.also, "no longer worth doing besides"),
        (one.now.avoid, "now to be avoided"),
        (one.was.avoid, "no longer to be avoided"),
    ):
        if acts:
            yield f"{text}: {listed(titles(acts, model))}"


def titles(acts: Iterable[str], model: Model) -> list[str]:
    """The titles of acts."""
    return [model.acts[act].title for act in acts]


def _said(one: Said, model: Model) -> str:
    """An act with its dates."""
    text, speaker = _acts(one.acts, model), Speaker.english(model)
    for terms, word, of_several in (
        (one.until, "until", "the later of "),
        (one.by, "by", "the earlier of "),
    ):
        if terms:
            several = of_several if len(terms) > 1 else ""
            text += f", {word} {several}{listed([speaker.term(term) for term in terms])}"
    return text


def _acts(acts: Iterable[str], model: Model) -> str:
    named = titles(acts, model)
    if len(named) > 1:
        return f"two acts at once: {listed(named)}"
    return named[0] if named else "no advice"


def _witness(model: Model, one: Difference) -> Witness:
    """The example as its answers are given, those that no version asks for left out."""
    situation = one.shown.situation
    speaker = Speaker.english(model)
    answers = [
        (fact.name, speaker.value(fact, situation.values[id]))
        for id, fact in model.facts.items()
        if id in one.shown.asked
    ]
    return Witness(as_date(situation.today), tuple(answers))


def _on_the_day(found: Comparison, one: Difference) -> Iterator[str]:
    """What each version advises in the example, with real dates."""
    if one.kind == "reasons":
        return
    company = one.was.also + one.now.also, one.was.avoid + one.now.avoid
    for word, model, situation in (
        ("was", found.old, one.shown.old),
        ("now", found.new, one.shown.new),
    ):
        if situation is not None:
            yield f"{word}: {_advised(model, situation, *map(bool, company))}"


def _advised(model: Model, situation: Situation, also: bool, avoid: bool) -> str:
    verdict = interpret(model, situation)
    text = _acts((act for act in model.acts if act in verdict.acts), model)
    for day, word in ((verdict.until, "until"), (verdict.by, "by")):
        if day is not None:
            text += f", {word} {Speaker.english(model).day(day)}"
    for wanted, acts, word in (
        (also, verdict.also, "besides"),
        (avoid, verdict.avoid, "to be avoided"),
    ):
        named = titles((act for act in model.acts if act in acts), model)
        if wanted:
            text += f"; {word}: {listed(named) or 'nothing'}"
    return text


def calendar(found: Comparison) -> tuple[str, ...]:
    """What is other about the calendar, as sentences."""
    return tuple(sentence for one in found.calendar for sentence in _calendar(one))


def _calendar(one: CalendarChange) -> Iterator[str]:
    match one.kind:
        case "days":
            spans = [f"{as_date(first)} to {as_date(last)}" for first, last in (one.was, one.now)]
            yield f"The guide knew the days from {spans[0]}, and now those from {spans[1]}."
        case "work week":
            weeks = [", ".join(WEEKDAYS[day] for day in days) for days in (one.was, one.now)]
            yield f"The work week was {weeks[0]}, and now is {weeks[1]}."
        case "holidays":
            for days, said in ((one.was, "no longer a holiday"), (one.now, "a holiday now")):
                if days:
                    yield f"{_days(days)}: {said}."


def _days(days: Sequence[int]) -> str:
    dates = [as_date(day).isoformat() for day in days[:MOST_DAYS]]
    more = f" and {len(days) - MOST_DAYS} more" if len(days) > MOST_DAYS else ""
    return ", ".join(dates) + more


def besides(found: Comparison) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What else has changed: headings, each with its lines."""
    never = [
        rule_change(rule)
        for rule in found.rules
        if all(rule not in one.rules for one in found.differences)
    ]
    sections = (
        (
            "Cannot be compared",
            [
                f"“{found.model.facts[id].name}” ({id}) is of another type. It was compared as "
                "two questions, the old one and the new one, whatever is answered to each."
                for id in found.two_facts
            ],
        ),
        ("Calendar", list(calendar(found))),
        ("Renamed", [f"{kind} {old} is now {new}" for kind, old, new in found.renamed]),
        ("Rules that changed and decide nothing otherwise", never),
        ("Wording and the like", [_worded(one) for one in found.wording]),
    )
    return tuple((heading, tuple(lines)) for heading, lines in sections if lines)


def _worded(one: Wording) -> str:
    name = f"{one.kind} {one.id}".strip()
    return f"{name}: {listed(one.parts)}"
