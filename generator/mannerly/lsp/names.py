"""Everything in a guide that has an id: where it is declared, and where it is named.

It is found in the texts themselves, so it is there also while the guide has mistakes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import get_args

from mannerly.lsp.mentions import YES_NO, Known, Name, mentions
from mannerly.lsp.roles import (
    Declares,
    Kind,
    Path,
    Refers,
    Role,
    ValueOf,
    Written,
    role_of_key,
    role_of_value,
)
from mannerly.model.read_pages import quoted
from mannerly.problems import Place
from mannerly.syntax.nodes import Mapping as MappingNode
from mannerly.syntax.nodes import Node, Scalar
from mannerly.syntax.nodes import Sequence as SequenceNode

_QUOTE = re.compile(r"\s*(rule|act|point|source)\s+(\S+)\s*")
# A link to one of the pages that are made of the guide.
_LINK = re.compile(r"\]\((?:\.\./)*(rule|act|source)/([\w-]+)\.md[)#]")


@dataclass(frozen=True, slots=True)
class Spot:
    """A text of a YAML file with the keys that lead to it.

    A ``key`` is the last of its path, and has a ``value``. ``entry`` is the mapping that the
    text stands in, ``fields`` are what a reader fills in there.
    """

    scalar: Scalar
    path: Path
    key: bool
    value: Node | None
    entry: MappingNode | None
    fields: tuple[str, ...] = ()

    @property
    def role(self) -> Role | None:
        return role_of_key(self.path) if self.key else role_of_value(self.path)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place at which a name stands; ``declares`` where it is declared there."""

    name: Name
    place: Place
    declares: bool


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared under a name: its text, or its keys."""

    node: Node
    place: Place

    def text(self, key: str = "") -> str:
        """The text of one of its keys, or its own; "" where there is none."""
        node: Node | None = self.node
        if key and isinstance(node, MappingNode):
            node = next((value for own, value in node.items if own.text == key), None)
        elif key:
            return ""
        return node.text.strip() if isinstance(node, Scalar) else ""


@dataclass(frozen=True)
class Names:
    """All names of a guide: what is declared, and, when it is asked for, where all is named."""

    declared: Mapping[Name, Declaration]
    options: Mapping[str, tuple[str, ...]]
    _spots: Sequence[Spot] = field(repr=False)
    _pages: Mapping[str, str] = field(repr=False)

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every place at which a name stands."""
        known = Known(
            self.options,
            {name.id for name in self.ids("condition")},
            {name.id for name in self.ids("act")},
        )
        inside = (o for spot in self._spots for o in _in_spot(spot, known))
        quotes = (o for file in sorted(self._pages) for o in _in_page(file, self._pages[file]))
        return (*inside, *quotes)

    @cached_property
    def of_name(self) -> Mapping[Name, list[Occurrence]]:
        """The occurrences of each name."""
        found: dict[Name, list[Occurrence]] = defaultdict(list)
        for occurrence in self.occurrences:
            found[occurrence.name].append(occurrence)
        return found

    def at(self, file: str, line: int, column: int) -> Occurrence | None:
        """What stands at a position, also right behind its last character."""
        found = [o for o in self.occurrences if covers(o.place, file, line, column)]
        return found[-1] if found else None

    def ids(self, kind: Kind, of: str = "") -> Iterator[Name]:
        """All that are declared of a kind, in the order of the files."""
        return (name for name in self.declared if name.kind == kind and name.of == of)


def covers(place: Place, file: str, line: int, column: int) -> bool:
    """Whether a position lies in a place or right behind it."""
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    return place.file == file and start <= (line, column) <= end


def spots(
    node: Node, path: Path = (), entry: MappingNode | None = None, fields: tuple[str, ...] = ()
) -> Iterator[Spot]:
    """All texts of a file, keys among them. What is read is not deep, so this may recurse."""
    match node:
        case Scalar():
            yield Spot(node, path, False, None, entry, fields)
        case SequenceNode(items):
            for item in items:
                yield from spots(item, path, entry, fields)
        case MappingNode(items):
            own = next((value for key, value in items if key.text == "fields"), None)
            texts = () if own is None else tuple(s.scalar.text for s in spots(own))
            for key, value in items:
                inner = (*path, key.text)
                yield Spot(key, inner, True, value, node)
                yield from spots(value, inner, node, texts)


def names_of(documents: Mapping[str, Node], pages: Mapping[str, str]) -> Names:
    """All names in the YAML files and the pages of a guide, by path."""
    found = [spot for file in sorted(documents) for spot in spots(documents[file])]
    declared: dict[Name, Declaration] = {}
    for spot in found:
        match spot.role:
            case Declares(kind, of):
                node = spot.value if spot.key else spot.entry
                declaration = Declaration(node or spot.scalar, spot.scalar.place)
                declared.setdefault(Name(kind, spot.scalar.text.strip(), of), declaration)
    options: dict[str, tuple[str, ...]] = {}
    for name in declared:
        if name.kind == "option":
            options[name.of] = (*options.get(name.of, ()), name.id)
    return Names(declared, options, found, pages)


def _in_spot(spot: Spot, known: Known) -> Iterator[Occurrence]:
    text = spot.scalar.text
    id = text.strip()
    match spot.role:
        case Declares(kind, of):
            yield Occurrence(Name(kind, id, of), _inner(spot.scalar), True)
        case Refers(kind, of, but) if id and id != but:
            yield Occurrence(Name(kind, id, of), _inner(spot.scalar), False)
        case ValueOf(fact) if id in known.options.get(fact, ()):
            yield Occurrence(Name("option", id, fact), _inner(spot.scalar), False)
        case ValueOf(fact) if fact not in known.options and id not in YES_NO:
            yield from _written(spot, Written("date"), known)
        case Written() as written:
            yield from _written(spot, written, known)


def _written(spot: Spot, written: Written, known: Known) -> Iterator[Occurrence]:
    for mention in mentions(spot.scalar.text, written, known, spot.fields):
        place = spot.scalar.locate(mention.start, mention.end)
        yield Occurrence(mention.name, place, False)


def _inner(scalar: Scalar) -> Place:
    """A text without the quotes and blanks around it."""
    start = len(scalar.text) - len(scalar.text.lstrip())
    return scalar.locate(start, start + len(scalar.text.strip()))


def _in_page(file: str, text: str) -> Iterator[Occurrence]:
    for inside, place in quoted(file, text):
        if (found := _QUOTE.fullmatch(inside)) is not None:
            start = place.column + 2 + found.start(2)
            yield _on_line(found[1], found[2], file, place.line, start)
    for number, line in enumerate(text.split("\n"), 1):
        for found in _LINK.finditer(line):
            yield _on_line(found[1], found[2], file, number, found.start(2) + 1)


def _on_line(kind: str, id: str, file: str, line: int, column: int) -> Occurrence:
    known: Kind = next(k for k in get_args(Kind) if k == kind)
    place = Place(file, line, column, line, column + len(id))
    return Occurrence(Name(known, id), place, False)
