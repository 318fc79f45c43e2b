"""A comparison as Markdown, for a pull request or the changelog: short, with details to unfold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mannerly.diff.result import Comparison
from mannerly.diff.tell import COUNTED, HEADINGS, Group, besides, groups, summary
from mannerly.model.say_conditions import with_depth
from mannerly.report.excerpt import visible

_SPECIAL = re.compile(r"([\\`*_\[\]|~#])")


def as_markdown(found: Comparison) -> str:
    """The whole comparison. Texts of the guides are shown as they are, never as Markdown."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Comparison) -> Iterator[str]:
    sentences = [_plain(sentence) for sentence in summary(found)]
    yield " ".join(f"**{one}**" if not n else one for n, one in enumerate(sentences))
    if found.differences:
        yield from ("", f"<sub>{COUNTED}</sub>")
    for kind, heading in HEADINGS.items():
        found_groups = groups(found, kind)
        if found_groups:
            yield from ("", f"### {heading}")
        for group in found_groups:
            yield from ("", f"{_capital(_plain(group.because))}")
            yield from _group(group)
    for heading, lines in besides(found):
        yield from ("", f"<details><summary>{heading} ({len(lines)})</summary>", "")
        yield from (f"- {_plain(line)}" for line in lines)
        yield from ("", "</details>")


def _group(group: Group) -> Iterator[str]:
    for told in group.differences:
        what = _plain("; ".join(told.lines)).replace("; now: ", " → ").removeprefix("was: ")
        parts = [part for part in (f"<b>{what}</b>" if what else "", told.share) if part]
        yield from ("", f"<details><summary>{', '.join(parts) or 'where'}</summary>", "")
        yield "Where"
        yield ""
        for depth, line in with_depth(told.where):
            yield f"{'  ' * depth}- {_plain(line)}"
        if told.more:
            yield f"- or in {told.more} more cases"
        day = told.witness.today
        answers = "; ".join(f"{name}: {value}" for name, value in told.witness.answers)
        yield ""
        yield f"For example on {day:%A}, {day.day} {day:%B %Y}: {_plain(answers)}."
        if told.witness_lines:
            yield ""
            yield from (f"- {_plain(line)}" for line in told.witness_lines)
        yield from ("", "</details>")


def _plain(text: str) -> str:
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", text)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}:"
