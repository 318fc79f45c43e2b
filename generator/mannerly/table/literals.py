"""Conditions as comparisons and their negations under "and" and "or", what goes without saying left out.

A comparison that is true tells that its facts are known, and one whose fact is
missing is false. So "x is known and x > 3" says no more than "x > 3", and its
negation no more than "not x > 3": without this, every guard would double the
boxes of a condition and of all that is built on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from mannerly.model.conditions import Always, And, Atom, Condition, Known, Named, Not, Or
from mannerly.model.interpreter import facts_in


@dataclass(frozen=True, slots=True)
class Literal:
    """A comparison, or its negation."""

    atom: Atom
    negated: bool


@dataclass(frozen=True, slots=True)
class Junction:
    """All of the parts, or any of them. No parts: true for "all", false for "any"."""

    all: bool
    parts: tuple[Normal, ...]


Normal = Literal | Junction

TRUE = Junction(True, ())
FALSE = Junction(False, ())


def normal(condition: Condition, negated: bool = False) -> Normal:
    """The condition, or its negation, with negations only on comparisons."""
    match condition:
        case Always():
            return FALSE if negated else TRUE
        case Not(part):
            return normal(part, not negated)
        case Named(body=body):
            return normal(body, negated)
        case And(parts):
            return _joined(not negated, [normal(part, negated) for part in parts])
        case Or(parts):
            return _joined(negated, [normal(part, negated) for part in parts])
        case _:
            return Literal(condition, negated)


def _joined(all: bool, parts: list[Normal]) -> Normal:
    flat: dict[Normal, None] = {}
    for part in parts:
        if isinstance(part, Junction) and part.all == all:
            flat.update(dict.fromkeys(part.parts))
        elif part == (FALSE if all else TRUE):
            return part
        else:
            flat[part] = None
    found = list(flat)
    if any(map(_asks_whether_known, flat)):
        for part in flat:
            others = [other for other in found if other is not part]
            if _goes_without_saying(part, others) if all else _adds_nothing(part, others):
                found = others
        if all and _known_and_missing(found):
            return FALSE
    return found[0] if len(found) == 1 else Junction(all, tuple(found))


def _asks_whether_known(part: Normal) -> bool:
    """Whether anything in this could make other parts go without saying."""
    match part:
        case Literal(atom):
            return isinstance(atom, Known)
        case Junction(parts=parts):
            return any(map(_asks_whether_known, parts))


def _known_and_missing(parts: list[Normal]) -> bool:
    """Whether a fact would have to be known for one part and missing for another."""
    known, missing = [_known_if(part) for part in parts], [_missing_if(part) for part in parts]
    return any(
        known[i] & gone for j, gone in enumerate(missing) if gone
        for i in range(len(parts)) if i != j
    )  # fmt: skip


def _goes_without_saying(part: Normal, others: list[Normal]) -> bool:
    """Whether the other parts of an "and" make this one true."""
    match part:
        case Literal(Known(fact), False):
            return any(fact in _known_if(other) for other in others)
        case _:
            true_if_missing = _true_if_missing(part)
            return any(_missing_if(other) & true_if_missing for other in others)


def _adds_nothing(part: Normal, others: list[Normal]) -> bool:
    """Whether another part of an "or" is true wherever this one is."""
    match part:
        case Literal(Known(fact), True):
            return any(fact in _true_if_missing(other) for other in others)
        case _:
            return False


def _known_if(part: Normal) -> frozenset[str]:
    """The facts that are known wherever this is true."""
    match part:
        case Literal(atom, False):
            return facts_in(atom)
        case Junction(all, parts) if parts:
            return _over(_known_if, parts, union=all)
        case _:
            return frozenset()


def _missing_if(part: Normal) -> frozenset[str]:
    """The facts that are missing wherever this is true."""
    match part:
        case Literal(Known(fact), True):
            return frozenset([fact])
        case Junction(all, parts) if parts:
            return _over(_missing_if, parts, union=all)
        case _:
            return frozenset()


def _true_if_missing(part: Normal) -> frozenset[str]:
    """The facts each of which, where it is missing, makes this true."""
    match part:
        case Literal(atom, True):
            return facts_in(atom)
        case Junction(all, parts) if parts:
            return _over(_true_if_missing, parts, union=not all)
        case _:
            return frozenset()


def _over(
    of: Callable[[Normal], frozenset[str]], parts: tuple[Normal, ...], *, union: bool
) -> frozenset[str]:
    sets = [of(part) for part in parts]
    return reduce(frozenset.union if union else frozenset.intersection, sets)
