"""Two versions of a guide over the same situations.

A situation here is what both versions ask, taken together. A fact that one of
them does not ask, or not there, makes no difference to that version; its value
is then free as far as the other version lets it. A situation is possible in a
version if what that version asks of it is.

What was renamed, as the new version declares, has one id: the new one. A fact
whose type has become another kind, or has other decimals, is two facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from mannerly.diff.rename import Renaming
from mannerly.model.calendar import Calendar
from mannerly.model.conditions import (
    Always,
    And,
    Condition,
    DateCompare,
    DateTerm,
    Includes,
    InRange,
    Is,
    Known,
    Not,
    Or,
)
from mannerly.model.guide import (
    Assumption,
    Choice,
    Date,
    Fact,
    FactType,
    Model,
    Number,
    Rule,
    Several,
    Situation,
    Value,
    YesNo,
)
from mannerly.model.interpreter import facts_in, holds, value_of
from mannerly.model.normal import NEVER, normal
from mannerly.table.build import existence_order


class NothingInCommon(Exception):
    """Two versions whose calendars have no day in common."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the ids of both. ``own`` is as it was written; ``was`` leads back to its ids.

    ``exists`` says of each fact that is not asked alike in both versions where it is asked.
    """

    own: Model
    model: Model
    was: Renaming
    exists: Mapping[str, Condition] = field(default_factory=dict)

    def condition(self, condition: Condition) -> Condition:
        """A condition of this version over the joint facts, in normal form."""
        return normal(_guarded(normal(condition), self.exists))

    def cannot(self, assumption: Assumption) -> Condition:
        """Where all facts of an assumption are known and it does not hold."""
        that = assumption.that
        known = [Known(fact) for fact in sorted(facts_in(that))]
        return self.condition(And((*known, Not(that))))

    def situation(self, joint: Situation) -> Situation:
        """A joint situation as this version knows it, in its own ids."""
        values: dict[str, Value | None] = {}
        for id, value in joint.values.items():
            if id in self.model.facts:
                options = self.was.options.get(id, {})
                match value:
                    case str():
                        value = options.get(value, value)
                    case frozenset():
                        value = frozenset(options.get(one, one) for one in value)
                values[self.was.fact(id)] = value
        own = Situation(joint.today, values)
        return Situation(joint.today, {id: value_of(id, own, self.own) for id in self.own.facts})

    def asked(self, joint: Situation) -> frozenset[str]:
        """The joint ids of the facts that exist in a joint situation for this version."""
        own = self.situation(joint)
        return frozenset(
            id
            for id in self.model.facts
            if (when := self.own.facts[self.was.fact(id)].when) is None
            or holds(when, own, self.own)
        )


@dataclass(frozen=True, slots=True)
class Joint:
    """Both versions; ``model`` has the facts of both, and no rules.

    ``never`` are conditions under which a situation is none of either version,
    ``not_old`` and ``not_new`` those under which it is none of one of them.
    ``two_facts`` are the new ids of facts that cannot be compared and count as two,
    ``renamed`` pairs of old and new ids by kind.
    """

    model: Model
    old: Version
    new: Version
    never: tuple[Condition, ...]
    not_old: tuple[Condition, ...]
    not_new: tuple[Condition, ...]
    two_facts: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]


def join(old: Model, new: Model) -> Joint:
    """The joint situations of two versions. Raises NothingInCommon."""
    calendar = _calendar(old.calendar, new.calendar)
    renaming, two_facts = _renaming(old, new)
    before = Version(old, renaming.model(old), _back(renaming))
    renaming = replace(renaming, rules=_renamed_rules(before.model, new))
    before = replace(before, model=renaming.model(old), was=_back(renaming))
    after = Version(new, new, Renaming())
    alike = _asked_alike(before.model, after.model)
    before = replace(before, exists=_exists(before.model, alike))
    after = replace(after, exists=_exists(after.model, alike))

    facts = {id: _joint_fact(id, before, after, alike) for id in _ids(before.model, after.model)}
    model = replace(
        new, calendar=calendar, facts=facts, assumptions=(), conditions={}, rules={},
        acts={**before.model.acts, **new.acts}, scenarios={}, guarantees={},
    )  # fmt: skip
    refused = {
        side: {id: _refused(version.model.facts.get(id), facts[id]) for id in facts}
        for side, version in ((0, before), (1, after))
    }
    still = set(map(after.cannot, after.model.assumptions))
    shared = [cannot for cannot in map(before.cannot, before.model.assumptions) if cannot in still]
    never = [
        *shared,
        *_neither(facts, before, after, refused),
        *_of_one_only(before, after),
        *_of_one_only(after, before),
    ]
    return Joint(
        model,
        before,
        after,
        _some(never),
        _some(_impossible(before, facts, refused[0], shared)),
        _some(_impossible(after, facts, refused[1], shared)),
        two_facts,
        tuple(
            (kind, one, other)
            for kind, pairs in (
                ("fact", renaming.facts),
                ("act", renaming.acts),
                ("rule", renaming.rules),
                *(("option", options) for options in renaming.options.values()),
            )
            for one, other in pairs.items()
            if not other.endswith(BEFORE)
        ),
    )


#: What the id of an old fact ends with that cannot be compared with the new one of that id.
BEFORE = " (before)"


def _some(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(c for c in map(normal, conditions) if c != NEVER))


# ---- calendars


def _calendar(old: Calendar, new: Calendar) -> Calendar:
    """The days that both know, with the business days of the new one."""
    first, last = max(old.first, new.first), min(old.last, new.last)
    if first > last:
        raise NothingInCommon
    start, end = new.first - new.margin, new.last + new.margin
    beyond = (day for day in old.holidays if not start <= day <= end)
    margin = max(first - min(old.first - old.margin, start), max(old.last + old.margin, end) - last)
    return Calendar(first, last, new.work_week, new.holidays.union(beyond), margin)


def days_differ(old: Calendar, new: Calendar) -> bool:
    """Whether some day that both know of is a business day in one of them only."""
    first = max(old.first - old.margin, new.first - new.margin)
    last = min(old.last + old.margin, new.last + new.margin)
    return any(
        old.is_business_day(day) != new.is_business_day(day) for day in range(first, last + 1)
    )


# ---- names


def _renaming(old: Model, new: Model) -> tuple[Renaming, tuple[str, ...]]:
    """The old version's ids that have become others, and the facts that are two facts."""
    facts = _became({id: fact.was for id, fact in new.facts.items()}, old.facts)
    acts = _became({id: act.was for id, act in new.acts.items()}, old.acts)
    options: dict[str, Mapping[str, str]] = {}
    two_facts = []
    for id, fact in old.facts.items():
        later = new.facts.get(facts.get(id, id))
        if later is None:
            continue
        if not _comparable(fact.type, later.type):
            facts[id] = later.id + BEFORE
            two_facts.append(later.id)
            continue
        match fact.type, later.type:
            case (Choice(ours), Choice(theirs)) | (Several(ours), Several(theirs)):
                became: dict[str, str] = {}
                for option in ours:
                    to = later.options_were.get(option, option)
                    free = to not in ours and to not in became.values()
                    if option not in theirs and to in theirs and free:
                        became[option] = to
                if became:
                    options[id] = became
    return Renaming(facts, options, acts), tuple(two_facts)


