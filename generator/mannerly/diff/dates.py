"""Date expressions beside each other."""

from __future__ import annotations

from typing import Literal

from mannerly.model.calendar import Calendar
from mannerly.model.conditions import DateTerm, Offset


def folded(term: DateTerm, calendar: Calendar) -> DateTerm:
    """A date expression with a fixed date worked out, and steps of one unit of a length."""
    if term.base is None:
        return DateTerm(None, calendar.resolve(term, term.day))
    offsets: list[Offset] = []
    for offset in term.offsets:
        if offset.unit == "days" and offsets and offsets[-1].unit == "days":
            offset = Offset(offsets.pop().count + offset.count, "days")
        if offset.count:
            offsets.append(offset)
    return DateTerm(term.base, 0, tuple(offsets))


def apart(one: DateTerm, other: DateTerm) -> Literal["<", ">"] | None:
    """Whether one date is before or after another wherever they are counted from; None: it hangs.

    More days, business days or months always lead to a later day.
    """
    if one.base is None and other.base is None:
        return None if one.day == other.day else "<" if one.day < other.day else ">"
    if one.base != other.base:
        return None
    steps = [*one.offsets, *other.offsets]
    if len(one.offsets) > 1 or len(other.offsets) > 1 or len({o.unit for o in steps}) > 1:
        return None
    first, second = (sum(o.count for o in term.offsets) for term in (one, other))
    return None if first == second else "<" if first < second else ">"
