"""Where sources and guide disagree: over all situations, by the table, in the fewest words.

The space is cut up until in each part it is settled for the guide and for each source
which rules stand. Parts in which a source advises another act than the guide are put
together by what it says, and by what the guide says instead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

from mannerly.check.regions import Question, Space, Undecided
from mannerly.diff.readable import Readable
from mannerly.model.conditions import Condition
from mannerly.model.guide import Rule, Situation
from mannerly.table.advice import outcome
from mannerly.table.build import Box, Boxes
from mannerly.table.columns import DayColumn
from mannerly.table.evaluate import Evaluator, bits
from mannerly.table.parts import Done, Part, Partition, TooManyParts

#: How many parts the space may be cut into.
BUDGET = 50_000

_Standing = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources advise ``act`` by ``rules`` that are set aside, where the guide advises ``instead``.

    ``because`` are the guide's rules that decide there, ``agreeing`` the sources that
    there say what the guide says. ``where`` says in which situations most of all;
    ``more`` is how many kinds of situations it leaves out. ``elsewhere`` is what else
    the guide advises instead, each act with the rules that decide. ``within`` are the
    situations as boxes of the table.
    """

    act: str
    rules: tuple[str, ...]
    instead: str
    because: tuple[str, ...]
    agreeing: tuple[str, ...]
    where: Condition
    more: int
    elsewhere: Mapping[str, tuple[str, ...]]
    within: Boxes

    def shows(self, advice: Advice) -> bool:
        """Whether this is what sources and guide disagree about in a situation."""
        return advice.act == self.instead and not advice.otherwise.isdisjoint(self.rules)


@dataclass(frozen=True, slots=True)
class Advice:
    """What the guide advises in a situation, and by which rules sources advise another act."""

    act: str | None
    otherwise: frozenset[str]


def advice(evaluator: Evaluator, situation: Situation, complete: bool) -> Advice:
    """What the guide and what sources advise in a situation."""
    view = evaluator.view(situation)
    act = outcome(evaluator, view, complete).act
    rules = (
        rule
        for source in evaluator.model.sources
        for rule in outcome(evaluator, view, False, source).rules
    )
    others = (rule for rule in rules if evaluator.model.rules[rule].advise != act)
    return Advice(act, frozenset(others))


@dataclass(frozen=True, slots=True)
class Precedence:
    """A rule of the guide that goes before what sources say, and they say it by rules that it
    follows elsewhere. ``says`` are their acts, each with the sources."""

    rule: str
    says: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Disagreements:
    """All that sources say otherwise, in the order of their rules."""

    real: tuple[Disagreement, ...]
    precedence: tuple[Precedence, ...]


def disagreements(evaluator: Evaluator) -> Disagreements | None:
    """Where sources advise another act than the guide; None where that takes too long to say.

    Situations in which the guide itself is silent, or says two things, are left out.
    """
    try:
        return _Disagreeing(evaluator).all()
    except TooManyParts:
        return None


def example(evaluator: Evaluator, disagreement: Disagreement) -> Situation | None:
    """The plainest situation that a disagreement is about; None where that takes too long."""
    space, question = Space(evaluator.table), Question(disagreement.within)
    try:
        return space.smallest(question)
    except Undecided:
        return None


