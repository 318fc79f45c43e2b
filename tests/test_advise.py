"""The Python API: how answers are read and refused, and what an advice tells besides the act."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import mannerly
from listing import all_situations
from mannerly.advise.guide import Guide
from mannerly.model.calendar import as_date, day_number
from mannerly.model.guide import Date, Fact, Model, Number, Situation, Value
from mannerly.model.interpreter import holds, interpret
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from small_guide import model_with
from strategies import examples, small_guides, told

TODAY = datetime.date(2026, 3, 27)

ASSUMPTION = """
assume:
  - {that: promised is on or after interview, because: They promised it at the interview.}
"""


@cache
def small() -> Guide:
    """The small guide with an assumption."""
    return compiled(model_with(ASSUMPTION))


def compiled(model: Model) -> Guide:
    """The guide of a model that has advice everywhere."""
    return Guide(model, Evaluator(build_table(model)), complete=True)


@pytest.mark.parametrize(
    ("fact", "answer", "value"),
    [
        ("route", "agency", "agency"),
        ("invited", True, "yes"),
        ("invited", False, "no"),
        ("invited", "no", "no"),
        ("offered", None, None),
        ("offered", "unknown", None),
        ("perks", [], frozenset()),
        ("perks", ("phone", "travel"), frozenset(["phone", "travel"])),
        ("perks", {"phone"}, frozenset(["phone"])),
        ("contacts", 3, 3),
        ("contacts", "3", 3),
        ("contacts", 3.0, 3),
        ("contacts", Decimal("3.00"), 3),
        ("income", "1234.50", 123450),
        ("income", 0.1, 10),
        ("income", 99999.99, 9999999),
        ("interview", TODAY, day_number(TODAY)),
        ("interview", "2026-03-27", day_number(TODAY)),
        ("promised", datetime.date(2030, 12, 31), day_number(datetime.date(2030, 12, 31))),
        ("last_contact", "unknown", None),
    ],
)
def test_answers_are_read_as_they_are_documented(fact: str, answer: object, value: Value) -> None:
    assert small().situation({fact: answer}, today=TODAY).values == {fact: value}


@pytest.mark.parametrize(
    ("fact", "answer", "code"),
    [
        ("nobody", 1, "unknown-fact"),
        ("route", "aunt", "not-an-option"),
        ("route", None, "cannot-be-unknown"),
        ("route", "unknown", "cannot-be-unknown"),
        ("invited", 1, "not-an-option"),
        ("invited", "Yes", "not-an-option"),
        ("perks", "travel", "not-a-list"),
        ("perks", 3, "not-a-list"),
        ("perks", ["car"], "not-an-option"),
        ("perks", [["travel"]], "not-an-option"),
        ("contacts", True, "not-a-number"),
        ("contacts", "three", "not-a-number"),
        ("contacts", "٣", "not-a-number"),
        ("contacts", "1_0", "not-a-number"),
        ("contacts", float("nan"), "not-a-number"),
        ("contacts", float("inf"), "not-a-number"),
        ("contacts", 2.5, "too-precise"),
        ("contacts", 10, "number-out-of-range"),
        ("contacts", -1, "number-out-of-range"),
        ("income", Decimal("9e999999"), "not-a-number"),
        ("income", "100000.00", "number-out-of-range"),
        ("income", "0.001", "too-precise"),
        ("interview", "27 March", "not-a-date"),
        ("interview", "2026-02-30", "not-a-date"),
        ("interview", "2026-W13-5", "not-a-date"),
        ("interview", "20260327", "not-a-date"),
        ("interview", datetime.datetime(2026, 3, 27), "not-a-date"),
        ("interview", "2026-03-28", "date-after-today"),
        ("promised", "2031-01-01", "date-outside-calendar"),
    ],
)
def test_answers_that_cannot_be_are_refused(fact: str, answer: object, code: str) -> None:
    with pytest.raises(mannerly.AnswerError) as refused:
        small().advise({fact: answer}, today=TODAY)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert str(refused.value)


def test_every_answer_that_cannot_be_is_told_at_once() -> None:
    with pytest.raises(mannerly.AnswerError) as refused:
        small().advise({"route": "aunt", "contacts": 10, "nobody": 1}, today=TODAY)
    assert {problem.code for problem in refused.value.problems} == {
        "not-an-option",
        "number-out-of-range",
        "unknown-fact",
    }


def test_a_day_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(mannerly.AnswerError, match="2031-01-01"):
        small().advise({}, today=datetime.date(2031, 1, 1))


def test_answers_that_contradict_an_assumption_are_refused_with_its_reason() -> None:
    answers = {"interview": "2026-03-20", "promised": "2026-03-19"}
    with pytest.raises(mannerly.AnswerError, match=r"They promised it at the interview\."):
        small().advise(answers, today=TODAY)


def test_not_known_is_refused_of_a_fact_that_exists_and_taken_of_one_that_may_not() -> None:
    assert small().advise({"contacts": 0, "last_contact": None}, today=TODAY).act
    assert small().advise({"last_contact": None}, today=TODAY).next
    with pytest.raises(mannerly.AnswerError) as refused:
        small().advise({"contacts": 1, "last_contact": None}, today=TODAY)
    assert [problem.code for problem in refused.value.problems] == ["cannot-be-unknown"]


def given_in_words(model: Model, values: Mapping[str, Value | None]) -> dict[str, object]:
    """Values as answers, those of facts that do not exist left out."""
    return {
        fact: answer(model.facts[fact], value)
        for fact, value in values.items()
        if value is not None or model.facts[fact].unknown
    }


def answer(fact: Fact, value: Value | None) -> object:
    """A value as a person would give it."""
    match fact.type, value:
        case Date(), int(day):
            return as_date(day)
        case Number(decimals=decimals), int(steps):
            return Decimal(steps).scaleb(-decimals)
        case _:
            return value


@examples(100)
@given(st.data())
def test_an_advice_names_the_answers_that_it_hangs_on_and_no_others(data: st.DataObject) -> None:
    model = data.draw(small_guides(sound=True))
    whole = data.draw(possible_situations(model))
    note(f"{told(model)}\n{whole}")
    guide, today = compiled(model), as_date(whole.today)
    answers = given_in_words(model, whole.values)
    advice = guide.advise(answers, today=today)
    result = (advice.act, advice.until, advice.by)
    assert advice.decided
    assert advice.next is None
    assert set(advice.decided_by) | set(advice.unused) == set(answers)
    assert not set(advice.decided_by) & set(advice.unused)
    kept = {fact: answers[fact] for fact in advice.decided_by}
    alone = guide.advise(kept, today=today)
    assert alone.decided
    assert (alone.act, alone.until, alone.by) == result
    for fact in kept:
        fewer = guide.advise({id: kept[id] for id in kept if id != fact}, today=today)
        assert not fewer.decided or (fewer.act, fewer.until, fewer.by) != result


@examples(100)
@given(st.data())
def test_voices_and_overridden_rules_are_those_of_the_interpreter(data: st.DataObject) -> None:
    model = data.draw(small_guides())
    whole = data.draw(possible_situations(model))
    note(f"{told(model)}\n{whole}")
    guide, today = compiled(model), as_date(whole.today)
    answers = given_in_words(model, whole.values)
    verdict = interpret(model, whole)
    advice = guide.advise(answers, today=today)
    for source, voice in guide.voices(answers, today=today).items():
        alone = interpret(model, whole, source)
        assert {act.id for act in voice.acts} == alone.acts
        assert {act.id for act in voice.avoid} == alone.avoid
        assert voice.silent == (not alone.acts) and not voice.open
        assert {point.source for point in voice.points} == ({source} if voice.acts else set())
        if len(alone.acts) == 1:
            dates = tuple(day and as_date(day) for day in (alone.until, alone.by))
            assert (voice.until, voice.by) == dates
        if not advice.decided:
            assert voice.differs is None
            continue
        same = (alone.acts, alone.until, alone.by) == (verdict.acts, verdict.until, verdict.by)
        against = bool(alone.avoid & verdict.acts)
        assert voice.differs == (against or (bool(alone.acts) and not same))
        assert bool(voice.why) == voice.differs
    assert {
        each.rule.id: {rule.id for rule in each.by} for each in advice.overridden
    } == verdict.overridden
    for found, kind in ((advice.also, "also"), (advice.avoid, "avoid")):
        assert {one.act.id for one in found} == getattr(verdict, kind)
        for one in found:
            assert {rule.id for rule in one.rules} == {
                id for id in verdict.live if one.act.id in getattr(model.rules[id], kind)
            }


@examples(100)
@given(st.data())
def test_the_next_question_is_open_and_exists_and_asking_for_it_has_a_reason(
    data: st.DataObject,
) -> None:
    model = data.draw(small_guides(sound=True))
    whole = data.draw(possible_situations(model))
    note(f"{told(model)}\n{whole}")
    guide, today = compiled(model), as_date(whole.today)
    answers: dict[str, object] = {}
    while (fact := guide.advise(answers, today=today).next) is not None:
        assert fact.id not in answers
        assert fact.when is None or holds(fact.when, whole, model)
        assert guide.why_ask(fact.id, answers, today=today)
        value = whole.values[fact.id]
        answers.update(given_in_words(model, {fact.id: value}))
        assert fact.id in answers
    assert guide.advise(answers, today=today).decided


@st.composite
def possible_situations(draw: st.DrawFn, model: Model) -> Situation:
    """A situation that can be."""
    found = list(all_situations(model))
    return draw(st.sampled_from(found)) if found else draw(st.nothing())
