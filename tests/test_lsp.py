"""The language server, driven as an editor drives it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from editor import Editor, editing
from mannerly.lsp.positions import Positions
from mannerly.pipeline import compile_folder

GUIDE = {
    "guide.yml": """\
guide: {title: Lunch}
calendar: {years: 2024..2030, holidays: none}
""",
    "facts.yml": """\
facts:
  mood: {ask: How are you?, options: {fine: "Fine 🙂", tired: Tired}, unknown: I cannot say}
  hungry: {ask: Are you hungry?}
  asked:
    ask: When were you asked?
    help: Think of the first time.
    date: past
  guests: {ask: How many come?, count: 0..9}
conditions:
  in-the-mood: mood is known and mood is fine and hungry
acts:
  go: {title: Go, kind: end, text: "You were asked on {asked}."}
  stay: {title: Stay, kind: end, text: Stay at home.}
sources:
  S:
    title: A book of manners
    points:
      S1: {kind: do, says: Whoever is asked goes.}
""",
    "rules/all.yml": """\
rules:
  - rule: stay-at-home
    group: usual
    when: always
    advise: stay
    because: Nothing else was said.
    editorial: Somebody has to begin.

  - rule: go-there
    when: >-
      in-the-mood and guests < 3
      and at least 2 days since asked
    advise: go
    because: They asked you on {asked}.
    from: [S1]
    over: [group usual]

scenarios:
  - scenario: a-friend
    story: A friend asks.
    today: 2026-03-10
    given: {mood: fine, hungry: yes, asked: 2026-03-01, guests: 1}
    expect: {advise: go, rules: [go-there]}
""",
    "index.md": """\
# Lunch

