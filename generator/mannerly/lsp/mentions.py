"""The names that conditions, dates, guarantees and texts mention, with where in them they stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from mannerly.lsp.roles import Kind, Written
from mannerly.syntax import raw
from mannerly.syntax.condition_parser import Parsed, Slip, Start, parsed

#: Options that are declared nowhere: those of yes/no facts.
YES_NO = ("yes", "no")

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_OVER = re.compile(r"\s*(?:(group|act)\s+)?(\S+)\s*")


@dataclass(frozen=True, slots=True)
class Name:
    """Something that has an id; options are ``of`` a fact."""

    kind: Kind
    id: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands at ``text[start:end]``."""

    name: Name
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is declared: the options of each fact, the named conditions, the acts."""

    options: Mapping[str, Collection[str]]
    conditions: Collection[str]
    acts: Collection[str]


def mentions(
    text: str, written: Written, known: Known, fields: Collection[str] = ()
) -> Iterator[Mention]:
    """The names in a text; none where it has a mistake. ``fields`` are no names of the guide."""
    match written.language:
        case "over":
            yield from _over(text)
        case "text":
            yield from _text(text, known, fields)
        case "condition" | "date" | "guarantee" as language:
            yield from _parsed(text, language, known)


def _over(text: str) -> Iterator[Mention]:
    found = _OVER.fullmatch(text)
    if found is not None:
        kinds: dict[str | None, Kind] = {"group": "group", "act": "act"}
        yield Mention(Name(kinds.get(found[1], "rule"), found[2]), *found.span(2))


def _text(text: str, known: Known, fields: Collection[str]) -> Iterator[Mention]:
    for found in _PLACEHOLDER.finditer(text):
        inside = found[1]
        if inside is not None and " ".join(inside.split()) not in fields:
            for one in _parsed(inside, "date", known):
                yield Mention(one.name, found.start(1) + one.start, found.start(1) + one.end)


def _parsed(text: str, start: Start, known: Known) -> Iterator[Mention]:
    found = parsed(text, start)
    if not isinstance(found, Slip):
        yield from _Finder(known).names(found)


@dataclass(frozen=True, slots=True)
class _Finder:
    known: Known

    # The parser has bounded the depth, so this may recurse.
    def names(self, part: Parsed | raw.Law | raw.Operand | None) -> Iterator[Mention]:
        match part:
            case raw.And(parts=parts) | raw.Or(parts=parts):
                for each in parts:
                    yield from self.names(each)
            case raw.Not(part=inner):
                yield from self.names(inner)
            case raw.Mention(term=term):
                yield from self.names(term)
            case raw.Value(subject=subject, operands=operands):
                yield from self.names(subject)
                for operand in operands:
                    yield from self._operand(subject, operand)
            case raw.Includes(subject=subject, option=option):
                yield from self.names(subject)
                name = Name("option", option.text, _id(subject))
                yield Mention(name, option.start, option.end)
            case raw.Comparison(subject=subject, operand=operand):
                yield from self.names(subject)
                yield from self.names(operand)
            case raw.Between(subject=subject, low=low, high=high):
                for term_or_number in (subject, low, high):
                    yield from self.names(term_or_number)
            case raw.Dated(subject=subject, other=other):
                yield from self.names(subject)
                yield from self.names(other)
            case raw.Known() | raw.OnWeekday() | raw.OnBusinessDay():
                yield from self.names(part.subject)
            case raw.Elapsed(earlier=earlier, later=later):
                yield from self.names(earlier)
                yield from self.names(later)
            case raw.Term(base=raw.Name(text=id) as base) if id != "today":
                kind: Kind = "condition" if id in self.known.conditions else "fact"
                yield Mention(Name(kind, id), base.start, base.end)
            case raw.Guarantee(law=law):
                yield from self.names(law)
            case raw.Never(acts=acts, when=when) | raw.AlwaysOne(acts=acts, when=when):
                yield from self._acts(acts)
                yield from self.names(when)
            case raw.AtMost(acts=acts) | raw.Apart(acts=acts):
                yield from self._acts(acts)
            case (
                raw.Always() | raw.OnceADay() | raw.Ends() | raw.Term() | raw.Number()
                | raw.WeekdayName() | None
            ):  # fmt: skip
                pass
            case _:
                assert_never(part)

    def _operand(self, subject: raw.Term, operand: raw.Operand) -> Iterator[Mention]:
        """A value: the name of an option wherever the fact has one of that name."""
        match operand:
            case raw.Term(base=raw.Name(text=id) as base):
                if id in self.known.options.get(_id(subject), ()):
                    yield Mention(Name("option", id, _id(subject)), base.start, base.end)
                elif id not in YES_NO:
                    yield from self.names(operand)

    def _acts(self, acts: tuple[raw.Acts, ...]) -> Iterator[Mention]:
        for each in acts:
            if each.what == "act" or (not each.what and each.name in self.known.acts):
                yield Mention(Name("act", each.name), each.end - len(each.name), each.end)


def _id(term: raw.Term) -> str:
    return term.base.text
