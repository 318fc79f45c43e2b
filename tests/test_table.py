"""The table against the interpreter: the same advice everywhere, sound about half a situation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from listing import all_situations
from mannerly.advise.answers import read_value
from mannerly.advise.guide import Guide
from mannerly.model.calendar import as_date
from mannerly.model.guide import Fact, Model, Number, Situation, Value, YesNo
from mannerly.model.interpreter import holds, interpret, value_of
from mannerly.table.advice import outcome
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from mannerly.table.short_way import short_way
from strategies import examples, guides_of_years, situations, small_guides, told


def applicable(model: Model, situation: Situation) -> set[str]:
    """The rules whose conditions hold, by the interpreter."""
    return {rule.id for rule in model.rules.values() if holds(rule.when, situation, model)}


def agrees(evaluator: Evaluator, situation: Situation) -> None:
    """In a whole situation the table gives what the interpreter gives, for every voice."""
    model = evaluator.model
    view = evaluator.view(situation)
    assert set(evaluator.rules(view.possible)) == applicable(model, situation)
    assert view.certain == view.possible
    for id, exists in view.exists.items():
        when = model.facts[id].when
        assert exists == (when is None or holds(when, situation, model)), id
    for source in (None, *model.sources):
        verdict = interpret(model, situation, source)
        standing = evaluator.standing(view, evaluator.voice(source), complete=False)
        assert evaluator.rules(standing.live) == verdict.live
        assert standing.firm == standing.live
        overridden = evaluator.overridden(view, evaluator.voice(source))
        assert {id: frozenset(by) for id, by in overridden.items()} == verdict.overridden
        result = outcome(evaluator, view, complete=False, source=source)
        assert set(result.acts) == verdict.acts
        assert set(result.also) == verdict.also
        assert set(result.avoid) == verdict.avoid
        assert result.settled == (len(verdict.acts) == 1)
        if result.settled:
            assert (result.until, result.by) == (verdict.until, verdict.by)
            assert set(result.rules) == {
                id for id in verdict.live if model.rules[id].advise is not None
            }


@examples(100)
@given(small_guides())
def test_table_and_interpreter_agree_in_every_situation_of_a_small_guide(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    for situation in all_situations(model):
        agrees(evaluator, situation)


@examples(130)
@given(st.data())
def test_table_and_interpreter_agree_over_years(data: st.DataObject) -> None:
    model = data.draw(guides_of_years())
    note(told(model))
    evaluator = Evaluator(build_table(model))
    for _ in range(8):
        situation = data.draw(situations(model))
        agrees(evaluator, situation)


def completions(model: Model, partial: Situation) -> Iterator[Situation]:
    """The possible whole situations that some answers leave open."""
    for whole in all_situations(model):
        if whole.today == partial.today and all(
            value_of(fact, partial_to(whole, partial), model) == whole.values[fact]
            for fact in partial.values
        ):
            yield whole


def partial_to(whole: Situation, partial: Situation) -> Situation:
    """A whole situation with the answers that were given in place of its own."""
    return Situation(whole.today, {**whole.values, **partial.values})


@st.composite
def part_of(draw: st.DrawFn, model: Model) -> Situation:
    """A day, and answers to some of the questions."""
    whole = draw(situations(model))
    answered = {fact: value for fact, value in whole.values.items() if draw(st.booleans())}
    return Situation(whole.today, answered)


@examples(130)
@given(st.data())
def test_half_of_a_situation_bounds_what_applies_in_the_whole(data: st.DataObject) -> None:
    model = data.draw(small_guides())
    note(told(model))
    evaluator = Evaluator(build_table(model))
    partial = data.draw(part_of(model))
    view = evaluator.view(partial)
    possible = set(evaluator.rules(view.possible))
    certain = set(evaluator.rules(view.certain))
    assert certain <= possible
    for whole in completions(model, partial):
        note(str(whole))
        applying = applicable(model, whole)
        assert certain <= applying <= possible
        for fact, exists in view.exists.items():
            when = model.facts[fact].when
            assert exists in (None, when is None or holds(when, whole, model))
        for source in (None, *model.sources):
            verdict = interpret(model, whole, source)
            standing = evaluator.standing(view, evaluator.voice(source), complete=False)
            assert set(evaluator.rules(standing.firm)) <= set(verdict.live)
            assert set(verdict.live) <= set(evaluator.rules(standing.live))


@pytest.mark.parametrize("sound", [True, False], ids=["sound guides", "any guides"])
@examples(130)
@given(data=st.data())
def test_settled_advice_holds_however_the_rest_is_answered(
    sound: bool, data: st.DataObject
) -> None:
    model = data.draw(small_guides(sound=sound))
    note(told(model))
    evaluator = Evaluator(build_table(model))
    partial = data.draw(part_of(model))
    result = outcome(evaluator, evaluator.view(partial), complete=sound)
    for whole in completions(model, partial):
        note(str(whole))
        verdict = interpret(model, whole)
        assert verdict.acts <= set(result.acts)
        assert set(result.also) <= verdict.also
        assert set(result.avoid) <= verdict.avoid
        assert set(result.rules) <= set(verdict.live)
        if result.settled:
            assert {result.act} == verdict.acts
            assert (result.until, result.by) == (verdict.until, verdict.by)


@examples(130)
@given(st.data())
def test_asking_what_is_open_in_any_order_leads_to_all_of_the_advice(data: st.DataObject) -> None:
    model = data.draw(small_guides(sound=True))
    note(told(model))
    evaluator = Evaluator(build_table(model))
    whole = data.draw(situations(model))
    verdict = interpret(model, whole)
    answers: dict[str, Value | None] = {}
    settled = False
    while True:
        view = evaluator.view(Situation(whole.today, dict(answers)))
        result = outcome(evaluator, view, complete=True)
        assert result.settled >= settled, "an answer more has unsettled the advice"
        settled = result.settled
        asked = result.more if settled else result.open
        note(f"{answers} leave open {asked}")
        if not asked:
            break
        fact = data.draw(st.sampled_from(asked))
        assert fact not in answers
        assert view.exists[fact]
        answers[fact] = whole.values[fact]
    assert settled, "nothing is left to ask, and the advice is not settled"
    assert {result.act} == verdict.acts
    assert (result.until, result.by) == (verdict.until, verdict.by)
    assert set(result.also) == verdict.also
    assert set(result.avoid) == verdict.avoid


@examples(130)
@given(st.data())
def test_the_short_way_to_advice_leads_where_the_long_one_does(data: st.DataObject) -> None:
    model = data.draw(small_guides(plain=True))
    evaluator = Evaluator(build_table(model))
    whole = data.draw(situations(model))
    answers = {
        fact: data.draw(st.sampled_from(spellings(model, fact, value)))
        for fact, value in whole.values.items()
    }
    note(f"{told(model)}\n{answers}")
    today = as_date(whole.today)
    acts = interpret(model, whole).acts
    act = next(iter(acts)) if len(acts) == 1 else None
    short = short_way(evaluator)(answers, today)
    assert short == act or (short is None and any(is_fine(fact) for fact in model.facts.values()))
    advice = Guide(model, evaluator, complete=False).advise(answers, today=today)
    assert (None if advice.act is None else advice.act.id) == advice.outcome.act == act
    assert advice.situation.values == whole.values


def is_fine(fact: Fact) -> bool:
    """Whether a fact has values that are no whole numbers; these take the long way."""
    return isinstance(fact.type, Number) and fact.type.decimals > 0


def spellings(model: Model, fact: str, value: Value | None) -> list[object]:
    """Ways to give a value as an answer."""
    match model.facts[fact].type, value:
        case _, None:
            return [None, "unknown"]
        case YesNo(), _:
            return [value, value == "yes"]
        case Number(decimals=decimals), int(steps):
            number = Decimal(steps).scaleb(-decimals)
            return [int(number) if number == int(number) else number, number]
        case _:
            return [value]


@examples(130)
@given(st.data())
def test_the_short_way_takes_no_answer_that_the_long_one_refuses(data: st.DataObject) -> None:
    model = data.draw(small_guides(plain=True))
    evaluator = Evaluator(build_table(model))
    whole = data.draw(situations(model))
    odd = [None, "unknown", True, False, -1, 0, 1, 1.0, 2, 99, "1", "yes", "red", ["red"]]
    answers = {
        fact: data.draw(st.sampled_from([*spellings(model, fact, value), *odd]))
        for fact, value in whole.values.items()
    }
    note(f"{told(model)}\n{answers}")
    act = short_way(evaluator)(answers, as_date(whole.today))
    if act is not None:
        values = {
            fact: read_value(model.facts[fact], answer, model, whole.today)
            for fact, answer in answers.items()
        }
        assert interpret(model, Situation(whole.today, values)).acts == {act}
