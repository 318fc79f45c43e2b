"""What becomes of a situation once an act is done, or has brought a reply."""

from __future__ import annotations

from collections.abc import Sequence

from mannerly.model.conditions import DateTerm
from mannerly.model.guide import (
    Add,
    Change,
    Choice,
    Date,
    Model,
    Number,
    Situation,
    ToAsk,
    Value,
)
from mannerly.table.evaluate import Evaluator


def changed(evaluator: Evaluator, situation: Situation, changes: Sequence[Change]) -> Situation:
    """The situation after some changes, on the same day.

    All of them are worked out from the situation before and then put in
    together; of two that change one fact, the later counts. So what comes of
    a reply is ``(*act.changes, *reply.changes)``. A number that has no value
    is not added to, and a date that hangs on one without a value is to ask.
    """
    view = evaluator.view(situation)
    values: dict[str, Value | None] = dict(situation.values)
    for change in changes:
        match change.to:
            case ToAsk():
                values.pop(change.fact, None)
            case Add(count):
                number = view.value(change.fact)
                kind = evaluator.model.facts[change.fact].type
                if isinstance(number, int) and isinstance(kind, Number):
                    values[change.fact] = min(kind.high, max(kind.low, number + count))
            case DateTerm() as term:
                day = view.day(term, evaluator.model.calendar)
                if day is None:
                    values.pop(change.fact, None)
                else:
                    values[change.fact] = day
            case value:
                values[change.fact] = value
    return Situation(situation.today, values)


def lasting(model: Model) -> tuple[str, ...]:
    """The facts that stay as they are while advice is followed, and so tell stories apart.

    Those are the choices that no act and no reply changes, and the past dates that no act changes.
    """
    done = {change.fact for act in model.acts.values() for change in act.changes}
    heard = {
        change.fact
        for act in model.acts.values()
        for reply in act.replies
        for change in reply.changes
    }
    return tuple(
        id
        for id, fact in model.facts.items()
        if (isinstance(fact.type, Choice) and id not in done | heard)
        or (fact.type == Date("past") and id not in done)
    )
