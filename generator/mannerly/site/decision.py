"""The decision tree as numbered questions, each answer leading to another question or to an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mannerly.model.conditions import DateTerm, Offset
from mannerly.model.guide import Act, Choice, Number, Several
from mannerly.model.speaker import WEEKDAYS, Speaker
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
    model, columns, speaker = guide.model, guide.evaluator.table.columns, Speaker.of(guide.model)
    dates = {id: dates_of(id, speaker) for id in model.acts}

    def answer(label: str, to: int | str) -> Answer:
        if isinstance(to, int):
            return Answer(label, to + 1)
        return Answer(label, model.acts[to], dates[to])

    return tuple(
        Question(
            number,
            ask(column, speaker),
            _help(column, speaker),
            isinstance(column, DateColumn) and column.unit == "business days",
            tuple(answer(label(column, one.mask, speaker), one.to) for one in node.branches),
        )
        for number, node in enumerate(tree.nodes, 1)
        for column in (columns[node.column],)
    )


def dates_of(act: str, speaker: Speaker) -> str:
    """Until and by when an act is advised, if all rules that advise it say the same."""
    rules = [r for r in speaker.model.rules.values() if r.advise == act and r.aside is None]
    said = {(rule.until, rule.by) for rule in rules}
    if len(said) != 1:
        return ""
    until, by = said.pop()
    if until and by:
        return speaker.say("until-and-by", until=speaker.term(until), by=speaker.term(by))
    if until:
        return speaker.say("until", date=speaker.term(until))
    return speaker.say("by", date=speaker.term(by)) if by else ""


def _help(column: Column, speaker: Speaker) -> str:
    match column:
        case ValueColumn(fact) | NumberColumn(fact) | KnownColumn(fact) | IncludesColumn(fact, _):
            return speaker.model.facts[fact].help
        case _:
            return ""


def ask(column: Column, speaker: Speaker) -> str:
    """The question that a column puts."""
    facts, say, term = speaker.model.facts, speaker.say, speaker.term
    match column:
        case ValueColumn(fact) | NumberColumn(fact) | KnownColumn(fact):
            return facts[fact].ask
        case IncludesColumn(fact, option):
            asked = _option(fact, option, speaker)
            return say("ask-option", question=facts[fact].ask, option=asked)
        case DateColumn(left, right):
            return say("ask-dates", date=term(left), other=term(right))
        case WeekdayColumn(day):
            return say("ask-weekday", date=term(day))
        case BusinessDayColumn(day):
            return say("ask-business-day", date=term(day))


def label(column: Column, mask: int, speaker: Speaker) -> str:
    """A set of cells in words, as the answer to the column's question."""
    missing, start = column.missing and mask & 1, int(column.missing)
    cells = [cell for cell in range(column.cells - start) if mask >> (cell + start) & 1]
    words = list(_cells(column, cells, speaker)) if cells else []
    if missing:
        words.append(_missing(column, speaker))
    return speaker.wording.in_turn("answers-or", words)


def _cells(column: Column, cells: list[int], speaker: Speaker) -> Iterator[str]:
    match column:
        case ValueColumn(fact, options):
            for cell in cells:
                yield _option(fact, options[cell], speaker)
        case NumberColumn(fact, cuts):
            number = cast(Number, speaker.model.facts[fact].type)
            for first, last in _runs(cells):
                low = cuts[first - 1] if first else number.low
                high = cuts[last] - 1 if last < len(cuts) else number.high
                yield _numbers(low, high, number, speaker)
        case KnownColumn():
            yield speaker.say("answer-known")
        case IncludesColumn() | BusinessDayColumn():
            yield from (speaker.say("answer-yes" if cell else "answer-no") for cell in cells)
        case DateColumn():
            for first, last in _runs(cells):
                yield _dates(column, first, last, speaker)
        case WeekdayColumn():
            days = [speaker.say(WEEKDAYS[cell]) for cell in cells]
            yield speaker.wording.in_turn("weekdays-or", days)


def _missing(column: Column, speaker: Speaker) -> str:
    labels = [speaker.model.facts[fact].unknown for fact in facts_of(column)]
    return next((label for label in labels if label), speaker.say("answer-missing"))


def _option(fact: str, option: str, speaker: Speaker) -> str:
    match speaker.model.facts[fact].type:
        case Choice(options) | Several(options):
            return options[option]
        case _:
            return speaker.say(f"answer-{option}")


def _runs(cells: list[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of cells that follow each other."""
    first = last = cells[0]
    for cell in cells[1:]:
        if cell != last + 1:
            yield first, last
            first = cell
        last = cell
    yield first, last


def _numbers(low: int, high: int, type: Number, speaker: Speaker) -> str:
    if low == high:
        return speaker.counted(low, type)
    if high == type.high:
        return speaker.say("answer-or-more", number=speaker.counted(low, type))
    if low == type.low:
        return speaker.say("answer-at-most", number=speaker.counted(high, type))
    least, most = speaker.number(low, type), speaker.counted(high, type)
    return speaker.say("answer-from-to", low=least, high=most)


def _dates(column: DateColumn, first: int, last: int, speaker: Speaker) -> str:
    """A run of cells between two dates: "Today is before the 5th business day after it"."""
    date = speaker.term(column.left)
    begin = _date(column, first - 1, speaker) if first else None
    end = _date(column, last, speaker) if last < len(column.cuts) else None
    if begin and end and begin[0] == end[0]:
        return speaker.sentence(speaker.say("answer-on", date=date, other=begin[0]))
    sides, dates = [], {}
    if begin:
        sides.append("after" if begin[1] else "on-or-after")
        dates["first"] = begin[0]
    if end:
        sides.append("on-or-before" if end[1] else "before")
        dates["last"] = end[0]
    phrase = "-and-".join(sides) or "date-known"
    return speaker.sentence(speaker.say(f"answer-{phrase}", None, date=date, **dates))


def _date(column: DateColumn, cut: int, speaker: Speaker) -> tuple[str, int]:
    """The date of a cut in words, and whether the cut is the day after it."""
    right, (count, days) = column.right, column.cuts[cut]
    if not count:
        return speaker.term(right), days
    side = "after" if count > 0 else "before"
    if column.unit == "business days":
        there = speaker.term(right)
        return speaker.wording.rank(f"business-day-{side}", abs(count), date=there), days
    if column.unit == "days" and abs(count) == 1:
        return speaker.say(f"the-day-{side}", date=speaker.term(right)), days
    offsets = (*right.offsets, Offset(count, column.unit))
    return speaker.say("the-day", date=speaker.term(DateTerm(right.base, right.day, offsets))), days
