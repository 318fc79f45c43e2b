"""What one version says in a part of the situations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mannerly.diff.dates import folded
from mannerly.diff.result import Kind, Said
from mannerly.diff.side import Side
from mannerly.model.calendar import Calendar
from mannerly.model.conditions import DateTerm
from mannerly.table.evaluate import bits


@dataclass(frozen=True, slots=True)
class Standing:
    """What one version says in a part; to be read only where no rows are ``open``."""

    open: int
    rules: frozenset[str]
    applying: frozenset[str]
    acts: frozenset[str]
    also: frozenset[str]
    avoid: frozenset[str]
    until: frozenset[DateTerm]
    by: frozenset[DateTerm]


def standing(side: Side, whole: int, some: int, calendar: Calendar) -> Standing:
    """What a version says in a part in whole of which, and in some of which, these rows hold."""
    certain, possible = side.applying(whole, some)
    live = possible & ~side.beaten_by(certain)
    firm = certain & ~side.beaten_by(possible)
    open = 0
    for i in bits(live & ~firm):
        open |= side.rows[i]
        for j in bits(possible & ~certain):
            if side.beats[j] >> i & 1:
                open |= side.rows[j]
    open &= some
    rules = [side.rules[i] for i in bits(firm)]
    advising = [rule for rule in rules if rule.advise is not None]
    dates: dict[str, frozenset[DateTerm]] = {}
    for name in ("until", "by"):
        terms = set()
        for rule in advising:
            term: DateTerm | None = getattr(rule, name)
            if term is None:
                continue
            if term.base not in (None, "today"):
                known = side.known[term.base or ""]
                if not whole & known:
                    open |= some & known
                    continue
            terms.add(folded(term, calendar))
        dates[name] = frozenset(terms)
    return Standing(
        open,
        frozenset(side.ids[i] for i in bits(firm)),
        frozenset(side.ids[i] for i in bits(certain)),
        frozenset(rule.advise for rule in advising if rule.advise is not None),
        frozenset(act for rule in rules for act in rule.also),
        frozenset(act for rule in rules for act in rule.avoid),
        dates["until"],
        dates["by"],
    )


def said(
    one: Standing,
    other: Standing,
    kind: Kind,
    order: tuple[Iterable[str], Iterable[str]],
    acts: bool,
    other_dates: Sequence[str],
) -> Said:
    """What one version says, as far as the other differs; ``order`` is that of acts and rules."""
    all_acts, all_rules = order

    def terms(name: str) -> tuple[DateTerm, ...]:
        found: frozenset[DateTerm] = getattr(one, name)
        return tuple(sorted(found, key=str)) if acts or name in other_dates else ()

    return Said(
        acts=in_order(one.acts, all_acts) if acts or other_dates else (),
        until=terms("until"),
        by=terms("by"),
        also=in_order(one.also - other.also, all_acts),
        avoid=in_order(one.avoid - other.avoid, all_acts),
        rules=in_order(one.rules - other.rules, all_rules) if kind == "reasons" else (),
    )


def in_order(ids: Iterable[str], order: Iterable[str]) -> tuple[str, ...]:
    """Ids in the order of a guide."""
    wanted = set(ids)
    return tuple(id for id in order if id in wanted)
