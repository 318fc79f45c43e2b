"""The built site of the shipped guide: every link leads somewhere, and answers are near."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from guide_texts import RULES
from sites import build

#: What somebody who only reads looks for, and what a heading says where it stands.
ANSWERS = {
    "how long to wait": r"\bhow long|wait",
    "how often to call": r"\bhow often",
    "what to say": r"\bon the phone\b|\bwords to use\b",
    "when to stop": r"\bmove on\b|\bstop\b",
    "what changes with an agency": r"\bagency\b",
}


class _Page(HTMLParser):
    """A page: its ids, links, headings and names of meta elements."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.headings: list[str] = []
        self.meta: dict[str, str] = {}
        self._in_heading = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if id := given.get("id"):
            self.ids.add(id)
        for name in ("href", "src"):
            if link := given.get(name):
                self.links.append(link)
        if tag == "meta" and (key := given.get("name") or given.get("property")):
            self.meta[key] = given.get("content") or ""
        if tag in ("h1", "h2", "h3"):
            self._in_heading = True
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3"):
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.headings[-1] += data


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[str, _Page]:
    """The pages by address, "/" being the first one."""
    return {
        f"/{path.relative_to(site).as_posix()}".removesuffix("index.html"): _Page(path.read_text())
        for path in site.rglob("*.html")
    }


def test_every_link_leads_to_a_page_and_a_place_that_is_there(
    pages: Mapping[str, _Page],
    site: Path,
) -> None:
    checked = 0
    for address, page in pages.items():
        for link in page.links:
            target = urlsplit(urljoin(f"http://here{address}", link))
            if target.netloc != "here" or address == "/404.html":
                continue
            checked += 1
            path = unquote(target.path)
            assert path in pages or (site / path.lstrip("/")).is_file(), (address, link)
            # The questionnaire reads answers from its fragment.
            if target.fragment and path != "/advisor/":
                assert unquote(target.fragment) in pages[path].ids, (address, link)
    assert checked > 1_000


@pytest.mark.parametrize(("question", "words"), ANSWERS.items())
def test_answers_are_at_most_two_clicks_from_the_first_page(
    pages: Mapping[str, _Page], question: str, words: str
) -> None:
    near, step = {"/"}, {"/"}
    for _ in range(2):
        step = {
            urlsplit(urljoin(f"http://here{address}", link)).path
            for address in step
            for link in pages[address].links
        } & pages.keys()
        near |= step
    chapters = [address for address in near if address.count("/") == 2]
    headings = [h for address in (*chapters, *near) for h in pages[address].headings]
    assert [heading for heading in headings if re.search(words, heading, re.IGNORECASE)]


def test_every_page_describes_itself_to_search_engines_and_to_those_who_share_it(
    pages: Mapping[str, _Page],
) -> None:
    for address, page in pages.items():
        assert 20 <= len(page.meta["description"]) <= 200, address
        assert page.meta["og:description"] == page.meta["description"], address
        assert page.meta["og:title"], address
        assert page.meta["twitter:card"] == "summary", address  # no address, so no picture


def test_the_list_of_rules_says_of_each_what_it_advises(site: Path) -> None:
    page = (site / "rules" / "index.html").read_text()
    said = re.findall(r'<li><a href="../rule/[\w-]+/">[^<]+</a>(.*?)</li>', page)
    assert len(said) == len(list((site / "rule").iterdir()))
    assert all(re.match(": |, besides: |, to leave alone: ", words) for words in said)


def test_where_it_is_published_every_address_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/guide")
    site = tmp_path / "site"
    build(RULES.parent, site)
    home = "https://example.org/guide/"
    places = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text())
    assert {home, f"{home}waiting/"} <= set(places)
    links = re.findall('href="(.*?)"', (site / "changes.xml").read_text())
    assert {f"{home}changes.xml", home, f"{home}changes/"} == set(links)
    assert all(place.startswith(home) for place in (*places, *links))
    page = _Page((site / "waiting" / "index.html").read_text())
    assert page.meta["og:url"] == f"{home}waiting/"
    assert page.meta["og:image"] == f"{home}card.png" and (site / "card.png").is_file()
    assert page.meta["twitter:card"] == "summary_large_image"
