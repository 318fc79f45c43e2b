"""The reviewers' book: all that a guide holds on one page to print, for people who do not click."""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown import Markdown

from mannerly.phrases import wording
from mannerly.resources import templates
from mannerly.site.chapters import chapters_of
from mannerly.site.direction import direction
from mannerly.site.markdown import GuideMarkdown
from mannerly.site.nav import nav_of
from mannerly.site.pages import GuidePages
from mannerly.site.slim import slim

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide

_CONTENTS = "<p>[[contents]]</p>"
_HEADING = re.compile(r'<h([23]) id="([^"]*)">(.*?)</h\1>')
_LINK = re.compile(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(r'<img ([^>]*?)src="([^"]*)"([^>]*)>')
_ALT = re.compile(r'alt="([^"]*)"')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_ID = re.compile(r'\bid="([^"]*)"')


def book(guide: Guide, folder: Path, texts: Mapping[str, str]) -> str:
    """The page: HTML that needs no other file. ``texts`` are the guide's files by shown paths."""
    model = guide.model
    chapters = chapters_of(model, str(folder), texts, nav_of(folder))
    pages = GuidePages(guide, str(folder), chapters=chapters)
    markdown = Markdown(
        extensions=[
            "tables",
            "fenced_code",
            GuideMarkdown(lambda kind, id: pages.quote(kind, id, "")),
        ]
    )
    html = markdown.convert(pages.book())
    known = set(_ID.findall(html))
    html = _LINK.sub(lambda found: _link(found, known), html)
    html = _IMAGE.sub(lambda found: _image(found, folder), html)
    say = wording(model.language, model.phrases, "pages").say
    contents = _contents(html, escape(say("book-contents"), quote=False))
    return _page(
        guide,
        html.replace(_CONTENTS, contents, 1),
        title=say("book-title", title=model.title),
        description=say("book-about", title=model.title),
    )


def chapter_id(path: str) -> str:
    """The id of a chapter's heading in the book."""
    return "chapter-" + re.sub(r"[^\w-]+", "-", path.removesuffix(".md"))


def _link(found: re.Match[str], known: set[str]) -> str:
    """A link to a page as one to its place in the book; without one, its words alone."""
    href, rest, words = found.groups()
    if _ELSEWHERE.match(href):
        return found[0]
    path, _, fragment = unescape(href).partition("#")
    folder, _, name = path.removesuffix(".md").rpartition("/")
    match folder, name:
        case "", "":
            places = [fragment]
        case (("act" | "rule"), id):
            places = [f"{folder}-{id}"]
        case "source", id:
            places = [f"point-{fragment}", f"source-{id}"]
        case "", "examples":
            places = [f"example-{fragment}", "examples"]
        case "", ("acts" | "rules" | "sources"):
            places = [name]
        case _:
            places = [chapter_id(path)]
    place = next((place for place in places if place in known), None)
    return words if place is None else f'<a href="#{escape(place)}"{rest}>{words}</a>'


def _image(found: re.Match[str], folder: Path) -> str:
    """A picture of the guide's folder inside the page; any other as its description."""
    before, src, after = found.groups()
    file = (folder / unquote(unescape(src))).resolve()
    kind = mimetypes.guess_type(file.name)[0] or ""
    if not (file.is_relative_to(folder.resolve()) and file.is_file() and kind.startswith("image/")):
        alt = _ALT.search(before + after)
        return alt[1] if alt else ""
    data = b64encode(file.read_bytes()).decode()
    return f'<img {before}src="data:{kind};base64,{data}"{after}>'


def _contents(html: str, title: str) -> str:
    """The table of contents: of the headings of two levels that have ids."""
    parts: list[tuple[str, list[str]]] = []
    for level, id, words in _HEADING.findall(html):
        link = f'<a href="#{id}">{_TAGS.sub("", words)}</a>'
        if level == "2":
            parts.append((link, []))
        elif parts:
            parts[-1][1].append(f"<li>{link}</li>")
    items = "\n".join(
        f"<li>{link}{'<ol>' + ''.join(inner) + '</ol>' if inner else ''}</li>"
        for link, inner in parts
    )
    title = f'<p id="contents">{title}</p>'
    return f'<nav class="toc" aria-labelledby="contents">\n{title}\n<ol>\n{items}\n</ol>\n</nav>'


def _page(guide: Guide, content: str, *, title: str, description: str) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    model, folder = guide.model, templates()
    sheets = [folder / "theme" / "css" / "mannerly.css", folder / "book" / "book.css"]
    style = "\n".join(slim(sheet.name, sheet.read_text(encoding="utf-8")) for sheet in sheets)
    style += _margins(model.title, model.version)
    environment = Environment(  # noqa: S701 - the template says what is to be escaped
        loader=FileSystemLoader(folder / "book"), undefined=StrictUndefined
    )
    return environment.get_template("book.html.jinja").render(
        language=model.language,
        direction=direction(model.language),
        title=title,
        description=description,
        style=style,
        style_hash=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}",
        content=content,
    )


def _margins(title: str, version: str) -> str:
    """What stands in the margins of each printed page: the guide, and the page's number."""
    head = _css_text(f"{title} {version}".strip())
    return (
        "\n@page{margin:22mm 18mm 20mm;"
        f"@top-left{{content:{head};font:8pt sans-serif}}"
        '@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}'
    )


def _css_text(text: str) -> str:
    """Text as a string of CSS that ends no style sheet."""
    safe = re.sub(r'["\\<>\x00-\x1f\x7f]', lambda found: f"\\{ord(found[0]):x} ", text)
    return f'"{safe}"'
