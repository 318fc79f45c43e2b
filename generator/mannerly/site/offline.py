"""The guide as an app that works without a network, where the editor switches it on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from mannerly.resources import templates
from mannerly.site.direction import direction
from mannerly.site.slim import slim

#: The worker's address: it may only serve what lies below it.
WORKER = "offline-worker.js"
MANIFEST = "manifest.webmanifest"
#: The folder of icons and scripts, in the theme and on the site.
FOLDER = "offline"

_ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable", 512, "maskable"))
#: Folders and files that scripts fetch when they are needed.
_FETCHED = ("search", "search.json")
_PAPER = "#fbf7f0"


def files() -> Iterator[tuple[str, str | bytes]]:
    """The paths and contents of what pages need on the site."""
    register = f"{FOLDER}/register.js"
    yield register, slim(register, _theme_file("register.js").read_text(encoding="utf-8"))
    for name, *_ in _ICONS:
        yield f"{FOLDER}/{name}.png", _theme_file(f"{name}.png").read_bytes()


def manifest(name: str, description: str, language: str, question: str, advisor: str) -> str:
    """The app's manifest; ``advisor`` is the address of the page that asks and advises."""
    icons = [
        {
            "src": f"{FOLDER}/{file}.png",
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for file, size, purpose in _ICONS
    ]
    about = {
        "name": name,
        "description": description,
        "lang": language,
        "dir": direction(language),
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": icons,
        "shortcuts": [{"name": question, "url": advisor}],
    }
    return json.dumps(about, ensure_ascii=False, indent=1)


def with_links(html: str, address: Callable[[str], str]) -> str:
    """The page with what makes it part of the app, last in its head."""
    before, end, after = html.partition("</head>")
    links = (
        f'<link rel="manifest" href="{escape(address(MANIFEST))}">\n'
        f'<link rel="apple-touch-icon" href="{escape(address(f"{FOLDER}/icon-192.png"))}">\n'
        f'<script type="module" src="{escape(address(f"{FOLDER}/register.js"))}"></script>\n'
    )
    return f"{before}{links}{end}{after}" if end else html


def worker(site: Path, pages: Iterable[str]) -> str:
    """The worker for a site that is built, which keeps these pages and what they need.

    ``pages`` are addresses below the site's own. The worker is another one as
    soon as any file of the site is.
    """
    files = sorted(path for path in site.rglob("*") if path.is_file())
    digest = sha256()
    for path in files:
        name = path.relative_to(site).as_posix()
        # Sitemaps tell the day of the build.
        if name != WORKER and not name.startswith("sitemap.xml"):
            digest.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    kept = {"./", "guide.json"}
    kept |= {
        quote(path.relative_to(site).as_posix())
        for path in files
        if path.relative_to(site).parts[0] in _FETCHED and path.suffix in (".js", ".css", ".json")
    }
    if (site / "search.html").exists():
        pages = [*pages, "search.html"]
    for page in pages:
        kept |= {page, *_needed(site, page)}
    return _worker(digest.hexdigest()[:16], sorted(kept))


def removal() -> str:
    """The worker for a site that is not kept, or not any longer: it removes itself."""
    return _worker("", [])


def _worker(version: str, files: list[str]) -> str:
    code = _theme_file("worker.js").read_text(encoding="utf-8")
    return f"const VERSION={json.dumps(version)},FILES={json.dumps(files)};\n{slim(WORKER, code)}"


def _theme_file(name: str) -> Path:
    return templates() / "theme" / FOLDER / name


def _needed(site: Path, page: str) -> Iterator[str]:
    """The addresses of the scripts, styles and pictures of a page."""
    path = site / unquote(page)
    parser = _Needed()
    parser.feed((path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8"))
    root = "http://site/"
    for reference in parser.references:
        address = urlsplit(urljoin(root + page, reference))
        if address.netloc == "site" and (site / unquote(address.path[1:])).is_file():
            yield address.path[1:]


class _Needed(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        match tag:
            case "script" | "img":
                self.references.append(given.get("src") or "")
            case "link" if {"stylesheet", "icon", "manifest"} & set(
                (given.get("rel") or "").split()
            ):
                self.references.append(given.get("href") or "")
