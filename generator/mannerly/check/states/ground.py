"""What all states of a guide's plans stand on: its table, cut finely enough, and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mannerly.check.states.versions import Versions
from mannerly.model.conditions import Condition, DateTerm, InRange, Known, atoms, terms
from mannerly.model.guide import Add, Number
from mannerly.model.interpreter import facts_in
from mannerly.table.build import Boxer, Table, build_table, may_be_missing
from mannerly.table.columns import (
    Column,
    DayColumn,
    FactColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    bases,
    everything,
    facts_of,
)
from mannerly.table.evaluate import Evaluator, RowIndex, bit_set, bits
from mannerly.table.impossible import impossible_boxes

#: A number that changes is cut into so many cells at most.
MOST_CELLS = 300

#: How many states may be looked at, all together.
BUDGET = 200_000


class TooManyStates(Exception):
    """The states were not all looked at within the budget, or numbers are cut too finely."""

    def __init__(self, looked_at: int) -> None:
        super().__init__(f"{looked_at} states")
        self.looked_at = looked_at


class Ground:
    """The rows are the boxes of rules on which the next act hangs, then those of what cannot be.

    ``looked_at`` counts the states that have been looked at.
    ``complete`` says that it is proved that every situation has advice.
    """

    def __init__(self, evaluator: Evaluator, complete: bool) -> None:
        """Raises TooManyStates where numbers would be cut too finely."""
        self.model = model = evaluator.model
        self.complete = complete
        self.looked_at = 0
        finer = _finer(evaluator.table)
        if finer:
            evaluator = Evaluator(build_table(model, Boxer(model, finer)))
        self.evaluator = evaluator
        self.table = evaluator.table
        self.columns = self.table.columns
        self.versions = Versions(model.calendar)
        matter = evaluator.guide_rules & evaluator.advising
        for i in bits(evaluator.guide_rules & evaluator.overriding):
            if evaluator.beats[i] & evaluator.advising:
                matter |= 1 << i
        kept = [row for row, rule in enumerate(evaluator.row_rule) if matter >> rule & 1]
        boxes = [*(evaluator.boxes[row] for row in kept), *impossible_boxes(self.table)]
        self.index = RowIndex(self.columns, boxes)
        #: the rows of rules
        self.of_rules = (1 << len(kept)) - 1
        #: the rule of each row
        self.row_rule = [evaluator.row_rule[row] for row in kept]
        #: the rows of each rule
        self.rows_of: dict[int, int] = {}
        for row, rule in enumerate(self.row_rule):
            self.rows_of[rule] = self.rows_of.get(rule, 0) | 1 << row
        #: the columns that some row limits
        self.limited = sorted({column for box in boxes for column, _ in box})
        self.with_until = bit_set(
            (i for i, id in enumerate(evaluator.rule_ids) if model.rules[id].until is not None),
            len(evaluator.rule_ids),
        )
        self.everything = tuple(map(everything, self.columns))
        self.fact_columns = {
            id: [c for c, column in enumerate(self.columns)
                 if isinstance(column, FactColumn) and column.fact == id]
            for id in model.facts
        }  # fmt: skip
        #: the columns that tell of facts whether they have a value
        self.known = _told_known(self.columns)
        #: the columns of dates that look at a fact, or at ``"today"``
        self.day_columns: dict[str, list[int]] = {}
        for c, column in enumerate(self.columns):
            if isinstance(column, DayColumn):
                for base in dict.fromkeys(bases(column)):
                    self.day_columns.setdefault(base, []).append(c)
        #: the facts that each column looks at
        self.facts = [facts_of(column) for column in self.columns]
        self.hanging = self._what_hangs_on_what()

    def count(self) -> None:
        """Count a state; raises TooManyStates beyond the budget."""
        self.looked_at += 1
        if self.looked_at > BUDGET:
            raise TooManyStates(self.looked_at)

    def _what_hangs_on_what(self) -> Mapping[str, frozenset[str]]:
        """For each fact those, and ``"today"``, on which it hangs whether it exists."""
        found: dict[str, frozenset[str]] = {}
        for id in self.evaluator.order:
            when = self.model.facts[id].when
            hangs: set[str] = set()
            if when is not None:
                hangs |= facts_in(when)
                hangs |= {t.base for atom in atoms(when) for t in terms(atom) if t.base == "today"}
                for other in facts_in(when):
                    hangs |= found[other]
            found[id] = frozenset(hangs)
        return found


def _told_known(columns: Sequence[Column]) -> dict[str, int]:
    return {
        column.fact: c
        for c, column in enumerate(columns)
        if isinstance(column, KnownColumn | ValueColumn | NumberColumn) and column.missing
    }


def _finer(table: Table) -> tuple[Condition, ...]:
    """Conditions at which the columns of plans are cut besides those of the table.

    Each cell of a number has to be in one cell still when something is added, and
    of a date that another one is reckoned from it has to be plain whether it is known.
    """
    found: list[Condition] = []
    added: dict[str, set[int]] = {}
    known = _told_known(table.columns)
    for act in table.model.acts.values():
        for change in (*act.changes, *(c for reply in act.replies for c in reply.changes)):
            match change.to:
                case Add(count):
                    added.setdefault(change.fact, set()).add(count)
                case DateTerm(base=str() as base) if base != "today" and base not in known:
                    if may_be_missing(table.model.facts[base]):
                        found.append(Known(base))
    for column in table.columns:
        if isinstance(column, NumberColumn) and column.fact in added:
            kind = table.model.facts[column.fact].type
            assert isinstance(kind, Number)
            cuts, pending = set(column.cuts), list(column.cuts)
            while pending:
                cut = pending.pop()
                for count in added[column.fact]:
                    if kind.low < cut - count <= kind.high and cut - count not in cuts:
                        cuts.add(cut - count)
                        pending.append(cut - count)
                if len(cuts) > MOST_CELLS:
                    raise TooManyStates(0)
            found += [InRange(column.fact, cut, None) for cut in sorted(cuts - {*column.cuts})]
    return tuple(found)
