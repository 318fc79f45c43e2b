"""Changes to texts: what stands at a place becomes another text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mannerly.problems import Place


@dataclass(frozen=True, slots=True)
class Edit:
    """At ``place``, which may be empty, comes ``text``."""

    place: Place
    text: str


def applied(edits: Iterable[Edit], texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that change, by their paths, as they are then. No two edits overlap."""
    by_file: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_file[edit.place.file].append(edit)
    return {file: _applied(found, texts[file]) for file, found in by_file.items()}


def _applied(edits: list[Edit], text: str) -> str:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda edit: edit.place, reverse=True):
        place = edit.place
        start = starts[place.line - 1] + place.column - 1
        end = starts[place.end_line - 1] + place.end_column - 1
        text = text[:start] + edit.text + text[end:]
    return text


def insertion(file: str, line: int, column: int, text: str) -> Edit:
    """An edit that only puts in a text."""
    return Edit(Place(file, line, column, line, column), text)
