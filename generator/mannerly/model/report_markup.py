"""Finds HTML and unsafe links in the texts of a guide, before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mannerly.model.markup import unsafe_parts
from mannerly.problems import Place, Problems
from mannerly.syntax.nodes import Mapping as MappingNode
from mannerly.syntax.nodes import Node, Scalar, Sequence

# Keys whose values people read; those below ``_LABELS`` are read whatever their keys.
_TEXTS = frozenset(
    "title question name ask help unknown says aside text because editorial story".split()
)
_LABELS = frozenset({"options", "several", "points"})


def report_markup(
    documents: Mapping[str, Node], pages: Mapping[str, str], problems: Problems
) -> None:
    """Note every piece of HTML, unsafe link and attribute in the texts and pages of a guide."""
    for document in documents.values():
        for scalar in _texts(document):
            for start, end, kind in unsafe_parts(scalar.text):
                problems.add(
                    f"{kind}-in-text", scalar.locate(start, end), found=scalar.text[start:end]
                )
    for file, text in pages.items():
        for start, end, kind in unsafe_parts(text):
            place = _place(file, text, start, end)
            problems.add(f"{kind}-in-text", place, found=text[start:end])


def _texts(document: Node) -> Iterator[Scalar]:
    pending: list[tuple[Node, bool]] = [(document, False)]
    while pending:
        node, read = pending.pop()
        match node:
            case Scalar():
                if read:
                    yield node
            case Sequence(items):
                pending.extend((item, False) for item in items)
            case MappingNode(items):
                for key, value in items:
                    if key.text in _LABELS and isinstance(value, MappingNode):
                        pending.extend((label, True) for _, label in value.items)
                    else:
                        pending.append((value, key.text in _TEXTS))


def _place(file: str, text: str, start: int, end: int) -> Place:
    def position(offset: int) -> tuple[int, int]:
        return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1

    return Place(file, *position(start), *position(end))
