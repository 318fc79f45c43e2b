"""Reads single texts anew in a guide that has been resolved, to say what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from mannerly.model.conditions import Condition, DateTerm
from mannerly.model.guide import Model
from mannerly.model.resolve_conditions import condition_of
from mannerly.model.resolve_dates import Dates
from mannerly.model.scope import Scope
from mannerly.problems import Problems
from mannerly.syntax.condition_parser import parse_condition, parse_date
from mannerly.syntax.nodes import Scalar


def read_condition(scalar: Scalar, model: Model) -> Condition | None:
    """The condition that a text is in a guide; None where it is none."""
    problems = Problems()
    scope = _scope(model)
    parsed = parse_condition(scalar, problems)
    if parsed is None:
        return None
    return condition_of(parsed, scope, Dates(scope, problems), scalar, problems)


def read_term(scalar: Scalar, model: Model) -> DateTerm | None:
    """The date that a text is in a guide; None where it is none."""
    problems = Problems()
    parsed = parse_date(scalar, problems)
    return None if parsed is None else Dates(_scope(model), problems).term(parsed, scalar)


def _scope(model: Model) -> Scope:
    conditions: Mapping[str, Condition | None] = model.conditions
    calendar = model.calendar
    return Scope(
        {id: fact.type for id, fact in model.facts.items()},
        dict(conditions),
        calendar.first,
        calendar.last,
        len(calendar.work_week),
    )
