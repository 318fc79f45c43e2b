"""Answers as people and programs give them, turned into the values of a situation."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal

from mannerly.model.calendar import as_date, day_number
from mannerly.model.dates import ISO_DATE, read_number
from mannerly.model.guide import (
    Choice,
    Date,
    Fact,
    Model,
    Number,
    Several,
    Situation,
    Value,
    YesNo,
)
from mannerly.problems import Place, Problem, Problems
from mannerly.table.evaluate import Evaluator, settled

#: What stands for "not known" where an answer is text.
UNKNOWN = "unknown"


class _Refused(Exception):
    """An answer that the fact cannot have; the arguments are a code and its details."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def read_answers(
    evaluator: Evaluator,
    answers: Mapping[str, object],
    today: datetime.date,
    problems: Problems,
    places: Mapping[str, Place] | None = None,
) -> Situation:
    """The situation that answers describe; what is wrong with them goes to ``problems``.

    A choice is its option's id; yes or no a bool or ``"yes"`` and ``"no"``;
    several of a list an iterable of ids; a number an int, Decimal, float or
    text; a date a ``datetime.date`` or ``"YYYY-MM-DD"``; None or ``"unknown"``
    is "not known". ``places`` says where each answer stands, if in a file.
    """
    model = evaluator.model
    places = places or {}
    calendar = model.calendar
    day = day_number(today)
    if not calendar.first <= day <= calendar.last:
        problems.add(
            "today-outside-calendar", places.get("today"), date=today.isoformat(),
            first=as_date(calendar.first).isoformat(), last=as_date(calendar.last).isoformat(),
        )  # fmt: skip
        return Situation(day, {})
    values: dict[str, Value | None] = {}
    for id, answer in answers.items():
        fact = model.facts.get(id)
        if fact is None:
            problems.add("unknown-fact", places.get(id), fact=str(id), known=tuple(model.facts))
            continue
        try:
            values[id] = read_value(fact, answer, model, day)
        except _Refused as refused:
            details = {"fact": id, "ask": fact.ask, **refused.details}
            problems.extend((Problem(refused.code, places.get(id), details),))
    situation = Situation(day, values)
    if not problems:
        _check_known(evaluator, situation, problems, places)
        _check_assumptions(evaluator, situation, problems, places)
    return situation


def read_value(fact: Fact, answer: object, model: Model, today: int) -> Value | None:
    """The value of one answer; raises a refusal that read_answers turns into a problem."""
    if answer is None or (answer == UNKNOWN and not _is_option(fact, UNKNOWN)):
        if fact.unknown is None and fact.when is None:
            raise _Refused("cannot-be-unknown")
        return None
    match fact.type:
        case Choice(options):
            return _option(answer, options)
        case YesNo():
            if isinstance(answer, bool):
                return "yes" if answer else "no"
            return _option(answer, {"yes": "Yes", "no": "No"})
        case Several(options):
            if isinstance(answer, str) or not isinstance(answer, Iterable):
                raise _Refused("not-a-list", answer=str(answer), options=tuple(options))
            return frozenset(_option(one, options) for one in answer)
        case Number():
            return _number(answer, fact.type)
        case Date():
            return _date(answer, fact.type, model, today)


def _is_option(fact: Fact, id: str) -> bool:
    return isinstance(fact.type, Choice | Several) and id in fact.type.options


def _option(answer: object, options: Mapping[str, str]) -> str:
    if not isinstance(answer, str) or answer not in options:
        raise _Refused("not-an-option", answer=str(answer), options=tuple(options))
    return answer


def _number(answer: object, kind: Number) -> int:
    number: Decimal | None = None
    if isinstance(answer, str):
        number, _ = read_number(answer.strip()) or (None, 0)
    elif isinstance(answer, int | float | Decimal) and not isinstance(answer, bool):
        number = Decimal(str(answer))
    try:
        steps = Decimal("nan") if number is None else number.scaleb(kind.decimals)
    except ArithmeticError:
        steps = Decimal("inf")
    if not steps.is_finite():
        raise _Refused("not-a-number", answer=str(answer))
    if steps != steps.to_integral_value():
        raise _Refused("too-precise", answer=str(answer), decimals=kind.decimals)
    if not kind.low <= steps <= kind.high:
        raise _Refused(
            "number-out-of-range", answer=str(answer), unit=kind.unit,
            low=str(Decimal(kind.low).scaleb(-kind.decimals)),
            high=str(Decimal(kind.high).scaleb(-kind.decimals)),
        )  # fmt: skip
    return int(steps)


def _date(answer: object, kind: Date, model: Model, today: int) -> int:
    given = str(answer)
    if isinstance(answer, str) and ISO_DATE.fullmatch(answer):
        with contextlib.suppress(ValueError):
            answer = datetime.date.fromisoformat(answer)
    if isinstance(answer, datetime.datetime) or not isinstance(answer, datetime.date):
        raise _Refused("not-a-date", answer=given)
    day, calendar = day_number(answer), model.calendar
    if not calendar.first <= day <= calendar.last:
        raise _Refused(
            "date-outside-calendar", date=answer.isoformat(),
            first=as_date(calendar.first).isoformat(), last=as_date(calendar.last).isoformat(),
        )  # fmt: skip
    if kind.range == "past" and day > today:
        raise _Refused(
            "date-after-today", date=answer.isoformat(), today=as_date(today).isoformat()
        )
    if kind.range == "future" and day < today:
        raise _Refused(
            "date-before-today", date=answer.isoformat(), today=as_date(today).isoformat()
        )
    return day


def _check_known(
    evaluator: Evaluator, situation: Situation, problems: Problems, places: Mapping[str, Place]
) -> None:
    """Report the facts that exist and are said to be not known though that cannot be answered."""
    facts = evaluator.model.facts
    doubtful = [
        id for id, value in situation.values.items() if value is None and not facts[id].unknown
    ]
    exists = evaluator.view(situation).exists if doubtful else {}
    for id in doubtful:
        if exists[id]:
            problems.add("cannot-be-unknown", places.get(id), fact=id, ask=facts[id].ask)


def _check_assumptions(
    evaluator: Evaluator, situation: Situation, problems: Problems, places: Mapping[str, Place]
) -> None:
    """Report the assumptions that the answers contradict."""
    assumptions = evaluator.model.assumptions
    if not assumptions:
        return
    masks = evaluator.view(situation).masks
    for assumption, boxes in zip(assumptions, evaluator.table.contradictions, strict=True):
        if settled(boxes, masks):
            facts = evaluator.assumption_facts(assumption)
            placed = [fact for fact in facts if fact in places]
            problems.add(
                "contradiction",
                places[placed[-1]] if placed else None,
                because=assumption.because,
                facts=facts,
            )
