"""Pins the public holidays of a country, as the ``holidays`` package knows them."""

from __future__ import annotations

from collections.abc import Iterable

from mannerly.model.calendar import day_number
from mannerly.model.names import suggestions
from mannerly.problems import Problems
from mannerly.syntax.nodes import Scalar


def public_holidays(
    scalar: Scalar, years: Iterable[int], problems: Problems
) -> frozenset[int] | None:
    """The day numbers of a country's holidays in these years.

    The scalar names the country, or country and subdivision: ``US``, ``DE-BY``.
    None, which is noted, where there is no such place.
    """
    import holidays  # slow, and not every guide needs it

    country, _, subdivision = scalar.text.strip().partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    except NotImplementedError:
        supported = holidays.list_supported_countries(include_aliases=False)
        if country in supported:
            known = supported[country]
            details = suggestions(subdivision.upper(), known) | {"known": tuple(known)}
            problems.add(
                "unknown-subdivision",
                scalar.place,
                country=country,
                subdivision=subdivision,
                **details,
            )
        else:
            details = suggestions(country.upper(), list(supported))
            problems.add("unknown-country", scalar.place, country=country, **details)
        return None
    return frozenset(map(day_number, found))


def is_place(text: str) -> bool:
    """Whether a country, or a country and subdivision, is one whose holidays are known."""
    import holidays

    country, _, subdivision = text.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    return country in known and (not subdivision or subdivision in known[country])
