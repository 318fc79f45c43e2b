"""The situations on the way of plans, many at once, followed exactly.

A state stands for all situations in some cells whose plans have been alike so
far. Of facts that are no dates it knows the cells at the start and what has become
of each cell since; of dates, of which version each is (see ``versions``). To learn
what is advised a state is cut, and its situations at the start with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from operator import or_

from mannerly.check.regions import read_situation
from mannerly.check.versions import NO_DATE, Instance, System, Version, Versions
from mannerly.check.witness import Plainness
from mannerly.model.conditions import Condition, DateTerm, InRange, Known, atoms, terms
from mannerly.model.guide import Add, Change, Date, Number, Situation, ToAsk
from mannerly.model.interpreter import facts_in
from mannerly.table.build import Boxer, Boxes, Table, build_table, may_be_missing
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    DayColumn,
    FactColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    WeekdayColumn,
    bases,
    everything,
    fact_cell,
    facts_of,
)
from mannerly.table.evaluate import Evaluator, RowIndex, bit_set, bits, settled
from mannerly.table.impossible import impossible_boxes

#: A number that changes is cut into so many cells at most.
MOST_CELLS = 300

#: How many states may be looked at, all together.
BUDGET = 200_000


class TooManyStates(Exception):
    """The states were not all looked at within the budget, or numbers are cut too finely."""

    def __init__(self, looked_at: int) -> None:
        super().__init__(f"{looked_at} states")
        self.looked_at = looked_at


#: A day between two steps, as a date of the start: no fact is called so.
LATER = "a later day"

#: The cells of ``Versions.distance``.
NOT_AFTER, AFTER = 1, 2

#: What a column of a fact holds: always the same cells, or for each cell at the start one since.
Source = int | tuple[int, ...] | Instance | None


@dataclass(frozen=True, slots=True)
class State:
    """Situations that are alike so far. Of the columns in ``frozen`` nothing more can be known.

    ``start`` are the cells at the start. ``exists`` says of facts what has become of
    their existence: False, or None where it hangs on what is to be asked.
    """

    masks: tuple[int, ...]
    rows: int
    start: tuple[int, ...]
    sources: tuple[Source, ...]
    today: Version
    dates: Mapping[str, Version]
    system: System
    frozen: int = 0
    unset: frozenset[str] = frozenset()
    exists: Mapping[str, bool | None] = field(default_factory=dict)
    past: tuple[Step, ...] = ()

    def within(
        self, masks: tuple[int, ...], rows: int, start: tuple[int, ...], system: System
    ) -> State:
        """The same with fewer cells; ``replace`` would take several times as long."""
        return State(
            masks, rows, start, self.sources, self.today, self.dates, system,
            self.frozen, self.unset, self.exists, self.past,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """An act that was done in a state, and what it brought, if anything did come of it."""

    state: State
    act: str
    until: Version | None = None
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Advised:
    """What is advised in a whole state. ``act`` is None where nothing, or no single act, is.

    ``""`` stands for all acts between which no difference was to be made.
    ``rules`` are those that stand and whose ``until`` counts, by position.
    """

    state: State
    act: str | None
    rules: int


@dataclass(frozen=True, slots=True)
class Waited:
    """Where a wait leads: to states, to a day that is not ahead, or nowhere for want of a day."""

    following: list[State]
    stuck: list[State]
    without_end: list[State]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Acts between which no difference is made: each with the one that stands for its group.

    ``""`` stands for a group of which nothing more is asked. ``decided`` keeps what
    is advised where some rows hold and others may.
    """

    of: Mapping[str, str]
    decided: dict[tuple[int, int], tuple[str | None, int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A situation at the start. ``later`` is the day between two steps, where one was asked for."""

    situation: Situation
    later: int | None


class States:
    """The states of a guide's plans."""

    def __init__(self, evaluator: Evaluator, complete: bool, budget: int = BUDGET) -> None:
        self.model = model = evaluator.model
        self.complete = complete
        self.budget = budget
        #: how many states have been looked at
        self.looked_at = 0
        finer = _finer(evaluator.table)
        if finer:
            evaluator = Evaluator(build_table(model, Boxer(model, finer)))
        self.evaluator = evaluator
        self.table = evaluator.table
        self.columns = self.table.columns
        self.versions = Versions(model.calendar)
        self._prefer = min(model.calendar.first + 430, model.calendar.last)
        matter = evaluator.guide_rules & evaluator.advising
        for i in bits(evaluator.guide_rules & evaluator.overriding):
            if evaluator.beats[i] & evaluator.advising:
                matter |= 1 << i
        kept = [row for row, rule in enumerate(evaluator.row_rule) if matter >> rule & 1]
        self._row_rule = [evaluator.row_rule[row] for row in kept]
        boxes = [*(evaluator.boxes[row] for row in kept), *impossible_boxes(self.table)]
        self._index = RowIndex(self.columns, boxes)
        self._rules_end = (1 << len(kept)) - 1
        self._rows_of: dict[int, int] = {}
        for row, rule in enumerate(self._row_rule):
            self._rows_of[rule] = self._rows_of.get(rule, 0) | 1 << row
        self._limited = sorted({column for box in boxes for column, _ in box})
        self._with_until = bit_set(
            (i for i, id in enumerate(evaluator.rule_ids) if model.rules[id].until is not None),
            len(evaluator.rule_ids),
        )
        self._everything = tuple(map(everything, self.columns))
        self._fact_columns = {
            id: [c for c, column in enumerate(self.columns)
                 if isinstance(column, FactColumn) and column.fact == id]
            for id in model.facts
        }  # fmt: skip
        self._known = _told_known(self.columns)
        self._day_columns: dict[str, list[int]] = {}
        for c, column in enumerate(self.columns):
            if isinstance(column, DayColumn):
                for base in dict.fromkeys(bases(column)):
                    self._day_columns.setdefault(base, []).append(c)
        self._facts = [facts_of(column) for column in self.columns]
        self._hanging = self._what_hangs_on_what()

    # The start

    def start(self) -> State:
        """All situations."""
        dates = {
            id: DateTerm(id) for id, fact in self.model.facts.items() if isinstance(fact.type, Date)
        }
        first = self.model.calendar.first
        system = System(self.versions, {"today": first, **dict.fromkeys(dates, first)})
        state = State(
            masks=self._everything,
            rows=self._index.all_rows,
            start=self._everything,
            sources=tuple(tuple(range(column.cells)) for column in self.columns),
            today=self.versions.number(DateTerm("today")),
            dates={id: self.versions.number(term) for id, term in dates.items()},
            system=system,
        )
        shown = self._shown(state, {*self.model.facts, "today"})
        in_range = shown and self._in_range(shown, dates)
        assert in_range is not None, "a calendar has days"
        return self._indexed(in_range)

    def later_than(self, state: State, until: Version) -> Iterator[State]:
        """The same situations on some day between theirs and another."""
        later = self.versions.number(DateTerm(LATER))
        days = {**state.system.days, LATER: self.model.calendar.first}
        system: System | None = replace(state.system, days=days)
        system = system and system.within(self.versions.distance(later, state.today), AFTER)
        system = system and system.within(self.versions.distance(until, later), AFTER)
        if system is not None:
            step = Step(state, "")
            later_on = replace(state, system=system, past=(*state.past, step))
            yield from self._moved(later_on, {}, later)

    # What is advised

    def advised(self, state: State, groups: Groups) -> Iterator[Advised]:
        """A state cut into such that one thing is advised in each."""
        pending = [state]
        while pending:
            self._count()
            seen = self._possible(pending.pop())
            if seen is None:
                continue
            state, whole, straddled = seen
            rules_here = self._rules_end & state.rows
            key = (whole, rules_here)
            if key not in groups.decided:
                groups.decided[key] = self._decide(*key, groups)
            act, rules, wanted = groups.decided[key]
            if any(self._open(state, fact) for fact in state.unset) or state.frozen:
                act, rules, wanted = self._decide_in_part(state, *key, groups)
            split = self._split(state, wanted & ~whole, straddled) if wanted else None
            if split is None:
                yield Advised(state, act, rules)
                continue
            column, halves = split
            for half in halves:
                part = self.cut(state, column, half)
                if part is not None:
                    pending.append(part)

    def _count(self) -> None:
        self.looked_at += 1
        if self.looked_at > self.budget:
            raise TooManyStates(self.looked_at)

    def _possible(self, state: State) -> tuple[State, int, list[int]] | None:
        """A state without cells that plainly cannot be; None if that leaves nothing.

        With it come the rows that hold in the whole of it, and the columns in which
        others straddle it. A box of what cannot be takes its cells from a state that
        it straddles in one column only.
        """
        index, limited = self._index, self._limited
        while True:
            rows, once, twice = state.rows, 0, 0
            straddled = []
            for c in limited:
                mask = state.masks[c]
                if not mask & (mask - 1):
                    continue
                straddling = rows & ~index.all(c, mask)
                if straddling:
                    straddled.append(c)
                    twice |= once & straddling
                    once |= straddling
            whole = rows & ~once
            if whole & ~self._rules_end:
                return None
            single = once & ~twice & ~self._rules_end
            cut = self._without(state, single, straddled) if single else state
            if cut is state:
                return state, whole & self._rules_end, straddled
            if cut is None:
                return None
            state = cut

    def _without(self, state: State, rows: int, straddled: Sequence[int]) -> State | None:
        """A state without the cells of rows that straddle it in one column each."""
        for c in straddled:
            if state.frozen >> c & 1:
                continue
            taken = 0
            for row in bits(rows & ~self._index.all(c, state.masks[c])):
                for column, mask in self._index.boxes[row]:
                    if column == c:
                        taken |= mask
            if taken & state.masks[c]:
                return self.cut(state, c, ~taken)
        return state

    def _decide(self, whole: int, rows: int, groups: Groups) -> tuple[str | None, int, int]:
        """What is advised, and the rows still to cut along: none where that is settled."""
        advising, firm, wanted = self._standing(whole, rows)
        advise = self.evaluator.advise
        acts = {groups.of.get(act, act) for i in bits(advising) if (act := advise[i])}
        one = acts.pop() if len(acts) == 1 else None
        if one == "" and self.complete:
            return one, 0, 0
        if one is not None and advising & firm:
            until = advising & self._with_until
            if one == "" or not until & ~firm or self.model.acts[one].kind != "wait":
                return one, until & firm, 0
        return None, 0, wanted

    def _decide_in_part(
        self, state: State, whole: int, rows: int, groups: Groups
    ) -> tuple[str | None, int, int]:
        """The same where answers are missing, by the rules for half the answers."""
        advising, firm, wanted = self._standing(whole, rows)
        if any(
            wanted & ~whole & ~self._index.all(c, state.masks[c])
            for c in self._limited
            if not state.frozen >> c & 1
        ):
            return None, 0, wanted
        evaluator = self.evaluator
        acts = {evaluator.advise[i] for i in bits(advising)}
        settled = (
            len(acts) == 1
            and bool(self.complete or advising & firm)
            and not advising & evaluator.dated & ~firm
            and not any(
                self._open(state, fact) for i in bits(advising) for fact in evaluator.needs[i]
            )
        )
        if not settled:
            return None, 0, 0
        act = acts.pop()
        return groups.of.get(act or "", act), advising & self._with_until, 0

    def _standing(self, whole: int, rows: int) -> tuple[int, int, int]:
        """The rules that may stand and advise an act, those that stand, and rows it hangs on."""
        evaluator = self.evaluator
        possible, certain = self._rules(rows), self._rules(whole)
        firm = certain & ~evaluator.beaten_by(possible)
        advising = possible & ~evaluator.beaten_by(certain) & evaluator.advising
        wanted = 0
        for i in bits(advising & ~firm):
            wanted |= self._rows_of[i]
        for i in bits(possible & evaluator.overriding):
            if evaluator.beats[i] & advising:
                wanted |= self._rows_of[i]
        return advising, firm, wanted & rows

    def _open(self, state: State, fact: str) -> bool:
        there = state.exists.get(fact, True)
        return there is None or (there and fact in state.unset)

    def _rules(self, rows: int) -> int:
        found = 0
        for row in bits(rows):
            found |= 1 << self._row_rule[row]
        return found

    def _split(
        self, state: State, wanted: int, straddled: Iterable[int]
    ) -> tuple[int, tuple[int, int]] | None:
        """Where to cut a state in two: where the fewest of the rows wanted straddle."""
        best: tuple[float, int, int] | None = None
        for c in straddled:
            mask = state.masks[c]
            rows = wanted & ~self._index.all(c, mask)
            if state.frozen >> c & 1 or not rows:
                continue
            edges = 0
            for row in bits(rows):
                for column, allowed in self._index.boxes[row]:
                    if column == c:
                        edges |= allowed ^ allowed << 1
            allow = self._index.allow[c]
            starts = [(cell, allow[cell] & wanted) for cell in bits(mask & (edges | ~(mask << 1)))]
            after = [0, *accumulate((held for _, held in reversed(starts)), or_)][::-1]
            before = 0
            for (_, held), (cut, _), rest in zip(starts, starts[1:], after[1:], strict=False):
                before |= held
                score = before.bit_count() ** 1.5 + rest.bit_count() ** 1.5
                if best is None or score < best[0]:
                    best = score, c, mask & (1 << cut) - 1
        if best is None:
            return None
        _, c, low = best
        return c, (low, state.masks[c] & ~low)

    # Cutting

    def cut(self, state: State, column: int, mask: int) -> State | None:
        """A state's situations with some cells of a column only; None if there can be none."""
        start, system = self._cut(state, state.start, state.system, column, mask)
        if system is None:
            return None
        mask &= state.masks[column]
        masks = (*state.masks[:column], mask, *state.masks[column + 1 :])
        rows = state.rows & self._index.any(column, mask)
        return state.within(masks, rows, start, system)

    def _cut(
        self, state: State, start: tuple[int, ...], system: System, column: int, mask: int
    ) -> tuple[tuple[int, ...], System | None]:
        match state.sources[column]:
            case Instance() as instance:
                return start, system.within(instance, mask)
            case tuple() as since:
                kept = 0
                for cell in bits(start[column]):
                    if mask >> since[cell] & 1:
                        kept |= 1 << cell
                start = (*start[:column], kept, *start[column + 1 :])
                return start, system if kept else None
            case held:
                can = isinstance(held, int) and bool(held & mask)
                return start, system if can else None

    def limited(self, state: State, instance: Instance, mask: int) -> State | None:
        """A state's situations with dates in some cells only; None if there can be none."""
        system = state.system.within(instance, mask)
        if system is None or system is state.system:
            return state if system else None
        return state.within(state.masks, state.rows, state.start, system)

    # Going on

    def waited(self, state: State, act: str, rules: int) -> Waited:
        """Where a wait leads that ends on the latest day for which one of these rules stands.

        Beyond the calendar nothing is followed.
        """
        versions = self.versions
        last = versions.number(DateTerm(None, self.model.calendar.last))
        terms = [
            term
            for i in bits(rules)
            if (term := self.model.rules[self.evaluator.rule_ids[i]].until) is not None
        ]
        waited = Waited([], [], [])
        for part in self._knowing(state, _bases(terms)):
            reckoned = (self._reckoned(part, term) for term in terms)
            untils = tuple(dict.fromkeys(day for day in reckoned if day is not None))
            none_later: State | None = part
            for until in untils:
                here = versions.distance(until, part.today)
                none_later = none_later and self.limited(none_later, here, NOT_AFTER)
                one = self.limited(part, here, AFTER)
                one = one and self.limited(one, versions.distance(until, last), NOT_AFTER)
                for other in untils:
                    if other != until:
                        latest = versions.distance(other, until)
                        one = one and self.limited(one, latest, NOT_AFTER)
                if one is not None:
                    one = replace(one, past=(*one.past, Step(one, act, until)))
                    waited.following.extend(self._moved(one, {}, until))
            if not untils:
                waited.without_end.append(part)
            elif none_later is not None:
                waited.stuck.append(none_later)
        return waited

    def done(
        self, state: State, act: str, changes: Sequence[Change], reply: str | None = None
    ) -> Iterator[State]:
        """Where an act leads, and the reply to it where there is one."""
        becomes = {change.fact: change for change in changes}
        terms = [change.to for change in becomes.values() if isinstance(change.to, DateTerm)]
        for part in self._knowing(state, _bases(terms)):
            step = Step(part, act, reply=reply)
            yield from self._moved(replace(part, past=(*part.past, step)), becomes, part.today)

    def _reckoned(self, state: State, term: DateTerm) -> Version | None:
        """What a date expression means in a state; None where its fact has no value."""
        match term.base:
            case None:
                return self.versions.number(
                    DateTerm(None, self.model.calendar.resolve(term, term.day))
                )
            case "today":
                return self.versions.shifted(state.today, term)
            case fact:
                if not self._has_value(state, fact):
                    return None
                return self.versions.shifted(state.dates[fact], term)

    def _has_value(self, state: State, fact: str) -> bool | None:
        """Whether a fact has a value, None where its cells leave that open."""
        if state.exists.get(fact, True) is not True or fact in state.unset:
            return False
        known = self._known.get(fact)
        if known is None:
            return True
        mask = state.masks[known]
        return None if mask & 1 and mask & ~1 else not mask & 1

    def _knowing(self, state: State, facts: Iterable[str]) -> Iterator[State]:
        """A state cut so that each of some facts has a value in a whole part, or has none."""
        pending = [state]
        for fact in facts:
            cut = []
            for part in pending:
                if self._has_value(part, fact) is None:
                    known = self._known[fact]
                    halves = (self.cut(part, known, mask) for mask in (1, ~1))
                    cut += [half for half in halves if half is not None]
                else:
                    cut.append(part)
            pending = cut
        yield from pending

    def _existing(self, state: State, fact: str) -> Iterator[tuple[State, bool | None]]:
        """A state cut so that it is settled whether a fact exists; None hangs on what is to ask."""
        boxes = self.table.existence.get(fact, ((),))
        pending = [state]
        while pending:
            state = pending.pop()
            if fact in state.exists:
                yield state, state.exists[fact]
                continue
            there = settled(boxes, state.masks)
            edge = None if there is not None else self._edge(state, boxes)
            if edge is None:
                yield state, there
                continue
            column, mask = edge
            halves = (self.cut(state, column, half) for half in (mask, ~mask))
            pending += [half for half in halves if half is not None]

    def _edge(self, state: State, boxes: Boxes) -> tuple[int, int] | None:
        """Where to cut a state to settle whether it is in one of these boxes."""
        for box in boxes:
            if all(state.masks[column] & mask for column, mask in box):
                for column, mask in box:
                    if state.masks[column] & ~mask and not state.frozen >> column & 1:
                        return column, mask
        return None

    def _moved(
        self, state: State, becomes: Mapping[str, Change], today: Version
    ) -> Iterator[State]:
        """Where changes and the passing of time lead."""
        moving = {*becomes, *(("today",) if today != state.today else ())}
        hanging = [
            id
            for id in self.evaluator.order
            if self._hanging[id] & moving or (id in becomes and id in self.table.existence)
        ]
        before: list[tuple[State, dict[str, bool | None]]] = [(state, {})]
        for id in hanging:
            before = [
                (part, {**known, id: there})
                for one, known in before
                for part, there in self._existing(one, id)
            ]
        for one, existed in before:
            seen = self._possible(one) if hanging else (one, 0, [])
            if seen is None:
                continue
            after = self._applied(seen[0], becomes, existed, today)
            for part in self._settled(after, hanging) if after is not None else ():
                ranged = self._in_range(part, moving)
                if ranged is not None:
                    yield self._indexed(ranged)

    def _settled(self, state: State, hanging: Sequence[str]) -> Iterator[State]:
        """A state cut so that it is settled which of some facts exist, and showing that.

        It shows them as if they all existed. Each hangs on earlier ones only.
        """
        pending = [(state, 0, frozenset[str]())]
        while pending:
            state, number, hidden = pending.pop()
            if number == len(hanging) or self._hanging[hanging[number]] & hidden:
                shown = self._shown(state, hidden) if hidden else state
                if shown is None:
                    continue
                state, hidden = shown, frozenset()
            if number == len(hanging):
                yield state
                continue
            id = hanging[number]
            for part, there in self._existing(state, id):
                if there is not True:
                    part = replace(part, exists={**part.exists, id: there})
                pending.append((part, number + 1, hidden if there else hidden | {id}))

    def _applied(
        self,
        state: State,
        becomes: Mapping[str, Change],
        existed: Mapping[str, bool | None],
        today: Version,
    ) -> State | None:
        """The state with changes put in, as if all facts that hang on them existed."""
        sources, dates = list(state.sources), dict(state.dates)
        unset = {*state.unset, *(id for id, there in existed.items() if there is False)}
        for id, change in becomes.items():
            to: object = change.to
            if isinstance(to, Add):
                for c in self._fact_columns[id]:
                    sources[c] = self._added(c, sources[c], to.count)
                continue
            unset.discard(id)
            if isinstance(to, DateTerm):
                version = self._reckoned(state, to)
                if version is None:
                    to = ToAsk()
                else:
                    dates[id] = version
                    to = 0  # any day: its own column only says that it is known
            if isinstance(to, ToAsk):
                unset.add(id)
                continue
            for c in self._fact_columns[id]:
                sources[c] = 1 << fact_cell(self.columns[c], to)  # type: ignore[arg-type]
        shown = {*becomes, *existed, *(("today",) if today != state.today else ())}
        exists = {id: there for id, there in state.exists.items() if id not in existed}
        return self._shown(
            replace(
                state, sources=tuple(sources), dates=dates, unset=frozenset(unset),
                exists=exists, today=today,
            ),
            shown,
        )  # fmt: skip

    def _added(self, column: int, source: Source, count: int) -> Source:
        """What becomes of the cells of a number when something is added to it."""
        cells = self.columns[column]
        assert isinstance(cells, NumberColumn)
        kind = self.model.facts[cells.fact].type
        assert isinstance(kind, Number)
        lows = (kind.low, *cells.cuts)
        highs = (*(cut - 1 for cut in cells.cuts), kind.high)

        def moved(number: int) -> int:
            return cells.cell(min(kind.high, max(kind.low, number + count)))

        shifted = [0] * cells.missing
        for low, high in zip(lows, highs, strict=True):
            assert moved(low) == moved(high), "cut finely enough"
            shifted.append(moved(low))
        match source:
            case tuple() as since:
                return tuple(shifted[cell] for cell in since)
            case int():
                return sum({1 << shifted[cell] for cell in bits(source)})
            case _:
                raise AssertionError(f"{source} is no number's")

    def _shown(self, state: State, changed: Collection[str]) -> State | None:
        """A state whose columns show what has become of some facts, and of ``"today"``."""
        masks, sources, frozen = list(state.masks), list(state.sources), state.frozen
        for id in changed:
            if id == "today":
                continue
            there = state.exists.get(id, True)
            for c in self._fact_columns[id]:
                frozen &= ~(1 << c)
                if there is False:
                    masks[c], sources[c] = 1, 1
                elif there is None or id in state.unset:
                    masks[c] = self._everything[c]
                    frozen |= 1 << c
                    if there and self.columns[c].missing and self.model.facts[id].unknown is None:
                        masks[c] &= ~1
                else:
                    masks[c] = _since(sources[c], state.start[c])
        shown = replace(state, masks=tuple(masks), frozen=frozen)
        for c in sorted({c for id in changed for c in self._day_columns.get(id, ())}):
            have = [self._has_value(shown, id) for id in self._facts[c]]
            asked = [self._open(shown, id) for id in self._facts[c]]
            frozen &= ~(1 << c)
            if any(has is False and not open_ for has, open_ in zip(have, asked, strict=True)):
                masks[c], sources[c] = 1, 1
            elif any(asked):
                masks[c], sources[c] = self._everything[c], None
                frozen |= 1 << c
            else:
                instance = self._looking(c, shown)
                masks[c], sources[c] = shown.system.mask(instance), instance
                if all(have):
                    masks[c] &= ~int(self.columns[c].missing)
                if not masks[c]:
                    return None
        return replace(shown, masks=tuple(masks), sources=tuple(sources), frozen=frozen)

    def _looking(self, c: int, state: State) -> Instance:
        """A column of dates, looking at the dates of a state."""
        column = self.columns[c]

        def version(term: DateTerm) -> Version:
            if term.base is None:
                return NO_DATE
            return state.today if term.base == "today" else state.dates[term.base]

        match column:
            case DateColumn(left, right):
                return self.versions.looking(c, column, version(left), version(right))
            case WeekdayColumn(term) | BusinessDayColumn(term):
                return self.versions.looking(c, column, version(term), NO_DATE)
            case _:
                raise AssertionError(f"{column} looks at no date")

    def _in_range(self, state: State, changed: Collection[str]) -> State | None:
        """A state's situations in which dates lie in the calendar, and in their ranges."""
        versions, calendar = self.versions, self.model.calendar
        found: State | None = state
        for id, version in state.dates.items():
            kind = self.model.facts[id].type
            assert isinstance(kind, Date)
            moved = id in changed or ("today" in changed and kind.range == "future")
            if not moved or id in state.unset or state.exists.get(id) is False:
                continue
            term = versions.terms[version]
            if term.offsets or term.base is None:
                first = versions.number(DateTerm(None, calendar.first))
                last = versions.number(DateTerm(None, calendar.last))
                found = found and self.limited(found, versions.distance(first, version), NOT_AFTER)
                found = found and self.limited(found, versions.distance(version, last), NOT_AFTER)
            if kind.range == "past":
                order = versions.distance(version, state.today)
            elif kind.range == "future":
                order = versions.distance(state.today, version)
            else:
                continue
            found = found and self.limited(found, order, NOT_AFTER)
        return found

    def _indexed(self, state: State) -> State:
        rows = self._index.all_rows
        for c in self._limited:
            rows &= self._index.any(c, state.masks[c])
        return replace(state, rows=rows)

    def _what_hangs_on_what(self) -> Mapping[str, frozenset[str]]:
        """For each fact those, and ``"today"``, on which it hangs whether it exists."""
        found: dict[str, frozenset[str]] = {}
        for id in self.evaluator.order:
            when = self.model.facts[id].when
            hangs: set[str] = set()
            if when is not None:
                hangs |= facts_in(when)
                hangs |= {t.base for atom in atoms(when) for t in terms(atom) if t.base == "today"}
                for other in facts_in(when):
                    hangs |= found[other]
            found[id] = frozenset(hangs)
        return found

    # Back to the start

    def situation(self, state: State) -> Found | None:
        """A situation at the start that leads to a state, None if there is none.

        It can be on every day on the way, and its dates are the earliest ones.
        """
        stages = (*(step.state for step in state.past), state)
        pending = [(state.start, state.system)]
        while pending:
            start, system = pending.pop()
            self._count()
            parts = self._loose_ends(stages, start, system)
            if parts is None:
                masks = _masks(stages[0], start, system)
                cells = [
                    next(cell for cell in order if mask >> cell & 1)
                    for order, mask in zip(self._plainest, masks, strict=True)
                ]
                days = system.days_from(self._prefer)
                return Found(read_situation(self.table, cells, days), days.get(LATER))
            pending += parts
        return None

    @cached_property
    def _plainest(self) -> Sequence[Sequence[int]]:
        return Plainness(self.table).orders

    def _loose_ends(
        self, stages: Sequence[State], start: tuple[int, ...], system: System
    ) -> list[tuple[tuple[int, ...], System]] | None:
        """Parts into which to cut until all of it can be; None where nothing is left to cut."""
        for stage in stages:
            masks = _masks(stage, start, system)
            if not all(masks):
                return []
            whole = rows = self._index.all_rows & ~self._rules_end
            for c in self._limited:
                rows &= self._index.any(c, masks[c])
                whole &= self._index.all(c, masks[c])
            if whole:
                return []
            for row in bits(rows):
                for column, mask in self._index.boxes[row]:
                    if masks[column] & ~mask and not stage.frozen >> column & 1:
                        halves = (
                            self._cut(stage, start, system, column, half) for half in (mask, ~mask)
                        )
                        return [(cut, rest) for cut, rest in halves if rest is not None]
        split = system.split()
        if split is None:
            return None
        instance, runs = split
        within = (system.within(instance, run) for run in runs)
        return [(start, rest) for rest in within if rest is not None]


def _masks(state: State, start: Sequence[int], system: System) -> list[int]:
    """The cells of a state whose situations at the start have been cut since."""
    masks = list(state.masks)
    for c, source in enumerate(state.sources):
        if isinstance(source, Instance):
            masks[c] &= system.mask(source)
        elif not state.frozen >> c & 1:
            masks[c] &= _since(source, start[c])
    return masks


def _since(source: Source, start: int) -> int:
    """The cells that those at the start have become."""
    match source:
        case tuple():
            found = 0
            for cell in bits(start):
                found |= 1 << source[cell]
            return found
        case int():
            return source
        case _:
            raise AssertionError("dates are looked at anew")


def _bases(found: Iterable[DateTerm]) -> tuple[str, ...]:
    """The facts on which date expressions hang."""
    return tuple(dict.fromkeys(t.base for t in found if t.base is not None and t.base != "today"))


def _told_known(columns: Sequence[Column]) -> dict[str, int]:
    """The columns that tell of facts whether they have a value."""
    return {
        column.fact: c
        for c, column in enumerate(columns)
        if isinstance(column, KnownColumn | ValueColumn | NumberColumn) and column.missing
    }


def _finer(table: Table) -> tuple[Condition, ...]:
    """Conditions at which the columns of plans are cut besides those of the table.

    Each cell of a number has to be in one cell still when something is added, and
    of a date that another one is reckoned from it has to be plain whether it is known.
    """
    found: list[Condition] = []
    added: dict[str, set[int]] = {}
    known = _told_known(table.columns)
    for act in table.model.acts.values():
        for change in (*act.changes, *(c for reply in act.replies for c in reply.changes)):
            match change.to:
                case Add(count):
                    added.setdefault(change.fact, set()).add(count)
                case DateTerm(base=str() as base) if base != "today" and base not in known:
                    if may_be_missing(table.model.facts[base]):
                        found.append(Known(base))
    for column in table.columns:
        if isinstance(column, NumberColumn) and column.fact in added:
            kind = table.model.facts[column.fact].type
            assert isinstance(kind, Number)
            cuts, pending = set(column.cuts), list(column.cuts)
            while pending:
                cut = pending.pop()
                for count in added[column.fact]:
                    if kind.low < cut - count <= kind.high and cut - count not in cuts:
                        cuts.add(cut - count)
                        pending.append(cut - count)
                if len(cuts) > MOST_CELLS:
                    raise TooManyStates(0)
            found += [InRange(column.fact, cut, None) for cut in sorted(cuts - {*column.cuts})]
    return tuple(found)
