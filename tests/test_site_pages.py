"""The pages made from a guide, without MkDocs."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
import yaml

from mannerly.advise.guide import Guide
from mannerly.check.check import Checked
from mannerly.check.guarantees import SituationProof
from mannerly.check.proofs import PlanProof
from mannerly.check.questions import Count
from mannerly.export.certificate import certificate
from mannerly.model.conditions import Always
from mannerly.model.guide import Guarantee, Never
from mannerly.pipeline import compile_folder
from mannerly.site.decision import questions
from mannerly.site.markdown import render_text
from mannerly.site.pages import GeneratedPage, GuidePages
from mannerly.site.proved import Proved
from mannerly.site.texts import code, plain, quotation, spoken, target
from strategies import NOWHERE

_HERE = Path(__file__).parent / "site"
_GUIDE = _HERE / "guide"


@pytest.fixture(scope="module")
def guide() -> Guide:
    compiled = compile_folder(_GUIDE)
    assert compiled.guide is not None
    assert compiled.problems == ()
    return compiled.guide


@pytest.fixture(scope="module")
def pages(guide: Guide) -> dict[str, GeneratedPage]:
    return {page.path: page for page in GuidePages(guide, str(_GUIDE), proved(guide)).pages()}


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
        *(
            f"{name}.md"
            for name in "advisor acts decision disagreements examples proved rules sources".split()
        ),
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
    known = {*pages, "index.md", "certificate.json", "recheck.py"}
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
    assert spoken("ask-once_more") == "Ask once more"


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
    assert int(done.stdout) == 18


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
