"""A plan: the advice followed from a day on, if nothing is heard.

A situation is advised on; the act is done and changes it, or a wait passes; the
next advice is that of the situation so reached. Every state on the way is itself
a situation, so whatever holds of all plans holds from every state on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mannerly.model.guide import Date, Model, Reply, Situation, Value
from mannerly.plan.changes import changed
from mannerly.table.advice import outcome
from mannerly.table.evaluate import Evaluator, View, settled

#: Why a plan goes no further. ``end``: its last act is an end. ``waits``: there is nothing to do
#: until something happens. ``open``: what follows depends on what the last act brings. ``asks``:
#: a question has to be answered first. ``answer-anew``: some answer can no longer be true.
#: ``stuck``: the rules go round in a circle on one day.
Stop = Literal["end", "waits", "open", "asks", "answer-anew", "stuck"]


@dataclass(frozen=True, slots=True)
class CourseStep:
    """An act that is advised in a situation; ``until`` and ``by`` are day numbers."""

    situation: Situation
    act: str
    until: int | None
    by: int | None

    @property
    def day(self) -> int:
        """The day number of the advice."""
        return self.situation.today


@dataclass(frozen=True, slots=True)
class Course:
    """A plan in ids and day numbers: its steps, why it stops, and in which situation."""

    steps: tuple[CourseStep, ...]
    stops: Stop
    situation: Situation


def follow(evaluator: Evaluator, situation: Situation, complete: bool) -> Course:
    """The plan from a situation on.

    ``complete`` says that it is proved that every situation has advice. A
    fact that does not exist has no value: where it comes to exist, it is to ask.
    """
    steps: list[CourseStep] = []
    done: set[tuple[int, str]] = set()
    while True:
        view = view_of(evaluator, situation)
        if view is None:
            return Course(tuple(steps), "answer-anew", situation)
        situation = view.situation
        advice = outcome(evaluator, view, complete)
        if advice.act is None:
            return Course(tuple(steps), "asks", situation)
        if (situation.today, advice.act) in done:
            return Course(tuple(steps), "stuck", situation)
        done.add((situation.today, advice.act))
        steps.append(CourseStep(situation, advice.act, advice.until, advice.by))
        following = _following(evaluator, steps[-1])
        if not isinstance(following, Situation):
            return Course(tuple(steps), following, situation)
        situation = following


def after_reply(evaluator: Evaluator, step: CourseStep, reply: Reply) -> Situation:
    """The situation on the day of a step once its act is done and has brought a reply."""
    act = evaluator.model.acts[step.act]
    return changed(evaluator, step.situation, (*act.changes, *reply.changes))


def _following(evaluator: Evaluator, step: CourseStep) -> Situation | Stop:
    """The situation to which a step leads, or why it leads to none."""
    act = evaluator.model.acts[step.act]
    match act.kind:
        case "end":
            return "end"
        case "wait":
            if step.until is None:
                return "waits"
            if step.until <= step.day:
                return "stuck"
            return replace(step.situation, today=step.until)
        case _:
            if not act.changes:
                return "open"
            return changed(evaluator, step.situation, act.changes)


def view_of(evaluator: Evaluator, situation: Situation) -> View | None:
    """What a situation leaves open, without values of what does not exist; None if it cannot be."""
    model = evaluator.model
    first, last = model.calendar.first, model.calendar.last
    if not first <= situation.today <= last:
        return None
    # Beyond the calendar, dates cannot be reckoned with.
    outside = {
        id
        for id, value in situation.values.items()
        if isinstance(model.facts[id].type, Date)
        and isinstance(value, int)
        and not first <= value <= last
    }
    within = {id: value for id, value in situation.values.items() if id not in outside}
    view = evaluator.view(Situation(situation.today, within))
    if any(view.exists[id] is not False for id in outside):
        return None
    values = {id: value for id, value in within.items() if view.exists[id] is not False}
    if not all(_fits(model, id, values[id], view) for id in values):
        return None
    if any(settled(boxes, view.masks) for boxes in evaluator.table.contradictions):
        return None
    return replace(view, situation=Situation(situation.today, values))


def _fits(model: Model, id: str, value: Value | None, view: View) -> bool:
    """Whether a fact that exists can have a value on the day, as far as time can change that."""
    fact, today = model.facts[id], view.situation.today
    if value is None:
        return fact.unknown is not None or not view.exists[id]
    match fact.type, value:
        case Date("past"), int():
            return value <= today
        case Date("future"), int():
            return value >= today
        case _:
            return True
