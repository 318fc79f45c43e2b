"""The normal form of conditions: "not" only before comparisons, and nothing said that goes without.

A comparison that is true tells that its facts are known, and one whose fact is
missing is false. So "x is known and x > 3" says no more than "x > 3", and its
negation no more than "not x > 3": without this, every guard would double the
boxes of a condition and of all that is built on it, and be read out on pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from mannerly.model.conditions import Always, And, Condition, Known, Named, Not, Or
from mannerly.model.interpreter import facts_in

NEVER = Not(Always())


def normal(condition: Condition, negated: bool = False) -> Condition:
    """The condition, or its negation, in normal form; names are written out.

    Comparisons are true or false, never in between, so that "not (a or b)" is
    exactly "not a and not b".
    """
    match condition:
        case Always():
            return NEVER if negated else condition
        case Not(part):
            return normal(part, not negated)
        case Named(body=body):
            return normal(body, negated)
        case And(parts):
            return _joined(not negated, [normal(part, negated) for part in parts])
        case Or(parts):
            return _joined(negated, [normal(part, negated) for part in parts])
        case _:
            return Not(condition) if negated else condition


def _joined(all_hold: bool, parts: Sequence[Condition]) -> Condition:
    kind = And if all_hold else Or
    flat: dict[Condition, None] = {}
    for part in parts:
        if isinstance(part, kind):
            flat.update(dict.fromkeys(part.parts))
        elif part == (NEVER if all_hold else Always()):
            return part
        elif part != (Always() if all_hold else NEVER):
            flat[part] = None
    found = list(flat)
    if any(map(_asks_whether_known, flat)):
        for part in flat:
            others = [other for other in found if other is not part]
            if _goes_without_saying(part, others) if all_hold else _adds_nothing(part, others):
                found = others
        if all_hold and _known_and_missing(found):
            return NEVER
    if not found:
        return Always() if all_hold else NEVER
    return found[0] if len(found) == 1 else kind(tuple(found))


def _asks_whether_known(part: Condition) -> bool:
    """Whether anything in this could make other parts go without saying."""
    match part:
        case And(parts) | Or(parts):
            return any(map(_asks_whether_known, parts))
        case Known() | Not(Known()):
            return True
        case _:
            return False


def _known_and_missing(parts: Sequence[Condition]) -> bool:
    """Whether a fact would have to be known for one part and missing for another."""
    known, missing = [known_if(part) for part in parts], [_missing_if(part) for part in parts]
    return any(
        known[i] & gone for j, gone in enumerate(missing) if gone
        for i in range(len(parts)) if i != j
    )  # fmt: skip


def _goes_without_saying(part: Condition, others: Sequence[Condition]) -> bool:
    """Whether the other parts of an "and" make this one true."""
    match part:
        case Known(fact):
            return any(fact in known_if(other) for other in others)
        case _:
            true_if_missing = _true_if_missing(part)
            return any(_missing_if(other) & true_if_missing for other in others)


def _adds_nothing(part: Condition, others: Sequence[Condition]) -> bool:
    """Whether another part of an "or" is true wherever this one is."""
    match part:
        case Not(Known(fact)):
            return any(fact in _true_if_missing(other) for other in others)
        case _:
            return False


def known_if(part: Condition) -> frozenset[str]:
    """The facts that are known wherever this, in normal form, is true."""
    match part:
        case And(parts):
            return _over(known_if, parts, frozenset.union)
        case Or(parts):
            return _over(known_if, parts, frozenset.intersection)
        case Not() | Always():
            return frozenset()
        case _:
            return facts_in(part)


def _missing_if(part: Condition) -> frozenset[str]:
    """The facts that are missing wherever this is true."""
    match part:
        case And(parts):
            return _over(_missing_if, parts, frozenset.union)
        case Or(parts):
            return _over(_missing_if, parts, frozenset.intersection)
        case Not(Known(fact)):
            return frozenset([fact])
        case _:
            return frozenset()


def _true_if_missing(part: Condition) -> frozenset[str]:
    """The facts each of which, where it is missing, makes this true."""
    match part:
        case And(parts):
            return _over(_true_if_missing, parts, frozenset.intersection)
        case Or(parts):
            return _over(_true_if_missing, parts, frozenset.union)
        case Not(atom):
            return facts_in(atom)
        case _:
            return frozenset()


def _over(
    of: Callable[[Condition], frozenset[str]],
    parts: Sequence[Condition],
    together: Callable[[frozenset[str], frozenset[str]], frozenset[str]],
) -> frozenset[str]:
    return reduce(together, map(of, parts))
