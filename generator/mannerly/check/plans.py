"""What is proved about plans, and what is found wrong with them.

All plans are followed at once, from all situations (``states``): every state on
the way of a plan is a situation, so a law of whole plans is broken by a plan that
begins where it matters. The shortest stories are found first; each is told as the
plan that the advice itself gives, on real dates.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mannerly.check.endings import MOST_STEPS, endings, is_long
from mannerly.check.forever import Forever, leaves
from mannerly.check.proofs import PlanProof
from mannerly.check.recurring import recurring
from mannerly.check.states.ground import TooManyStates
from mannerly.check.states.state import Advised, Groups, State
from mannerly.check.states.states import States
from mannerly.check.states.versions import AFTER, NOT_AFTER
from mannerly.check.witness import Teller
from mannerly.model.calendar import as_date
from mannerly.model.conditions import Offset
from mannerly.model.guide import Act, Apart, AtMost, Ends, Guarantee, Law, Situation
from mannerly.plan.follow import Course, CourseStep, after_reply, follow
from mannerly.problems import Place, Problems, StoryStep
from mannerly.table.evaluate import Evaluator, bits

#: So many steps of a plan without an end are told.
_TOLD = 10


def check_plans(
    evaluator: Evaluator, complete: bool, tell: Teller, problems: Problems
) -> tuple[PlanProof, ...]:
    """Report plans that go wrong, or break a guarantee. What is proved of each comes back.

    The first proof is of what every plan owes, without any guarantee: it does not
    go round in a circle. ``complete`` says that it is proved that every situation
    has advice.
    """
    laws = [
        guarantee
        for guarantee in evaluator.model.guarantees.values()
        if isinstance(guarantee.that, AtMost | Apart | Ends)
    ]
    quiet = [guarantee for guarantee in laws if not guarantee.whatever_comes]
    checked = [quiet, *([guarantee] for guarantee in laws if guarantee.whatever_comes)]
    followed = Followed(evaluator, complete, tell, problems)
    return tuple(proof for some in checked for proof in _Plans(followed, some).run())


@dataclass
class Followed:
    """What plans are followed with."""

    evaluator: Evaluator
    complete: bool
    tell: Teller
    problems: Problems

    @cached_property
    def states(self) -> States:
        """The states of plans; raises TooManyStates where numbers would be cut too finely."""
        return States(self.evaluator, self.complete)

    @cached_property
    def recurring(self) -> frozenset[str]:
        """The acts that may recur for ever in a plan without replies."""
        return recurring(self.evaluator)

    @cached_property
    def forever(self) -> Forever:
        """What tells of a plan whether it goes on for ever."""
        return Forever(self.evaluator, self.complete)


class _Plans:
    """Follows plans, and looks on the way for what breaks a law."""

    def __init__(self, followed: Followed, guarantees: Sequence[Guarantee]) -> None:
        self._followed = followed
        self._evaluator = evaluator = followed.evaluator
        self._model = evaluator.model
        self._complete = followed.complete
        self._tell = followed.tell
        self._problems = followed.problems
        self._guarantees = guarantees
        #: with replies, one guarantee alone is looked at, where it matters
        self._replies = any(guarantee.whatever_comes for guarantee in guarantees)
        #: what comes after a wait has no part in a law about single days
        self._within_a_day = self._replies and all(
            isinstance(guarantee.that, Apart) and guarantee.that.offset == Offset(1, "days")
            for guarantee in guarantees
        )
        self._broken: set[str] = set()
        self._reported: set[tuple[str, str]] = set()
        self._acts = self._model.acts
        ends = any(isinstance(guarantee.that, Ends) for guarantee in guarantees)
        dated = {
            evaluator.advise[i]
            for i in bits(evaluator.guide_rules & evaluator.advising)
            if self._model.rules[evaluator.rule_ids[i]].until is not None
        }
        self._moving = {
            act.id
            for act in self._acts.values()
            if (act.kind == "wait" and (ends or act.id in dated) and not self._within_a_day)
            or (act.kind not in ("wait", "end") and act.changes)
            or (self._replies and act.replies)
        }
        watched = set(self._moving).union(*(_watched(g.that) for g in guarantees))
        self._groups = Groups({act: act if act in watched else "" for act in self._acts})
        #: waits and ends are alike where only the question is whether there is something to do
        self._doing = Groups(
            {id: "" if act.kind in ("wait", "end") else id for id, act in self._acts.items()}
        )
        self._most = MOST_STEPS
        #: the acts of plans that lead out of the calendar, and were followed on
        self._followed_on: set[tuple[str, ...]] = set()

    def run(self) -> list[PlanProof]:
        """Follow all plans; what is proved of what plans owe anyway, and of each guarantee."""
        states, decided = 0, True
        all_end: bool | None = True
        if self._moving or self._guarantees:
            try:
                self._states = self._followed.states
                self._states.ground.looked_at = 0
                decided = self._follow()
                all_end = self._all_end() if decided else None
                states = self._states.ground.looked_at
            except TooManyStates as given_up:
                decided, states = False, given_up.looked_at
        open_laws = [g for g in self._guarantees if g.id not in self._broken]
        if decided and all_end is None:
            open_laws = [g for g in open_laws if isinstance(g.that, Ends)]
        if not decided or all_end is None:
            place = open_laws[0].that_place if open_laws else None
            laws = tuple(guarantee.text for guarantee in open_laws)
            self._problems.add("plans-undecided", place, states=states, laws=laws)
        else:
            open_laws = []
        proofs = [
            PlanProof(g.id, states, None if g in open_laws else g.id not in self._broken)
            for g in self._guarantees
        ]
        if not self._replies:
            held = True if decided and all_end else None
            proofs.insert(0, PlanProof(None, states, False if self._reported else held))
        return proofs

    def _follow(self) -> bool:
        """Follow all plans to their ends; whether all ends were reached."""
        pending, decided = deque([self._states.mover.start()]), True
        while pending:
            for advised in self._states.decider.advised(pending.popleft(), self._groups):
                steps = len(advised.state.past)
                if is_long(steps) and not self._settles(advised):
                    decided = False
                elif steps < self._most:
                    pending.extend(self._following(advised))
        return decided

    # What is looked at on the way

    def _following(self, advised: Advised) -> Iterator[State]:
        """Look at what is advised in a state; the states to which it leads."""
        state, id = advised.state, advised.act
        if id is None or (self._replies and not state.past and not self._begins(id)):
            return
        if id and id in state.done_today():
            self._stuck(advised)
            return
        for guarantee in self._guarantees:
            if guarantee.id not in self._broken:
                broken = self._breaking(guarantee.that, state, id)
                if broken is not None:
                    self._break(guarantee, broken, id)
        if not id or (self._replies and self._guarantees[0].id in self._broken):
            return
        act = self._acts[id]
        if act.kind == "wait":
            yield from self._waits(advised)
        elif act.kind != "end" and act.changes:
            yield from self._still_matter(self._states.mover.done(state, id, act.changes))
        if self._replies:
            for reply in act.replies:
                changes = (*act.changes, *reply.changes)
                yield from self._still_matter(self._states.mover.done(state, id, changes, reply.id))

    def _waits(self, advised: Advised) -> Iterator[State]:
        act = self._acts[advised.act or ""]
        waited = self._states.mover.waited(advised.state, act.id, advised.rules)
        for one in waited.without_end:
            self._break_ends(one, act.id, "waits")
        for one in waited.stuck:
            self._report("plan-stuck", act.place, one, act)
            self._break_ends(one, act.id, "stuck")
        for one in waited.following:
            if not advised.state.past and not self._replies:
                self._missed(one, act)
            yield from self._still_matter((one,))

    def _missed(self, waited: State, act: Act) -> None:
        """Report a day before the end of a wait on which there would be something to do."""
        if ("missed-while-waiting", act.id) in self._reported:
            return
        until = waited.past[0].until
        assert until is not None
        for later in self._states.mover.later_than(waited.past[0].state, until):
            for advised in self._states.decider.advised(later, self._doing):
                if advised.act:
                    self._report("missed-while-waiting", act.place, advised.state, act)
                    if ("missed-while-waiting", act.id) in self._reported:
                        return

    def _stuck(self, advised: Advised) -> None:
        """The same act on the same day once more: the plan goes round in a circle."""
        assert advised.act is not None
        act = self._acts[advised.act]
        if not self._replies:
            self._report("plan-stuck", act.place, advised.state, act, again=True)
        self._break_ends(advised.state, act.id, "stuck")
        for guarantee in self._guarantees:
            match guarantee.that:
                case Apart(offset=Offset(count), acts=acts) if act.id in acts and count > 0:
                    if guarantee.id not in self._broken:
                        self._break(guarantee, advised.state, act.id)
                case _:
                    pass

    def _begins(self, act: str) -> bool:
        """Whether a plan that begins with an act may break the guarantee that is looked at."""
        law = self._guarantees[0].that
        return isinstance(law, Ends) or act in law.acts

    def _breaking(self, law: Law, state: State, act: str) -> State | None:
        """The part of a state in which it breaks a law to do an act; None where there is none."""
        first = state.past[0].state.today if state.past else state.today
        match law:
            case AtMost(count, acts):
                if act not in acts or len(state.past) < count:
                    return None
                done = sum([step.act in acts for step in state.past])
                return state if done >= count else None
            case Apart(offset, acts, same):
                earlier = [step.act for step in state.past if step.act in acts]
                if not state.past or act not in acts or state.past[0].act not in acts:
                    return None
                if state.past[0].act != act if same else len(earlier) > 1:
                    return None
                near = self._states.versions.distance(state.today, first, offset)
                return self._states.cutter.limited(state, near, NOT_AFTER)
            case Ends(int() as days):
                if not state.past:
                    return None
                late = self._states.versions.distance(state.today, first, Offset(days + 1, "days"))
                return self._states.cutter.limited(state, late, AFTER)
            case _:
                return None

    def _still_matter(self, states: Iterator[State] | Sequence[State]) -> Iterator[State]:
        """Of some states that may still break the guarantee, where one alone is looked at."""
        law = self._guarantees[0].that if self._replies else None
        for state in states:
            if not isinstance(law, Apart):
                yield state
                continue
            if not law.same and sum(step.act in law.acts for step in state.past) > 1:
                continue
            first = state.past[0].state.today
            near = self._states.versions.distance(state.today, first, law.offset)
            soon = self._states.cutter.limited(state, near, NOT_AFTER)
            if soon is not None:
                yield soon

    def _settles(self, advised: Advised) -> bool:
        """Whether it is known of a long plan what becomes of it; one without end is reported."""
        if len(advised.state.past) < MOST_STEPS and (self._replies or not self._followed.recurring):
            return True
        found = self._states.tracer.situation(advised.state)
        if found is None:
            return True
        course = follow(self._evaluator, found.situation, self._complete)
        if not self._replies and self._goes_on(course):
            act = self._acts[course.steps[-1].act]
            self._report("plan-endless", act.place, advised.state, act)
            self._break_ends(advised.state, advised.act or "", "endless")
            if len(course.steps) <= MOST_STEPS:  # All of it that lies in the calendar is looked at.
                return True
            self._most = min(self._most, len(advised.state.past))
            return all(g.id in self._broken for g in self._guarantees)
        return len(advised.state.past) < MOST_STEPS

    def _goes_on(self, course: Course) -> bool:
        """Whether a plan goes on for ever; of plans of the same acts only one is followed on."""
        acts = tuple([step.act for step in course.steps])
        if acts in self._followed_on or not leaves(course, self._model, self._model.calendar):
            return False
        self._followed_on.add(acts)
        return self._followed.forever.course(course.steps[0].situation)[1] is True

    def _all_end(self) -> bool | None:
        """Whether all plans end, None where that is not decided; one that does not is reported."""
        if self._replies:
            return True
        if any(code == "plan-endless" for code, _ in self._reported):
            return False
        if not self._followed.recurring:
            return True
        found = endings(self._evaluator, self._complete, self._followed.forever)
        self._states.ground.looked_at += found.states
        if found.endless is not None:
            start, course = found.endless
            act = self._acts[course.steps[-1].act]
            story = tuple([self._told(step, None) for step in course.steps[:_TOLD]])
            self._reported.add(("plan-endless", act.id))
            self._problems.add(
                "plan-endless", act.place, act=act.id, title=act.title, again=False,
                witness=self._tell(start), story=story,
            )  # fmt: skip
            for guarantee in self._guarantees:
                if isinstance(guarantee.that, Ends) and guarantee.id not in self._broken:
                    self._tell_broken(guarantee, start, story, "endless")
        return found.all_end

    # Findings

    def _report(
        self, code: str, place: Place, state: State, act: Act, *, again: bool = False
    ) -> None:
        """Report a plan that goes wrong, once for each act, if it leads there from anywhere."""
        if (code, act.id) in self._reported:
            return
        story = self._story(state, "")
        if story is None:
            return
        self._reported.add((code, act.id))
        start, steps = story
        self._problems.add(
            code, place, act=act.id, title=act.title, again=again, witness=self._tell(start),
            story=steps,
        )  # fmt: skip

    def _break(self, guarantee: Guarantee, state: State, act: str, how: str = "") -> None:
        """Report that a guarantee is broken, if a plan leads there from anywhere."""
        story = self._story(state, act)
        if story is None:
            return
        self._tell_broken(guarantee, *story, how)

    def _tell_broken(
        self, guarantee: Guarantee, start: Situation, story: tuple[StoryStep, ...], how: str
    ) -> None:
        self._broken.add(guarantee.id)
        self._problems.add(
            "guarantee-broken", guarantee.that_place, guarantee=guarantee.id, text=guarantee.text,
            because=guarantee.because, how=how, rule=None, witness=self._tell(start), story=story,
        )  # fmt: skip

    def _break_ends(self, state: State, act: str, how: str) -> None:
        """Report the guarantees that plans end, of a plan that does not."""
        for guarantee in self._guarantees:
            if isinstance(guarantee.that, Ends) and guarantee.id not in self._broken:
                self._break(guarantee, state, act, how)

    def _story(self, state: State, last: str) -> tuple[Situation, tuple[StoryStep, ...]] | None:
        """A plan that leads to a state, as the advice gives it; None if none does."""
        found = self._states.tracer.situation(state)
        if found is None:
            return None
        course = follow(self._evaluator, found.situation, self._complete)
        steps: list[StoryStep] = []
        number = 0
        for done in state.past:
            step = course.steps[number]
            assert done.act in ("", step.act), "the plan is the one that was followed"
            reply = next((r for r in self._acts[step.act].replies if r.id == done.reply), None)
            steps.append(self._told(step, reply.title if reply else None))
            number += 1
            if reply is not None:
                after = after_reply(self._evaluator, step, reply)
                course, number = follow(self._evaluator, after, self._complete), 0
        if found.later is not None:
            later = Situation(found.later, found.situation.values)
            course = follow(self._evaluator, later, self._complete)
            number = 0
        steps += self._ending(course, number, last)
        return found.situation, tuple(steps)

    def _ending(self, course: Course, number: int, last: str) -> Iterator[StoryStep]:
        """What comes after the steps that led to a state: the next one, or the same act again."""
        if number < len(course.steps):
            step = course.steps[number]
            assert last in ("", step.act), "the plan is the one that was followed"
            yield self._told(step, None)
        elif course.stops == "stuck":
            today = course.situation.today
            again = next(s for s in course.steps if s.day == today and last in ("", s.act))
            yield self._told(again, None)

    def _told(self, step: CourseStep, reply: str | None) -> StoryStep:
        act = self._acts[step.act]
        until = None if step.until is None or act.kind != "wait" else as_date(step.until)
        return StoryStep(as_date(step.day), act.id, act.title, until, reply)


def _watched(law: Law) -> frozenset[str]:
    """The acts that break a law even where nothing follows them."""
    match law:
        case AtMost(acts=acts) | Apart(acts=acts, same=False):
            return acts
        case _:
            return frozenset()
