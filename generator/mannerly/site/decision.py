"""The decision tree as numbered questions, each answer leading to another question or to an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mannerly.model.conditions import DateTerm, Offset
from mannerly.model.dates import WEEKDAYS
from mannerly.model.english import english_term
from mannerly.model.guide import Act, Choice, Model, Number, Several
from mannerly.model.numbers import as_written
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    IncludesColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    WeekdayColumn,
    facts_of,
)
from mannerly.tree.build import drawn

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and the number of the question or the act that it leads to.

    ``dates`` says until or by when, as a rule, where that is the same whenever the
    act is advised: "until 1 business day after the promised day".
    """

    label: str
    to: int | Act
    dates: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the tree. Numbers count from 1; answers lead to later questions or to acts.

    ``help`` is Markdown. ``counts`` says whether business days are to be counted.
    """

    number: int
    ask: str
    help: str
    counts: bool
    answers: tuple[Answer, ...]


def questions(guide: Guide) -> tuple[Question, ...]:
    """All questions, the first first; none where the guide has no tree."""
    tree = guide.tree and drawn(guide.tree)
    if tree is None:
        return ()
    model, columns = guide.model, guide.evaluator.table.columns
    dates = {id: _dates_of(id, model) for id in model.acts}

    def answer(label: str, to: int | str) -> Answer:
        if isinstance(to, int):
            return Answer(label, to + 1)
        return Answer(label, model.acts[to], dates[to])

    return tuple(
        Question(
            number,
            _ask(column, model),
            _help(column, model),
            isinstance(column, DateColumn) and column.unit == "business days",
            tuple(answer(label(column, one.mask, model), one.to) for one in node.branches),
        )
        for number, node in enumerate(tree.nodes, 1)
        for column in (columns[node.column],)
    )


def _dates_of(act: str, model: Model) -> str:
    """Until and by when an act is advised, if all rules that advise it say the same."""
    rules = [r for r in model.rules.values() if r.advise == act and r.aside is None]
    said = {(rule.until, rule.by) for rule in rules}
    if len(said) != 1:
        return ""
    words = zip(("until", "by"), said.pop(), strict=True)
    return ", ".join(f"{word} {english_term(term, model)}" for word, term in words if term)


def _help(column: Column, model: Model) -> str:
    match column:
        case ValueColumn(fact) | NumberColumn(fact) | KnownColumn(fact) | IncludesColumn(fact, _):
            return model.facts[fact].help
        case _:
            return ""


def _ask(column: Column, model: Model) -> str:
    match column:
        case ValueColumn(fact) | NumberColumn(fact) | KnownColumn(fact):
            return model.facts[fact].ask
        case IncludesColumn(fact, option):
            return f"{model.facts[fact].ask} {_option(fact, option, model)}?"
        case DateColumn(left, right):
            one, other = english_term(left, model), english_term(right, model)
            return f"How does {one} compare with {other}?"
        case WeekdayColumn(term):
            return f"Which day of the week is {english_term(term, model)}?"
        case BusinessDayColumn(term):
            return f"Is {english_term(term, model)} a business day?"


def label(column: Column, mask: int, model: Model) -> str:
    """A set of cells in words, as the answer to the column's question."""
    missing, start = column.missing and mask & 1, int(column.missing)
    cells = [cell for cell in range(column.cells - start) if mask >> (cell + start) & 1]
    words = list(_cells(column, cells, model)) if cells else []
    if missing:
        words.append(_missing(column, model))
    return ", or ".join(words)


def _cells(column: Column, cells: list[int], model: Model) -> Iterator[str]:
    match column:
        case ValueColumn(fact, options):
            for cell in cells:
                yield _option(fact, options[cell], model)
        case NumberColumn(fact, cuts):
            number = cast(Number, model.facts[fact].type)
            for first, last in _runs(cells):
                low = cuts[first - 1] if first else number.low
                high = cuts[last] - 1 if last < len(cuts) else number.high
                yield _numbers(low, high, number)
        case KnownColumn():
            yield "I can say"
        case IncludesColumn() | BusinessDayColumn():
            yield from ("Yes" if cell else "No" for cell in cells)
        case DateColumn():
            for first, last in _runs(cells):
                yield _dates(column, first, last, model)
        case WeekdayColumn():
            yield " or ".join(WEEKDAYS[cell] for cell in cells)


def _missing(column: Column, model: Model) -> str:
    labels = [model.facts[fact].unknown for fact in facts_of(column)]
    return next((label for label in labels if label), "This does not arise")


def _option(fact: str, option: str, model: Model) -> str:
    match model.facts[fact].type:
        case Choice(options) | Several(options):
            return options[option]
        case _:
            return option.capitalize()


def _runs(cells: list[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of cells that follow each other."""
    first = last = cells[0]
    for cell in cells[1:]:
        if cell != last + 1:
            yield first, last
            first = cell
        last = cell
    yield first, last


def _numbers(low: int, high: int, type: Number) -> str:
    least, most = as_written(low, type), as_written(high, type)
    unit = f" {type.unit}" if type.unit else ""
    if low == high:
        return least + unit
    if high == type.high:
        return f"{least}{unit} or more"
    if low == type.low:
        return f"At most {most}{unit}"
    return f"{least} to {most}{unit}"


def _dates(column: DateColumn, first: int, last: int, model: Model) -> str:
    """A run of cells between two dates: "Today is before the 5th business day after it"."""
    left = english_term(column.left, model)
    start = f"{left[:1].upper()}{left[1:]} is"
    begin = _date(column, first - 1, model) if first else None
    end = _date(column, last, model) if last < len(column.cuts) else None
    if begin and end and begin[0] == end[0]:
        return f"{start} {begin[0]}"
    since = f"{'after' if begin[1] else 'on or after'} {begin[0]}" if begin else ""
    before = f"{'on or before' if end[1] else 'before'} {end[0]}" if end else ""
    return f"{start} {', and '.join(filter(None, (since, before))) or 'known'}"


def _date(column: DateColumn, cut: int, model: Model) -> tuple[str, int]:
    """The date of a cut in words, and whether the cut is the day after it."""
    right, (count, days) = column.right, column.cuts[cut]
    from_there = english_term(right, model)
    if not count:
        return from_there, days
    if column.unit == "business days":
        side = "after" if count > 0 else "before"
        return f"the {_ordinal(abs(count))} business day {side} {from_there}", days
    if column.unit == "days" and abs(count) == 1:
        return f"the day {'after' if count > 0 else 'before'} {from_there}", days
    offsets = (*right.offsets, Offset(count, column.unit))
    return f"the day {english_term(DateTerm(right.base, right.day, offsets), model)}", days


def _ordinal(number: int) -> str:
    few = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else few}"
