"""What differs in divided situations, told: how many, where, and one that shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

from mannerly.check.regions import Question, Space, Undecided
from mannerly.diff.dividing import Dividing, Verdict
from mannerly.diff.readable import Readable
from mannerly.diff.result import Difference, Kind, Shown


def differences(divided: Dividing, all_seen: bool) -> Iterator[Difference]:
    """All differences of divided situations, each kind from the one with the most situations on."""
    verdicts = [verdict for verdict in divided.found if isinstance(verdict, Verdict)]
    sizes = {verdict: sum(count for _, count in divided.found[verdict]) for verdict in verdicts}
    by_rules: dict[tuple[Kind, tuple[str, ...]], int] = defaultdict(int)
    for verdict, size in sizes.items():
        by_rules[verdict.kind, verdict.rules] += size
    kinds = get_args(Kind)
    verdicts.sort(
        key=lambda v: (
            kinds.index(v.kind),
            -by_rules[v.kind, v.rules],
            v.rules,
            -sizes[v],
            str(v),
        )
    )
    readable = Readable(divided.table, _limited(divided), all_seen)
    for value, parts in divided.found.items():
        readable.add(value, [(part.masks, count) for part, count in parts])
    space = Space(divided.table)
    for verdict in verdicts:
        yield Difference(
            verdict.kind,
            tuple(divided.changed.all[id] for id in verdict.rules),
            verdict.was,
            verdict.now,
            sizes[verdict],
            readable.where(verdict),
            _shown(divided, space, verdict),
        )


def _limited(divided: Dividing) -> frozenset[int]:
    """The columns that the rules look at that differ in their conditions."""
    return frozenset(
        column
        for id in divided.changed.all
        for side in (divided.old, divided.new)
        for box in side.boxes_of(id) or ()
        for column, _ in box
    )


def _shown(divided: Dividing, space: Space, verdict: Verdict) -> Shown:
    parts = [part for part, _ in divided.found[verdict]]
    within = tuple(
        tuple(
            (column, mask)
            for column, mask in enumerate(part.masks)
            if mask != space.everything[column]
        )
        for part in parts
    )
    try:
        situation = space.smallest(Question(within))
    except Undecided:
        situation = space.find(Question(within))
    assert situation is not None
    old, new = divided.joint.old, divided.joint.new
    return Shown(
        situation,
        old.asked(situation) | new.asked(situation),
        None if verdict.kind == "new" else old.situation(situation),
        None if verdict.kind == "gone" else new.situation(situation),
    )


def counts_business_days(divided: Dividing) -> bool:
    """Whether business days matter to any advice."""
    terms = (
        term
        for side in (divided.old, divided.new)
        for rule in side.rules
        for term in (rule.until, rule.by)
        if term is not None
    )
    return any(offset.unit == "business days" for term in terms for offset in term.offsets) or any(
        "business" in str(column).lower() for column in divided.table.columns
    )
