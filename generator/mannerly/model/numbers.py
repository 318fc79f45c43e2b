"""Numbers of a fact: counted in its smallest steps, within its range."""

from __future__ import annotations

from decimal import Decimal

from mannerly.model.dates import read_number
from mannerly.model.guide import Number
from mannerly.problems import Place, Problems


def in_steps(text: str, fact: str, type: Number, place: Place, problems: Problems) -> int | None:
    """A number written out, in the fact's smallest steps; None, noted, if it does not fit."""
    found = read_number(text)
    if found is None:
        problems.add("number-form", place, found=text, fact=fact)
        return None
    number, decimals = found
    if decimals > type.decimals:
        problems.add("number-decimals", place, found=text, fact=fact, decimals=type.decimals)
        return None
    low, high = (Decimal(end).scaleb(-type.decimals) for end in (type.low, type.high))
    if not low <= number <= high:
        problems.add(
            "number-range",
            place,
            found=text,
            fact=fact,
            low=as_written(type.low, type),
            high=as_written(type.high, type),
        )
        return None
    return int(number.scaleb(type.decimals))


def as_written(steps: int, type: Number) -> str:
    """A number of smallest steps as an editor writes it: 1250 with two decimals is 12.50."""
    return str(Decimal(steps).scaleb(-type.decimals)) if type.decimals else str(steps)
