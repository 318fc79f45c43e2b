"""Sources alone: where they disagree with the guide, and what each would do in time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import mannerly
from mannerly.model.guide import Situation
from mannerly.model.interpreter import holds, interpret
from mannerly.plan.follow import follow
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from mannerly.voices.disagree import advice, disagreements, example
from mannerly.voices.story import story
from strategies import examples, small_guides, told
from test_advise import possible_situations

GUIDE = mannerly.load(Path(__file__).parent.parent / "rules")
MONDAY = date(2026, 3, 16)


@examples(100)
@given(st.data())
def test_disagreements_are_those_that_the_interpreter_sees(data: st.DataObject) -> None:
    model = data.draw(small_guides())
    evaluator = Evaluator(build_table(model))
    whole = data.draw(possible_situations(model))
    note(f"{told(model)}\n{whole}")
    found = disagreements(evaluator)
    assert found is not None
    guide = interpret(model, whole)
    if len(guide.acts) != 1:
        return
    (act,) = guide.acts
    editorial = all(
        model.rules[id].editorial for id in guide.live if model.rules[id].advise is not None
    )
    seen = advice(evaluator, whole, complete=False)
    otherwise = {
        id
        for source in model.sources
        for id in interpret(model, whole, source).live
        if model.rules[id].advise not in (None, act)
    }
    for id in otherwise:
        rule = model.rules[id]
        if rule.aside is None:
            deciding = {id for id in guide.live if model.rules[id].advise == act}
            assert any(one.rule in deciding and rule.advise in one.says for one in found.precedence)
        elif not editorial:
            assert any(
                rule.id in one.rules and (one.instead == act or act in one.elsewhere)
                for one in found.real
            )
    for one in found.real:
        if holds(one.where, whole, model):
            assert one.shows(seen) or one.more
            assert guide.acts == {one.instead}


@examples(50)
@given(st.data())
def test_the_example_of_a_disagreement_shows_it(data: st.DataObject) -> None:
    model = data.draw(small_guides())
    evaluator = Evaluator(build_table(model))
    note(told(model))
    found = disagreements(evaluator)
    assert found is not None
    for one in found.real:
        shown = example(evaluator, one)
        assert shown is not None
        assert interpret(model, shown).acts == {one.instead}
        assert any(
            model.rules[id].advise == one.act
            for source in model.sources
            for id in interpret(model, shown, source).live
            if id in one.rules
        )


#: What the articles say of a date that was promised for the Friday of next week: on which days
#: after the interview each of them gets in touch. C is silent about the first time.
PROMISED = {
    None: [14, 18],
    "A": [14],
    "B": [17, 23],
    "C": [14, 18, 24],
    "D": [11],
    "E": [11, 11],
}


@pytest.mark.parametrize(("source", "days"), PROMISED.items())
def test_each_source_gets_in_touch_when_and_as_often_as_it_says(
    source: str | None, days: list[int]
) -> None:
    answers = {
        "news": "nothing", "stage": "interview", "route": "direct", "interview": MONDAY,
        "promised": date(2026, 3, 27), "contacts": 0, "thanks": "yes", "thanked": MONDAY,
        "other_offer": "none", "besides": [],
    }  # fmt: skip
    start = GUIDE.situation(answers, today=MONDAY)
    told = story(GUIDE.evaluator, start, GUIDE.complete, source)
    contacts = [deed for deed in told.deeds if GUIDE.model.acts[deed.act].kind == "contact"]
    own = [deed.day - start.today for deed in contacts if deed.own]
    assert own == (days[1:] if source == "C" else days)
    assert [deed.day - start.today for deed in contacts][: len(days)] == days
    assert told.ends


def test_the_story_of_the_guide_is_its_plan() -> None:
    ended = 0
    for scenario in GUIDE.model.scenarios.values():
        start = Situation(scenario.today, scenario.given)
        course = follow(GUIDE.evaluator, start, GUIDE.complete)
        if course.stops == "end":
            ended += 1
            told = story(GUIDE.evaluator, start, GUIDE.complete, None)
            assert [(deed.day, deed.act) for deed in told.deeds] == [
                (step.day, step.act)
                for step in course.steps
                if GUIDE.model.acts[step.act].kind != "wait"
            ]
    assert ended > 10


def test_what_disagrees_in_the_shipped_guide_is_what_its_editors_set_aside() -> None:
    found = disagreements(GUIDE.evaluator)
    assert found is not None
    told = [rule for one in found.real for rule in one.rules]
    assert sorted(told) == sorted(
        rule.id for rule in GUIDE.model.rules.values() if rule.aside and rule.advise
    )
