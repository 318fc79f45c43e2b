"""Gaps and overlaps of decision tables, beside the column sweep of Calvanese and others.

    python -m bench.dmn_tables [--columns 3 5 7] [--rows 500 1000 1500]

Each table divides the space of its columns among its rows at random; then one cell in a
tenth of the rows is widened or shrunk. Both sides find every row that overlaps another,
and where nothing applies, in the same process; a sweep that takes too long is
ended. The sweep is that of D. Calvanese, M.
Dumas, Ü. Laurson, F. M. Maggi, M. Montali and I. Teinemaa, "Semantics and analysis of DMN
decision tables", BPM 2016, algorithms 1 and 2.

Columns: the milliseconds for all overlapping pairs of rows, and for all gaps; and of the
whole checker, with the smallest situation and a mend for each of at most 20 findings.
"""

from __future__ import annotations

import argparse
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from bench.synthetic import Number, divide

from mannerly.check.check import _Checker, check
from mannerly.check.regions import Question, _Stack
from mannerly.pipeline import compile_folder
from mannerly.table.evaluate import Evaluator

T = TypeVar("T")

CELLS = range(100)

#: For each column the first and the last cell.
Row = tuple[tuple[int, int], ...]


def rows(columns: int, count: int, dice: random.Random) -> list[Row]:
    """A table with faults."""
    whole: tuple[Sequence[Any], ...] = (CELLS,) * columns
    table = [tuple((cells[0], cells[-1]) for cells in box) for box in divide(whole, count, dice)]
    for i in dice.sample(range(count), count // 10):
        column = dice.randrange(columns)
        first, last = table[i][column]
        if dice.random() < 0.5:
            first, last = max(0, first - dice.randint(1, 5)), min(99, last + dice.randint(1, 5))
        elif first < last:
            first = dice.randint(first + 1, last)
        table[i] = (*table[i][:column], (first, last), *table[i][column + 1 :])
    return table


def write(folder: Path, table: Sequence[Row]) -> None:
    """The table as a guide, every row a rule with an act of its own."""
    axes = [Number(f"column-{i}", CELLS) for i in range(len(table[0]))]
    lines = ["guide: {title: T}", "calendar: {years: 2026..2027, holidays: none}", "facts:"]
    lines += [f"  {axis.fact}: {{ask: How much?, {axis.declaration}}}" for axis in axes]
    lines.append("acts:")
    lines += [f"  act-{i}: {{title: A, kind: task, text: A.}}" for i in range(len(table))]
    lines.append("rules:")
    for i, row in enumerate(table):
        when = [
            axis.condition(range(first, last + 1))
            for axis, (first, last) in zip(axes, row, strict=True)
            if (first, last) != (0, 99)
        ]
        lines += [f"  - {{rule: rule-{i}, when: {' and '.join(when) or 'always'},"]
        lines += [f"     advise: act-{i}, because: So., editorial: A test.}}"]
    (folder / "guide.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


# The peer


def bounds(table: Sequence[Row], active: Sequence[int], column: int) -> list[tuple[int, int, int]]:
    """Where rows begin (1) and end (0) in a column, in order; ends before beginnings."""
    found = []
    for row in active:
        first, last = table[row][column]
        found += [(first, 1, row), (last + 1, 0, row)]
    return sorted(found)


def sweep_overlaps(table: Sequence[Row]) -> set[frozenset[int]]:
    """All sets of rows that overlap and that are not part of a larger one."""
    found: set[frozenset[int]] = set()

    def sweep(active: Sequence[int], column: int) -> None:
        if column == len(table[0]):
            if len(active) > 1:
                found.add(frozenset(active))
            return
        here: dict[int, None] = {}
        grown = False
        for _, begins, row in bounds(table, active, column):
            if begins:
                here[row] = None
                grown = True
            else:
                if grown and len(here) > 1:
                    sweep(list(here), column + 1)
                grown = False
                del here[row]

    sweep(range(len(table)), 0)
    return found


def sweep_gaps(table: Sequence[Row]) -> Iterator[Row]:
    """Boxes that together are all that no row covers."""

    def sweep(active: Sequence[int], column: int, so_far: Row) -> Iterator[Row]:
        if column == len(table[0]):
            return
        here: dict[int, None] = {}
        at = 0
        for to, begins, row in [*bounds(table, active, column), (100, 1, -1)]:
            if to > at:
                part = (*so_far, (at, to - 1))
                if not here:
                    yield part
                else:
                    yield from sweep(list(here), column + 1, part)
                at = to
            if begins:
                here[row] = None
            else:
                del here[row]

    return sweep(range(len(table)), 0, ())


# The comparison


class TooLong(Exception):
    """Work that did not end in time."""


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What work gives, and its milliseconds, the least of three times."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        result = work()
        taken.append((time.process_time() - start) * 1000)
    return result, min(taken)


def timed_within(work: Callable[[], T], patience: int) -> tuple[T | None, str]:
    """What work gives, done once, and its milliseconds; None where it takes too long."""

    def give_up(_signal: int, _frame: object) -> None:
        raise TooLong

    signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, patience)
    start = time.process_time()
    try:
        return work(), f"{(time.process_time() - start) * 1000:,.0f}"
    except TooLong:
        return None, f"> {patience * 1000:,}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def our_overlaps(evaluator: Evaluator) -> set[frozenset[str]]:
    """All pairs of rules that meet."""
    checker = _Checker(evaluator)
    advising = {f"act-{i}": [id] for i, id in enumerate(checker.rules)}
    return {frozenset(pair[:2]) for pair in checker._rivals(advising, {}, {})}


def our_gaps(evaluator: Evaluator) -> int:
    """How many parts no rule covers, all of them found."""
    checker = _Checker(evaluator)
    return sum(
        1 for _ in checker.space._search(Question(((),), silent=checker.no_advice), _Stack())
    )


def compare(columns: int, count: int, dice: random.Random, patience: int) -> None:
    """Print a line of the table."""
    table = rows(columns, count, dice)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), table)
        guide = compile_folder(folder, check=False).guide
    assert guide is not None
    evaluator = guide.evaluator
    pairs, overlaps = timed(lambda: our_overlaps(evaluator))
    gaps, uncovered = timed(lambda: our_gaps(evaluator))
    _, whole = timed(lambda: check(evaluator))
    sets, swept_overlaps = timed_within(lambda: sweep_overlaps(table), patience)
    if sets is not None:
        swept = {frozenset(pair) for found in sets for pair in combinations(sorted(found), 2)}
        assert swept == {frozenset(int(id[5:]) for id in pair) for pair in pairs}
    boxes, swept_gaps = timed_within(lambda: list(sweep_gaps(table)), patience)
    assert boxes is None or bool(gaps) == bool(boxes)
    print(
        f"| {columns} | {count:,} | {len(pairs):,} | {overlaps:.0f} | {swept_overlaps} "
        f"| {uncovered:.0f} | {swept_gaps} | {whole:.0f} |",
        flush=True,
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time decision tables against a column sweep.")
    parser.add_argument("--columns", type=int, nargs="+", default=[3, 5, 7])
    parser.add_argument("--rows", type=int, nargs="+", default=[500, 1000, 1500])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=int, default=60, help="seconds for each sweep")
    given = parser.parse_args()
    print("| columns | rows | overlapping pairs | overlaps | sweep | gaps | sweep | whole check |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for columns in given.columns:
        for count in given.rows:
            compare(columns, count, random.Random(given.seed), given.patience)


if __name__ == "__main__":
    main()
