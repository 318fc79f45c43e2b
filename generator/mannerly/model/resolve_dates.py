"""Date expressions: from what the editor wrote to date terms, and how far they reach."""

from __future__ import annotations

from dataclasses import dataclass

from mannerly.model.conditions import DateTerm, Offset
from mannerly.model.dates import read_day
from mannerly.model.guide import Date
from mannerly.model.names import suggestions
from mannerly.model.scope import Scope, kind_of
from mannerly.problems import Problems
from mannerly.syntax import raw
from mannerly.syntax.nodes import Scalar

#: The farthest that a date expression may reach: a hundred years.
FARTHEST = 36_600
_DIGITS = 6


@dataclass(slots=True)
class Dates:
    """Resolves date expressions; ``reach`` is how many days the farthest of them reaches."""

    scope: Scope
    problems: Problems
    reach: int = 0

    def term(
        self, term: raw.Term, scalar: Scalar, then: raw.Duration | None = None
    ) -> DateTerm | None:
        """The date that an expression means, plus a duration; None if it has a mistake."""
        base = self._base(term.base, scalar)
        offsets = [self._offset(o.duration, o.negative, scalar) for o in term.offsets]
        if then is not None:
            offsets.append(self._offset(then, False, scalar))
        whole = tuple(offset for offset in offsets if offset is not None)
        if base is None or len(whole) < len(offsets):
            return None
        reach = sum(map(self._days, whole))
        if reach > FARTHEST:
            last = then or term
            self.problems.add("offset-too-far", scalar.locate(term.start, max(term.end, last.end)))
            return None
        self.reach = max(self.reach, reach)
        name, day = base
        return DateTerm(name, day, whole, scalar.locate(term.start, term.end))

    def today(self, scalar: Scalar, then: raw.Duration | None = None) -> DateTerm | None:
        """Today, with a duration added to it, where the text leaves "today" unsaid."""
        place = raw.Name(0, 0, "today") if then is None else raw.Name(then.start, then.end, "today")
        return self.term(raw.Term(place.start, place.end, place, ()), scalar, then)

    def length(self, duration: raw.Duration, scalar: Scalar) -> Offset | None:
        """The length of time that a duration means; None if it has a mistake."""
        offset = self._offset(duration, False, scalar)
        if offset is None:
            return None
        if self._days(offset) > FARTHEST:
            place = scalar.locate(duration.start, duration.end)
            self.problems.add("offset-too-far", place)
            return None
        self.reach = max(self.reach, self._days(offset))
        return offset

    def _base(self, base: raw.Name | raw.Day, scalar: Scalar) -> tuple[str | None, int] | None:
        place = scalar.locate(base.start, base.end)
        if isinstance(base, raw.Day):
            day = read_day(base.text, place, self.problems)
            if day is None:
                return None
            if not self.scope.first <= day <= self.scope.last:
                self.problems.add("date-outside", place, found=base.text, **self.scope.years())
                return None
            return None, day
        if base.text == "today":
            return "today", 0
        if base.text in self.scope.facts:
            kind = self.scope.facts[base.text]
            if isinstance(kind, Date):
                return base.text, 0
            if kind is not None:
                self.problems.add("date-needed", place, name=base.text, kind=kind_of(kind))
            return None
        dates = [*(f for f, kind in self.scope.facts.items() if isinstance(kind, Date)), "today"]
        if base.text in self.scope.conditions:
            self.problems.add("date-needed", place, name=base.text, kind="condition")
        elif owners := self.scope.owners(base.text):
            self.problems.add(
                "option-for-fact", place, name=base.text, owners=owners, wanted="date"
            )
        else:
            details = suggestions(base.text, dates)
            self.problems.add("unknown-name", place, name=base.text, what="date", **details)
        return None

    def _offset(self, duration: raw.Duration, negative: bool, scalar: Scalar) -> Offset | None:
        place = scalar.locate(duration.start, duration.end)
        if "." in duration.count:
            self.problems.add("offset-not-whole", place, count=duration.count, unit=duration.unit)
            return None
        if len(duration.count.lstrip("0")) > _DIGITS:
            self.problems.add("offset-too-far", place)
            return None
        count = -int(duration.count) if negative else int(duration.count)
        match duration.unit:
            case "weeks":
                return Offset(count * 7, "days")
            case "years":
                return Offset(count * 12, "months")
            case "days" | "business days" | "months":
                return Offset(count, duration.unit)

    def _days(self, offset: Offset) -> int:
        """Days that an offset can span at most, holidays counted generously."""
        count = abs(offset.count)
        match offset.unit:
            case "days":
                return count
            case "months":
                return count * 31
            case "business days":
                return count * 7 // self.scope.work_days + count // 5 + (30 if count else 0)
