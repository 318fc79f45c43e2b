"""Reads YAML nodes: which keys there may be, which there must be, and what shape each has."""

from __future__ import annotations

from collections.abc import Iterator

from mannerly.model.names import suggestions
from mannerly.problems import Place, Problems, Related
from mannerly.syntax.nodes import Mapping, Node, Scalar, Sequence


class Entry:
    """A mapping with known keys: ``what`` it is ("rule"), its ``id`` or "", and the values.

    Each reading method notes what is wrong with a value and returns None or
    nothing for it, so that reading goes on.
    """

    def __init__(self, node: Mapping, what: str, id: str, problems: Problems) -> None:
        self.node = node
        self.what = what
        self.id = id
        self.problems = problems
        self.values: dict[str, Node] = {key.text: value for key, value in node.items}
        self.keys: dict[str, Scalar] = {key.text: key for key, _ in node.items}

    @property
    def place(self) -> Place:
        return self.node.place

    def allow(self, known: tuple[str, ...]) -> None:
        """Note each key that is not known."""
        for key, scalar in self.keys.items():
            if key in known:
                continue
            match self.values[key]:
                case Scalar(text="") if " " in key:
                    self.problems.add("comma-in-braces", scalar.place, key=key)
                case _:
                    details = suggestions(key, known) | {"known": known}
                    self.problems.add(
                        "unknown-key", scalar.place, key=key, what=self.what, id=self.id, **details
                    )

    def has(self, key: str) -> bool:
        return key in self.values

    def need(self, *keys: str, at: Place | None = None) -> bool:
        """Note each of these keys that is missing; whether all are there."""
        missing = [key for key in keys if key not in self.values]
        for key in missing:
            self.problems.add(
                "missing-key", at or self._head(), key=key, what=self.what, id=self.id
            )
        return not missing

    def _head(self) -> Place:
        """Where the entry begins: its first key, rather than all its lines."""
        return self.node.items[0][0].place if self.node.items else self.node.place

    def scalar(self, key: str) -> Scalar | None:
        """The text of a key, which must not be empty."""
        value = self.values.get(key)
        return None if value is None else scalar(value, f"{key}", self.problems)

    def text(self, key: str, default: str = "") -> str:
        """The text of a key, or the default where it is missing or wrong."""
        found = self.scalar(key)
        return default if found is None else found.text.strip()

    def word(self, key: str, allowed: tuple[str, ...]) -> str | None:
        """The text of a key that is one of a few words."""
        found = self.scalar(key)
        if found is None:
            return None
        if found.text not in allowed:
            details = suggestions(found.text, allowed)
            self.problems.add("unknown-word", found.place, key=key, found=found.text, **details)
            return None
        return found.text

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """The texts of a key that holds one text or a list of them."""
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, Scalar):
            found = scalar(value, key, self.problems)
            return () if found is None else (found,)
        return tuple(
            found
            for item in items(value, key, self.problems)
            if (found := scalar(item, key, self.problems)) is not None
        )

    def pairs(self, key: str) -> tuple[tuple[Scalar, Node], ...]:
        """The keys and values of a key that holds a mapping."""
        value = self.values.get(key)
        return () if value is None else pairs(value, key, self.problems)


def scalar(node: Node, where: str, problems: Problems) -> Scalar | None:
    """The node if it is a text and not empty, else None, which is noted; ``where`` is its key."""
    if not isinstance(node, Scalar):
        problems.add("wrong-shape", _start(node), where=where, wanted="text", found=_shape(node))
        return None
    if not node.text.strip():
        problems.add("empty-value", node.place, where=where)
        return None
    return node


def items(node: Node, where: str, problems: Problems) -> tuple[Node, ...]:
    """The items of a list; nothing, which is noted, where the node is none."""
    if isinstance(node, Sequence):
        return node.items
    if not (isinstance(node, Scalar) and not node.text.strip()):
        problems.add("wrong-shape", _start(node), where=where, wanted="list", found=_shape(node))
    else:
        problems.add("empty-value", node.place, where=where)
    return ()


def pairs(node: Node, where: str, problems: Problems) -> tuple[tuple[Scalar, Node], ...]:
    """The keys and values of a mapping; nothing, which is noted, where the node is none."""
    if isinstance(node, Mapping):
        return node.items
    if not (isinstance(node, Scalar) and not node.text.strip()):
        problems.add("wrong-shape", _start(node), where=where, wanted="mapping", found=_shape(node))
    else:
        problems.add("empty-value", node.place, where=where)
    return ()


def entry(node: Node, what: str, id: str, problems: Problems) -> Entry | None:
    """A mapping with known keys, or None, which is noted, where the node is no mapping."""
    if isinstance(node, Mapping):
        return Entry(node, what, id, problems)
    problems.add(
        "wrong-shape",
        _start(node),
        where=f"{what} {id}".strip(),
        wanted="mapping",
        found=_shape(node),
    )
    return None


def _shape(node: Node) -> str:
    match node:
        case Scalar():
            return "text"
        case Sequence():
            return "list"
        case Mapping():
            return "mapping"


def _start(node: Node) -> Place:
    """Where a node begins: its first line is enough to mark."""
    place = node.place
    if place.line == place.end_line:
        return place
    match node:
        case Mapping(items) if items:
            return items[0][0].place
        case Sequence(items) if items:
            return _start(items[0])
        case _:
            return place


class Declared:
    """The ids of one kind of thing, each with its place; notes those declared twice."""

    def __init__(self, what: str, problems: Problems) -> None:
        self._what = what
        self._problems = problems
        self._places: dict[str, Place] = {}

    def add(self, id: str, place: Place) -> bool:
        """Whether the id is new."""
        first = self._places.setdefault(id, place)
        if first is place:
            return True
        self._problems.add(
            "declared-twice",
            place,
            related=(Related(first, "first-declared"),),
            what=self._what,
            id=id,
        )
        return False

    def place(self, id: str) -> Place:
        """Where the id was declared first."""
        return self._places[id]

    def __contains__(self, id: object) -> bool:
        return id in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
