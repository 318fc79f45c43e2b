"""For which cells of the columns of dates are there dates? All of them, listed to be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from mannerly.table.columns import Column, DayColumn, everything, facts_of
from mannerly.table.dates import DateSolver
from mannerly.table.evaluate import bit_set, bits


class TooManyCells(Exception):
    """More cells fit together than were to be listed."""


class DateCells:
    """Counts the cells, one a column of dates, that dates fit.

    It counts by lists of all that fit, one list for each set of columns in which
    a date is missing. How many of a list lie in given masks is then a matter of bit sets.
    """

    def __init__(self, columns: Sequence[Column], dates: DateSolver, most: int) -> None:
        self._dates = dates
        self._most = most
        found = {i: column for i in dates.columns if isinstance(column := columns[i], DayColumn)}
        # What does not fit shows soonest where columns of the same dates follow each other.
        facts = list(dict.fromkeys(fact for column in found.values() for fact in facts_of(column)))
        self._columns: dict[int, DayColumn] = dict(
            sorted(
                found.items(),
                key=lambda one: sorted((facts.index(f) for f in facts_of(one[1])), reverse=True),
            )
        )
        self._everything = [everything(column) for column in columns]
        self._lists: dict[tuple[bool, ...], Mapping[int, Sequence[int]]] = {}

    def count(self, masks: Sequence[int]) -> int:
        """How many fit in these masks, of which those of other columns make no difference.

        Raises TooManyCells where a list would be longer than ``most``.
        """
        either = [
            [gone for gone in (False, True) if masks[i] & (1 if gone else ~1)]
            if column.missing
            else [False]
            for i, column in self._columns.items()
        ]
        return sum(self._fitting(missing, masks) for missing in product(*either))

    def _fitting(self, missing: tuple[bool, ...], masks: Sequence[int]) -> int:
        if missing not in self._lists:
            self._lists[missing] = self._listed(missing)
        found = -1
        for i, cells in self._lists[missing].items():
            allowed = 0
            for cell in bits(masks[i]):
                allowed |= cells[cell]
            found &= allowed
        return found.bit_count() if found >= 0 else 1

    def _listed(self, missing: tuple[bool, ...]) -> Mapping[int, Sequence[int]]:
        """For each column in which nothing is missing, by cell, which of the list are in it."""
        masks = list(self._everything)
        for (i, column), gone in zip(self._columns.items(), missing, strict=True):
            if column.missing:
                masks[i] = 1 if gone else masks[i] & ~1
        present = [i for i, gone in zip(self._columns, missing, strict=True) if not gone]
        members: dict[int, list[list[int]]] = {
            i: [[] for _ in range(self._columns[i].cells)] for i in present
        }
        number = 0
        for number, cells in enumerate(all_that_fit(self._dates, masks, present), 1):
            if number > self._most:
                raise TooManyCells
            for i in present:
                members[i][cells[i].bit_length() - 1].append(number - 1)
        return {i: [bit_set(one, number) for one in of] for i, of in members.items()}


def all_that_fit(
    dates: DateSolver, masks: Sequence[int], columns: Sequence[int]
) -> Iterator[Sequence[int]]:
    """The masks, narrowed to one cell in each of some columns, for which there are dates.

    The earliest dates for some masks fit one half of a column's cells as
    well, and for the other half no earlier ones do.
    """
    days = dates.earliest(masks)
    pending = [] if days is None else [(masks, days)]
    while pending:
        masks, days = pending.pop()
        column = next((i for i in columns if masks[i] & (masks[i] - 1)), None)
        if column is None:
            yield masks
            continue
        at = 1 << dates.cell(column, days)
        for half in _halves(masks[column]):
            part = [*masks[:column], half, *masks[column + 1 :]]
            found = days if half & at else dates.narrowed(part, column, days)
            if found is not None:
                pending.append((part, found))


def _halves(mask: int) -> tuple[int, int]:
    cells = list(bits(mask))
    low = sum(1 << cell for cell in cells[: len(cells) // 2])
    return low, mask & ~low
