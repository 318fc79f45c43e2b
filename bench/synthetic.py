"""Writes guides of any size that are complete and free of conflicts by construction.

The space of all situations is divided again and again, at random, until there
are as many boxes as rules are wanted; each box becomes one rule. The same seed
gives the same guide.

    python -m bench.synthetic FOLDER --rules 1000 [--seed 1] [--dates]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, Protocol

ACTS = 20
POINTS = 12
RULES_IN_A_FILE = 1000

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Axis(Protocol):
    """One direction of the space: ``cells`` to divide, and the condition for some of them."""

    @property
    def fact(self) -> str:
        """The fact that it is about."""

    @property
    def declaration(self) -> str:
        """The fact's type, as the guide declares it; empty for ``today``."""

    @property
    def cells(self) -> Sequence[Any]:
        """What can be told apart, in an order in which neighbours belong together."""

    def condition(self, cells: Sequence[Any]) -> str:
        """The condition that holds in these neighbours and nowhere else."""


@dataclass(frozen=True, slots=True)
class Choice:
    fact: str
    cells: Sequence[str]

    @property
    def declaration(self) -> str:
        return "options: {" + ", ".join(f"{o}: The {o} one" for o in self.cells) + "}"

    def condition(self, cells: Sequence[str]) -> str:
        if len(cells) == 1:
            return f"{self.fact} is {cells[0]}"
        return f"{self.fact} is one of {', '.join(cells)}"


@dataclass(frozen=True, slots=True)
class YesNo:
    fact: str
    cells: Sequence[str] = ("yes", "no")
    declaration: str = ""

    def condition(self, cells: Sequence[str]) -> str:
        return self.fact if cells[0] == "yes" else f"not {self.fact}"


@dataclass(frozen=True, slots=True)
class Number:
    fact: str
    cells: range
    unit: str = ""

    @property
    def declaration(self) -> str:
        if self.unit:
            return f"number: {self.cells[0]}..{self.cells[-1]}, unit: {self.unit}"
        return f"count: {self.cells[0]}..{self.cells[-1]}"

    def condition(self, cells: Sequence[int]) -> str:
        if len(cells) == 1:
            return f"{self.fact} = {cells[0]}"
        if cells[0] == self.cells[0]:
            return f"{self.fact} <= {cells[-1]}"
        if cells[-1] == self.cells[-1]:
            return f"{self.fact} >= {cells[0]}"
        return f"{self.fact} is between {cells[0]} and {cells[-1]}"


@dataclass(frozen=True, slots=True)
class Elapsed:
    """How much time has passed since a date; the last cell is all time beyond it."""

    fact: str
    cells: range
    unit: str
    declaration: str = "date: past"

    def condition(self, cells: Sequence[int]) -> str:
        parts = []
        if cells[0] > 0:
            parts.append(f"at least {cells[0]} {self.unit} since {self.fact}")
        if cells[-1] < self.cells[-1]:
            parts.append(f"less than {cells[-1] + 1} {self.unit} since {self.fact}")
        return " and ".join(parts)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date that may not be known, that has passed, or that is still to come."""

    fact: str
    cells: Sequence[str] = ("unknown", "before", "on or after")
    declaration: str = "date: any, unknown: They did not say"

    def condition(self, cells: Sequence[str]) -> str:
        told = [
            f"{self.fact} is unknown"
            if cell == "unknown"
            else f"{self.fact} is known and {self.fact} is {cell} today"
            for cell in cells
        ]
        return told[0] if len(told) == 1 else f"({' or '.join(told)})"


@dataclass(frozen=True, slots=True)
class Weekday:
    fact: str = "today"
    cells: Sequence[str] = WEEKDAYS
    declaration: str = ""

    def condition(self, cells: Sequence[str]) -> str:
        return f"today is one of {', '.join(cells)}"


PLAIN: tuple[Axis, ...] = (
    Choice("route", ("direct", "agency", "friend")),
    Choice("stage", ("letter", "call", "interview", "trial", "offer")),
    Choice("sector", ("public", "trade", "craft", "care")),
    Choice("tone", ("warm", "cool", "curt")),
    Choice("size", ("tiny", "small", "large", "huge")),
    YesNo("invited"),
    YesNo("thanked"),
    YesNo("local"),
    Number("contacts", range(10)),
    Number("people", range(1, 21)),
    Number("offers", range(4)),
    Number("income", range(100_001), "euros"),
)

DATED: tuple[Axis, ...] = (
    *(axis for axis in PLAIN if axis.fact not in ("sector", "size", "local", "offers")),
    Elapsed("met", range(61), "days"),
    Elapsed("called", range(31), "business days"),
    Elapsed("applied", range(13), "months"),
    Deadline("promised"),
    Weekday(),
)

#: For each axis, by its number, the cells that a rule is limited to.
Box = tuple[Sequence[Any], ...]


@dataclass(frozen=True, slots=True)
class SyntheticRule:
    """One box of the space, and the act advised there."""

    id: str
    act: str
    box: Box


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A synthetic guide."""

    axes: tuple[Axis, ...]
    rules: tuple[SyntheticRule, ...]

    def limits(self, rule: SyntheticRule) -> Iterator[tuple[Axis, Sequence[Any]]]:
        """The axes that a rule is limited on, and to which cells."""
        for axis, cells in zip(self.axes, rule.box, strict=True):
            if len(cells) < len(axis.cells):
                yield axis, cells


