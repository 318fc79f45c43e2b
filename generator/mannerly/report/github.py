"""Problems as GitHub's workflow commands, which mark them in a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mannerly.report.catalogue import Told


def as_github(told: Sequence[Told]) -> str:
    """One command a problem."""
    return "".join(f"{_command(one)}\n" for one in told)


def _command(told: Told) -> str:
    properties = {"title": told.title}
    if place := told.place:
        properties = {
            "file": place.file,
            "line": str(place.line),
            "endLine": str(place.end_line),
            "col": str(place.column),
            "endColumn": str(place.end_column),
            **properties,
        }
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{told.severity} {listed}::{_data(chr(10).join(_lines(told)))}"


def _lines(told: Told) -> Iterable[str]:
    yield told.say
    if told.witness:
        answers = "; ".join(told.witness.lines)
        yield f"For example on {told.witness.today.isoformat()}: {answers}"
    yield from map(str, told.story)
    for place, label in told.related:
        yield f"{place.file}:{place.line}: {label}"
    yield f"Help: {told.mend}"
    for mend in told.mends:
        if mend.rule is None:
            yield from mend.yaml.splitlines()


def _data(text: str) -> str:
    """What follows the last ``::``; nothing in it may end the line and begin another command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
