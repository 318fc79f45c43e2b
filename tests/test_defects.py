"""A thousand guides without a flaw raise no alarm; a thousand with one flaw each do.

The guides are clean by construction: the space of all situations is divided at random,
each part is one rule, and exceptions within parts are over the rules that they except
from. ``HYPOTHESIS_PROFILE=long`` looks at twenty times as many.
"""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest

from mannerly.check.check import _Checker
from mannerly.model.calendar import Calendar, day_number
from mannerly.model.conditions import (
    Always,
    And,
    Condition,
    DateCompare,
    DateTerm,
    InRange,
    Is,
    Known,
    Not,
    Offset,
    Unit,
)
from mannerly.model.guide import Choice, Date, Fact, Model, Number, Rule, Situation, YesNo
from mannerly.model.interpreter import interpret, possible
from mannerly.problems import Problem
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import fact, guide, rule

GUIDES = 1000 * (20 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 1)
BATCHES = 10

CALENDAR = Calendar(
    day_number(date(2026, 1, 1)),
    day_number(date(2027, 12, 31)),
    holidays=frozenset(day_number(date(2026, month, 1)) for month in (1, 4, 5, 6, 11)),
)

#: The facts of all guides, and into how many cells each divides the space.
FACTS: Mapping[str, tuple[Fact, int]] = {
    one.id: (one, cells)
    for one, cells in (
        (fact("route", Choice({"direct": "", "agency": "", "friend": "", "advert": ""})), 4),
        (fact("stage", Choice({"letter": "", "call": "", "visit": ""})), 3),
        (fact("invited", YesNo()), 2),
        (fact("thanked", YesNo()), 2),
        (fact("contacts", Number(0, 9)), 10),
        (fact("income", Number(0, 99, 1)), 100),
        (fact("met", Date("past")), 12),
        (fact("called", Date("past")), 30),
        (fact("promised", Date("any"), "They did not say"), 2),
    )
}

#: For each fact, its first and its last cell.
Box = Mapping[str, tuple[int, int]]


def condition(box: Box) -> Condition:
    """What holds in a box and nowhere else."""
    parts = [
        part
        for id, (first, last) in box.items()
        if (first, last) != (0, FACTS[id][1] - 1)
        for part in limits(id, first, last)
    ]
    return Always() if not parts else parts[0] if len(parts) == 1 else And(tuple(parts))


def limits(id: str, first: int, last: int) -> list[Condition]:
    """Being between two cells of a fact, both included."""
    one, cells = FACTS[id]
    match one.type:
        case Choice(options):
            return [Is(id, frozenset([*options][first : last + 1]))]
        case YesNo():
            return [Is(id, frozenset(["yes" if first == 0 else "no"]))]
        case Number():
            return [InRange(id, first or None, last if last < cells - 1 else None)]
        case _ if one.unknown is not None:
            return [Known(id) if first == 0 else Not(Known(id))]
        case _:
            found: list[Condition] = []
            unit: Unit = "business days" if id == "met" else "days"
            for sign, cell, holds in ((">=", first, first > 0), ("<", last + 1, last < cells - 1)):
                if holds:
                    then = DateTerm(id, 0, (Offset(cell, unit),))
                    found.append(DateCompare(DateTerm("today"), sign, then))  # type: ignore[arg-type]
            return found


@dataclass(frozen=True)
class Clean:
    """A guide without a flaw, and the box of each of its rules; an exception names what it is over.

    All rules advise acts of their own.
    """

    boxes: Mapping[str, Box]
    over: Mapping[str, str]

    def model(self) -> Model:
        """The guide."""
        rules = [
            rule(id, condition(box), f"do-{id}", over=[self.over[id]] if id in self.over else [])
            for id, box in self.boxes.items()
        ]
        return guide([one for one, _ in FACTS.values()], rules, calendar=CALENDAR)

    def base(self) -> list[str]:
        """The rules that are no exceptions and have none."""
        return [id for id in self.boxes if id not in self.over and id not in self.over.values()]


def clean(dice: random.Random) -> Clean:
    """A random guide without a flaw."""
    parts: list[Box] = [{id: (0, cells - 1) for id, (_, cells) in FACTS.items()}]
    for _ in range(dice.randint(3, 11)):
        parts += cut(parts.pop(dice.randrange(len(parts))), dice)
    boxes = {f"rule-{i}": box for i, box in enumerate(parts)}
    over: dict[str, str] = {}
    for i in range(dice.randint(1, 4)):
        excepted = dice.choice(sorted(boxes.keys() - over.values()))
        over[f"except-{i}"] = excepted
        boxes[f"except-{i}"] = dice.choice(cut(boxes[excepted], dice))
    return Clean(boxes, over)


