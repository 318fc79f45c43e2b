"""The page of each code: what a message means, an example that causes it, and what to do.

They lie beside the language reference, in ``grammar/diagnostics``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mannerly.resources import grammar_file

#: What a page is made of, in order; code is any fenced block.
Kind = Literal["title", "heading", "code", "item", "paragraph"]

_FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def page(code: str) -> str:
    """The page of a code of the catalogue, in Markdown."""
    return grammar_file(f"diagnostics/{code}.md").read_text(encoding="utf-8")


def parts(markdown: str) -> Iterator[tuple[Kind, str]]:
    """What a page holds as plain text: code as it stands, all else as one line each.

    What is written like code inside a line is put in quotes, as in messages.
    """
    end = 0
    for block in _FENCED.finditer(markdown):
        yield from _prose(markdown[end : block.start()])
        yield "code", block[1]
        end = block.end()
    yield from _prose(markdown[end:])


def meaning(markdown: str) -> str:
    """The first paragraph of a page as plain text: what the message means."""
    return next(text for kind, text in parts(markdown) if kind == "paragraph")


def _prose(markdown: str) -> Iterator[tuple[Kind, str]]:
    for block in re.split(r"\n\s*\n|\n(?=- )", markdown.strip()):
        line = " ".join(block.split())
        line = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", line)
        line = re.sub(r"`` (.+?) ``|`(.+?)`", lambda found: f'"{found[1] or found[2]}"', line)
        for sign, kind in _KINDS:
            if line.startswith(sign):
                if text := line.removeprefix(sign):
                    yield kind, text
                break


_KINDS: tuple[tuple[str, Kind], ...] = (
    ("# ", "title"),
    ("## ", "heading"),
    ("- ", "item"),
    ("", "paragraph"),
)
