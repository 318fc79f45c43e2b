"""A guide in which every text is hostile, as far as the checker lets it pass."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from hostile import ALL, yaml_text

#: Where texts stand: of an option, an act, its words, a rule, its group, a source, a scenario, a
#: version.
PLACES = (
    "label", "title", "text", "words", "message", "subject", "rule", "because", "group",
    "says", "source", "by", "example", "story", "changed",
)  # fmt: skip

Texts = Mapping[str, str]


@dataclass
class HostileGuide:
    """The guide's one file, in which each option leads to an act by a rule of its own.

    ``texts`` has the texts of each option by their places.
    """

    texts: list[dict[str, str]]
    lines: list[str] = field(default_factory=list)
    #: Of lines, counted from 1: the number of the option, and the place of the text.
    places: dict[int, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.write()

    @property
    def yaml(self) -> str:
        return "\n".join([*self.lines, ""])

    def write(self) -> None:
        """Write all lines anew."""
        self.lines.clear()
        self.places.clear()
        self._add(
            "guide:",
            f"  title: {yaml_text(LOUD)}",
            f"  question: {yaml_text(LOUD)}",
            "  version: 1.0.0",
            "  language: en",
            "calendar: {years: 2025..2027, holidays: none}",
            "facts:",
            "  which:",
            f"    name: {yaml_text(LOUD)}",
            f"    ask: {yaml_text(LOUD)}",
            f"    help: {yaml_text(LOUD)}",
            "    options:",
        )
        for n in self._numbers:
            self._text(n, "label", f"      o{n}: ")
        self._add("acts:")
        for n in self._numbers:
            self._add(f"  a{n}:", "    kind: contact")
            self._text(n, "title", "    title: ")
            self._text(n, "text", "    text: ")
            self._add("    words:", "      w:", "        fields: [name]")
            self._text(n, "words", "        title: ")
            self._text(n, "subject", "        subject: ")
            self._text(n, "message", "        text: ")
        self._add("sources:")
        for n in self._numbers:
            self._add(f"  S{n}:")
            self._text(n, "source", "    title: ")
            self._text(n, "by", "    by: ")
            self._add("    points:", f"      S{n}p:", "        kind: do")
            self._text(n, "says", "        says: ")
        self._add("groups:")
        for n in self._numbers:
            self._text(n, "group", f"  g{n}: ")
        self._add("rules:")
        for n in self._numbers:
            self._add(f"  - rule: r{n}", f"    when: which is o{n}", f"    advise: a{n}")
            self._add(f"    from: [S{n}p]", f"    group: g{n}")
            self._text(n, "rule", "    title: ")
            self._text(n, "because", "    because: ")
        self._add("scenarios:")
        for n in self._numbers:
            self._add(f"  - scenario: s{n}", "    today: 2026-03-27", f"    expect: a{n}")
            self._add(f"    given: {{which: o{n}}}")
            self._text(n, "example", "    title: ")
            self._text(n, "story", "    story: ")
        self._add("history:", "  - version: 1.0.0", "    date: 2026-03-27", "    changed:")
        for n in self._numbers:
            self._text(n, "changed", "      - ")

    @property
    def _numbers(self) -> range:
        return range(len(self.texts))

    def _add(self, *lines: str) -> None:
        self.lines += lines

    def _text(self, number: int, place: str, before: str) -> None:
        self.lines.append(before + yaml_text(self.texts[number][place]))
        self.places[len(self.lines)] = (number, place)


#: What stands where there is but one text.
LOUD = "\"'><img src=x onerror=window.__ran=1> {{ 7 * 7 }} &amp;lt; </script>"


def hostile_guide() -> HostileGuide:
    """Every hostile string in one place or another, in no order."""
    count = -(-len(ALL) // len(PLACES))
    some = random.Random(7).sample(ALL, len(ALL))
    some += some[: count * len(PLACES) - len(some)]
    return HostileGuide([dict(zip(PLACES, some[n::count], strict=True)) for n in range(count)])
