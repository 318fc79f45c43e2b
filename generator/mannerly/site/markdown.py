"""Markdown as the site renders it: no HTML, no link that runs anything, and quotes of the guide.

``[[rule id]]``, ``[[act id]]``, ``[[point A4]]`` and ``[[source A]]`` become links, and alone in a
paragraph cards that carry what they name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedBlockPreprocessor, FencedCodeExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import AMP_SUBSTITUTE

from mannerly.model.markup import ATTRIBUTES, is_own_target, is_safe_target

#: A quote: its kind, and the id of what is quoted.
QUOTE = r"\[\[\s*(rule|act|point|source|chart)\s+([A-Za-z][A-Za-z0-9_-]*)\s*\]\]"

# What Python-Markdown and its own extensions set on elements; nothing here can run or fetch.
_OWN_ATTRIBUTES = {
    "a": ATTRIBUTES | {"href"},
    "img": ATTRIBUTES | {"src", "alt"},
    "ol": ATTRIBUTES | {"start"},
}
_ALIGN = re.compile(r"text-align: (left|center|right);")

# Private-use characters around the number of a value that the caller puts in once all is HTML.
# A value is text; in the target of a link or in another attribute there is no place for one.
_VALUE = re.compile("\ue000[0-9]*\ue001|[\ue000\ue001]")


@dataclass(frozen=True, slots=True)
class Quote:
    """What a quote stands for: the words and target of its link, and the Markdown of its card.

    ``html`` is what stands instead of a card: finished, trusted HTML.
    """

    title: str
    href: str
    card: str
    html: str | None = None


#: Looks a quote up by kind and id; None where there is no such thing.
Quotes = Callable[[str, str], Quote | None]


@lru_cache(maxsize=10_000)  # A preview has the same texts again and again.
def render_text(markdown: str) -> str:
    """Markdown as a safe fragment of HTML.

    A number between U+E000 and U+E001 marks where a value will stand. The marks
    stay in text and are taken out of attributes.
    """
    return _markdown().reset().convert(markdown)


@cache
def _markdown() -> Markdown:
    return Markdown(extensions=["tables", "fenced_code", GuideMarkdown()])


class GuideMarkdown(Extension):
    """Makes Python-Markdown safe, and resolves quotes where ``quotes`` is given.

    It has to be the last extension, so that it can take back what others allow.
    """

    def __init__(self, quotes: Quotes | None = None) -> None:
        super().__init__()
        self._quotes = quotes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register all parts with ``md``."""
        md.registerExtensions(["attr_list", "def_list"], {})
        md.preprocessors.deregister("html_block", strict=False)
        md.inlinePatterns.deregister("html", strict=False)
        if "fenced_code_block" in md.preprocessors:
            config = FencedCodeExtension().getConfigs()
            md.preprocessors.register(_FencedCode(md, config), "fenced_code_block", 25)
        # After attr_list (8), which sets anything, and before whatever reads links and ids.
        md.treeprocessors.register(_Sanitizer(md), "guide_sanitizer", 7)
        if self._quotes is not None:
            md.inlinePatterns.register(_QuoteLink(QUOTE, md, self._quotes), "guide_quote", 175)
            card = _QuoteCard(md, self._quotes)
            md.parser.blockprocessors.register(card, "guide_card", 95)


class _FencedCode(FencedBlockPreprocessor):
    """Fenced code without attributes of any kind: it becomes HTML that no later step looks at."""

    def handle_attrs(
        self, attrs: Iterable[tuple[str, str]]
    ) -> tuple[str, list[str], dict[str, Any]]:
        identifier, classes, _ = super().handle_attrs(attrs)
        return (
            _VALUE.sub("", identifier),
            [_VALUE.sub("", name) for name in classes],
            {},
        )


class _Sanitizer(Treeprocessor):
    """Keeps the attributes that are allowed.

    Links to unsafe targets become plain text, and pictures that lie elsewhere links to them.
    """

    def run(self, root: ElementTree.Element) -> None:
        unescape = UnescapeTreeprocessor(self.md).unescape
        linked = {image for link in root.iter("a") for image in link.iter("img")}
        for element in root.iter():
            if not element.attrib and element.tag not in ("a", "img"):
                continue
            allowed = _OWN_ATTRIBUTES.get(element.tag, ATTRIBUTES)
            for name, value in list(element.items()):
                if name not in allowed or value is None:
                    del element.attrib[name]
                    # A style attribute would break the site's policy; tables align with one.
                    if name == "style" and value and (align := _ALIGN.fullmatch(value)):
                        element.set("class", f"align-{align[1]}")
                else:
                    element.set(name, _VALUE.sub("", value))
            if element.tag in ("a", "img"):
                target = element.get("href" if element.tag == "a" else "src")
                decoded = unescape(target).replace(AMP_SUBSTITUTE, "&") if target else ""
                if target is None or not is_safe_target(decoded):
                    element.text = (element.text or "") + (element.get("alt") or "")
                    element.tag = "span"
                    element.attrib.clear()
                elif element.tag == "img" and not is_own_target(decoded):
                    # Nothing is fetched from elsewhere; a reader may go there.
                    element.text = element.get("alt") or decoded
                    element.tag = "span" if element in linked else "a"
                    element.attrib = {} if element in linked else {"href": target}


class _QuoteLink(InlineProcessor):
    """A quote in running text: a link."""

    def __init__(self, pattern: str, md: Markdown, quotes: Quotes) -> None:
        super().__init__(pattern, md)
        self._quotes = quotes

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        quote = self._quotes(m[1], m[2])
        if quote is None:
            return None, None, None
        link = ElementTree.Element("a", href=quote.href)
        link.text = quote.title
        return link, m.start(), m.end()


class _QuoteCard(BlockProcessor):
    """A quote alone in a paragraph: a card."""

    _ALONE = re.compile(rf"[ ]{{0,3}}{QUOTE}[ ]*")

    def __init__(self, md: Markdown, quotes: Quotes) -> None:
        super().__init__(md.parser)
        self._md = md
        self._quotes = quotes

    def test(self, parent: ElementTree.Element, block: str) -> bool:  # noqa: ARG002
        # A card holds no cards: a rule whose reason quotes itself would never end.
        inside = self.parser.state.isstate("card")
        return not inside and self._ALONE.fullmatch(block.strip("\n")) is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> bool:
        found = self._ALONE.fullmatch(blocks[0].strip("\n"))
        quote = self._quotes(found[1], found[2]) if found else None
        if found is None or quote is None:
            return False
        del blocks[0]
        if quote.html is not None:
            whole = ElementTree.SubElement(parent, "p")
            whole.text = self._md.htmlStash.store(quote.html)
            return True
        card = ElementTree.SubElement(parent, "blockquote", {"class": f"card {found[1]}"})
        self.parser.state.set("card")
        self.parser.parseBlocks(card, quote.card.split("\n\n"))
        self.parser.state.reset()
        return True
