"""What of a guide its advice depends on, without its words: guides alike in this advise alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from mannerly.model.guide import Choice, Fact, Model, Several, Text
from mannerly.problems import Place

_NOWHERE = Place("", 0, 0, 0, 0)
_NOTHING = Text((), _NOWHERE)


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
    yield [assumption.that for assumption in model.assumptions]
    for act in model.acts.values():
        replies = [(reply.id, reply.changes) for reply in act.replies]
        yield (act.id, act.kind, act.points, act.changes, replies)
    for rule in model.rules.values():
        yield replace(
            rule, group=None, when_text="", because=_NOTHING,
            editorial=None, aside=None if rule.aside is None else "",
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
    match value:
        case frozenset() | set():
            return f"{{{','.join(sorted(map(_written, value)))}}}"
        case tuple() | list():
            return f"[{','.join(map(_written, value))}]"
        case Mapping():
            return f"({','.join(f'{_written(key)}:{_written(one)}' for key, one in value.items())})"
        case _ if is_dataclass(value):
            parts = (_written(getattr(value, one.name)) for one in fields(value) if one.compare)
            return f"{type(value).__name__}({','.join(parts)})"
        case _:
            return repr(value)
