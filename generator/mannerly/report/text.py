"""Problems for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mannerly.problems import Place, Witness
from mannerly.report.excerpt import excerpt, visible

if TYPE_CHECKING:
    from mannerly.report.catalogue import Told

_COLOURS = {
    "error": "1;31",
    "warning": "1;33",
    "help": "1;36",
    "frame": "34",
}


def as_text(told: Sequence[Told], texts: Mapping[str, str], *, colour: bool) -> str:
    """Each problem with the line it is about, and at the end how many there are."""
    return "\n\n".join([*blocks(told, texts, colour=colour), _summary(told)]) + "\n"


def blocks(told: Sequence[Told], texts: Mapping[str, str], *, colour: bool) -> Iterator[str]:
    """Each problem on its own, without a line end."""
    writer = _Writer(texts, colour)
    return ("\n".join(writer.problem(one)) for one in told)


def _summary(told: Sequence[Told]) -> str:
    if not told:
        return "No problems."
    errors = sum(one.severity == "error" for one in told)
    kinds = [_count(errors, "error"), _count(len(told) - errors, "warning")]
    parts = ", ".join(kind for kind in kinds if not kind.startswith("0 "))
    return f"{_count(len(told), 'problem')}: {parts}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class _Writer:
    def __init__(self, texts: Mapping[str, str], colour: bool) -> None:
        self._texts = texts
        self._lines: dict[str, list[str]] = {}
        self._colour = colour

    def problem(self, told: Told) -> Iterable[str]:
        places = [place for place in (told.place, *(place for place, _ in told.related)) if place]
        gutter = max((len(str(place.line)) for place in places), default=1)
        head = self._paint(told.severity, f"{told.severity}[{told.code}]")
        yield f"{head}: {visible(told.say)}"
        if told.place:
            yield from self._place(told.place, "-->", "", gutter, told.severity)
        for place, label in told.related:
            yield from self._place(place, ":::", f" {label}", gutter, "frame")
        if told.witness:
            yield from _example(told.witness)
        if told.story:
            yield "what is then advised:"
            yield from (f"  {visible(str(step))}" for step in told.story)
        yield f"{self._paint('help', 'help')}: {visible(told.mend)}"
        for mend in told.mends:
            if mend.rule is None:
                yield from (f"  {visible(line)}" for line in mend.yaml.splitlines())

    def _place(self, place: Place, arrow: str, label: str, gutter: int, kind: str) -> Iterable[str]:
        margin = " " * gutter
        where = f"{visible(place.file)}:{place.line}:{place.column}"
        yield f"{margin}{self._paint('frame', arrow)} {where}{label}"
        line = self._line(place)
        if line is None:
            return
        end = place.end_column - 1 if place.end_line == place.line else len(line)
        shown, marks = excerpt(line, place.column - 1, end)
        bar = self._paint("frame", "|")
        number = self._paint("frame", f"{place.line:>{gutter}}")
        yield f"{margin} {bar}"
        yield f"{number} {bar} {shown}".rstrip()
        yield f"{margin} {bar} {self._paint(kind, marks)}"

    def _line(self, place: Place) -> str | None:
        if place.file not in self._lines:
            text = self._texts.get(place.file, "")
            self._lines[place.file] = text.split("\n") if text else []
        lines = self._lines[place.file]
        return lines[place.line - 1] if place.line <= len(lines) else None

    def _paint(self, kind: str, text: str) -> str:
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if self._colour else text


def _example(witness: Witness) -> Iterable[str]:
    day = f"{witness.today:%A}, {witness.today.day} {witness.today:%B %Y}"
    yield f"for example on {day} ({witness.today.isoformat()}){':' if witness.answers else '.'}"
    yield from (f"  {visible(line)}" for line in witness.lines)
