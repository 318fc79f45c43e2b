"""What can be written where the cursor is, from the names of the guide and the grammar.

The text at the cursor need not be right, nor the file that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mannerly.lsp.cursor import cursor
from mannerly.lsp.describe import answers_of, in_short, is_date
from mannerly.lsp.mentions import Name
from mannerly.lsp.names import Names
from mannerly.lsp.roles import (
    Kind,
    Path,
    Refers,
    Role,
    ValueOf,
    Written,
    role_of_key,
    role_of_value,
)
from mannerly.model.read_acts import KINDS
from mannerly.syntax.condition_next import what_fits

_WORD = re.compile(r"[A-Za-z0-9_-]*$")
#: What stands before the option of a fact.
_BEFORE_OPTION = re.compile(
    r"(?<![\w-])([A-Za-z][\w-]*)\s+"
    r"(?:is\s+(?:not\s+)?(?:one\s+of\s+(?:[\w-]+\s*,\s*)*)?|(?:do\s+not\s+)?include\s+)$"
)
_QUOTE = re.compile(r"\[\[\s*(?:(rule|act|point|source)\s+)?([\w-]*)$")
_QUOTED: tuple[Kind, ...] = ("rule", "act", "point", "source")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that could stand at the cursor: what it is, and a line about it."""

    text: str
    kind: Kind | Literal["word"]
    about: str


def word_before(text: str) -> str:
    """The word that the cursor is in or behind, up to it: what a proposal takes the place of."""
    found = _WORD.search(text)
    return found.group() if found else ""


def complete_page(before: str, names: Names) -> list[Proposal]:
    """What can be quoted behind a Markdown text."""
    found = _QUOTE.search(before[before.rfind("\n") + 1 :])
    if found is None:
        return []
    if found[1] is None:
        return [Proposal(kind, "word", f"Quote a {kind}") for kind in _QUOTED]
    kind = next(kind for kind in _QUOTED if kind == found[1])
    return list(_named(names.ids(kind), names))


def complete_yaml(before: str, names: Names) -> list[Proposal]:
    """What can stand behind a text of YAML."""
    here = cursor(before)
    if here is None:
        return []
    text = here.text[: len(here.text) - len(word_before(here.text))]
    proposals = list(_at_value(role_of_value(here.path), text, here.path, names))
    if here.key and not text.strip():
        match role_of_key((*here.path, "")):
            case Refers(kind, of):
                proposals += _named(names.ids(kind, of), names)
    return list(dict.fromkeys(proposals))


def _at_value(role: Role | None, text: str, path: Path, names: Names) -> Iterator[Proposal]:
    match role:
        case Refers(kind, of):
            if not text.strip():
                yield from _named(names.ids(kind, of), names)
        case ValueOf(fact):
            if not text.strip():
                yield from _options(fact, names)
                if path[0] == "scenarios" and _may_be_unknown(fact, names):
                    yield Proposal("unknown", "word", "")
            if is_date(fact, names) and path[0] == "acts":
                yield from _written("date", text, names)
        case Written("over"):
            yield from _over(text, names)
        case Written("text"):
            opened = text.rpartition("{")
            if opened[1] and "}" not in opened[2]:
                yield from _placeholder(opened[2], names)
        case Written("condition" | "date" | "guarantee" as language):
            yield from _written(language, text, names)


def _named(ids: Iterable[Name], names: Names) -> Iterator[Proposal]:
    return (Proposal(name.id, name.kind, in_short(name, names)) for name in ids)


def _options(fact: str, names: Names) -> Iterator[Proposal]:
    return (Proposal(id, "option", label) for id, label in answers_of(fact, names))


def _may_be_unknown(fact: str, names: Names) -> bool:
    declared = names.declared.get(Name("fact", fact))
    return declared is not None and bool(declared.text("unknown"))


def _dates(names: Names) -> Iterator[Proposal]:
    return _named((n for n in names.ids("fact") if is_date(n.id, names)), names)


def _over(text: str, names: Names) -> Iterator[Proposal]:
    match text.split():
        case []:
            yield from _named(names.ids("rule"), names)
            yield Proposal("group", "word", "All rules of a group")
            yield Proposal("act", "word", "All rules that advise an act")
        case ["group"]:
            yield from _named(names.ids("group"), names)
        case ["act"]:
            yield from _named(names.ids("act"), names)


def _placeholder(text: str, names: Names) -> Iterator[Proposal]:
    if text.strip():
        yield from _written("date", text, names)
    else:
        yield from _named(names.ids("fact"), names)
        yield Proposal("today", "word", "")


def _written(
    language: Literal["condition", "date", "guarantee"], text: str, names: Names
) -> Iterator[Proposal]:
    fits = what_fits(text, language)
    if fits is None:  # there is a mistake further up: names are a help all the same
        yield from _named(names.ids("fact"), names)
        yield from _named(names.ids("condition"), names)
        return
    subject = _BEFORE_OPTION.search(text)
    if subject is not None:
        yield from _options(subject[1], names)
    elif fits.last == "KIND":
        yield from (Proposal(kind, "word", "All acts of this kind") for kind in KINDS)
    elif "ANYTHING" in fits.terminals or fits.last == "ACT":
        yield from _named(names.ids("act"), names)
    elif fits.begins:
        yield from _named(names.ids("fact"), names)
        yield from _named(names.ids("condition"), names)
    elif "NAME" in fits.terminals:
        yield from _dates(names)
    yield from (Proposal(word, "word", "") for word in fits.words)
