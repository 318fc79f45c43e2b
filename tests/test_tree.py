"""The order of questions: it asks what matters, once, and fewest; its picture tells the advice."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, note
from hypothesis import strategies as st

from asked import order_of, questions
from listing import all_situations
from mannerly.model.conditions import Always, And, Is, Not
from mannerly.model.guide import Choice, Model, Situation, YesNo
from mannerly.model.interpreter import interpret
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from mannerly.tree.build import build_tree, drawn
from mannerly.tree.fewest import Limits, best_order
from mannerly.tree.nodes import Tree
from strategies import examples, fact, guide, rule, small_guides, told


def tree_of(evaluator: Evaluator) -> Tree | None:
    """The order of questions as a tree."""
    return build_tree(order_of(evaluator))


def led_to(evaluator: Evaluator, tree: Tree, situation: Situation) -> set[str]:
    """The act at the end of the one way through the tree that a situation leaves."""
    masks = evaluator.view(situation).masks
    at: int | str = 0
    while isinstance(at, int):
        node = tree.nodes[at]
        (at,) = [branch.to for branch in node.branches if masks[node.column] & branch.mask]
    return {at}


@examples(80)
@given(small_guides(sound=True))
def test_every_person_is_led_to_the_advice_and_asked_nothing_twice_or_beside_the_point(
    model: Model,
) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    tree = tree_of(evaluator)
    for situation in all_situations(model):
        note(str(situation))
        questions(evaluator, tree, situation)


@examples(80)
@given(small_guides(sound=True))
def test_every_situation_leads_through_the_tree_to_its_act(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    asked = tree_of(evaluator)
    assume(asked is not None)
    assert asked is not None
    tree = drawn(asked)
    assume(tree is not None)
    assert tree is not None
    note(str(tree))
    note(str(evaluator.table.columns))
    for situation in all_situations(model):
        note(str(situation))
        assert led_to(evaluator, tree, situation) == interpret(model, situation).acts


def test_parts_that_differ_in_what_can_be_have_ends_of_their_own() -> None:
    """Where the way is red nobody is invited; where it is green, it has to be asked."""
    red, invited = Is("way", frozenset(["red"])), Is("invited", frozenset(["yes"]))
    model = guide(
        [
            fact("way", Choice({"red": "Red", "green": "Green", "blue": "Blue"})),
            fact("invited", YesNo(), when=Is("way", frozenset(["red", "green"]))),
        ],
        [rule("default", Always(), "stay"), rule("they-ask", invited, "go", over=["default"])],
        assumptions=[Not(And((red, invited)))],
    )
    evaluator = Evaluator(build_table(model))
    asked = tree_of(evaluator)
    assert asked is not None
    tree = drawn(asked)
    assert tree is not None
    for way, answer in (("red", "no"), ("green", "no"), ("blue", None)):
        whole = Situation(model.calendar.first, {"way": way, "invited": answer})
        assert led_to(evaluator, tree, whole) == {"stay"}
    invitation = Situation(model.calendar.first, {"way": "green", "invited": "yes"})
    assert led_to(evaluator, tree, invitation) == {"go"}


@examples(70)
@given(small_guides(sound=True))
def test_a_tree_is_in_order_and_has_no_idle_node(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    asked = tree_of(evaluator)
    assume(asked is not None)
    assert asked is not None
    tree = drawn(asked)
    assume(tree is not None)
    assert tree is not None
    reached = {0}
    for number, node in enumerate(tree.nodes):
        assert number in reached
        assert len({branch.to for branch in node.branches}) == len(node.branches) >= 2
        taken = 0
        for branch in node.branches:
            assert branch.mask
            assert not taken & branch.mask
            taken |= branch.mask
            if isinstance(branch.to, int):
                assert branch.to > number
                reached.add(branch.to)
            else:
                assert branch.to in model.acts
        assert not taken & ~evaluator.everything[node.column]
    assert len(set(tree.nodes)) == len(tree.nodes)


def test_without_a_tree_that_is_asked_on_which_most_hangs() -> None:
    rain, guests, far = (Is(id, frozenset(["yes"])) for id in ("rain", "guests", "far"))
    model = guide(
        [fact("rain", YesNo()), fact("guests", YesNo()), fact("far", YesNo())],
        [
            rule("default", Always(), "stay"),
            rule("they-come", And((guests, Not(far))), "go", over=["default"]),
            rule("dry", And((Not(rain), Not(far))), "go", over=["default"]),
            rule("far-off", far, "write", over=["default"]),
        ],
    )
    evaluator = Evaluator(build_table(model))
    day = model.calendar.first
    nothing = dict.fromkeys(model.facts, "no")
    assert questions(evaluator, None, Situation(day, nothing)) == ["far", "rain"]
    assert questions(evaluator, None, Situation(day, nothing | {"far": "yes"})) == ["far"]
    rain_first = replace(model.facts["far"], after=("rain",))
    wished = Evaluator(build_table(replace(model, facts={**model.facts, "far": rain_first})))
    assert questions(wished, None, Situation(day, nothing)) == ["rain", "far"]


@examples(40)
@given(st.data())
def test_beyond_its_budget_there_is_no_tree_and_asking_still_ends(data: st.DataObject) -> None:
    model = data.draw(small_guides(sound=True))
    note(told(model))
    evaluator = Evaluator(build_table(model))
    situations = list(all_situations(model))
    assume(situations)
    order = best_order(evaluator, True, Limits(0, 0))
    assert order is None or not order.most
    for situation in situations:
        questions(evaluator, None, situation)
