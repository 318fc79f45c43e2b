"""The certificate: a guide's table and the proof that by it every situation has one advice.

``site_templates/recheck.py`` checks it and shares no code with this package. Both
know this form: boxes are flat lists of columns and sets of cells; days are dates
in ISO 8601, but for fixed days that rules name, which are ordinals, as Python's
``date.toordinal`` counts them.

A guarantee that some acts are never recommended stands among the rules as one more,
which avoids them and yields to none: where it were broken, an act that is
recommended would be avoided. (See ``export/guaranteed.py`` for which can be put so.)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Any

from mannerly.check.cover import NoCover, Tile, cover
from mannerly.check.regions import read_situation
from mannerly.export.guaranteed import with_guarantees
from mannerly.model.calendar import as_date
from mannerly.model.conditions import DateTerm, Offset
from mannerly.model.guide import (
    Choice,
    Date,
    Fact,
    Number,
    Scenario,
    Situation,
    Value,
    YesNo,
)
from mannerly.model.interpreter import interpret, possible, value_of
from mannerly.table.build import Box, may_be_missing
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    DayColumn,
    IncludesColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    WeekdayColumn,
    facts_of,
)
from mannerly.table.dates import DateSolver
from mannerly.table.evaluate import bits

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide

Json = dict[str, Any]

#: The version of this form.
FORMAT = 1

#: Situations in a certificate that cross-check what its columns mean: so many at most, and fewer
#: of a guide with many rules, all of which are interpreted for each.
MOST_CASES, MOST_INTERPRETED = 200, 10_000

#: Answers that are tried to make a scenario whole that leaves some out.
_TRIES = 1000


class NoCertificate(Exception):
    """A guide with findings, or one whose proof cannot be written down."""


def certificate(guide: Guide, files: Mapping[str, str], made_by: str) -> Json:
    """The certificate of a guide without findings, as JSON-ready data.

    ``files`` are the SHA-256 of the files that it was read from, by their paths.
    Raises NoCertificate where the proof cannot be written down.
    """
    try:
        return _Writer(guide).write(files, made_by)
    except NoCover:
        raise NoCertificate from None


def as_json(data: Mapping[str, Any]) -> str:
    """The certificate as text, with one box, rule or column on each line."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list) and any(isinstance(item, list | dict) for item in value):
            items = ",\n".join(map(_compact, value))
            parts.append(f"{_compact(key)}: [\n{items}\n]")
        else:
            parts.append(f"{_compact(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def seal(data: Json) -> str:
    """The SHA-256 of all of a certificate but itself."""
    rest = {key: value for key, value in data.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Writer:
    def __init__(self, guide: Guide) -> None:
        self.model = guide.model
        self.evaluator = evaluator = with_guarantees(guide.evaluator)
        self.columns = evaluator.table.columns
        self.cover = cover(evaluator)
        #: for each fact that may be missing, the column in which cell 0 says that it is
        self.known_by = {
            column.fact: i
            for i, column in enumerate(self.columns)
            if column.missing and isinstance(column, KnownColumn | ValueColumn | NumberColumn)
        }

    def write(self, files: Mapping[str, str], made_by: str) -> Json:
        model, table, calendar = self.model, self.evaluator.table, self.model.calendar
        data: Json = {
            "certificate": FORMAT,
            "guide": model.title,
            "version": model.version,
            "made_by": made_by,
            "files": dict(files),
            "calendar": [_iso(calendar.first), _iso(calendar.last)],
            "work_week": sorted(calendar.work_week),
            "holidays": [_iso(day) for day in sorted(calendar.holidays)],
            "dates": [None, "today", *(fact.id for fact in self._dates())],
            "in_order": [list(pair) for pair in self._in_order()],
            "known_by": self.known_by,
            "unknown": [id for id in self.known_by if model.facts[id].unknown is not None],
            "exists": {
                id: [_flat(box) for box in table.existence.get(id, ((),))] for id in self.known_by
            },
            "broken": [_flat(box) for boxes in table.contradictions for box in boxes],
            "columns": [self._column(column) for column in self.columns],
            "rules": list(self._rules()),
            "impossible": [_flat(box) for box in self.cover.impossible],
            "boxes": [self._box(tile) for tile in self.cover.tiles],
            "cuts": [[column, _mask(mask)] for column, mask in self.cover.cuts],
            "cases": list(islice(self._cases(), self._most_cases())),
        }
        return data | {"sha256": seal(data)}

    def _dates(self) -> Iterator[Fact]:
        return (fact for fact in self.model.facts.values() if isinstance(fact.type, Date))

    def _in_order(self) -> Iterator[tuple[Json, int]]:
        """Columns of which only the second cell can be: today is not before what is past."""
        for fact in self._dates():
            ends = {"past": ("today", fact.id), "future": (fact.id, "today")}
            if isinstance(fact.type, Date) and fact.type.range in ends:
                later, earlier = ends[fact.type.range]
                of, cut = _term(DateTerm(later)), _term(DateTerm(earlier))
                yield {"kind": "cuts", "dated": True, "needs": [], "of": of, "cuts": [cut]}, 0b10

    def _column(self, column: Column) -> Json:
        missable = [f for f in facts_of(column) if may_be_missing(self.model.facts[f])]
        data: Json = {
            "cells": column.cells,
            "needs": missable if column.missing else [],
            "dated": isinstance(column, DayColumn),
        }
        match column:
            case ValueColumn(fact, options):
                data |= {"kind": "option", "of": _term(DateTerm(fact)), "options": list(options)}
            case NumberColumn(fact, cuts):
                numbers: list[Json] = [{"base": None, "at": cut, "plus": []} for cut in cuts]
                data |= {"kind": "cuts", "of": _term(DateTerm(fact)), "cuts": numbers}
            case KnownColumn(fact):
                data |= {"kind": "cuts", "of": _term(DateTerm(fact)), "cuts": []}
            case IncludesColumn(fact, option):
                data |= {"kind": "includes", "of": _term(DateTerm(fact)), "option": option}
            case DateColumn(left, right, unit, cuts):
                days = [_term(right, Offset(n, unit), Offset(more, "days")) for n, more in cuts]
                data |= {"kind": "cuts", "of": _term(left), "cuts": days}
            case WeekdayColumn(term):
                data |= {"kind": "weekday", "of": _term(term)}
            case BusinessDayColumn(term):
                data |= {"kind": "business day", "of": _term(term)}
        return data

    def _rules(self) -> Iterator[Json]:
        evaluator = self.evaluator
        guide_rules = {evaluator.rule_ids[i]: i for i in bits(evaluator.guide_rules)}
        yields_to: dict[str, list[str]] = {id: [] for id in guide_rules}
        for id, i in guide_rules.items():
            for other in bits(evaluator.beats[i] & evaluator.guide_rules):
                yields_to[evaluator.rule_ids[other]].append(id)
        for id in guide_rules:
            rule = evaluator.model.rules[id]
            yield {
                "id": id,
                "when": rule.when_text,
                "act": rule.advise,
                "also": list(rule.also),
                "avoid": list(rule.avoid),
                "yields_to": yields_to[id],
                "boxes": [_flat(box) for box in evaluator.table.rules[id]],
            }

    def _box(self, tile: Tile) -> Json:
        box = _flat(tuple(self._limits(tile.masks)))
        if tile.rule is None:
            return {"box": box, "impossible": tile.impossible}
        return {"box": box, "rule": tile.rule, "act": self.model.rules[tile.rule].advise}

    def _limits(self, masks: Sequence[int]) -> Iterator[tuple[int, int]]:
        for column, (mask, whole) in enumerate(zip(masks, self.evaluator.everything, strict=True)):
            if mask != whole:
                yield column, mask

    # Cases

    def _most_cases(self) -> int:
        return min(MOST_CASES, MOST_INTERPRETED // max(1, len(self.model.rules)))

    def _cases(self) -> Iterator[Json]:
        """The scenarios, and a situation from each box, with what the interpreter makes of them."""
        for number, situation in chain(self._of_scenarios(), self._of_boxes()):
            values = {id: value_of(id, situation, self.model) for id in self.model.facts}
            days = {"today": _iso(situation.today)}
            for fact in self._dates():
                if isinstance(day := values[fact.id], int):
                    days[fact.id] = _iso(day)
            yield {
                "box": number,
                "days": days,
                "facts": {id: _plain(value) for id, value in values.items() if id not in days},
                "act": next(iter(interpret(self.model, situation).acts)),
            }

    def _of_scenarios(self) -> Iterator[tuple[int, Situation]]:
        for scenario in self.model.scenarios.values():
            situation = self._completed(scenario)
            if situation is not None:
                cells = self.evaluator.view(situation).masks
                for number, tile in enumerate(self.cover.tiles):
                    if _inside(cells, tile.masks):
                        yield number, situation

    def _completed(self, scenario: Scenario) -> Situation | None:
        """A scenario with what it leaves out made up, where a few tries find what fits."""
        exists = self.evaluator.view(Situation(scenario.today, scenario.given)).exists
        left_out = [
            fact
            for id, fact in self.model.facts.items()
            if id not in scenario.given and exists[id] is not False
        ]
        answers = product(*(_some_answers(fact, scenario.today) for fact in left_out))
        for some in islice(answers, _TRIES):
            made_up = {fact.id: value for fact, value in zip(left_out, some, strict=True)}
            values = {id: scenario.given.get(id, made_up.get(id)) for id in self.model.facts}
            situation = Situation(scenario.today, values)
            if possible(situation, self.model):
                return situation
        return None

    def _of_boxes(self) -> Iterator[tuple[int, Situation]]:
        dates = DateSolver(self.model, self.columns)
        for number, tile in enumerate(self.cover.tiles):
            if tile.rule is None or (days := dates.solve(tile.masks)) is None:
                continue
            cells = [_known(*pair) for pair in zip(tile.masks, self.columns, strict=True)]
            situation = read_situation(self.evaluator.table, cells, days)
            if possible(situation, self.model) and _inside(
                self.evaluator.view(situation).masks, tile.masks
            ):
                yield number, situation


def _inside(cells: Sequence[int], masks: Sequence[int]) -> bool:
    return all(not cell & ~mask for cell, mask in zip(cells, masks, strict=True))


def _known(mask: int, column: Column) -> int:
    """The first cell of a mask, one in which nothing is missing where there is one."""
    known = mask & ~1 if column.missing else mask
    return next(bits(known or mask))


def _some_answers(fact: Fact, today: int) -> tuple[Value | None, ...]:
    unknown: tuple[None, ...] = () if fact.unknown is None else (None,)
    match fact.type:
        case Choice(options):
            return (*options, *unknown)
        case YesNo():
            return ("no", "yes", *unknown)
        case Number(low, high):
            return (low, high, *unknown)
        case Date():
            return (*unknown, today, today - 7, today + 7)
        case _:
            return (frozenset(), *unknown)


def _plain(value: Value | None) -> str | int | list[str] | None:
    return sorted(value) if isinstance(value, frozenset) else value


def _term(term: DateTerm, *more: Offset) -> Json:
    data: Json = {"base": term.base}
    if term.base is None:
        data["at"] = as_date(term.day).toordinal()
    return data | {"plus": [[o.count, o.unit] for o in (*term.offsets, *more) if o.count]}


def _iso(day: int) -> str:
    return as_date(day).isoformat()


def _flat(box: Box) -> list[int | str]:
    return [item for column, mask in box for item in (column, _mask(mask))]


def _mask(mask: int) -> int | str:
    """A set of cells; in hex where not every reader of JSON would keep the number whole."""
    return mask if mask < 1 << 31 else hex(mask)
