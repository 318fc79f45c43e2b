"""What cannot be, as boxes: values without existence, contradicted assumptions."""

from __future__ import annotations

from mannerly.table.build import Box, Boxes, Table, may_be_missing
from mannerly.table.columns import (
    KnownColumn,
    NumberColumn,
    ValueColumn,
    everything,
    facts_of,
)


def impossible_boxes(table: Table) -> Boxes:
    """The boxes of what cannot be, dates aside.

    A fact that does not exist has no value; one that exists and offers no "not
    known" has one; columns of one fact are missing together; no assumption is
    contradicted.
    """
    model = table.model
    found: list[Box] = []
    known = {c.fact: i for i, c in enumerate(table.columns) if isinstance(c, KnownColumn)}
    for i, column in enumerate(table.columns):
        if not column.missing or isinstance(column, KnownColumn):
            continue
        if isinstance(column, ValueColumn | NumberColumn):
            known[column.fact] = i
            continue
        present = everything(column) & ~1
        missable = [f for f in facts_of(column) if may_be_missing(model.facts[f])]
        for fact in missable:
            found.append(tuple(sorted(((i, present), (known[fact], 1)))))
        found.append(tuple(sorted([(i, 1), *((known[f], 2) for f in missable)])))
    for id, own in known.items():
        for box in table.absence.get(id, ()):
            found.extend(_with(box, own, everything(table.columns[own]) & ~1))
        if model.facts[id].unknown is None:
            for box in table.existence.get(id, ((),)):
                found.extend(_with(box, own, 1))
    for boxes in table.contradictions:
        found.extend(boxes)
    return tuple(found)


def _with(box: Box, column: int, mask: int) -> Boxes:
    """The box cut down to some cells of one more column."""
    masks = dict(box)
    masks[column] = masks.get(column, mask) & mask
    return (tuple(sorted(masks.items())),) if masks[column] else ()
