"""What the columns of a state show once facts, or the day, have changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mannerly.check.states.cutting import Cutter
from mannerly.check.states.ground import Ground
from mannerly.check.states.state import State, since
from mannerly.check.states.versions import AFTER, NO_DATE, NOT_AFTER, Instance, Version
from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Date
from mannerly.table.columns import DateColumn, DayColumn


class Shower:
    """Works out anew what columns show."""

    def __init__(self, ground: Ground, cutter: Cutter) -> None:
        self._ground = ground
        self._cutter = cutter
        self._looks_at = {
            c: _looks_at(column)
            for c, column in enumerate(ground.columns)
            if isinstance(column, DayColumn)
        }
        self._ranges = {
            id: fact.type.range
            for id, fact in ground.model.facts.items()
            if isinstance(fact.type, Date)
        }
        calendar = ground.model.calendar
        self._first, self._last = (
            ground.versions.number(DateTerm(None, day)) for day in (calendar.first, calendar.last)
        )
        self._columns: dict[frozenset[str], tuple[int, ...]] = {}

    def shown(self, state: State, changed: Collection[str]) -> State | None:
        """A state whose columns show what has become of some facts, and of ``"today"``.

        None where its dates cannot be what its columns would have to show.
        """
        ground, columns, unset = self._ground, self._ground.columns, state.unset
        masks, sources, frozen = list(state.masks), list(state.sources), state.frozen
        for id in changed:
            if id == "today":
                continue
            there = state.exists.get(id, True)
            for c in ground.fact_columns[id]:
                frozen &= ~(1 << c)
                if there is False:
                    masks[c], sources[c] = 1, 1
                elif there is None or id in unset:
                    masks[c] = ground.everything[c]
                    frozen |= 1 << c
                    if there and columns[c].missing and ground.model.facts[id].unknown is None:
                        masks[c] &= ~1
                else:
                    masks[c] = since(sources[c], state.start[c])
        for c in self._day_columns(changed):
            frozen &= ~(1 << c)
            gone = asked = False
            known = True
            for id in ground.facts[c]:
                if state.open(id):
                    asked, known = True, False
                elif (has := self._cutter.has_value(state, masks, id)) is not True:
                    gone, known = gone or has is False, False
            if gone:
                masks[c], sources[c] = 1, 1
            elif asked:
                masks[c], sources[c] = ground.everything[c], None
                frozen |= 1 << c
            else:
                instance = self._looking(c, state)
                mask = state.system.mask(instance)
                if known:
                    mask &= ~int(columns[c].missing)
                if not mask:
                    return None
                masks[c], sources[c] = mask, instance
        rows = ground.index.all_rows
        for c in ground.limited:
            rows &= ground.index.any(c, masks[c])
        return state._replace(masks=tuple(masks), rows=rows, sources=tuple(sources), frozen=frozen)

    def _day_columns(self, changed: Collection[str]) -> tuple[int, ...]:
        """The columns that look at changed dates."""
        key = frozenset(changed)
        if key not in self._columns:
            looking = (self._ground.day_columns.get(id, ()) for id in key)
            self._columns[key] = tuple(sorted(set().union(*looking)))
        return self._columns[key]

    def _looking(self, c: int, state: State) -> Instance:
        """A column of dates, looking at the dates of a state."""
        column, left, right = self._looks_at[c]
        dates, today = state.dates, state.today
        return self._ground.versions.looking(
            c,
            column,
            today if left == "today" else NO_DATE if left is None else dates[left],
            today if right == "today" else NO_DATE if right is None else dates[right],
        )

    def in_range(self, state: State, changed: Collection[str]) -> State | None:
        """A state's situations in which dates lie in the calendar, and in their ranges."""
        found: State | None = state
        for id, version in self._moved(state, changed):
            range = self._ranges[id]
            orders = []
            if self._reckoned(version):
                orders = [(self._first, version), (version, self._last)]
            if range == "past":
                orders.append((version, state.today))
            elif range == "future":
                orders.append((state.today, version))
            for one, other in orders:
                order = self._ground.versions.distance(one, other)
                found = found and self._cutter.limited(found, order, NOT_AFTER)
        return found

    def beyond(self, state: State, changed: Collection[str]) -> Iterator[State]:
        """A state's situations in which some date lies after the calendar."""
        for _, version in self._moved(state, changed):
            if self._reckoned(version):
                order = self._ground.versions.distance(version, self._last)
                after = self._cutter.limited(state, order, AFTER)
                if after is not None:
                    yield after

    def _moved(self, state: State, changed: Collection[str]) -> Iterator[tuple[str, Version]]:
        """The dates that have a value which is another one, or has to be after a later day."""
        for id, version in state.dates.items():
            moved = id in changed or ("today" in changed and self._ranges[id] == "future")
            if moved and id not in state.unset and state.exists.get(id) is not False:
                yield id, version

    def _reckoned(self, version: Version) -> bool:
        """Whether a date is none that was given at the start."""
        term = self._ground.versions.terms[version]
        return bool(term.offsets) or term.base is None


def _looks_at(column: DayColumn) -> tuple[DayColumn, str | None, str | None]:
    """A column, and the bases of the dates that it looks at."""
    match column:
        case DateColumn(left, right):
            return column, left.base, right.base
        case _:
            return column, column.term.base, None
