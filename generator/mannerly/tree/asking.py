"""What is known while questions are asked, and what each question may bring.

A position is what an advisor knows on a day after some answers: exactly what the
evaluator makes of them. Positions in which the same rows are open with the same
open columns, and the same answers to come are equally likely, are one.

What has been answered on a day, in whatever order, is a partial situation; these are
numbered. A fact that is tied to no other is a digit, 0 while it is open. What is known
of tied facts together is a part, counted as it turns up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from mannerly.model.guide import Date, Situation
from mannerly.table.columns import facts_of
from mannerly.table.evaluate import Evaluator, Standing, View, bit_set, bits, settled
from mannerly.tree.odds import Cells, Odds, Today

#: An answer: the cells that it puts columns in, how likely it is, and what is known then.
Answer = tuple[Cells, float, "Position"]

#: Of how many sets of rules it is remembered what follows from them.
MOST_KNOWN = 100_000

#: The number of a partial situation where those that hang together cannot be listed.
NOT_NUMBERED = -1

#: The same before one looks at what is known then: the worlds that are left, and its number.
Move = tuple[Cells, float, int, int]


@dataclass(slots=True, eq=False)
class Position:
    """What is known. Facts are given by number, sets of them as bits.

    ``masks`` are the cells left open, and ``open`` the columns with several;
    ``possible`` the rows that may apply, and ``rows`` those on which the advice hangs;
    ``answered``, ``there`` and ``gone`` the facts that are answered, certainly exist,
    certainly do not; ``worlds`` those left of the odds; ``number`` is that of a partial
    situation in which this is known.
    What follows: ``acts`` are those between which it is open, ``counting`` the columns on
    which it hangs, ``wanted`` the facts that may make a difference, now or once they exist,
    ``asks`` those that may be asked now, none where all is settled, and ``key`` is what
    positions that are one share.
    """

    masks: tuple[int, ...]
    open: tuple[int, ...]
    possible: int
    answered: int
    there: int
    gone: int
    worlds: int
    today: Today
    number: int
    acts: tuple[str, ...] = ()
    rows: int = 0
    counting: tuple[int, ...] = ()
    wanted: int = 0
    asks: tuple[int, ...] = ()
    key: tuple[object, ...] = ()
    answers: dict[int, tuple[Answer, ...]] = field(default_factory=dict)


class Spent(Exception):
    """The budget does not suffice."""


class Asking:
    """All positions of a guide, as far as they have been looked at.

    ``looks`` is how often one has been looked at, and ``left`` the budget: how often one may
    still be. It is spent faster where a guide is so large that a look takes longer. Where it
    is spent, everything here that looks raises Spent.
    """

    def __init__(self, evaluator: Evaluator, complete: bool) -> None:
        self.looks, self.left = 0, sys.maxsize
        # Looks cost more where boxes are many, and there are then too many for any order.
        self._effort = 1 + (len(evaluator.boxes) // 200) ** 3
        self.evaluator = evaluator
        self.odds = Odds(evaluator)
        self.facts = tuple(evaluator.model.facts.values())
        self._complete = complete
        number = {fact.id: i for i, fact in enumerate(self.facts)}
        columns = evaluator.table.columns
        self._missing = [column.missing for column in columns]
        self._facts_in = [
            bit_set((number[id] for id in facts_of(column)), len(self.facts)) for column in columns
        ]
        self._own = [evaluator.fact_columns[fact.id] for fact in self.facts]
        self._all_columns = [
            tuple(c for c, spoken_of in enumerate(self._facts_in) if spoken_of >> i & 1)
            for i in range(len(self.facts))
        ]
        self._before = [
            bit_set((number[id] for id in fact.after), len(self.facts)) for fact in self.facts
        ]
        self._needs = [
            bit_set((number[id] for id in needed), len(self.facts)) for needed in evaluator.needs
        ]
        self._needing = bit_set(
            (i for i, needed in enumerate(self._needs) if needed), len(self._needs)
        )
        self._needed = reduce(or_, self._needs, 0)
        self._hangs_on = [evaluator.existence_columns.get(fact.id, ()) for fact in self.facts]
        #: the facts that do not always exist, each after those on which that hangs, with the boxes
        self._conditional = [
            (number[id], evaluator.table.existence[id])
            for id in evaluator.order
            if id in evaluator.table.existence
        ]
        self._tied = bit_set((number[id] for id in self.odds.tied), len(self.facts))
        dates = (i for i, fact in enumerate(self.facts) if isinstance(fact.type, Date))
        self._dated = bit_set(dates, len(self.facts)) & ~self._tied
        self._places, self.room = self._numbering()
        self._parts: dict[tuple[Today, int, int], int] = {}
        self._known: dict[tuple[int, int, int], tuple[Standing, int, int]] = {}
        self._stepped: dict[
            tuple[int, Today, tuple[int, ...]], Sequence[tuple[Cells, float, int]]
        ] = {}
        self._seen: dict[int, Position] = {}
        self._positions: dict[tuple[object, ...], Position] = {}
        #: what is known before the first question, for each class of days
        self.starts = tuple((today, self._start(today)) for today in self.odds.days)

    def partial_situations(self, most: int) -> int | None:
        """How many partial situations there are at most; None where they are more than ``most``."""
        found = {(today, 0, today.worlds) for today in self.odds.days}
        pending = list(found) if self.odds.listed else []
        while pending and len(found) * self.room <= most:
            today, answered, worlds = pending.pop()
            for fact in bits(self._tied & ~answered):
                closed = answered | 1 << fact
                for _, left in self.odds.split(worlds, self._decided(fact, closed)):
                    part = today, closed, left
                    if part not in found:
                        found.add(part)
                        pending.append(part)
        count = len(found) * self.room
        return count if self.odds.listed and count <= most else None

    def most_hangs_on(self, position: Position, facts: Iterable[int]) -> int:
        """The fact of some that decides on most of the rows on which the advice hangs.

        Such rows are settled soonest. (So branch solvers of satisfiability, on the variable
        that occurs most often: Hooker and Vinay, "Branching rules for satisfiability", Journal
        of Automated Reasoning 15, 1995.)
        """
        hanging, rows, masks = self.evaluator.hanging, position.rows, position.masks
        return max(facts, key=lambda fact: hanging(self.facts[fact].id, rows, masks))

    def answers(self, position: Position, fact: int) -> tuple[Answer, ...]:
        """What a question may bring: answers that cannot be are left out."""
        if fact not in position.answers:
            position.answers[fact] = tuple(
                (move[0], move[1], self._arrive(position, fact, move))
                for move in self.moves(position, fact)
            )
        return position.answers[fact]

    def moves(self, position: Position, fact: int) -> Sequence[Move]:
        """The same, before one looks at what is known then."""
        if self._tied >> fact & 1:
            return list(self._tied_moves(position, fact))
        worlds, number = position.worlds, position.number
        steps = self._steps(position, fact)
        if number == NOT_NUMBERED:
            return [(cells, share, worlds, number) for cells, share, _ in steps]
        return [(cells, share, worlds, number + step) for cells, share, step in steps]

    def _steps(self, position: Position, fact: int) -> Sequence[tuple[Cells, float, int]]:
        """The classes of answers about a free fact that make a difference, and their digits."""
        columns = self.odds.columns_of[self.facts[fact].id]
        counting = tuple([c for c in columns if c in position.counting])
        key = fact, position.today, counting
        if key not in self._stepped:
            shares: dict[Cells, float] = {}
            steps: dict[Cells, int] = {}
            classes = self.odds.classes(self.facts[fact], position.today.cells)
            for digit, (cells, share) in enumerate(classes, start=1):
                cells = tuple((c, cell) for c, cell in cells if c in counting)
                shares[cells] = shares.get(cells, 0.0) + share
                steps.setdefault(cells, digit * self._places[fact])
            self._stepped[key] = [(cells, share, steps[cells]) for cells, share in shares.items()]
        return self._stepped[key]

    def _tied_moves(self, position: Position, fact: int) -> Iterator[Move]:
        answered = position.answered | 1 << fact
        columns = self._decided(fact, answered | position.gone)
        if not self.odds.listed:
            for cells, share in self.odds.beside(self.facts[fact], position.masks, columns):
                yield cells, share, 0, NOT_NUMBERED
            return
        parts = self.odds.split(position.worlds, columns)
        weights = [self.odds.weight(worlds) for _, worlds in parts]
        total = sum(weights)
        for (cells, worlds), weight in zip(parts, weights, strict=True):
            number = self._part(position.today, answered, worlds) + position.number % self.room
            yield cells, weight / total, worlds, number

    def _decided(self, fact: int, closed: int) -> list[int]:
        """The columns of a tied fact that are decided once these facts are closed."""
        return [
            c for c in self.odds.columns_of[self.facts[fact].id] if not self._facts_in[c] & ~closed
        ]

    def _numbering(self) -> tuple[list[int], int]:
        """What a digit of each free fact counts for, and how many numbers these digits make."""
        places, room = [], 1
        for i, fact in enumerate(self.facts):
            places.append(room)
            if not self._tied >> i & 1:
                room *= 1 + max(
                    (len(self.odds.classes(fact, today.cells)) for today in self.odds.days),
                    default=0,
                )
        return places, room

    def _part(self, today: Today, answered: int, worlds: int) -> int:
        """The lowest number of the partial situations in which this is known of tied facts."""
        part = today, answered & self._tied, worlds
        return self.room * self._parts.setdefault(part, len(self._parts))

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
        position = self._look(
            masks, self.odds.columns, possible, 0, there, gone, today.worlds, today,
            self._part(today, 0, today.worlds),
        )  # fmt: skip
        return self._one(position)

    def _arrive(self, position: Position, fact: int, move: Move) -> Position:
        """What is known after an answer; positions that are one are the same object."""
        number = move[-1]
        known = self._seen.get(number)
        if known is None:
            known = self._one(self.look(position, fact, move))
            if number != NOT_NUMBERED:
                self._seen[number] = known
        return known

    def look(self, position: Position, fact: int, move: Move) -> Position:
        """What is known after an answer: as the evaluator draws the plain consequences."""
        cells, _, worlds, number = move
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
            position.answered | 1 << fact, there, gone, worlds, position.today, number,
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
        number: int,
    ) -> Position:
        """The position with what follows in it."""
        self.looks += 1
        self.left -= self._effort
        if self.left < 0:
            raise Spent
        index, closed = self.evaluator.index, answered | gone
        open_ = tuple(c for c in open_before if masks[c] & masks[c] - 1)
        whole = [index.all(c, masks[c]) for c in open_]
        certain = possible
        for rows in whole:
            certain &= rows
        standing, rows, certainly = self._standing(possible, certain, self._needed & closed)
        position = Position(
            tuple(masks), open_, possible, answered, there, gone, worlds, today, number,
            standing.acts,
        )  # fmt: skip
        if standing.settled:
            position.key = standing.acts
            return position
        # The columns that count, and the facts that are still to ask, now or once they exist.
        counting = [c for c, held in zip(open_, whole, strict=True) if rows & ~held]
        facts = 0
        for c in counting:
            facts |= self._facts_in[c]
        for rule in bits(standing.deciding & self._needing):
            facts |= self._needs[rule]
        if pending := facts & ~(there | closed):
            reached = set(counting)
            while pending:
                fact = pending.bit_length() - 1
                pending ^= 1 << fact
                for c in self._hangs_on[fact]:
                    if masks[c] & masks[c] - 1:
                        reached.add(c)
                    pending |= self._facts_in[c] & ~(facts | there | closed)
                    facts |= self._facts_in[c]
            counting = sorted(reached)
        wanted = facts & ~closed
        asked = wanted & there
        position.rows = rows
        position.counting = tuple(counting)
        position.wanted = wanted
        position.asks = tuple(fact for fact in bits(asked) if not asked & self._before[fact])
        position.key = (
            rows, certainly, wanted, asked,
            position.counting, tuple([masks[c] for c in counting]),
            (worlds if self.odds.listed else position.masks) if wanted & self._tied else None,
            today if wanted & self._dated else None,
        )  # fmt: skip
        return position

    def _one(self, position: Position) -> Position:
        """The first of the positions that are one with this."""
        return self._positions.setdefault(position.key, position)

    def _standing(self, possible: int, certain: int, closed: int) -> tuple[Standing, int, int]:
        """What follows, the rows it hangs on, and the rules it hangs on that certainly apply.

        ``closed`` are facts that texts may speak of.
        """
        key = (possible, certain, closed)
        known = self._known.get(key)
        if known is None:
            evaluator = self.evaluator
            exists = {fact.id: not closed >> i & 1 for i, fact in enumerate(self.facts)}
            applying = evaluator.rules_of(certain)
            view = View(Situation(0, {}), (), exists, evaluator.rules_of(possible), applying)
            standing = evaluator.standing(view, evaluator.guide_rules, self._complete)
            deciding = standing.deciding
            known = standing, possible & evaluator.rows_of(deciding), deciding & applying
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = known
        return known
