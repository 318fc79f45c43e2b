"""Numbers of a fact: counted in its smallest steps, within its range."""

from __future__ import annotations

from decimal import Decimal

from mannerly.model.dates import read_number
from mannerly.model.guide import Number
from mannerly.problems import Place, Problems


def in_steps(text: str, fact: str, type: Number, place: Place, problems: Problems) -> int | None:
    """A value written out, in the fact's smallest steps; None, noted, if it does not fit."""
    steps = whole_steps(text, fact, type, place, problems)
    if steps is not None and not type.low <= steps <= type.high:
        low, high = as_written(type.low, type), as_written(type.high, type)
        problems.add("number-range", place, found=text, fact=fact, low=low, high=high)
        return None
    return steps


def whole_steps(text: str, fact: str, type: Number, place: Place, problems: Problems) -> int | None:
    """A number written out, in the fact's smallest steps, whether or not in its range."""
    found = read_number(text)
    if found is None:
        problems.add("number-form", place, found=text, fact=fact)
        return None
    number, decimals = found
    if decimals > type.decimals:
        problems.add("number-decimals", place, found=text, fact=fact, decimals=type.decimals)
        return None
    return int(number.scaleb(type.decimals))


def as_written(steps: int, type: Number) -> str:
    """A number of smallest steps as an editor writes it: 1250 with two decimals is 12.50."""
    return str(Decimal(steps).scaleb(-type.decimals)) if type.decimals else str(steps)
