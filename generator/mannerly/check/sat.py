"""The second engine: the same questions to the space of all situations, put to CaDiCaL.

Every column is a number of cells in order encoding: a variable for each cell but
the first says that the situation lies in it or in a later one, so that a range of
cells is two literals. (Crawford and Baker, "Experimental results on the application
of satisfiability algorithms to scheduling problems", AAAI 1994.) Boxes, rules and
the rules that stand become literals when a question first speaks of them, and one
solver keeps what it has learnt from question to question.

Which dates fit together is not written down beforehand. Where the solver puts
forward cells that no dates fit, it is told why not, in as few and as wide ranges as
hold it apart (lazy clauses, as in SAT modulo theories: Nieuwenhuis, Oliveras and
Tinelli, Journal of the ACM 53, 2006). There are finitely many, so it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pysat.card import ITotalizer
from pysat.solvers import Solver

from mannerly.check.regions import Question, Space, beaten_by, read_situation
from mannerly.model.guide import Situation
from mannerly.table.build import Box
from mannerly.table.columns import DateColumn
from mannerly.table.evaluate import bits

#: As python-sat calls it.
CADICAL = "cadical195"


class Sat:
    """CaDiCaL, with what cannot be told to it once and for all."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._solver = Solver(name=CADICAL)
        self._variables = 0
        self._true = self._new()
        self._add(self._true)
        #: for each column, the literals of "in this cell or a later one", from the second cell on
        self._from = [[self._new() for _ in range(1, column.cells)] for column in space.columns]
        for literals in self._from:
            for earlier, later in zip([self._true, *literals], literals, strict=False):
                self._add(-later, earlier)
        self._masks: dict[tuple[int, int], int] = {}
        self._boxes: dict[Box, int] = {}
        self._rules: dict[int, int] = {}
        self._standing: dict[int, int] = {}
        self._beaten_by = beaten_by(space.beats)
        self._counter: ITotalizer | None = None
        for row in bits(space.impossible):
            self._add(*self._outside(space.boxes[row]))

    def exists(self, question: Question) -> bool:
        """Whether there is such a situation."""
        asked = self._ask(question)
        found = self._cells([asked]) is not None
        self._add(-asked)
        return found

    def smallest(self, question: Question) -> Situation | None:
        """The smallest situation as asked for, as ``Space.smallest`` finds it, or None."""
        asked = self._ask(question)
        cells = self._cells([asked])
        if cells is not None:
            cells = self._smaller(asked, cells)
        self._add(-asked)
        if cells is None:
            return None
        days = self._space.dates.solve([1 << cell for cell in cells])
        assert days is not None
        return read_situation(self._space.table, cells, days)

    def standing_beside(self, rule: int, others: Iterable[int]) -> set[int]:
        """Those of other rules that stand in some situation in which this one stands.

        Rules are given by position. All are asked about at once; those found are
        taken out, until there are none to find.
        """
        left = set(others)
        found: set[int] = set()
        while left:
            asked = self._new()
            self._add(-asked, *map(self._stands, sorted(left)))
            if self._cells([asked, self._stands(rule)]) is None:
                break
            model = self._solver.get_model()
            seen = {other for other in left if model[self._stands(other) - 1] > 0}
            self._add(-asked)
            found |= seen
            left -= seen
        return found

    # What a question comes to

    def _ask(self, question: Question) -> int:
        """A literal that makes the solver look for what is asked for."""
        asked = self._new()
        self._add(-asked, *(self._box(box) for box in question.within))
        outside = [self._space.boxes[row] for row in bits(question.outside)]
        for box in (*outside, *question.extra):
            self._add(-asked, *self._outside(box))
        if question.silent:
            over = beaten_by(question.silent.beats)
            for rule in bits(question.silent.rules):
                self._add(-asked, -self._rule(rule), *map(self._rule, over.get(rule, ())))
        return asked

    def _stands(self, rule: int) -> int:
        """A literal that only holds where a rule applies and none applies that is over it."""
        if rule not in self._standing:
            standing = self._standing[rule] = self._new()
            self._add(-standing, self._rule(rule))
            for other in self._beaten_by.get(rule, ()):
                self._add(-standing, -self._rule(other))
        return self._standing[rule]

    def _rule(self, rule: int) -> int:
        """The literal of a rule, given by position, applying."""
        if rule not in self._rules:
            space = self._space
            rows = space.rule_rows[space.rule_ids[rule]]
            self._rules[rule] = self._any_of([self._box(space.boxes[row]) for row in rows])
        return self._rules[rule]

    def _box(self, box: Box) -> int:
        """The literal of lying in a box."""
        if box not in self._boxes:
            self._boxes[box] = -self._any_of(self._outside(box))
        return self._boxes[box]

    def _outside(self, box: Box) -> list[int]:
        """Literals one of which holds exactly outside a box."""
        return [-self._mask(column, mask) for column, mask in box]

    def _mask(self, column: int, mask: int) -> int:
        """The literal of lying in these cells of a column."""
        key = column, mask
        if key not in self._masks:
            runs = []
            while mask:
                low = mask & -mask
                run = mask & ~(mask + low)
                mask &= ~run
                first, end = low.bit_length() - 1, run.bit_length()
                runs.append(
                    -self._any_of([-self._reaching(column, first), self._reaching(column, end)])
                )
            self._masks[key] = self._any_of(runs)
        return self._masks[key]

    def _reaching(self, column: int, cell: int) -> int:
        """The literal of lying in this cell or a later one."""
        literals = self._from[column]
        if cell == 0:
            return self._true
        return literals[cell - 1] if cell <= len(literals) else -self._true

    def _any_of(self, literals: Sequence[int]) -> int:
        """A literal that holds exactly where one of these does."""
        literals = [literal for literal in literals if literal != -self._true]
        if not literals:
            return -self._true
        if len(literals) == 1 or self._true in literals:
            return literals[0] if len(literals) == 1 else self._true
        whole = self._new()
        self._add(-whole, *literals)
        for literal in literals:
            self._add(whole, -literal)
        return whole

    # What comes of it

    def _cells(self, assumed: Iterable[int]) -> list[int] | None:
        """The cells of a situation in which this holds, one a column; None if there is none."""
        assumed = list(assumed)
        while self._solver.solve(assumptions=assumed):
            model = self._solver.get_model()
            cells = [sum(model[v - 1] > 0 for v in literals) for literals in self._from]
            masks = [1 << cell for cell in cells]
            if self._space.dates.can_fit(masks):
                return cells
            self._add(*self._outside(self._clash(masks)))
        return None

    def _clash(self, masks: Sequence[int]) -> Box:
        """Few and wide ranges of cells, these among them, that no dates fit together."""
        space = self._space
        wide = list(masks)
        dates = space.dates.columns

        def clash(column: int, mask: int) -> bool:
            """Widen a column, if no dates fit then either."""
            before, wide[column] = wide[column], mask
            if space.dates.can_fit(wide):
                wide[column] = before
                return False
            return True

        held = [column for column in dates if not clash(column, space.everything[column])]
        for column in held:
            kind = space.columns[column]
            if isinstance(kind, DateColumn):
                # The missing cell is no limit to dates; the others are in order.
                later = space.everything[column] & ~(masks[column] - 1)
                clash(column, later) or clash(column, masks[column] * 2 - 1 - kind.missing)
        return tuple((column, wide[column]) for column in held)

    def _smaller(self, asked: int, cells: list[int]) -> list[int]:
        """The cells of the smallest situation, given those of one."""
        plainness = self._space.plainness
        if not cells:
            return cells
        unplain = [
            -self._mask(column, 1 << order[0]) for column, order in enumerate(plainness.orders)
        ]
        if self._counter is None:
            self._counter = ITotalizer(unplain, ubound=len(unplain), top_id=self._variables)
            self._variables = max(self._variables, self._counter.top_id)
            for clause in self._counter.cnf.clauses:
                self._add(*clause)
        assumed = [asked]
        while number := plainness.size([1 << cell for cell in cells])[0]:
            fewer = self._cells([asked, -self._counter.rhs[number - 1]])
            if fewer is None:
                break
            cells = fewer
        if number < len(unplain):
            assumed.append(-self._counter.rhs[number])
        for column, order in enumerate(plainness.orders):
            # Ever plainer, until none is.
            while rank := order.index(cells[column]):
                plainer = sum(1 << cell for cell in order[:rank])
                better = self._cells([*assumed, self._mask(column, plainer)])
                if better is None:
                    break
                cells = better
            assumed.append(self._mask(column, 1 << cells[column]))
        return cells

    def _new(self) -> int:
        self._variables += 1
        return self._variables

    def _add(self, *clause: int) -> None:
        self._solver.add_clause(list(clause))
