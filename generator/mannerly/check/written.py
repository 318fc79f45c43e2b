"""Boxes as conditions, in the language of the guide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mannerly.model.calendar import as_date
from mannerly.model.conditions import DateTerm, Offset, Unit
from mannerly.model.dates import WEEKDAYS
from mannerly.model.guide import Model, Number, YesNo
from mannerly.model.numbers import as_written
from mannerly.table.build import Box, Table, may_be_missing
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    IncludesColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    WeekdayColumn,
    everything,
    facts_of,
)
from mannerly.table.evaluate import bits


def written(box: Box, table: Table) -> str:
    """The condition that holds in a box and nowhere else.

    A column's cells are those in which its facts are known, some of them, or the
    one in which they are not, but not both kinds.
    """
    model = table.model
    parts: dict[str, None] = {}
    for column, mask in box:
        kind = table.columns[column]
        missable = [fact for fact in facts_of(kind) if may_be_missing(model.facts[fact])]
        if kind.missing and mask == 1:
            unknown = " or ".join(f"{fact} is unknown" for fact in missable)
            parts[unknown if len(missable) == 1 else f"({unknown})"] = None
            continue
        assert not kind.missing or not mask & 1
        parts.update((f"{fact} is known", None) for fact in missable)
        if mask != everything(kind) & ~int(kind.missing):
            said = list(_said(kind, mask >> kind.missing, model))
            parts[said[0] if len(said) == 1 else f"({' or '.join(said)})"] = None
    return " and ".join(parts) or "always"


def _said(column: Column, mask: int, model: Model) -> Iterator[str]:
    """Conditions one of which holds in these cells, the first being the first that is known."""
    match column:
        case ValueColumn(fact, options) if isinstance(model.facts[fact].type, YesNo):
            yield fact if options[0] == "yes" and mask == 1 else f"not {fact}"
        case ValueColumn(fact, options):
            yield f"{fact} is {_one_of([options[cell] for cell in bits(mask)])}"
        case IncludesColumn(fact, option):
            yield f"{fact} {'include' if mask == 2 else 'do not include'} {option}"
        case WeekdayColumn(term):
            yield f"{_term(term)} is {_one_of([WEEKDAYS[day] for day in bits(mask)])}"
        case BusinessDayColumn(term):
            yield f"{_term(term)} is {'' if mask == 2 else 'not '}a business day"
        case NumberColumn(fact, cuts):
            kind = model.facts[fact].type
            assert isinstance(kind, Number)
            for first, last in _runs(mask):
                low = cuts[first - 1] if first else kind.low
                high = cuts[last] - 1 if last < len(cuts) else kind.high
                yield _between(fact, low, high, kind)
        case DateColumn():
            for first, last in _runs(mask):
                limits = []
                if first:
                    limits.append(_limit(column, first - 1, "on or after", "after"))
                if last < len(column.cuts):
                    limits.append(_limit(column, last, "before", "on or before"))
                yield " and ".join(limits)
        case KnownColumn():
            return


def _one_of(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def _between(fact: str, low: int, high: int, kind: Number) -> str:
    if low == high:
        return f"{fact} = {as_written(low, kind)}"
    if low == kind.low:
        return f"{fact} <= {as_written(high, kind)}"
    if high == kind.high:
        return f"{fact} >= {as_written(low, kind)}"
    return f"{fact} is between {as_written(low, kind)} and {as_written(high, kind)}"


def _limit(column: DateColumn, cut: int, at: str, past: str) -> str:
    """Being on one side of a cut, which lies at a day (``at``) or behind it (``past``)."""
    count, days = column.cuts[cut]
    right = _shifted(column.right, count, column.unit)
    return f"{_term(column.left)} is {past if days else at} {_term(right)}"


def _shifted(term: DateTerm, count: int, unit: Unit) -> DateTerm:
    if not count:
        return term
    if term.base is None and unit == "days":
        return DateTerm(None, term.day + count)
    return DateTerm(term.base, term.day, (*term.offsets, Offset(count, unit)))


def _term(term: DateTerm) -> str:
    said = as_date(term.day).isoformat() if term.base is None else term.base
    for offset in term.offsets:
        count, sign = abs(offset.count), "-" if offset.count < 0 else "+"
        unit = offset.unit.removesuffix("s") if count == 1 else offset.unit
        said += f" {sign} {count} {unit}"
    return said


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    """The first and the last cell of each stretch of neighbours."""
    while mask:
        low = mask & -mask
        run = mask & ~(mask + low)
        mask &= ~run
        yield low.bit_length() - 1, run.bit_length() - 1
