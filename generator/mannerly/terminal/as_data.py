"""Advice and plans as plain data, ready to be written as JSON."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from mannerly.advise.guide import Advice, Recommendation
from mannerly.advise.plan import Plan, Step
from mannerly.model.guide import Choice, Date, Fact, Model, Number, Rule, Several, YesNo
from mannerly.voices.alone import Voice


def advice_as_data(advice: Advice, model: Model) -> dict[str, Any]:
    """The advice, or the next question where the answers do not settle it.

    Texts are Markdown with their placeholders filled in; dates are ``YYYY-MM-DD``.
    """
    act = advice.act if advice.decided else None
    return {
        "today": advice.today.isoformat(),
        "decided": advice.decided,
        "act": act.id if act else None,
        "title": act.title if act else None,
        "kind": act.kind if act else None,
        "text": advice.text(act.text) if act else None,
        "words": [
            {
                "id": words.id,
                "title": words.title,
                "fields": list(words.fields),
                "subject": None if words.subject is None else advice.text(words.subject),
                "text": advice.text(words.text),
            }
            for words in (act.words if act else ())
        ],
        "until": _day(advice.until),
        "by": _day(advice.by),
        "reasons": _reasons(advice, advice.rules, model),
        "also": [_recommendation(advice, each, model) for each in advice.also],
        "avoid": [_recommendation(advice, each, model) for each in advice.avoid],
        "overridden": [
            {"rule": each.rule.id, "by": [rule.id for rule in each.by]}
            for each in advice.overridden
        ],
        "voices": [_voice(advice, voice, model) for voice in advice.voices.values()],
        "decided_by": list(advice.decided_by),
        "unused": list(advice.unused),
        "open": list(advice.open),
        "more": list(advice.more),
        "next": _question(advice.next) if advice.next else None,
    }


def plan_as_data(plan: Plan, model: Model) -> dict[str, Any]:
    """The steps, each with what follows for each reply that its act may bring, and how it stops."""
    return _plan(
        plan,
        [
            _step(step, model)
            | {
                "replies": [
                    {
                        "reply": branch.reply.id,
                        "title": branch.reply.title,
                        "plan": _plan(
                            branch.plan, [_step(after, model) for after in branch.plan.steps]
                        ),
                    }
                    for branch in step.replies
                ]
            }
            for step in plan.steps
        ],
    )


def _plan(plan: Plan, steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "steps": steps,
        "stops": plan.stops,
        "day": plan.day.isoformat(),
        "next": _question(plan.next) if plan.next else None,
    }


def _step(step: Step, model: Model) -> dict[str, Any]:
    advice = step.advice
    return {
        "day": step.day.isoformat(),
        "act": step.act.id,
        "title": step.act.title,
        "kind": step.act.kind,
        "text": advice.text(step.act.text),
        "until": _day(step.until),
        "by": _day(step.by),
        "reasons": _reasons(advice, advice.rules, model),
        "also": [_recommendation(advice, each, model) for each in advice.also],
        "avoid": [_recommendation(advice, each, model) for each in advice.avoid],
    }


def _reasons(advice: Advice, rules: Iterable[Rule], model: Model) -> list[dict[str, Any]]:
    return [
        {
            "rule": rule.id,
            "because": advice.text(rule.because),
            "sources": [_point(point, model) for point in rule.points],
            "editorial": rule.editorial,
        }
        for rule in rules
    ]


def _voice(advice: Advice, voice: Voice, model: Model) -> dict[str, Any]:
    return {
        "source": voice.source.id,
        "title": voice.source.title,
        "acts": [{"act": act.id, "title": act.title} for act in voice.acts],
        "until": _day(voice.until),
        "by": _day(voice.by),
        "reasons": _reasons(advice, voice.rules, model),
        "also": [act.id for act in voice.also],
        "avoid": [act.id for act in voice.avoid],
        "silent": voice.silent,
        "open": voice.open,
        "differs": voice.differs,
        "why": [
            {"rule": rule.id, "because": rule.aside or advice.text(rule.because)}
            for rule in voice.why
        ],
    }


def _point(id: str, model: Model) -> dict[str, str | None]:
    point = model.points[id]
    source = model.sources[point.source]
    return {
        "point": id,
        "says": point.says,
        "source": source.id,
        "title": source.title,
        "by": source.by or None,
        "url": source.url or None,
    }


def _recommendation(advice: Advice, each: Recommendation, model: Model) -> dict[str, Any]:
    return {
        "act": each.act.id,
        "title": each.act.title,
        "reasons": _reasons(advice, each.rules, model),
    }


def _question(fact: Fact) -> dict[str, Any]:
    return {
        "fact": fact.id,
        "ask": fact.ask,
        "help": fact.help or None,
        **_answers(fact),
        "unknown": fact.unknown,
    }


def _answers(fact: Fact) -> dict[str, Any]:
    match fact.type:
        case Choice(options):
            return {"type": "choice", "options": dict(options)}
        case YesNo():
            return {"type": "yes or no", "options": {"yes": "Yes", "no": "No"}}
        case Several(options):
            return {"type": "several", "options": dict(options)}
        case Number(low, high, decimals, unit):
            lowest, highest = (str(Decimal(end).scaleb(-decimals)) for end in (low, high))
            return {"type": "number", "low": lowest, "high": highest, "unit": unit or None}
        case Date(side):
            return {"type": "date", "range": side}


def _day(date: datetime.date | None) -> str | None:
    return None if date is None else date.isoformat()
