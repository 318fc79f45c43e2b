"""What is proved of plans, against following every plan from every situation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

from hypothesis import event, given, note

from listing import all_situations
from mannerly.check.plans import check_plans
from mannerly.check.proofs import PlanProof
from mannerly.check.witness import Teller
from mannerly.model.conditions import Offset
from mannerly.model.guide import Apart, AtMost, Ends, Guarantee, Law, Model, Situation
from mannerly.model.interpreter import interpret
from mannerly.plan.follow import Course, CourseStep, after_reply, follow
from mannerly.problems import Problem, Problems
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import NOWHERE, examples, guides_with_plans, told


@dataclass
class Followed:
    """All plans of a small guide, by following each."""

    model: Model
    evaluator: Evaluator = field(init=False)
    starts: list[Situation] = field(init=False)
    complete: bool = field(init=False)
    courses: list[Course] = field(init=False)

    def __post_init__(self) -> None:
        self.evaluator = Evaluator(build_table(self.model))
        self.starts = list(all_situations(self.model))
        self.complete = all(interpret(self.model, s).acts for s in self.starts)
        self.courses = [self.course(s) for s in self.starts]

    def course(self, situation: Situation) -> Course:
        """The plan from a situation on."""
        return follow(self.evaluator, situation, self.complete)

    def stuck(self) -> set[str]:
        """The acts at which some plan goes no further."""
        return {act for course in self.courses if (act := self.stuck_at(course)) is not None}

    def stuck_at(self, course: Course) -> str | None:
        """The act at which a plan goes no further, if it does."""
        if course.stops != "stuck":
            return None
        last = course.steps[-1]
        if self.model.acts[last.act].kind == "wait":
            return last.act
        return self.course(course.situation).steps[0].act

    def missed(self) -> set[str]:
        """The waits before whose end there is something to do."""
        found = set()
        for course in self.courses:
            first = course.steps[0] if course.steps else None
            if first is None or first.until is None or self.model.acts[first.act].kind != "wait":
                continue
            if first.until > self.model.calendar.last:
                continue
            for day in range(first.day + 1, first.until):
                later = self.course(Situation(day, first.situation.values))
                if later.steps and self.model.acts[later.steps[0].act].kind not in ("wait", "end"):
                    found.add(first.act)
        return found

    def leaves_the_calendar(self) -> bool:
        """Whether a plan goes on when the calendar is over: whether it ends is then not seen."""
        last = self.model.calendar.last
        return any(course.situation.today > last for course in self.courses)

    def broken(self, guarantee: Guarantee) -> bool:
        """Whether some plan breaks a law, whatever comes if it says so."""
        if guarantee.whatever_comes:
            return any(self._broken_with_replies(guarantee, start) for start in self.starts)
        return any(self._breaks(guarantee, course) for course in self.courses)

    def _breaks(self, guarantee: Guarantee, course: Course) -> bool:
        steps = [(step.day, step.act) for step in course.steps]
        match guarantee.that:
            case AtMost(count, acts):
                return sum(act in acts for _, act in steps) > count
            case Apart() as law:
                done = self.done(course)
                return any(self.too_near(law, *pair) for pair in combinations(done, 2))
            case Ends(days):
                over = days is not None and steps and steps[-1][0] - steps[0][0] > days
                return course.stops in ("waits", "stuck") or bool(over)
            case _:
                raise AssertionError("no law of plans")

    def done(self, course: Course) -> list[tuple[int, str]]:
        """The day and act of each step, that at which a plan goes round in a circle included."""
        steps = [(step.day, step.act) for step in course.steps]
        again = self.stuck_at(course)
        if again is not None and self.model.acts[again].kind != "wait":
            steps.append((course.situation.today, again))
        return steps

    def too_near(self, law: Apart, one: tuple[int, str], other: tuple[int, str]) -> bool:
        """Whether a law forbids two steps of a plan."""
        both = one[1] in law.acts and other[1] in law.acts and (one[1] == other[1] or not law.same)
        return both and other[0] < self.model.calendar.add(one[0], law.offset)

    def _broken_with_replies(self, guarantee: Guarantee, start: Situation) -> bool:
        """The same by trying all that may come, each situation on the way once."""
        law = guarantee.that
        seen: set[object] = set()
        pending: list[tuple[Situation, int, tuple[int, str] | None, frozenset[str]]] = [
            (start, 0, None, frozenset())
        ]
        while pending:
            situation, count, first, today = pending.pop()
            key = (situation.today, tuple(situation.values.items()), count, first, today)
            if key in seen:
                continue
            seen.add(key)
            course = self.course(situation)
            if not course.steps:
                continue
            step = course.steps[0]
            act = self.model.acts[step.act]
            here = (step.day, step.act)
            if isinstance(law, Ends) and (
                (act.kind == "wait" and (step.until is None or step.until <= step.day))
                or step.act in today
                or (law.days is not None and step.day - start.today > law.days)
            ):
                return True
            if isinstance(law, Apart) and first and self.too_near(law, first, here):
                return True
            if step.act in today:
                continue
            if isinstance(law, AtMost) and step.act in law.acts:
                count += 1
                if count > law.count:
                    return True
            if isinstance(law, Apart) and first is None:
                if step.act not in law.acts:
                    continue
                first = here
            for after, replied in self._following(step):
                same_day = after.today == step.day and not replied
                done = today | {step.act} if same_day else frozenset()
                pending.append((after, count, first, done))
        return False

    def _following(self, step: CourseStep) -> Iterator[tuple[Situation, bool]]:
        act = self.model.acts[step.act]
        for reply in act.replies:
            yield after_reply(self.evaluator, step, reply), True
        if act.kind == "wait":
            if step.until is not None and step.until > step.day:
                yield Situation(step.until, step.situation.values), False
        elif act.kind != "end" and act.changes:
            course = self.course(step.situation)
            if len(course.steps) > 1:
                yield course.steps[1].situation, False
            elif course.stops == "stuck":
                yield course.situation, False


def proved(followed: Followed) -> tuple[tuple[PlanProof, ...], tuple[Problem, ...]]:
    """What the checker says of a guide's plans."""
    problems = Problems()
    tell = Teller(followed.model)
    proofs = check_plans(followed.evaluator, followed.complete, tell, problems)
    return proofs, problems.sorted()


