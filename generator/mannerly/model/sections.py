"""Puts the files of a guide together: every file may hold any of the sections."""

from __future__ import annotations

from collections.abc import Mapping as Documents
from dataclasses import dataclass, field

from mannerly.model.entries import items, pairs
from mannerly.model.names import suggestions
from mannerly.problems import Place, Problems, Related
from mannerly.syntax.nodes import Mapping, Node, Scalar

Pair = tuple[Scalar, Node]

#: Sections that hold one thing, things by id, and lists.
_ONCE = ("guide", "calendar")
_BY_ID = ("facts", "conditions", "acts", "sources", "groups", "phrases")
_LISTS = ("assume", "rules", "guarantees", "scenarios", "history")
SECTIONS = (*_ONCE, *_BY_ID, *_LISTS)


@dataclass(slots=True)
class Sections:
    """All that the files hold, in the order of their paths."""

    guide: Node | None = None
    calendar: Node | None = None
    facts: list[Pair] = field(default_factory=list)
    conditions: list[Pair] = field(default_factory=list)
    acts: list[Pair] = field(default_factory=list)
    sources: list[Pair] = field(default_factory=list)
    groups: list[Pair] = field(default_factory=list)
    phrases: list[Pair] = field(default_factory=list)
    assume: list[Node] = field(default_factory=list)
    rules: list[Node] = field(default_factory=list)
    guarantees: list[Node] = field(default_factory=list)
    scenarios: list[Node] = field(default_factory=list)
    history: list[Node] = field(default_factory=list)


def merge(documents: Documents[str, Node], problems: Problems) -> Sections:
    """The sections of all files put together; what does not belong there is noted."""
    sections = Sections()
    places: dict[str, Place] = {}
    for file in sorted(documents):
        document = documents[file]
        if not isinstance(document, Mapping):
            problems.add("no-sections", document.place, known=SECTIONS)
            continue
        for key, value in document.items:
            name = key.text
            if name in _ONCE:
                if name in places:
                    related = (Related(places[name], "first-declared"),)
                    problems.add("section-twice", key.place, related=related, section=name)
                else:
                    places[name] = key.place
                    setattr(sections, name, value)
            elif name in _BY_ID:
                getattr(sections, name).extend(pairs(value, name, problems))
            elif name in _LISTS:
                getattr(sections, name).extend(items(value, name, problems))
            else:
                details = suggestions(name, SECTIONS)
                problems.add("unknown-section", key.place, section=name, **details)
    return sections