def _became(was: Mapping[str, Sequence[str]], old: Mapping[str, object]) -> dict[str, str]:
    became: dict[str, str] = {}
    for id, earlier in was.items():
        if id not in old:
            found = (one for one in earlier if one in old and one not in was and one not in became)
            if (one := next(found, None)) is not None:
                became[one] = id
    return became


def _comparable(one: FactType, other: FactType) -> bool:
    match one, other:
        case Number(decimals=some), Number(decimals=others):
            return some == others
        case _:
            return type(one) is type(other)


def _renamed_rules(old: Model, new: Model) -> Mapping[str, str]:
    """Rules that are the same but for their ids."""

    def content(rule: Rule) -> Rule:
        return replace(
            rule, id="", title="", group=None, when=normal(rule.when), when_text="",
            over=frozenset(),
        )  # fmt: skip

    added = [rule for id, rule in new.rules.items() if id not in old.rules]
    became: dict[str, str] = {}
    for id, rule in old.rules.items():
        if id not in new.rules:
            for other in added:
                if other.id not in became.values() and content(rule) == content(other):
                    became[id] = other.id
                    break
    return became


def _back(renaming: Renaming) -> Renaming:
    return Renaming(
        {new: old for old, new in renaming.facts.items()},
        {
            renaming.fact(fact): {new: old for old, new in options.items()}
            for fact, options in renaming.options.items()
        },
        {new: old for old, new in renaming.acts.items()},
        {new: old for old, new in renaming.rules.items()},
    )


# ---- existence


def _asked_alike(old: Model, new: Model) -> frozenset[str]:
    """The facts that both versions ask under the same condition, about facts asked so as well."""
    alike: set[str] = set()
    for id in existence_order(old):
        one, other = old.facts[id].when, new.facts[id].when if id in new.facts else None
        if id not in new.facts or (one is None) != (other is None):
            continue
        if (
            one is None
            or other is None
            or (normal(one) == normal(other) and facts_in(one) <= alike)
        ):
            alike.add(id)
    return frozenset(alike)


def _exists(model: Model, alike: frozenset[str]) -> Mapping[str, Condition]:
    exists: dict[str, Condition] = {}
    for id in existence_order(model):
        if id not in alike:
            when = model.facts[id].when or Always()
            exists[id] = normal(_guarded(normal(when), exists))
    return exists


def _guarded(condition: Condition, exists: Mapping[str, Condition]) -> Condition:
    """A condition in which comparisons are true only where their facts exist."""
    match condition:
        case Always():
            return condition
        case And(parts) | Or(parts):
            return replace(condition, parts=tuple(_guarded(part, exists) for part in parts))
        case Not(part):
            return Not(_guarded(part, exists))
        case _:
            guards = [exists[fact] for fact in sorted(facts_in(condition)) if fact in exists]
            return And((*guards, condition)) if guards else condition