class _Disagreeing:
    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._model = evaluator.model
        self._sources = tuple(self._model.sources)
        self._voices = (evaluator.guide_rules, *map(evaluator.voice, self._sources))
        self._rows = [evaluator.rows_of(1 << i) for i in range(len(evaluator.rule_ids))]
        space = Partition(evaluator.table, evaluator.boxes, BUDGET)
        self._parts = [
            (part, self._size(part), part.value)
            for part in space.parts(self._look, whole=True)
            if part.value is not None
        ]

    def _size(self, part: Part[_Standing]) -> int:
        """How many combinations of answers a part has, but for dates: those take long to count."""
        columns = self._evaluator.table.columns
        return prod(
            mask.bit_count()
            for column, mask in zip(columns, part.masks, strict=True)
            if not isinstance(column, DayColumn)
        )

    def _look(self, whole: int, some: int) -> Done[_Standing] | int:
        """The rules that stand and advise, for the guide and for each source; or what is open."""
        evaluator = self._evaluator
        open_, standing = 0, []
        in_all, in_some = evaluator.rules_of(whole), evaluator.rules_of(some)
        for voice in self._voices:
            certain = in_all & voice
            possible = certain | in_some & voice
            firm = certain & ~evaluator.beaten_by(possible)
            for i in bits(possible & ~evaluator.beaten_by(certain) & ~firm & evaluator.advising):
                open_ |= self._rows[i]
                for j in bits(possible & ~certain):
                    if evaluator.beats[j] >> i & 1:
                        open_ |= self._rows[j]
            standing.append(firm & evaluator.advising)
        return open_ & some or Done(tuple(standing))

    def all(self) -> Disagreements:
        aside: dict[str, Counter[str]] = {}
        before: dict[str, dict[str, dict[str, None]]] = {}
        for _, size, standing in self._parts:
            for source, rule, act in self._otherwise(standing):
                deciding = [self._rule(i) for i in bits(standing[0])]
                if rule.aside is not None:
                    counter = aside.setdefault(rule.id, Counter())
                    # What the guide says for a reason of its own is told apart from the rest.
                    if not all(one.editorial for one in deciding):
                        counter[act] += size
                else:
                    for one in deciding:
                        says = before.setdefault(one.id, {}).setdefault(rule.advise or "", {})
                        says[source] = None
        merged: dict[tuple[str, str], list[str]] = defaultdict(list)
        for id, rule in self._model.rules.items():
            if aside.get(id):
                instead, _ = aside[id].most_common(1)[0]
                merged[rule.advise or "", instead].append(id)
        return Disagreements(
            tuple(self._told(*acts, rules) for acts, rules in merged.items()),
            tuple(
                Precedence(id, {act: tuple(sources) for act, sources in before[id].items()})
                for id in self._model.rules
                if id in before
            ),
        )

    def _otherwise(self, standing: _Standing) -> Iterator[tuple[str, Rule, str]]:
        """Which source says otherwise by which rule, and what the guide says."""
        acts = {self._evaluator.advise[i] for i in bits(standing[0])}
        if len(acts) != 1:
            return
        (act,) = acts
        for source, said in zip(self._sources, standing[1:], strict=True):
            for i in bits(said):
                if self._evaluator.advise[i] != act:
                    yield source, self._rule(i), act or ""

    def _told(self, act: str, instead: str, rules: list[str]) -> Disagreement:
        inside: list[tuple[Part[_Standing], int]] = []
        outside: list[tuple[Part[_Standing], int]] = []
        because: dict[str, None] = {}
        agreeing: set[str] = set()
        elsewhere: dict[str, dict[str, None]] = {}
        for part, size, standing in self._parts:
            guides = {a for _, rule, a in self._otherwise(standing) if rule.id in rules}
            deciding = [self._rule(i) for i in bits(standing[0])]
            there = instead in guides
            (inside if there else outside).append((part, size))
            if there:
                because |= dict.fromkeys(rule.id for rule in deciding)
                for source, said in zip(self._sources, standing[1:], strict=True):
                    if {self._evaluator.advise[i] for i in bits(said)} == {instead}:
                        agreeing.add(source)
            elif not all(rule.editorial for rule in deciding):
                for other in guides:
                    elsewhere.setdefault(other, {}).update(
                        dict.fromkeys(rule.id for rule in deciding)
                    )
        where, more = self._where(inside, outside)
        return Disagreement(
            act=act,
            rules=tuple(rules),
            instead=instead,
            because=tuple(because),
            agreeing=tuple(source for source in self._sources if source in agreeing),
            where=where,
            more=more,
            elsewhere={other: tuple(found) for other, found in elsewhere.items()},
            within=tuple(self._box(part.masks) for part, _ in inside),
        )

    def _where(
        self,
        inside: Iterable[tuple[Part[_Standing], int]],
        outside: Iterable[tuple[Part[_Standing], int]],
    ) -> tuple[Condition, int]:
        """A condition for the largest kind of situation, and how many more there are."""
        columns = range(len(self._evaluator.table.columns))
        readable = Readable(self._evaluator.table, columns, whole=True)
        readable.add(True, [(part.masks, size) for part, size in inside])
        readable.add(False, [(part.masks, size) for part, size in outside])
        first, *others = readable.where(True)
        return first, len(others)

    def _box(self, masks: tuple[int, ...]) -> Box:
        whole = self._evaluator.everything
        return tuple((c, mask) for c, mask in enumerate(masks) if mask != whole[c])

    def _rule(self, position: int) -> Rule:
        return self._model.rules[self._evaluator.rule_ids[position]]