def synthesise(rules: int, *, seed: int = 1, dates: bool = False) -> Synthetic:
    """A guide of so many rules over twelve facts, four of them dates if so wanted."""
    dice = random.Random(seed)
    axes = DATED if dates else PLAIN
    boxes = divide(tuple(axis.cells for axis in axes), rules, dice)
    acts = min(ACTS, rules)
    return Synthetic(
        axes,
        tuple(
            SyntheticRule(f"rule-{i:05}", f"act-{i % acts:02}", box) for i, box in enumerate(boxes)
        ),
    )


def divide(box: Box, parts: int, dice: random.Random) -> Iterator[Box]:
    """A box as so many boxes, divided at random, neither side ever with hardly any."""
    if parts == 1:
        yield box
        return
    axis = dice.choice([i for i, cells in enumerate(box) if len(cells) > 1])
    cut = dice.randrange(1, len(box[axis]))
    low = (*box[:axis], box[axis][:cut], *box[axis + 1 :])
    high = (*box[:axis], box[axis][cut:], *box[axis + 1 :])
    least, most = max(1, parts - _volume(high)), min(parts - 1, _volume(low))
    share = min(max(round(parts * dice.uniform(0.3, 0.7)), least), most)
    yield from divide(low, share, dice)
    yield from divide(high, parts - share, dice)


def _volume(box: Box) -> int:
    return prod(map(len, box))


def files(guide: Synthetic) -> Mapping[str, str]:
    """The guide as YAML: texts by file name."""
    pinned = "US" if any(isinstance(axis, Elapsed) for axis in guide.axes) else "none"
    acts = sorted({rule.act for rule in guide.rules})
    points = [f"S{i + 1}" for i in range(min(POINTS, max(1, len(guide.rules) // 2)))]
    head = [
        "guide: {title: A synthetic guide}",
        f"calendar: {{years: 2020..2030, work week: Monday to Friday, holidays: {pinned}}}",
        "facts:",
        *(
            f"  {axis.fact}: {{{_separated(f'ask: What about {axis.fact}?', axis.declaration)}}}"
            for axis in guide.axes
            if axis.fact != "today"
        ),
        "acts:",
        *(f"  {act}: {{title: Do {act}, kind: task, text: This is {act}.}}" for act in acts),
        "sources:",
        "  S:",
        "    title: A synthetic source",
        "    points:",
        *(f"      {point}: {{kind: do, says: It says {point}.}}" for point in points),
    ]
    found = {"guide.yml": _lines(head)}
    for start in range(0, len(guide.rules), RULES_IN_A_FILE):
        lines = ["rules:"]
        for i, rule in enumerate(guide.rules[start : start + RULES_IN_A_FILE]):
            when = " and ".join(axis.condition(cells) for axis, cells in guide.limits(rule))
            point = points[i // 2 % len(points)]
            lines += [
                f"  - rule: {rule.id}",
                f"    when: {when or 'always'}",
                f"    advise: {rule.act}",
                f"    because: This is what *{rule.id}* is for.",
                "    editorial: It rests on nothing." if i % 2 else f"    from: {point}",
            ]
        found[f"rules-{start // RULES_IN_A_FILE:02}.yml"] = _lines(lines)
    return found


def _separated(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def write(folder: Path, rules: int, *, seed: int = 1, dates: bool = False) -> Synthetic:
    """Write a synthetic guide to a folder, which is made; the guide."""
    guide = synthesise(rules, seed=seed, dates=dates)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(guide).items():
        (folder / name).write_text(text, encoding="utf-8")
    return guide


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write a synthetic guide.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dates", action="store_true", help="with dates and business days")
    given = parser.parse_args()
    write(given.folder, given.rules, seed=given.seed, dates=given.dates)


if __name__ == "__main__":
    main()
