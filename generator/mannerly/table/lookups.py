"""From an answer straight to the rows that allow it, without working out values and cells first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from mannerly.model.guide import Choice, Fact, Number, Value, YesNo
from mannerly.table.columns import FactColumn, NumberColumn, fact_cell

#: Numbers with more values than this are looked up by their cuts.
_LISTED = 10_000


class ByCuts:
    """Rows by whole numbers as they are answered; other answers have to be in ``others``."""

    __slots__ = ("_cuts", "_high", "_low", "_others", "_rows", "_scale")

    def __init__(
        self, kind: Number, cuts: Sequence[int], rows: Sequence[int], others: Mapping[object, int]
    ) -> None:
        self._low, self._high, self._scale = kind.low, kind.high, 10**kind.decimals
        self._cuts, self._rows, self._others = cuts, rows, others

    def __getitem__(self, answer: object) -> int:
        """The rows for an answer; raises KeyError for one that is not to be looked up."""
        if type(answer) is int:
            steps = answer * self._scale
            if self._low <= steps <= self._high:
                return self._rows[bisect_right(self._cuts, steps)]
        return self._others[answer]


#: The rows by answer, and the types of the answers that may be looked up where there is more
#: to that than being found: to a mapping, 1 and True are the same.
Lookup = tuple[Mapping[object, int] | ByCuts, frozenset[type]]


def lookup(fact: Fact, column: FactColumn | None, allow: Sequence[int]) -> Lookup | None:
    """The lookup of a fact, given its column and the rows that each cell allows.

    None where there is no short way. A fact without a column has one cell.
    """

    def rows(value: Value | None) -> int:
        return allow[0 if column is None else fact_cell(column, value)]

    found: dict[object, int] = {}
    if fact.unknown is not None:
        found[None] = found["unknown"] = rows(None)
    match fact.type:
        case Choice(options):
            found.update((option, rows(option)) for option in options)
            return found, frozenset()
        case YesNo():
            found["yes"] = found[True] = rows("yes")
            found["no"] = found[False] = rows("no")
            return found, frozenset([bool, str, type(None)])
        case Number(low, high, 0) if high - low < _LISTED:
            found.update((number, rows(number)) for number in range(low, high + 1))
            return found, frozenset([int, str, type(None)])
        case Number() as kind:
            cuts = column.cuts if isinstance(column, NumberColumn) else ()
            return ByCuts(kind, cuts, allow[-len(cuts) - 1 :], found), frozenset()
        case _:
            return None
