"""``mannerly render``: a guide's pages and questionnaire for any builder of sites."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import yaml
from playwright.sync_api import Page, expect

from commands import mannerly
from mannerly.pipeline import Compiled, compile_folder
from mannerly.site import render
from mannerly.site.markdown import Quote
from mannerly.site.portable import portable
from mannerly.site.render import FRAGMENT, MARK, NotOurs, Within, write_rendered
from sites import served

ROOT = Path(__file__).parent.parent
LENT = Path(__file__).parent / "guides" / "lent"

_LINK = re.compile(r"\]\((?![a-z]+:)([^()\s]*)\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)


@cache
def _lent() -> Compiled:
    return compile_folder(LENT)


def written(folder: Path, to: Path, *, folders: bool = False) -> Path:
    result = _lent() if folder == LENT else compile_folder(folder)
    assert result.guide is not None
    write_rendered(folder, result, result.guide, to, folders=folders)
    return to


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(ROOT / "rules", tmp_path_factory.mktemp("rendered") / "pages")


def pages(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.md")}


def test_every_page_and_all_that_the_questionnaire_needs_is_there(shipped: Path) -> None:
    found = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*")}
    assert found >= {
        "index.md", "waiting.md", "advisor.md", "whole.md", "question/1.md", FRAGMENT,
        "act/keep-searching.md", "advisor/advisor.js", "advisor/advisor.css", "guide.json",
        "words.json", "certificate.json", "recheck.py", "changes.xml", MARK,
    }  # fmt: skip
    assert not [path for path in found if path.endswith((".yml", ".ts"))]


def test_every_relative_link_leads_to_a_file_of_the_folder(shipped: Path) -> None:
    checked = 0
    for name, text in pages(shipped).items():
        for address in _LINK.findall(_CODE.sub("", text)):
            file, _, fragment = address.partition("#")
            target = (shipped / name).parent / unquote(file) if file else shipped / name
            assert target.is_file(), (name, address)
            assert target.resolve().is_relative_to(shipped.resolve())
            if fragment and target.name != "advisor.md":
                anchored = f'<a id="{fragment}"></a>' in target.read_text()
                assert anchored or ("/" not in name and fragment in _slugs(target)), (name, address)
            checked += 1
    assert checked > 1000


def _slugs(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w]+", "-", title.lower()).strip("-") for title in titles}


def test_pages_hold_nothing_that_only_some_builders_know(shipped: Path) -> None:
    for name, text in pages(shipped).items():
        front, body = re.match(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
        assert yaml.safe_load(front).keys() <= {"title", "description"}, name
        prose = _CODE.sub("", body)
        assert not re.findall(r"\{:|\{[.#]|\[\[|^:   |^!!!|^\[TOC\]", prose, re.MULTILINE), name
        if name != "advisor.md":
            assert not re.findall(r'<(?!a id="[\w-]+"></a>|/a>)[a-z/!]', prose), name


def test_drawings_are_pictures_that_say_what_they_show(shipped: Path) -> None:
    shown = re.findall(
        r"!\[([^\]]*)\]\((charts/[^)]*)\)", (shipped / "disagreements.md").read_text()
    )
    assert shown
    for words, path in shown:
        assert "This guide: " in words
        drawing = ElementTree.parse(shipped / path).getroot()
        style = drawing.findtext("{*}style") or ""
        assert "--accent: #1f5c54" in style and "stroke: var(--accent)" in style


def quotes(kind: str, id: str) -> Quote | None:
    if kind == "chart":
        return Quote(id, "", "", "<svg></svg>")
    return Quote(f"*{id}*", f"{kind}/{id}.md", "**[x](y.md)**\n{: .card-title }\n\nBody")


@pytest.mark.parametrize(
    ("markdown", "plainly"),
    [
        ("Words\n{: .small }\n\nMore", "Words\n\nMore"),
        ("- One\n  {: .stop .do }\n- Two", "- One\n- Two"),
        ("[Go](a.md){: .button } on", "[Go](a.md) on"),
        ("*the day*{: .blank }, then", "*the day*, then"),
        ("## Title {: #here }\n\nText", '<a id="here"></a>\n\n## Title\n\nText'),
        ("## Title {#here .x}", '<a id="here"></a>\n\n## Title'),
        (
            "A1 · do {: #A1 }\n:   Say.\n\n    More\n\nNo",
            '<a id="A1"></a>**A1 · do**\n\nSay.\n\nMore\n\nNo',
        ),
        ("`{: .code }` and {not a list}", "`{: .code }` and {not a list}"),
        ("```\n{: .code }\n\n\n[[rule a]]\n```", "```\n{: .code }\n\n\n[[rule a]]\n```"),
        ("See [[rule a]].", r"See [\*a\*](rule/a.md)."),
        ("See `[[rule a]]`.", "See `[[rule a]]`."),
        ("[[rule a]]", "> **[x](y.md)**\n>\n> Body"),
        ("[[chart a]]", "picture of <svg></svg>"),
        ("[[nothing a]]", "[[nothing a]]"),
        (
            "---\ntitle: T\ntemplate: x.html\ndescription: D\n---\n\n# A",
            "---\ntitle: T\ndescription: D\n---\n\n# A",
        ),
    ],
)  # fmt: skip
def test_what_is_special_becomes_plain(markdown: str, plainly: str) -> None:
    assert portable(markdown, quotes, lambda svg: f"picture of {svg}") == f"{plainly}\n"


@pytest.mark.browser
def test_the_questionnaire_works_in_the_folder_as_it_is(page: Page, tmp_path: Path) -> None:
    complaints: list[str] = []
    page.on(
        "console",
        lambda one: complaints.append(one.location["url"]) if one.type == "error" else None,
    )
    page.on("pageerror", lambda one: complaints.append(str(one)))
    with served(written(LENT, tmp_path / "pages"), "/some/where/") as server:
        page.goto(f"{server.url}{FRAGMENT}#back=no&thing=book&lent=2026-03-02&today=2026-03-26")
        expect(page.locator("#mannerly-advisor h1")).to_have_text("For when did they promise it?")
        page.get_by_role("button", name="They named no day").click()
        expect(page.locator("#mannerly-advisor h1")).not_to_have_text(
            "For when did they promise it?"
        )
        # Nothing says which encoding this page has.
        expect(page.locator("body")).not_to_contain_text("â€")
        assert all(file.read_bytes().isascii() for file in (tmp_path / "pages").rglob("*.css"))
    assert [one for one in complaints if not one.endswith("favicon.ico")] == []


@pytest.mark.parametrize(("folders", "address"), [(False, "rule/ask.html"), (True, "../rule/ask/")])
def test_addresses_fit_the_site(folders: bool, address: str, tmp_path: Path) -> None:
    text = (written(LENT, tmp_path / "pages", folders=folders) / "advisor.md").read_text()
    assert f'data-rule="{address.replace("ask", "{id}")}"' in text
    assert "\n\n" not in text.split("---\n\n", 1)[1]  # where Markdown would end the HTML
    links = re.findall(r'(?:href|src)="([^":]*)"', text)
    assert len(links) > 4
    assert all(link.startswith("../") == folders for link in links)


# The folder


def test_what_was_rendered_is_replaced_as_a_whole(tmp_path: Path) -> None:
    to = written(LENT, tmp_path / "pages")
    (to / "old.md").write_text("old")
    (to / ".git").mkdir()
    written(LENT, to)
    assert not (to / "old.md").exists()
    assert (to / ".git").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_failure_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = written(LENT, tmp_path / "pages")
    before = {path: path.read_bytes() for path in to.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(render, "data_files", full)
    with pytest.raises(OSError, match="no space"):
        written(LENT, to)
    assert {path: path.read_bytes() for path in to.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_nothing_else_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    for to in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(NotOurs):
            written(LENT, to)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("name", ["", "rules", "rules/pages"])
def test_the_rules_are_not_replaced_either(name: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (tmp_path / MARK).touch()
    (rules / "guide.yml").write_text((LENT / "guide.yml").read_text())
    with pytest.raises(Within):
        written(rules, tmp_path / name)


def test_the_command_says_what_it_wrote_or_why_not(tmp_path: Path) -> None:
    done = mannerly("render", LENT, "--to", tmp_path / "pages")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"pages holds \d+ files now\.", done.stdout)
    (tmp_path / "pages" / MARK).unlink()
    refused = mannerly("render", LENT, "--to", tmp_path / "pages")
    assert refused.returncode == 2
    assert "did not write. Give a new folder." in refused.stderr


def test_html_that_a_site_of_ours_shows_as_text_is_refused(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "guide.yml").write_text((LENT / "guide.yml").read_text())
    (rules / "index.md").write_text("# Lent\n\n<script>alert(1)</script>\n")
    done = mannerly("render", rules, "--to", tmp_path / "pages")
    assert done.returncode == 1
    assert "html-in-text" in done.stderr
    assert not (tmp_path / "pages").exists()
