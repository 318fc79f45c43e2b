"""Fewest questions: the order is the best of all, and asks as many as it is said to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from asked import AllOrders, order_of, questions
from mannerly.model.conditions import Always, And, Is
from mannerly.model.guide import Choice, Model, YesNo
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from mannerly.tree import odds
from mannerly.tree.asking import Asking
from mannerly.tree.build import build_tree
from mannerly.tree.exact import Exact
from mannerly.tree.fewest import Course, Limits, Order, RollOut, best_order, greedy, in_given_order
from mannerly.tree.needed import Needed
from strategies import examples, fact, guide, rule, small_guides, told

YES, NO = frozenset(["yes"]), frozenset(["no"])

#: Differences below this come from rounding.
CLOSE = 1e-7


@st.composite
def guides_with_wishes(draw: st.DrawFn) -> Model:
    """Small sound guides, some with likelihoods and with facts to be asked after others."""
    model = draw(small_guides(sound=True))
    order = draw(st.permutations(list(model.facts)))
    facts = dict(model.facts)
    for i, id in enumerate(order):
        match facts[id].type:
            case Choice(options):
                named = list(options)
            case YesNo():
                named = ["yes", "no"]
            case _:
                named = []
        if facts[id].unknown is not None and named:
            named.append("unknown")
        likely = draw(st.dictionaries(st.sampled_from(named), st.integers(1, 9))) if named else {}
        after = draw(st.lists(st.sampled_from(order[:i]), unique=True, max_size=2)) if i else []
        facts[id] = replace(facts[id], likely=likely, after=tuple(after))
    return replace(model, facts=facts)


def shown(model: Model) -> str:
    wishes = [f"{one.id}: likely {one.likely}, after {one.after}" for one in model.facts.values()]
    return "\n".join([told(model), *wishes])


def asked_in(evaluator: Evaluator, order: Order) -> tuple[float, int]:
    """How many questions are asked on average and at most, each situation played through."""
    tree = build_tree(order)
    note(str(tree))
    average, most = 0.0, 0
    for share, cases in AllOrders(evaluator).days:
        total = sum(case.weight for case in cases)
        for case in cases:
            count = len(questions(evaluator, tree, case.situation))
            most = max(most, count)
            average += share * case.weight / total * count
    return average, most


def first_question(order: Order) -> str:
    """What the order asks first."""
    [(_, start)] = order.asking.starts
    return order.asking.facts[order.choose(start)].id


def needed(evaluator: Evaluator) -> float:
    """How many questions no order can do without."""
    asking = Asking(evaluator, True)
    bound = Needed(asking)
    return sum(today.share * bound.after(start) for today, start in asking.starts)


@examples(70)
@given(guides_with_wishes())
def test_no_order_asks_fewer(model: Model) -> None:
    note(shown(model))
    evaluator = Evaluator(build_table(model))
    order = order_of(evaluator)
    assert order.proved
    assert order.bound == order.expected == pytest.approx(AllOrders(evaluator).fewest())
    assert needed(evaluator) <= order.expected + CLOSE


@examples(70)
@given(guides_with_wishes())
def test_as_many_are_asked_as_it_is_said(model: Model) -> None:
    note(shown(model))
    evaluator = Evaluator(build_table(model))
    order = order_of(evaluator)
    average, most = asked_in(evaluator, order)
    assert average == pytest.approx(order.expected)
    assert most == order.most


@examples(70)
@given(guides_with_wishes(), st.integers(0, 60))
def test_beyond_the_budget_all_partial_situations_give_the_best_order(
    model: Model, budget: int
) -> None:
    note(shown(model))
    evaluator = Evaluator(build_table(model))
    order = best_order(evaluator, True, Limits(budget, 10**9))
    assert order is not None
    assert order.proved
    assert order.bound == order.expected == pytest.approx(AllOrders(evaluator).fewest())
    average, most = asked_in(evaluator, order)
    assert average == pytest.approx(order.expected)
    assert most == order.most


@examples(40)
@given(guides_with_wishes())
def test_no_more_partial_situations_are_looked_at_than_there_are_said_to_be(model: Model) -> None:
    note(shown(model))
    evaluator = Evaluator(build_table(model))
    exact = Exact(Asking(evaluator, True))
    number = exact.asking.partial_situations(10**9)
    assert number is not None
    assert exact.asking.partial_situations(number - 1) is None
    assert exact.total == pytest.approx(order_of(evaluator).expected)
    assert exact.asking.looks <= number


@examples(40)
@given(guides_with_wishes(), st.integers(1, 60))
def test_however_small_the_budget_the_bound_holds(model: Model, budget: int) -> None:
    note(shown(model))
    evaluator = Evaluator(build_table(model))
    order = best_order(evaluator, True, Limits(budget, 0))
    if order is not None:
        assert order.bound is not None
        fewest = AllOrders(evaluator).fewest()
        assert order.bound <= fewest + CLOSE
        assert fewest <= order.expected + CLOSE
        assert not order.proved or order.expected == pytest.approx(fewest)


def test_a_question_is_needed_where_no_other_answers_do_without_it() -> None:
    model = guide(
        [fact("met", YesNo()), fact("thanked", YesNo())],
        [
            rule("before", Is("met", NO), "stay"),
            rule("after", And((Is("met", YES), Is("thanked", NO))), "write"),
            rule("all-done", And((Is("met", YES), Is("thanked", YES))), "go"),
        ],
    )
    assert needed(Evaluator(build_table(model))) == pytest.approx(1 + 1 / 2)


@examples(40)
@given(guides_with_wishes())
def test_lesser_orders_ask_what_they_say_and_rolling_out_betters_them(model: Model) -> None:
    note(shown(model))
    evaluator = Evaluator(build_table(model))
    best = order_of(evaluator)
    for base in (in_given_order, greedy(best.asking)):
        rolled_out = RollOut(best.asking, base, {}).choose
        one, other = Course(best.asking, base), Course(best.asking, rolled_out)
        assert best.expected <= other.expected + CLOSE
        assert other.expected <= one.expected + CLOSE
        order = replace(best, choose=rolled_out)
        average, most = asked_in(evaluator, order)
        assert average == pytest.approx(other.expected)
        assert most == other.most


@examples(40)
@given(guides_with_wishes())
def test_where_situations_cannot_be_weighed_asking_goes_on_as_it_should(model: Model) -> None:
    note(shown(model))
    evaluator = Evaluator(build_table(model))
    assume(AllOrders(evaluator).days)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(odds, "MOST_WORLDS", 0)
        order = order_of(evaluator)
    assert not order.proved
    assert order.bound is None
    asked_in(evaluator, order)


def test_what_is_likely_is_asked_for_first() -> None:
    """One of two answers settles it: the one that is likelier to is asked for first."""
    model = guide(
        [
            fact("rain", YesNo()),
            replace(fact("guests", YesNo()), likely={"yes": 3}),
        ],
        [
            rule("default", Always(), "go"),
            rule("both-no", And((Is("rain", NO), Is("guests", NO))), "stay", over=["default"]),
        ],
    )
    order = order_of(Evaluator(build_table(model)))
    assert first_question(order) == "guests"
    assert order.expected == pytest.approx(1.25)
    rain_first = replace(model.facts["guests"], after=("rain",))
    wished = replace(model, facts={**model.facts, "guests": rain_first})
    order = order_of(Evaluator(build_table(wished)))
    assert first_question(order) == "rain"
    assert order.expected == pytest.approx(1.5)
