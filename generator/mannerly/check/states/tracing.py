"""From a state back to the situations at the start that lead to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from mannerly.check.regions import read_situation
from mannerly.check.states.cutting import Cutter
from mannerly.check.states.ground import Ground
from mannerly.check.states.moving import LATER
from mannerly.check.states.state import Found, State, since
from mannerly.check.states.versions import Instance, System
from mannerly.check.witness import Plainness
from mannerly.table.evaluate import bits


class Tracer:
    """Finds situations at the start."""

    def __init__(self, ground: Ground, cutter: Cutter) -> None:
        self._ground = ground
        self._cutter = cutter
        calendar = ground.model.calendar
        self._prefer = min(calendar.first + 430, calendar.last)

    def situation(self, state: State) -> Found | None:
        """A situation at the start that leads to a state, None if there is none.

        It can be on every day on the way, and its dates are the earliest ones.
        """
        stages = (*(step.state for step in state.past), state)
        pending = [(state.start, state.system)]
        while pending:
            start, system = pending.pop()
            self._ground.count()
            parts = self._loose_ends(stages, start, system)
            if parts is None:
                masks = _masks(stages[0], start, system)
                cells = [
                    next(cell for cell in order if mask >> cell & 1)
                    for order, mask in zip(self._plainest, masks, strict=True)
                ]
                days = system.days_from(self._prefer)
                return Found(read_situation(self._ground.table, cells, days), days.get(LATER))
            pending += parts
        return None

    @cached_property
    def _plainest(self) -> Sequence[Sequence[int]]:
        return Plainness(self._ground.table).orders

    def _loose_ends(
        self, stages: Sequence[State], start: tuple[int, ...], system: System
    ) -> list[tuple[tuple[int, ...], System]] | None:
        """Parts into which to cut until all of it can be; None where nothing is left to cut."""
        index = self._ground.index
        for stage in stages:
            masks = _masks(stage, start, system)
            if not all(masks):
                return []
            whole = rows = index.all_rows & ~self._ground.of_rules
            for c in self._ground.limited:
                rows &= index.any(c, masks[c])
                whole &= index.all(c, masks[c])
            if whole:
                return []
            for row in bits(rows):
                for column, mask in index.boxes[row]:
                    if masks[column] & ~mask and not stage.frozen >> column & 1:
                        halves = (
                            self._cutter.back(stage, start, system, column, half)
                            for half in (mask, ~mask)
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
            masks[c] &= since(source, start[c])
    return masks
