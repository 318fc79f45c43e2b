"""Completeness and all-pairs conflicts, beside z3 and CaDiCaL alone, on the same synthetic guides.

    python -m bench.check_engines [--rules 100 1000 10000] [--patience 100]

Each engine is asked two things of a guide that is loaded already: is there a situation to
which no rule applies, and is there one to which two do? (There is none: the guides are
made so.) z3 gets the rules as intervals of integers, CaDiCaL as clauses in order encoding,
both with a counter of the rules that apply for the second question. Times are the processor's
and include what it takes to put the rules to the engine. Every figure is of a process of its
own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from bench.synthetic import write

from mannerly.table.evaluate import Evaluator

QUESTIONS = ("completeness", "conflicts")


def by_regions(evaluator: Evaluator, question: str) -> bool:
    """Whether the checker finds what is asked for, in its own way."""
    from mannerly.check.check import _Checker

    checker = _Checker(evaluator)
    if question == "completeness":
        return not checker.gaps()
    checker.conflicts()
    return bool(checker.problems)


def by_cadical(evaluator: Evaluator, question: str) -> bool:
    """Whether CaDiCaL by itself finds it."""
    from pysat.card import CardEnc, EncType

    from mannerly.check.regions import Question, Space
    from mannerly.check.sat import Sat

    space = Space(evaluator.table)
    sat = Sat(space)
    if question == "completeness":
        return sat.exists(Question(((),), space.rows(space.rule_ids)))
    applies = [sat._rule(rule) for rule in range(len(space.rule_ids))]
    two = CardEnc.atleast(applies, 2, top_id=sat._variables, encoding=EncType.seqcounter)
    sat._variables = max(sat._variables, two.nv)
    for clause in two.clauses:
        sat._add(*clause)
    return sat._cells([]) is not None


def by_z3(evaluator: Evaluator, question: str) -> bool:
    """Whether z3 by itself finds it."""
    import z3

    table = evaluator.table
    solver = z3.SolverFor("QF_FD")
    cells = [z3.Int(f"column {i}") for i in range(len(table.columns))]
    for value, column in zip(cells, table.columns, strict=True):
        solver.add(value >= 0, value < column.cells)
    applies: list[Any] = []
    for boxes in table.rules.values():
        for box in boxes:
            limits = []
            for number, mask in box:
                runs = []
                while mask:
                    low = mask & -mask
                    run = mask & ~(mask + low)
                    mask &= ~run
                    first, last = low.bit_length() - 1, run.bit_length() - 1
                    runs.append(z3.And(cells[number] >= first, cells[number] <= last))
                limits.append(z3.Or(runs))
            rule = z3.Bool(f"box {len(applies)}")
            solver.add(rule == z3.And(limits))
            applies.append(rule)
    if question == "completeness":
        solver.add([z3.Not(rule) for rule in applies])
    else:
        solver.add(z3.PbGe([(rule, 1) for rule in applies], 2))
    return bool(solver.check() != z3.unsat)


ENGINES: Mapping[str, Callable[[Evaluator, str], bool]] = {
    "Mannerly": by_regions,
    "CaDiCaL": by_cadical,
    "z3": by_z3,
}


def measure(folder: Path, engine: str, question: str, patience: int) -> tuple[float, float]:
    """The processor's seconds of an engine, and the megabytes of its process, the guide included.

    The process is ended by the system where the engine takes longer than ``patience``.
    """
    from mannerly.pipeline import compile_folder

    guide = compile_folder(folder, check=False).guide
    assert guide is not None
    start = time.process_time()
    limit = int(start) + patience + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    assert not ENGINES[engine](guide.evaluator, question)
    taken = time.process_time() - start
    return taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def line(folder: Path, rules: int, engine: str, patience: int) -> str:
    """A line of the table."""
    said, memories = [], []
    for question in QUESTIONS:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            try:
                taken, memory = pool.submit(measure, folder, engine, question, patience).result()
            except BrokenProcessPool:
                said.append(f"> {patience}")
            else:
                said.append(f"{taken:.2f}")
                memories.append(memory)
    most = f"{max(memories):.0f}" if memories else ""
    return f"| {rules:,} | {engine} | {' | '.join(said)} | {most} |"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time engines on completeness and conflicts.")
    parser.add_argument("--rules", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--dates", action="store_true", help="guides with dates, Mannerly only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=int, default=100, help="seconds for each figure")
    given = parser.parse_args()
    print("| rules | engine | completeness, s | conflicts, s | MB |")
    print("| ---: | --- | ---: | ---: | ---: |")
    for rules in given.rules:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), rules, seed=given.seed, dates=given.dates)
            for engine in ("Mannerly",) if given.dates else ENGINES:
                print(line(Path(folder), rules, engine, given.patience), flush=True)


if __name__ == "__main__":
    main()
