"""Plans: what doing an act changes, what comes next on which day, and how a plan stops."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import mannerly
from listing import all_situations
from mannerly.advise.guide import Guide
from mannerly.advise.plan import Plan
from mannerly.model.calendar import day_number
from mannerly.model.conditions import Always, And, DateCompare, DateTerm, InRange, Is, Offset
from mannerly.model.guide import (
    Add,
    Change,
    Date,
    Model,
    Number,
    Situation,
    ToAsk,
    Value,
    YesNo,
)
from mannerly.model.interpreter import holds, interpret
from mannerly.plan.changes import changed
from mannerly.plan.follow import Course, after_reply, follow
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from small_guide import model_with
from strategies import (
    NOWHERE,
    act,
    days_around_a_month_end,
    examples,
    fact,
    guide,
    guides_with_plans,
    rule,
    small_guides,
    told,
)

RULES = Path(__file__).resolve().parent.parent / "rules"
GOLDEN = Path(__file__).parent / "golden" / "plans.json"

Values = Mapping[str, Value | None]


# What changes


@cache
def small() -> Evaluator:
    return Evaluator(build_table(model_with()))


TODAY = day_number(date(2026, 3, 27))
BEFORE: Values = {
    "route": "direct",
    "perks": frozenset({"phone"}),
    "contacts": 8,
    "interview": TODAY - 11,
    "promised": None,
    "last_contact": TODAY - 2,
}


@pytest.mark.parametrize(
    ("fact", "to", "becomes"),
    [
        ("route", "agency", "agency"),
        ("perks", frozenset({"travel"}), frozenset({"travel"})),
        ("contacts", 0, 0),
        ("contacts", Add(1), 9),
        ("contacts", Add(5), 9),
        ("contacts", Add(-3), 5),
        ("contacts", Add(-20), 0),
        ("contacts", ToAsk(), "to ask"),
        ("income", Add(100), "to ask"),
        ("last_contact", DateTerm("today"), TODAY),
        ("promised", DateTerm("today", 0, (Offset(2, "business days"),)), TODAY + 4),
        ("promised", DateTerm("last_contact", 0, (Offset(2, "days"),)), TODAY),
        ("promised", DateTerm(None, TODAY + 30), TODAY + 30),
        ("last_contact", DateTerm("promised"), "to ask"),
        ("promised", None, None),
        ("interview", ToAsk(), "to ask"),
    ],
)
def test_a_change_becomes(fact: str, to: object, becomes: object) -> None:
    after = changed(small(), Situation(TODAY, BEFORE), [Change(fact, to, NOWHERE)])  # type: ignore[arg-type]
    assert after.today == TODAY
    assert after.values.get(fact, "to ask") == becomes
    others = {id: value for id, value in after.values.items() if id != fact}
    assert others == {id: value for id, value in BEFORE.items() if id != fact}


def test_all_changes_are_worked_out_from_before_and_the_later_of_two_counts() -> None:
    changes = [
        Change("contacts", Add(1), NOWHERE),
        Change("interview", DateTerm("last_contact"), NOWHERE),
        Change("last_contact", DateTerm("today"), NOWHERE),
        Change("contacts", Add(-2), NOWHERE),
    ]
    after = changed(small(), Situation(TODAY, BEFORE), changes)
    assert after.values == {**BEFORE, "contacts": 6, "interview": TODAY - 2, "last_contact": TODAY}


def test_what_hangs_on_a_fact_that_does_not_exist_is_to_ask() -> None:
    before = Situation(TODAY, {"contacts": 0, "last_contact": TODAY - 1, "promised": TODAY})
    after = changed(small(), before, [Change("promised", DateTerm("last_contact"), NOWHERE)])
    assert "promised" not in after.values


# How a plan goes and stops

FIRST = days_around_a_month_end(1, 6).first


def calls(*, changes: Sequence[Change] = (), until: DateTerm | None = None) -> Model:
    """Call, as long as nobody has called; then wait."""
    return guide(
        [fact("called", YesNo()), fact("calls", Number(0, 2)), fact("day", Date("future"))],
        [
            rule("wait", Is("called", frozenset({"yes"})), "wait", until=until),
            rule("call", Is("called", frozenset({"no"})), "call"),
        ],
        acts=[
            replace(act("call"), kind="contact", changes=tuple(changes)),
            replace(act("wait"), kind="wait"),
        ],
    )


CALLED = Change("called", "yes", NOWHERE)
TOMORROW = DateTerm("today", 0, (Offset(1, "days"),))
YESTERDAY = DateTerm("today", 0, (Offset(-1, "days"),))
THIRD_DAY = DateTerm(None, FIRST + 2)


@pytest.mark.parametrize(
    ("model", "values", "steps", "stops", "day"),
    [
        pytest.param(calls(), {"called": "no"}, ["call 0"], "open", 0, id="nothing is changed"),
        pytest.param(
            calls(changes=[CALLED]), {"called": "no"}, ["call 0", "wait 0"], "waits", 0,
            id="a wait without end",
        ),
        pytest.param(
            calls(changes=[CALLED], until=DateTerm("today")), {"called": "no"},
            ["call 0", "wait 0"], "stuck", 0, id="a wait until now",
        ),
        pytest.param(
            calls(until=TOMORROW), {"called": "yes"},
            [f"wait {day}" for day in range(6)], "answer-anew", 6, id="beyond the calendar",
        ),
        pytest.param(
            calls(until=TOMORROW), {"called": "yes", "day": FIRST + 2},
            ["wait 0", "wait 1", "wait 2"], "answer-anew", 3, id="a future date that passes",
        ),
        pytest.param(
            calls(until=THIRD_DAY), {"called": "yes"}, ["wait 0", "wait 2"], "stuck", 2,
            id="a wait that does not end",
        ),
        pytest.param(
            calls(changes=[Change("calls", Add(1), NOWHERE)]), {"called": "no", "calls": 0},
            ["call 0"], "stuck", 0, id="the same on the same day",
        ),
        pytest.param(
            calls(changes=[Change("called", ToAsk(), NOWHERE)]), {"called": "no"},
            ["call 0"], "asks", 0, id="to be asked",
        ),
        pytest.param(calls(), {}, [], "asks", 0, id="nothing is known"),
        pytest.param(
            calls(changes=[CALLED, Change("day", YESTERDAY, NOWHERE)]),
            {"called": "no"}, ["call 0"], "answer-anew", 0, id="a change that cannot be",
        ),
    ],
)  # fmt: skip
def test_a_plan_goes_and_stops(
    model: Model, values: Values, steps: list[str], stops: str, day: int
) -> None:
    course = followed(model, Situation(FIRST, values))
    assert [f"{step.act} {step.day - FIRST}" for step in course.steps] == steps
    assert (course.stops, course.situation.today - FIRST) == (stops, day)


def test_a_plan_ends_with_an_end() -> None:
    model = guide([], [rule("stop", Always(), "stop")], acts=[replace(act("stop"), kind="end")])
    course = followed(model, Situation(FIRST, {}))
    assert ([step.act for step in course.steps], course.stops) == (["stop"], "end")


def test_a_fact_that_comes_to_exist_is_to_ask_even_if_it_was_answered_before() -> None:
    more = InRange("calls", 1, None)
    model = guide(
        [fact("calls", Number(0, 2)), fact("polite", YesNo(), when=more)],
        [
            rule("first", InRange("calls", 0, 0), "call"),
            rule("stop", And((more, Is("polite", frozenset({"yes"})))), "stop"),
            rule("sorry", And((more, Is("polite", frozenset({"no"})))), "sorry"),
        ],
        acts=[replace(act("call"), changes=(Change("calls", Add(1), NOWHERE),))],
    )
    course = followed(model, Situation(FIRST, {"calls": 0, "polite": "yes"}))
    assert ([step.act for step in course.steps], course.stops) == (["call"], "asks")
    assert course.situation.values == {"calls": 1}


def test_an_assumption_that_time_breaks_stops_the_plan() -> None:
    model = guide(
        [fact("day", Date())],
        [rule("wait", Always(), "wait", until=TOMORROW)],
        assumptions=[DateCompare(DateTerm("day"), ">=", DateTerm("today"))],
        acts=[replace(act("wait"), kind="wait")],
    )
    course = followed(model, Situation(FIRST, {"day": FIRST + 1}))
    assert (len(course.steps), course.stops) == (2, "answer-anew")


def followed(model: Model, situation: Situation) -> Course:
    return follow(Evaluator(build_table(model)), situation, complete=True)


# The same, day by day, with the reference interpreter

Followed = tuple[list[tuple[object, ...]], str, int]


class Simulation:
    """A guide followed day by day: what is open is decided by trying every way it may be."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.whole = list(all_situations(model))

    def follow(self, today: int, known: Values) -> Followed:
        """Steps as (day, act, until, by), why it stops, and on which day."""
        steps: list[tuple[object, ...]] = []
        waiting = today
        for day in range(today, self.model.calendar.last + 2):
            done: set[object] = set()
            while waiting <= day:
                ways = self.ways(day, known)
                if not ways:
                    return steps, "answer-anew", day
                known = {id: v for id, v in known.items() if any(self.exists(id, w) for w in ways)}
                advice = {
                    (*verdict.acts, verdict.until, verdict.by)
                    for verdict in (interpret(self.model, way) for way in ways)
                }
                if len(advice) > 1:
                    return steps, "asks", day
                [(name, until, by)] = advice
                if name in done:
                    return steps, "stuck", day
                done.add(name)
                steps.append((day, name, until, by))
                doing = self.model.acts[str(name)]
                if doing.kind == "end":
                    return steps, "end", day
                if doing.kind == "wait":
                    if not isinstance(until, int):
                        return steps, "waits", day
                    if until <= day:
                        return steps, "stuck", day
                    waiting = until
                elif not doing.changes:
                    return steps, "open", day
                else:
                    known = self.changed(day, known, doing.changes)
        # A wait may lead further beyond the calendar.
        return steps, "answer-anew", waiting

    def exists(self, id: str, way: Situation) -> bool:
        """Whether a fact exists in a whole situation."""
        when = self.model.facts[id].when
        return when is None or holds(when, way, self.model)

    def ways(self, today: int, known: Values) -> list[Situation]:
        """The whole situations of a day that what is known may belong to."""
        return [
            way
            for way in self.whole
            if way.today == today
            and all(not self.exists(id, way) or way.values[id] == known[id] for id in known)
        ]

    def changed(self, day: int, known: Values, changes: Sequence[Change]) -> Values:
        """What is known once changes are made; what only may exist is not reckoned with."""
        ways = self.ways(day, known)
        before = {id: known[id] for id in known if all(self.exists(id, way) for way in ways)}
        after = dict(known)
        for change in changes:
            match change.to:
                case ToAsk():
                    after.pop(change.fact, None)
                case Add(count):
                    kind, number = self.model.facts[change.fact].type, before.get(change.fact)
                    if isinstance(kind, Number) and isinstance(number, int):
                        after[change.fact] = sorted((kind.low, number + count, kind.high))[1]
                case DateTerm(base) as term:
                    start = term.day if base is None else {**before, "today": day}.get(base)
                    if isinstance(start, int):
                        after[change.fact] = self.model.calendar.resolve(term, start)
                    else:
                        after.pop(change.fact, None)
                case value:
                    after[change.fact] = value
        return after


