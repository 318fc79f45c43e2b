"""Which acts a plan may do again and again without end, by what they do to facts.

A plan without an end does some acts for ever. What these make of a fact holds for good from
some step on: a number to which all of them add is at its highest, an answer that all of them
give stays given. An act that no rule advises then is none of them, and with fewer acts more
holds for good. Where only waits are left that each end on a day reckoned from an answer, their
days are used up one by one, and every plan ends. This looks at no plan; it may leave over acts
that do not recur.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Act, Add, Fact, Number, ToAsk, Value
from mannerly.table.build import Box
from mannerly.table.columns import BusinessDayColumn, DateColumn, fact_cell
from mannerly.table.evaluate import Evaluator, bit_set, bits


def recurring(evaluator: Evaluator) -> frozenset[str]:
    """The ids of acts that may recur for ever; where there are none, every plan ends.

    This is so without replies, and where no plan goes round in a circle on one day.
    """
    return _Recurring(evaluator).acts()


class _Recurring:
    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._model = evaluator.model
        #: for each act the boxes of its rules, with the rule of each
        self._boxes: dict[str, list[tuple[int, Box]]] = {}
        advising = evaluator.guide_rules & evaluator.advising
        for rule, box in zip(evaluator.row_rule, evaluator.boxes, strict=True):
            act = evaluator.advise[rule]
            if advising >> rule & 1 and act is not None:
                self._boxes.setdefault(act, []).append((rule, box))
        #: the columns that assumptions look at
        self._assumed = {c for boxes in evaluator.table.contradictions for b in boxes for c, _ in b}

    def acts(self) -> frozenset[str]:
        acts = {id: act for id, act in self._model.acts.items() if id in self._boxes}
        doing = {id for id, act in acts.items() if act.kind not in ("wait", "end") and act.changes}
        settled = False
        while not settled:
            lasting = [id for id in doing if self._advised(acts[id], doing)]
            settled = len(lasting) == len(doing)
            doing = set(lasting)
        waits = {id for id, act in acts.items() if act.kind == "wait"}
        return frozenset(doing | waits if doing else self._waits(waits))

    def _advised(self, act: Act, doing: Collection[str]) -> bool:
        """Whether a rule may advise an act that recurs for ever, if others do so only of these."""
        held = self._held(act, doing)
        return any(self._applies(rule, box, held) for rule, box in self._boxes[act.id])

    def _applies(self, rule: int, box: Box, held: Mapping[int, int]) -> bool:
        """Whether a rule may stand in a box where columns are held in some cells."""
        masks = dict(held)
        for column, mask in box:
            masks[column] = mask & masks.get(column, mask)
        return all(masks.values()) and not self._beaten(rule, masks)

    def _beaten(self, rule: int, masks: Mapping[int, int]) -> bool:
        """Whether a rule over this one applies in all situations in these cells."""
        evaluator = self._evaluator
        rows = evaluator.index.all_rows
        for column, everything in enumerate(evaluator.everything):
            rows &= evaluator.index.all(column, masks.get(column, everything))
        applying = bit_set((evaluator.row_rule[row] for row in bits(rows)), len(evaluator.rule_ids))
        return bool(evaluator.beaten_by(applying & evaluator.guide_rules) >> rule & 1)

    def _waits(self, ids: Collection[str]) -> set[str]:
        """The waits that may recur where nothing else does: all answers stay as they are.

        Each day that is reckoned from an answer ends one wait only, so that from some step on
        all waits end on days that are reckoned from today.
        """
        rules = self._model.rules
        untils = {
            (rule, box): until
            for id in ids
            for rule, box in self._boxes[id]
            if (until := rules[self._evaluator.rule_ids[rule]].until) and until.base == "today"
        }
        while True:
            held = self._long_after(frozenset())
            if all(
                until.offsets[-1:] and until.offsets[-1].unit == "business days"
                for until in untils.values()
            ):
                held |= self._on_business_days()
            lasting = {key: until for key, until in untils.items() if self._applies(*key, held)}
            if len(lasting) == len(untils):
                return {self._evaluator.advise[rule] or "" for rule, _ in lasting}
            untils = lasting

    def _long_after(self, moving: frozenset[str]) -> dict[int, int]:
        """The cells in which columns of dates are in the end, where only these facts change.

        Today is then as long after any other date as columns tell.
        """
        held: dict[int, int] = {}
        for c, column in enumerate(self._evaluator.table.columns):
            match column:
                case DateColumn(left, right) if (left.base == "today") != (right.base == "today"):
                    if c not in self._assumed and not moving & {left.base, right.base}:
                        end = column.cells - 1 if left.base == "today" else int(column.missing)
                        held[c] = 1 << end | int(column.missing)
                case _:
                    pass
        return held

    def _on_business_days(self) -> dict[int, int]:
        """The cells of columns that look at today, where it is a business day."""
        return {
            c: 2 << column.missing
            for c, column in enumerate(self._evaluator.table.columns)
            if isinstance(column, BusinessDayColumn) and column.term == DateTerm("today")
        }

    def _held(self, act: Act, doing: Collection[str]) -> dict[int, int]:
        """The cells in which columns are for good, if an act recurs for ever."""
        moving = frozenset(c.fact for id in doing for c in self._model.acts[id].changes)
        held = self._long_after(moving)
        for fact in {change.fact for change in act.changes}:
            made = [
                change.to
                for id in doing
                for change in self._model.acts[id].changes
                if change.fact == fact
            ]
            for c in self._evaluator.fact_columns[fact]:
                cells = self._cells(c, self._model.facts[fact], made)
                if cells:
                    held[c] = cells
        return held

    def _cells(
        self, c: int, fact: Fact, made: Sequence[Value | DateTerm | Add | ToAsk | None]
    ) -> int:
        """The cells of a column in which these changes, made for ever, leave a fact; 0 for any.

        What is advised where an answer is missing is advised whatever it is, if no answer is
        against an assumption; so a fact that is to ask may be taken for one that has an answer.
        """
        column = self._evaluator.table.columns[c]
        asked = fact.when is not None or any(isinstance(to, DateTerm | ToAsk) for to in made)
        if asked and c in self._assumed:
            return 0
        cells = int(fact.when is not None)
        added = [to.count for to in made if isinstance(to, Add)]
        match fact.type:
            case Number(low, high) if len(added) == len(made) and (
                min(added) > 0 or max(added) < 0
            ):
                end = high if added[0] > 0 else low
                return cells | 1 << fact_cell(column, end) | int(column.missing)
            case _ if added:
                return 0
        for to in made:
            match to:
                case ToAsk() | Add():
                    pass
                case DateTerm():
                    cells |= 1 << fact_cell(column, 0)  # any day: its column says if it is known
                case value:
                    cells |= 1 << fact_cell(column, value)
        return cells
