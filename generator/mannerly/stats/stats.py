"""All figures about a guide together."""

from __future__ import annotations

from dataclasses import dataclass

from mannerly.advise.guide import Guide
from mannerly.model.guide import Situation
from mannerly.stats.coverage import Coverage, coverage
from mannerly.stats.points import Points, points
from mannerly.stats.proposals import Proposals, propose
from mannerly.table.parts import situations
from mannerly.tree.asking import Spent
from mannerly.tree.build import drawn
from mannerly.tree.exact import CLOSE
from mannerly.tree.fewest import THOROUGH, Course, best_order, in_given_order


@dataclass(frozen=True, slots=True)
class Questions:
    """How much the guide asks. Averages are over all situations, as likely as they count.

    No order asks fewer than ``bound`` on average; where ``proved``, that is what
    this order asks. It is None where too many situations hang together to weigh them:
    then the averages take the answers to each question for equally likely, whatever
    was asked before. ``as_declared`` is what the order of the file would ask, None
    where that takes too long to say. ``looks`` partial situations were looked at.
    """

    average: float
    most: int
    bound: float | None
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
    try:
        as_declared = Course(order.asking, in_given_order).expected
    except Spent:
        as_declared = None
    bound, proved, looks = order.bound, order.proved, order.looks
    if not proved:
        better = best_order(guide.evaluator, guide.complete, THOROUGH)
        if better is not None:
            bound, looks = better.bound, better.looks
            proved = bound is not None and order.expected < bound + CLOSE
    return Questions(order.expected, order.most, bound, proved, as_declared, looks)
