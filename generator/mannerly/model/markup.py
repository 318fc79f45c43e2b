"""What Markdown of a guide must not hold: HTML, and links but to pages, mail and telephones.

The site renders both harmless; the checker tells the editor where they stand.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

UnsafeKind = Literal["html", "link", "attribute"]

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
ATTRIBUTES = frozenset({"class", "id", "lang", "dir", "title"})

# Browsers skip these inside a scheme or before it.
_SKIPPED = re.compile(r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
_SCHEME = re.compile(r"([^/?#]*?):")

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(
    r"(?<![\\`])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)", re.DOTALL
)
_AUTOLINK = re.compile(r"<(?P<target>[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*|[^<>\s!/]+@[^<>\s@]+)>")
_HTML = re.compile(
    r"(?<!\\)<(?:!--.*?(?:-->|\Z)|[!?][A-Za-z\[][^<>]*>?|/?[A-Za-z][^<>]*>)", re.DOTALL
)
_LINK = re.compile(r"\]\(\s*(?P<target><[^>\n]*>|(?:[^()\n]|\([^()]*\))*)")
_REFERENCE = re.compile(r"^[ ]{0,3}\[[^\]\n]*\]:[ ]*\n?[ ]*(?P<target>\S+)", re.MULTILINE)
_TITLE = re.compile(r"""\s["'(]""")
_LIST = re.compile(r"\{:?[ ]*(?P<list>[^{}\n]*)\}")
_ATTRIBUTE = re.compile(r"""(?P<name>[^\s=}'"]+)=(?:"[^"]*"|'[^']*'|[^\s}]+)""")


def is_safe_target(target: str) -> bool:
    """Whether a link may lead there: http, https, mailto, tel, or a place in the same site."""
    bare = _SKIPPED.sub("", html.unescape(target))
    try:
        urlsplit(bare)
    except ValueError:
        return False
    scheme = _SCHEME.match(bare)
    return scheme is None or scheme[1].lower() in SCHEMES


def is_own_target(target: str) -> bool:
    """Whether it is a place in the same site, so that nothing is fetched from elsewhere for it."""
    bare = _SKIPPED.sub("", html.unescape(target)).replace("\\", "/")
    return _SCHEME.match(bare) is None and not bare.startswith("//")


def unsafe_parts(markdown: str) -> tuple[tuple[int, int, UnsafeKind], ...]:
    """Where HTML, unsafe links and attributes out of place stand: (start, end, kind), in order.

    Code, fenced or between backticks, is text and may hold anything.
    """
    text = _CODE.sub(_blank, _FENCE.sub(_blank, markdown))
    links = [*_links(text)]
    for start, end, _ in links:
        text = text[:start] + " " * (end - start) + text[end:]
    return tuple(sorted([*links, *_html(_AUTOLINK.sub(_blank, text)), *_attributes(text)]))


def _links(text: str) -> Iterator[tuple[int, int, UnsafeKind]]:
    for found in _AUTOLINK.finditer(text):
        target = found["target"]
        if ":" in target and not is_safe_target(target):
            yield found.start("target"), found.end("target"), "link"
    for pattern in (_LINK, _REFERENCE):
        for found in pattern.finditer(text):
            target = _TITLE.split(found["target"].strip(), maxsplit=1)[0]
            if not is_safe_target(target.strip("<>")):
                start = text.index(target, found.start("target"))
                yield start, start + len(target), "link"


def _html(text: str) -> Iterator[tuple[int, int, UnsafeKind]]:
    for found in _HTML.finditer(text):
        yield found.start(), found.end(), "html"


def _attributes(text: str) -> Iterator[tuple[int, int, UnsafeKind]]:
    for attributes in _LIST.finditer(text):
        for found in _ATTRIBUTE.finditer(text, attributes.start("list"), attributes.end("list")):
            if found["name"].lower() not in ATTRIBUTES:
                yield found.start(), found.end(), "attribute"


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
