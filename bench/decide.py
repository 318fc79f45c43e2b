"""Decisions a second from Python, against zen-engine on the same rules in the same run.

Both get the same whole situations, at random, in turns of a round each. Needs
``pip install zen-engine``; without it only Mannerly is timed.

    python -m bench.decide [--rules 40 10000] [--rounds 51]
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.synthetic import Choice, Number, Synthetic, YesNo, write

import mannerly

Answers = Mapping[str, Any]
Decide = Callable[[Answers], Any]

TODAY = datetime.date(2026, 3, 27)
SITUATIONS = 500


def situations(guide: Synthetic, dice: random.Random) -> list[dict[str, Any]]:
    """Whole situations, each fact's value drawn alike."""
    return [
        {axis.fact: _answer(axis, dice.choice(axis.cells)) for axis in guide.axes}
        for _ in range(SITUATIONS)
    ]


def _answer(axis: Any, cell: Any) -> Any:
    return cell == "yes" if isinstance(axis, YesNo) else cell


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to decide, and how to read the id of the act from what it gives."""

    decide: Decide
    act: Callable[[Any], str]


def by_mannerly(folder: Path) -> Engine:
    """The act as the public API gives it."""
    advise = mannerly.load(folder).advise
    return Engine(lambda answers: advise(answers, today=TODAY).act, lambda act: act.id)


def by_zen(guide: Synthetic, policy: str) -> Engine | None:
    """The act as a decision table of zen-engine gives it; None where that is not installed.

    Of the ways to give it a model, the static loader is the one that compiles
    it beforehand, and many times as fast as the others.
    """
    try:
        zen = importlib.import_module("zen")
    except ImportError:
        return None
    loader = {"type": "static", "content": {"guide": decision_model(guide, policy)}}
    evaluate = zen.ZenEngine({"loader": loader}).evaluate
    return Engine(
        lambda answers: evaluate("guide", answers)["result"],
        (lambda result: result["act"]) if policy == "first" else (lambda result: result[0]["act"]),
    )


def decision_model(guide: Synthetic, policy: str) -> dict[str, Any]:
    """The rules as one decision table in zen-engine's format (JDM)."""
    place = {"x": 0, "y": 0}
    table = {
        "hitPolicy": policy,
        "inputs": [{"id": a.fact, "name": a.fact, "field": a.fact} for a in guide.axes],
        "outputs": [{"id": "act", "name": "act", "field": "act"}],
        "rules": [
            {
                "_id": rule.id,
                "act": json.dumps(rule.act),
                **{axis.fact: _unary(axis, cells) for axis, cells in guide.limits(rule)},
            }
            for rule in guide.rules
        ],
    }
    nodes: list[dict[str, Any]] = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {
            "id": "table", "type": "decisionTableNode", "name": "table", "position": place,
            "content": table,
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]  # fmt: skip
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in (("in", "table"), ("table", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def _unary(axis: Any, cells: Sequence[Any]) -> str:
    """What a cell of the decision table says."""
    match axis:
        case Choice():
            return ", ".join(map(json.dumps, cells))
        case YesNo():
            return "true" if cells[0] == "yes" else "false"
        case Number():
            return str(cells[0]) if len(cells) == 1 else f"[{cells[0]}..{cells[-1]}]"
        case _:
            raise ValueError(f"no unary test for {axis}")


def rate(decide: Decide, cases: Sequence[Answers], times: int) -> float:
    """Decisions a second."""
    start = time.perf_counter()
    for _ in range(times):
        for answers in cases:
            decide(answers)
    return times * len(cases) / (time.perf_counter() - start)


def compare(rules: int, rounds: int, seed: int) -> None:
    """Time one set of rules and print a line for each engine."""
    with tempfile.TemporaryDirectory() as folder:
        guide = write(Path(folder), rules, seed=seed)
        found = {
            "mannerly": by_mannerly(Path(folder)),
            "zen, first": by_zen(guide, "first"),
            "zen, collect": by_zen(guide, "collect"),
        }
    engines = {name: engine for name, engine in found.items() if engine is not None}
    cases = situations(guide, random.Random(seed))
    acts = {name: [e.act(e.decide(answers)) for answers in cases] for name, e in engines.items()}
    assert all(decided == acts["mannerly"] for decided in acts.values()), "they disagree"
    rates: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            rates[name].append(rate(engine.decide, cases, times=4))
    for name, measured in rates.items():
        ratio = statistics.median(
            ours / theirs for ours, theirs in zip(rates["mannerly"], measured, strict=True)
        )
        middle = statistics.median(measured)
        print(f"{rules:7} {name:14} {middle:12,.0f} a second  {ratio:8.1f} times")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time single decisions against zen-engine.")
    parser.add_argument("--rules", type=int, nargs="+", default=[40, 10_000])
    parser.add_argument("--rounds", type=int, default=51)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{'rules':>7} {'engine':14} {'decisions':>21}  mannerly is so many times as fast")
    for rules in given.rules:
        compare(rules, given.rounds, given.seed)


if __name__ == "__main__":
    main()
