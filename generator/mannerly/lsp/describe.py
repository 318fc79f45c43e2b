"""What things of a guide are, in a line and in a few: from the texts that declare them."""

from __future__ import annotations

from collections.abc import Iterator

from mannerly.lsp.mentions import YES_NO, Name
from mannerly.lsp.names import Declaration, Names
from mannerly.model.guide import Model
from mannerly.model.say_conditions import Line, say_lines, with_depth
from mannerly.model.speaker import Speaker
from mannerly.syntax.nodes import Mapping, Scalar

_TYPES = ("options", "several", "count", "number", "date")


def in_short(name: Name, names: Names) -> str:
    """A line for a list of proposals: a fact's question, an act's title and the like."""
    declared = names.declared.get(name)
    if declared is None:
        return ""
    match name.kind:
        case "fact":
            return declared.text("ask")
        case "act" | "source":
            return declared.text("title")
        case "rule":
            return _line(declared.text("when"))
        case "point":
            return _line(declared.text("says"))
        case "scenario":
            return _line(declared.text("story"))
        case "guarantee":
            return _line(declared.text("that"))
        case "group":
            return "A group of rules"
        case "option":
            return _label(name, names)
        case "condition":
            return _line(declared.text())


def in_full(name: Name, names: Names, model: Model | None) -> str | None:
    """Markdown that tells what a name stands for; None where it is declared nowhere."""
    declared = names.declared.get(name)
    if declared is None:
        return None
    parts = [f"{name.kind} **{name.id}**", *_told(name, declared, names, model)]
    return "\n\n".join(part for part in parts if part)


def _told(name: Name, declared: Declaration, names: Names, model: Model | None) -> Iterator[str]:
    text = declared.text
    match name.kind:
        case "fact":
            yield text("ask")
            yield text("help")
            yield _answers(name, declared, names)
        case "option":
            yield f"“{_label(name, names)}”"
            yield in_short(Name("fact", name.of), names)
        case "condition":
            yield f"`{_line(text())}`"
            if model is not None and name.id in model.conditions:
                yield bullets(say_lines(model.conditions[name.id], Speaker.of(model)))
        case "act":
            yield f"{text('title')} ({text('kind')})"
            yield text("text")
        case "rule":
            yield from (f"{key}: {act}" for key in ("advise", "until", "by") if (act := text(key)))
            yield text("because")
            if model is not None and name.id in model.rules:
                lines = say_lines(model.rules[name.id].when, Speaker.of(model))
                yield f"Applies where\n\n{bullets(lines)}"
        case "group":
            yield "\n".join(f"- {rule}" for rule in _members(name.id, names))
        case "source":
            yield text("title")
            yield text("by")
        case "point":
            yield text("says")
            yield text("aside")
        case "guarantee" | "scenario":
            yield in_short(name, names)
            yield text("because")


def bullets(lines: tuple[Line, ...]) -> str:
    """Lines in plain words as a list in Markdown."""
    return "\n".join(f"{'  ' * depth}- {line}" for depth, line in with_depth(lines))


def answers_of(fact: str, names: Names) -> Iterator[tuple[str, str]]:
    """The ids that can be a fact's values, each with its words; of yes/no facts these two."""
    declared = names.declared.get(Name("fact", fact))
    if declared is None:
        return
    if fact in names.options:
        for name in names.ids("option", fact):
            yield name.id, _label(name, names)
    elif isinstance(declared.node, Mapping) and not _has(declared.node, _TYPES):
        yield from zip(YES_NO, YES_NO, strict=True)


def is_date(fact: str, names: Names) -> bool:
    """Whether a fact is a date."""
    declared = names.declared.get(Name("fact", fact))
    return declared is not None and bool(declared.text("date"))


def _answers(name: Name, declared: Declaration, names: Names) -> str:
    lines = [f"- `{id}`: {label}" for id, label in answers_of(name.id, names)]
    for key in ("count", "number", "date"):
        if kind := declared.text(key):
            lines.append(f"- {key}: {kind} {declared.text('unit')}".rstrip())
    if unknown := declared.text("unknown"):
        lines.append(f"- not known: {unknown}")
    return "\n".join(lines)


def _members(group: str, names: Names) -> Iterator[str]:
    for name, declared in names.declared.items():
        if name.kind == "rule" and declared.text("group") == group:
            yield name.id


def _has(node: Mapping, keys: tuple[str, ...]) -> bool:
    return any(key.text in keys for key, _ in node.items)


def _label(name: Name, names: Names) -> str:
    node = names.declared[name].node
    return node.text.strip() if isinstance(node, Scalar) else ""


def _line(text: str) -> str:
    return " ".join(text.split())
