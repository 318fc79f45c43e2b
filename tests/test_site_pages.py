"""The pages made from a guide, without MkDocs."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

import mannerly
from mannerly.advise.guide import Guide
from mannerly.check.check import Checked
from mannerly.check.guarantees import SituationProof
from mannerly.check.proofs import PlanProof
from mannerly.check.questions import Count
from mannerly.export.certificate import certificate
from mannerly.model.conditions import Always
from mannerly.model.guide import Guarantee, Never
from mannerly.model.names import as_words
from mannerly.phrases import Wording, shipped
from mannerly.pipeline import compile_folder
from mannerly.site.chapters import in_order, joined
from mannerly.site.chart import Mark, Track, chart
from mannerly.site.decision import questions
from mannerly.site.feed import feed
from mannerly.site.markdown import render_text
from mannerly.site.pages import GeneratedPage, GuidePages
from mannerly.site.proved import Proved
from mannerly.site.texts import code, plain, quotation, target
from mannerly.voices.story import Deed, Story
from strategies import NOWHERE

_HERE = Path(__file__).parent / "site"
_GUIDE = _HERE / "guide"
_LISTED = "advisor acts changes decision disagreements examples proved rules sources whole"


@pytest.fixture(scope="module")
def guide() -> Guide:
    compiled = compile_folder(_GUIDE)
    assert compiled.guide is not None
    assert compiled.problems == ()
    return compiled.guide


@pytest.fixture(scope="module")
def pages(guide: Guide) -> dict[str, GeneratedPage]:
    chapters = [("index.md", (_GUIDE / "index.md").read_text())]
    made = GuidePages(guide, str(_GUIDE), proved(guide), chapters).pages()
    return {page.path: page for page in made}


def proved(guide: Guide, *, with_certificate: bool = True) -> Proved:
    """Proofs with figures that do not change with the engine."""
    counts = (
        Count("gaps", questions=1, parts=1),
        Count("conflicts", questions=1_234, parts=56_789, by_sat=7),
        Count("dead rules", questions=8, parts=9, undecided=1),
        Count("missing values", questions=0, parts=0),
    )
    proof = certificate(guide, {}, "") | {"sha256": "0" * 64} if with_certificate else None
    checked = Checked((), True, counts, (PlanProof(None, 1, True),))
    return Proved(checked, proof, 12345, date(2026, 3, 27), "Mannerly 1.2.3")


def test_pages_are_as_they_were_looked_at(
    pages: dict[str, GeneratedPage], request: pytest.FixtureRequest
) -> None:
    expected = _HERE / "expected"
    if request.config.getoption("--update-golden"):
        for path, page in pages.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_text(page.markdown)
    written = {
        path.relative_to(expected).as_posix(): path.read_text() for path in expected.rglob("*.md")
    }
    assert {path: page.markdown for path, page in pages.items()} == written


def test_every_act_rule_and_source_has_a_page(
    guide: Guide, pages: dict[str, GeneratedPage]
) -> None:
    model = guide.model
    assert pages.keys() == {
        *(f"{name}.md" for name in _LISTED.split()),
        *(f"question/{question.number}.md" for question in questions(guide)),
        *(f"act/{id}.md" for id in model.acts),
        *(f"rule/{id}.md" for id in model.rules),
        *(f"source/{id}.md" for id in model.sources),
    }
    assert {path for path, page in pages.items() if page.listed} == {
        path for path in pages if "/" not in path
    }


def test_every_page_has_a_title_and_a_description(pages: dict[str, GeneratedPage]) -> None:
    for page in pages.values():
        front = yaml.safe_load(page.markdown.split("---")[1])
        assert front["title"]
        assert 20 < len(front["description"]) <= 170


def test_links_between_pages_lead_somewhere(pages: dict[str, GeneratedPage]) -> None:
    known = {*pages, "index.md", "changes.xml", "certificate.json", "recheck.py"}
    for path, page in pages.items():
        for link in re.findall(r"\]\(((?!https?:)[^)]*)\)", page.markdown):
            file, _, fragment = link.partition("#")
            joined = (Path("/") / path).parent / file if file else Path("/") / path
            aim = joined.resolve().relative_to("/").as_posix()
            assert aim in known, (path, link)
            if fragment and aim in pages:
                there = pages[aim]
                assert fragment in there.fragments or f"#{fragment} }}" in there.markdown, link


def test_no_page_holds_html(pages: dict[str, GeneratedPage]) -> None:
    assert not [path for path, page in pages.items() if re.search("<[a-z/!]", page.markdown)]


def test_places_are_relative_to_the_guide(guide: Guide, pages: dict[str, GeneratedPage]) -> None:
    rule = guide.model.rules["thank-them"]
    place = pages["rule/thank-them.md"].place
    assert place is not None
    assert (place.file, place.line) == ("lunch.yml", rule.place.line)


def test_a_guide_that_is_too_large_to_draw_points_to_its_rules(
    guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(guide.__dict__, "tree", None)  # where the property keeps it
    by_path = {page.path: page.markdown for page in GuidePages(guide, str(_GUIDE)).pages()}
    assert questions(guide) == ()
    assert "(rules.md)" in by_path["decision.md"]


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        ("today is before lunch", "Today is before it", "Today is on or after it"),
        (
            "at least 5 business days since lunch",
            "Today is on or after the 5th business day after it",
            "Today is before the 5th business day after it",
        ),
        (
            "less than 22 business days until lunch",
            "It is before the 22nd business day after today",
            "It is on or after the 22nd business day after today",
        ),
        (
            "at least 6 weeks since lunch",
            "Today is on or after the day 6 weeks after it",
            "Today is before the day 6 weeks after it",
        ),
        (
            "today is after lunch + 1 day",
            "Today is after the day after it",
            "Today is on or before the day after it",
        ),
    ],
)
def test_answers_tell_dates_as_rules(condition: str, yes: str, no: str, tmp_path: Path) -> None:
    (tmp_path / "guide.yml").write_text(
        "guide: {title: Lunch, version: 1.0.0}\n"
        "calendar: {years: 2025..2027, holidays: none}\n"
        "facts: {lunch: {name: it, ask: When?, date: any}}\n"
        "acts:\n"
        "  go: {title: Go, kind: end, text: Go.}\n"
        "  stay: {title: Stay, kind: end, text: Stay.}\n"
        "rules:\n"
        f"  - {{rule: a, when: {condition}, advise: go, because: B., editorial: E.}}\n"
        f"  - {{rule: b, when: not ({condition}), advise: stay, because: B., editorial: E.}}\n"
    )
    [question] = questions(mannerly.load(tmp_path))
    assert {answer.label: getattr(answer.to, "id", None) for answer in question.answers} == {
        yes: "go",
        no: "stay",
    }
    assert question.counts == ("business" in condition)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a_b *c* [d](e)", r"a\_b \*c\* \[d\](e)"),
        ("1. one", "1&#46; one"),
        ("# head", "&#35; head"),
        ("- item", "&#45; item"),
        (": term", "&#58; term"),
        ("a & b < c", "a &amp; b &lt; c"),
        ("two\n  lines\x07", "two lines"),
        ("{: .x}", r"\{: .x\}"),
    ],
)
def test_plain_text_shows_itself(text: str, markdown: str) -> None:
    assert plain(text) == markdown
    shown = unescape(re.sub("<[^>]*>", "", render_text(markdown)))
    assert shown == re.sub(r"\s+", " ", text.replace("\x07", "")).strip()


def test_code_is_fenced_beyond_its_own_ticks() -> None:
    assert code("a ``` b") == "````\na ``` b\n````"


def test_quotations_keep_their_empty_lines() -> None:
    assert quotation("a\n\nb\n") == "> a\n>\n> b"


def test_ids_read_as_words() -> None:
    assert as_words("ask-once_more") == "ask once more"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a (b)", "https://example.org/a%20%28b%29"),
        ("javascript:alert(1)", ""),
    ],
)
def test_targets_cannot_leave_their_link(url: str, link: str) -> None:
    assert target(url) == link


def test_pages_need_no_mkdocs(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['mkdocs'] = None; sys.modules['click'] = None\n"
        "from mannerly.pipeline import compile_folder\n"
        "from mannerly.site.pages import GuidePages\n"
        f"guide = compile_folder({str(_GUIDE)!r}).guide\n"
        f"print(len(list(GuidePages(guide, {str(_GUIDE)!r}).pages())))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert int(done.stdout) == 20


def test_the_page_of_proofs_tells_each_guarantee_that_is_proved(guide: Guide) -> None:
    law = Never("advise", frozenset({"say-thanks"}), Always())
    guarantees = {
        id: Guarantee(id, law, False, f"Because of {id}.", "", NOWHERE, NOWHERE)
        for id in ("held", "broken", "open", "of-plans")
    }
    model = replace(guide.model, guarantees=guarantees)
    proofs = (
        SituationProof("held", 1_234, True),
        SituationProof("broken", 5, False),
        SituationProof("open", 6, None),
        PlanProof("of-plans", 7, True),
    )
    of = proved(guide)
    of = replace(of, checked=replace(of.checked, proofs=proofs))
    page = proofs_page(Guide(model, guide.evaluator, True), of)
    assert "Because of held." in page and "1,234 parts" in page
    assert "Because of of-plans." in page and "7 groups of situations" in page
    assert "broken" not in page and "Because of open" not in page


def test_without_a_certificate_the_page_of_proofs_says_so(guide: Guide) -> None:
    page = proofs_page(guide, proved(guide, with_certificate=False))
    assert "There is no proof to download" in page
    assert "certificate.json" not in page


def proofs_page(guide: Guide, of: Proved) -> str:
    pages = GuidePages(guide, str(_GUIDE), of).pages()
    return next(page.markdown for page in pages if page.path == "proved.md")


CHAPTERS = {
    "sub/one.md": """---
