"""Many parts of the space said in few conditions that a person can read.

A part is widened, column by column, as far as it does not meet a part of which
something else is true; then it often takes in others of its kind, and what goes
without saying falls away (as in the minimising of Boolean functions by expanding
and covering: Brayton et al., "Logic Minimization Algorithms for VLSI Synthesis", 1984).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from operator import or_

from mannerly.model.conditions import (
    And,
    Comparison,
    Condition,
    DateCompare,
    DateTerm,
    Includes,
    InRange,
    Is,
    Known,
    Not,
    Offset,
    OnBusinessDay,
    OnWeekday,
    Or,
)
from mannerly.model.guide import Fact, Number
from mannerly.model.normal import normal
from mannerly.table.build import Table
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

Masks = tuple[int, ...]

MIRRORED: Mapping[Comparison, Comparison] = {"<": ">", "<=": ">=", "=": "=", ">=": "<=", ">": "<"}


class Readable:
    """Parts by what is true of them. ``telling`` are columns that are best kept.

    ``whole`` says that all parts there are have been added; else nothing is widened.
    """

    def __init__(self, table: Table, telling: Iterable[int], whole: bool) -> None:
        self._columns = table.columns
        self._facts = table.model.facts
        self._everything = tuple(everything(column) for column in table.columns)
        self._whole = whole
        self._parts: dict[Hashable, list[tuple[Masks, int]]] = {}
        telling = frozenset(telling)
        kinds = (KnownColumn, DateColumn, BusinessDayColumn, WeekdayColumn)
        self._order = sorted(
            range(len(table.columns)),
            key=lambda i: (i in telling, not isinstance(table.columns[i], kinds), -i),
        )

    def add(self, value: Hashable, parts: Sequence[tuple[Masks, int]]) -> None:
        """Note parts, with their sizes, of which the same is true."""
        self._parts[value] = list(parts)

    def where(self, value: Hashable) -> tuple[Condition, ...]:
        """Conditions one of which holds in every situation of these parts, and in no others.

        The one that takes in the most comes first.
        """
        others = [
            masks for other, parts in self._parts.items() if other != value for masks, _ in parts
        ]
        left = sorted(self._parts[value], key=lambda part: -part[1])
        found: list[tuple[int, Masks]] = []
        while left:
            box = self._widened(left[0][0], others) if self._whole else left[0][0]
            inside = [part for part in left if _inside(part[0], box)]
            left = [part for part in left if not _inside(part[0], box)]
            box = self._tight(box, [masks for masks, _ in inside])
            found.append((sum(size for _, size in inside), box))
        found.sort(key=lambda one: -one[0])
        return tuple(self._condition(box) for _, box in found)

    def _tight(self, box: Masks, inside: Sequence[Masks]) -> Masks:
        """A box that names only those answers, and "not known", that there are in its parts.

        Nor does it name what is in no part at all, since that cannot be.
        """
        tight = list(box)
        for i, column in enumerate(self._columns):
            if box[i] == self._everything[i]:
                continue
            there = reduce(or_, (masks[i] for masks in inside))
            gap = isinstance(column, NumberColumn) and len(_runs(list(bits(there)))) > 1
            if isinstance(column, ValueColumn | NumberColumn) and not gap:
                tight[i] = there
            elif column.missing and not there & 1 and not isinstance(column, KnownColumn):
                tight[i] &= ~1
            if self._whole:
                tight[i] &= self._somewhere[i]
                if tight[i] == self._somewhere[i]:
                    tight[i] = self._everything[i]
        return tuple(tight)

    @cached_property
    def _somewhere(self) -> Masks:
        """The cells of each column that are in some part."""
        parts = [masks for found in self._parts.values() for masks, _ in found]
        return tuple(reduce(or_, (masks[i] for masks in parts)) for i in range(len(self._columns)))

    def _widened(self, masks: Masks, others: Sequence[Masks]) -> Masks:
        """The masks with as few limits as keep them off the others.

        That something may also be not known comes last: what is known tells more.
        """
        wide = list(masks)
        apart = [{c for c, mask in enumerate(other) if not mask & masks[c]} for other in others]
        for missing_too in (False, True):
            for column in self._order:
                if wide[column] == self._everything[column]:
                    continue
                taken = 0
                for other, where in zip(others, apart, strict=True):
                    if len(where) == 1 and column in where:
                        taken |= other[column]
                wide[column] = self._grown(column, wide[column], taken, missing_too)
                for other, where in zip(others, apart, strict=True):
                    if column in where and other[column] & wide[column]:
                        where.discard(column)
        return tuple(wide)

    def _grown(self, i: int, mask: int, taken: int, missing_too: bool) -> int:
        """The cells of a column that are not taken; of numbers and dates only neighbours."""
        column = self._columns[i]
        free = self._everything[i] & ~taken
        if not taken or isinstance(column, KnownColumn):
            return free
        gone = int(column.missing)
        if gone and not missing_too:
            free &= ~gone | mask
        if not isinstance(column, DateColumn | NumberColumn):
            return free
        missing, run, known = free & gone, mask & ~gone, free & ~gone
        if not run:
            return free if missing_too and len(_runs(list(bits(known)))) == 1 else mask
        while (wider := (run | run << 1 | run >> 1) & known) != run:
            run = wider
        return run | missing

    def _condition(self, masks: Masks) -> Condition:
        parts = [
            _cells(column, mask, self._facts)
            for column, mask, whole in zip(self._columns, masks, self._everything, strict=True)
            if mask != whole
        ]
        return normal(And(tuple(parts)))


def _inside(part: Masks, box: Masks) -> bool:
    return all(not mask & ~limit for mask, limit in zip(part, box, strict=True))


def _cells(column: Column, mask: int, facts: Mapping[str, Fact]) -> Condition:
    """Where a column is in one of these cells."""
    if isinstance(column, KnownColumn):
        return Known(column.fact) if mask == 2 else Not(Known(column.fact))
    if column.missing:
        known = everything(column) & ~1
        if mask & 1:
            return Not(_cells(column, known & ~mask, facts))
        if mask == known:
            return And(_known(column))
        mask >>= 1
    cells = list(bits(mask))
    match column:
        case ValueColumn(fact, options):
            chosen = frozenset(options[cell] for cell in cells)
            left = frozenset(options) - chosen
            if not column.missing and len(left) == 1 < len(chosen):
                return Not(Is(fact, left))
            return Is(fact, chosen)
        case NumberColumn(fact, cuts):
            kind = facts[fact].type
            assert isinstance(kind, Number)
            bounds = [kind.low, *cuts, kind.high + 1]
            runs = [(bounds[first], bounds[last + 1] - 1) for first, last in _runs(cells)]
            return Or(tuple(_number(fact, kind, low, high) for low, high in runs))
        case IncludesColumn(fact, option):
            if cells == [1]:
                return Includes(fact, option)
            return And((*_known(column), Not(Includes(fact, option))))
        case WeekdayColumn(term):
            return OnWeekday(term, frozenset(cells))
        case BusinessDayColumn(term):
            if cells == [1]:
                return OnBusinessDay(term)
            return And((*_known(column), Not(OnBusinessDay(term))))
        case DateColumn():
            return Or(tuple(And(_between(column, low, high)) for low, high in _runs(cells)))


def _number(fact: str, kind: Number, low: int, high: int) -> Condition:
    """A range of numbers. Where it is more than one, the ends of all numbers are not said."""
    if low == high:
        return InRange(fact, low, high)
    return InRange(fact, None if low == kind.low else low, None if high == kind.high else high)


def _known(column: Column) -> tuple[Condition, ...]:
    """That what a column looks at is known, as far as it may not be."""
    return tuple(map(Known, facts_of(column))) if column.missing else ()


def _runs(cells: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for cell in cells:
        if runs and runs[-1][1] == cell - 1:
            runs[-1] = (runs[-1][0], cell)
        else:
            runs.append((cell, cell))
    return runs


def _between(column: DateColumn, low: int, high: int) -> tuple[Condition, ...]:
    """What it is to lie in these cells of a column of two dates."""
    first = column.cuts[low - 1] if low else None
    last = column.cuts[high] if high < len(column.cuts) else None
    if first and last and first[0] == last[0]:
        return (_compared(column, "=", first[0]),)
    found: list[Condition] = []
    if first:
        found.append(_compared(column, ">" if first[1] else ">=", first[0]))
    if last:
        found.append(_compared(column, "<=" if last[1] else "<", last[0]))
    return tuple(found)


def _compared(column: DateColumn, comparison: Comparison, count: int) -> Condition:
    """A comparison with so many units after the right hand date, the earlier one on the right.

    A negative number of days is said from the other side.
    """
    left, right, unit = column.left, column.right, column.unit
    if (count < 0 and unit == "days") or left.base is None:
        back = Offset(-count, unit)
        if unit == "days" or not count:
            return DateCompare(
                _after(right, Offset(0, unit)), MIRRORED[comparison], _after(left, back)
            )
    return DateCompare(left, comparison, _after(right, Offset(count, unit)))


def _after(term: DateTerm, offset: Offset) -> DateTerm:
    return replace(term, offsets=(*term.offsets, offset)) if offset.count else term
