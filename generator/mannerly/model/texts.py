"""Texts with placeholders: ``{fact}``, ``{today + 3 days}``, ``{field}``; ``{{`` is a brace."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from mannerly.model.guide import Text, TextPlaceholder
from mannerly.model.names import suggestions
from mannerly.model.resolve_dates import Dates
from mannerly.model.scope import Scope
from mannerly.problems import Place, Problems
from mannerly.syntax.condition_parser import parse_date
from mannerly.syntax.nodes import Scalar

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Texts:
    """Reads texts in a scope."""

    scope: Scope
    dates: Dates
    problems: Problems

    def read(self, scalar: Scalar, fields: Collection[str] = ()) -> Text:
        """The text with its placeholders taken out; ``fields`` are those that a reader fills in.

        A placeholder with a mistake is noted and left out.
        """
        text = scalar.text.strip()
        shift = scalar.text.find(text)
        parts: list[str | TextPlaceholder] = []
        literal: list[str] = []
        end = 0
        for match in _BRACES.finditer(text):
            literal.append(text[end : match.start()])
            end = match.end()
            if match.group() in ("{{", "}}"):
                literal.append(match.group()[0])
            elif match.group(1) is None:
                place = scalar.locate(shift + match.start(), shift + match.end())
                self.problems.add("brace-alone", place, brace=match.group())
            else:
                start = shift + match.start(1)
                inside = _part(scalar, start, start + len(match.group(1)))
                place = scalar.locate(shift + match.start(), shift + match.end())
                placeholder = self._placeholder(inside, place, fields)
                if placeholder is not None:
                    if whole := "".join(literal):
                        parts.append(whole)
                    literal = []
                    parts.append(placeholder)
        literal.append(text[end:])
        if whole := "".join(literal):
            parts.append(whole)
        return Text(tuple(parts), scalar.place)

    def _placeholder(
        self, inside: Scalar, place: Place, fields: Collection[str]
    ) -> TextPlaceholder | None:
        name = " ".join(inside.text.split())
        if name in fields:
            return TextPlaceholder(name, "field", place)
        if not name:
            self.problems.add("placeholder-empty", place)
            return None
        if name in self.scope.facts:
            known = self.scope.facts[name] is not None
            return TextPlaceholder(name, "fact", place) if known else None
        if name != "today" and (_NAME.fullmatch(name) or not re.search(r"[+-]", name)):
            known_names = (*fields, *self.scope.facts, "today")
            details = suggestions(name, known_names)
            self.problems.add("unknown-placeholder", inside.place, name=name, **details)
            return None
        parsed = parse_date(inside, self.problems)
        term = None if parsed is None else self.dates.term(parsed, inside)
        return None if term is None else TextPlaceholder(term, "date", place)


def empty(place: Place) -> Text:
    """No text."""
    return Text((), place)


def _part(scalar: Scalar, start: int, end: int) -> Scalar:
    """A stretch of a scalar as a scalar of its own, places and all."""

    def locate(a: int, b: int) -> Place:
        return scalar.locate(start + a, start + b)

    return Scalar(scalar.text[start:end], scalar.locate(start, end), locate)
