"""Applications that are kept: only if asked, in the reader's browser, and as a file."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from axe import COLOURS, violations
from browser import STATES, TODAY, answer, drawn, guide, heading, plan, show, unfold

pytestmark = pytest.mark.browser

KEY = "mannerly /guide.json"
Open = Callable[..., Page]


@pytest.fixture
def visit(context: BrowserContext, base_url: str) -> Open:
    """Opens the page with some answers; unlike ``ask`` it lets the page keep something."""
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))

    def opened(fragment: str = "", page: Page | None = None) -> Page:
        page = page or context.new_page()
        page.clock.set_fixed_time(TODAY)
        if page.url != "about:blank":
            page.goto("about:blank")
        page.goto(f"{base_url}/advisor/#{fragment}")
        drawn(page)
        expect(heading(page)).to_have_count(1)
        assert complaints == []
        return page

    return opened


def kept(page: Page) -> Any:
    """What the browser holds."""
    text = page.evaluate("key => localStorage.getItem(key)", KEY)
    return text and json.loads(text)["applications"]


def keep(page: Page, name: str) -> None:
    page.get_by_text("Keep, share or print these answers").click()
    page.get_by_label("Name, such as that of the company").first.fill(name)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".kept")).to_contain_text(name)


def names(page: Page) -> Locator:
    return page.locator(".shelf li a.act")


def told(page: Page) -> Locator:
    return page.locator(".shelf [role=status]")


def click(page: Page, name: str) -> None:
    """Clicks a button for all that is kept."""
    page.locator(".shelf > div > details").evaluate("details => { details.open = true }")
    page.get_by_role("button", name=name).click()


def take_in(page: Page, content: bytes) -> None:
    if page.locator(".shelf").count() == 0:
        page.get_by_text("Take in applications from a file").click()
    file = {"name": "some.json", "mimeType": "application/json", "buffer": content}
    page.locator(".shelf input[type=file]").set_input_files(file)  # type: ignore[arg-type]


def file_of(*applications: dict[str, Any]) -> bytes:
    return json.dumps({"format": 1, "applications": applications}).encode()


ACME = {"id": "k1", "name": "Acme", "answers": f"#{STATES['advice to act']}"}
BOLT = {"id": "k2", "name": "Bolt", "answers": f"#{STATES['advice to wait']}"}
CORD = {"id": "k3", "name": "Cord", "answers": "#news=nothing"}


def test_nothing_is_kept_before_the_reader_asks(visit: Open) -> None:
    page = visit(STATES["advice to act"])
    page.get_by_text("Keep, share or print these answers").click()
    expect(page.get_by_role("button", name="Keep", exact=True)).to_be_visible()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    keep_again = visit("", page)
    expect(keep_again.locator(".shelf")).to_have_count(0)


def test_kept_applications_are_listed_with_what_is_next_in_order(visit: Open) -> None:
    page = visit(STATES["advice to wait"])
    keep(page, "Bolt")
    visit("news=nothing", page)
    keep(page, "Cord")
    visit(STATES["advice to act"], page)
    keep(page, "Acme")
    visit("", page)
    expect(names(page)).to_have_count(3)
    assert names(page).all_text_contents()[-1] == "Bolt"
    row = page.locator(".shelf li", has_text="Acme").first
    expect(row).to_contain_text(guide().model.acts["ask-once"].title)
    expect(row).to_contain_text("Friday 27 March")
    wait = page.locator(".shelf li", has_text="Bolt").first
    expect(wait).to_contain_text("Until Tuesday 31 March")
    open_question = page.locator(".shelf li", has_text="Cord").first
    expect(open_question).to_contain_text("To be answered first")
    # Worked out anew on another day.
    page.clock.set_fixed_time(TODAY + datetime.timedelta(days=7))
    page.reload()
    expect(wait).not_to_contain_text("Until Tuesday 31 March")
    names(page).filter(has_text="Acme").click()
    expect(heading(page)).to_contain_text(guide().model.acts["ask-once"].title)
    expect(page.locator(".kept")).to_contain_text("Kept in this browser as “Acme”")


def test_an_open_application_follows_answers_but_nothing_that_is_only_tried(visit: Open) -> None:
    page = visit("news=nothing")
    keep(page, "Cord")
    first = kept(page)[0]["answers"]
    asked = heading(page).inner_text()
    fact = next(fact for fact in guide().model.facts.values() if fact.ask == asked)
    given, tried = list(fact.type.options)[:2]  # type: ignore[union-attr]
    answer(page, fact, given)
    expect(heading(page)).not_to_have_text(asked)
    expect(page.locator(".kept")).to_contain_text("is kept too")
    second = kept(page)[0]["answers"]
    assert second != first
    assert f"{fact.id}={given}" in second
    page.go_back()
    expect(page.locator(".kept")).to_contain_text("with other answers")
    answer(page, fact, tried)
    expect(page.locator(".kept")).to_contain_text("with other answers")
    assert kept(page)[0]["answers"] == second
    page.get_by_role("button", name="Keep these instead").click()
    expect(page.locator(".kept")).to_contain_text("Kept in this browser as")
    assert f"{fact.id}={tried}" in kept(page)[0]["answers"]
    page.get_by_role("link", name="Start again").click()
    expect(names(page)).to_have_count(1)
    assert "~k" not in page.url


def test_the_link_to_share_does_not_tell_that_it_is_kept(visit: Open) -> None:
    page = visit(STATES["advice to act"])
    keep(page, "Acme")
    assert "~k=" in page.url
    page.get_by_text("Keep, share or print these answers").click()
    assert "~k" not in page.get_by_label("The link").input_value()


def test_applications_are_renamed_forgotten_and_brought_back(visit: Open) -> None:
    page = visit()
    take_in(page, file_of(ACME, BOLT))
    expect(told(page)).to_have_text(re.compile("^2 applications are taken in"))
    row = page.locator(".shelf li", has_text="Acme").first
    row.locator("summary").click()
    row.get_by_label("Name").fill("  Acme\u202e\n Ltd ")
    row.get_by_role("button", name="Rename").click()
    expect(names(page).filter(has_text="Acme Ltd")).to_have_count(1)
    expect(told(page)).to_be_focused()
    row.locator("summary").click()
    row.get_by_role("button", name="Forget").click()
    expect(names(page)).to_have_text(["Bolt"])
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    expect(names(page)).to_have_count(2)
    click(page, "Forget everything")
    assert kept(page) is None
    expect(names(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(names(page)).to_have_count(2)
    click(page, "Forget everything")
    assert page.evaluate("localStorage.length") == 0


def test_a_file_brings_all_to_another_browser_and_nothing_twice(
    visit: Open, tmp_path: Path
) -> None:
    page = visit()
    take_in(page, file_of(ACME, BOLT, CORD))
    expect(names(page)).to_have_count(3)
    before = kept(page)
    with page.expect_download() as download:
        click(page, "Save them as a file")
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text())["guide"] == guide().model.title
    click(page, "Forget everything")
    take_in(page, saved.read_bytes())
    expect(told(page)).to_contain_text("3 applications are taken in")
    assert kept(page) == before
    take_in(page, saved.read_bytes())
    expect(told(page)).to_contain_text("0 applications are taken in")
    assert kept(page) == before
    changed = {**ACME, "answers": "#news=nothing&stage=interview"}
    for added in (1, 0):
        take_in(page, file_of(changed))
        expect(told(page)).to_contain_text(f"{added} application")
    assert len(kept(page)) == 4
    assert len({one["id"] for one in kept(page)}) == 4


NOT_ONE = "This is no file that was saved here. Nothing was changed."

HOSTILE = {
    "nothing": (b"", NOT_ONE),
    "not JSON": (b"<script>alert(1)</script>", NOT_ONE),
    "bytes": (bytes(range(256)), NOT_ONE),
    "null": (b"null", NOT_ONE),
    "a list": (b"[]", NOT_ONE),
    "another format": (b'{"format": 2, "applications": []}', NOT_ONE),
    "no applications": (b'{"format": 1}', NOT_ONE),
    "text for applications": (b'{"format": 1, "applications": "abc"}', NOT_ONE),
    "an object for applications": (b'{"format": 1, "applications": {"length": 1}}', NOT_ONE),
    "nested without end": (b"[" * 200_000, NOT_ONE),
    "null among them": (b'{"format": 1, "applications": [null]}', NOT_ONE),
    "an id that is markup": (file_of({**CORD, "id": "<img src=x>"}), NOT_ONE),
    "an id that is a number": (file_of({**CORD, "id": 1}), NOT_ONE),
    "an id twice": (file_of(ACME, {**BOLT, "id": "k1"}), NOT_ONE),
    "no name": (file_of({**CORD, "name": ""}), NOT_ONE),
    "a name that cannot be seen": (file_of({**CORD, "name": "\u202e\u200b\n\x00"}), NOT_ONE),
    "a name that is a list": (file_of({**CORD, "name": ["Cord"]}), NOT_ONE),
    "a link elsewhere": (file_of({**CORD, "answers": "//example.org/#news=nothing"}), NOT_ONE),
    "a script": (file_of({**CORD, "answers": "javascript:alert(1)"}), NOT_ONE),
    "lines": (file_of({**CORD, "answers": "#news=nothing\r\n&x=1"}), NOT_ONE),
    "very long answers": (file_of({**CORD, "answers": "#news=nothing&x=" + "x" * 20_000}), NOT_ONE),
    "one bad among good": (file_of(BOLT, {**CORD, "answers": None}), NOT_ONE),
    "far too many": (file_of(*({**CORD, "id": f"k{n}"} for n in range(201))), NOT_ONE),
    "far too big": (b" " * 3_000_000, "far too big to be one that was saved here"),
    "of another guide": (file_of({**CORD, "answers": "#colour=red"}), "of another guide"),
    "an answer that is none": (file_of({**CORD, "answers": "#news=<svg>"}), "of another guide"),
    "prototypes": (file_of({**CORD, "answers": "#__proto__=x&constructor=y"}), "another guide"),
}  # fmt: skip


def test_a_file_that_is_none_gets_one_message_and_changes_nothing(visit: Open) -> None:
    page = visit()
    take_in(page, file_of(ACME))
    expect(names(page)).to_have_text(["Acme"])
    before = kept(page)
    for name, (content, words) in HOSTILE.items():
        told(page).evaluate("told => told.replaceChildren()")
        take_in(page, content)
        expect(told(page), name).to_contain_text(words)
        expect(told(page), name).to_be_focused()
        assert kept(page) == before, name
        expect(names(page), name).to_have_text(["Acme"])


#: Names that a file may well have, and as what they are shown.
NAMES = {
    "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
    "{name} {count} &amp; ${x}": "{name} {count} &amp; ${x}",
    "a\r\nb\tc": "a b c",
    "\u202etxt.exe": "txt.exe",
    "__proto__": "__proto__",
    "شرکت\u200cها": "شرکت\u200cها",
    "x" * 500: "x" * 80,
    "\U0001f600" * 100: "\U0001f600" * 80,
}


def test_names_are_text_and_nothing_else(visit: Open) -> None:
    page = visit()
    many = [{**CORD, "id": f"k{n}", "name": name} for n, name in enumerate(NAMES)]
    take_in(page, file_of(*many))
    expect(names(page)).to_have_count(len(NAMES))
    assert sorted(names(page).all_text_contents()) == sorted(NAMES.values())
    assert page.locator(".shelf").locator("img, svg, script").count() == 0
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_answers_of_a_file_are_only_answers(visit: Open) -> None:
    page = visit()
    answers = "#news=nothing&stage=<svg/onload=alert(1)>&~=news&~v=<b>&gone=1&today=2030-01-01"
    take_in(page, file_of({**CORD, "answers": answers}))
    expect(page.locator(".shelf li")).to_contain_text("The rules have changed since.")
    names(page).click()
    expect(page.locator(".changed")).to_be_visible()
    expect(page.locator(".answers dl > div")).to_have_count(1)
    assert "today=" not in page.url
    assert page.locator("#mannerly-advisor").locator("svg, b").count() == 0


def test_the_list_says_which_were_answered_for_other_rules(visit: Open) -> None:
    page = visit()
    for version, id in (("0.9.0", "k1"), (guide().model.version, "k2"), ("99.0.0", "k3")):
        answers = f"#news=nothing&~v={version}"
        take_in(page, file_of({"id": id, "name": f"For {version}", "answers": answers}))
        expect(names(page).filter(has_text=f"For {version}")).to_have_count(1)
    notes = page.locator(".shelf li small")
    expect(notes).to_have_text(
        [
            "The rules have changed since.",
            "These answers were given for another version of the rules.",
        ]
    )


@pytest.mark.parametrize(
    "fault",
    [
        "Storage.prototype.setItem = () => { throw new Error('no room'); };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });",
    ],
    ids=["no room", "not allowed"],
)
def test_a_browser_that_keeps_nothing_says_so(
    visit: Open, context: BrowserContext, fault: str
) -> None:
    context.add_init_script(fault)
    page = visit(STATES["advice to act"])
    page.get_by_text("Keep, share or print these answers").click()
    page.get_by_label("Name, such as").fill("Acme")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".share").get_by_text("keeps nothing for this page")).to_be_visible()
    assert "~k" not in page.url


def test_what_cannot_be_read_is_not_overwritten(visit: Open) -> None:
    page = visit()
    later = '{"format": 9, "applications": {}}'
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, later])
    page.reload()
    expect(page.locator(".shelf")).to_contain_text("cannot be read")
    take_in(page, file_of(ACME))
    expect(told(page)).to_contain_text("cannot be read")
    assert page.evaluate("key => localStorage.getItem(key)", KEY) == later
    click(page, "Forget everything")
    assert page.evaluate("localStorage.length") == 0


def test_two_tabs_show_the_same(visit: Open) -> None:
    one = visit()
    take_in(one, file_of(ACME))
    expect(names(one)).to_have_count(1)
    other = visit()
    expect(names(other)).to_have_text(["Acme"])
    take_in(other, file_of(BOLT))
    expect(names(one)).to_have_count(2)
    click(one, "Forget everything")
    expect(names(other)).to_have_count(0)


def test_axe_finds_nothing_where_something_is_kept(visit: Open) -> None:
    page = visit()
    page.set_viewport_size({"width": 320, "height": 640})
    take_in(page, file_of(ACME, BOLT, CORD))
    expect(names(page)).to_have_count(3)
    for fragment in (
        "",
        STATES["advice to act"],
        f"{STATES['advice to act']}&~k=k1",
        "~k=k2&news=nothing",
    ):
        show(page, fragment)
        expect(page.locator(".kept, .share").first).to_be_attached()
        unfold(page)
        expect(page.locator(".shelf").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.emulate_media(color_scheme="light")
        assert violations(page) == [], fragment
        page.emulate_media(color_scheme="dark")
        assert violations(page, COLOURS) == [], fragment


# Paper


def test_paper_holds_the_advice_and_nothing_to_click(visit: Open, base_url: str) -> None:
    page = visit(f"{STATES['advice to act']}&~k=k1")
    expect(plan(page)).to_be_visible()
    page.emulate_media(media="print")
    for shown in (".verdict", ".why", ".plan", ".plan time", ".answers", ".paper"):
        expect(page.locator(shown).first).to_be_visible()
    expect(page.locator(".why li li").first).to_be_visible()
    for hidden in (
        "button",
        ".share",
        ".kept",
        ".day",
        ".behind details",
        ".answers a",
        "header nav",
    ):
        for one in page.locator(hidden).all():
            expect(one, hidden).not_to_be_visible()
    foot = page.locator(".paper").inner_text()
    assert guide().model.title in foot
    assert f"version {guide().model.version}" in foot
    assert "Friday, 27 March 2026" in foot
    assert foot.endswith(f"{base_url}/advisor/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_has_dark_text_without_any_background(visit: Open, scheme: Any) -> None:
    page = visit(STATES["advice to act"])
    expect(plan(page)).to_be_visible()
    page.locator(".text + .words > summary").click()
    page.emulate_media(media="print", color_scheme=scheme)
    expect(page.locator(".script").first).to_be_visible()
    pale = page.locator("#mannerly-advisor").evaluate(
        """root => [...root.querySelectorAll("*")].filter((one) => one.checkVisibility()
            && getComputedStyle(one).color.match(/\\d+/g).slice(0, 3).some((part) => part > 150)
            && [...one.childNodes].some((text) => text.nodeType === 3 && text.data.trim()))
            .map((one) => one.outerHTML.slice(0, 100))"""
    )
    assert pale == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_pages_of_a_pdf_are_few(visit: Open, paper: str) -> None:
    page = visit(STATES["advice to act"])
    expect(plan(page)).to_be_visible()
    pdf = page.pdf(format=paper)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 4
