"""Whether every plan comes to an end, against following plans in a much longer calendar."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import event, given, note
from hypothesis import strategies as st

from listing import all_situations
from mannerly.check.endings import endings
from mannerly.check.forever import Forever
from mannerly.check.plans import check_plans
from mannerly.check.proofs import PlanProof
from mannerly.check.recurring import recurring
from mannerly.check.witness import Teller
from mannerly.model.guide import Date, Model, Situation
from mannerly.model.interpreter import interpret
from mannerly.pipeline import compile_folder
from mannerly.plan.follow import Course, follow
from mannerly.problems import Problems
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, guides_with_plans, told

GUIDES = Path(__file__).parents[1] / "rules", Path(__file__).parent / "guides" / "lent"

GUIDE = """\
guide: {title: Asking again}
calendar: {years: YEARS, holidays: [2026-05-25]}
facts:
  asked: {ask: How often did you ask?, count: 0..9}
  last: {ask: When did you last ask?, date: past, when: asked > 0}
acts:
  ask: {title: Ask them, kind: contact, changes: {asked: CHANGE, last: today}, text: Ask them.}
  rest: {title: Let them think, kind: wait, text: Wait.}
  leave: {title: Leave it, kind: end, text: Leave it.}
rules:
  - {rule: first, when: asked = 0, advise: ask, because: They wait., editorial: a test}
  - rule: wait
    when: asked > 0 and last is known and less than PERIOD since last
    advise: rest
    until: UNTIL
    because: They need time.
    editorial: a test
  - rule: again
    when: asked > 0 and asked < MOST and at least PERIOD since last
    advise: ask
    because: They are slow.
    editorial: a test
  - rule: leave
    when: asked >= MOST and at least PERIOD since last
    advise: leave
    because: They do not answer.
    editorial: a test
guarantees:
  - {guarantee: it-ends, that: every plan ends}
