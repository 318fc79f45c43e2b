"""The browser's plans are Python's: on shared cases, scenarios, random guides and situations."""

from __future__ import annotations

import datetime
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mannerly
from in_node import CASES, RULES, Case, Result, any_cases, as_case, in_browser, in_browsers, load
from mannerly.advise.guide import Guide
from mannerly.model.calendar import as_date
from mannerly.model.guide import Choice, Date, Fact, Number, Several, Value, YesNo
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, guides_with_plans, small_guides

#: From how many random situations of the shipped guide both plan, and how many at a time.
_MANY = 100_000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 2_000
_AT_ONCE = 2_000


def in_python(guide: Guide, case: Case) -> Result | None:
    """The plan as Python's API gives it, in the runner's words; None where answers are refused."""
    try:
        plan = guide.plan(case["answers"], today=datetime.date.fromisoformat(case["today"]))
    except mannerly.AnswerError:
        return None
    after = [[_data(branch.plan) for branch in step.replies] for step in plan.steps]
    return _data(plan) | {"replies": after}


def _data(plan: mannerly.Plan) -> Result:
    return {
        "steps": [
            {
                "day": step.day.isoformat(),
                "act": step.act.id,
                "until": step.until and step.until.isoformat(),
                "by": step.by and step.by.isoformat(),
            }
            for step in plan.steps
        ],
        "stops": plan.stops,
        "day": plan.day.isoformat(),
        "asks": plan.next and plan.next.id,
    }


def assert_same(guide: Guide, cases: list[Case], found: list[Result]) -> Counter[str]:
    """Check what the browser found; counts how plans stop."""
    stops: Counter[str] = Counter()
    for case, result in zip(cases, found, strict=True):
        assert result["lost"] == []
        browser, python = result["plan"], in_python(guide, case)
        if python is None:
            # No answer is to blame where an assumption speaks of the day alone.
            assert result["refused"] or (browser["steps"], browser["stops"]) == ([], "answer-anew")
            continue
        assert browser == python, case
        stops[browser["stops"]] += 1
        stops.update(
            f"after a reply: {one['stops']}" for step in browser["replies"] for one in step
        )
    return stops


def _lines(plan: Result) -> list[str]:
    """A plan as the shared cases have it: its steps, how it stops, and the question if there is."""
    steps = [f"{step['day']} {step['act']}" for step in plan["steps"]]
    asked = [plan["asks"]] if plan["asks"] else []
    return [*steps, f"{plan['day']} {plan['stops']}", *asked]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_both_plan_as_the_shared_cases_expect(path: Path) -> None:
    shared = json.loads(path.read_text())
    guide = load(path.parent / shared["rules"])
    cases: list[Case] = shared["cases"]
    found = in_browser(guide, cases, "plans")
    for case, result in zip(cases, found, strict=True):
        plan = result["plan"]
        if "plan" in case:
            assert _lines(plan) == case["plan"], case["case"]
        if "replies" in case:
            assert [_lines(after) for after in plan["replies"][0]] == case["replies"], case["case"]
    assert_same(guide, cases, found)


def test_both_plan_alike_in_every_scenario_of_the_guide() -> None:
    guide = load(RULES)
    cases = [as_case(guide.model, one.today, one.given) for one in guide.model.scenarios.values()]
    assert cases
    assert_same(guide, cases, in_browser(guide, cases, "plans"))


def test_both_plan_alike_in_random_guides() -> None:
    """Some answers may be left out; a guide of sound rules is taken for one without gaps."""
    runs: list[tuple[Guide, list[Case]]] = []

    @examples(250)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        sound = data.draw(st.booleans())
        model = data.draw(guides_with_plans(small_guides(sound=sound)))
        guide = Guide(model, Evaluator(build_table(model)), complete=sound)
        runs.append((guide, any_cases(data, model)))

    collect()
    stops: Counter[str] = Counter()
    for (guide, cases), found in zip(runs, in_browsers(runs, "plans"), strict=True):
        stops += assert_same(guide, cases, found)
    every = {"end", "waits", "open", "asks", "answer-anew", "stuck"}
    assert {stop for stop, count in stops.items() if count > 3} >= every


@pytest.mark.slow
def test_both_plan_alike_in_random_situations_of_the_guide() -> None:
    guide = load(RULES)
    cases = random_cases(guide, random.Random(7))
    stops: Counter[str] = Counter()
    for _ in range(0, _MANY, _AT_ONCE):
        some = list(islice(cases, _AT_ONCE))
        stops += assert_same(guide, some, in_browser(guide, some, "plans"))
    assert sum(stops[stop] for stop in ("end", "waits", "open", "asks", "answer-anew")) == _MANY
    assert stops["end"] > _MANY / 10


def random_cases(guide: Guide, dice: random.Random) -> Iterator[Case]:
    """Situations that can be, on any day; to every fourth some answers are missing."""
    model, calendar = guide.model, guide.model.calendar
    while True:
        today = dice.randint(calendar.first, calendar.last)
        values = {id: random_value(fact, today, dice) for id, fact in model.facts.items()}
        if dice.random() < 0.25:
            values = {id: value for id, value in values.items() if dice.random() < 0.8}
        case = as_case(model, today, values)
        try:
            guide.situation(case["answers"], today=as_date(today))
        except mannerly.AnswerError:
            continue
        yield case


def random_value(fact: Fact, today: int, dice: random.Random) -> Value | None:
    if fact.unknown is not None and dice.random() < 0.3:
        return None
    match fact.type:
        case Choice(options):
            return dice.choice(list(options))
        case YesNo():
            return dice.choice(["yes", "no"])
        case Several(options):
            return frozenset(option for option in options if dice.random() < 0.5)
        case Number(low, high):
            return dice.randint(low, high)
        case Date(range):
            first, last = 0 if range == "future" else -50, 0 if range == "past" else 30
            return today + dice.randint(first, last)
