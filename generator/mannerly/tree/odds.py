"""How likely answers are: the weights of situations, from which all averages are worked out.

A situation is thought to come about fact by fact, each after those that its
existence hangs on. An option counts as often as the editor says, else once. Of
numbers, lists and dates, all classes of values count alike that the guide's rules
tell apart: for a number the cells of its column, for a list which of the options
that matter are chosen, for a date the combinations of cells in all its columns
together that today and the dates before it leave possible. "Not known" counts as
one more. What an assumption rules out beside the facts before does not count at
all. Today is any day of the calendar.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mannerly.model.guide import Date, Fact, Several
from mannerly.table.columns import (
    BusinessDayColumn,
    DateColumn,
    IncludesColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    WeekdayColumn,
    facts_of,
)
from mannerly.table.date_cells import all_that_fit
from mannerly.table.dates import DateSolver
from mannerly.table.evaluate import Evaluator, bit_set, settled

#: How many situations may hang together before a guide counts as too large to weigh.
MOST_WORLDS = 20_000

#: Cells of some columns, by column.
Cells = tuple[tuple[int, int], ...]


class _TooManyWorlds(Exception):
    """More situations hang together than ``MOST_WORLDS``."""


@dataclass(frozen=True, slots=True)
class Today:
    """A class of days that the guide tells apart, by the cells of what looks at today alone.

    ``share`` is how many of the calendar's days are such, of all that can be; ``worlds``
    is the set of worlds on such days.
    """

    cells: Cells
    share: float
    worlds: int


class Odds:
    """The weights of a guide's situations.

    Facts that assumptions or columns of two dates bring together, with all that their
    existence hangs on, are listed as worlds: every combination of their cells, with
    its weight. A set of worlds is an integer, its bits in the order of the list. All
    other facts are independent of them and of each other where they exist. Where
    there are more worlds than ``MOST_WORLDS``, none are listed, and ``listed`` is
    false: then answers are taken for equally likely at each question, whatever was
    asked before it.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.table = evaluator.table
        self.model = evaluator.model
        self._solver = DateSolver(self.table.model, self.table.columns)
        self.columns = self._columns_that_count()
        #: for each fact its columns, those of several dates included
        self.columns_of: dict[str, tuple[int, ...]] = {
            id: tuple(c for c in self.columns if id in facts_of(self.table.columns[c]))
            for id in self.model.facts
        }
        self._today = [c for c in self.columns if not facts_of(self.table.columns[c])]
        self.tied = self._tied_facts()
        self._classes: dict[tuple[str, Cells], tuple[tuple[Cells, float], ...]] = {}
        self._fitting: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[Cells, ...]] = {}
        worlds: list[tuple[tuple[int, ...], float]] = []
        days: list[tuple[Cells, int, int]] = []
        self.listed = True
        try:
            for cells, count in self._days():
                found = list(self._worlds(cells, MOST_WORLDS - len(worlds)))
                start = len(worlds)
                worlds += found
                if found:
                    days.append((cells, count, (1 << len(worlds)) - (1 << start)))
        except _TooManyWorlds:
            self.listed = False
            worlds = []
            days = [
                (cells, count, 0)
                for cells, count in self._days()
                if not self._broken(self._on(cells))
            ]
        all_days = sum(count for _, count, _ in days)
        self.days = tuple(Today(cells, count / all_days, held) for cells, count, held in days)
        self._holding = self._by_cell([masks for masks, _ in worlds])
        weights: dict[float, list[int]] = {}
        for i, (_, weight) in enumerate(worlds):
            weights.setdefault(weight, []).append(i)
        self._weights = [(bit_set(held, len(worlds)), w) for w, held in weights.items()]

    def weight(self, worlds: int) -> float:
        """How much these worlds weigh together."""
        return sum(weight * (worlds & held).bit_count() for held, weight in self._weights)

    def split(self, worlds: int, columns: Sequence[int]) -> list[tuple[Cells, int]]:
        """The worlds by their cells in some columns of the tied facts."""
        parts: list[tuple[Cells, int]] = [((), worlds)]
        for c in columns:
            parts = [
                ((*cells, (c, cell)), both)
                for cells, part in parts
                for cell, held in self._holding[c]
                if (both := part & held)
            ]
        return parts

    def classes(self, fact: Fact, today: Cells) -> tuple[tuple[Cells, float], ...]:
        """The classes of answers about a fact that is tied to no other, each with its share."""
        key = (fact.id, today)
        if key not in self._classes:
            self._classes[key] = self.beside(fact, self._on(today), self.columns_of[fact.id])
        return self._classes[key]

    def beside(
        self, fact: Fact, masks: Sequence[int], columns: Sequence[int]
    ) -> tuple[tuple[Cells, float], ...]:
        """The classes of answers about a fact beside these cells of other facts, with shares.

        ``columns`` are those of its columns that its answer decides.
        """
        found = [
            (cells, weight)
            for cells, weight in self._values(fact, masks, columns)
            if not self._broken(_narrowed(masks, cells))
        ]
        total = sum(weight for _, weight in found)
        return tuple((cells, weight / total) for cells, weight in found)

    def _by_cell(self, worlds: Sequence[Sequence[int]]) -> dict[int, list[tuple[int, int]]]:
        """For each column of tied facts its cells, each with the worlds that lie in it."""
        holding: dict[int, list[tuple[int, int]]] = {}
        for c in self.columns:
            if self.tied.issuperset(facts_of(self.table.columns[c])):
                lying: dict[int, list[int]] = {}
                for i, masks in enumerate(worlds):
                    lying.setdefault(masks[c].bit_length() - 1, []).append(i)
                holding[c] = [(cell, bit_set(lying[cell], len(worlds))) for cell in sorted(lying)]
        return holding

    def _columns_that_count(self) -> tuple[int, ...]:
        """The columns by which the guide's own rules, existence and assumptions tell apart."""
        table, voice = self.table, self.evaluator.guide_rules
        boxes = [
            box
            for id, found in table.rules.items()
            if voice >> self.evaluator.position[id] & 1
            for box in found
        ]
        boxes += [box for found in table.existence.values() for box in found]
        boxes += [box for found in table.contradictions for box in found]
        counting = {c for box in boxes for c, _ in box}
        facts = {fact for c in counting for fact in facts_of(table.columns[c])}
        return tuple(
            i
            for i, column in enumerate(table.columns)
            if i in counting or (isinstance(column, KnownColumn) and column.fact in facts)
        )

    def _tied_facts(self) -> frozenset[str]:
        table = self.table
        tied = {
            fact
            for found in table.contradictions
            for box in found
            for c, _ in box
            for fact in facts_of(table.columns[c])
        }
        for c in self.columns:
            facts = facts_of(table.columns[c])
            tied.update(facts if len(facts) > 1 else ())
        pending = list(tied)
        while pending:
            for c in self.evaluator.existence_columns.get(pending.pop(), ()):
                fresh = set(facts_of(table.columns[c])) - tied
                tied |= fresh
                pending += fresh
        return frozenset(tied)

    def _days(self) -> Iterator[tuple[Cells, int]]:
        """The classes of days, and how many days of the calendar are in each."""
        calendar, columns = self.model.calendar, self.table.columns

        def cells(day: int) -> Iterator[tuple[int, int]]:
            for c in self._today:
                match columns[c]:
                    case DateColumn(left, right) as column:
                        one, other = (
                            calendar.resolve(term, term.day if term.base is None else day)
                            for term in (left, right)
                        )
                        yield c, column.cell(one, other, calendar)
                    case WeekdayColumn(term) as column:
                        yield (
                            c,
                            column.cell(
                                calendar.resolve(term, term.day if term.base is None else day)
                            ),
                        )
                    case BusinessDayColumn(term) as column:
                        then = calendar.resolve(term, term.day if term.base is None else day)
                        yield c, column.cell(then, calendar)

        if not self._today:
            return iter([((), 1)])
        days = range(calendar.first, calendar.last + 1)
        return iter(Counter(tuple(cells(day)) for day in days).items())

    def _on(self, today: Cells) -> list[int]:
        masks = list(self.evaluator.everything)
        for c, cell in today:
            masks[c] = 1 << cell
        return masks

    def _worlds(self, today: Cells, room: int) -> Iterator[tuple[tuple[int, ...], float]]:
        """The masks and weights of the worlds on a class of days."""
        order = [self.model.facts[id] for id in self.evaluator.order if id in self.tied]
        place = {fact.id: i for i, fact in enumerate(order)}
        # A column of two dates is filled in with the later one.
        earlier = {
            id: [
                c
                for c in self.columns_of[id]
                if all(place[other] <= i for other in facts_of(self.table.columns[c]))
            ]
            for id, i in place.items()
        }
        masks = self._on(today)
        pending = [] if self._broken(masks) else [(0, masks, 1.0)]
        while pending:
            done, masks, weight = pending.pop()
            if done == len(order):
                room -= 1
                if room < 0:
                    raise _TooManyWorlds
                yield tuple(masks), weight
                continue
            fact = order[done]
            if fact.when is None or settled(self.table.existence[fact.id], masks):
                found = self.beside(fact, masks, earlier[fact.id])
            else:
                found = ((tuple((c, 0) for c in self.columns_of[fact.id]), 1.0),)
            for cells, share in reversed(found):
                pending.append((done + 1, _narrowed(masks, cells), weight * share))

    def _broken(self, masks: Sequence[int]) -> bool:
        return any(settled(boxes, masks) for boxes in self.table.contradictions)

    def _values(
        self, fact: Fact, masks: Sequence[int], columns: Sequence[int]
    ) -> Iterator[tuple[Cells, float]]:
        """What may be answered about a fact that exists: cells of its columns, and a weight."""
        if not columns:
            yield (), 1.0
            return
        if fact.unknown is not None:
            gone = tuple((c, 0) for c in self.columns_of[fact.id])
            yield gone, float(fact.likely.get("unknown", 1))
        match fact.type:
            case Date():
                for cells in self._days_of(columns, masks):
                    yield cells, 1.0
            case Several():
                known = [(c, 1) for c in columns if isinstance(self.table.columns[c], KnownColumn)]
                included = [c for c in columns if isinstance(self.table.columns[c], IncludesColumn)]
                for chosen in itertools.product((0, 1), repeat=len(included)):
                    marked = [
                        (c, yes + self.table.columns[c].missing)
                        for c, yes in zip(included, chosen, strict=True)
                    ]
                    yield tuple(sorted(known + marked)), 1.0
            case _:
                (c,) = columns
                column = self.table.columns[c]
                assert isinstance(column, ValueColumn | NumberColumn)
                for cell in range(column.missing, column.cells):
                    likely = 1
                    if isinstance(column, ValueColumn):
                        likely = fact.likely.get(column.options[cell - column.missing], 1)
                    yield ((c, cell),), float(likely)

    def _days_of(self, columns: Sequence[int], masks: Sequence[int]) -> tuple[Cells, ...]:
        """The combinations of cells of these columns that real dates have beside given ones."""
        key = (tuple(columns), tuple(masks[c] for c in self._solver.columns))
        if key not in self._fitting:
            known = {c for c in columns if isinstance(self.table.columns[c], KnownColumn)}
            there = list(masks)
            for c in columns:
                if self.table.columns[c].missing and there[c] & there[c] - 1:
                    there[c] &= ~1
            found = all_that_fit(self._solver, there, [c for c in columns if c not in known])
            self._fitting[key] = tuple(
                sorted(
                    tuple((c, 1 if c in known else here[c].bit_length() - 1) for c in columns)
                    for here in found
                )
            )
        return self._fitting[key]


def _narrowed(masks: Sequence[int], cells: Cells) -> list[int]:
    narrowed = list(masks)
    for c, cell in cells:
        narrowed[c] = 1 << cell
    return narrowed