[[rule go-there]] or `[[rule go-there]]`, see [it](rule/go-there.md).
""",
}
RULES = "rules/all.yml"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    with editing(tmp_path_factory.mktemp("workspace")) as editor:
        yield editor


@pytest.fixture
def editor(server: Editor, tmp_path: Path) -> Editor:
    """An editor with a guide of its own, none of whose files is open."""
    server.folder = tmp_path
    server.texts.clear()
    for name, text in GUIDE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return server


def codes(found: Sequence[types.Diagnostic]) -> list[object]:
    return [one.code for one in found]


# ---- diagnostics


def test_a_guide_without_mistakes_has_no_marks(editor: Editor) -> None:
    for name in GUIDE:
        editor.open(name)
        assert codes(editor.found(name)) == []


def test_what_is_typed_is_checked_before_it_is_saved_and_cleared_when_mended(
    editor: Editor,
) -> None:
    editor.open(RULES)
    found = editor.replace(RULES, "guests < 3", "gests < 3")
    assert codes(found) == ["unknown-name"]
    one = found[0]
    assert one.range == types.Range(types.Position(10, 22), types.Position(10, 27))
    assert one.severity == types.DiagnosticSeverity.Error
    assert one.source == "mannerly"
    assert 'Did you mean "guests"?' in one.message
    assert codes(editor.replace(RULES, "gests", "guests")) == []


def test_problems_are_shown_in_files_that_are_not_open_too(editor: Editor) -> None:
    editor.open("facts.yml")
    editor.replace("facts.yml", "guests:", "visitors:")
    editor.wait(lambda: bool(editor.marks(RULES)))
    assert set(codes(editor.marks(RULES))) == {"unknown-name"}
    editor.replace("facts.yml", "visitors:", "guests:")
    editor.wait(lambda: not editor.marks(RULES))


def test_places_that_explain_a_problem_are_linked_to(editor: Editor) -> None:
    editor.open(RULES)
    found = editor.replace(RULES, "    over: [group usual]\n", "")
    conflict = next(one for one in found if one.code == "conflict")
    related = conflict.related_information
    assert related is not None
    assert [(one.message, editor.shown(one.location)) for one in related] == [
        ("the other rule", f"{RULES}:9:11 go-there")
    ]
    assert "For example on" in conflict.message


def test_yaml_that_cannot_be_read_gives_its_message_alone(editor: Editor) -> None:
    editor.open(RULES)
    found = editor.replace(RULES, "[group usual]", "[group usual")
    assert codes(found) == ["yaml-bracket"]
    assert found[0].range.start == types.Position(15, 10)
    assert codes(editor.replace(RULES, "[group usual", "[group usual]")) == []


def test_a_gap_is_shown_at_the_head_of_the_guide(editor: Editor) -> None:
    editor.open(RULES)
    editor.replace(RULES, "when: always", "when: mood is tired")
    editor.wait(lambda: bool(editor.marks("guide.yml")))
    gap = next(one for one in editor.marks("guide.yml") if one.code == "gap")
    assert gap.range == types.Range(types.Position(0, 0), types.Position(0, 5))
    assert "For example on" in gap.message


def test_what_nothing_uses_is_a_warning_and_drawn_faintly(editor: Editor) -> None:
    editor.open("facts.yml")
    sleep = "  sleep: {title: Sleep, kind: end, text: Sleep.}\nsources:"
    found = editor.replace("facts.yml", "sources:", sleep)
    assert [(one.code, one.severity, one.tags) for one in found] == [
        ("unused-act", types.DiagnosticSeverity.Warning, (types.DiagnosticTag.Unnecessary,))
    ]


def test_a_file_that_is_closed_counts_as_it_was_saved(editor: Editor) -> None:
    editor.open("facts.yml")
    editor.open(RULES)
    editor.replace("facts.yml", "guests:", "visitors:")
    editor.wait(lambda: bool(editor.marks(RULES)))
    document = types.TextDocumentIdentifier(editor.uri("facts.yml"))
    close = editor.client.text_document_did_close
    editor.tell(close, types.DidCloseTextDocumentParams(document))
    editor.wait(lambda: not editor.marks(RULES))


def test_changes_on_the_disk_are_seen(editor: Editor) -> None:
    editor.open(RULES)
    editor.wait(lambda: bool(editor.watches))
    facts = editor.folder / "facts.yml"
    facts.write_text(facts.read_text().replace("guests:", "visitors:"))
    change = types.FileEvent(editor.uri("facts.yml"), types.FileChangeType.Changed)
    watched = editor.client.workspace_did_change_watched_files
    editor.tell(watched, types.DidChangeWatchedFilesParams([change]))
    editor.wait(lambda: bool(editor.marks(RULES)))


def test_a_file_that_is_not_on_the_disk_yet_belongs_to_the_guide(editor: Editor) -> None:
    editor.open("more.yml", "rules:\n  - {rule: a, when: nothing, because: b}\n")
    found = editor.found("more.yml")
    assert "unknown-name" in codes(found)


WIDE = 'facts: {be: {ask: b, options: {c: "🙂", d: "x"}, wehn: e}}\n'


def column_of_mistake(editor: Editor) -> int:
    editor.open("wide.yml", WIDE)
    found = editor.found("wide.yml")
    return next(one for one in found if one.code == "unknown-key").range.start.character


def test_columns_are_counted_in_utf_16_unless_something_else_was_agreed(editor: Editor) -> None:
    assert column_of_mistake(editor) == WIDE.index("wehn") + 1


def test_columns_are_counted_as_was_agreed(tmp_path: Path) -> None:
    (tmp_path / "guide.yml").write_text(GUIDE["guide.yml"])
    with editing(tmp_path, ["utf-8", "utf-16"]) as editor:
        assert column_of_mistake(editor) == WIDE.index("wehn") + 3


@pytest.mark.parametrize(("encoding", "wide"), [("utf-16", 1), ("utf-32", 0), ("utf-8", 3)])
def test_positions_are_translated_both_ways(encoding: str, wide: int) -> None:
    positions = Positions({"a": f"x\n{WIDE}"}, types.PositionEncodingKind(encoding), {})
    column = WIDE.index("wehn") + 1
    position = positions.position("a", 2, column)
    assert position == types.Position(1, column - 1 + wide)
    assert positions.column("a", position) == (2, column)


# ---- completion


@pytest.mark.parametrize(
    ("old", "new", "proposed", "not_proposed"),
    [
        (
            "always",
            "|",
            {"mood": "How are you?", "in-the-mood": "mood is known and mood is fine and hungry"},
            "go",
        ),
        ("always", "hungry and |", {"guests": "How many come?", "not": None}, "or"),
        ("always", "hungry and (gu|", {"guests": "How many come?"}, "tired"),
        ("always", "mood is |", {"fine": "Fine 🙂", "tired": "Tired", "not": None}, "guests"),
        ("always", "mood is one of fine, |", {"tired": "Tired"}, "mood"),
        ("always", "hungry is |", {"yes": "yes", "no": "no"}, "fine"),
        ("always", "less than 3 days since |", {"asked": "When were you asked?"}, "mood"),
        ("always", "asked is a |", {"Monday": None, "business": None}, "mood"),
        ("always", "== and |", {"mood": "How are you?"}, "go"),
        ("advise: stay", "advise: |", {"go": "Go", "stay": "Stay"}, "mood"),
        ("advise: stay", "advise: stay\n    also: [|", {"go": "Go"}, "mood"),
        ("advise: stay", "advise: stay\n    also:\n      - g|", {"go": "Go"}, "mood"),
        ("[S1]", "[S1, |", {"S1": "Whoever is asked goes."}, "S"),
        ("[group usual]", "[|", {"stay-at-home": "always", "group": None}, "usual"),
        ("[group usual]", "[group |", {"usual": "A group of rules"}, "stay-at-home"),
        ("[group usual]", "[act |", {"stay": "Stay"}, "usual"),
        ("on {asked}", "on {|", {"asked": "When were you asked?", "today": None}, "go"),
        ("on {asked}", "on {asked + 2 |", {"days": None, "business": None}, "asked"),
        ("guests: 1}", "guests: 1, |", {"mood": "How are you?"}, "fine"),
        ("{mood: fine", "{mood: |", {"fine": "Fine 🙂", "unknown": None}, "mood"),
        ("rules: [go-there]", "rules: [|", {"go-there": None}, "go"),
        ("rules: [go-there]", "voices: {|", {"S": "A book of manners"}, "S1"),
        ("rules: [go-there]", "voices: {S: |", {"go": "Go"}, "S"),
        ("scenarios:", "guarantees:\n  - that: never advise |\nscenarios:", {"go": "Go"}, "mood"),
        (
            "scenarios:",
            "guarantees:\n  - that: never advise go when |\nscenarios:",
            {"mood": "How are you?"},
            "go",
        ),
    ],
)
def test_what_fits_is_proposed_although_the_file_cannot_be_read(
    editor: Editor, old: str, new: str, proposed: dict[str, str | None], not_proposed: str
) -> None:
    editor.open(RULES)
    before, _, after = new.partition("|")
    editor.write(RULES, GUIDE[RULES].replace(old, before + after, 1))
    found = editor.complete_at(RULES, GUIDE[RULES].index(old) + len(before))
    for label, detail in proposed.items():
        assert label in found
        if detail is not None:
            assert found[label].detail == detail
    assert not_proposed not in found


def test_a_file_that_could_never_be_read_helps_with_what_stands_before_the_mistake(
    editor: Editor,
) -> None:
    editor.open(RULES, GUIDE[RULES].replace("[group usual]", "[group "))
    assert set(editor.complete(RULES, "over: [group |")) == {"usual"}


def test_a_proposal_takes_the_place_of_the_word_that_was_begun(editor: Editor) -> None:
    editor.open(RULES)
    editor.write(RULES, editor.texts[RULES].replace("always", "not in-the", 1))
    item = editor.complete(RULES, "when: not in-the|")["in-the-mood"]
    assert isinstance(item.text_edit, types.TextEdit)
    assert item.text_edit.range == types.Range(types.Position(3, 14), types.Position(3, 20))


def test_pages_complete_what_they_quote(editor: Editor) -> None:
    editor.open("index.md", "# Lunch\n\n[[\n\n[[rule go\n")
    assert set(editor.complete("index.md", "\n[[|\n")) == {"rule", "act", "point", "source"}
    assert set(editor.complete("index.md", "[[rule go|")) == {"stay-at-home", "go-there"}


def test_nothing_is_proposed_in_comments_and_outside_of_guides(editor: Editor) -> None:
    editor.open(RULES)
    editor.write(RULES, "# when: mood \n" + editor.texts[RULES])
    assert editor.complete(RULES, "# when: mood |") == {}


# ---- hover


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("gue|sts < 3", ["How many come?", "count: 0..9"]),
        ("mood: f|ine", ["“Fine 🙂”", "How are you?"]),
        ("{mo|od: fine", ["How are you?", "- `tired`: Tired", "not known: I cannot say"]),
        ("guests |< 3", ["- mood is “Fine 🙂”", "guests is at most 2", "at least 2 days"]),
        (
            "in-the|-mood and",
            ["`mood is known and mood is fine and hungry`", "- mood is “Fine 🙂”"],
        ),
        ("advise: g|o\n", ["Go (end)", "You were asked on {asked}."]),
        ("[S|1]", ["Whoever is asked goes."]),
        ("rules: [go-|there]", ["They asked you on {asked}.", "Applies where"]),
        ("group us|ual", ["- stay-at-home"]),
        ("    bec|ause: Nothing", ["The reason, in Markdown."]),
    ],
)
def test_what_stands_under_the_mouse_is_explained(
    editor: Editor, mark: str, told: list[str]
) -> None:
    editor.open(RULES)
    editor.found(RULES)
    found = editor.hover(RULES, mark)
    assert [text for text in told if text not in found] == [], found


# ---- definition and references


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        ("gue|sts < 3", "facts.yml:8:3 guests"),
        ("mood: f|ine", "facts.yml:2:39 fine"),
        ("in-the|-mood and", "facts.yml:10:3 in-the-mood"),
        ("advise: g|o\n", "facts.yml:12:3 go"),
        ("[S|1]", "facts.yml:18:7 S1"),
        ("rules: [go-|there]", f"{RULES}:9:11 go-there"),
        ("group us|ual", f"{RULES}:3:12 usual"),
        ("on {ask|ed}", "facts.yml:4:3 asked"),
    ],
)
def test_names_lead_to_where_they_are_declared(editor: Editor, mark: str, place: str) -> None:
    editor.open(RULES)
    assert editor.definition(RULES, mark) == [place]


def test_all_places_that_name_something_are_found(editor: Editor) -> None:
    editor.open(RULES)
    assert editor.references(RULES, "rule: go-|there", declared=False) == [
        f"{RULES}:23:34 go-there",
        "index.md:3:8 go-there",
        "index.md:3:57 go-there",
    ]
    assert editor.references(RULES, "since as|ked", declared=True) == [
        "facts.yml:4:3 asked",
        "facts.yml:12:56 asked",
        f"{RULES}:12:33 asked",
        f"{RULES}:14:33 asked",
        f"{RULES}:22:38 asked",
    ]


# ---- rename


def test_a_fact_is_renamed_wherever_it_is_named(editor: Editor) -> None:
    editor.open(RULES)
    after = editor.after(editor.rename(RULES, "since as|ked", "invited"))
    assert set(after) == {"facts.yml", RULES}
    for name, text in after.items():
        assert "invited" in text
        (editor.folder / name).write_text(text)
    assert "since invited" in after[RULES] and "invited: 2026-03-01" in after[RULES]
    assert "on {invited}." in after["facts.yml"] and "When were you asked?" in after["facts.yml"]
    assert codes(editor.replace(RULES, editor.texts[RULES], after[RULES])) == []


@pytest.mark.parametrize(
    ("mark", "new", "gone"),
    [
        ("rule: go-|there", "leave", ("rule: go-there", "[[rule go-there]] or `", "/go-there.md")),
        ("group us|ual", "often", ("group: usual", "group usual")),
        ("mood: f|ine", "well", ("{fine:", "mood is fine", "mood: fine")),
        ("advise: g|o\n", "attend", ("go:", "advise: go")),
        ("in-the|-mood and", "happy", ("in-the-mood",)),
        ("[S|1]", "S9", ("S1",)),
    ],
)
def test_other_things_are_renamed_across_files(
    editor: Editor, mark: str, new: str, gone: tuple[str, ...]
) -> None:
    editor.open(RULES)
    after = GUIDE | editor.after(editor.rename(RULES, mark, new))
    whole = "\n".join(after.values())
    assert [text for text in gone if text in whole.replace("go-there`", "")] == [], whole
    for name, text in after.items():
        (editor.folder / name).write_text(text)
    assert compile_folder(editor.folder).problems == ()


@pytest.mark.parametrize(
    ("mark", "new", "why"),
    [
        ("since as|ked", "mood", 'There is a fact "mood" already.'),
        ("since as|ked", "in-the-mood", 'There is a condition "in-the-mood" already.'),
        ("since as|ked", "As ked", 'a character that ids cannot have: " " (space)'),
        ("since as|ked", "before", "is a word of the condition language"),
        ("rule: go-|there", "Go", 'Write "go".'),
        ("mood: f|ine", "tired", 'There is an option "tired" already.'),
    ],
)
def test_names_that_cannot_be_are_refused_and_told_why(
    editor: Editor, mark: str, new: str, why: str
) -> None:
    editor.open(RULES)
    with pytest.raises(JsonRpcException) as refused:
        editor.rename(RULES, mark, new)
    assert why in str(refused.value)


def test_nothing_is_renamed_while_a_file_cannot_be_read(editor: Editor) -> None:
    editor.open("facts.yml")
    editor.open(RULES)
    editor.replace(RULES, "[group usual]", "[group usual")
    with pytest.raises(JsonRpcException) as refused:
        editor.rename("facts.yml", "as|ked:", "invited")
    assert "cannot be read at the moment" in str(refused.value)


def test_a_name_that_would_mean_something_else_is_refused(editor: Editor) -> None:
    editor.open(RULES)
    law = "guarantees:\n  - {guarantee: a, that: at most 1 end}\nscenarios:"
    editor.replace(RULES, "scenarios:", law)
    with pytest.raises(JsonRpcException) as refused:
        editor.rename(RULES, "advise: g|o\n", "end")
    assert "taken for something else" in str(refused.value)


# ---- fixes


@pytest.mark.parametrize(
    ("wrote", "wrong", "right", "mended"),
    [
        ("guests < 3", "gests < 3", "guests", "guests < 3"),
        ("advise: go\n", "advise: gon\n", "go", "advise: go\n"),
        ("[group usual]", "[group usul]", "usual", "[group usual]"),
        ("[group usual]", "[usual]", "group usual", "[group usual]"),
        ("mood: fine", "mood: fin", "fine", "mood: fine"),
        ("because: They", "becuase: They", "because", "because: They"),
        ("guests < 3", "guests =< 3", "<=", "guests <= 3"),
    ],
)
def test_what_was_meant_is_written_at_a_keystroke(
    editor: Editor, wrote: str, wrong: str, right: str, mended: str
) -> None:
    editor.open(RULES)
    offered: dict[str, types.CodeAction] = {}
    for one in editor.replace(RULES, wrote, wrong):
        offered |= editor.fixes(RULES, one)
    fixed = editor.after(offered[f'Write "{right}"'].edit)
    assert fixed[RULES] == GUIDE[RULES].replace(wrote, mended)


@pytest.mark.parametrize(
    "over", ["", "    over: [other]\n", "    over: other\n", "    over:\n      - other\n"]
)
def test_a_conflict_is_settled_by_its_mend(editor: Editor, over: str) -> None:
    other = "  - {rule: other, when: hungry, avoid: stay, because: b, editorial: c}\n"
    text = GUIDE[RULES].replace("    over: [group usual]\n", over)
    text = text.replace("\nscenarios:", f"{other}\nscenarios:" if over else "\nscenarios:")
    editor.open(RULES, text)
    found = editor.found(RULES)
    conflict = next(one for one in found if one.code == "conflict")
    fix = editor.fixes(RULES, conflict)['Let "go-there" decide over "stay-at-home"']
    after = editor.after(fix.edit)[RULES]
    assert "conflict" not in codes(editor.replace(RULES, text, after))


def test_a_gap_is_filled_with_a_rule_to_complete(editor: Editor) -> None:
    editor.open("guide.yml")
    editor.open(RULES)
    editor.replace(RULES, "when: always", "when: mood is tired")
    gap = next(one for one in editor.found("guide.yml") if one.code == "gap")
    fixes = editor.fixes("guide.yml", gap)
    assert len(fixes) == 1
    title = 'Add the rule "new-rule-1" for this situation to all.yml'
    after = editor.after(fixes[title].edit)[RULES]
    assert "    over: [group usual]\n\n  - rule: new-rule-1\n    when: " in after, after
    assert "    editorial: …\n\nscenarios:" in after


def test_what_was_found_in_another_text_is_not_mended(editor: Editor) -> None:
    editor.open(RULES)
    one = editor.replace(RULES, "guests < 3", "gests < 3")[0]
    editor.write(RULES, "\n" + editor.texts[RULES])
    assert editor.fixes(RULES, one) == {}


# ---- formatting


def test_a_file_is_written_in_its_one_form(editor: Editor) -> None:
    editor.open("facts.yml", GUIDE["facts.yml"].replace("{ask: How many", "{  ask:   How many"))
    edits = editor.format("facts.yml")
    assert edits is not None
    after = editor.after(types.WorkspaceEdit({editor.uri("facts.yml"): edits}))["facts.yml"]
    assert "guests: {ask: How many come?, count: 0..9}" in after
    editor.write("facts.yml", after)
    assert not editor.format("facts.yml")


def test_what_cannot_be_read_is_not_formatted(editor: Editor) -> None:
    editor.open("facts.yml", "facts: [\n")
    assert editor.format("facts.yml") is None


# ---- the command


def test_files_of_no_guide_are_left_alone(server: Editor, tmp_path: Path) -> None:
    server.folder = tmp_path
    server.texts = {"mkdocs.yml": "a: [\n"}
    server.versions = {"mkdocs.yml": 1}
    item = types.TextDocumentItem(server.uri("mkdocs.yml"), "yaml", 1, "a: [\n")
    server.tell(server.client.text_document_did_open, types.DidOpenTextDocumentParams(item))
    assert server.complete("mkdocs.yml", "a: [|") == {}
    assert server.hover("mkdocs.yml", "a|: [") == ""
    assert server.format("mkdocs.yml") is None


def test_other_commands_do_not_import_what_the_server_needs() -> None:
    program = (
        "import sys; from mannerly import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: assert not {'pygls', 'lsprotocol', 'asyncio'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_without_the_extra_one_message_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['lsprotocol'] = None; from mannerly import cli; cli.main(['lsp'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: The language server needs more packages. "
        "Install them: pip install 'mannerly[lsp]'\n"
    )
