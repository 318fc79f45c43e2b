"""What changed, as an Atom feed (RFC 4287)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from urllib.parse import urljoin
from xml.etree import ElementTree

from mannerly.model.calendar import as_date
from mannerly.model.guide import Model, Release
from mannerly.site.markdown import render_text

_ATOM = "http://www.w3.org/2005/Atom"
#: Where the feed lies, below the site's root.
PATH = "changes.xml"


def of_guide(model: Model, title: str, site_url: str, page: str) -> str:
    """The feed of a guide's history; see ``feed``."""
    releases = ((one, "".join(map(render_text, one.changed))) for one in model.history)
    return feed(title, releases, model.language, site_url, page)


def feed(
    title: str, releases: Iterable[tuple[Release, str]], language: str, site_url: str, page: str
) -> str:
    """The feed of versions, the latest first, each with what changed in it as HTML.

    ``page`` is the address of the page that says the same, below that of the site. Without
    the latter there are no links, and the ids hang on the title.
    """
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": language})
    home = uuid.uuid5(uuid.NAMESPACE_URL, site_url or f"mannerly:{title}")
    entries = list(releases)
    _add(root, "title", title)
    _add(root, "id", home.urn)
    _add(root, "updated", _moment(max((one.day for one, _ in entries), default=0)))
    _add(_add(root, "author"), "name", title)
    if site_url:
        _add(root, "link", rel="self", href=urljoin(site_url, PATH))
        _add(root, "link", rel="alternate", href=site_url)
    for release, html in entries:
        entry = _add(root, "entry")
        _add(entry, "title", f"{title} {release.version}")
        _add(entry, "id", uuid.uuid5(home, release.version).urn)
        _add(entry, "updated", _moment(release.day))
        if site_url:
            _add(entry, "link", rel="alternate", href=urljoin(site_url, page))
        _add(entry, "content", html, type="html")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    element.text = text
    return element


def _moment(day: int) -> str:
    return f"{as_date(day).isoformat()}T00:00:00Z"
