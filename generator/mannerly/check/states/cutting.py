"""States cut into parts of which one thing is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mannerly.check.states.ground import Ground
from mannerly.check.states.state import State
from mannerly.check.states.versions import Instance, System
from mannerly.table.build import Boxes
from mannerly.table.evaluate import bits, settled


class Cutter:
    """Cuts states, and their situations at the start with them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._index = ground.index
        self._of_rules = ground.of_rules
        #: for each column and mask, the rows that do not allow all of it
        self._partial: list[dict[int, int]] = [{} for _ in ground.columns]

    def cut(self, state: State, column: int, mask: int) -> State | None:
        """A state's situations with some cells of a column only; None if there can be none."""
        start, system = self.back(state, state.start, state.system, column, mask)
        if system is None:
            return None
        mask &= state.masks[column]
        masks = (*state.masks[:column], mask, *state.masks[column + 1 :])
        rows = state.rows & self._index.any(column, mask)
        return State(
            masks, rows, start, state.sources, state.today, state.dates, system, *state[7:]
        )

    def back(
        self, state: State, start: tuple[int, ...], system: System, column: int, mask: int
    ) -> tuple[tuple[int, ...], System | None]:
        """What a cut of a state leaves of cells and dates at the start; None for no dates."""
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
        return state._replace(system=system)

    def possible(
        self, state: State, columns: Sequence[int] | None = None
    ) -> tuple[State, int, list[int]] | None:
        """A state without cells that plainly cannot be; None if that leaves nothing.

        With it come the rows that hold in the whole of it, and the columns in which
        others straddle it; ``columns`` are those in which they may, where that is known. A
        box of what cannot be takes its cells from a state that it straddles in one column only.
        """
        index, of_rules, partial_of = self._index, self._of_rules, self._partial
        straddled: Sequence[int] = self._ground.limited if columns is None else columns
        while True:
            masks, rows, once, twice = state.masks, state.rows, 0, 0
            before, straddled = straddled, []
            for c in before:
                mask = masks[c]
                if mask & (mask - 1):
                    partial = partial_of[c].get(mask)
                    if partial is None:
                        partial = partial_of[c][mask] = index.all_rows & ~index.all(c, mask)
                    straddling = rows & partial
                    if straddling:
                        straddled.append(c)
                        twice |= once & straddling
                        once |= straddling
            whole = rows & ~once
            if whole & ~of_rules:
                return None
            single = once & ~twice & ~of_rules
            cut = self._without(state, single, straddled) if single else state
            if cut is state:
                return state, whole & of_rules, straddled
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

    def has_value(self, state: State, masks: Sequence[int], fact: str) -> bool | None:
        """Whether a fact has a value in a state with these cells, None where they leave it open."""
        if state.exists.get(fact, True) is not True or fact in state.unset:
            return False
        known = self._ground.known.get(fact)
        if known is None:
            return True
        mask = masks[known]
        return None if mask & 1 and mask & ~1 else not mask & 1

    def knowing(self, state: State, facts: Iterable[str]) -> Iterator[State]:
        """A state cut so that each of some facts has a value in a whole part, or has none."""
        pending = [state]
        for fact in facts:
            cut = []
            for part in pending:
                if self.has_value(part, part.masks, fact) is None:
                    known = self._ground.known[fact]
                    halves = (self.cut(part, known, mask) for mask in (1, ~1))
                    cut += [half for half in halves if half is not None]
                else:
                    cut.append(part)
            pending = cut
        yield from pending

    def existing(self, state: State, fact: str) -> Iterator[tuple[State, bool | None]]:
        """A state cut so that it is settled whether a fact exists; None hangs on what is to ask."""
        boxes = self._ground.table.existence.get(fact, ((),))
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