description: x
---
# One {: #start }

[two](../two.md#there "Two") and [here](#end) and [out](https://example.org/a.md)

```
# no heading, [no](link.md)
```

## End""",
    "two.md": "# Two\n\n![picture](img/a.png)",
}


def test_chapters_stand_on_one_page_one_level_down_and_their_links_still_lead_there() -> None:
    nav = ["two.md", {"More": ["sub/one.md", {"Gone": "three.md"}]}]
    chapters = in_order(CHAPTERS, nav)
    assert [path for path, _ in chapters] == ["two.md", "sub/one.md"]
    two, one = joined(chapters)
    assert two == "## Two\n\n![picture](img/a.png)"
    assert one.splitlines() == [
        "## One",
        "",
        '[two](two.md#there "Two") and [here](sub/one.md#end) and [out](https://example.org/a.md)',
        "",
        "```",
        "# no heading, [no](link.md)",
        "```",
        "",
        "### End",
    ]


def test_chapters_that_no_navigation_names_come_last() -> None:
    assert [path for path, _ in in_order(CHAPTERS, None)] == ["sub/one.md", "two.md"]
    assert [path for path, _ in in_order(CHAPTERS, ["two.md"])] == ["two.md", "sub/one.md"]


def test_the_feed_says_what_changed_and_when(guide: Guide) -> None:
    releases = [(release, "<p>It changed.</p>") for release in guide.model.history]
    atom = "{http://www.w3.org/2005/Atom}"
    for site in ("", "https://example.org/lunch/"):
        root = ElementTree.fromstring(feed("A & B", releases, "en", site, "changes/"))
        assert root.findtext(f"{atom}title") == "A & B"
        assert root.findtext(f"{atom}updated") == "2026-03-27T00:00:00Z"
        assert root.findtext(f"{atom}author/{atom}name") == "A & B"
        entries = root.findall(f"{atom}entry")
        assert [entry.findtext(f"{atom}updated") for entry in entries] == [
            "2026-03-27T00:00:00Z",
            "2025-12-01T00:00:00Z",
        ]
        ids = [root.findtext(f"{atom}id"), *(entry.findtext(f"{atom}id") for entry in entries)]
        assert len({id for id in ids if id and id.startswith("urn:uuid:")}) == 3
        links = {(link.get("rel"), link.get("href")) for link in root.iter(f"{atom}link")}
        assert links == (
            {
                ("self", f"{site}changes.xml"),
                ("alternate", site),
                ("alternate", f"{site}changes/"),
            }
            if site
            else set()
        )


def test_a_drawing_keeps_every_text_as_text(guide: Guide) -> None:
    wording = Wording("en", {**shipped("en")["pages"], "story-title": "<b>"})
    story = Story(None, (Deed(20_001, "say-thanks", False),), False, 20_001)
    drawn = chart(
        "c", "a & b", 20_000, [Mark("x < y", 20_003)], [Track("&", story, ["contact"])], wording
    )
    root = ElementTree.fromstring(drawn)
    assert root.get("aria-labelledby") == "c-title c-text"
    assert root.get("role") == "img"
    assert (root.findtext("title"), root.findtext("desc")) == ("<b>", "a & b")
    assert "x < y" in {text.text for text in root.iter("text")}
    assert [group.get("class") for group in root.iter("g")] == ["contact lent guide"]
    assert not [element for element in root.iter() if "style" in element.attrib]
