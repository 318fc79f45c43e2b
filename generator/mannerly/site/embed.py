"""The questionnaire in themes that know nothing of it: as the content of its page.

The theme ``mannerly`` has a template for that page. In any other the content brings the script and
the style along, which is also what themes run that swap pages without loading them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape

from mannerly.phrases import Phrase, filled
from mannerly.resources import templates
from mannerly.site.direction import direction
from mannerly.site.joined import script
from mannerly.site.slim import slim

#: The folder of the questionnaire's script and styles, in the theme and on every site.
FOLDER = "advisor"
_SCRIPT = "advisor.js"
_STYLE = "advisor.css"
#: The style sheet that is for other themes only.
_EMBEDDED = "embedded.css"

_ROOT = "mannerly-advisor"
_CLASS = re.compile(r"\.advisor(?![\w-])")
_KINDS = ("act", "rule", "source")


def files(*, own_theme: bool) -> Iterator[tuple[str, str]]:
    """The paths and contents of what the page needs on a site, with Mannerly's theme or another."""
    folder = templates() / "theme" / FOLDER
    yield f"{FOLDER}/{_SCRIPT}", slim(_SCRIPT, script(f"{FOLDER}/{_SCRIPT}"))
    for name in (_STYLE,) if own_theme else (_EMBEDDED, _STYLE):
        style = slim(name, (folder / name).read_text(encoding="utf-8"))
        yield f"{FOLDER}/{name}", style if own_theme else insistent(style)


def insistent(style: str) -> str:
    """The style sheet with selectors that no theme's rules for texts are stronger than."""
    return _CLASS.sub(f"#{_ROOT}.advisor", style)


def questionnaire(
    html: str,
    language: str,
    phrases: Mapping[str, Phrase],
    address: Callable[[str], str],
    *,
    folders: bool,
    history: bool,
) -> str:
    """What the scripts fill, around what the page holds without them.

    ``phrases`` are the texts of the pages. ``address`` makes a path on the site one that
    is right on the page. ``folders`` says whether pages have the addresses of folders, and
    ``history`` whether there is one that tells what changed.
    """
    end = "/" if folders else ".html"
    attributes = {
        "id": _ROOT,
        "lang": language,
        "dir": direction(language),
        "data-guide": address("guide.json"),
        **{f"data-{kind}": address(f"{kind}/{{id}}{end}") for kind in _KINDS},
        "data-not-loaded": filled(phrases["not-loaded"]),
        "data-not-loaded-help": filled(phrases["not-loaded-help"]),
    }
    if history:
        attributes["data-changes"] = address(f"changes{end}")
    tag = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<div {tag}>\n{html}\n</div>"


def with_assets(html: str, address: Callable[[str], str]) -> str:
    """The content of the page with the script and styles that the theme does not bring along."""
    styles = "".join(
        f'<link rel="stylesheet" href="{escape(address(f"{FOLDER}/{name}"))}">\n'
        for name in (_EMBEDDED, _STYLE)
    )
    loaded = f'<script type="module" src="{escape(address(f"{FOLDER}/{_SCRIPT}"))}"></script>'
    return f"{styles}{html}\n{loaded}"


def mistake(words: str) -> str:
    """The content of every page of the preview while the checker has these words to say."""
    return (
        "<h1>The rules need a correction</h1>\n"
        "<p>The pages come back by themselves as soon as it is made and saved.</p>\n"
        '<pre tabindex="0" role="region" aria-label="What the checker says">'
        f"{escape(words, quote=False)}</pre>"
    )
