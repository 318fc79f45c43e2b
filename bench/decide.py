"""Decisions a second, in Python and in Node, beside other engines on the same rules.

All get the same whole situations, at random, in turns of a round each. Those
from Python need ``pip install zen-engine cedarpy``, those from Node ``npm install``
in a copy of ``bench/package.json``, whose folder is given as ``--peers``. What is
not installed is left out.

    python -m bench.decide [--rules 40 1000 10000] [--rounds 51] [--peers FOLDER]
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.synthetic import Choice, Number, Synthetic, YesNo, write

import mannerly
from mannerly.export.compiled import as_json, compiled
from mannerly.model.calendar import day_number
from mannerly.site.markdown import render_text

Answers = Mapping[str, Any]
Decide = Callable[[Answers], Any]

TODAY = datetime.date(2026, 3, 27)
NODE = Path(__file__).with_name("decide.mjs")

#: With more rules there are fewer cases, as some engines take seconds for each.
MANY = 1000

#: So many seconds an engine for Node may take to get ready and decide each case once.
LIMIT = 60

#: How long a round of one engine takes.
MILLISECONDS = 30


def situations(guide: Synthetic, dice: random.Random) -> list[dict[str, Any]]:
    """Whole situations, each fact's value drawn alike; fewer for many rules, for slow engines."""
    return [
        {axis.fact: _answer(axis, dice.choice(axis.cells)) for axis in guide.axes}
        for _ in range(500 if len(guide.rules) <= MANY else 20)
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
                **{axis.fact: "" for axis in guide.axes},
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


def by_cedar(guide: Synthetic) -> Engine | None:
    """The act whose policy Cedar permits something by; None where cedarpy is not installed."""
    try:
        cedar = importlib.import_module("cedarpy")
    except ImportError:
        return None
    acts = {f"policy{number}": rule.act for number, rule in enumerate(guide.rules)}
    policies = cedar.PolicySet.from_str("\n".join(_policies(guide)))
    entities = cedar.Entities.from_json_str("[]")
    request = {"principal": 'Reader::"r"', "action": 'Action::"ask"', "resource": 'Guide::"g"'}
    return Engine(
        lambda answers: cedar.is_authorized({**request, "context": answers}, policies, entities),
        lambda result: acts[result.diagnostics.reasons[0]],
    )


def _policies(guide: Synthetic) -> Iterator[str]:
    for rule in guide.rules:
        tests = [_cedar(axis, cells) for axis, cells in guide.limits(rule)]
        yield f"permit(principal, action, resource) when {{ {' && '.join(tests) or 'true'} }};"


def _cedar(axis: Any, cells: Sequence[Any]) -> str:
    fact = f"context.{axis.fact}"
    match axis:
        case Choice():
            return f"[{', '.join(map(json.dumps, cells))}].contains({fact})"
        case YesNo():
            return fact if cells[0] == "yes" else f"!{fact}"
        case Number():
            return f"{fact} >= {cells[0]} && {fact} <= {cells[-1]}"
        case _:
            raise ValueError(f"no Cedar for {axis}")


def rate(decide: Decide, cases: Sequence[Answers]) -> float:
    """Decisions a second, over as many cases as fit in a while."""
    start, done = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < MILLISECONDS / 1000:
        for answers in cases[:20]:
            decide(answers)
        cases = [*cases[20:], *cases[:20]]
        done += 20
    return done / passed


@dataclass(frozen=True, slots=True)
class Measured:
    """An engine's rates, round by round; none where it was not ready in time."""

    name: str
    rates: Sequence[float]


def in_python(
    guide: Synthetic, folder: Path, cases: Sequence[Answers], rounds: int
) -> list[Measured]:
    """Time the engines for Python, ours first."""
    found = {
        "mannerly": by_mannerly(folder),
        "zen-engine, first": by_zen(guide, "first"),
        "zen-engine, collect": by_zen(guide, "collect"),
        "cedarpy": by_cedar(guide),
    }
    engines = {name: engine for name, engine in found.items() if engine is not None}
    _agree({n: [e.act(e.decide(answers)) for answers in cases] for n, e in engines.items()})
    rates: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            rates[name].append(rate(engine.decide, cases))
    return [Measured(*pair) for pair in rates.items()]


def in_node(
    guide: Synthetic, folder: Path, cases: Sequence[Answers], rounds: int, peers: Path
) -> list[Measured]:
    """Time the engines for Node, ours first."""
    ours = mannerly.load(folder)
    ours.__dict__["order"] = None  # No decision here needs the order of the questions.
    task = {
        "guide": json.loads(as_json(compiled(ours, render_text))),
        "model": decision_model(guide, "first"),
        "rules": [
            {
                "act": rule.act,
                "limits": [_limit(axis, cells) for axis, cells in guide.limits(rule)],
            }
            for rule in guide.rules
        ],
        "today": day_number(TODAY),
        "cases": cases,
        "rounds": rounds,
        "milliseconds": MILLISECONDS,
        "limit": LIMIT,
    }
    done = subprocess.run(
        ["node", NODE, peers.resolve()],
        input=json.dumps(task), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    _agree(found["acts"])
    late = [Measured(name, ()) for name in found["late"]]
    return [*(Measured(*pair) for pair in found["rates"].items()), *late]


def _limit(axis: Any, cells: Sequence[Any]) -> dict[str, Any]:
    kinds = {Choice: "choice", YesNo: "yes or no", Number: "number"}
    answers = [_answer(axis, cell) for cell in (cells[0], cells[-1])]
    if isinstance(axis, Choice):
        answers = list(cells)
    return {"fact": axis.fact, "kind": kinds[type(axis)], "cells": answers}


def _agree(acts: Mapping[str, Sequence[str]]) -> None:
    first, *others = acts.values()
    assert all(list(decided) == list(first) for decided in others), "they disagree"


def told(rules: int, language: str, measured: Sequence[Measured]) -> Iterator[str]:
    """The rows of the table; the ratios are those of each round."""
    ours = measured[0].rates
    for one in measured:
        if not one.rates:
            yield f"| {rules:,} | {language} | {one.name} | not ready in {LIMIT} s | |"
            continue
        ratio = statistics.median(a / b for a, b in zip(ours, one.rates, strict=True))
        rate = statistics.median(one.rates)
        times = f"{ratio:,.{1 + (ratio < 1)}f}"
        yield f"| {rules:,} | {language} | {one.name} | {rate:,.{+(rate < 10)}f} | {times} |"


def compare(rules: int, rounds: int, seed: int, peers: Path | None) -> None:
    """Time one set of rules and print a row for each engine."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        guide = write(folder, rules, seed=seed)
        cases = situations(guide, random.Random(seed))
        for row in told(rules, "Python", in_python(guide, folder, cases, rounds)):
            print(row, flush=True)
        if peers is not None:
            for row in told(rules, "Node", in_node(guide, folder, cases, rounds, peers)):
                print(row, flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time single decisions beside other engines.")
    parser.add_argument("--rules", type=int, nargs="+", default=[40, 1000, 10_000])
    parser.add_argument("--rounds", type=int, default=51)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", type=Path, help="a folder with bench/package.json installed")
    given = parser.parse_args()
    print("| rules | from | engine | decisions a second | Mannerly, so many times as fast |")
    print("| ---: | --- | --- | ---: | ---: |")
    for rules in given.rules:
        compare(rules, given.rounds, given.seed, given.peers)


if __name__ == "__main__":
    main()
