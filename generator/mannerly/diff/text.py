"""A comparison for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import TextWrapper

from mannerly.diff.result import Comparison
from mannerly.diff.tell import COUNTED, HEADINGS, Told, besides, groups, summary
from mannerly.model.say_conditions import with_depth
from mannerly.report.excerpt import visible


def as_text(found: Comparison, width: int = 80) -> str:
    """The whole comparison, in lines of ``width`` columns."""
    return "\n".join(_lines(found, width)) + "\n"


def _lines(found: Comparison, width: int) -> Iterator[str]:
    for sentence in summary(found):
        yield from _wrapped(sentence, width)
    if found.differences:
        yield from _wrapped(COUNTED, width)
    for kind, heading in HEADINGS.items():
        for number, group in enumerate(groups(found, kind)):
            if not number:
                yield from ("", heading.upper())
            yield ""
            yield from _wrapped(_capital(group.because), width)
            for told in group.differences:
                yield ""
                yield from _difference(told, width)
    for heading, lines in besides(found):
        yield from ("", heading.upper(), "")
        for line in lines:
            yield from _wrapped(line, width, "- ")


def _difference(told: Told, width: int) -> Iterator[str]:
    head = [f"{told.share} of all situations"] if told.share else []
    for line in (*told.lines, *head):
        yield from _wrapped(line, width, "  ", "       ")
    yield from _wrapped("where", width, "  ")
    for depth, line in with_depth(told.where):
        yield from _wrapped(line, width, f"    {'  ' * depth}- ")
    if told.more:
        yield from _wrapped(f"or in {told.more} more cases", width, "    ")
    day = told.witness.today
    yield from _wrapped(
        f"for example on {day:%A}, {day.day} {day:%B %Y} ({day.isoformat()})", width, "  "
    )
    for name, value in told.witness.answers:
        yield from _wrapped(f"{name}: {value}", width, "    ", "      ")
    for line in told.witness_lines:
        yield from _wrapped(line, width, "  → ", "         ")


def _wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    wrapper = TextWrapper(
        width=width,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.wrap(visible(text))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
