"""Plans in the Python API: what to do now and, if nothing is heard, what next, until an end."""

from __future__ import annotations

import datetime
from functools import cached_property

from mannerly.advise.guide import Advice, Guide
from mannerly.model.calendar import as_date
from mannerly.model.guide import Act, Fact, Reply, Situation
from mannerly.plan.follow import CourseStep, Stop, after_reply, follow


class Plan:
    """The advice followed from a situation on; each state on the way is a situation of its own."""

    def __init__(self, guide: Guide, situation: Situation) -> None:
        self.guide = guide
        #: the situation that it begins with
        self.situation = situation
        self._course = follow(guide.evaluator, situation, guide.complete)
        #: what to do, in order; several steps may fall on one day
        self.steps = tuple(Step(guide, step) for step in self._course.steps)

    @property
    def stops(self) -> Stop:
        """Why it goes no further.

        ``end``: its last act is an end. ``waits``: there is nothing to do until
        something happens. ``open``: what follows depends on what the last act
        brings. ``asks``: on the answer to a question, ``next``. ``answer-anew``:
        some answer can no longer be true on that day. ``stuck``: the rules go
        round in a circle, which the checker reports.
        """
        return self._course.stops

    @property
    def day(self) -> datetime.date:
        """The day on which it stops."""
        return as_date(self._course.situation.today)

    @cached_property
    def next(self) -> Fact | None:
        """The question on which it hangs how it goes on, or None where it hangs on none."""
        if self.stops != "asks":
            return None
        return Advice.of(self.guide, self._course.situation, None).next


class Step:
    """An act that is advised on a day of a plan."""

    def __init__(self, guide: Guide, step: CourseStep) -> None:
        self._guide = guide
        self._step = step

    @property
    def day(self) -> datetime.date:
        """The day on which it is advised."""
        return as_date(self._step.day)

    @property
    def act(self) -> Act:
        """What to do."""
        return self._guide.model.acts[self._step.act]

    @property
    def until(self) -> datetime.date | None:
        """The day up to which to wait, where the act has one."""
        return None if self._step.until is None else as_date(self._step.until)

    @property
    def by(self) -> datetime.date | None:
        """The last day on which to do the act, where it has one."""
        return None if self._step.by is None else as_date(self._step.by)

    @cached_property
    def advice(self) -> Advice:
        """The whole advice of that day, with its reasons."""
        return Advice.of(self._guide, self._step.situation, self.act)

    @cached_property
    def replies(self) -> tuple[Branch, ...]:
        """What the act may bring, each with the plan that follows then."""
        return tuple(Branch(self._guide, self._step, reply) for reply in self.act.replies)


class Branch:
    """A reply that an act may bring, and how it goes on from there."""

    def __init__(self, guide: Guide, step: CourseStep, reply: Reply) -> None:
        self._guide = guide
        self._step = step
        #: what comes
        self.reply = reply

    @cached_property
    def plan(self) -> Plan:
        """The plan from the day of the step on, the act being done and the reply being there."""
        return Plan(self._guide, after_reply(self._guide.evaluator, self._step, self.reply))
