"""Phrases in marks, by which a text of the interface can be told from a guide's own."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import yaml

from mannerly.phrases import Phrase, shipped

#: What is put into a phrase, and what ends the words of a link in one.
_PUT_IN = re.compile(r"(\]\(\{\w+\}\)|\{\w+\})")


def marked(phrase: Phrase) -> Phrase:
    """A phrase whose own words stand in marks, and nothing that is put in."""
    if not isinstance(phrase, str):
        return {form: str(marked(text)) for form, text in phrase.items()}
    parts = _PUT_IN.split(phrase)
    return "".join(p if _PUT_IN.fullmatch(p) else f"«{p}»" for p in parts if p)


def marked_section() -> str:
    """The section of a guide that has all phrases in marks."""
    own = {
        group: {id: marked(phrase) for id, phrase in phrases.items()}
        for group, phrases in shipped("en").items()
    }
    return yaml.safe_dump({"phrases": own}, allow_unicode=True)


class Shown(HTMLParser):
    """What a page shows or says to whoever reads it: its texts, and one by one its attributes.

    Code is left out, as nobody translates it.
    """

    _SILENT = ("script", "style", "code", "pre", "option")
    _SAID = ("alt", "title", "aria-label", "placeholder", "data-not-loaded", "data-not-loaded-help")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.attributes: list[str] = []
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        given = dict(attrs)
        said = [given.get(name) for name in self._SAID]
        if tag == "meta" and given.get("name") == "description":
            said.append(given["content"])
        self.attributes += filter(None, said)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data


def outside(text: str) -> str:
    """What stands outside of marks; a text that was cut short may end inside."""
    return re.sub(r"«[^»]*(»|$)", " ", text)
