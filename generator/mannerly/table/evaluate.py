"""Advice from the table: bit sets of the boxes that each cell leaves possible.

Each box of each rule is a row. A column keeps, for every cell, the set of rows
that allow it, as the bits of one integer; the intersection over the columns is
what applies. Half the answers will do: then it is what may still apply. (Bit-map
indexes: O'Neil and Quass, "Improved query performance with variant indexes",
SIGMOD 1997.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mannerly.model.calendar import Calendar
from mannerly.model.conditions import DateTerm
from mannerly.model.guide import (
    Assumption,
    Date,
    Model,
    Situation,
    Value,
)
from mannerly.model.interpreter import facts_in, speaks
from mannerly.table.build import Box, Boxes, Table, existence_order, needs
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    DayColumn,
    FactColumn,
    WeekdayColumn,
    everything,
    fact_cell,
    facts_of,
)


def bits(number: int) -> Iterator[int]:
    """The positions of the set bits, lowest first."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def bit_set(positions: Iterable[int], size: int) -> int:
    """The integer with these bits set; quick also for many of them."""
    buffer = bytearray(size // 8 + 1)
    for position in positions:
        buffer[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(buffer, "little")


class RowIndex:
    """For each column and set of cells, which of some boxes allow any or all of them."""

    def __init__(self, columns: Sequence[Column], boxes: Sequence[Box]) -> None:
        self.boxes = boxes
        size = len(boxes)
        self.all_rows = (1 << size) - 1
        changes: dict[int, dict[int, list[int]]] = {}
        limited: dict[int, list[int]] = {}
        for row, box in enumerate(boxes):
            for column, mask in box:
                limited.setdefault(column, []).append(row)
                changed = changes.setdefault(column, {})
                for cell in bits((mask ^ mask << 1) & everything(columns[column])):
                    changed.setdefault(cell, []).append(row)
        #: column → cell → the rows that allow it
        self.allow = [[self.all_rows] * column.cells for column in columns]
        for column, changed in changes.items():
            # Going up, each row that the column limits comes in and goes out again.
            allowed = self.all_rows ^ bit_set(limited[column], size)
            for cell in range(columns[column].cells):
                allowed ^= bit_set(changed.get(cell, ()), size)
                self.allow[column][cell] = allowed
        self._any: list[dict[int, int]] = [{} for _ in columns]
        self._all: list[dict[int, int]] = [{} for _ in columns]

    def any(self, column: int, mask: int) -> int:
        """The rows that allow some cell of the mask."""
        known = self._any[column]
        if mask not in known:
            rows = 0
            for cell in bits(mask):
                rows |= self.allow[column][cell]
            known[mask] = rows
        return known[mask]

    def all(self, column: int, mask: int) -> int:
        """The rows that allow every cell of the mask."""
        known = self._all[column]
        if mask not in known:
            rows = self.all_rows
            for cell in bits(mask):
                rows &= self.allow[column][cell]
            known[mask] = rows
        return known[mask]


@dataclass(frozen=True, slots=True)
class View:
    """What some answers leave open: the cells of columns, and which rules may and must apply.

    ``exists`` says of each fact whether it exists, None where that is open.
    ``possible`` and ``certain`` are sets of rules as bits, in the order of the model.
    """

    situation: Situation
    masks: tuple[int, ...]
    exists: Mapping[str, bool | None]
    possible: int
    certain: int

    def value(self, fact: str) -> Value | None:
        """The fact's value, or None where it is missing or open."""
        return self.situation.values.get(fact) if self.exists[fact] else None

    def day(self, term: DateTerm, calendar: Calendar) -> int | None:
        """The day that a date expression means, or None where its fact is missing or open."""
        if term.base is None:
            return calendar.resolve(term, term.day)
        base = self.situation.today if term.base == "today" else self.value(term.base)
        return calendar.resolve(term, base) if isinstance(base, int) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What follows from a view for the guide or for one source.

    ``live`` are the rules that may apply and that no rule certainly overrides;
    ``firm`` those that certainly apply and that no rule may override. ``deciding``
    are those on which the next act hangs, ``adding`` those on which anything
    hangs: live ones, and those that may override one of them though they are
    overridden themselves.
    """

    live: int
    firm: int
    deciding: int
    adding: int
    acts: tuple[str, ...]
    settled: bool


class Evaluator:
    """The table, indexed for advice."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.model: Model = table.model
        self.rule_ids = tuple(table.rules)
        self.position = {id: i for i, id in enumerate(self.rule_ids)}
        self.row_rule: list[int] = []
        boxes = []
        for i, rule_boxes in enumerate(table.rules.values()):
            for box in rule_boxes:
                self.row_rule.append(i)
                boxes.append(box)
        self.boxes = tuple(boxes)
        self.index = RowIndex(table.columns, boxes)
        self.rows_are_rules = self.row_rule == list(range(len(self.rule_ids)))
        rules = [self.model.rules[id] for id in self.rule_ids]
        size = len(rules)
        self.advise = tuple(rule.advise for rule in rules)
        self.beats = tuple(
            bit_set((self.position[q] for q in rule.over), size) if rule.over else 0
            for rule in rules
        )
        self.overriding = bit_set((i for i, over in enumerate(self.beats) if over), size)
        self.advising = bit_set((i for i, act in enumerate(self.advise) if act is not None), size)
        self.guide_rules = bit_set(
            (i for i, rule in enumerate(rules) if speaks(rule, None, self.model)), size
        )
        self.everything = tuple(everything(column) for column in table.columns)
        self.order = existence_order(self.model)
        self.fact_columns: dict[str, list[int]] = {id: [] for id in self.model.facts}
        #: the columns of dates by the facts that they look at, "today" for those that look at none
        self._day_columns: dict[str, list[tuple[int, DayColumn]]] = {}
        for i, column in enumerate(table.columns):
            if isinstance(column, FactColumn):
                self.fact_columns[column.fact].append(i)
            else:
                for fact in facts_of(column) or ("today",):
                    self._day_columns.setdefault(fact, []).append((i, column))
        #: the sets of columns on which the existence of a fact hangs
        self.existence_columns = {
            id: tuple(sorted({column for box in boxes for column, _ in box}))
            for id, boxes in table.existence.items()
        }

    @cached_property
    def dated(self) -> int:
        """The rules whose advice has a date."""
        return bit_set(
            (
                i
                for i, id in enumerate(self.rule_ids)
                if self.model.rules[id].until or self.model.rules[id].by
            ),
            len(self.rule_ids),
        )

    @cached_property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """For each rule the facts that its dates and texts speak of."""
        return tuple(needs(self.model.rules[id], self.model) for id in self.rule_ids)

    def voice(self, source: str | None) -> int:
        """The rules of the guide, or those that speak for one source."""
        if source is None:
            return self.guide_rules
        return bit_set(
            (
                i
                for i, id in enumerate(self.rule_ids)
                if speaks(self.model.rules[id], source, self.model)
            ),
            len(self.rule_ids),
        )

    def assumption_facts(self, assumption: Assumption) -> tuple[str, ...]:
        """The facts that an assumption speaks of, in the order of the model."""
        spoken_of = facts_in(assumption.that)
        return tuple(fact for fact in self.model.facts if fact in spoken_of)

    def rules(self, found: int) -> tuple[str, ...]:
        """The ids of a set of rules, in the order of the model."""
        return tuple(self.rule_ids[i] for i in bits(found))

    def view(self, situation: Situation) -> View:
        """What a situation, whole or in part, leaves open."""
        masks = list(self.everything)
        exists: dict[str, bool | None] = {}
        values: dict[str, Value | None] = {}
        self._place_days("today", situation.today, values, masks)
        for id in self.order:
            there = self._exists(id, masks)
            exists[id] = there
            if there is False:
                values[id] = None
            elif there and id in situation.values:
                values[id] = situation.values[id]
            elif there and self.model.facts[id].unknown is None:
                for c in self.fact_columns[id]:
                    if self.table.columns[c].missing:
                        masks[c] &= ~1
                continue
            else:
                continue
            for c in self.fact_columns[id]:
                masks[c] = 1 << fact_cell(self.table.columns[c], values[id])
            if isinstance(self.model.facts[id].type, Date):
                self._place_days(id, situation.today, values, masks)
        possible = certain = self.index.all_rows
        for column, mask in enumerate(masks):
            possible &= self.index.any(column, mask)
            certain &= self.index.all(column, mask)
        return View(
            situation, tuple(masks), exists, self.rules_of(possible), self.rules_of(certain)
        )

    def standing(self, view: View, voice: int, complete: bool) -> Standing:
        """What follows for a set of rules; ``complete`` says that one of it always advises."""
        possible, certain = view.possible & voice, view.certain & voice
        live = possible & ~self.beaten_by(certain)
        firm = certain & ~self.beaten_by(possible)
        advising = live & self.advising
        deciding = advising if complete else possible
        adding = live
        for i in bits(possible & self.overriding):
            if self.beats[i] & advising:
                deciding |= 1 << i
            if self.beats[i] & live:
                adding |= 1 << i
        acts = tuple(dict.fromkeys(self.advise[i] for i in bits(advising)))
        settled = (
            len(acts) == 1
            and bool(complete or advising & firm)
            and not advising & self.dated & ~firm
            and not any(self._open(fact, view) for i in bits(advising) for fact in self.needs[i])
        )
        return Standing(
            live, firm, deciding, adding, tuple(act for act in acts if act is not None), settled
        )

    def overridden(self, view: View, voice: int) -> Mapping[str, tuple[str, ...]]:
        """The rules that certainly apply and are overridden, each with the rules over it."""
        certain = view.certain & voice
        overriding = list(bits(certain & self.overriding))
        return {
            self.rule_ids[i]: tuple(self.rule_ids[j] for j in overriding if self.beats[j] >> i & 1)
            for i in bits(certain & self.beaten_by(certain))
        }

    def open_facts(self, view: View, rules: int) -> tuple[str, ...]:
        """The facts still to ask on which it hangs which of these rules stand, in order.

        A fact whose existence is open is not asked before the facts that its
        existence hangs on; these are then in the list.
        """
        rows = self.open_rows(view, rules)
        wanted = [
            column for column, mask in enumerate(view.masks) if rows & ~self.index.all(column, mask)
        ]
        asked: set[str] = set()
        done: set[int] = set()
        pending = [fact for column in wanted for fact in facts_of(self.table.columns[column])]
        pending += [fact for i in bits(rules) for fact in self.needs[i]]
        while pending:
            fact = pending.pop()
            if view.exists[fact] is None:
                for column in self.existence_columns[fact]:
                    if column not in done:
                        done.add(column)
                        pending.extend(facts_of(self.table.columns[column]))
            elif self._open(fact, view):
                asked.add(fact)
        return tuple(fact for fact in self.model.facts if fact in asked)

    def open_rows(self, view: View, rules: int) -> int:
        """The rows of these rules that may apply."""
        rows = self.rows_of(rules)
        for column, mask in enumerate(view.masks):
            rows &= self.index.any(column, mask)
        return rows

    def hanging(self, fact: str, rows: int, masks: Sequence[int]) -> int:
        """How many of these rows do not allow all cells that are left, in each column of a fact.

        What that is in several columns is added up.
        """
        return sum([(rows & ~self.index.all(c, masks[c])).bit_count() for c in self._looking[fact]])

    @cached_property
    def _looking(self) -> Mapping[str, tuple[int, ...]]:
        """For each fact the columns that look at it."""
        facts = [facts_of(column) for column in self.table.columns]
        return {
            id: tuple(c for c, some in enumerate(facts) if id in some) for id in self.model.facts
        }

    def _open(self, fact: str, view: View) -> bool:
        """Whether a fact's value is still open: an answer tells nothing while it may not exist."""
        exists = view.exists[fact]
        return exists is None or (exists and fact not in view.situation.values)

    def _exists(self, id: str, masks: Sequence[int]) -> bool | None:
        boxes = self.table.existence.get(id)
        return True if boxes is None else settled(boxes, masks)

    def _place_days(
        self, base: str, today: int, values: Mapping[str, Value | None], masks: list[int]
    ) -> None:
        """Fill in the columns that look at a date that is now known, or known to be missing."""
        missing = base in values and values[base] is None
        for c, column in self._day_columns.get(base, ()):
            cell = 0 if missing else self._day_cell(column, today, values)
            if cell is not None:
                masks[c] = 1 << cell

    def _day_cell(
        self, column: DayColumn, today: int, values: Mapping[str, Value | None]
    ) -> int | None:
        """The cell of a column of dates, or None where one of its dates is open or missing."""
        calendar = self.model.calendar

        def day(term: DateTerm) -> int | None:
            base = today if term.base == "today" else term.day
            if term.base not in (None, "today"):
                value = values.get(term.base or "")
                if not isinstance(value, int):
                    return None
                base = value
            return calendar.resolve(term, base)

        match column:
            case DateColumn(left, right):
                one, other = day(left), day(right)
                return None if one is None or other is None else column.cell(one, other, calendar)
            case WeekdayColumn(term):
                one = day(term)
                return None if one is None else column.cell(one)
            case BusinessDayColumn(term):
                one = day(term)
                return None if one is None else column.cell(one, calendar)

    def beaten_by(self, rules: int) -> int:
        """The rules that these are over."""
        beaten = 0
        for i in bits(rules & self.overriding):
            beaten |= self.beats[i]
        return beaten

    def rules_of(self, rows: int) -> int:
        """The rules of a set of rows."""
        if self.rows_are_rules:
            return rows
        return bit_set((self.row_rule[row] for row in bits(rows)), len(self.rule_ids))

    def rows_of(self, rules: int) -> int:
        """The rows of a set of rules."""
        if self.rows_are_rules:
            return rules
        return bit_set(
            (row for row, rule in enumerate(self.row_rule) if rules >> rule & 1), len(self.boxes)
        )


def settled(boxes: Boxes, masks: Sequence[int]) -> bool | None:
    """Whether a union of boxes certainly holds for these cells, certainly does not, or is open."""
    open_ = False
    for box in boxes:
        whole = True
        for column, mask in box:
            held = masks[column]
            if not held & mask:
                break
            if held & ~mask:
                whole = False
        else:
            if whole:
                return True
            open_ = True
    return None if open_ else False
