"""What stands where in a guide: the order of keys, which texts are conditions, what is apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shape:
    """What a mapping or list holds.

    Keys that are known come in the order of ``keys``, each with the shape of its
    value; ``each`` is the shape of what has other keys, or of a list's items.
    Entries that stand ``apart`` have an empty line between them. A text that is a
    ``condition`` is broken before its "and" and "or".
    """

    keys: dict[str, Shape] = field(default_factory=dict)
    each: Shape | None = None
    apart: bool = False
    condition: bool = False


PLAIN = Shape()
CONDITION = Shape(condition=True)


def _entry(keys: str, **shapes: Shape) -> Shape:
    """An entry with these keys, in this order, "|" between them."""
    return Shape({key: shapes.get(key, PLAIN) for key in keys.split("|")})


def _several(each: Shape, *, apart: bool = True) -> Shape:
    return Shape(each=each, apart=apart)


_FACT = _entry(
    "name|ask|help|options|several|count|number|date|unit|unknown|when|after|likely|was"
    "|options were",
    when=CONDITION,
)
_ACT = _entry(
    "title|kind|was|changes|text|from|replies|words",
    replies=_several(_entry("title|changes"), apart=False),
    words=_several(_entry("title|subject|fields|text"), apart=False),
)
_SOURCE = _entry(
    "by|title|url|date|checked|points",
    points=_several(_entry("kind|says|aside"), apart=False),
)
_RULE = _entry(
    "rule|title|group|when|unless|advise|also|avoid|until|by|because|from|editorial|over|aside",
    when=CONDITION,
    unless=CONDITION,
)
_GUARANTEE = _entry("guarantee|that|because", that=CONDITION)
_SCENARIO = _entry(
    "scenario|title|story|today|given|expect|compare",
    expect=_entry(
        "advise|also|avoid|until|by|rules|voices",
        voices=_several(_entry("advise|also|avoid|until|by|rules"), apart=False),
    ),
)

#: A whole file. Its sections stay where the editor has put them.
FILE = Shape(
    {
        "guide": _entry("title|question|version|language"),
        "calendar": _entry("years|work week|holidays", holidays=_entry("from|also|not")),
        "facts": _several(_FACT),
        "conditions": _several(CONDITION),
        "assume": _several(Shape(_entry("that|because", that=CONDITION).keys, condition=True)),
        "acts": _several(_ACT),
        "sources": _several(_SOURCE),
        "groups": _several(PLAIN, apart=False),
        "rules": _several(_RULE),
        "guarantees": _several(_GUARANTEE),
        "scenarios": _several(_SCENARIO),
        "history": _several(_entry("version|date|changed")),
    },
    apart=True,
)


def in_order(keys: Sequence[str], shape: Shape) -> list[int]:
    """The order in which to write entries with these keys: known ones as the shape has them.

    What is not known stays behind the known key that it followed.
    """
    if shape is FILE or not shape.keys:
        return list(range(len(keys)))
    ranks = {key: rank for rank, key in enumerate(shape.keys)}
    last = -1
    order: list[tuple[int, int]] = []
    for i, key in enumerate(keys):
        last = ranks.get(key, last)
        order.append((last, i))
    return [i for _, i in sorted(order)]
