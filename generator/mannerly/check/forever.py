"""Whether one plan goes on for ever: it is followed on, beyond the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from mannerly.model.calendar import Calendar
from mannerly.model.conditions import DateTerm, Offset
from mannerly.model.guide import Date, Model, Situation
from mannerly.plan.follow import Course, CourseStep, follow
from mannerly.table.build import build_table
from mannerly.table.columns import DateColumn, DayColumn
from mannerly.table.date_limits import DateLimits
from mannerly.table.evaluate import Evaluator

#: A plan of more steps counts as one that goes on for ever.
_FOR_EVER = 1_000

#: The days after which weekdays come again as they were, and months too.
_WEEK, _ALL_MONTHS = 7, 146_097

#: The days by which a calendar is made longer at first, then twice as many, and so on.
_MORE = 200

#: Calendars end before the year 9000.
_LAST_DAY = 2_567_600


def longer(calendar: Calendar, days: int) -> Calendar | None:
    """A calendar with so many more days, none of them a holiday; None where they are too many."""
    last = calendar.last + days
    return replace(calendar, last=last) if last < _LAST_DAY else None


def leaves(course: Course, model: Model, calendar: Calendar) -> bool:
    """Whether a plan stops only because the day, or a date of its own, is after the calendar."""
    dates = [
        value
        for id, value in course.situation.values.items()
        if isinstance(model.facts[id].type, Date) and isinstance(value, int)
    ]
    beyond = any(day > calendar.last for day in (course.situation.today, *dates))
    return course.stops == "answer-anew" and beyond


class Forever:
    """Follows the plans of a guide as long as it takes."""

    def __init__(self, evaluator: Evaluator, complete: bool) -> None:
        """``complete`` says that it is proved that every situation has advice."""
        self._evaluator = evaluator
        self._model = evaluator.model
        self._complete = complete
        #: evaluators for longer and longer calendars, as they were needed
        self._evaluators = [evaluator]

    def course(self, situation: Situation) -> tuple[Course, bool | None]:
        """A plan followed on, and whether it goes on for ever; None where that stays open."""
        course = follow(self._evaluator, situation, self._complete)
        number, calendar = 0, self._model.calendar
        while course.steps and leaves(course, self._model, calendar):
            if len(course.steps) > _FOR_EVER or self._comes_round(course.steps):
                return course, True
            number += 1
            evaluator = self._longer(number)
            if evaluator is None:
                return course, None
            calendar = evaluator.model.calendar
            *before, last = course.steps
            more = follow(evaluator, last.situation, self._complete)
            course = replace(more, steps=(*before, *more.steps))
        return course, False

    def _longer(self, number: int) -> Evaluator | None:
        if number == len(self._evaluators):
            calendar = longer(self._model.calendar, _MORE << number)
            if calendar is None:
                return None
            table = build_table(replace(self._model, calendar=calendar))
            self._evaluators.append(Evaluator(table))
        return self._evaluators[number]

    def _comes_round(self, steps: Sequence[CourseStep]) -> bool:
        """Whether a plan comes to a situation in which it has been, but for the day."""
        seen: dict[object, list[Situation]] = {}
        for step in steps:
            now = step.situation
            others = [(id, value) for id, value in now.values.items() if id not in self._dates]
            dated = [id for id in self._dates if now.values.get(id) is not None]
            key = (step.act, now.today % self._round, tuple(others), tuple(dated))
            before = seen.setdefault(key, [])
            if any(self._alike(earlier, now, dated) for earlier in reversed(before)):
                return True
            before.append(now)
        return False

    def _alike(self, earlier: Situation, now: Situation, dates: Sequence[str]) -> bool:
        """Whether the same follows in two situations, only later.

        Each date has gone on with today, or has stayed where it was: so long before all that goes
        on that no rule can tell how long.
        """
        stayed, gone_on = [self._settled], [earlier.today]
        for id in dates:
            one, other = earlier.values[id], now.values[id]
            assert isinstance(one, int) and isinstance(other, int)
            if other - one == now.today - earlier.today:
                gone_on.append(one)
            elif one == other and id not in self._reckoned_from:
                stayed.append(one)
            else:
                return False
        return min(gone_on) - max(stayed) > self._far

    @cached_property
    def _dates(self) -> frozenset[str]:
        return frozenset(
            id for id, fact in self._model.facts.items() if isinstance(fact.type, Date)
        )

    @cached_property
    def _reckoned_from(self) -> frozenset[str]:
        """The facts from which acts reckon dates."""
        return frozenset(term.base for term in self._changes() if term.base is not None)

    @cached_property
    def _settled(self) -> int:
        """The last day that is a holiday, or is written out."""
        calendar = self._model.calendar
        written = [term.day for term in self._terms() if term.base is None]
        return max([calendar.last, *calendar.holidays, *written])

    @cached_property
    def _far(self) -> int:
        """So many days, and more, are the same to all rules: the most that they reckon with."""
        return max((self._span(*offsets) for offsets in self._reckoned()), default=0) + 1

    @cached_property
    def _round(self) -> int:
        """The days after which the calendar comes again as it was."""
        units = {offset.unit for offsets in self._reckoned() for offset in offsets}
        return _ALL_MONTHS if "months" in units else _WEEK

    def _span(self, *offsets: Offset) -> int:
        limits = DateLimits(self._model.calendar)
        return sum(max(map(abs, limits.reach(DateTerm(None, 0, (one,))))) for one in offsets)

    def _reckoned(self) -> Iterator[tuple[Offset, ...]]:
        """The offsets that rules and acts reckon with at a time."""
        for column in self._evaluator.table.columns:
            match column:
                case DateColumn(left, right, unit, cuts):
                    for count, _ in cuts:
                        yield (*left.offsets, *right.offsets, Offset(abs(count) + 1, unit))
                case _ if isinstance(column, DayColumn):
                    yield column.term.offsets
                case _:
                    pass
        for term in self._terms():
            yield term.offsets

    def _terms(self) -> Iterator[DateTerm]:
        """The date expressions of the guide."""
        for rule in self._model.rules.values():
            if rule.until is not None:
                yield rule.until
        yield from self._changes()
        for column in self._evaluator.table.columns:
            match column:
                case DateColumn(left, right):
                    yield from (left, right)
                case _ if isinstance(column, DayColumn):
                    yield column.term
                case _:
                    pass

    def _changes(self) -> Iterator[DateTerm]:
        """The date expressions of acts."""
        for act in self._model.acts.values():
            for change in act.changes:
                if isinstance(change.to, DateTerm):
                    yield change.to