# ---- facts and what cannot be


def _ids(old: Model, new: Model) -> Iterator[str]:
    """All facts: those of the new version in its order, the others after what they stood after."""
    order = list(new.facts)
    at = 0
    for id in old.facts:
        if id in new.facts:
            at = order.index(id) + 1
        else:
            order.insert(at, id)
            at += 1
    return iter(order)


def _joint_fact(id: str, old: Version, new: Version, alike: frozenset[str]) -> Fact:
    before, after = old.model.facts.get(id), new.model.facts.get(id)
    fact = after or before
    assert fact is not None
    offers = [one.unknown for one in (after, before) if one and one.unknown is not None]
    unknown = offers[0] if offers else None
    if id.endswith(BEFORE):
        fact = replace(fact, name=f"{fact.name} (as it was)")
    if id in alike:
        assert before is not None and after is not None
        return replace(fact, type=_both_types(before.type, after.type), unknown=unknown)
    if before is None or after is None:
        exists = (new if after else old).exists[id]
        unknown = unknown if exists == Always() else unknown or "not known"
        return replace(fact, when=None, unknown=unknown)
    both = _both_types(before.type, after.type)
    return replace(fact, type=both, when=None, unknown=unknown or "not known")


def _both_types(old: FactType, new: FactType) -> FactType:
    """The type with the values of both."""
    match old, new:
        case Choice(ours), Choice(theirs):
            return Choice({**theirs, **{id: ours[id] for id in ours if id not in theirs}})
        case Several(ours), Several(theirs):
            return Several({**theirs, **{id: ours[id] for id in ours if id not in theirs}})
        case Number(low, high), Number():
            return replace(new, low=min(low, new.low), high=max(high, new.high))
        case Date(range), Date(other):
            return new if range == other else Date("any")
        case _:
            return new


def _refused(fact: Fact | None, joint: Fact) -> Condition:
    """Where the joint fact has a value, or none, that a version does not offer."""
    if fact is None:
        return NEVER
    id = fact.id
    found: list[Condition] = []
    match fact.type, joint.type:
        case Choice(ours), Choice(options) if more := options.keys() - ours.keys():
            found.append(Is(id, frozenset(more)))
        case Several(ours), Several(options):
            found += [Includes(id, option) for option in options if option not in ours]
        case Number(low, high), Number() as both:
            found += [InRange(id, None, low - 1)] if both.low < low else []
            found += [InRange(id, high + 1, None)] if both.high > high else []
        case Date("past"), Date("any"):
            found.append(DateCompare(DateTerm(id), ">", DateTerm("today")))
        case Date("future"), Date("any"):
            found.append(DateCompare(DateTerm(id), "<", DateTerm("today")))
        case ((Choice() | YesNo() | Date()), _):
            pass
    if joint.unknown is not None and fact.unknown is None:
        found.append(Not(Known(id)))
    return normal(Or(tuple(found)))


def _where(version: Version, fact: str, joint: Fact) -> Condition:
    """Where a version asks for a fact."""
    if fact not in version.model.facts:
        return NEVER
    if fact in version.exists:
        return version.exists[fact]
    return joint.when or Always()


def _neither(
    facts: Mapping[str, Fact],
    old: Version,
    new: Version,
    refused: Mapping[int, Mapping[str, Condition]],
) -> Iterator[Condition]:
    """Where a fact has a value though no version asks for it, or one that none that asks offers."""
    for id, fact in facts.items():
        before, after = _where(old, id, fact), _where(new, id, fact)
        if before != after and fact.unknown is not None:
            yield And((Known(id), Not(before), Not(after)))
        yield And(
            (
                Or((before, after)),
                Or((Not(before), refused[0][id])),
                Or((Not(after), refused[1][id])),
            )
        )


def _of_one_only(version: Version, other: Version) -> Iterator[Condition]:
    """Where an assumption of one version is broken by a fact that the other does not ask there."""
    for assumption in version.model.assumptions:
        alone = [
            Not(other.exists.get(fact, NEVER))
            for fact in sorted(facts_in(assumption.that))
            if fact in version.exists
        ]
        yield And((version.cannot(assumption), Or(tuple(alone))))


def _impossible(
    version: Version,
    facts: Mapping[str, Fact],
    refused: Mapping[str, Condition],
    shared: Sequence[Condition],
) -> Iterator[Condition]:
    """Where a situation is none of a version."""
    for id, condition in refused.items():
        yield And((_where(version, id, facts[id]), condition))
    for assumption in version.model.assumptions:
        if (cannot := version.cannot(assumption)) not in shared:
            yield cannot


def conditions_of(joint: Joint) -> Iterator[Condition]:
    """Every condition that the joint situations are cut at, but for rules and existence."""
    return chain(joint.never, joint.not_old, joint.not_new)
