"""Markdown of a guide: nothing in it can run or fetch, and quotes lead where they say."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from mannerly.model.markup import is_own_target, is_safe_target, unsafe_parts
from mannerly.site.markdown import GuideMarkdown, Quote, render_text

_CASES = yaml.safe_load((Path(__file__).parent / "site" / "unsafe.yml").read_text())

_TAGS = frozenset(
    "a blockquote br code dd div dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre span strong "
    "table tbody td th thead tr ul".split()
)
_ATTRIBUTES = frozenset("alt class dir href id lang src start title".split())


class _Page(HTMLParser):
    """What a browser would make of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("!--", {}))

    def handle_decl(self, decl: str) -> None:
        self.tags.append(("!", {}))

    def handle_pi(self, data: str) -> None:
        self.tags.append(("?", {}))


def _is_harmless(page: _Page) -> bool:
    return all(
        tag in _TAGS
        and attributes.keys() <= _ATTRIBUTES
        and is_safe_target(attributes.get("href") or "")
        and is_own_target(attributes.get("src") or "")
        for tag, attributes in page.tags
    )


@pytest.mark.parametrize("case", _CASES, ids=[case["markdown"] for case in _CASES])
def test_nothing_in_a_text_runs_and_its_words_stay(case: dict[str, Any]) -> None:
    page = _Page(render_text(case["markdown"]))
    assert _is_harmless(page)
    shown = "\n".join(filter(None, page.text.split("\n")))
    assert shown == case.get("shows", case["markdown"])


@pytest.mark.parametrize("case", _CASES, ids=[case["markdown"] for case in _CASES])
def test_what_is_taken_out_is_pointed_at(case: dict[str, Any]) -> None:
    text = case["markdown"]
    found = [[kind, text[start:end]] for start, end, kind in unsafe_parts(text)]
    assert found == case.get("found", [])


def test_a_picture_that_lies_elsewhere_is_a_link_unless_it_is_in_one() -> None:
    picture = "![a picture](https://example.org/x.png)"
    link = '<a href="https://example.org/x.png">a picture</a>'
    assert render_text(picture) == f"<p>{link}</p>"
    assert render_text(f"[{picture}](page.md)") == (
        '<p><a href="page.md"><span>a picture</span></a></p>'
    )
    assert "<img" in render_text("![a picture](x.png)")


_SNIPPETS = st.sampled_from(
    [*"<>()[]{}\"'`*_&;:#=/\\!- \n\t\x01\x02\x03", "javascript:", "&#106;", "&colon;", "script",
     "onclick=", "{: ", "](", "](<", "[x]: ", "```", "<!--", "-->", "href", "src", "style", "img",
     "wzxhzdk:0", "klzzwxh:0000", "data:", "\ue000", "\ue0010", "a", "1"]
)  # fmt: skip


@given(st.lists(_SNIPPETS, max_size=24).map("".join))
def test_no_text_becomes_html_that_runs(text: str) -> None:
    assert _is_harmless(_Page(render_text(text)))


@given(st.text(max_size=60))
def test_parts_that_are_found_lie_in_the_text_in_order(text: str) -> None:
    parts = unsafe_parts(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in parts)
    assert list(parts) == sorted(parts)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Until \ue0000\ue001.", "<p>Until \ue0000\ue001.</p>"),
        ("**\ue0000\ue001**", "<p><strong>\ue0000\ue001</strong></p>"),
        ("`\ue0000\ue001`", "<p><code>\ue0000\ue001</code></p>"),
        ("[x](a/\ue0000\ue001/b)", '<p><a href="a//b">x</a></p>'),
        ("[x](a 't\ue0000\ue001')", '<p><a href="a" title="t">x</a></p>'),
        ("``` {.\ue0000\ue001}\nx\n```", '<pre><code class="language-">x\n</code></pre>'),
    ],
)
def test_places_for_values_stay_in_text_only(markdown: str, html: str) -> None:
    assert re.sub(r' class="language-"| class=""', "", render_text(markdown)) == re.sub(
        r' class="language-"', "", html
    )


def test_columns_of_a_table_align_without_inline_style() -> None:
    html = render_text("|a|b|\n|:-|-:|\n|1|2|")
    assert "style" not in html
    assert '<td class="align-right">2</td>' in html


def _quote(kind: str, id: str) -> Quote | None:
    if id == "unknown":
        return None
    card = f"**[{kind} {id}](x.md)**\n{{: .card-title }}\n\nSee [[rule b]].\n\n[[rule b]]\n\n- one"
    return Quote(f"{kind} {id}", f"{kind}/{id}.md", card)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("See [[rule a]].", '<p>See <a href="rule/a.md">rule a</a>.</p>'),
        ("*[[point A4]]*", '<p><em><a href="point/A4.md">point A4</a></em></p>'),
        ("[[ act  a ]] too", '<p><a href="act/a.md">act a</a> too</p>'),
        ("`[[rule a]]`", "<p><code>[[rule a]]</code></p>"),
        ("    [[rule a]]", "<pre><code>[[rule a]]\n</code></pre>"),
        ("See [[rule unknown]].", "<p>See [[rule unknown]].</p>"),
        ("[[rule unknown]]", "<p>[[rule unknown]]</p>"),
        ("[[fact a]]", "<p>[[fact a]]</p>"),
    ],
)
def test_quotes_become_links(markdown: str, html: str) -> None:
    assert Markdown(extensions=[GuideMarkdown(_quote)]).convert(markdown) == html


def test_a_quote_alone_becomes_a_card_that_holds_no_cards() -> None:
    html = Markdown(extensions=[GuideMarkdown(_quote)]).convert("Before\n\n[[act a]]\n\nAfter")
    assert html == (
        '<p>Before</p>\n<blockquote class="card act">\n'
        '<p class="card-title"><strong><a href="x.md">act a</a></strong></p>\n'
        '<p>See <a href="rule/b.md">rule b</a>.</p>\n'
        '<p><a href="rule/b.md">rule b</a></p>\n'
        "<ul>\n<li>one</li>\n</ul>\n</blockquote>\n<p>After</p>"
    )
