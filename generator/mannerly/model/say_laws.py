"""Guarantees, and what acts change, in plain words."""

from __future__ import annotations

from typing import cast

from mannerly.model.conditions import Always, DateTerm, Offset
from mannerly.model.guide import (
    Add,
    AlwaysOne,
    Apart,
    AtMost,
    Change,
    Choice,
    Date,
    Ends,
    Guarantee,
    Law,
    Model,
    Never,
    Number,
    ToAsk,
)
from mannerly.model.say_conditions import say_condition
from mannerly.model.speaker import Speaker, amount


def say_law(guarantee: Guarantee, speaker: Speaker) -> str:
    """A guarantee as a sentence: "Every plan comes to its end within 90 days."."""
    said = _law(guarantee.that, speaker)
    match guarantee.that:
        case Never(when=when) | AlwaysOne(when=when) if when != Always():
            said = speaker.say("law-when", law=said, condition=say_condition(when, speaker))
    if guarantee.whatever_comes:
        said = speaker.say("law-whatever-comes", law=said)
    return speaker.sentence(speaker.say("law", law=said))


def _law(law: Law, speaker: Speaker) -> str:
    match law:
        case Never(manner, acts):
            return _never(manner, acts, speaker)
        case AlwaysOne(manner, acts):
            what, named = _any_of(acts, speaker)
            return speaker.say(f"always-{manner}-{what}", None, **named)
        case AtMost(count, acts):
            return _at_most(count, acts, speaker)
        case Apart(same=True):  # on one day: no other law is of this kind
            return speaker.say("not-twice-a-day")
        case Apart(offset, acts):
            return _apart(offset, acts, speaker)
        case Ends(days):
            if days is None:
                return speaker.say("ends")
            count, unit = amount(Offset(days, "days"))
            return speaker.say(f"ends-within-{unit}", count)


def say_change(change: Change, speaker: Speaker) -> str:
    """What becomes of a fact, as a clause: "the number of contacts goes up by 1"."""
    fact, say = speaker.model.facts[change.fact], speaker.say
    match change.to, fact.type:
        case ToAsk(), _:
            return say("change-asked", fact=fact.name)
        case None, _:
            return say("change-unknown", fact=fact.name)
        case Add(count), type:
            number = speaker.counted(abs(count), cast(Number, type))
            return say("change-less" if count < 0 else "change-more", fact=fact.name, number=number)
        case DateTerm() as term, _:
            return say("change-date", fact=fact.name, date=speaker.term(term))
        case value, Choice(options):
            option = speaker.option(options[cast(str, value)])
            return say("change-option", fact=fact.name, option=option)
        case value, type:
            said = speaker.value(fact, value)
            match type:
                case Number():
                    return say("change-number", fact=fact.name, number=said)
                case Date():
                    return say("change-date", fact=fact.name, date=said)
                case _:
                    return say("change-answer", question=fact.ask, answer=said)


# ---- acts: all of the guide, all of some kinds, or by their titles


def _never(manner: str, acts: frozenset[str], speaker: Speaker) -> str:
    titles = _titles(acts, speaker)
    if acts == speaker.model.acts.keys():
        return speaker.say(f"never-{manner}-anything")
    if kinds := _kinds(acts, speaker.model):
        return speaker.say(f"never-{manner}-kinds", kinds=_words("no", kinds, speaker))
    if len(titles) == 1:
        return speaker.say(f"never-{manner}-act", act=titles[0])
    return speaker.say(f"never-{manner}-acts", acts=speaker.things(titles, "nor"))


def _at_most(count: int, acts: frozenset[str], speaker: Speaker) -> str:
    if count == 0:
        what, named = _any_of(acts, speaker)
        return speaker.say(f"none-of-{what}", None, **named)
    if kinds := _kinds_or_all(acts, speaker.model):
        words = _words("so-many", kinds, speaker, count)
        return speaker.say("at-most-kinds", count, kinds=words)
    titles = speaker.things(_titles(acts, speaker), "or")
    times = {1: "once", 2: "twice"}.get(count, "times")
    if len(acts) == 1:
        return speaker.say(f"at-most-{times}", count, act=titles)
    return speaker.say(f"in-all-{times}", count, acts=titles)


def _apart(offset: Offset, acts: frozenset[str], speaker: Speaker) -> str:
    model, titles = speaker.model, _titles(acts, speaker)
    if len(titles) == 1:
        return speaker.timed("between", "again", offset, act=titles[0])
    if kinds := _kinds_or_all(acts, model):
        return speaker.timed("between", "kinds", offset, kinds=_words("two", kinds, speaker))
    return speaker.timed("between", "acts", offset, acts=speaker.things(titles, "and"))


def _any_of(acts: frozenset[str], speaker: Speaker) -> tuple[str, dict[str, str]]:
    """Whether a phrase is about anything, kinds of acts, or acts; and what is put into it."""
    if acts == speaker.model.acts.keys():
        return "anything", {}
    if kinds := _kinds(acts, speaker.model):
        return "kinds", {"kinds": _words("a", kinds, speaker)}
    return "acts", {"acts": speaker.things(_titles(acts, speaker), "or")}


def _words(which: str, kinds: tuple[str, ...], speaker: Speaker, count: int | None = None) -> str:
    """Kinds of acts: no contact or task, a contact or a task."""
    return speaker.things([speaker.say(f"{which}-{kind}", count) for kind in kinds], "or")


def _titles(acts: frozenset[str], speaker: Speaker) -> list[str]:
    all = speaker.model.acts.values()
    return [speaker.say("act", title=act.title) for act in all if act.id in acts]


def _kinds(acts: frozenset[str], model: Model) -> tuple[str, ...]:
    """The kinds all of whose acts these are; none where they are better said by their titles."""
    kinds = tuple(dict.fromkeys(act.kind for act in model.acts.values() if act.id in acts))
    whole = all((act.id in acts) == (act.kind in kinds) for act in model.acts.values())
    return kinds if whole and len(acts) > len(kinds) else ()


def _kinds_or_all(acts: frozenset[str], model: Model) -> tuple[str, ...]:
    """The same, with "act" as the kind of all."""
    return ("act",) if acts == model.acts.keys() else _kinds(acts, model)
