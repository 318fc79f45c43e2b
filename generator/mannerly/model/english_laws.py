"""Guarantees, and what acts change, in plain English."""

from __future__ import annotations

from typing import cast

from mannerly.model.conditions import Always, Condition, DateTerm, Offset
from mannerly.model.english import counted, english, english_term, english_value, length, listed
from mannerly.model.guide import (
    Add,
    AlwaysOne,
    Apart,
    AtMost,
    Change,
    Choice,
    Ends,
    Guarantee,
    Manner,
    Model,
    Never,
    Number,
    Several,
    ToAsk,
    YesNo,
)

_MANNERS: dict[Manner, str] = {
    "advise": "advised",
    "recommend": "recommended",
    "avoid": "warned against",
}


def english_law(guarantee: Guarantee, model: Model) -> str:
    """A guarantee as a sentence: "Every plan comes to its end within 90 days."."""
    match guarantee.that:
        case Never(manner, acts, when):
            said = f"{_none_of(acts, model)} {_MANNERS[manner]}{_when(when, model)}"
        case AlwaysOne(manner, acts, when):
            one = _any_of(acts, "something", model)
            said = f"{one} is always {_MANNERS[manner]}{_when(when, model)}"
        case AtMost(0, acts):
            said = f"No plan has {_any_of(acts, 'anything', model)}"
        case AtMost(count, acts):
            said = f"A plan has {_so_many_of(count, acts, model)}"
        case Apart(Offset(1, "days"), acts, same=True) if acts == _done(model):
            said = "Nothing is advised twice on one day of a plan"
        case Apart(offset, acts, same):
            lie = "lies" if length(offset).startswith("1 ") else "lie"
            two = _two_of(acts, same, model)
            said = f"At least {length(offset)} {lie} between {two} in a plan"
        case Ends(days):
            within = "" if days is None else f" within {length(Offset(days, 'days'))}"
            said = f"Every plan comes to its end{within}"
    whatever = ", whatever comes" if guarantee.whatever_comes else ""
    return f"{said[0].upper()}{said[1:]}{whatever}."


def english_change(change: Change, model: Model) -> str:
    """What becomes of a fact, as a clause: "the number of contacts goes up by 1"."""
    fact = model.facts[change.fact]
    match change.to:
        case ToAsk():
            return f"{fact.name} has to be asked anew"
        case None:
            return f"{fact.name} is not known any more"
        case Add(count):
            way = "down" if count < 0 else "up"
            return f"{fact.name} goes {way} by {counted(abs(count), cast(Number, fact.type))}"
        case DateTerm() as term:
            return f"{fact.name} becomes {english_term(term, model)}"
        case value:
            said = english_value(fact, value)
            match fact.type:
                case Choice():
                    return f"{fact.name} becomes “{said}”"
                case YesNo() | Several():
                    return f"the answer to “{fact.ask}” becomes {said}"
                case _:
                    return f"{fact.name} becomes {said}"


def _when(when: Condition, model: Model) -> str:
    return "" if when == Always() else f" when {english(when, model)}"


# ---- acts: all of the guide, all of some kinds, or by their titles


def _none_of(acts: frozenset[str], model: Model) -> str:
    kinds, titles = _kinds(acts, model), _titles(acts, model)
    if acts == model.acts.keys():
        return "nothing is ever"
    if kinds:
        return f"no {listed(kinds, 'or')} is ever"
    return (
        f"{titles[0]} is never" if len(titles) == 1 else f"none of {listed(titles, 'and')} is ever"
    )


def _any_of(acts: frozenset[str], all: str, model: Model) -> str:
    kinds = _kinds(acts, model)
    if acts == model.acts.keys():
        return all
    return listed([f"a {kind}" for kind in kinds] if kinds else _titles(acts, model), "or")


def _so_many_of(count: int, acts: frozenset[str], model: Model) -> str:
    kinds = ("act",) if acts == model.acts.keys() else _kinds(acts, model)
    if kinds:
        return f"at most {count} {listed([k if count == 1 else f'{k}s' for k in kinds], 'or')}"
    times = {1: "once", 2: "twice"}.get(count, f"{count} times")
    in_all = " in all" if len(acts) > 1 else ""
    return f"{listed(_titles(acts, model), 'or')} at most {times}{in_all}"


def _two_of(acts: frozenset[str], same: bool, model: Model) -> str:
    kinds = ("act",) if acts == model.acts.keys() else _kinds(acts, model)
    titles = _titles(acts, model)
    if len(titles) == 1:
        return f"{titles[0]} and {titles[0]} again"
    if same:
        return f"{_any_of(acts, 'anything', model)} and the same again"
    if kinds:
        return f"any two {listed([f'{kind}s' for kind in kinds], 'or')}"
    return f"any two of {listed(titles, 'and')}"


def _titles(acts: frozenset[str], model: Model) -> list[str]:
    return [f"“{act.title}”" for act in model.acts.values() if act.id in acts]


def _kinds(acts: frozenset[str], model: Model) -> tuple[str, ...]:
    """The kinds all of whose acts these are; none where they are better said by their titles."""
    kinds = tuple(dict.fromkeys(act.kind for act in model.acts.values() if act.id in acts))
    whole = all((act.id in acts) == (act.kind in kinds) for act in model.acts.values())
    return kinds if whole and len(acts) > len(kinds) else ()


def _done(model: Model) -> frozenset[str]:
    """The acts that are done, rather than waited or ended with."""
    return frozenset(act.id for act in model.acts.values() if act.kind not in ("wait", "end"))