def cut(box: Box, dice: random.Random) -> tuple[Box, Box]:
    """A box in two."""
    id = dice.choice([id for id, (first, last) in box.items() if first < last])
    first, last = box[id]
    at = dice.randrange(first, last)
    return {**box, id: (first, at)}, {**box, id: (at + 1, last)}


def alarms(model: Model) -> list[Problem]:
    """What the checker finds, apart from what is merely not used; situations for witnesses."""
    checker = _Checker(Evaluator(build_table(model)))
    vars(checker)["tell"] = lambda situation: situation
    return [p for p in checker.run().problems if not p.code.startswith("unused-")]


def witnesses(model: Model, code: str) -> list[tuple[Problem, Situation]]:
    """The findings of a kind with their situations, which have to be possible."""
    found = [(p, p.details["witness"]) for p in alarms(model) if p.code == code]
    assert all(possible(situation, model) for _, situation in found)
    return found


def seeds(batch: int) -> range:
    """Each batch's share of the numbers that guides are made from."""
    return range(batch, GUIDES, BATCHES)


in_batches = pytest.mark.parametrize("batch", range(BATCHES))


@in_batches
def test_guides_without_a_flaw_raise_no_alarm(batch: int) -> None:
    for seed in seeds(batch):
        assert not alarms(clean(random.Random(seed)).model()), seed


@in_batches
def test_every_seeded_defect_is_found(batch: int) -> None:
    for seed in seeds(batch):
        dice = random.Random(seed)
        sound = clean(dice)
        defect = DEFECTS[seed // BATCHES % len(DEFECTS)]
        assert defect(sound, dice), (seed, defect.__name__)


def rule_dropped(sound: Clean, dice: random.Random) -> bool:
    """Without a rule there is a gap, just where it was alone."""
    gone = dice.choice(sound.base() or [id for id in sound.boxes if id not in sound.over])
    model = sound.model()
    left = {id: r for id, r in model.rules.items() if id != gone}
    left = {id: replace(r, over=r.over - {gone}) for id, r in left.items()}
    found = witnesses(replace(model, rules=left), "gap")
    return bool(found) and all(interpret(model, s).live == (gone,) for _, s in found)


def override_dropped(sound: Clean, dice: random.Random) -> bool:
    """Without an override two rules contradict each other, just these two."""
    exception, excepted = dice.choice(sorted(sound.over.items()))
    model = sound.model()
    freed: Rule = replace(model.rules[exception], over=frozenset())
    found = witnesses(replace(model, rules={**model.rules, exception: freed}), "conflict")
    pairs = [{p.details["rule"], p.details["other"]} for p, _ in found]
    return {exception, excepted} in pairs


def threshold_moved(sound: Clean, dice: random.Random) -> bool:
    """A rule that reaches one cell less far leaves a gap, one that reaches farther a conflict."""
    movable = [
        (id, name, end)
        for id in sound.base()
        for name, (first, last) in sound.boxes[id].items()
        for end in (0, 1)
        if FACTS[name][1] > 2 and (first > 0 if end == 0 else last < FACTS[name][1] - 1)
    ]
    if not movable:
        return override_dropped(sound, dice)
    id, name, end = dice.choice(movable)
    ends = list(sound.boxes[id][name])
    outward = ends[0] == ends[1] or dice.random() < 0.5
    ends[end] += (1 if end else -1) if outward else (-1 if end else 1)
    moved = replace(sound, boxes={**sound.boxes, id: {**sound.boxes[id], name: (ends[0], ends[1])}})
    return bool(witnesses(moved.model(), "conflict" if outward else "gap"))


def option_added(sound: Clean, dice: random.Random) -> bool:
    """A new option that no rule knows leaves a gap, where rules ask for the others."""
    rules = [box for id, box in sound.boxes.items() if id not in sound.over]
    asked = [
        name
        for name in ("route", "stage")
        if any(box[name] != (0, FACTS[name][1] - 1) for box in rules)
    ]
    if not asked:
        return rule_dropped(sound, dice)
    model = sound.model()
    name = dice.choice(asked)
    kind = model.facts[name].type
    assert isinstance(kind, Choice)
    more = replace(model.facts[name], type=Choice({**kind.options, "new": "New"}))
    found = witnesses(replace(model, facts={**model.facts, name: more}), "gap")
    return bool(found) and all(situation.values[name] == "new" for _, situation in found)


DEFECTS = (rule_dropped, override_dropped, threshold_moved, option_added)
