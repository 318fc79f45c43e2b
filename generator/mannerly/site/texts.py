"""Texts of a guide as Markdown for its pages: plain text escaped, placeholders in words, links."""

from __future__ import annotations

import json
import os.path
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import PurePath
from urllib.parse import quote

from mannerly.model.conditions import Condition, DateTerm
from mannerly.model.guide import Change, Text, TextPlaceholder, Value
from mannerly.model.markup import is_safe_target
from mannerly.model.say_conditions import say_condition, say_lines, with_depth
from mannerly.model.say_laws import say_change
from mannerly.model.speaker import Speaker

_SPECIAL = re.compile(r"([\\`*_{}\[\]])")
_AT_START = re.compile(r"^(\d+)?([#>+.:-])")
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
_LONGEST = 160
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """The text on one line, without control characters."""
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=10_000)  # Names and labels stand on many pages.
def plain(text: str) -> str:
    """Plain text as Markdown that shows exactly that text."""
    escaped = _SPECIAL.sub(r"\\\1", one_line(text).replace("&", "&amp;").replace("<", "&lt;"))
    return _AT_START.sub(lambda m: f"{m[1] or ''}&#{ord(m[2])};", escaped)


def quoted(text: str) -> str:
    """Plain text as a YAML scalar."""
    return json.dumps(one_line(text), ensure_ascii=False)


def unmarked(text: Text, speaker: Speaker) -> str:
    """A text as plain words on one line."""
    words = "".join(p if isinstance(p, str) else _blank(p, speaker) for p in text.parts)
    return one_line(_MARKS.sub(r"\1", words))


def short(text: str) -> str:
    """As much of a text as the description of a page may hold."""
    return text if len(text) <= _LONGEST else text[: text.rfind(" ", 0, _LONGEST)] + " …"


def target(url: str) -> str:
    """A URL as the target of a Markdown link; nothing where it is not safe to follow."""
    return quote(url, safe="/:?#[]@!$&'*+,;=%~-._") if is_safe_target(url) else ""


@lru_cache(maxsize=1_000)
def relative(file: str, folder: str) -> str:
    """A file's path below the folder, with slashes."""
    return PurePath(os.path.relpath(file, folder)).as_posix() if folder else file


def quotation(markdown: str) -> str:
    """Markdown as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in markdown.strip().splitlines())


def inset(markdown: str, width: int) -> str:
    """Markdown whose first line stands after a list's mark, with the others indented."""
    return markdown.replace("\n", "\n" + " " * width)


def anchor(text: str) -> str:
    """A text as part of an id: letters, digits and single hyphens."""
    return re.sub(r"[^0-9A-Za-z]+", "-", text).strip("-")


def cell(markdown: str) -> str:
    """Markdown as a cell of a table."""
    return markdown.replace("|", "&#124;")


def code(text: str) -> str:
    """Text as a fenced block of code; the fence is longer than any in the text."""
    ticks = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}\n{text.strip()}\n{fence}"


def filters(speaker: Speaker) -> dict[str, Callable[..., str]]:
    """The filters of the page templates."""

    def markdown(text: Text) -> str:
        return text_markdown(text, speaker)

    def lines(condition: Condition) -> str:
        said = with_depth(say_lines(condition, speaker))
        return "\n".join(
            f"{'    ' * depth}- {plain(speaker.sentence(line))}" for depth, line in said
        )

    def clause(condition: Condition) -> str:
        return say_condition(condition, speaker)

    def change(one: Change) -> str:
        return say_change(one, speaker)

    def words(text: Text) -> str:
        return unmarked(text, speaker)

    def value(given: Value | None, fact: str) -> str:
        return speaker.value(speaker.model.facts[fact], given)

    return {
        "anchor": anchor,
        "cell": cell,
        "change": change,
        "clause": clause,
        "code": code,
        "day": speaker.day,
        "inset": inset,
        "lines": lines,
        "markdown": markdown,
        "plain": plain,
        "quotation": quotation,
        "quoted": quoted,
        "sentence": speaker.sentence,
        "short": short,
        "target": target,
        "term": speaker.term,
        "value": value,
        "words": words,
    }


def text_markdown(text: Text, speaker: Speaker) -> str:
    """A text with its placeholders in words, marked as blanks, as no situation is known."""
    return "".join(
        part if isinstance(part, str) else f"*{plain(_blank(part, speaker))}*{{: .blank }}"
        for part in text.parts
    ).strip()


def _blank(placeholder: TextPlaceholder, speaker: Speaker) -> str:
    match placeholder.value:
        case DateTerm() as date:
            return speaker.term(date)
        case str() as name if placeholder.kind == "fact":
            return speaker.model.facts[name].name
        case name:
            return name
