"""The short way from answers to the act, where no fact hangs on another and no dates are compared.

A lookup for each answer and the intersection of what they leave: nothing is
turned into values and cells first, which would take many times as long.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from mannerly.model.calendar import as_date
from mannerly.model.guide import Choice, Number, Value, YesNo
from mannerly.table.columns import DayColumn, NumberColumn, fact_cell
from mannerly.table.evaluate import Evaluator, bits

#: From answers, by fact, and a day to an act. None where this way does not lead: answers that are
#: left out, or to be read or refused first, a day outside the calendar, no act or several.
ShortWay = Callable[[Mapping[str, object], datetime.date], str | None]

#: Numbers with more values than this are looked up by their cuts.
_LISTED = 10_000


def short_way(evaluator: Evaluator) -> ShortWay:
    """The short way through a guide; one that leads nowhere if there is none."""
    model, table, calendar = evaluator.model, evaluator.table, evaluator.model.calendar
    dated = any(isinstance(column, DayColumn) for column in table.columns)
    if table.existence or table.contradictions or dated:
        return _nowhere
    choices: list[tuple[str, Mapping[object, int]]] = []
    yes_or_no: list[tuple[str, int, int, Mapping[object, int]]] = []
    numbers: list[tuple[str, Mapping[object, int]]] = []
    long_numbers: list[tuple[str, int, int, Sequence[int], Sequence[int]]] = []
    for fact in model.facts.values():
        rows = _Rows(evaluator, fact.id)
        unknown: dict[object, int] = {}
        if fact.unknown is not None:
            unknown[None] = unknown["unknown"] = rows[None]
        match fact.type:
            case Choice(options):
                choices.append((fact.id, unknown | {id: rows[id] for id in options}))
            case YesNo():
                words = {"yes": rows["yes"], "no": rows["no"]}
                yes_or_no.append((fact.id, rows["yes"], rows["no"], unknown | words))
            case Number(low, high, 0) if high - low < _LISTED:
                values = range(low, high + 1)
                numbers.append((fact.id, unknown | {number: rows[number] for number in values}))
            case Number(low, high, decimals):
                step = 10**decimals
                whole_cuts = [-(-cut // step) for cut in rows.cuts]
                from_cuts = rows.allow[-len(whole_cuts) - 1 :]
                long_numbers.append((fact.id, -(-low // step), high // step, whole_cuts, from_cuts))
            case _:
                return _nowhere
    count, first, last = len(model.facts), as_date(calendar.first), as_date(calendar.last)
    guide_rows = evaluator.rows_of(evaluator.guide_rules)
    rows_are_rules, advise = evaluator.rows_are_rules, evaluator.advise
    overriding, advising = evaluator.overriding, evaluator.advising

    def act(answers: Mapping[str, object], today: datetime.date) -> str | None:
        rows = guide_rows
        try:
            if len(answers) != count or not first <= today <= last:
                return None
            for fact, rows_of in choices:
                rows &= rows_of[answers[fact]]
            for fact, yes, no, others in yes_or_no:
                answer = answers[fact]
                rows &= yes if answer is True else no if answer is False else others[answer]
            for fact, rows_of in numbers:
                answer = answers[fact]
                if answer is True or answer is False:  # to a mapping, they are 1 and 0
                    return None
                rows &= rows_of[answer]
            for fact, low, high, cuts, rows_from in long_numbers:
                answer = answers[fact]
                if type(answer) is not int or not low <= answer <= high:
                    return None
                rows &= rows_from[bisect_right(cuts, answer)]
        except (KeyError, TypeError):
            return None
        live = rows if rows_are_rules else evaluator.rules_of(rows)
        if live & overriding:
            live &= ~evaluator.beaten_by(live)
        live &= advising
        if not live & (live - 1):
            return advise[live.bit_length() - 1] if live else None
        acts = {advise[rule] for rule in bits(live)}
        return acts.pop() if len(acts) == 1 else None

    return act


def _nowhere(_answers: Mapping[str, object], _today: datetime.date) -> str | None:
    return None


class _Rows:
    """The rows that each value of a fact leaves, by value; a fact without a column is one cell."""

    def __init__(self, evaluator: Evaluator, fact: str) -> None:
        columns = evaluator.fact_columns[fact]
        column = evaluator.table.columns[columns[0]] if columns else None
        assert not isinstance(column, DayColumn)
        self._column = column
        self.allow = evaluator.index.allow[columns[0]] if columns else [evaluator.index.all_rows]
        self.cuts = column.cuts if isinstance(column, NumberColumn) else ()

    def __getitem__(self, value: Value | None) -> int:
        return self.allow[0 if self._column is None else fact_cell(self._column, value)]
