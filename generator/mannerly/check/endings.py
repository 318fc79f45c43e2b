"""Whether every plan comes to an end, those too that lead out of the calendar.

Where no act can recur for ever (``recurring``) that is proved without following any. Elsewhere
all plans that begin in the calendar are followed in a longer one: if none leads out of that, all
end. One that does is followed on by itself (``forever``): it goes on for ever, or the calendar has
to be longer still.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from mannerly.check.forever import Forever, longer
from mannerly.check.states.ground import TooManyStates
from mannerly.check.states.state import Advised, Groups, State
from mannerly.check.states.states import States
from mannerly.check.states.versions import NOT_AFTER, Version
from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Date, Situation
from mannerly.plan.follow import Course
from mannerly.table.build import build_table, may_be_missing
from mannerly.table.evaluate import Evaluator

#: Plans of more steps are not followed further.
MOST_STEPS = 64

#: After so many steps, and twice as many, and so on, it is asked whether a plan goes on for ever.
_LONG = 8

#: By how many times its own days the calendar is made longer.
_TIMES = (1, 4, 16, 64)


@dataclass(frozen=True, slots=True)
class Endings:
    """What is known of the ends of plans: whether all end, after looking at so many states.

    ``all_end`` is None where that was not decided. ``endless`` is a plan without an end, as far as
    it was followed, with the situation where it begins.
    """

    all_end: bool | None
    states: int = 0
    endless: tuple[Situation, Course] | None = None


def endings(evaluator: Evaluator, complete: bool, forever: Forever) -> Endings:
    """Whether all plans end that come to no circle on one day.

    ``complete`` says that it is proved that every situation has advice.
    """
    model, states = evaluator.model, 0
    days = model.calendar.last - model.calendar.first + 1
    for times in _TIMES:
        calendar = longer(model.calendar, days * times)
        if calendar is None:
            break
        try:
            following = _Following(
                States(Evaluator(build_table(replace(model, calendar=calendar))), complete),
                model.calendar.last,
                forever,
            )
            found = following.endings()
            states += following.states.ground.looked_at
        except TooManyStates as given_up:
            return Endings(None, states + given_up.looked_at)
        if found is not None:
            return replace(found, states=states)
    return Endings(None, states)


def is_long(steps: int) -> bool:
    """Whether to ask of a plan of so many steps if it goes on for ever."""
    return steps >= _LONG and steps & (steps - 1) == 0


class _Following:
    """Follows all plans that begin until ``last`` in a longer calendar."""

    def __init__(self, states: States, last: int, forever: Forever) -> None:
        self.states = states
        self._last = last
        self._forever = forever
        self._acts = states.ground.model.acts
        self._groups = Groups(
            {
                id: id if act.kind == "wait" or (act.kind != "end" and act.changes) else ""
                for id, act in self._acts.items()
            }
        )

    def endings(self) -> Endings | None:
        """Whether all plans end; None where some lead out of this calendar and end there."""
        left = self.states.mover.left = list[State]()
        pending = deque([self._start()])
        while pending:
            for advised in self.states.decider.advised(pending.popleft(), self._groups):
                steps = len(advised.state.past)
                if is_long(steps):
                    endless = self._endless(advised.state)
                    if endless:
                        return Endings(all_end=False, endless=endless)
                    if endless is False and steps >= MOST_STEPS:
                        return Endings(all_end=None)
                pending.extend(self._following(advised))
                while left:
                    endless = self._endless(left.pop())
                    if endless is not None:
                        return Endings(all_end=False, endless=endless) if endless else None
        return Endings(all_end=True)

    def _endless(self, state: State) -> tuple[Situation, Course] | Literal[False] | None:
        """A plan without an end that leads to a state; False for one that is none, None for none.

        One of which that stays open is taken for none.
        """
        found = next(filter(None, map(self.states.tracer.situation, self._begun(state))), None)
        if found is None:
            return None
        course, for_ever = self._forever.course(found.situation)
        return for_ever is True and (found.situation, course)

    def _begun(self, state: State) -> Iterator[State]:
        """The situations of a state whose dates at the start are not known or no later than is due.

        A date that is not known has a day of its own, which can be any: it is free until here.
        """
        begun = [state]
        for id, known in self.states.ground.known.items():
            if isinstance(self.states.ground.model.facts[id].type, Date):
                given = self.states.versions.number(DateTerm(id))
                cut = [self._starts(one, known, 1) for one in begun]
                cut += [self._starts(one, known, ~1, given) for one in begun]
                begun = [part for part in cut if part is not None]
        yield from begun

    def _starts(
        self, state: State, column: int, mask: int, date: Version | None = None
    ) -> State | None:
        """A state's situations that have some cells of a column at the start, and an early date."""
        kept = state.start[column] & mask
        if not kept:
            return None
        start = (*state.start[:column], kept, *state.start[column + 1 :])
        state = state._replace(start=start)
        return state if date is None else self._not_late(state, date)

    def _start(self) -> State:
        """All situations of the shorter calendar; dates that may not be known can be later."""
        start: State | None = self.states.mover.start()
        for id in start.dates if start else ():
            if not may_be_missing(self.states.ground.model.facts[id]):
                start = start and self._not_late(start, start.dates[id])
        start = start and self._not_late(start, start.today)
        assert start is not None, "a calendar has days"
        return start

    def _not_late(self, state: State, day: Version) -> State | None:
        """A state's situations in which a day does not lie after the shorter calendar."""
        versions = self.states.versions
        last = versions.number(DateTerm(None, self._last))
        return self.states.cutter.limited(state, versions.distance(day, last), NOT_AFTER)

    def _following(self, advised: Advised) -> Iterator[State]:
        """The states to which what is advised leads."""
        state, id = advised.state, advised.act
        if not id or id in state.done_today():
            return
        act = self._acts[id]
        if act.kind == "wait":
            yield from self.states.mover.waited(state, id, advised.rules).following
        else:
            yield from self.states.mover.done(state, id, act.changes)
