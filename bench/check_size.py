"""Time and memory that it takes to load and check synthetic guides, by stage.

python -m bench.check_size [--rules 100 1000 10000] [--dates] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import multiprocessing
import pstats
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.synthetic import write

STAGES = ("read", "resolve", "table", "gaps", "conflicts", "dead rules", "missing", "rest")


class Times:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Count the time of a block to a stage."""
        start = time.process_time()
        yield
        self.seconds[stage] += time.process_time() - start


def measure(folder: Path) -> tuple[dict[str, float], float]:
    """Load and check a guide: seconds by stage, and the process's peak memory in MB."""
    from mannerly.check.check import _Checker
    from mannerly.model.resolve import resolve
    from mannerly.problems import Problems
    from mannerly.syntax.files import read_folder
    from mannerly.syntax.yaml_reader import read_yaml
    from mannerly.table.build import build_table
    from mannerly.table.evaluate import Evaluator

    times = Times()

    class Timed(_Checker):
        """The checker with a clock at each question."""

        def gaps(self) -> bool:
            with times.of("gaps"):
                return super().gaps()

        def conflicts(self) -> None:
            with times.of("conflicts"):
                super().conflicts()

        def dead_rules(self) -> None:
            with times.of("dead rules"):
                super().dead_rules()

        def missing_values(self) -> None:
            with times.of("missing"):
                super().missing_values()

    begin = time.process_time()
    problems = Problems()
    with times.of("read"):
        files = read_folder(folder, problems)
        documents = {}
        for file, text in files.yaml.items():
            node = read_yaml(file, text, problems)
            assert node is not None
            documents[file] = node
    with times.of("resolve"):
        model = resolve(documents, files.markdown, problems)
    assert model is not None, problems.sorted()
    with times.of("table"):
        evaluator = Evaluator(build_table(model))
    checked = Timed(evaluator).run()
    assert checked.complete, checked.problems
    assert all(p.code.startswith("unused") for p in checked.problems), checked.problems
    times.seconds["rest"] = time.process_time() - begin - sum(times.seconds.values())
    return times.seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def profile(folder: Path) -> None:
    """Show where the time goes."""
    profiler = cProfile.Profile()
    profiler.runcall(measure, folder)
    statistics = pstats.Stats(profiler)
    statistics.strip_dirs().sort_stats("tottime").print_stats(40)
    statistics.sort_stats("cumulative").print_stats(50)


def in_new_process(work: Any, *arguments: Any) -> Any:
    """What a function returns when it is called in a process of its own, whose memory is fresh."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time loading and checking, by stage.")
    parser.add_argument("--rules", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--dates", action="store_true", help="guides with dates")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    given = parser.parse_args()
    print(f"{'rules':>7}", *(f"{stage:>10}" for stage in STAGES), f"{'all, s':>8} {'MB':>6}")
    for rules in given.rules:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), rules, seed=given.seed, dates=given.dates)
            seconds, memory = in_new_process(measure, Path(folder))
            if given.profile:
                profile(Path(folder))
        print(
            f"{rules:7}",
            *(f"{seconds[stage]:10.2f}" for stage in STAGES),
            f"{sum(seconds.values()):8.2f} {memory:6.0f}",
        )


if __name__ == "__main__":
    main()
