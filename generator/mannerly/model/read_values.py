"""Values of facts as an editor writes them out: options, lists of options, numbers."""

from __future__ import annotations

from mannerly.model.entries import scalar
from mannerly.model.guide import Choice, Fact, Number, Several, Value, YesNo
from mannerly.model.names import suggestions
from mannerly.model.numbers import in_steps
from mannerly.model.scope import kind_of
from mannerly.problems import Problems
from mannerly.syntax.nodes import Node, Scalar, Sequence


def read_value(
    fact: Fact, type: Choice | YesNo | Several | Number, node: Node, problems: Problems
) -> Value | None:
    """A value of a fact that is no date; None, which is noted, where the node holds none."""
    if isinstance(type, Several):
        return _several(fact, type, node, problems)
    text = scalar(node, fact.id, problems)
    if text is None:
        return None
    match type:
        case Choice(options):
            return _option(fact, tuple(options), text, problems)
        case YesNo():
            return _option(fact, ("yes", "no"), text, problems)
        case Number():
            return in_steps(text.text.strip(), fact.id, type, text.place, problems)


def _option(fact: Fact, options: tuple[str, ...], text: Scalar, problems: Problems) -> str | None:
    word = text.text.strip()
    if word in options:
        return word
    problems.add(
        "unknown-option", text.place, fact=fact.id, name=word, **suggestions(word, options)
    )
    return None


def _several(fact: Fact, type: Several, node: Node, problems: Problems) -> frozenset[str] | None:
    if not isinstance(node, Sequence):
        if isinstance(node, Scalar) and node.text.strip() == "none":
            return frozenset()
        problems.add("list-of-options", node.place, fact=fact.id, kind=kind_of(type))
        return None
    chosen = [
        _option(fact, tuple(type.options), text, problems)
        for item in node.items
        if (text := scalar(item, fact.id, problems)) is not None
    ]
    return frozenset(option for option in chosen if option is not None)
