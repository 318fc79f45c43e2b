"""All figures about a guide together."""

from __future__ import annotations

from dataclasses import dataclass

from mannerly.advise.guide import Guide
from mannerly.model.guide import Situation
from mannerly.stats.coverage import Coverage, coverage
from mannerly.stats.points import Points, points
from mannerly.stats.proposals import Proposals, propose
from mannerly.table.parts import situations
from mannerly.tree.asking import Asking, Spent
from mannerly.tree.build import drawn
from mannerly.tree.exact import CLOSE
from mannerly.tree.fewest import (
    QUICK,
    THOROUGH,
    Choose,
    Course,
    best_order,
    greedy,
    in_given_order,
)


@dataclass(frozen=True, slots=True)
class Questions:
    """How much the guide asks. Averages are over all situations, as likely as they count.

    No order asks fewer than ``bound`` on average; where ``reached``, there is one that asks
    no more, and where ``proved``, this one asks no more. ``bound`` is None where too many
    situations hang together to weigh them: then the averages take the answers to each
    question for equally likely, whatever was asked before. ``as_declared`` is what the order
    of the file would ask, None where that takes too long to say. ``looks`` partial situations
    were looked at.
    """

    average: float
    most: int
    bound: float | None
    reached: bool
    proved: bool
    as_declared: float | None
    looks: int


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures. None is what a guide is too large for.

    ``nodes`` is how many the decision tree has, ``situations`` how many the guide
    tells apart.
    """

    facts: int
    rules: int
    scenarios: int
    points: Points
    questions: Questions | None
    nodes: int | None
    situations: int | None
    coverage: Coverage
    proposals: Proposals


def stats(guide: Guide) -> Stats:
    """The figures about a guide that has no errors."""
    model, evaluator = guide.model, guide.evaluator
    covered = coverage(
        evaluator,
        [(one.id, Situation(one.today, one.given)) for one in model.scenarios.values()],
    )
    tree = guide.tree and drawn(guide.tree)
    return Stats(
        facts=len(model.facts),
        rules=len(model.rules),
        scenarios=len(model.scenarios),
        points=points(model),
        questions=_questions(guide),
        nodes=len(tree.nodes) if tree else None,
        situations=situations(guide.model),
        coverage=covered,
        proposals=propose(evaluator, guide.complete, covered),
    )


def _questions(guide: Guide) -> Questions | None:
    order = guide.order
    if order is None:
        return None
    asking, average, most = order.asking, order.expected, order.most
    if guide.tree is None:  # so each question is chosen as it is asked
        choosing = _course(asking, greedy(asking))
        if choosing is None:
            return None
        average, most = choosing.expected, choosing.most
    as_declared = _course(asking, in_given_order)
    best = order
    if not order.proved:
        best = best_order(guide.evaluator, guide.complete, THOROUGH) or order
    return Questions(
        average,
        most,
        best.bound,
        reached=best.proved,
        proved=best.bound is not None and average < best.bound + CLOSE,
        as_declared=None if as_declared is None else as_declared.expected,
        looks=best.looks,
    )


def _course(asking: Asking, choose: Choose) -> Course | None:
    """What comes of an order; None where that takes too long to say."""
    asking.left = QUICK.looks
    course = Course(asking, choose)
    try:
        course.positions()
    except Spent:
        return None
    return course