@examples(60)
@given(guides_with_plans())
def test_plans_go_wrong_exactly_where_following_every_plan_says_so(model: Model) -> None:
    note(told(model))
    note("\n".join(f"{a.id} {a.kind} {a.changes} {a.replies}" for a in model.acts.values()))
    note(str(model.guarantees))
    followed = Followed(model)
    proofs, problems = proved(followed)
    note("\n".join(map(str, problems)))
    event("stuck" if followed.stuck() else "never stuck")
    decided = not any(problem.code == "plans-undecided" for problem in problems)
    event("decided" if decided else "undecided")
    wrong = {"plan-stuck": followed.stuck(), "missed-while-waiting": followed.missed()}
    for code, expected in wrong.items():
        found = {problem.details["act"] for problem in problems if problem.code == code}
        assert found <= expected
        if proofs[0].holds is not None:
            assert found == expected
    for proof in proofs[1:]:
        assert proof.guarantee is not None
        law = model.guarantees[proof.guarantee].that
        if isinstance(law, Ends) and followed.leaves_the_calendar():
            continue
        broken = followed.broken(model.guarantees[proof.guarantee])
        event(f"{type(model.guarantees[proof.guarantee].that).__name__} {proof.holds}")
        if proof.holds is not None:
            assert proof.holds == (not broken), proof.guarantee


@examples(60)
@given(guides_with_plans())
def test_what_just_holds_is_proved_and_what_just_does_not_is_refuted(model: Model) -> None:
    followed = Followed(model)
    acts = frozenset(id for id, act in model.acts.items() if act.kind not in ("wait", "end"))
    plans = [followed.done(course) for course in followed.courses]
    counts = (sum(step.act in acts for step in course.steps) for course in followed.courses)
    most = max(counts, default=0)
    kept: list[Law] = [AtMost(most, acts)]
    broken: list[Law] = [AtMost(most - 1, acts)] if most else []
    distances = [
        other - one
        for plan in plans
        for (one, first), (other, second) in combinations(plan, 2)
        if first in acts and second in acts
    ]
    if distances:
        kept.append(Apart(Offset(min(distances), "days"), acts))
        broken.append(Apart(Offset(min(distances) + 1, "days"), acts))
    without_end = any(course.stops in ("stuck", "waits") for course in followed.courses)
    if not without_end and not followed.leaves_the_calendar():
        longest = max((plan[-1][0] - plan[0][0] for plan in plans if plan), default=0)
        kept += [Ends(None), Ends(longest)]
        broken += [Ends(longest - 1)] if longest else []
    laws = dict(enumerate([*kept, *broken]))
    guarantees = {
        str(i): Guarantee(str(i), law, False, "", "", NOWHERE, NOWHERE) for i, law in laws.items()
    }
    followed.evaluator = Evaluator(build_table(replace(model, guarantees=guarantees)))
    proofs, problems = proved(followed)
    note(told(model))
    note(f"{kept} {broken} {problems}")
    event(f"{len(broken)} broken")
    found = {proof.guarantee: proof.holds for proof in proofs[1:]}
    assert found == {str(i): i < len(kept) for i in laws}
