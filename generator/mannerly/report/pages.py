"""The page of each code: what a message means, an example that causes it, and what to do.

They lie beside the language reference, in ``grammar/diagnostics``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from mannerly.resources import grammar_file

#: What a page is made of; code is any fenced block.
Kind = Literal["title", "heading", "code", "paragraph"]

#: How every page ends where it is read as a file, among the others.
FOOTER = "\nAll examples belong to [one small guide](README.md#the-guide-of-the-examples).\n"

_FENCE = "```"
_FENCED = re.compile(rf"^({_FENCE}.*?^{_FENCE}\n)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def page(code: str) -> str:
    """The page of a code of the catalogue, in Markdown that can be read anywhere.

    It is without the footer and, as other pages are not beside it, without links.
    """
    text = grammar_file(f"diagnostics/{code}.md").read_text(encoding="utf-8").removesuffix(FOOTER)
    return "".join(
        part if part.startswith(_FENCE) else _LINK.sub(r"\1", part) for part in _FENCED.split(text)
    )


def index_file() -> Path:
    """Where the index of all pages lies, with the guide to which the examples belong."""
    return grammar_file("diagnostics/README.md")


def parts(markdown: str) -> Iterator[tuple[Kind, str]]:
    """What a page holds as plain text: code as it stands, all else as one line each.

    What is written like code inside a line is put in quotes, as in messages.
    """
    for part in _FENCED.split(markdown):
        if part.startswith(_FENCE):
            yield "code", "".join(part.splitlines(keepends=True)[1:-1])
        else:
            yield from _prose(part)


def plain(markdown: str) -> str:
    """A page as plain text, its parts with empty lines between them."""
    return "\n\n".join(text.rstrip("\n") for _, text in parts(markdown))


def meaning(markdown: str) -> str:
    """The first paragraph of a page as plain text: what the message means."""
    return next(text for kind, text in parts(markdown) if kind == "paragraph")


def _prose(markdown: str) -> Iterator[tuple[Kind, str]]:
    for block in re.split(r"\n\s*\n", markdown.strip()):
        line = re.sub("`(.+?)`", r'"\1"', " ".join(block.split()))
        if line.startswith("# "):
            yield "title", line.removeprefix("# ")
        elif line.startswith("## "):
            yield "heading", line.removeprefix("## ")
        elif line:
            yield "paragraph", line