def assert_same(course: Course, simulated: Followed, evaluator: Evaluator) -> None:
    """Check that both go the same way.

    While something is open, the table may ask though all that is possible leads to one
    act, and may not see yet that nothing is possible.
    """
    steps: list[tuple[object, ...]] = [(s.day, s.act, s.until, s.by) for s in course.steps]
    note(f"{steps} {course.stops} {course.situation}")
    if (steps, course.stops, course.situation.today) != simulated:
        others, stops, _ = simulated
        exists = evaluator.view(course.situation).exists
        assert all(one == other for one, other in zip(steps, others, strict=False))
        assert (course.stops == "asks" and len(steps) <= len(others)) or (
            stops == "answer-anew" and len(steps) >= len(others)
        )
        assert any(exists[id] is not False for id in exists.keys() - course.situation.values.keys())


@examples(250)
@given(st.data())
def test_plans_are_those_of_a_simulation(data: st.DataObject) -> None:
    model = data.draw(guides_with_plans(small_guides(sound=True)))
    simulation = Simulation(model)
    if not simulation.whole:
        return
    whole = data.draw(st.sampled_from(simulation.whole))
    left_out = data.draw(st.sets(st.sampled_from([None, *model.facts]), max_size=1))
    known = {
        id: value
        for id, value in whole.values.items()
        if simulation.exists(id, whole) and id not in left_out
    }
    note(f"{told(model)}\n{whole}\n{known}")
    evaluator = Evaluator(build_table(model))
    course = follow(evaluator, Situation(whole.today, known), complete=True)
    assert_same(course, simulation.follow(whole.today, known), evaluator)
    for step in course.steps:
        doing = model.acts[step.act]
        for reply in doing.replies:
            changes = (*doing.changes, *reply.changes)
            after = simulation.changed(step.day, step.situation.values, changes)
            branch = follow(evaluator, after_reply(evaluator, step, reply), complete=True)
            assert_same(branch, simulation.follow(step.day, after), evaluator)


