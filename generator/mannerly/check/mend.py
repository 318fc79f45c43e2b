"""What would mend a finding: the rule that a gap lacks, the override that settles a conflict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from mannerly.check.questions import Engines
from mannerly.check.regions import NoneStands, Question, Undecided, meets
from mannerly.check.written import written
from mannerly.model.guide import Situation
from mannerly.problems import Mend
from mannerly.table.build import Box
from mannerly.table.columns import DateColumn, NumberColumn
from mannerly.table.evaluate import Evaluator, bits

#: So many acts are offered for a new rule to advise.
_OFFERED = 6


class Mender:
    """Works out mends, and asks what else they would change."""

    def __init__(self, evaluator: Evaluator, engines: Engines) -> None:
        self._evaluator = evaluator
        self._engines = engines
        self._space = engines.space
        self._table = evaluator.table
        self._rules = evaluator.model.rules
        self._beats = self._space.beats
        self._over: dict[str, list[str]] = {id: [] for id in self._rules}
        for rule in self._rules.values():
            if rule.aside is None:
                for other in rule.over:
                    self._over[other].append(rule.id)
        self._new_ids = (f"new-rule-{number}" for number in count(1))

    # Gaps

    def gap(self, situation: Situation, taken: Sequence[Box]) -> Box:
        """A box around a situation without advice in which no situation has any.

        It is as wide as it can be: each column in turn, those in their plainest
        cell first, is not limited at all if that will do, and else to as many
        neighbouring cells as will do. It stays clear of the boxes ``taken``.
        """
        masks = list(self._evaluator.view(situation).masks)
        plainness = self._space.plainness
        order = sorted(range(len(masks)), key=lambda column: plainness.best(column, masks[column]))

        def widened(column: int, mask: int) -> bool:
            """Widen a column, if there is no advice then either."""
            before, masks[column] = masks[column], mask
            if self._without_advice(tuple(enumerate(masks)), taken):
                return True
            masks[column] = before
            return False

        left = [column for column in order if not widened(column, self._space.everything[column])]
        for column in left:
            kind = self._table.columns[column]
            if kind.missing and masks[column] == 1:
                continue
            present = self._space.everything[column] & ~int(kind.missing)
            if widened(column, present):
                continue
            in_order = isinstance(kind, DateColumn | NumberColumn)
            at = masks[column]
            above, below = present & ~(at | at - 1), present & (at - 1)
            for way in (list(bits(above)), list(bits(below))[::-1]):
                for cell in way:
                    if not widened(column, masks[column] | 1 << cell) and in_order:
                        break
        everything = self._space.everything
        return tuple((i, mask) for i, mask in enumerate(masks) if mask != everything[i])

    def _without_advice(self, box: Box, taken: Sequence[Box]) -> bool:
        """Whether it is proved that no situation in a box has advice, or lies in another box."""
        rows = self._space.index.all_rows
        for column, mask in box:
            rows &= self._space.index.any(column, mask)
        advising = self._evaluator.advising & self._evaluator.guide_rules
        rules = {self._space.row_rule[row] for row in bits(rows & ~self._space.impossible)}
        try:
            for rule in sorted(rules):
                if advising >> rule & 1:
                    id = self._space.rule_ids[rule]
                    over = self._space.rows(self._over[id])
                    standing = Question(meets([box], self._table.rules[id]), over)
                    if self._engines.exists("mends", standing):
                        return False
            return not self._engines.exists("mends", Question(meets([box], taken)))
        except Undecided:
            return False

    def rule(self, box: Box) -> Mend:
        """A rule for a box, to be pasted and filled in."""
        acts = list(self._evaluator.model.acts)
        offered = ", ".join(acts[:_OFFERED]) + (", …" if len(acts) > _OFFERED else "")
        id = next(id for id in self._new_ids if id not in self._rules)
        return Mend(
            f"- rule: {id}\n"
            f"  when: {written(box, self._table)}\n"
            f"  advise: …  # one of: {offered}\n"
            "  because: …\n"
            "  editorial: …\n"
        )

    # Conflicts

    def overrides(self, one: str, other: str) -> tuple[Mend, ...]:
        """The lines that would make one of two rules decide over the other, each way.

        What would go round in a circle is left out; each says what else it would bring about.
        """
        found = []
        for winner, loser in ((one, other), (other, one)):
            if not self._is_over(loser, winner):
                over = ", ".join([*sorted(self._rules[winner].over), loser])
                found.append(Mend(f"over: [{over}]", winner, tuple(self._then(winner, loser))))
        return tuple(found)

    def _is_over(self, one: str, other: str) -> bool:
        """Whether a rule is over another, by way of others too."""
        found, pending = {one}, [one]
        while pending:
            for beaten in self._rules[pending.pop()].over:
                if beaten not in found:
                    found.add(beaten)
                    pending.append(beaten)
        return other in found

    def _then(self, winner: str, loser: str) -> Iterator[str]:
        """The codes of the problems that an override would bring about."""
        over = self._space.rows(self._over[loser])
        boxes, winning = self._table.rules[loser], self._table.rules[winner]
        stands = Question(boxes, over | self._space.rows([winner]))
        position = self._evaluator.position
        beats = list(self._beats)
        beats[position[winner]] |= 1 << position[loser]
        advising = self._evaluator.advising & self._evaluator.guide_rules
        # Only where the one that loses stood before can advice be lost.
        silent = Question(meets(boxes, winning), over, silent=NoneStands(advising, beats))
        try:
            if not self._engines.exists("mends", stands):
                yield "dead-rule"
            if advising >> position[loser] & 1 and self._engines.exists("mends", silent):
                yield "gap"
        except Undecided:
            yield "undecided"
