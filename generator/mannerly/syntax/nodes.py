"""What a YAML file holds once read: texts, mappings and lists, each with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mannerly.problems import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text; ``locate(start, end)`` is the place of ``text[start:end]`` in the file."""

    text: str
    place: Place = field(compare=False)
    locate: Callable[[int, int], Place] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML list."""

    items: tuple[Node, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping, in the order of the file; its keys are scalars and differ from each other."""

    items: tuple[tuple[Scalar, Node], ...]
    place: Place = field(compare=False)


Node = Scalar | Sequence | Mapping
