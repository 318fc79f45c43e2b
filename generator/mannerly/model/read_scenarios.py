"""The section ``scenarios``: what is given on a day, and what is expected."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mannerly.model.dates import read_day
from mannerly.model.entries import Declared, Entry, entry, scalar
from mannerly.model.guide import Date, Expectation, Fact, Scenario, Value
from mannerly.model.names import as_words, checked_id, suggestions
from mannerly.model.read_values import read_value
from mannerly.model.references import known_names
from mannerly.model.scope import Scope
from mannerly.problems import Place, Problems
from mannerly.syntax.nodes import Mapping as MappingNode
from mannerly.syntax.nodes import Node, Scalar

_KEYS = ("scenario", "title", "story", "today", "given", "expect", "compare")
_EXPECTED = ("advise", "also", "avoid", "until", "by", "rules")
_SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Reader:
    """What scenarios are read with."""

    facts: Mapping[str, Fact]
    scope: Scope
    acts: Collection[str]
    rules: Collection[str]
    sources: Collection[str]
    problems: Problems

    def read(self, section: list[Node]) -> dict[str, Scenario]:
        """All scenarios that are whole, in the order of the files."""
        declared = Declared("scenario", self.problems)
        scenarios: dict[str, Scenario] = {}
        for node in section:
            read = entry(node, "scenario", "", self.problems)
            if read is None:
                continue
            name = read.scalar("scenario")
            id = None if name is None else checked_id(name, "scenario", self.problems)
            read.id = id or ""
            read.allow(_KEYS)
            read.need("scenario", "today", "expect")
            if name is None or id is None or not declared.add(id, name.place):
                continue
            today = self._day(read.scalar("today"))
            given = self._given(read, today)
            expect = self._expect(read)
            compare = read.word("compare", ("yes", "no")) == "yes"
            if today is not None and expect is not None:
                expect_place = read.keys["expect"].place
                story = " ".join(read.text("story").split())
                title = read.text("title", as_words(id))
                scenarios[id] = Scenario(
                    id, title, story, today, given, expect, name.place, expect_place, compare
                )
        return scenarios

    def _day(self, text: Scalar | None) -> int | None:
        if text is None:
            return None
        day = read_day(text.text.strip(), text.place, self.problems)
        if day is not None and not self.scope.first <= day <= self.scope.last:
            self.problems.add(
                "date-outside", text.place, found=text.text.strip(), **self.scope.years()
            )
            return None
        return day

    def _given(self, read: Entry, today: int | None) -> dict[str, Value | None]:
        given: dict[str, Value | None] = {}
        for key, node in read.pairs("given"):
            name = key.text.strip()
            fact = self.facts.get(name)
            if fact is None:
                if name not in self.scope.facts:
                    details = suggestions(name, self.scope.facts)
                    self.problems.add("unknown-name", key.place, name=name, what="fact", **details)
                continue
            if isinstance(node, Scalar) and node.text.strip() == "unknown":
                if fact.unknown is None:
                    self.problems.add("always-known", node.place, fact=name)
                else:
                    given[name] = None
                continue
            value = self._value(fact, node, today)
            if value is not None:
                given[name] = value
        return given

    def _value(self, fact: Fact, node: Node, today: int | None) -> Value | None:
        match fact.type:
            case Date(range):
                text = scalar(node, fact.id, self.problems)
                day = self._day(text)
                if text is None or day is None or today is None:
                    return day
                if (range == "past" and day > today) or (range == "future" and day < today):
                    found = text.text.strip()
                    self.problems.add(
                        "date-wrong-side", text.place, fact=fact.id, range=range, found=found
                    )
                    return None
                return day
            case type:
                return read_value(fact, type, node, self.problems)

    def _expect(self, read: Entry) -> Expectation | None:
        node = read.values.get("expect")
        if node is None:
            return None
        place = read.keys["expect"].place
        return self._expectation(node, place, read.id, (*_EXPECTED, "voices"))

    def _expectation(
        self, node: Node, place: Place, id: str, keys: tuple[str, ...]
    ) -> Expectation | None:
        """What is expected: an act, or a mapping with some of the keys."""
        if isinstance(node, Scalar):
            text = scalar(node, "expect", self.problems)
            found = known_names((text,) if text else (), self.acts, "act", self.problems)
            return Expectation(found[0], None, None, None, None, None) if found else None
        if not isinstance(node, MappingNode):
            entry(node, "expectation", id, self.problems)
            return None
        expect = Entry(node, "expectation", id, self.problems)
        expect.allow(keys)
        if not node.items:
            self.problems.add("expects-nothing", place, id=id)
        advise = known_names(expect.scalars("advise"), self.acts, "act", self.problems)
        if len(advise) > 1:
            self.problems.add("advises-two", expect.keys["advise"].place, id=id, acts=advise)
        return Expectation(
            advise[0] if advise else None,
            self._exactly(expect, "also", self.acts, "act"),
            self._exactly(expect, "avoid", self.acts, "act"),
            self._any_day(expect.scalar("until")),
            self._any_day(expect.scalar("by")),
            self._exactly(expect, "rules", self.rules, "rule"),
            self._voices(expect),
        )

    def _voices(self, expect: Entry) -> dict[str, Expectation | None]:
        found: dict[str, Expectation | None] = {}
        for key, node in expect.pairs("voices"):
            for source in known_names((key,), self.sources, "source", self.problems):
                if isinstance(node, Scalar) and node.text.strip() == _SILENT:
                    found[source] = None
                    continue
                voice = self._expectation(node, key.place, expect.id, _EXPECTED)
                if voice is not None:
                    found[source] = voice
        return found

    def _exactly(
        self, expect: Entry, key: str, known: Collection[str], what: str
    ) -> tuple[str, ...] | None:
        if not expect.has(key):
            return None
        return known_names(expect.scalars(key), known, what, self.problems)

    def _any_day(self, text: Scalar | None) -> int | None:
        # What follows from answers may lie beyond the years that answers lie in.
        if text is None:
            return None
        return read_day(text.text.strip(), text.place, self.problems)
