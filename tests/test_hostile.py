"""Hostile strings in links, files and the texts of a guide run nothing and break nothing."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
)

import mannerly
from browser import TODAY, addresses, answer, fact_asked, guide, heading
from hostile import ALL, STRINGS, TURNING, yaml_text
from hostile_guide import LOUD, HostileGuide, hostile_guide
from mannerly.cli import commands
from mannerly.model.markup import is_safe_target
from mannerly.pipeline import compile_folder
from mannerly.report import render
from mannerly.terminal.calendar_file import calendar_file
from sites import served
from test_ics import read, unescaped
from test_keeping import CORD, KEY, file_of, names, take_in
from test_other_calendars import by_ical_js, by_icalendar
from test_site_build import _Elements

NOW = datetime.datetime(2026, 3, 26, 18, 30, tzinfo=datetime.UTC)


def test_there_are_more_than_five_hundred() -> None:
    assert len(ALL) > 500
    assert len(set(ALL)) == len(ALL)


# In a browser


@contextmanager
def _unharmed(context: BrowserContext, url: str) -> Iterator[None]:
    """Meanwhile nothing runs, is fetched from elsewhere, is refused by a policy, or fails."""
    heard: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    def hear(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            heard.append(said.text)

    def look(asked: Request) -> None:
        if not asked.url.startswith((f"{url}/", "blob:")):
            heard.append(asked.url)

    context.on("dialog", dismiss)
    context.on("console", hear)
    context.on("request", look)
    context.on("weberror", lambda error: heard.append(str(error.error)))
    yield
    assert heard == []
    assert [page.url for page in context.pages if page.evaluate("'__ran' in window")] == []


#: What the advisor is made of; no text can add to it.
_TAGS = set(
    "div p a h1 h2 h3 h4 h5 h6 form fieldset legend label input button span details summary "
    "section ul ol li dl dt dd time header small link bdi strong em code blockquote pre br hr img "
    "table thead tbody tr th td".split()
)  # fmt: skip

#: Of the advisor: elements that it is not made of, and attributes and links that could run.
_STRANGE = """(tags) => [...document.querySelectorAll("#mannerly-advisor *")].filter((one) =>
    !tags.includes(one.localName)
    || [...one.attributes].some(({ name }) => /^on|^style$|^srcdoc$/.test(name))
    || (one.href && !/^(https?|mailto|tel):/.test(one.href))
).map((one) => one.outerHTML.slice(0, 200))"""

#: Opens links that hold some texts wherever one can stand, and says where the page is another one.
_LINKS = """async (batches) => {
    const heading = () => document.querySelector("#mannerly-advisor h1").textContent;
    const question = heading();
    const found = [];
    let count = 0;
    const keys = ["news", "interview", "contacts", "besides", "today", "~", "~v", "~k"];
    for (const texts of JSON.parse(batches)) {
        // What is huge is not made three times as long: no address may be.
        const short = texts.filter((text) => text.length < 10_000);
        const encoded = short.map((text) => encodeURIComponent(text.toWellFormed()));
        const parts = [texts, encoded].map((some) =>
            some.flatMap((one) => [one, `${one}=${one}`, ...keys.map((key) => `${key}=${one}`)]));
        for (const some of parts) {
            location.hash = ["=", count++, ...some].join("&");
            await new Promise((next) => addEventListener("hashchange", next, { once: true }));
            if (heading() !== question) found.push(...texts);
        }
    }
    return found;
}"""


@pytest.mark.browser
def test_links_with_hostile_strings_are_unanswered_questions(
    ask: Callable[..., Page], context: BrowserContext, base_url: str
) -> None:
    page = ask()
    with _unharmed(context, base_url):
        for some in STRINGS.values():
            size = 1 if some == STRINGS["huge"] else 20
            batches = [some[start : start + size] for start in range(0, len(some), size)]
            assert page.evaluate(_LINKS, json.dumps(batches)) == []
            assert page.evaluate(_STRANGE, sorted(_TAGS)) == []
        answer(page, fact_asked(page), "nothing")
        expect(page.locator(".answers dl > div")).to_have_count(1)


#: Takes in files, each where nothing is kept, and gives what is said and which names are listed.
_FILES = """async ([key, files]) => {
    const shelf = document.querySelector(".shelf");
    const told = shelf.querySelector("[role=status]");
    const input = shelf.querySelector("input[type=file]");
    const found = [];
    for (const text of JSON.parse(files)) {
        localStorage.clear();
        dispatchEvent(new StorageEvent("storage", { key: null }));
        told.replaceChildren();
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], "some.json"));
        input.files = transfer.files;
        const said = new Promise((next) => new MutationObserver((_, watch) => {
            if (told.textContent) next(watch.disconnect());
        }).observe(told, { childList: true, characterData: true, subtree: true }));
        input.dispatchEvent(new Event("change"));
        await said;
        const names = [...shelf.querySelectorAll("li a.act")].map((one) => one.textContent);
        const kept = JSON.parse(localStorage.getItem(key) ?? '{"applications": []}').applications;
        found.push({ told: told.textContent, names, kept: kept.map(({ name }) => name) });
    }
    return found;
}"""


def _files() -> Iterator[str]:
    """Files with a hostile string where a text stands, in the place of others, or all over."""
    whole = file_of(CORD).decode()
    for n, text in enumerate(ALL):
        yield text
        inside = {"answers": f"#x={text}&news=nothing", text: text}
        for one in ({"name": text}, ({"id": text}, {"answers": text}, inside)[n % 3]):
            yield json.dumps({"format": 1, "applications": [{**CORD, **one}], text: text})
    for end in range(len(whole)):
        yield whole[:end]
        yield whole[:end] + whole[end + 1 :]
    some: tuple[object, ...] = (None, True, -1, 1.5, "", [], {}, [[]], {"length": 1}, 1e308)
    for strange in some:
        for key in CORD:
            yield json.dumps({"format": 1, "applications": [{**CORD, key: strange}]})
        yield json.dumps({"format": strange, "applications": [CORD]})
        yield json.dumps({"format": 1, "applications": strange})
        yield json.dumps(strange)


@pytest.mark.browser
def test_files_with_hostile_strings_are_refused_or_hold_names_that_are_text(
    page: Page, base_url: str
) -> None:
    page.clock.set_fixed_time(TODAY)
    page.goto(f"{base_url}/advisor/")
    take_in(page, file_of(CORD))
    expect(names(page)).to_have_count(1)
    files = [*_files()]
    with _unharmed(page.context, base_url):
        taken = page.evaluate(_FILES, [KEY, json.dumps(files)])
        assert page.evaluate(_STRANGE, sorted(_TAGS)) == []
    assert len(taken) == len(files)
    for file, one in zip(files, taken, strict=True):
        assert one["names"] == one["kept"], file
        assert len(one["names"]) == ("1 application is taken in" in one["told"]), (file, one)
        for name in one["names"]:
            assert 0 < len(name) <= 80
            assert _acting(name) == "", name
    assert len({name for one in taken for name in one["names"]}) > 300
    page.reload()
    expect(heading(page)).to_have_text(guide().model.facts["news"].ask)


def _acting(text: str) -> str:
    """What of a text ends lines, moves a cursor, turns the writing, or is no character."""
    kinds = ("Cc", "Cs", "Zl", "Zp")
    return "".join(c for c in text if unicodedata.category(c) in kinds or c in TURNING)


# In the texts of a guide


#: What the checker refuses in a text, as no text can hold it or as it means something else there.
_REFUSALS = set(
    "brace-alone brace-open condition-character empty-value text-bidi text-control "
    "unknown-placeholder yaml-escape".split()
)

#: What it only warns of.
_WARNINGS = {"html-in-text", "link-in-text", "attribute-in-text"}


@dataclass(frozen=True)
class Built:
    """A guide of hostile texts, and its site."""

    guide: HostileGuide
    #: What the checker said of the texts that it refused.
    refused: list[str]
    folder: Path
    site: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The guide without the texts that the checker refuses."""
    project = tmp_path_factory.mktemp("hostile")
    folder = project / "rules"
    folder.mkdir()
    (folder / "index.md").write_text(f"# The guide\n\n{'  '.join(STRINGS['markup'])}\n")
    guide, refused = hostile_guide(), []
    while True:
        (folder / "guide.yml").write_text(guide.yaml)
        result = compile_folder(folder)
        text = render(result.problems, result.texts, "text", colour=False)
        if result.guide is not None:
            break
        refused.append(text)
        codes = {one.code for one in result.problems} - _WARNINGS
        assert codes <= _REFUSALS, text
        for problem in result.problems:
            if problem.code in _REFUSALS and problem.place:
                number, place = guide.places[problem.place.line]
                guide.texts[number][place] = f"plain {place} {number}"
        guide.write()
    refused.append(text)
    (project / "mkdocs.yml").write_text(
        f"site_name: {yaml_text(LOUD)}\nsite_url: https://example.org/\ndocs_dir: rules\n"
        "theme: mannerly\nplugins: [mannerly]\n"
    )
    build = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(build, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    refused.append(done.stderr)
    return Built(guide, refused, folder, project / "site")


def test_the_checker_lets_all_pass_but_what_no_text_can_hold(built: Built) -> None:
    kept = {text for texts in built.guide.texts for text in texts.values()}
    gone = [text for text in ALL if text not in kept]
    assert len(kept) > 500
    strange = [one for one in gone if not (_acting(one) or set(one) & set("{}\ufeff\ufffe\uffff"))]
    assert strange == ["\u00a0"]


def test_what_is_said_of_hostile_texts_does_not_act_on_the_terminal(built: Built) -> None:
    for said in built.refused:
        assert said
        assert {_acting(line) for line in said.splitlines()} == {""}
        assert "Traceback" not in said


def test_pages_of_hostile_texts_have_nothing_that_runs_or_is_fetched(built: Built) -> None:
    for path in built.site.rglob("*.html"):
        _harmless(path.read_text(), str(path))
    for path in built.site.rglob("*.json"):
        json.loads(path.read_text())


def _harmless(html: str, where: str) -> None:
    """Check that HTML has no element or attribute but those of the theme and of Markdown."""
    assert "�" not in html, where
    for tag, attributes in _Elements(html).found:
        assert tag not in ("iframe", "object", "embed", "base", "style", "math"), where
        assert not [one for one in attributes if re.match("on|style$|srcdoc$|formaction$", one)]
        assert tag != "script" or re.fullmatch(r"[a-z./]+\.js", attributes.get("src") or ""), where
        assert is_safe_target(attributes.get("href") or ""), where
        if tag in ("img", "link", "script") and attributes.get("rel") != "canonical":
            address = attributes.get("src") or attributes.get("href") or ""
            assert not re.match(r"([a-z]+:|[/\\]{2})", address), (where, address)


def test_the_feed_of_hostile_texts_is_xml_and_its_content_harmless(built: Built) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(built.site / "changes.xml").getroot()
    assert feed.findtext(f"{atom}title") == LOUD
    [content] = feed.iter(f"{atom}content")
    assert content.text
    _harmless(content.text, "the feed")


def test_calendars_of_hostile_texts_are_read_by_all(built: Built) -> None:
    loaded = mannerly.load(built.folder)
    made = [
        calendar_file(loaded.plan({"which": f"o{n}"}, today=TODAY.date()), NOW)
        for n in range(len(built.guide.texts))
    ]
    files = [file.decode() for file in made if file]
    assert len(files) == len(made)
    for texts, file, found in zip(built.guide.texts, files, by_ical_js(files), strict=True):
        [event] = read(file.encode()).parts
        title = unescaped(event.properties["SUMMARY"])
        assert title == " ".join(texts["title"].split())
        assert _acting(unescaped(event.properties["DESCRIPTION"]).replace("\n", "")) == ""
        assert found["events"][0]["summary"] == title
        # The package takes "\\\\N" for a backslash and a new line, which are a backslash and an N.
        assert "\\" in file.replace("\\,", "").replace("\\;", "").replace("\\n", "") or (
            by_icalendar(file) == found
        )


def test_the_terminal_shows_hostile_texts_and_does_not_obey_them(
    built: Built, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.json"
    for n in range(0, len(built.guide.texts), 12):
        answers.write_text(json.dumps({"which": f"o{n}"}))
        for command in ("advise", "plan"):
            arguments = [str(built.folder), "--answers", str(answers), "--today", "2026-03-27"]
            done = CliRunner().invoke(commands, [command, *arguments])
            assert done.exit_code == 0 or done.return_value == 0, done.output
            assert {_acting(line) for line in done.output.split("\n")} == {""}


@pytest.mark.browser
def test_a_site_of_hostile_texts_runs_nothing_and_shows_them(
    browser: Browser, built: Built
) -> None:
    with served(built.site) as server:
        context = browser.new_context(locale="en-GB")
        with _unharmed(context, server.url.removesuffix("/")):
            page = context.new_page()
            page.clock.set_fixed_time(TODAY)
            for path in addresses(built.site):
                # Of the pages of which there is one for each option, some.
                if (number := re.search("[0-9]+", path)) and int(number[0]) % 19:
                    continue
                page.goto(server.url + path)
                assert page.locator("h1").count() >= 1, path
            page.goto(f"{server.url}advisor/#which=o0")
            expect(page.locator(".behind")).to_be_visible()
            shown = page.evaluate(_SHOW, len(built.guide.texts))
            assert page.evaluate(_STRANGE, sorted(_TAGS)) == []
        for texts, one in zip(built.guide.texts, shown, strict=True):
            assert one["heading"].startswith(" ".join(texts["title"].split()))
            for place in ("label", "says", "source"):
                assert " ".join(texts[place].split()) in one["all"], (place, texts[place])
        context.close()


#: Shows the advice for each option, all of it unfolded: its heading, and all of its text.
_SHOW = """async (count) => {
    const root = document.querySelector("#mannerly-advisor");
    const turn = () => new Promise((next) => setTimeout(next));
    const text = (one) => one.textContent.split(/[\\s\\u0085]+/).join(" ").trim();
    const found = [];
    for (let n = 0; n < count; n++) {
        const before = root.firstElementChild;
        location.hash = `which=o${n}&again`;
        while (root.firstElementChild === before || root.querySelector(".drawing")) await turn();
        for (const one of root.querySelectorAll("details")) one.open = true;
        while (root.querySelector("details:not(:has(> :not(summary)))")) await turn();
        found.push({ heading: text(root.querySelector("h1")), all: text(root) });
    }
    return found;
}"""