# The Python API


@cache
def shipped() -> Guide:
    return mannerly.load(RULES)


def test_the_steps_of_a_plan_are_advice_as_it_is_given_on_their_day() -> None:
    given = {
        "news": "nothing", "stage": "interview", "route": "direct", "interview": "2026-03-16",
        "promised": "2026-03-27", "contacts": 0, "thanks": True, "other_offer": "none",
        "besides": [],
    }  # fmt: skip
    plan = shipped().plan(given, today=date(2026, 3, 18))
    assert [step.act.kind for step in plan.steps] == [
        "wait",
        "contact",
        "wait",
        "contact",
        "wait",
        "end",
    ]
    assert plan.steps[0].until == plan.steps[1].day == date(2026, 3, 30)
    advice = shipped().advise(given, today=date(2026, 3, 30))
    later = plan.steps[1].advice
    assert later.decided
    assert later.today == date(2026, 3, 30)
    assert (later.act, later.rules, later.also, later.avoid) == (
        advice.act, advice.rules, advice.also, advice.avoid,
    )  # fmt: skip
    assert (plan.stops, plan.day, plan.next) == ("end", plan.steps[-1].day, None)


def test_each_reply_has_a_plan_of_its_own() -> None:
    given = {"news": "nothing", "other_offer": "untold", "answer_by": "2026-04-08"}
    [step, *_] = shipped().plan(given, today=date(2026, 3, 30)).steps
    branches = {branch.reply.id: branch.plan for branch in step.replies}
    assert branches["offer"].steps[0].act.id == "weigh-their-offer"
    assert branches["offer"].steps[0].day == step.day
    assert branches["refusal"].stops == "end"
    assert all(each.situation.today == step.advice.situation.today for each in branches.values())


