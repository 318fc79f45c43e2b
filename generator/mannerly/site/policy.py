"""A Content-Security-Policy for pages whose theme has scripts and styles inline, by hashes."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_SCRIPTS = ("", "module", "text/javascript", "application/javascript", "importmap")


def with_policy(html: str) -> str:
    """The page with a policy first in its head; as it is where it has no head.

    What the page has inline may run, and nothing else that does not come from the
    site itself. Attributes with styles are let through where the page has some.
    """
    head = _HEAD.search(html)
    if head is None:
        return html
    meta = f'\n<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
    return html[: head.end()] + meta + html[head.end() :]


def policy(html: str) -> str:
    """The policy for a page, as the value of the header."""
    inline = _Inline()
    inline.feed(html)
    inline.close()
    directives = {
        "default-src": "'self'",
        "script-src": " ".join(("'self'", *_hashes(inline.scripts))),
        "style-src": " ".join(("'self'", *_hashes(inline.styles))),
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    if inline.handlers:
        directives["script-src-attr"] = " ".join(("'unsafe-hashes'", *_hashes(inline.handlers)))
    if inline.style_attributes:
        directives["style-src-attr"] = "'unsafe-inline'"
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _hashes(texts: list[str]) -> list[str]:
    digests = (sha256(text.encode()).digest() for text in texts)
    return sorted({f"'sha256-{b64encode(digest).decode()}'" for digest in digests})


class _Inline(HTMLParser):
    """Collects what a page has inline."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.handlers: list[str] = []
        self.style_attributes = False
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.style_attributes |= "style" in given
        self.handlers += (value for name, value in attrs if name.startswith("on") and value)
        script = tag == "script" and "src" not in given
        if script and (given.get("type") or "").lower() in _SCRIPTS:
            self._open = self.scripts
        elif tag == "style":
            self._open = self.styles
        if self._open is not None:
            self._open.append("")

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._open = None
