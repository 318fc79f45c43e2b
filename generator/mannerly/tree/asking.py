"""What is known while questions are asked, and what each question may bring.

A position is what an advisor knows on a day after some answers: exactly what the
evaluator makes of them. Positions in which the same rows are open with the same
open columns, and the same answers to come are equally likely, are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mannerly.model.guide import Date, Situation
from mannerly.table.columns import facts_of
from mannerly.table.evaluate import Evaluator, Standing, View, bit_set, bits, settled
from mannerly.tree.odds import Cells, Odds, Today

#: An answer: the cells that it puts columns in, how likely it is, and what is known then.
Answer = tuple[Cells, float, "Position"]


@dataclass(slots=True, eq=False)
class Position:
    """What is known. Facts are given by number, sets of them as bits.

    ``masks`` are the cells left open, and ``open`` the columns with several;
    ``possible`` the rows that may apply; ``answered``, ``there`` and ``gone`` the facts
    that are answered, certainly exist, certainly do not; ``worlds`` those left of
    the odds. What follows: ``acts`` are those between which it is open, ``rules`` how
    many rules stand for them, ``counting`` the columns on which it hangs, ``wanted`` the
    facts that may make a difference, now or once they exist, and ``asks`` those that may be
    asked now, none where all is settled.
    """

    masks: tuple[int, ...]
    open: tuple[int, ...]
    possible: int
    answered: int
    there: int
    gone: int
    worlds: int
    today: Today
    acts: tuple[str, ...] = ()
    rules: int = 0
    counting: tuple[int, ...] = ()
    wanted: int = 0
    asks: tuple[int, ...] = ()
    answers: dict[int, tuple[Answer, ...]] = field(default_factory=dict)


class Spent(Exception):
    """The budget does not suffice."""


class Asking:
    """All positions of a guide, as far as they have been looked at.

    ``left`` is the budget: how often one may still be looked at. It is spent faster
    where a guide is so large that a look takes longer.
    """

    def __init__(self, evaluator: Evaluator, complete: bool, budget: int) -> None:
        """Raises Spent, as everything here that looks at positions does."""
        self.left = budget
        # Looks cost more where boxes are many, and there are then too many for any order.
        self._effort = 1 + (len(evaluator.boxes) // 200) ** 3
        self.evaluator = evaluator
        self.odds = Odds(evaluator)
        self.facts = tuple(evaluator.model.facts.values())
        self._complete = complete
        number = {fact.id: i for i, fact in enumerate(self.facts)}
        columns = evaluator.table.columns
        self._missing = [column.missing for column in columns]
        self._facts_of = [tuple(number[id] for id in facts_of(column)) for column in columns]
        self._own = [evaluator.fact_columns[fact.id] for fact in self.facts]
        self._all_columns = [
            tuple(c for c, spoken_of in enumerate(self._facts_of) if i in spoken_of)
            for i in range(len(self.facts))
        ]
        self._after = [tuple(number[id] for id in fact.after) for fact in self.facts]
        self._needs = [tuple(number[id] for id in needed) for needed in evaluator.needs]
        self._needed = bit_set({i for needed in self._needs for i in needed}, len(self.facts))
        self._hangs_on = [evaluator.existence_columns.get(fact.id, ()) for fact in self.facts]
        #: the facts that do not always exist, each after those on which that hangs, with the boxes
        self._conditional = [
            (number[id], evaluator.table.existence[id])
            for id in evaluator.order
            if id in evaluator.table.existence
        ]
        self._tied = frozenset(number[id] for id in self.odds.tied)
        self._dated = frozenset(
            i
            for i, fact in enumerate(self.facts)
            if isinstance(fact.type, Date) and i not in self._tied
        )
        self._known: dict[tuple[int, int, int], tuple[Standing, int]] = {}
        self._rules: dict[int, int] = {}
        self._positions: dict[tuple[object, ...], Position] = {}
        #: what is known before the first question, for each class of days
        self.starts = tuple((today, self._start(today)) for today in self.odds.days)

    @property
    def count(self) -> int:
        """How many positions have been looked at, those that are one counting once."""
        return len(self._positions)

    def answers(self, position: Position, fact: int) -> tuple[Answer, ...]:
        """What a question may bring: answers that cannot be are left out."""
        if fact not in position.answers:
            found = self._tied_answers if fact in self._tied else self._free_answers
            position.answers[fact] = tuple(found(position, fact))
        return position.answers[fact]

    def _free_answers(self, position: Position, fact: int) -> Iterator[Answer]:
        shares: dict[Cells, float] = {}
        for cells, share in self.odds.classes(self.facts[fact], position.today.cells):
            cells = tuple((c, cell) for c, cell in cells if c in position.counting)
            shares[cells] = shares.get(cells, 0.0) + share
        for cells, share in shares.items():
            yield cells, share, self._answered(position, fact, cells, position.worlds)

    def _tied_answers(self, position: Position, fact: int) -> Iterator[Answer]:
        closed = position.answered | position.gone | 1 << fact
        columns = [
            c
            for c in self.odds.columns_of[self.facts[fact].id]
            if all(closed >> other & 1 for other in self._facts_of[c])
        ]
        if not self.odds.listed:
            for cells, share in self.odds.beside(self.facts[fact], position.masks, columns):
                yield cells, share, self._answered(position, fact, cells, 0)
            return
        parts = self.odds.split(position.worlds, columns)
        weights = [self.odds.weight(worlds) for _, worlds in parts]
        total = sum(weights)
        for (cells, worlds), weight in zip(parts, weights, strict=True):
            yield cells, weight / total, self._answered(position, fact, cells, worlds)

    def _start(self, today: Today) -> Position:
        masks = list(self.evaluator.everything)
        for c, cell in today.cells:
            masks[c] = 1 << cell
        there = bit_set(
            (i for i, fact in enumerate(self.facts) if fact.when is None), len(self.facts)
        )
        gone = 0
        for i, boxes in self._conditional:
            there, gone, _ = self._settle(i, settled(boxes, masks), masks, there, gone)
        possible = self.evaluator.index.all_rows
        for c in self.odds.columns:
            possible &= self.evaluator.index.any(c, masks[c])
        return self._look(masks, self.odds.columns, possible, 0, there, gone, today.worlds, today)

    def _answered(self, position: Position, fact: int, cells: Cells, worlds: int) -> Position:
        """What is known after an answer: as the evaluator draws the plain consequences."""
        masks, changed = list(position.masks), {c for c, _ in cells}
        for c, cell in cells:
            masks[c] = 1 << cell
        if any(masks[c] == 1 and self._missing[c] for c in self._own[fact]):
            for c in self._all_columns[fact]:
                masks[c] = 1
            changed.update(self._all_columns[fact])
        there, gone = position.there, position.gone
        for i, boxes in self._conditional:
            if not (there | gone) >> i & 1 and not changed.isdisjoint(self._hangs_on[i]):
                exists = settled(boxes, masks)
                there, gone, touched = self._settle(i, exists, masks, there, gone)
                changed.update(touched)
        possible = position.possible
        for c in changed:
            possible &= self.evaluator.index.any(c, masks[c])
        return self._look(
            masks, position.open, possible,
            position.answered | 1 << fact, there, gone, worlds, position.today,
        )  # fmt: skip

    def _settle(
        self, fact: int, exists: bool | None, masks: list[int], there: int, gone: int
    ) -> tuple[int, int, Sequence[int]]:
        """Put in whether a fact exists; gives the facts there and gone, and columns touched."""
        if exists is None:
            return there, gone, ()
        if not exists:
            for c in self._all_columns[fact]:
                masks[c] = 1
            return there, gone | 1 << fact, self._all_columns[fact]
        if self.facts[fact].unknown is None:
            for c in self._own[fact]:
                masks[c] &= ~self._missing[c]
        return there | 1 << fact, gone, self._own[fact]

    def _look(
        self,
        masks: Sequence[int],
        open_before: Sequence[int],
        possible: int,
        answered: int,
        there: int,
        gone: int,
        worlds: int,
        today: Today,
    ) -> Position:
        """The position with what follows in it, or the one that it is the same as."""
        self.left -= self._effort
        if self.left < 0:
            raise Spent
        index, closed = self.evaluator.index, answered | gone
        open_ = tuple(c for c in open_before if masks[c] & masks[c] - 1)
        whole = [index.all(c, masks[c]) for c in open_]
        certain = possible
        for rows in whole:
            certain &= rows
        standing, rows = self._standing(possible, certain, self._needed & closed)
        position = Position(
            tuple(masks), open_, possible, answered, there, gone, worlds, today,
            standing.acts, standing.live.bit_count(),
        )  # fmt: skip
        if standing.settled:
            return self._positions.setdefault(standing.acts, position)
        # The columns that count, and the facts that are still to ask, now or once they exist.
        counting = {c for c, held in zip(open_, whole, strict=True) if rows & ~held}
        facts = {fact for c in counting for fact in self._facts_of[c]}
        facts.update(fact for rule in bits(standing.deciding) for fact in self._needs[rule])
        pending = [fact for fact in facts if not (there | closed) >> fact & 1]
        while pending:
            for c in self._hangs_on[pending.pop()]:
                if masks[c] & masks[c] - 1:
                    counting.add(c)
                for fact in self._facts_of[c]:
                    if fact not in facts:
                        facts.add(fact)
                        if not (there | closed) >> fact & 1:
                            pending.append(fact)
        to_ask = [fact for fact in sorted(facts) if not closed >> fact & 1]
        asked = [fact for fact in to_ask if there >> fact & 1]
        position.counting = tuple(sorted(counting))
        position.wanted = sum(1 << fact for fact in to_ask)
        position.asks = tuple(
            fact for fact in asked if not any(other in asked for other in self._after[fact])
        )
        tied = not self._tied.isdisjoint(to_ask)
        key = (
            rows, standing.deciding & self._rules_of(certain), tuple(to_ask), tuple(asked),
            position.counting, tuple([masks[c] for c in position.counting]),
            (worlds if self.odds.listed else position.masks) if tied else None,
            None if self._dated.isdisjoint(to_ask) else today,
        )  # fmt: skip
        return self._positions.setdefault(key, position)

    def _standing(self, possible: int, certain: int, closed: int) -> tuple[Standing, int]:
        """What follows, and the rows it hangs on. ``closed`` are facts that texts may speak of."""
        key = (possible, certain, closed)
        if key not in self._known:
            evaluator = self.evaluator
            exists = {fact.id: not closed >> i & 1 for i, fact in enumerate(self.facts)}
            view = View(
                Situation(0, {}), (), exists,
                self._rules_of(possible), self._rules_of(certain),
            )  # fmt: skip
            standing = evaluator.standing(view, evaluator.guide_rules, self._complete)
            self._known[key] = standing, possible & evaluator.rows_of(standing.deciding)
        return self._known[key]

    def _rules_of(self, rows: int) -> int:
        if rows not in self._rules:
            self._rules[rows] = self.evaluator.rules_of(rows)
        return self._rules[rows]
