"""Which situations have other advice in one version of a guide than in another? All, exactly.

Both versions are put over the same columns, and the space of joint situations is
cut up until in each part one thing is true: what both versions advise is the same,
or it differs, in one way and for one reason. Where no rule that differs can
apply, nothing else has to be looked at, so that the work hangs on the change
and not on the guide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_
from typing import get_args

from mannerly.check.regions import Question, Space, Undecided
from mannerly.diff.dates import apart, folded
from mannerly.diff.joint import Joint, Version, conditions_of, days_differ, join
from mannerly.diff.readable import Readable
from mannerly.diff.result import (
    NOTHING,
    Aspect,
    Comparison,
    Difference,
    Kind,
    RuleChange,
    Said,
    Shown,
)
from mannerly.diff.wording import calendar_changes, wording
from mannerly.model.conditions import Condition, DateCompare, DateTerm, Known
from mannerly.model.guide import Model, Rule
from mannerly.table.build import Box, Boxer, Boxes, Table, TooManyBoxes, build_table
from mannerly.table.evaluate import bit_set, bits
from mannerly.table.parts import Done, Part, Partition, TooManyParts

#: How many parts the space of both versions may be cut into. Versions of one guide need few.
BUDGET = 20_000

#: Two dates of which it matters which is the earlier one.
Pair = tuple[DateTerm, DateTerm]


class TooLarge(Exception):
    """A condition whose boxes cannot be listed; the argument says whose it is."""


def compare(old: Model, new: Model, budget: int = BUDGET) -> Comparison:
    """The differences of two versions of a guide, of both of which the names are resolved.

    Raises NothingInCommon where their calendars share no day, TooLarge where a
    condition is beyond what the checker takes, too.
    """
    joint = join(old, new)
    comparing = _Comparing(joint, frozenset(), budget)
    # Other dates are not other advice where they fall on the same day.
    if pairs := comparing.dates_to_compare():
        comparing = _Comparing(joint, pairs, budget)
    total, undecided = comparing.divide()
    by_kind = Counter[Kind](dict.fromkeys(get_args(Kind), 0))
    for verdict, parts in comparing.found.items():
        if isinstance(verdict, _Verdict):
            by_kind[verdict.kind] += sum(count for _, count in parts)
    return Comparison(
        old=old,
        new=new,
        before=joint.old.model,
        table=comparing.table,
        total=total,
        by_kind=by_kind,
        undecided=undecided,
        differences=tuple(comparing.differences(undecided == 0)),
        rules=tuple(comparing.changes.values()),
        renamed=joint.renamed,
        two_facts=joint.two_facts,
        calendar=calendar_changes(old.calendar, new.calendar),
        business_days_differ=days_differ(old.calendar, new.calendar)
        and comparing.counts_business_days,
        wording=wording(joint.old.model, joint.new.model),
    )


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What differs in a part, and the rules that cause it."""

    kind: Kind
    rules: tuple[str, ...] = ()
    was: Said = NOTHING
    now: Said = NOTHING


#: What else a part may be: alike in both versions, or not possible in either.
_ALIKE, _NOWHERE = "alike", "nowhere"


class _Side:
    """The advising rules of one version, by position, and the rows of their boxes."""

    def __init__(self, version: Version, rows: _Rows) -> None:
        self.version = version
        self.rules = [rule for rule in version.model.rules.values() if rule.aside is None]
        self.ids = tuple(rule.id for rule in self.rules)
        self.position = {id: i for i, id in enumerate(self.ids)}
        self.boxes = [rows.boxes(version.condition(rule.when), rule.id) for rule in self.rules]
        self.rows = [rows.rows(boxes) for boxes in self.boxes]
        self.beats = [
            bit_set((self.position[id] for id in rule.over if id in self.position), len(self.rules))
            for rule in self.rules
        ]

    def rule(self, id: str) -> Rule | None:
        """A rule of this version, if it takes part in the advice."""
        at = self.position.get(id)
        return None if at is None else self.rules[at]

    def boxes_of(self, id: str) -> Boxes | None:
        """The boxes of a rule."""
        at = self.position.get(id)
        return None if at is None else self.boxes[at]

    def over(self, id: str) -> frozenset[str]:
        """The rules that a rule is over."""
        rule = self.rule(id)
        return frozenset() if rule is None else rule.over

    def state(self, id: str, whole: int, some: int) -> bool | None:
        """Whether a rule applies in a part, None where in some of it only."""
        at = self.position.get(id)
        if at is None:
            return False
        if whole & self.rows[at]:
            return True
        return None if some & self.rows[at] else False

    def applying(self, whole: int, some: int) -> tuple[int, int]:
        """The rules that apply in the whole of a part, and those that do in some of it, as bits."""
        certain = possible = 0
        for i, rows in enumerate(self.rows):
            if whole & rows:
                certain |= 1 << i
                possible |= 1 << i
            elif some & rows:
                possible |= 1 << i
        return certain, possible

    def beaten_by(self, rules: int) -> int:
        """The rules that these are over."""
        beaten = 0
        for i in bits(rules):
            beaten |= self.beats[i]
        return beaten


