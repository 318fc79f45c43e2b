"""The space of joint situations, divided into parts in each of which one thing is true.

What both versions advise is the same there, or it differs, in one way and for one reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from mannerly.diff.changed import Changed
from mannerly.diff.dates import apart
from mannerly.diff.joint import Joint, conditions_of
from mannerly.diff.result import NOTHING, Kind, Said
from mannerly.diff.side import Rows, Side, bases
from mannerly.diff.standing import Standing, said, standing
from mannerly.model.conditions import Condition, DateCompare, DateTerm, Known
from mannerly.table.build import Boxer, Table, build_table
from mannerly.table.parts import Done, Part, Partition, TooManyParts

#: Two dates of which it matters which is the earlier one.
Pair = tuple[DateTerm, DateTerm]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What differs in a part, and the rules that cause it."""

    kind: Kind
    rules: tuple[str, ...] = ()
    was: Said = NOTHING
    now: Said = NOTHING


#: What else a part may be: alike in both versions, or not possible in either.
ALIKE, NOWHERE = "alike", "nowhere"


class Dividing:
    """One way through the space, with ``pairs`` of dates of which it matters how they lie."""

    def __init__(self, joint: Joint, pairs: frozenset[Pair], budget: int) -> None:
        self.joint = joint
        self._calendar = joint.model.calendar
        boxer = Boxer(joint.model, _conditions(joint, pairs))
        rows = Rows(boxer)
        self.old, self.new = Side(joint.old, rows), Side(joint.new, rows)
        self._not_old = rows.rows(box for c in joint.not_old for box in rows.boxes(c))
        self._not_new = rows.rows(box for c in joint.not_new for box in rows.boxes(c))
        self._not_after = {pair: rows.of(_not_after(*pair)) for pair in sorted(pairs, key=str)}
        table = build_table(joint.model, boxer)
        never = tuple(rows.boxes(condition) for condition in joint.never)
        self.table: Table = replace(table, contradictions=never)
        self.changed = Changed(self.old, self.new)
        self._pairs: set[Pair] = set()
        self.partition = Partition(self.table, tuple(rows.all), budget)
        #: the parts that are possible in some version, with their sizes, by what is true of them
        self.found: dict[Verdict | str, list[tuple[Part[Verdict | str], int]]] = {}

    def dates_to_compare(self) -> frozenset[Pair]:
        """Pairs of dates on which it hangs whether the advice is the same."""
        with suppress(TooManyParts):
            for _ in self.partition.parts(self._look):
                pass
        return frozenset(self._pairs)

    def divide(self) -> tuple[int, int | None]:
        """Fill ``found``; gives how many situations there are, and how many were not reached."""
        reached = 0
        try:
            for part in self.partition.parts(self._look, whole=True):
                if part.value is not None and part.value != NOWHERE:
                    count = self.partition.count(part)
                    self.found.setdefault(part.value, []).append((part, count))
                    reached += count
        except TooManyParts:
            try:
                total = self._all()
            except TooManyParts:
                return reached, None
            return total, total - reached
        return reached, 0

    def _all(self) -> int:
        """How many situations there are."""
        rows = self._not_old | self._not_new

        def possible(whole: int, some: int) -> Done[bool] | int:
            nowhere = whole & self._not_old and whole & self._not_new
            return some & rows or Done(not nowhere)

        parts = self.partition.parts(possible, whole=True)
        return sum(self.partition.count(part) for part in parts if part.value)

    def _look(self, whole: int, some: int) -> Done[Verdict | str] | int:
        if whole & self._not_old and whole & self._not_new:
            return Done(NOWHERE)
        if open := some & (self._not_old | self._not_new):
            return open
        if whole & self._not_old:
            return Done(Verdict("new"))
        if whole & self._not_new:
            return Done(Verdict("gone"))
        open, alike = 0, True
        for id, same_effect in self.changed.differing:
            before, after = self.old.state(id, whole, some), self.new.state(id, whole, some)
            if before is None or after is None:
                open |= self.old.rows_of(id) | self.new.rows_of(id)
            alike = alike and (before is after is False or (before is after and same_effect))
        if open:
            return open & some
        for id, other in self.changed.other_over:
            over = self.old.state(id, whole, some) or self.new.state(id, whole, some)
            if over and self.old.state(other, whole, some) is not False:
                alike = False
        if alike:
            return Done(ALIKE)
        old = standing(self.old, whole, some, self._calendar)
        new = standing(self.new, whole, some, self._calendar)
        return old.open | new.open or self._verdict(old, new, whole, some)

    def _verdict(
        self, old: Standing, new: Standing, whole: int, some: int
    ) -> Done[Verdict | str] | int:
        acts = old.acts != new.acts
        other_dates = []
        for name in ("until", "by"):
            ours, theirs = getattr(old, name), getattr(new, name)
            same = acts or self._same_day(ours, theirs, name == "until", whole, some)
            if not isinstance(same, bool):
                return same
            if not same:
                other_dates.append(name)
        kind: Kind = "advice"
        if not acts and not other_dates and old.also == new.also and old.avoid == new.avoid:
            kind = "reasons"
            if old.rules == new.rules and not self.changed.other_words & old.rules:
                return Done(ALIKE)
        causes = self.changed.causes(old, new)
        order = self.joint.model.acts, self.changed.all
        return Done(
            Verdict(
                kind,
                causes,
                said(old, new, kind, order, acts, other_dates),
                said(new, old, kind, order, acts, other_dates),
            )
        )

    def _same_day(
        self,
        ours: frozenset[DateTerm],
        theirs: frozenset[DateTerm],
        last: bool,
        whole: int,
        some: int,
    ) -> bool | int:
        """Whether two sets of dates have the same last, or first, day; or rows to cut along."""
        if ours == theirs:
            return True
        if not ours or not theirs:
            return False
        open = 0
        same = True
        for term, others in (*((t, theirs) for t in ours), *((t, ours) for t in theirs)):
            # One of the others has to be as late, or as early.
            pairs = [(term, other) if last else (other, term) for other in others]
            if any(pair[0] == pair[1] or apart(*pair) == "<" for pair in pairs):
                continue
            asked = [pair for pair in pairs if apart(*pair) is None]
            self._pairs.update(asked)
            rows = _union(self._not_after.get(pair, 0) for pair in asked)
            if not whole & rows:
                same = False
                open |= some & rows
        return same or open or False


def _conditions(joint: Joint, pairs: Iterable[Pair]) -> Iterator[Condition]:
    """Every condition that the joint situations are cut at."""
    yield from conditions_of(joint)
    for version in (joint.old, joint.new):
        for rule in version.model.rules.values():
            if rule.aside is None:
                yield version.condition(rule.when)
                for base in bases(rule):
                    yield version.condition(Known(base))
    for pair in sorted(pairs, key=str):
        yield _not_after(*pair)


def _not_after(one: DateTerm, other: DateTerm) -> Condition:
    """That one date is not after another, said in one way whichever is asked about."""
    if str(one) < str(other):
        return DateCompare(one, "<=", other)
    return DateCompare(other, ">=", one)


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)
