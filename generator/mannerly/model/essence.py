"""What of a guide its advice depends on, without its words: guides alike in this advise alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from mannerly.model.guide import Choice, Fact, Model, Several


def essence(model: Model) -> str:
    """A digest of everything but words, examples, chapters and places.

    It hangs on the order of the files, which decides what is told first.
    """
    known = hashlib.sha256()
    for part in _essential(model):
        known.update(_written(part).encode("utf-8", "surrogatepass"))
    return known.hexdigest()


def _essential(model: Model) -> Iterator[object]:
    calendar = model.calendar
    yield (calendar.first, calendar.last, calendar.margin, calendar.work_week, calendar.holidays)
    yield from map(_fact, model.facts.values())
    yield model.conditions  # elsewhere they are told by their names alone
    yield [assumption.that for assumption in model.assumptions]
    for act in model.acts.values():
        replies = [(reply.id, reply.changes) for reply in act.replies]
        yield (act.id, act.kind, act.points, act.changes, replies)
    for rule in model.rules.values():
        yield (
            rule.id, rule.when, rule.advise, rule.also, rule.avoid, rule.until, rule.by,
            rule.points, rule.aside is None, rule.over,
        )  # fmt: skip
    yield [
        (guarantee.id, guarantee.that, guarantee.whatever_comes)
        for guarantee in model.guarantees.values()
    ]
    yield list(model.sources)
    yield [(point.id, point.source, point.kind) for point in model.points.values()]


def _fact(fact: Fact) -> Fact:
    """A fact without its words."""
    type = fact.type
    if isinstance(type, Choice | Several):
        type = replace(type, options=dict.fromkeys(type.options, ""))
    unknown = None if fact.unknown is None else ""
    return replace(fact, name="", ask="", help="", type=type, unknown=unknown)


def _written(value: object) -> str:
    """A value as text, the same in every process: sets have no order of their own."""
    kind: Any = type(value)
    if kind is str or kind is int or value is None:
        return repr(value)
    if isinstance(value, tuple | list):
        return f"[{','.join([_written(one) for one in value])}]"
    if names := _compared(kind):
        parts = [_written(getattr(value, name)) for name in names]
        return f"{kind.__name__}({','.join(parts)})"
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted([_written(one) for one in value]))}}}"
    if isinstance(value, Mapping):
        return f"({','.join([f'{_written(key)}:{_written(value[key])}' for key in value])})"
    return repr(value)


@cache
def _compared(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass that tell its values apart; none of what is no dataclass."""
    if not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind) if field.compare)