"""


def guide(period: str, **parts: str) -> str:
    """A guide in which they are asked again and again, after so long each time."""
    parts = {
        "YEARS": "2026..2030",
        "CHANGE": "+1",
        "MOST": "9",
        "UNTIL": f"last + {period}",
        "PERIOD": period,
        **parts,
    }
    text = GUIDE
    for name, value in parts.items():
        text = text.replace(name, value)
    return text


def found(folder: Path, text: str) -> tuple[set[str], list[bool | None]]:
    """The codes of what the checker says of plans, and what it holds for proved."""
    (folder / "guide.yml").write_text(text, encoding="utf-8")
    compiled = compile_folder(folder)
    assert compiled.guide is not None
    assert compiled.checked is not None
    codes = {problem.code for problem in compiled.problems} - {"dead-rule"}
    proofs = [proof.holds for proof in compiled.checked.proofs if isinstance(proof, PlanProof)]
    return codes, proofs


PERIODS = "3 days", "2 business days", "5 months", "12 months", "400 days", "800 days", "2500 days"


@pytest.mark.parametrize("years", ["2026..2030", "2026..2026"])
@pytest.mark.parametrize("period", PERIODS)
def test_a_loop_of_any_period_is_seen(tmp_path: Path, period: str, years: str) -> None:
    text = guide(period, CHANGE="1", YEARS=years)
    assert found(tmp_path, text) == ({"plan-endless", "guarantee-broken"}, [False, False])


@pytest.mark.parametrize("period", PERIODS)
def test_few_long_steps_that_end_are_proved_to_end(tmp_path: Path, period: str) -> None:
    assert found(tmp_path, guide(period)) == (set(), [True, True])


@pytest.mark.parametrize("period", ["3 days", "400 days", "800 days"])
def test_an_end_that_hangs_on_how_dates_lie_is_proved_in_a_longer_calendar(
    tmp_path: Path, period: str
) -> None:
    text = guide(period, CHANGE="1").replace("facts:", "facts:\n  began: {ask: When?, date: past}")
    text = text.replace("asked >= 9", "last is on or after began + 900 days")
    text = text.replace("asked < 9", "last is before began + 900 days")
    (tmp_path / "guide.yml").write_text(text, encoding="utf-8")
    compiled = compile_folder(tmp_path, check=False)
    assert compiled.guide is not None
    assert recurring(compiled.guide.evaluator) == {"ask", "rest"}
    codes, proofs = found(tmp_path, text)
    if period == "3 days":  # More steps than are followed.
        assert codes == {"plans-undecided"}
        assert proofs == [None, None]
    else:
        assert codes == set()
        assert proofs == [True, True]


def test_waiting_from_day_to_day_without_end_is_seen(tmp_path: Path) -> None:
    text = (
        guide("700 days", UNTIL="today + 350 days")
        .replace("asked > 0 and last is known and less than 700 days since last", "asked > 0")
        .replace("asked > 0 and asked < 9", "asked < 0")
        .replace("asked >= 9", "asked > 9")
    )
    codes, proofs = found(tmp_path, text)
    assert codes >= {"plan-endless", "guarantee-broken"}
    assert proofs == [False, False]


def test_a_story_without_an_end_begins_in_the_calendar_and_goes_on_after_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "guide.yml").write_text(guide("800 days", CHANGE="1"), encoding="utf-8")
    problems = compile_folder(tmp_path).problems
    story = next(p.details["story"] for p in problems if p.code == "plan-endless")
    assert isinstance(story, tuple)
    assert story[0].day.year <= 2030 < story[-1].day.year
    assert {step.act for step in story} == {"ask", "rest"}


@pytest.mark.parametrize("folder", GUIDES, ids=lambda path: path.name)
def test_no_act_of_these_guides_can_recur(folder: Path) -> None:
    compiled = compile_folder(folder, check=False)
    assert compiled.guide is not None
    assert recurring(compiled.guide.evaluator) == frozenset()


class Reference:
    """Follows plans in a calendar that is much longer, step by step."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.evaluator = Evaluator(build_table(model))
        starts = list(all_situations(model))
        self.complete = all(interpret(model, start).acts for start in starts)
        self.starts = random.Random(0).sample(starts, min(len(starts), 30))
        calendar = replace(model.calendar, last=model.calendar.last + 500)
        self._long = Evaluator(build_table(replace(model, calendar=calendar)))

    def course(self, start: Situation) -> Course:
        """A plan, followed on for longer than any plan of a small guide that ends."""
        return follow(self._long, start, self.complete)

    def endless(self, start: Situation) -> bool:
        """Whether a plan still goes on when the long calendar is over, or its dates leave it."""
        course = self.course(start)
        dates = [
            value
            for id, value in course.situation.values.items()
            if isinstance(self.model.facts[id].type, Date) and isinstance(value, int)
        ]
        last = self._long.model.calendar.last
        return course.stops == "answer-anew" and max(course.situation.today, *dates, 0) > last


@examples(100)
@given(guides_with_plans())
def test_all_plans_end_where_it_is_proved_and_only_endless_ones_are_told(model: Model) -> None:
    reference = Reference(model)
    note(told(model))
    note("\n".join(f"{a.id} {a.kind} {a.changes}" for a in model.acts.values()))
    forever = Forever(reference.evaluator, reference.complete)
    result = endings(reference.evaluator, reference.complete, forever)
    again = recurring(reference.evaluator)
    event(f"all end: {result.all_end}, {'some acts recur' if again else 'none recurs'}")
    if result.all_end:
        endless = [start for start in reference.starts if reference.endless(start)]
        assert not endless, (result, again)
    if result.endless is not None:
        start, course = result.endless
        assert reference.endless(start)
        ours = reference.course(start).steps
        common = min(len(ours), len(course.steps))
        assert ours[:common] == course.steps[:common]
        assert course.steps[-1].act in again
    problems = Problems()
    proofs = check_plans(reference.evaluator, reference.complete, Teller(model), problems)
    codes = {problem.code for problem in problems.sorted()}
    if "plan-endless" in codes:
        assert result.all_end is not True
    elif proofs[0].holds:
        assert result.all_end is not False


@examples(100)
@given(guides_with_plans(), st.integers(0, 10_000))
def test_a_plan_goes_on_for_ever_where_it_goes_on_in_a_long_calendar(
    model: Model, number: int
) -> None:
    reference = Reference(model)
    note(told(model))
    if not reference.starts:
        return
    start = reference.starts[number % len(reference.starts)]
    forever = Forever(reference.evaluator, reference.complete)
    course, goes_on = forever.course(start)
    event(f"goes on: {goes_on}")
    assert goes_on == reference.endless(start)
    if not goes_on:
        assert course.stops == reference.course(start).stops
