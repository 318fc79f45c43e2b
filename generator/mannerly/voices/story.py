"""What somebody would do who followed one source alone, day by day, while nothing is heard."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mannerly.model.guide import Situation
from mannerly.plan.changes import changed
from mannerly.plan.follow import view_of
from mannerly.table.advice import Outcome, outcome
from mannerly.table.evaluate import Evaluator

#: For how many days a story is followed, and through how many deeds.
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Deed:
    """An act on a day. It is not the source's ``own`` where the source is silent then, and the
    guide's advice stands in for it."""

    day: int
    act: str
    own: bool


@dataclass(frozen=True, slots=True)
class Story:
    """What was done, in order, but for waiting; ``source`` is None for the guide itself.

    ``ends`` is whether the last deed is an end, ``last`` its day.
    """

    source: str | None
    deeds: tuple[Deed, ...]
    ends: bool
    last: int


def story(evaluator: Evaluator, situation: Situation, complete: bool, source: str | None) -> Story:
    """Follow a source, or the guide, from a situation on.

    A source that waits, or is silent while the guide waits, may speak the next day, so
    every day is looked at anew. The story stops where neither settles what to do, and
    with an act that changes nothing, since what follows depends on what it brings.
    """
    deeds: list[Deed] = []
    latest = situation.today + LONGEST
    while situation.today <= latest and len(deeds) < LONGEST:
        view = view_of(evaluator, situation)
        if view is None:
            break
        situation = view.situation
        said = outcome(evaluator, view, complete and source is None, source)
        act, own = _first_act(said, evaluator), True
        if act is None and source is not None:
            act, own = outcome(evaluator, view, complete).act, False
        if act is None:
            break
        if evaluator.model.acts[act].kind == "wait":
            situation = replace(situation, today=situation.today + 1)
            continue
        deeds.append(Deed(situation.today, act, own))
        if evaluator.model.acts[act].kind == "end":
            return Story(source, tuple(deeds), True, situation.today)
        after = changed(evaluator, situation, evaluator.model.acts[act].changes)
        if after.values == situation.values:
            break
        situation = after
    return Story(source, tuple(deeds), False, deeds[-1].day if deeds else situation.today)


def _first_act(said: Outcome, evaluator: Evaluator) -> str | None:
    """The act that a voice certainly advises; of several the one of the first rule."""
    return evaluator.model.rules[said.rules[0]].advise if said.rules else None
