"""The browser's evaluator says the same as Python's: on shared cases and all over the guide."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mannerly
from in_node import CASES, RULES, Case, any_cases, as_case, in_browser, in_browsers, load
from mannerly.model.calendar import as_date, day_number
from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Choice, Date, Number, Several, YesNo
from mannerly.table.build import build_table
from mannerly.table.columns import BusinessDayColumn, DateColumn, WeekdayColumn, bases
from mannerly.table.evaluate import Evaluator
from strategies import examples, small_guides

RETURNS = Path(__file__).parent / "cases" / "returns"

Answers = Mapping[str, object]


def in_python(guide: mannerly.Guide, case: Case, *, whole: bool = True) -> dict[str, Any]:
    """What Python's API makes of a case, in the runner's words."""
    today = datetime.date.fromisoformat(case["today"])
    try:
        advice = guide.advise(case["answers"], today=today)
        outcome = advice.outcome
    except mannerly.AnswerError:
        return {"refused": True}
    result: dict[str, Any] = {
        "refused": False,
        "act": outcome.act,
        "acts": list(outcome.acts),
        "rules": list(outcome.rules),
        "also": list(outcome.also),
        "avoid": list(outcome.avoid),
        "until": advice.until and advice.until.isoformat(),
        "by": advice.by and advice.by.isoformat(),
        "overridden": {each.rule.id: [by.id for by in each.by] for each in advice.overridden},
        "next": advice.next and advice.next.id,
        "open": list(outcome.open),
        "more": list(outcome.more),
    }
    if whole:
        result["decided_by"] = list(advice.decided_by)
        result["voices"] = {
            source: [rule.id for rule in voice.rules if rule.advise is not None]
            for source, voice in guide.voices(case["answers"], today=today).items()
        }
    return result


def assert_same(guide: mannerly.Guide, cases: list[Case], *, whole: bool = True) -> set[str]:
    """Check that both make the same of the cases; gives the acts that some of them lead to."""
    acts: set[str] = set()
    asked = ("whole",) if whole else ()
    for case, browser in zip(cases, in_browser(guide, cases, *asked), strict=True):
        python = in_python(guide, case, whole=whole)
        assert not browser.pop("lost")
        assert {key: browser[key] for key in python} == python, case
        if python.get("act"):
            acts.add(python["act"])
    return acts


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_both_evaluators_give_what_the_shared_cases_expect(path: Path) -> None:
    shared = json.loads(path.read_text())
    guide = load(path.parent / shared["rules"])
    cases: list[Case] = shared["cases"]
    for case, browser in zip(cases, in_browser(guide, cases, "whole"), strict=True):
        expected: dict[str, Any] = case["expect"]
        for result in (browser, in_python(guide, case)):
            assert {key: result[key] for key in expected} == expected, case["case"]
    assert_same(guide, cases)


def test_both_evaluators_give_what_the_scenarios_of_the_guide_expect() -> None:
    guide = load(RULES)
    scenarios = list(guide.model.scenarios.values())
    cases = [as_case(guide.model, scenario.today, scenario.given) for scenario in scenarios]
    for scenario, result in zip(scenarios, in_browser(guide, cases), strict=True):
        assert result["act"] == scenario.expect.advise, scenario.id
        if scenario.expect.until is not None:
            assert result["until"] == as_date(scenario.expect.until).isoformat(), scenario.id
    assert_same(guide, cases)


@pytest.mark.slow
def test_both_evaluators_agree_on_every_way_through_the_shipped_guide() -> None:
    """Every way to answer the questions in their order, with each date that makes a difference."""
    guide = load(RULES)
    wednesday, sunday = datetime.date(2026, 3, 25), datetime.date(2026, 3, 29)
    cases: list[Case] = [
        {"today": today.isoformat(), "answers": way}
        for today in (wednesday, sunday)
        for way in ways(guide, today)
    ]
    advised = {rule.advise for rule in guide.model.rules.values() if rule.aside is None}
    assert assert_same(guide, cases, whole=False) == advised - {None}


@pytest.mark.parametrize("folder", [RULES, RETURNS], ids=["shipped", "returns"])
def test_both_evaluators_agree_on_any_answers(folder: Path) -> None:
    """Also on some of the answers, in no order, on answers that do not count, and refused ones."""
    guide = load(folder)
    cases: list[Case] = []

    @settings(max_examples=400, database=None, derandomize=True)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        today = datetime.date(2026, 3, 25) + datetime.timedelta(data.draw(st.integers(-30, 30)))
        asked = data.draw(st.lists(st.sampled_from(list(guide.model.facts)), unique=True))
        answers = {fact: data.draw(answers_to(guide, fact, today)) for fact in asked}
        cases.append({"today": today.isoformat(), "answers": answers})

    collect()
    assert_same(guide, cases)


def without_tree(guide: mannerly.Guide) -> mannerly.Guide:
    """The same guide, as if it were too large for a decision tree."""
    large = mannerly.Guide(guide.model, guide.evaluator, guide.complete)
    large.tree = None
    return large


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_both_ask_the_same_of_the_shared_cases_where_a_guide_has_no_tree(path: Path) -> None:
    shared = json.loads(path.read_text())
    cases: list[Case] = [
        {"today": one["today"], "answers": one["answers"]} for one in shared["cases"]
    ]
    assert_same(without_tree(load(path.parent / shared["rules"])), cases)


def test_both_ask_the_same_of_any_guide_that_has_no_tree() -> None:
    """Whatever has been answered before, in their order or out of it."""
    runs: list[tuple[mannerly.Guide, list[Case]]] = []

    @examples(100)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        model = data.draw(small_guides())
        guide = mannerly.Guide(model, Evaluator(build_table(model)), data.draw(st.booleans()))
        runs.append((without_tree(guide), any_cases(data, model)))

    collect()
    asked = 0
    for (guide, cases), results in zip(runs, in_browsers(runs), strict=True):
        for case, result in zip(cases, results, strict=True):
            told = in_python(guide, case, whole=False)
            if not (result["refused"] or told["refused"]):
                assert result["next"] == told["next"], case
                asked += told["next"] is not None
    assert asked > len(runs)


def ways(guide: mannerly.Guide, today: datetime.date) -> Iterator[dict[str, object]]:
    """All answers that can be given to the questions as they are asked, the unfinished ones too."""
    pending: list[dict[str, object]] = [{}]
    while pending:
        answers = pending.pop()
        try:
            fact = guide.advise(answers, today=today).next
        except mannerly.AnswerError:
            continue
        yield answers
        if fact is not None:
            pending += [
                {**answers, fact.id: one} for one in choices(guide, fact.id, answers, today)
            ]


def choices(
    guide: mannerly.Guide, id: str, answers: Answers, today: datetime.date
) -> Iterator[object]:
    """The answers to a question; of days that no rule tells apart, the first and the last."""
    fact = guide.model.facts[id]
    if fact.unknown is not None:
        yield "unknown"
    match fact.type:
        case Choice(options):
            yield from options
        case YesNo():
            yield from ("yes", "no")
        case Several(options):
            for chosen in range(1 << len(options)):
                yield [option for i, option in enumerate(options) if chosen >> i & 1]
        case Number(low, high):
            assert high - low < 20
            yield from range(low, high + 1)
        case Date():
            known = {
                other: answer
                for other, answer in answers.items()
                if isinstance(guide.model.facts[other].type, Date) and answer != "unknown"
            }
            yield from days_that_differ(guide, id, today, tuple(known.items()))


@cache
def days_that_differ(
    guide: mannerly.Guide, id: str, today: datetime.date, known: tuple[tuple[str, str], ...]
) -> tuple[str, ...]:
    """Of the days that no column of the table can tell apart, the first and the last."""
    calendar = guide.model.calendar
    base = {fact: day_number(datetime.date.fromisoformat(day)) for fact, day in known}
    base["today"] = day_number(today)

    def day_of(term: DateTerm) -> int:
        return calendar.resolve(term, term.day if term.base is None else base[term.base])

    def cells() -> Iterator[int]:
        for column in guide.evaluator.table.columns:
            match column:
                case _ if id not in bases(column) or not base.keys() >= set(bases(column)):
                    continue
                case DateColumn(left, right):
                    yield column.cell(day_of(left), day_of(right), calendar)
                case WeekdayColumn(term):
                    yield column.cell(day_of(term))
                case BusinessDayColumn(term):
                    yield column.cell(day_of(term), calendar)

    side = guide.model.facts[id].type
    assert isinstance(side, Date)
    first, last = 0 if side.range == "future" else -50, 0 if side.range == "past" else 50
    ends: dict[tuple[int, ...], tuple[int, int]] = {}
    for distance in range(first, last + 1):
        base[id] = day = base["today"] + distance
        found = tuple(cells())
        ends[found] = (ends.get(found, (day,))[0], day)
    days = sorted({day for pair in ends.values() for day in pair})
    return tuple(as_date(day).isoformat() for day in days)


def answers_to(guide: mannerly.Guide, id: str, today: datetime.date) -> st.SearchStrategy[object]:
    fact = guide.model.facts[id]
    found: st.SearchStrategy[object]
    match fact.type:
        case Choice(options):
            found = st.sampled_from(list(options))
        case YesNo():
            found = st.sampled_from(["yes", "no"])
        case Several(options):
            found = st.lists(st.sampled_from(list(options)), unique=True)
        case Number(low, high, decimals):
            found = st.integers(low, high).map(lambda n: f"{n / 10**decimals:.{decimals}f}")
        case Date():
            found = st.integers(-70, 40).map(lambda n: str(today + datetime.timedelta(n)))
    return found if fact.unknown is None else found | st.just("unknown")
