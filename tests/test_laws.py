"""Changes, replies, guarantees and earlier names: how they are read; they leave advice alone."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from mannerly.check.unused import check_unused
from mannerly.model.conditions import Always, DateTerm, InRange, Is, Offset
from mannerly.model.guide import (
    Add,
    AlwaysOne,
    Apart,
    AtMost,
    Change,
    Ends,
    Law,
    Model,
    Never,
    ToAsk,
)
from mannerly.model.interpreter import holds
from mannerly.problems import Problems
from mannerly.table.advice import outcome
from mannerly.table.build import Boxer, build_table
from mannerly.table.evaluate import Evaluator, settled
from small_guide import SMALL_GUIDE, model_with, resolved
from strategies import (
    examples,
    guides_of_years,
    guides_with_plans,
    situations,
    told,
)

PLANS = """
acts:
  ring:
    title: Ring
    kind: task
    was: [phone, telephone]
    changes: {contacts: + 1, last_contact: today, route: friend, perks: [travel], invited: no}
    replies:
      not-yet:
        title: They say that it is not decided yet
        changes:
          contacts: 0
          income: -12.50
          promised: promised + 1 business day
          offered: not known
          interview: to be asked
      soon: {title: They say soon, changes: {perks: none, promised: 2026-03-27}}
"""


def changes_of(changes: tuple[Change, ...]) -> dict[str, object]:
    return {change.fact: change.to for change in changes}


def test_acts_say_what_becomes_of_facts() -> None:
    act = model_with(PLANS).acts["ring"]
    assert act.was == ("phone", "telephone")
    assert changes_of(act.changes) == {
        "contacts": Add(1),
        "last_contact": DateTerm("today"),
        "route": "friend",
        "perks": {"travel"},
        "invited": "no",
    }
    not_yet, soon = act.replies
    assert (not_yet.id, not_yet.title) == ("not-yet", "They say that it is not decided yet")
    assert changes_of(not_yet.changes) == {
        "contacts": 0,
        "income": Add(-1250),
        "promised": DateTerm("promised", 0, (Offset(1, "business days"),)),
        "offered": None,
        "interview": ToAsk(),
    }
    assert changes_of(soon.changes) == {"perks": frozenset(), "promised": DateTerm(None, 20_539)}


def test_acts_change_nothing_unless_they_say_so() -> None:
    act = model_with().acts["call"]
    assert (act.changes, act.replies, act.was) == ((), (), ())


@pytest.mark.parametrize("value", ["today - 2 days", "today", "interview + 2 days", "2026-03-27"])
def test_dates_of_the_past_can_become_what_may_lie_there(value: str) -> None:
    model_with(f"acts: {{a: {{title: a, kind: task, changes: {{interview: {value}}}}}}}")


@pytest.mark.parametrize("option", ["unknown-yet", "ask", "not-known"])
def test_options_may_be_called_nearly_like_what_is_not_known(option: str) -> None:
    model = model_with(f"""
facts: {{f: {{ask: a, options: {{{option}: A, other: B}}}}}}
acts: {{a: {{title: a, kind: task, changes: {{f: {option}}}}}}}
""")
    assert model.acts["a"].changes[0].to == option


AGENCY = Is("route", frozenset({"agency"}))

LAWS: dict[str, tuple[Law, bool]] = {
    "never advise call when route is agency": (
        Never("advise", frozenset({"call"}), AGENCY),
        False,
    ),
    "never recommend call or wait": (
        Never("recommend", frozenset({"call", "wait"}), Always()),
        False,
    ),
    "never avoid kind wait": (Never("avoid", frozenset({"wait"}), Always()), False),
    "always advise contact when contacts = 0": (
        AlwaysOne("advise", frozenset({"call", "write"}), InRange("contacts", 0, 0)),
        False,
    ),
    "always recommend anything when route is agency": (
        AlwaysOne("recommend", frozenset({"call", "write", "wait", "ring"}), AGENCY),
        False,
    ),
    "at most 2 contact": (AtMost(2, frozenset({"call", "write"})), False),
    "at most 02 act wait in a plan, whatever comes": (AtMost(2, frozenset({"wait"})), True),
    "at least 4 business days between contact": (
        Apart(Offset(4, "business days"), frozenset({"call", "write"})),
        False,
    ),
    "at least 2 weeks between call or task, whatever comes": (
        Apart(Offset(14, "days"), frozenset({"call", "ring"})),
        True,
    ),
    "never the same advice twice on one day": (
        Apart(Offset(1, "days"), frozenset({"call", "write", "ring"}), same=True),
        False,
    ),
    "every plan ends": (Ends(None), False),
    "every plan ends within 12 weeks, whatever comes": (Ends(84), True),
}


@pytest.mark.parametrize(("text", "law"), LAWS.items(), ids=LAWS)
def test_laws_are_read(text: str, law: tuple[Law, bool]) -> None:
    more = f"guarantees:\n  - guarantee: law\n    that: {text}\n    because:  So it is. \n"
    guarantee = model_with(PLANS + more).guarantees["law"]
    assert (guarantee.that, guarantee.whatever_comes) == law
    assert (guarantee.text, guarantee.because) == (text, "So it is.")


def test_an_act_called_like_a_kind_is_named_by_what_it_is() -> None:
    model = model_with("""
