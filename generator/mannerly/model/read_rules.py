"""The section ``rules``: when each applies, what it advises, why, and over which others it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mannerly.model.conditions import Condition, DateTerm, Not
from mannerly.model.entries import Declared, Entry, entry, scalar
from mannerly.model.guide import Rule
from mannerly.model.names import as_words, checked_id, suggestions
from mannerly.model.read_conditions import in_order
from mannerly.model.references import known_names
from mannerly.model.resolve_conditions import Conditions, conjunction
from mannerly.model.sections import Pair
from mannerly.model.texts import Texts, empty
from mannerly.problems import Place, Problems
from mannerly.syntax.condition_parser import parse_date
from mannerly.syntax.nodes import Mapping as MappingNode
from mannerly.syntax.nodes import Node, Scalar

_KEYS = (
    "rule", "title", "group", "when", "unless", "advise", "also", "avoid", "until", "by",
    "because", "from", "editorial", "over", "aside",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """What rules are read with."""

    conditions: Conditions
    texts: Texts
    acts: Collection[str]
    points: Collection[str]
    problems: Problems

    def read(self, section: list[Node], declared: Declared) -> dict[str, Rule]:
        """All rules that are whole, in the order of the files, with their overrides resolved."""
        rules: dict[str, Rule] = {}
        overs: dict[str, tuple[Scalar, ...]] = {}
        for node in section:
            read = _named(node, declared, self.problems)
            if read is None:
                continue
            overs[read.id] = read.scalars("over")
            rule = self._rule(read)
            if rule is not None:
                rules[read.id] = rule
        over = _Overrides(rules, declared, self.acts, self.problems).resolve(overs)
        return {id: replace(rule, over=over[id]) for id, rule in rules.items()}

    def _rule(self, read: Entry) -> Rule | None:
        read.allow(_KEYS)
        read.need("when", "because")
        when = self._when(read)
        self._check_grounds(read)
        advise = known_names(read.scalars("advise"), self.acts, "act", self.problems)
        if len(advise) > 1:
            self.problems.add("advises-two", read.keys["advise"].place, id=read.id, acts=advise)
        also = known_names(read.scalars("also"), self.acts, "act", self.problems)
        avoid = known_names(read.scalars("avoid"), self.acts, "act", self.problems)
        if not any(read.has(key) for key in ("advise", "also", "avoid")):
            self.problems.add("no-advice", read.keys["rule"].place, id=read.id)
        for key, acts in (("also", also), ("avoid", avoid)):
            for act in (*advise, *(also if key == "avoid" else ())):
                if act in acts:
                    place = _place_of(read, key, act)
                    self.problems.add("act-twice", place, id=read.id, act=act, key=key)
        group = read.scalar("group")
        group_id = None if group is None else checked_id(group, "group", self.problems)
        because = read.scalar("because")
        aside = read.scalar("aside")
        editorial = read.scalar("editorial")
        until, by = self._date(read, "until"), self._date(read, "by")
        for key in ("until", "by"):
            if read.has(key) and not read.has("advise"):
                self.problems.add("date-without-act", read.keys[key].place, id=read.id, key=key)
        text = read.scalar("when")
        if when is None or text is None:
            return None
        return Rule(
            id=read.id,
            title=read.text("title", as_words(read.id)),
            group=group_id,
            when=when,
            when_text=_when_text(read),
            advise=advise[0] if advise else None,
            also=also,
            avoid=avoid,
            until=until,
            by=by,
            because=empty(read.place) if because is None else self.texts.read(because),
            points=known_names(read.scalars("from"), self.points, "point", self.problems),
            editorial=None if editorial is None else editorial.text.strip(),
            aside=None if aside is None else aside.text.strip(),
            over=frozenset(),
            place=read.values["rule"].place,
            when_place=text.place,
        )

    def _when(self, read: Entry) -> Condition | None:
        when, unless = read.scalar("when"), read.scalar("unless")
        applies = None if when is None else self.conditions.read(when)
        if unless is None:
            return applies
        exception = self.conditions.read(unless)
        if applies is None or exception is None:
            return None
        return conjunction((applies, Not(exception)))

    def _date(self, read: Entry, key: str) -> DateTerm | None:
        text = read.scalar(key)
        parsed = None if text is None else parse_date(text, self.problems)
        if text is None or parsed is None:
            return None
        return self.conditions.dates.term(parsed, text)

    def _check_grounds(self, read: Entry) -> None:
        """A rule rests on points, or says why on none; one that is set aside does the first."""
        if read.has("from") and read.has("editorial"):
            self.problems.add("grounds-twice", read.keys["editorial"].place, id=read.id)
        elif not read.has("from") and not read.has("editorial"):
            self.problems.add("no-grounds", read.values["rule"].place, id=read.id)
        if read.has("aside") and read.has("editorial"):
            self.problems.add("aside-editorial", read.keys["editorial"].place, id=read.id)


def read_groups(
    section: list[Pair], rules: Mapping[str, Rule], problems: Problems
) -> dict[str, str]:
    """The title of each group that a rule is part of; what is no such group is noted."""
    found = {rule.group: as_words(rule.group) for rule in rules.values() if rule.group}
    for key, value in section:
        title = scalar(value, key.text, problems)
        if key.text not in found:
            details = suggestions(key.text, found)
            problems.add("unknown-name", key.place, name=key.text, what="group", **details)
        elif title is not None:
            found[key.text] = title.text.strip()
    return found


def _named(node: Node, declared: Declared, problems: Problems) -> Entry | None:
    if not isinstance(node, MappingNode):
        return entry(node, "rule", "", problems)
    read = Entry(node, "rule", "", problems)
    if not read.need("rule"):
        read.allow(_KEYS)
        return None
    name = read.scalar("rule")
    id = None if name is None else checked_id(name, "rule", problems)
    if name is None or id is None or not declared.add(id, name.place):
        return None
    read.id = id
    return read


def _place_of(read: Entry, key: str, name: str) -> Place:
    return next(s.place for s in read.scalars(key) if s.text.strip() == name)


def _when_text(read: Entry) -> str:
    when = " ".join(read.text("when").split())
    unless = " ".join(read.text("unless").split())
    return f"{when}, unless {unless}" if unless else when


class _Overrides:
    """Expands ``over``: rules, groups of rules, and the rules that advise an act."""

    def __init__(
        self,
        rules: Mapping[str, Rule],
        declared: Collection[str],
        acts: Collection[str],
        problems: Problems,
    ) -> None:
        self._rules = rules
        self._declared = declared
        self._acts = acts
        self._problems = problems
        self._groups: dict[str, set[str]] = {}
        self._advising: dict[str, set[str]] = {}
        for rule in rules.values():
            if rule.group is not None:
                self._groups.setdefault(rule.group, set()).add(rule.id)
            if rule.advise is not None:
                self._advising.setdefault(rule.advise, set()).add(rule.id)

    def resolve(self, overs: Mapping[str, tuple[Scalar, ...]]) -> dict[str, frozenset[str]]:
        """For each rule the rules that it is over; cycles are noted."""
        found: dict[str, frozenset[str]] = {}
        for id in self._rules:
            over: set[str] = set()
            for name in overs[id]:
                over |= self._expand(id, name)
            found[id] = frozenset(over)
        # A cycle is shown where one rule says "over", so that is the place of its rule.
        places = {
            id: overs[id][0].place if overs[id] else rule.place for id, rule in self._rules.items()
        }
        in_order(found, "rule", places, self._problems)
        return found

    def _expand(self, id: str, name: Scalar) -> set[str]:
        match name.text.split():
            case ["group", group]:
                return self._members(id, name, group, "group", self._groups, self._groups)
            case ["act", act]:
                return self._members(id, name, act, "act", self._advising, self._acts)
            case _:
                return self._one(id, name, name.text.strip())

    def _members(
        self,
        id: str,
        name: Scalar,
        what: str,
        kind: str,
        sets: Mapping[str, set[str]],
        known: Collection[str],
    ) -> set[str]:
        if what not in known:
            details = suggestions(what, known)
            self._problems.add("unknown-name", name.place, name=what, what=kind, **details)
            return set()
        members = sets.get(what, set()) - {id}
        if not members:
            self._problems.add("over-nothing", name.place, id=id, name=what, what=kind)
        return members

    def _one(self, id: str, name: Scalar, rule: str) -> set[str]:
        if rule == id:
            self._problems.add("over-itself", name.place, id=id)
        elif rule in self._rules:
            return {rule}
        elif rule not in self._declared:
            other = next(
                (k for k, known in (("group", self._groups), ("act", self._acts)) if rule in known),
                None,
            )
            if other is not None:
                self._problems.add("over-kind", name.place, name=rule, what=other)
            else:
                details = suggestions(rule, self._rules)
                self._problems.add("unknown-name", name.place, name=rule, what="rule", **details)
        return set()
