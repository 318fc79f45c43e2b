"""A guide as plain files for any builder of sites: Markdown, and what the questionnaire needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from mannerly.phrases import phrases
from mannerly.resources import templates
from mannerly.site import embed, feed, staging
from mannerly.site.chapters import chapters_of
from mannerly.site.data import data_files
from mannerly.site.markdown import render_text
from mannerly.site.nav import nav_of
from mannerly.site.pages import ADVISOR, GuidePages
from mannerly.site.portable import portable
from mannerly.site.proved import prove
from mannerly.site.texts import plain

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide
    from mannerly.pipeline import Compiled

#: Says of a folder that it was written here, and that all of it may be replaced.
MARK = ".rendered-by-mannerly"
#: The questionnaire alone, for builders whose Markdown takes no HTML.
FRAGMENT = "advisor-fragment.html"

_PICTURES = "charts"
_READ = (".yml", ".yaml", ".md")
_PAGE = re.compile(r'(?<=href=")([^":#]*)\.md(?=[#"])')
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TEXT_OF_PICTURE = re.compile(r'<svg .*?aria-labelledby="([\w-]+)-title.*?<desc[^>]*>(.*?)</desc>')
_COLOURS = re.compile(r":root \{.*?\}", re.DOTALL)
_CHARTS = re.compile(r"/\* Charts.*?(?=\n@media|\np:has)", re.DOTALL)


class NotOurs(Exception):
    """There is something in the folder that was not written here."""


class Within(Exception):
    """One of the two folders lies in the other."""


def write_rendered(folder: Path, result: Compiled, guide: Guide, to: Path, *, folders: bool) -> int:
    """Replace ``to`` by the guide's files, at one step; gives how many there are.

    ``folders`` says whether pages will have the addresses of folders. Raises NotOurs or Within
    where that would destroy something, and OSError where it cannot be written.
    """
    one, other = folder.resolve(), to.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise Within
    if not _replaceable(to):
        raise NotOurs
    beside = staging.prepare(to)
    if beside is None:
        raise PermissionError(f"nothing can be written beside {to}")
    count = 0
    try:
        for path, content in _files(folder, result, guide, folders=folders):
            file = beside / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
            count += 1
        (beside / MARK).write_text('"mannerly render" replaces this whole folder.\n')
        staging.publish(beside, to)
    except BaseException:
        staging.discard(beside)
        raise
    return count


def _replaceable(folder: Path) -> bool:
    if not folder.is_dir():
        return not folder.exists()
    ours = (folder / MARK).exists()
    return ours or all(entry.name.startswith(".") for entry in folder.iterdir())


def _files(
    folder: Path, result: Compiled, guide: Guide, *, folders: bool
) -> Iterator[tuple[str, str | bytes]]:
    """The paths and contents of all files."""
    model, proved = guide.model, prove(str(folder), result)
    chapters = chapters_of(model, str(folder), result.texts, nav_of(folder))
    pages = GuidePages(guide, str(folder), proved, chapters)
    drawings: dict[str, str] = {}

    def made(path: str, markdown: str) -> str:
        def picture(svg: str) -> str:
            found = _TEXT_OF_PICTURE.search(svg)
            assert found is not None
            file = f"{_PICTURES}/{found[1]}.svg"
            drawings[file] = _alone(svg)
            words = plain(unescape(found[2]))
            return f"![{words}]({'../' * path.count('/')}{file})"

        return portable(markdown, lambda kind, id: pages.quote(kind, id, path), picture)

    for path, text in chapters:
        yield path, made(path, text)
    for page in pages.pages():
        if page.path == ADVISOR:
            fragment = _questionnaire(guide, page.markdown, folders=folders)
            front = made(page.path, page.markdown).split("\n\n")[0]
            yield ADVISOR, f"{front}\n\n{fragment}"
            yield FRAGMENT, fragment
        else:
            yield page.path, made(page.path, page.markdown)
    yield from drawings.items()
    yield from embed.files(own_theme=False)
    yield from data_files(guide, proved)
    if model.history:
        yield feed.PATH, feed.of_guide(model, model.title, "", "")
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        inside = file.resolve().is_relative_to(folder.resolve())
        if file.is_file() and inside and not hidden and file.suffix not in _READ:
            yield name.as_posix(), file.read_bytes()


def _questionnaire(guide: Guide, markdown: str, *, folders: bool) -> str:
    """The questionnaire as HTML for the page of its address, without an empty line in it."""
    up, end = ("../", "/") if folders else ("", ".html")

    def address(path: str) -> str:
        return up + path

    language = guide.model.language
    html = embed.questionnaire(
        _PAGE.sub(rf"{up}\g<1>{end}", render_text(_FRONT.sub("", markdown))),
        language,
        phrases(language, guide.model.phrases, "site"),
        address,
        folders=folders,
        history=bool(guide.model.history),
    )
    return re.sub(r"\n{2,}", "\n", embed.with_assets(html, address)) + "\n"


def _alone(svg: str) -> str:
    """A drawing as a file of its own, which brings its colours along."""
    style = (templates() / "theme" / "css" / "mannerly.css").read_text(encoding="utf-8")
    found = [_COLOURS.search(style), _CHARTS.search(style)]
    rules = "\n".join(one[0] for one in found if one)
    whole = (
        f"{rules}\nsvg {{ color-scheme: light; background: var(--paper); font-family: sans-serif }}"
    )
    start = '<svg xmlns="http://www.w3.org/2000/svg"'
    svg = svg.replace("<svg", start, 1).replace('width="100%"', 'width="640"', 1)
    return svg.replace("<title", f"<style>{whole}</style><title", 1) + "\n"
