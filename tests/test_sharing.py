"""Links that hold the answers: they are copied, and live through new versions of the guide."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser import WAITING, answer, fact_asked, guide, heading
from in_node import RULES, load
from mannerly.export.compiled import as_json, compiled
from mannerly.model.guide import Choice
from mannerly.site.markdown import render_text

pytestmark = pytest.mark.browser

ANSWERS = f"{WAITING}&interview=2026-03-10&promised=?&contacts=0&thanks=yes"


def copy(page: Page) -> None:
    page.get_by_text("Keep, share or print these answers").click()
    page.get_by_role("button", name="Copy the link").click()


def test_the_link_holds_the_answers_and_the_version(
    ask: Callable[..., Page], context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = ask(ANSWERS)
    told = heading(page).inner_text()
    copy(page)
    expect(page.get_by_role("status").filter(has_text="The link is copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.get_by_label("The link").input_value()
    assert link.partition("#")[0] == page.url.partition("#")[0]
    assert link.endswith(f"&~v={load(RULES).model.version}")
    expect(page.get_by_role("button", name="Copy the link")).to_be_focused()
    page.goto("about:blank")
    page.goto(link)
    expect(heading(page)).to_have_text(told, use_inner_text=True)
    expect(page.locator(".changed")).to_have_count(0)


def test_where_nothing_can_be_copied_the_link_is_selected(ask: Callable[..., Page]) -> None:
    page = ask(ANSWERS)
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject();"
        " document.execCommand = () => false; }"
    )
    copy(page)
    expect(page.get_by_role("status").filter(has_text="Copy it yourself")).to_be_visible()
    field = page.get_by_label("The link")
    assert field.evaluate("field => field.selectionEnd - field.selectionStart") == len(
        field.input_value()
    )


def test_a_link_of_another_version_says_so_and_leads_to_what_changed(
    ask: Callable[..., Page],
) -> None:
    page = ask(f"{ANSWERS}&~v=0.9.0")
    note = page.locator(".changed")
    expect(note).to_contain_text("The rules have changed since")
    note.get_by_role("link", name="What changed").click()
    expect(page).to_have_url(re.compile("/changes/$"))


@pytest.mark.parametrize(("version", "since"), [("0.9.0", True), ("0.10", True), ("99.0.0", False)])
def test_rules_have_changed_since_only_where_the_other_version_came_before(
    ask: Callable[..., Page], version: str, since: bool
) -> None:
    note = ask(f"{ANSWERS}&~v={version}").locator(".changed")
    expect(note).to_contain_text(f"this is what version {load(RULES).model.version} says")
    assert ("have changed since" in note.inner_text()) == since
    assert ("for another version" in note.inner_text()) != since


def test_the_note_of_another_version_stays_until_one_starts_again(
    ask: Callable[..., Page],
) -> None:
    page = ask("news=nothing&~v=0.9.0")
    note = page.locator(".changed")
    asked = fact_asked(page)
    assert isinstance(asked.type, Choice)
    answer(page, asked, next(iter(asked.type.options)))
    expect(heading(page)).not_to_have_text(asked.ask)
    expect(note).to_contain_text("The rules have changed since")
    page.get_by_role("link", name="Change: ").first.click()
    expect(heading(page)).to_have_text(guide().model.facts["news"].ask)
    expect(note).to_be_visible()
    page.get_by_role("link", name="Start again").click()
    expect(note).to_have_count(0)
    assert "~v" not in page.url


@pytest.mark.parametrize(
    "version",
    ["9" * 9_000, "%", "%00", "%E2%80%AE", "<img src=x onerror=alert(1)>", "1.0.0&~v=2.0.0"],
    ids=["long", "a bare sign", "no character", "turned", "markup", "two"],
)
def test_a_strange_version_is_another_one_and_is_not_repeated(
    ask: Callable[..., Page], version: str
) -> None:
    page = ask(f"{ANSWERS}&~v={version}")
    mine = load(RULES).model.version
    texts = compiled(load(RULES), render_text)["phrases"]
    said = {
        f"{texts[id].replace('{version}', mine)} {texts['what-changed']}"
        for id in ("rules-changed", "rules-differ")
    }
    assert page.locator(".changed").text_content() in said
    assert page.locator("#mannerly-advisor img").count() == 0
    copy(page)
    assert page.get_by_label("The link").input_value().endswith(f"&thanks=yes&~v={mine}")


@pytest.mark.parametrize("end", ["", "&~", "&~v", "&~v="])
def test_a_link_that_was_cut_short_does_not_claim_that_rules_changed(
    ask: Callable[..., Page], end: str
) -> None:
    page = ask(f"{ANSWERS}{end}")
    expect(page.locator(".answers")).to_contain_text("On my own")
    expect(page.locator(".changed")).to_have_count(0)


@pytest.mark.parametrize(
    "fragment",
    [
        "way_in=by_oneself&news=nothing",
        "way_in=direct&news=nothing",
        "route=by_oneself&news=nothing",
        "route=direct&news=nothing&gone=x",
    ],
)
def test_declared_renames_are_followed_and_what_is_unknown_is_dropped(
    ask: Callable[..., Page], page: Page, fragment: str
) -> None:
    data = compiled(load(RULES), render_text)
    route = next(fact for fact in data["facts"] if fact["id"] == "route")
    route |= {"was": ["way_in"], "renamed": {"by_oneself": "direct"}}
    page.route("**/guide.json", lambda route: route.fulfill(body=as_json(data)))
    shown = ask(fragment).locator(".answers")
    expect(shown).to_contain_text("On my own")
    expect(shown).to_contain_text("Nothing yet")


@pytest.mark.parametrize(
    ("extras", "kept"),
    [
        ("acquaintance,travel", "friend,travel"),
        ("travel,acquaintance,somebody", "friend,travel"),
        ("friend", "friend"),
        ("acquaintance,gone", None),
        ("constructor", None),
    ],
)
def test_renamed_options_are_followed_among_several_and_written_by_their_ids_of_today(
    ask: Callable[..., Page], page: Page, extras: str, kept: str | None
) -> None:
    data = compiled(load(RULES), render_text)
    besides = next(fact for fact in data["facts"] if fact["id"] == "besides")
    besides |= {"was": ["extras"], "renamed": {"acquaintance": "friend", "somebody": "friend"}}
    page.route("**/guide.json", lambda route: route.fulfill(body=as_json(data)))
    copy(ask(f"{ANSWERS}&extras={extras}&~v=0.9.0"))
    link = page.get_by_label("The link").input_value()
    assert ("besides=" in link) == (kept is not None)
    assert kept is None or f"&besides={kept}&" in link
    assert "extras" not in link


def test_a_reader_who_went_back_to_a_renamed_question_is_asked_it(
    ask: Callable[..., Page], page: Page
) -> None:
    data = compiled(load(RULES), render_text)
    route = next(fact for fact in data["facts"] if fact["id"] == "route")
    route |= {"was": ["way_in"]}
    page.route("**/guide.json", lambda route: route.fulfill(body=as_json(data)))
    expect(heading(ask("news=nothing&~=way_in"))).to_have_text(route["ask"])
