"""What becomes of facts: the changes that acts make, and those of the replies that they bring."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mannerly.model.conditions import DateTerm
from mannerly.model.entries import Entry, entry, scalar
from mannerly.model.guide import (
    Add,
    Change,
    Choice,
    Date,
    Fact,
    Number,
    Reply,
    Several,
    ToAsk,
    Value,
)
from mannerly.model.names import checked_id, suggestions
from mannerly.model.numbers import as_written, whole_steps
from mannerly.model.read_values import read_value
from mannerly.model.resolve_dates import Dates
from mannerly.problems import Place, Problems
from mannerly.syntax.condition_parser import parse_date
from mannerly.syntax.nodes import Mapping as MappingNode
from mannerly.syntax.nodes import Node, Scalar

#: A number with a sign: so much more, or less.
_SIGNED = re.compile(r"([+-])\s*(\d.*)", re.ASCII | re.DOTALL)

_NOT_KNOWN = "not known"
_TO_ASK = "to be asked"
#: What is easily written for these two.
_SLIPS = {
    "unknown": _NOT_KNOWN,
    "not-known": _NOT_KNOWN,
    "ask": _TO_ASK,
    "ask again": _TO_ASK,
    "to ask": _TO_ASK,
    "to-be-asked": _TO_ASK,
}


@dataclass(frozen=True, slots=True)
class Changes:
    """Reads changes and replies; what has a mistake is noted and left out.

    ``facts`` are the facts without mistakes; the scope of ``dates`` knows all by name.
    """

    facts: Mapping[str, Fact]
    dates: Dates
    problems: Problems

    def replies(self, act: Entry) -> tuple[Reply, ...]:
        """What an act may bring, in the order of the file."""
        found = []
        for key, node in act.pairs("replies"):
            id = checked_id(key, "reply", self.problems)
            read = None if id is None else entry(node, "reply", id, self.problems)
            if id is not None and read is not None:
                read.allow(("title", "changes"))
                read.need("title", "changes", at=key.place)
                found.append(Reply(id, read.text("title"), self.changes(read), key.place))
        return tuple(found)

    def changes(self, read: Entry) -> tuple[Change, ...]:
        """What an act or a reply makes of facts, in the order of the file."""
        if read.values.get("changes") == MappingNode((), read.place):
            self.problems.add("empty-value", read.keys["changes"].place, where="changes")
        found = []
        for key, node in read.pairs("changes"):
            fact = self.facts.get(key.text)
            if fact is not None:
                change = self._change(fact, node, key.place)
                if change is not None:
                    found.append(change)
            elif key.text not in self.dates.scope.facts:
                details = suggestions(key.text, self.dates.scope.facts)
                self.problems.add("unknown-name", key.place, name=key.text, what="fact", **details)
        return tuple(found)

    def _change(self, fact: Fact, node: Node, place: Place) -> Change | None:
        words = " ".join(node.text.split()) if isinstance(node, Scalar) else ""
        if words == _TO_ASK:
            return Change(fact.id, ToAsk(), place)
        if words == _NOT_KNOWN:
            if fact.unknown is None:
                self.problems.add("always-known", node.place, fact=fact.id)
                return None
            return Change(fact.id, None, place)
        if words in _SLIPS and not self._is_name(words, fact):
            right = _SLIPS[words]
            self.problems.add("condition-slip", node.place, wrong=words, right=right)
            return None
        to = self._to(fact, node)
        return None if to is None else Change(fact.id, to, place)

    def _is_name(self, word: str, fact: Fact) -> bool:
        """Whether a word is one of the fact's options, or another fact."""
        options = fact.type.options if isinstance(fact.type, Choice | Several) else {}
        return word in options or word in self.dates.scope.facts

    def _to(self, fact: Fact, node: Node) -> Value | DateTerm | Add | None:
        match fact.type:
            case Date(range):
                text = scalar(node, fact.id, self.problems)
                return None if text is None else self._date(fact, range, text)
            case Number() as type if isinstance(node, Scalar) and (
                signed := _SIGNED.fullmatch(node.text.strip())
            ):
                return self._add(fact, type, node, *signed.groups())
            case type:
                return read_value(fact, type, node, self.problems)

    def _date(self, fact: Fact, range: str, text: Scalar) -> DateTerm | None:
        parsed = parse_date(text, self.problems)
        term = None if parsed is None else self.dates.term(parsed, text)
        if term is not None and term.base == "today":
            later, earlier = (any(way * o.count > 0 for o in term.offsets) for way in (1, -1))
            wrong = {"past": later and not earlier, "future": earlier and not later}
            if wrong.get(range):
                written = " ".join(text.text.split())
                self.problems.add(
                    "change-wrong-side", text.place, fact=fact.id, range=range, found=written
                )
                return None
        return term

    def _add(self, fact: Fact, type: Number, text: Scalar, sign: str, number: str) -> Add | None:
        """So much more of a number, or less."""
        steps = whole_steps(number, fact.id, type, text.place, self.problems)
        if steps is None:
            return None
        if steps > type.high - type.low:
            low, high = as_written(type.low, type), as_written(type.high, type)
            self.problems.add(
                "step-too-large",
                text.place,
                fact=fact.id,
                found=f"{sign}{number}",
                low=low,
                high=high,
            )
            return None
        return Add(-steps if sign == "-" else steps)