def test_a_plan_that_asks_says_what() -> None:
    plan = shipped().plan({"news": "nothing"}, today=date(2026, 3, 30))
    assert (plan.steps, plan.stops, plan.day) == ((), "asks", date(2026, 3, 30))
    assert plan.next == shipped().advise({"news": "nothing"}, today=date(2026, 3, 30)).next


def test_a_plan_refuses_the_answers_that_advice_refuses() -> None:
    with pytest.raises(mannerly.AnswerError):
        shipped().plan({"news": "aunt"}, today=date(2026, 3, 30))


# The shipped guide


def test_the_plans_of_the_scenarios_are_those_that_were_looked_at(
    request: pytest.FixtureRequest,
) -> None:
    plans = {
        scenario.id: written(Plan(shipped(), Situation(scenario.today, scenario.given)))
        for scenario in shipped().model.scenarios.values()
    }
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(json.dumps(plans, indent=1) + "\n")
    assert json.loads(GOLDEN.read_text()) == plans


def written(plan: Plan) -> list[str]:
    """A plan, a line a step, and a last one for how it stops."""
    lines = []
    for step in plan.steps:
        dates = [f"{word} {day}" for word in ("until", "by") if (day := getattr(step, word))]
        lines.append(" ".join([step.day.isoformat(), step.act.id, *dates]))
    asked = [plan.next.id] if plan.next else []
    return [*lines, " ".join([plan.day.isoformat(), f"({plan.stops})", *asked])]
