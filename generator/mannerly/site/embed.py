"""The questionnaire in themes that know nothing of it: as the content of its page.

The theme ``mannerly`` has a template for that page. In any other the content brings the script and
the style along, which is also what themes run that swap pages without loading them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape

from mannerly.model.guide import Model
from mannerly.model.speaker import Speaker
from mannerly.phrases import Phrase, filled
from mannerly.resources import templates
from mannerly.site.direction import direction
from mannerly.site.joined import script
from mannerly.site.slim import slim

#: The folder of the questionnaire's script and styles, in the theme and on every site.
FOLDER = "advisor"
_SCRIPT, _PANEL = "advisor.js", "panel.js"
_STYLE = "advisor.css"
#: What stands before it in other themes only.
_EMBEDDED = "embedded.css"

#: Only a preview has it, whose pages have no policy.
_OVERLAY = (
    ".mistake{position:fixed;inset:auto 1rem 1rem;max-height:60vh;overflow:auto;"
    "padding:1rem 1.25rem;"
    "background:Canvas;color:CanvasText;border:3px solid #b3261e;border-radius:8px;"
    "box-shadow:0 4px 24px #0006;z-index:9}.mistake h2{margin:0}.mistake pre{white-space:pre-wrap}"
    ".mistake[role=status]{border-color:GrayText}"
)
#: What pages of a preview say while something is worked out that takes long.
AS_BEFORE = "As before the last save. What has changed here is being worked out …"
NOT_FOLLOWED = "Plans are being followed. What is proved of them is here in a moment …"

_ROOT = "mannerly-advisor"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CLASS = re.compile(r"\.advisor(?![\w-])")
_KINDS = ("act", "rule", "source")


def files(*, own_theme: bool, preview: bool = False) -> Iterator[tuple[str, str]]:
    """The paths and contents of what the page needs on a site, with Mannerly's theme or another.

    In a ``preview`` it has a panel for editors.
    """
    folder = templates() / "theme" / FOLDER
    start = f"{FOLDER}/{_PANEL if preview else _SCRIPT}"
    yield f"{FOLDER}/{_SCRIPT}", slim(_SCRIPT, script(start))
    sheets = (_STYLE,) if own_theme else (_EMBEDDED, _STYLE)
    style = "".join(slim(name, (folder / name).read_text(encoding="utf-8")) for name in sheets)
    yield f"{FOLDER}/{_STYLE}", style if own_theme else ascii_only(insistent(style))


def ascii_only(style: str) -> str:
    """The style sheet with escapes: it is read in the encoding of the page, whichever that is."""
    return _NOT_ASCII.sub(lambda found: f"\\{ord(found[0]):x} ", style)


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


def version(model: Model, site: str, phrases: Mapping[str, Phrase]) -> str:
    """Which version of the guide this is, and of which day if its history says so."""
    if not model.version:
        return ""
    day = next((past.day for past in model.history if past.version == model.version), None)
    if day is None:
        return filled(phrases["version"], site=site, version=model.version)
    told = Speaker.of(model).day(day)
    return filled(phrases["released"], site=site, version=model.version, day=told)


def with_assets(html: str, address: Callable[[str], str]) -> str:
    """The content of the page with the script and style that the theme does not bring along."""
    style = f'<link rel="stylesheet" href="{escape(address(f"{FOLDER}/{_STYLE}"))}">'
    loaded = f'<script type="module" src="{escape(address(f"{FOLDER}/{_SCRIPT}"))}"></script>'
    return f"{style}\n{html}\n{loaded}"


def overlay(words: str) -> str:
    """The same beside the questionnaire, which goes on with the rules as they were before."""
    return (
        '<div class="mistake" role="alert">\n'
        "<h2>The rules need a correction</h2>\n"
        "<p>Until it is made and saved, this page goes on with the rules as they were.</p>\n"
        '<pre tabindex="0" role="region" aria-label="What the checker says">'
        f"{escape(words, quote=False)}</pre>\n</div>\n<style>{_OVERLAY}</style>"
    )


def mistake(words: str) -> str:
    """The content of every page of the preview while the checker has these words to say."""
    return (
        "<h1>The rules need a correction</h1>\n"
        "<p>The pages come back by themselves as soon as it is made and saved.</p>\n"
        '<pre tabindex="0" role="region" aria-label="What the checker says">'
        f"{escape(words, quote=False)}</pre>"
    )


def beside(html: str, words: str) -> str:
    """The content of a page of the preview that lacks something, and says so."""
    return (
        f'{html}<div class="mistake" role="status">{escape(words, quote=False)}</div>\n'
        f"<style>{_OVERLAY}</style>"
    )
