"""The main path through the page in Firefox and in WebKit: from questions to advice and plan."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest

from browser import fragment_of, guide, planned, scenarios
from mannerly.model.calendar import as_date
from mannerly.model.guide import Choice, Date, Fact, Number, Scenario, Several, Value, YesNo
from other_browsers import Driver, Firefox, firefox, until, webkit

pytestmark = pytest.mark.browser

_HEADING = 'document.querySelector("#mannerly-advisor h1")?.textContent ?? ""'
_DAYS = '[...document.querySelectorAll(".plan time")].map((one) => one.dateTime)'
_ACTS = '[...document.querySelectorAll(".plan ol > li > p > a")].map((one) => one.text)'


@pytest.fixture(params=[firefox, webkit], ids=["firefox", "webkit"])
def other(request: pytest.FixtureRequest) -> Any:
    opened: AbstractContextManager[Driver] = request.param()
    with opened as driver:
        yield driver


def _heading(driver: Driver) -> str:
    return str(driver.tell(_HEADING))


def _answer(driver: Driver, fact: Fact, value: Value | None) -> None:
    """Answers the question that is shown by mouse and keyboard."""
    match fact.type, value:
        case Date(), int():
            day = as_date(value)
            for name, text in (("day", day.day), ("month", day.month), ("year", day.year)):
                driver.write(f'form input[name="{name}"]', str(text))
        case _, frozenset():
            for option in value:
                driver.click(_label(fact, option))
        case _, _:
            driver.click(_label(fact, value))
    driver.click("form button.button")
    until(lambda: _heading(driver) != fact.ask)


def _label(fact: Fact, value: Value | None) -> str:
    """Where the label of an answer stands; "not known" is the last."""
    match fact.type:
        case Choice(options) | Several(options):
            answers: list[Value] = [*options]
        case YesNo():
            answers = ["yes", "no"]
        case Number(low, high):
            answers = [*range(low, high + 1)]
        case Date():
            raise AssertionError("dates are typed")
    place = len(answers) if value is None else answers.index(value)
    return f"form .options label:nth-child({place + 1})"


def _worked_through() -> Scenario:
    """The scenario that asks for most kinds of fact, with a plan of several steps."""

    def kinds(scenario: Scenario) -> int:
        facts = guide().model.facts
        return len({type(facts[id].type) for id in scenario.given})

    able = [
        scenario
        for scenario in scenarios()
        if len(planned(scenario).steps) > 1 and None not in scenario.given.values()
    ]
    return max(able, key=kinds)


def test_answering_leads_to_advice_and_plan_and_back_again(other: Driver, base_url: str) -> None:
    scenario = _worked_through()
    today = as_date(scenario.today)
    asked = {fact.ask: fact for fact in guide().model.facts.values()}
    other.open(f"{base_url}/advisor/#today={today.isoformat()}")
    until(lambda: _heading(other) in asked)
    seen = []
    while (question := _heading(other)) in asked:
        seen.append(question)
        fact = asked[question]
        _answer(other, fact, scenario.given[fact.id])
    assert len(seen) > 4

    advice = _heading(other)
    steps = planned(scenario, [asked[question].id for question in seen]).steps
    assert len(steps) > 1
    assert advice.startswith(steps[0].act.title)
    days = list(dict.fromkeys(step.day for step in steps))
    until(lambda: other.tell(_DAYS) == [day.isoformat() for day in days])
    assert other.tell(_ACTS) == [step.act.title for step in steps]

    other.back()
    until(lambda: _heading(other) == seen[-1])
    other.back()
    until(lambda: _heading(other) == seen[-2])
    other.forward()
    until(lambda: _heading(other) == seen[-1])
    other.forward()
    until(lambda: _heading(other) == advice)

    other.open(f"{base_url}/")
    other.open(f"{base_url}/advisor/#{fragment_of(scenario)}")
    until(lambda: _heading(other) == advice)
    assert other.tell("document.cookie + localStorage.length + sessionStorage.length") == "00"
    if isinstance(other, Firefox):
        assert other.problems() == []
