"""Problems as people and programs want to read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mannerly.problems import Problem

if TYPE_CHECKING:
    from mannerly.report.catalogue import Told


def render(
    problems: Sequence[Problem], texts: Mapping[str, str], format: str, *, colour: bool
) -> str:
    """All problems in one format: ``text``, ``json``, ``github`` or ``sarif``.

    ``texts`` are the files by display path, to quote lines from; ``colour`` is
    for ``text`` alone. What is returned ends with a line end, unless it is empty.
    """
    told: list[Told] = []
    if problems:  # most often there are none, and the words are many
        from mannerly.report.catalogue import tell

        told = [tell(problem) for problem in problems]
    match format:
        case "text":
            from mannerly.report.text import as_text

            return as_text(told, texts, colour=colour)
        case "json":
            from mannerly.report.json import as_json

            return as_json(told)
        case "github":
            from mannerly.report.github import as_github

            return as_github(told)
        case "sarif":
            from mannerly.report.sarif import as_sarif

            return as_sarif(told)
        case _:
            raise ValueError(f"not a format: {format}")


def render_each(problems: Sequence[Problem], texts: Mapping[str, str]) -> Iterator[str]:
    """Each problem as text on its own, without colour, for what takes one at a time."""
    if problems:
        from mannerly.report.catalogue import tell
        from mannerly.report.text import blocks

        yield from blocks([tell(problem) for problem in problems], texts, colour=False)
