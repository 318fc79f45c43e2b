"""The decision tree: it asks what matters, once, and its picture tells the advice."""

from __future__ import annotations

from hypothesis import assume, given, note
from hypothesis import strategies as st

from mannerly.model.conditions import Always, And, Is, Not
from mannerly.model.guide import Choice, Model, Situation, Value, YesNo
from mannerly.model.interpreter import holds, interpret
from mannerly.table.advice import outcome
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from mannerly.tree.build import Tree, build_tree
from mannerly.tree.walk import next_question
from strategies import all_situations, examples, fact, guide, rule, small_guides, told


def questions(evaluator: Evaluator, tree: Tree | None, whole: Situation) -> list[str]:
    """What a person in a situation is asked, until the advice is settled; it has to be right."""
    model = evaluator.model
    answers: dict[str, Value | None] = {}
    while True:
        view = evaluator.view(Situation(whole.today, dict(answers)))
        result = outcome(evaluator, view, complete=True)
        if result.settled:
            verdict = interpret(model, whole)
            assert {result.act} == verdict.acts
            assert (result.until, result.by) == (verdict.until, verdict.by)
            return list(answers)
        next_one = next_question(tree, evaluator, view, result.open)
        assert next_one not in answers
        when = model.facts[next_one].when
        assert when is None or holds(when, whole, model)
        answers[next_one] = whole.values[next_one]


def led_to(evaluator: Evaluator, tree: Tree, situation: Situation) -> set[str]:
    """The act at the end of the one way through the tree that a situation leaves."""
    masks = evaluator.view(situation).masks
    at: int | str = 0
    while isinstance(at, int):
        node = tree.nodes[at]
        (at,) = [branch.to for branch in node.branches if masks[node.column] & branch.mask]
    return {at}


@examples(200)
@given(small_guides(sound=True))
def test_every_person_is_led_to_the_advice_and_asked_nothing_twice_or_beside_the_point(
    model: Model,
) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    tree = build_tree(evaluator, complete=True)
    for situation in all_situations(model):
        note(str(situation))
        questions(evaluator, tree, situation)


@examples(200)
@given(small_guides(sound=True))
def test_every_situation_leads_through_the_tree_to_its_act(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    tree = build_tree(evaluator, complete=True)
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
    tree = build_tree(evaluator, complete=True)
    assert tree is not None
    for way, answer in (("red", "no"), ("green", "no"), ("blue", None)):
        whole = Situation(model.calendar.first, {"way": way, "invited": answer})
        assert led_to(evaluator, tree, whole) == {"stay"}
    invitation = Situation(model.calendar.first, {"way": "green", "invited": "yes"})
    assert led_to(evaluator, tree, invitation) == {"go"}


@examples(100)
@given(small_guides(sound=True))
def test_a_tree_is_in_order_and_has_no_idle_node(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    tree = build_tree(evaluator, complete=True)
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


@examples(60)
@given(st.data())
def test_beyond_its_budget_there_is_no_tree_and_asking_still_ends(data: st.DataObject) -> None:
    model = data.draw(small_guides(sound=True))
    note(told(model))
    evaluator = Evaluator(build_table(model))
    assert build_tree(evaluator, complete=True, budget=0) is None
    for situation in all_situations(model):
        questions(evaluator, None, situation)
