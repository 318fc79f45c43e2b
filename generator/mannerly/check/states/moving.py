"""Where the acts of plans, and the passing of time, lead from a state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mannerly.check.states.cutting import Cutter
from mannerly.check.states.ground import Ground
from mannerly.check.states.showing import Shower
from mannerly.check.states.state import Source, State, Step, Waited
from mannerly.check.states.versions import AFTER, NOT_AFTER, System, Version
from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Add, Change, Date, Number, ToAsk
from mannerly.table.columns import NumberColumn, fact_cell
from mannerly.table.evaluate import bits

#: A day between two steps, as a date of the start: no fact is called so.
LATER = "a later day"


class Mover:
    """Goes on from state to state. Beyond the calendar nothing is followed.

    If ``left`` is a list, the states are put into it from which plans lead out of the calendar.
    """

    def __init__(self, ground: Ground, cutter: Cutter) -> None:
        self._ground = ground
        self._model = ground.model
        self._versions = ground.versions
        self._cutter = cutter
        self._shower = Shower(ground, cutter)
        self._hanging: dict[tuple[frozenset[str], bool], tuple[str, ...]] = {}
        self._shifts: dict[tuple[int, int], Sequence[int]] = {}
        self.left: list[State] | None = None

    def start(self) -> State:
        """All situations."""
        dates = [id for id, fact in self._model.facts.items() if isinstance(fact.type, Date)]
        everything = self._ground.everything
        state = State(
            masks=everything,
            rows=self._ground.index.all_rows,
            start=everything,
            sources=tuple(tuple(range(column.cells)) for column in self._ground.columns),
            today=self._versions.number(DateTerm("today")),
            dates={id: self._versions.number(DateTerm(id)) for id in dates},
            system=System.start(self._versions, ["today", *dates]),
            frozen=0,
            unset=frozenset(),
            exists={},
            past=(),
        )
        shown = self._shower.shown(state, {*self._model.facts, "today"})
        in_range = shown and self._shower.in_range(shown, dates)
        assert in_range is not None, "a calendar has days"
        return in_range

    def later_than(self, state: State, until: Version) -> Iterator[State]:
        """The same situations on some day between theirs and another."""
        versions = self._versions
        later = versions.number(DateTerm(LATER))
        system: System | None = state.system.with_date(LATER)
        system = system and system.within(versions.distance(later, state.today), AFTER)
        system = system and system.within(versions.distance(until, later), AFTER)
        if system is not None:
            yield from self._moved(state._replace(system=system), {}, later, Step(state, ""))

    def waited(self, state: State, act: str, rules: int) -> Waited:
        """Where a wait leads that ends on the latest day for which one of these rules stands."""
        versions, cutter = self._versions, self._cutter
        last = versions.number(DateTerm(None, self._model.calendar.last))
        terms = [
            term
            for i in bits(rules)
            if (term := self._model.rules[self._ground.evaluator.rule_ids[i]].until) is not None
        ]
        waited = Waited([], [], [])
        for part in cutter.knowing(state, _bases(terms)):
            reckoned = (self._reckoned(part, term) for term in terms)
            untils = tuple(dict.fromkeys(day for day in reckoned if day is not None))
            none_later: State | None = part
            for until in untils:
                here = versions.distance(until, part.today)
                none_later = none_later and cutter.limited(none_later, here, NOT_AFTER)
                one = cutter.limited(part, here, AFTER)
                if self.left is not None:
                    beyond = one and cutter.limited(one, versions.distance(until, last), AFTER)
                    self.left += [beyond] if beyond else []
                one = one and cutter.limited(one, versions.distance(until, last), NOT_AFTER)
                for other in untils:
                    if other != until:
                        latest = versions.distance(other, until)
                        one = one and cutter.limited(one, latest, NOT_AFTER)
                if one is not None:
                    step = Step(one, act, until)
                    waited.following.extend(self._moved(one, {}, until, step))
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
        for part in self._cutter.knowing(state, _bases(terms)):
            yield from self._moved(part, becomes, part.today, Step(part, act, reply=reply))

    def _reckoned(self, state: State, term: DateTerm) -> Version | None:
        """What a date expression means in a state; None where its fact has no value."""
        match term.base:
            case None:
                day = self._model.calendar.resolve(term, term.day)
                return self._versions.number(DateTerm(None, day))
            case "today":
                return self._versions.shifted(state.today, term)
            case fact:
                if not self._cutter.has_value(state, state.masks, fact):
                    return None
                return self._versions.shifted(state.dates[fact], term)

    def _moved(
        self, state: State, becomes: Mapping[str, Change], today: Version, step: Step
    ) -> Iterator[State]:
        """Where changes and the passing of time lead, which are what the step is."""
        shower, later = self._shower, today != state.today
        moving = {*becomes, "today"} if later else {*becomes}
        hanging = self._hanging_on(frozenset(becomes), later)
        before: list[tuple[State, dict[str, bool | None]]] = [(state, {})]
        for id in hanging:
            before = [
                (part, {**known, id: there})
                for one, known in before
                for part, there in self._cutter.existing(one, id)
            ]
        for one, existed in before:
            seen = self._cutter.possible(one) if hanging else (one, 0, [])
            if seen is None:
                continue
            after = self._applied(seen[0], becomes, existed, today, step)
            for part in self._settled(after, hanging) if after is not None else ():
                if self.left is not None:
                    self.left += shower.beyond(part, moving)
                ranged = shower.in_range(part, moving)
                if ranged is not None:
                    yield ranged

    def _hanging_on(self, becomes: frozenset[str], later: bool) -> tuple[str, ...]:
        """The facts whose existence hangs on changes, or that change while it hangs on others."""
        key = (becomes, later)
        if key not in self._hanging:
            moving = becomes | {"today"} if later else becomes
            self._hanging[key] = tuple(
                id
                for id in self._ground.evaluator.order
                if self._ground.hanging[id] & moving
                or (id in becomes and id in self._ground.table.existence)
            )
        return self._hanging[key]

    def _settled(self, state: State, hanging: Sequence[str]) -> Iterator[State]:
        """A state cut so that it is settled which of some facts exist, and showing that.

        It shows them as if they all existed. Each hangs on earlier ones only.
        """
        pending = [(state, 0, frozenset[str]())]
        while pending:
            state, number, hidden = pending.pop()
            if hidden and (
                number == len(hanging) or self._ground.hanging[hanging[number]] & hidden
            ):
                shown = self._shower.shown(state, hidden)
                if shown is None:
                    continue
                state, hidden = shown, frozenset()
            if number == len(hanging):
                yield state
                continue
            id = hanging[number]
            for part, there in self._cutter.existing(state, id):
                if there is not True:
                    part = part._replace(exists={**part.exists, id: there})
                pending.append((part, number + 1, hidden if there else hidden | {id}))

    def _applied(
        self,
        state: State,
        becomes: Mapping[str, Change],
        existed: Mapping[str, bool | None],
        today: Version,
        step: Step,
    ) -> State | None:
        """The state with changes put in, as if all facts that hang on them existed."""
        columns_of = self._ground.fact_columns
        sources, dates = list(state.sources), dict(state.dates)
        unset = {*state.unset, *(id for id, there in existed.items() if there is False)}
        for id, change in becomes.items():
            to: object = change.to
            if isinstance(to, Add):
                for c in columns_of[id]:
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
            for c in columns_of[id]:
                sources[c] = 1 << fact_cell(self._ground.columns[c], to)  # type: ignore[arg-type]
        shown = {*becomes, *existed, *(("today",) if today != state.today else ())}
        exists = {id: there for id, there in state.exists.items() if id not in existed}
        after = state._replace(
            sources=tuple(sources), dates=dates, unset=frozenset(unset), exists=exists,
            today=today, past=(*state.past, step),
        )  # fmt: skip
        return self._shower.shown(after, shown)

    def _added(self, column: int, source: Source, count: int) -> Source:
        """What becomes of the cells of a number when something is added to it."""
        shifted = self._shifted(column, count)
        match source:
            case tuple() as since:
                return tuple([shifted[cell] for cell in since])
            case int():
                return sum({1 << shifted[cell] for cell in bits(source)})
            case _:
                raise AssertionError(f"{source} is no number's")

    def _shifted(self, column: int, count: int) -> Sequence[int]:
        """For each cell of a number, the one in which it lies once something is added."""
        key = (column, count)
        if key not in self._shifts:
            cells = self._ground.columns[column]
            assert isinstance(cells, NumberColumn)
            kind = self._model.facts[cells.fact].type
            assert isinstance(kind, Number)

            def moved(number: int) -> int:
                return cells.cell(min(kind.high, max(kind.low, number + count)))

            ends = zip((kind.low, *cells.cuts), (*cells.cuts, kind.high + 1), strict=True)
            assert all(moved(low) == moved(past - 1) for low, past in ends), "cut finely enough"
            lows = (kind.low, *cells.cuts)
            self._shifts[key] = [*([0] * cells.missing), *map(moved, lows)]
        return self._shifts[key]


def _bases(found: Iterable[DateTerm]) -> tuple[str, ...]:
    """The facts on which date expressions hang."""
    return tuple(dict.fromkeys(t.base for t in found if t.base is not None and t.base != "today"))