class _Rows:
    """Boxes with numbers: each box once, however many rules and conditions it belongs to."""

    def __init__(self, boxer: Boxer) -> None:
        self._boxer = boxer
        self.all: dict[Box, int] = {}

    def boxes(self, condition: Condition, rule: str = "") -> Boxes:
        """The boxes of a condition in normal form."""
        try:
            return self._boxer.boxes(condition)
        except TooManyBoxes:
            raise TooLarge(f'"{rule}"' if rule else "a fact or an assumption") from None

    def rows(self, boxes: Iterable[Box]) -> int:
        """The numbers of some boxes, as bits."""
        rows = 0
        for box in boxes:
            rows |= 1 << self.all.setdefault(box, len(self.all))
        return rows

    def of(self, condition: Condition) -> int:
        """The numbers of a condition's boxes, as bits."""
        return self.rows(self.boxes(condition))


class _Comparing:
    """One way through the space, with ``pairs`` of dates of which it matters how they lie."""

    def __init__(self, joint: Joint, pairs: frozenset[Pair], budget: int) -> None:
        self.joint = joint
        self.boxer = Boxer(joint.model, _conditions(joint, pairs))
        rows = _Rows(self.boxer)
        self.old, self.new = _Side(joint.old, rows), _Side(joint.new, rows)
        self._not_old = rows.rows(box for c in joint.not_old for box in rows.boxes(c))
        self._not_new = rows.rows(box for c in joint.not_new for box in rows.boxes(c))
        self._known: dict[tuple[_Side, str | None], int] = {
            (side, base): rows.of(version.condition(Known(base)))
            for side, version in ((self.old, joint.old), (self.new, joint.new))
            for rule in side.rules
            for base in _bases(rule)
        }
        self._not_after = {pair: rows.of(_not_after(*pair)) for pair in sorted(pairs, key=str)}
        table = build_table(joint.model, self.boxer)
        never = tuple(rows.boxes(condition) for condition in joint.never)
        self.table: Table = replace(table, contradictions=never)
        self.changes = {change.id: change for change in self._changes()}
        self._differing = [(id, self._same_effect(id)) for id in self.changes]
        self._other_words = frozenset(id for id in self.changes if not self._same_content(id))
        self._other_over = [
            (id, other)
            for id, change in self.changes.items()
            if "over" in change.aspects
            for other in self.old.over(id) ^ self.new.over(id)
            if other in self.old.position and other in self.new.position
        ]
        self._pairs: set[Pair] = set()
        self.partition = Partition(self.table, tuple(rows.all), budget)
        #: the parts that are possible in some version, with their sizes, by what is true of them
        self.found: dict[_Verdict | str, list[tuple[Part[_Verdict | str], int]]] = {}

    # The rules that differ

    def _changes(self) -> Iterator[RuleChange]:
        for id in dict.fromkeys((*self.new.ids, *self.old.ids)):
            before, after = self.old.rule(id), self.new.rule(id)
            if before is None or after is None:
                yield RuleChange(id, ("added" if before is None else "removed",))
                continue
            aspects: list[Aspect] = []
            if self.old.boxes_of(id) != self.new.boxes_of(id):
                aspects.append("when")
            one, other = _content(before), _content(after)
            aspects += [aspect for aspect in one if one[aspect] != other[aspect]]
            aspects += self._dates_elsewhere(after)
            common = self.old.position.keys() & self.new.position.keys()
            if (before.over ^ after.over) & common:
                aspects.append("over")
            if aspects:
                yield RuleChange(id, tuple(a for a in get_args(Aspect) if a in aspects))

    def _dates_elsewhere(self, rule: Rule) -> Iterator[Aspect]:
        """The dates of a rule that are counted from a fact that is asked elsewhere than it was."""
        dates: tuple[tuple[Aspect, DateTerm | None], ...] = ("until", rule.until), ("by", rule.by)
        for aspect, term in dates:
            base = term.base if term else None
            known = {self._known.get((side, base)) for side in (self.old, self.new)}
            if len(known) > 1:
                yield aspect

    def _same_effect(self, id: str) -> bool:
        """Whether a rule has the same effect in both versions, wherever it applies."""
        return not set(self.changes[id].aspects) - {"when", "over"}

    def _same_content(self, id: str) -> bool:
        """Whether a rule is written alike in both versions, its condition and overrides aside."""
        before, after = self.old.rule(id), self.new.rule(id)
        return before is not None and after is not None and _content(before) == _content(after)

    # The parts

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
                if part.value is not None and part.value != _NOWHERE:
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

    def _look(self, whole: int, some: int) -> Done[_Verdict | str] | int:
        if whole & self._not_old and whole & self._not_new:
            return Done(_NOWHERE)
        if open := some & (self._not_old | self._not_new):
            return open
        if whole & self._not_old:
            return Done(_Verdict("new"))
        if whole & self._not_new:
            return Done(_Verdict("gone"))
        open, alike = 0, True
        for id, same_effect in self._differing:
            before, after = self.old.state(id, whole, some), self.new.state(id, whole, some)
            if before is None or after is None:
                open |= self._rows_of(id)
            alike = alike and (before is after is False or (before is after and same_effect))
        if open:
            return open & some
        for id, other in self._other_over:
            over = self.old.state(id, whole, some) or self.new.state(id, whole, some)
            if over and self.old.state(other, whole, some) is not False:
                alike = False
        if alike:
            return Done(_ALIKE)
        old, new = (self._standing(side, whole, some) for side in (self.old, self.new))
        return old.open | new.open or self._verdict(old, new, whole, some)

    def _rows_of(self, id: str) -> int:
        rows = 0
        for side in (self.old, self.new):
            if id in side.position:
                rows |= side.rows[side.position[id]]
        return rows

    def _standing(self, side: _Side, whole: int, some: int) -> _Standing:
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
                    known = self._known[side, term.base or ""]
                    if not whole & known:
                        open |= some & known
                        continue
                terms.add(folded(term, self.joint.model.calendar))
            dates[name] = frozenset(terms)
        return _Standing(
            open,
            frozenset(side.ids[i] for i in bits(firm)),
            frozenset(side.ids[i] for i in bits(certain)),
            frozenset(rule.advise for rule in advising if rule.advise is not None),
            frozenset(act for rule in rules for act in rule.also),
            frozenset(act for rule in rules for act in rule.avoid),
            dates["until"],
            dates["by"],
        )

    def _verdict(
        self, old: _Standing, new: _Standing, whole: int, some: int
    ) -> Done[_Verdict | str] | int:
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
            if old.rules == new.rules and not self._other_words & old.rules:
                return Done(_ALIKE)
        causes = self._causes(old, new)
        return Done(
            _Verdict(
                kind,
                causes,
                self._said(old, new, kind, acts, other_dates),
                self._said(new, old, kind, acts, other_dates),
            )
        )

    def _said(
        self,
        one: _Standing,
        other: _Standing,
        kind: Kind,
        acts: bool,
        other_dates: Sequence[str],
    ) -> Said:
        """What one version says, as far as the other one differs."""
        model = self.joint.model

        def terms(name: str) -> tuple[DateTerm, ...]:
            found: frozenset[DateTerm] = getattr(one, name)
            return tuple(sorted(found, key=str)) if acts or name in other_dates else ()

        return Said(
            acts=_in_order(one.acts, model.acts) if acts or other_dates else (),
            until=terms("until"),
            by=terms("by"),
            also=_in_order(one.also - other.also, model.acts),
            avoid=_in_order(one.avoid - other.avoid, model.acts),
            rules=_in_order(one.rules - other.rules, self.changes) if kind == "reasons" else (),
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

    def _causes(self, old: _Standing, new: _Standing) -> tuple[str, ...]:
        """The rules that differ and have a part in what differs."""
        found = {id for id in old.rules ^ new.rules if id in self.changes}
        both = old.rules & new.rules
        found |= {id for id, same_effect in self._differing if id in both and not same_effect}
        applying = old.applying | new.applying
        for id, other in self._other_over:
            if id in applying and other in old.applying & new.applying:
                found.add(id)
        if not found and old.rules != new.rules:
            found = {id for id in old.applying ^ new.applying if id in self.changes}
        return _in_order(found, self.changes)

    # What is told

    @cached_property
    def counts_business_days(self) -> bool:
        """Whether business days matter to any advice."""
        terms = (
            term
            for side in (self.old, self.new)
            for rule in side.rules
            for term in (rule.until, rule.by)
            if term is not None
        )
        return any(
            offset.unit == "business days" for term in terms for offset in term.offsets
        ) or any("business" in str(column).lower() for column in self.table.columns)

    def differences(self, all_seen: bool) -> Iterator[Difference]:
        """All differences, each kind from the one with the most situations on."""
        verdicts = [verdict for verdict in self.found if isinstance(verdict, _Verdict)]
        sizes = {verdict: sum(count for _, count in self.found[verdict]) for verdict in verdicts}
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
        readable = Readable(self.table, self._limited(), all_seen)
        for value, parts in self.found.items():
            readable.add(value, [(part.masks, count) for part, count in parts])
        space = Space(self.table)
        for verdict in verdicts:
            yield Difference(
                verdict.kind,
                tuple(self.changes[id] for id in verdict.rules),
                verdict.was,
                verdict.now,
                sizes[verdict],
                readable.where(verdict),
                self._shown(space, verdict),
            )

    def _limited(self) -> frozenset[int]:
        """The columns that the rules look at that differ in their conditions."""
        return frozenset(
            column
            for id in self.changes
            for side in (self.old, self.new)
            for box in side.boxes_of(id) or ()
            for column, _ in box
        )

    def _shown(self, space: Space, verdict: _Verdict) -> Shown:
        parts = [part for part, _ in self.found[verdict]]
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
        old, new = self.joint.old, self.joint.new
        return Shown(
            situation,
            old.asked(situation) | new.asked(situation),
            None if verdict.kind == "new" else old.situation(situation),
            None if verdict.kind == "gone" else new.situation(situation),
        )


@dataclass(frozen=True, slots=True)
class _Standing:
    """What one version says in a part; to be read only where no rows are ``open``."""

    open: int
    rules: frozenset[str]
    applying: frozenset[str]
    acts: frozenset[str]
    also: frozenset[str]
    avoid: frozenset[str]
    until: frozenset[DateTerm]
    by: frozenset[DateTerm]


def _content(rule: Rule) -> Mapping[Aspect, object]:
    """What a rule says, by aspect."""
    return {
        "advise": rule.advise,
        "also": frozenset(rule.also),
        "avoid": frozenset(rule.avoid),
        "until": rule.until,
        "by": rule.by,
        "because": rule.because,
        "from": (frozenset(rule.points), rule.editorial),
    }


def _conditions(joint: Joint, pairs: Iterable[Pair]) -> Iterator[Condition]:
    """Every condition that the joint situations are cut at."""
    yield from conditions_of(joint)
    for version in (joint.old, joint.new):
        for rule in version.model.rules.values():
            if rule.aside is None:
                yield version.condition(rule.when)
                for base in _bases(rule):
                    yield version.condition(Known(base))
    for pair in sorted(pairs, key=str):
        yield _not_after(*pair)


def _not_after(one: DateTerm, other: DateTerm) -> Condition:
    """That one date is not after another, said in one way whichever is asked about."""
    if str(one) < str(other):
        return DateCompare(one, "<=", other)
    return DateCompare(other, ">=", one)


def _bases(rule: Rule) -> Iterator[str]:
    """The facts from which a rule's dates are counted."""
    for term in (rule.until, rule.by):
        if term is not None and term.base is not None and term.base != "today":
            yield term.base


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def _in_order(ids: Iterable[str], order: Iterable[str]) -> tuple[str, ...]:
    """Ids in the order of a guide."""
    wanted = set(ids)
    return tuple(id for id in order if id in wanted)
