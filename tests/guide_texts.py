"""All that a reader of the shipped guide reads, as plain text, each piece with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from markdown import Markdown

from mannerly.model.guide import Choice, Model, Several, Text
from mannerly.site.markdown import GuideMarkdown, Quote, render_text

RULES = Path(__file__).parent.parent / "rules"

_FRONT = re.compile(r"\A---\ndescription: (.*?)\n---\n", re.DOTALL)
_QUOTE = re.compile(r"\[\[[^\]]*\]\]")


def chapters() -> dict[str, str]:
    """The chapters by path: their prose, without what they quote."""
    found = {}
    for path in sorted(RULES.rglob("*.md")):
        text = _FRONT.sub("", path.read_text(encoding="utf-8"))
        found[path.relative_to(RULES).as_posix()] = prose(_QUOTE.sub("", text))
    return found


def paragraphs(path: str) -> list[str]:
    """The running prose of a chapter, each paragraph ending as a sentence.

    Headings, lists and tables are none, nor is what is quoted from the rules.
    """
    text = _FRONT.sub("", (RULES / path).read_text(encoding="utf-8"))
    without_quotes = GuideMarkdown(lambda _kind, _id: Quote("", "#", ""))
    reader = _Paragraphs()
    reader.feed(Markdown(extensions=["tables", without_quotes]).convert(text))
    reader.close()
    found = (" ".join(p.replace("()", "").split()).rstrip(":") for p in reader.paragraphs)
    return [p if p.endswith((".", "!", "?", "…")) else f"{p}." for p in found if p]


def acts(model: Model) -> dict[str, str]:
    """The texts of the acts by id, without their words to use."""
    return {act.id: prose(filled(act.text)) for act in model.acts.values()}


def everything(model: Model) -> Iterator[tuple[str, str]]:
    """Every text of the guide."""
    yield from (chapter for chapter in chapters().items())
    for path in sorted(RULES.rglob("*.md")):
        if front := _FRONT.match(path.read_text(encoding="utf-8")):
            yield f"{path.name}, description", front[1]
    for fact in model.facts.values():
        yield f"fact {fact.id}", prose(f"{fact.ask}\n\n{fact.name}\n\n{fact.help}")
        if isinstance(fact.type, Choice | Several):
            yield from ((f"fact {fact.id}", label) for label in fact.type.options.values())
    for assumption in model.assumptions:
        yield "assumption", assumption.because
    for act in model.acts.values():
        yield f"act {act.id}", act.title
        yield f"act {act.id}", prose(filled(act.text))
        for words in act.words:
            yield f"act {act.id}, {words.id}", prose(f"{words.title}\n\n{filled(words.text)}")
        yield from ((f"act {act.id}, {reply.id}", reply.title) for reply in act.replies)
    for source in model.sources.values():
        yield f"source {source.id}", f"{source.title}. {source.by}"
    for point in model.points.values():
        yield f"point {point.id}", f"{point.says} {point.aside or ''}"
    for rule in model.rules.values():
        texts = (filled(rule.because), rule.aside, rule.editorial)
        yield f"rule {rule.id}", prose("\n\n".join(filter(None, texts)))
    for guarantee in model.guarantees.values():
        yield f"guarantee {guarantee.id}", guarantee.because
    for scenario in model.scenarios.values():
        yield f"scenario {scenario.id}", scenario.story
    for release in model.history:
        yield f"version {release.version}", prose("\n\n".join(release.changed))


def filled(text: Text) -> str:
    """A text with a word for each of its placeholders."""
    return "".join(part if isinstance(part, str) else "Friday" for part in text.parts)


def prose(markdown: str) -> str:
    """Markdown as plain text, in which every paragraph, heading and item ends as a sentence."""
    reader = _Blocks()
    reader.feed(render_text(markdown))
    reader.close()
    blocks = (" ".join(block.split()) for block in reader.blocks)
    return " ".join(b if b[-1] in ".!?…:”" else f"{b}." for b in blocks if b)


class _Blocks(HTMLParser):
    _ENDS = frozenset("p li h1 h2 h3 h4 h5 h6 td th dt dd blockquote".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._ENDS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._ENDS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data


class _Paragraphs(HTMLParser):
    _NO_PROSE = frozenset("li td th blockquote".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self._inside = 0
        self._reading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag in self._NO_PROSE
        if tag == "p" and not self._inside:
            self._reading = True
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in self._NO_PROSE
        self._reading = self._reading and tag != "p"

    def handle_data(self, data: str) -> None:
        if self._reading:
            self.paragraphs[-1] += data
