"""The files of a site that programs read: the guide for the browser, its words, the proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mannerly.export import certificate
from mannerly.export.compiled import as_json, compiled, words_to_use
from mannerly.resources import recheck_program
from mannerly.site.markdown import render_text
from mannerly.site.proved import Proved

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide


def data_files(guide: Guide, proved: Proved | None) -> Iterator[tuple[str, str]]:
    """Their paths and contents."""
    yield "guide.json", as_json(compiled(guide, render_text))
    yield "words.json", as_json(words_to_use(guide, render_text))
    if proved is not None and proved.certificate is not None:
        yield "certificate.json", certificate.as_json(proved.certificate)
        yield "recheck.py", recheck_program().read_text(encoding="utf-8")