acts: {wait-longer: {title: Wait longer, kind: wait}}
guarantees:
  - {guarantee: the-act, that: at most 1 act wait}
  - {guarantee: the-kind, that: at most 1 kind wait}
""")
    laws = {id: one.that for id, one in model.guarantees.items()}
    assert laws == {
        "the-act": AtMost(1, frozenset({"wait"})),
        "the-kind": AtMost(1, frozenset({"wait", "wait-longer"})),
    }


def test_an_act_with_a_mistake_is_not_blamed_on_guarantees() -> None:
    more = "acts: {end-it: {title: End it, kind: stop}}\n"
    more += "guarantees: [{guarantee: g, that: never advise end or end-it when invited}]\n"
    _, problems = resolved({"a.yml": SMALL_GUIDE, "b.yml": more})
    assert [problem.code for problem in problems] == ["unknown-word"]


def test_facts_say_how_they_are_asked_and_were_called() -> None:
    fact = model_with("""
facts:
  colour:
    ask: Which?
    options: {red: Red, green: Green}
    unknown: Neither
    after: [route, invited]
    likely: {red: 3, unknown: 2}
    was: hue
    options were: {rot: red, rosy: red}
""").facts["colour"]
    assert fact.after == ("route", "invited")
    assert fact.likely == {"red": 3, "unknown": 2}
    assert fact.was == ("hue",)
    assert fact.options_were == {"rot": "red", "rosy": "red"}


def test_the_margin_follows_laws_and_changes() -> None:
    near = model_with().calendar.margin
    change = "acts: {a: {title: a, kind: task, changes: {promised: today + 90 days}}}"
    law = "guarantees: [{guarantee: g, that: at least 90 days between contact}]"
    assert model_with(change).calendar.margin == near + 90
    assert model_with(law).calendar.margin == near + 90


GUARANTEES = """
guarantees:
  - guarantee: one
    that: never advise call when contacts = 0
"""


def test_models_are_equal_wherever_their_parts_stand() -> None:
    model = model_with(PLANS + GUARANTEES)
    assert model_with(f"# More\n\n{GUARANTEES}\n\n{PLANS}") == model
    assert pickle.loads(pickle.dumps(model)) == model  # noqa: S301 # our own
    for other in (
        GUARANTEES.replace("= 0", "= 1"),
        GUARANTEES.replace("advise", "avoid"),
        GUARANTEES.replace("one", "two"),
    ):
        assert model_with(PLANS + other) != model
    assert model_with(PLANS.replace("+ 1", "+ 2") + GUARANTEES) != model
    assert model_with(PLANS.replace("soon:", "later:") + GUARANTEES) != model


def laws_hold_in_their_boxes_and_leave_advice_alone(data: st.DataObject, model: Model) -> None:
    """Both with whole situations and with some answers left out."""
    note(told(model))
    evaluator = Evaluator(build_table(model))
    plain = Evaluator(build_table(replace(model, guarantees={})))
    boxer = Boxer(model)
    situation = data.draw(situations(model))
    for guarantee in model.guarantees.values():
        if isinstance(guarantee.that, Never | AlwaysOne):
            boxes = boxer.boxes(guarantee.that.when)
            masks = evaluator.view(situation).masks
            assert settled(boxes, masks) is holds(guarantee.that.when, situation, model)
    kept = data.draw(st.sets(st.sampled_from([*model.facts]))) if model.facts else set()
    some = {id: value for id, value in situation.values.items() if id in kept}
    for one in (situation, replace(situation, values=some)):
        for source in (None, *model.sources):
            assert outcome(evaluator, evaluator.view(one), False, source) == outcome(
                plain, plain.view(one), False, source
            )


@examples(100)
@given(st.data())
def test_guarantees_hold_in_their_boxes_and_leave_advice_alone(data: st.DataObject) -> None:
    laws_hold_in_their_boxes_and_leave_advice_alone(data, data.draw(guides_with_plans()))


@examples(70)
@given(st.data())
def test_they_do_so_over_years(data: st.DataObject) -> None:
    model = data.draw(guides_with_plans(guides_of_years()))
    laws_hold_in_their_boxes_and_leave_advice_alone(data, model)


def test_guarantees_and_changes_use_named_conditions_but_no_facts_and_no_acts() -> None:
    model = model_with("""
facts: {told: {ask: a}, changed: {ask: a}}
conditions: {named: told}
acts: {tell: {title: a, kind: task, changes: {changed: yes}}}
guarantees: [{guarantee: g, that: never advise tell when named}]
""")
    problems = Problems()
    check_unused(model, problems)
    found = {(one.code, *one.details.values()) for one in problems.sorted()}
    assert {("unused-fact", "told"), ("unused-fact", "changed"), ("unused-act", "tell")} <= found
    assert ("unused-condition", "named") not in found
