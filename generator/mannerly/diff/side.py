"""One version's side of a comparison: its advising rules, as boxes over the joint columns.

Boxes have numbers that both sides share, so that which of them hold is a bit set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mannerly.diff.joint import Version
from mannerly.model.conditions import Condition, Known
from mannerly.model.guide import Rule
from mannerly.table.build import Box, Boxer, Boxes, TooManyBoxes
from mannerly.table.evaluate import bit_set, bits


class TooLarge(Exception):
    """A condition whose boxes cannot be listed; the argument says whose it is."""


class Rows:
    """Boxes with numbers: each box once, however many rules and conditions it belongs to."""

    def __init__(self, boxer: Boxer) -> None:
        self._boxer = boxer
        self.all: dict[Box, int] = {}

    def boxes(self, condition: Condition, rule: str = "") -> Boxes:
        """The boxes of a condition in normal form."""
        try:
            return self._boxer.boxes(condition)
        except TooManyBoxes:
            raise TooLarge(f'"{rule}"' if rule else "a fact or an assumption") from None

    def rows(self, boxes: Iterable[Box]) -> int:
        """The numbers of some boxes, as bits."""
        rows = 0
        for box in boxes:
            rows |= 1 << self.all.setdefault(box, len(self.all))
        return rows

    def of(self, condition: Condition) -> int:
        """The numbers of a condition's boxes, as bits."""
        return self.rows(self.boxes(condition))


class Side:
    """The advising rules of one version, by position, and the rows of their boxes."""

    def __init__(self, version: Version, rows: Rows) -> None:
        self.version = version
        self.rules = [rule for rule in version.model.rules.values() if rule.aside is None]
        self.ids = tuple(rule.id for rule in self.rules)
        self.position = {id: i for i, id in enumerate(self.ids)}
        self.boxes = [rows.boxes(version.condition(rule.when), rule.id) for rule in self.rules]
        self.rows = [rows.rows(boxes) for boxes in self.boxes]
        self.beats = [
            bit_set((self.position[id] for id in rule.over if id in self.position), len(self.rules))
            for rule in self.rules
        ]
        #: for each fact from which dates are counted, the rows where it is known
        self.known = {
            base: rows.of(version.condition(Known(base)))
            for rule in self.rules
            for base in bases(rule)
        }

    def rule(self, id: str) -> Rule | None:
        """A rule of this version, if it takes part in the advice."""
        at = self.position.get(id)
        return None if at is None else self.rules[at]

    def boxes_of(self, id: str) -> Boxes | None:
        """The boxes of a rule."""
        at = self.position.get(id)
        return None if at is None else self.boxes[at]

    def rows_of(self, id: str) -> int:
        """The rows of a rule, as bits."""
        at = self.position.get(id)
        return 0 if at is None else self.rows[at]

    def over(self, id: str) -> frozenset[str]:
        """The rules that a rule is over."""
        rule = self.rule(id)
        return frozenset() if rule is None else rule.over

    def state(self, id: str, whole: int, some: int) -> bool | None:
        """Whether a rule applies in a part, None where in some of it only."""
        at = self.position.get(id)
        if at is None:
            return False
        if whole & self.rows[at]:
            return True
        return None if some & self.rows[at] else False

    def applying(self, whole: int, some: int) -> tuple[int, int]:
        """The rules that apply in the whole of a part, and those that do in some of it, as bits."""
        certain = possible = 0
        for i, rows in enumerate(self.rows):
            if whole & rows:
                certain |= 1 << i
                possible |= 1 << i
            elif some & rows:
                possible |= 1 << i
        return certain, possible

    def beaten_by(self, rules: int) -> int:
        """The rules that these are over."""
        beaten = 0
        for i in bits(rules):
            beaten |= self.beats[i]
        return beaten


def bases(rule: Rule) -> Iterator[str]:
    """The facts from which a rule's dates are counted."""
    for term in (rule.until, rule.by):
        if term is not None and term.base is not None and term.base != "today":
            yield term.base
