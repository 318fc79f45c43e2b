"""A comparison for programs."""

from __future__ import annotations

from typing import Any

from mannerly.diff.result import Comparison, Difference, RuleChange, Said, Shown
from mannerly.diff.tell import calendar
from mannerly.model.calendar import as_date
from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Model, Number, Situation
from mannerly.model.numbers import as_written
from mannerly.model.say_conditions import say_condition
from mannerly.model.speaker import Speaker


def as_data(found: Comparison) -> dict[str, Any]:
    """The whole comparison as lists, mappings and plain values; days are ``YYYY-MM-DD``."""
    return {
        "same_advice": found.advice_is_the_same,
        "situations": found.total,
        "undecided": found.undecided,
        **{f"{kind}_situations": count for kind, count in found.by_kind.items()},
        "differences": [_difference(found, one) for one in found.differences],
        "rules": [_rule(rule) for rule in found.rules],
        "renamed": [{"kind": kind, "old": old, "new": new} for kind, old, new in found.renamed],
        "not_comparable": list(found.two_facts),
        "calendar": list(calendar(found)),
        "business_days_differ": found.business_days_differ,
        "wording": [
            {"kind": one.kind, "id": one.id, "parts": list(one.parts)} for one in found.wording
        ],
    }


def _difference(found: Comparison, one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "rules": [_rule(rule) for rule in one.rules],
        "was": _said(one.was, found.model),
        "now": _said(one.now, found.model),
        "situations": one.count,
        "where": [say_condition(where, Speaker.english(found.model)) for where in one.where],
        "example": _shown(found, one.shown),
    }


def _rule(rule: RuleChange) -> dict[str, Any]:
    return {"rule": rule.id, "changes": list(rule.aspects)}


def _said(said: Said, model: Model) -> dict[str, Any]:
    def terms(of: tuple[DateTerm, ...]) -> list[str]:
        return [Speaker.english(model).term(term) for term in of]

    return {
        "acts": list(said.acts),
        "until": terms(said.until),
        "by": terms(said.by),
        "also": list(said.also),
        "avoid": list(said.avoid),
        "rules": list(said.rules),
    }


def _shown(found: Comparison, shown: Shown) -> dict[str, Any]:
    return {
        "today": as_date(shown.situation.today).isoformat(),
        "old_answers": shown.old and _answers(found.old, shown.old),
        "new_answers": shown.new and _answers(found.new, shown.new),
    }


def _answers(model: Model, situation: Situation) -> dict[str, Any]:
    """Answers as ``mannerly advise`` takes them."""
    answers: dict[str, Any] = {}
    for id, value in situation.values.items():
        match value:
            case None:
                if model.facts[id].unknown is not None:
                    answers[id] = "unknown"
            case frozenset():
                answers[id] = sorted(value)
            case int() if isinstance(kind := model.facts[id].type, Number):
                answers[id] = as_written(value, kind)
            case int():
                answers[id] = as_date(value).isoformat()
            case _:
                answers[id] = value
    return answers
