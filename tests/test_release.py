"""``mannerly release``: the number that follows from what changed, what is told, and the tag."""

from __future__ import annotations

import datetime
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mannerly
import repositories
from commands import mannerly as commanded
from edits import DIVIDER, GOLDEN, GUIDE, compared, edited
from mannerly.format.write import formatted
from mannerly.new_guide import NewGuide, write_guide
from mannerly.phrases import shipped
from mannerly.release.edit import CannotEdit, released
from mannerly.release.entry import Chapters, entry
from mannerly.release.number import Level, Number, level, number
from marks import marked
from repositories import as_nobody, commit_all, new_repository

DAY = datetime.date(2026, 12, 1)


@given(st.tuples(*[st.integers(0, 999_999_999)] * 3), st.sampled_from(["patch", "minor", "major"]))
def test_a_number_grows_by_the_least_step_of_its_part(
    parts: tuple[int, int, int], grown: Level
) -> None:
    before = Number(*parts)
    after = before.after(grown)
    assert after > before
    assert number(str(before)) == before
    kept = {"patch": 2, "minor": 1, "major": 0}[grown]
    assert (after.major, after.minor, after.patch)[:kept] == parts[:kept]
    assert not any((after.major, after.minor, after.patch)[kept + 1 :])


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-a", "v0.1.0", "1.0.x"]
)
def test_what_is_no_version_of_three_numbers_has_no_number(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    "path", sorted((GOLDEN / "release").glob("*.txt")), ids=lambda path: path.stem
)
def test_what_grows_and_what_is_told_follow_from_what_changed(
    path: Path, check_golden: Callable[[Path, Callable[[str], str]], None]
) -> None:
    def told(edits: str) -> str:
        found = compared(edits)
        return "\n- ".join([level(found), *entry(found, Chapters())]) + "\n"

    check_golden(path, told)


@pytest.mark.parametrize(
    "path", sorted((GOLDEN / "release").glob("*.txt")), ids=lambda path: path.stem
)
def test_nothing_is_told_in_other_words_than_the_guides_and_its_phrases(path: Path) -> None:
    edits = path.read_text().rpartition(DIVIDER)[0]
    found, guide = compared(edits), edited(edits) + GUIDE
    groups = ("conditions", "history")
    phrases = {one: {id: marked(p) for id, p in shipped("en")[one].items()} for one in groups}
    chapters = Chapters(("Begin",), ("End",), ("Middle",))
    for sentence in entry(replace(found, new=replace(found.new, phrases=phrases)), chapters):
        assert "«" in sentence
        for own in re.split("«[^»]*»", sentence):
            words = own.strip().replace("\\", "")
            known = (*chapters.added, *chapters.removed, *chapters.rewritten)
            id = words.lower().replace(" ", "-")
            assert (
                words in known or words in guide or id in guide or re.fullmatch(r"[\d.]+", words)
            ), sentence


# ---- files

HISTORY = """\
history:
  - version: 1.0.0
    date: 2026-03-27
    changed: The first version.
"""
HEAD = "guide:\n  title: A\n  version: 1.0.0 # as published\n"


def test_the_version_and_its_history_are_written_and_comments_stay() -> None:
    files = {"r/a.yml": HEAD, "r/b.yml": f"# Ours.\n{HISTORY}"}
    edited = released(files, "r/history.yml", "1.1.0", DAY, ["More: of all.", "x" * 120])
    assert edited["r/a.yml"] == HEAD.replace("1.0.0", "1.1.0")
    assert edited["r/b.yml"] == (
        "# Ours.\nhistory:\n"
        "  - version: 1.1.0\n    date: 2026-12-01\n    changed:\n"
        f'      - "More: of all."\n      - >-\n        {"x" * 120}\n'
        + HISTORY.replace("history:", "", 1)
    )


def test_a_first_history_is_a_file_of_its_own_in_the_one_form() -> None:
    edited = released({"r/a.yml": HEAD}, "r/history.yml", "1.1.0", DAY, ["More."])
    assert set(edited) == {"r/a.yml", "r/history.yml"}
    assert formatted(edited["r/history.yml"]) == edited["r/history.yml"]


def test_files_in_the_one_form_stay_in_it() -> None:
    text = formatted(HEAD + HISTORY)
    edited = released({"a.yml": text}, "history.yml", "2.0.0", DAY, ["One.", "Two: 2."])["a.yml"]
    assert edited != text
    assert formatted(edited) == edited


@pytest.mark.parametrize(
    "text",
    [
        "guide: {title: A}\n",
        "facts: {}\n",
        f"{HEAD}history: [{{version: 1.0.0, date: 2026-03-27, changed: No.}}]\n",
    ],
)
def test_what_cannot_be_edited_is_said(text: str) -> None:
    with pytest.raises(CannotEdit):
        released({"a.yml": text}, "history.yml", "1.1.0", DAY, ["More."])


# ---- the command


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed guide whose folder is entered; nothing is published yet."""
    folder = tmp_path / "guide"
    write_guide(NewGuide("Invitations", "Should I go?", "none", 2026, "none"), folder)
    new_repository(folder, monkeypatch)
    monkeypatch.chdir(folder)
    return folder


def git(*arguments: str) -> str:
    return repositories.git(Path(), *arguments)


def release(*options: str) -> subprocess.CompletedProcess[str]:
    return commanded("release", *options)


def edit(before: str, after: str) -> None:
    """Put other words into all files of the rules, and commit that."""
    files = {file: file.read_text() for file in Path("rules").iterdir() if file.is_file()}
    assert any(before in text for text in files.values())
    for file, text in files.items():
        file.write_text(text.replace(before, after))
    commit_all(Path())


SOONER = ("5 business days", "4 business days")
OTHER_WORDS = ("Can you come?", "Will you come?")
ANOTHER_ID = ("unsure", "in-doubt")


def test_versions_follow_each_other_with_what_changed(guide: Path) -> None:
    assert release("--yes", "--day", "2026-11-30").returncode == 0
    edit(*SOONER)
    proposed = release("--day", "2026-12-01")
    assert (proposed.returncode, proposed.stderr) == (0, "")
    assert "Nothing is done yet" in proposed.stdout
    assert git("tag").split() == ["v0.1.0"]
    done = release("--yes", "--day", "2026-12-01", "--note", "Trains are full.")
    assert (done.returncode, done.stderr) == (0, "")
    edit(*OTHER_WORDS)
    edit("# Answering", "Come.\n\n# Answering")
    assert release("--yes", "--day", "2026-12-02").returncode == 0
    assert git("tag").split() == ["v0.1.0", "v0.2.0", "v0.2.1"]
    assert git("status", "--porcelain") == ""
    model = mannerly.load("rules").model
    assert model.version == "0.2.1"
    assert [past.version for past in model.history] == ["0.2.1", "0.2.0", "0.1.0"]
    assert model.history[0].changed == (
        "Other words: the question “Will you come?” and the chapter “Answering an invitation”.",
    )
    assert model.history[1].changed[0] == "Trains are full."
    assert "the guide now says" in model.history[1].changed[1]
    assert "- Trains are full." in git("tag", "--list", "-n9", "v0.2.0")


def test_chapters_of_one_name_keep_their_titles_wherever_the_rules_lie(
    guide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = guide / "rules"
    release("--yes")
    (rules / "a").mkdir()
    (rules / "a" / "answering.md").write_text("# More on answering\n")
    commit_all(guide)
    assert release("--yes").returncode == 0
    [added] = mannerly.load(rules).model.history[0].changed
    assert added == "A new chapter: “More on answering”."
    edit("# Answering", "Come.\n\n# Answering")
    monkeypatch.chdir(rules)
    assert release(".", "--yes").returncode == 0
    [rewritten] = mannerly.load(rules).model.history[0].changed
    assert rewritten == "Other words: the chapter “Answering an invitation”."


def test_what_is_gone_needs_a_major_version_and_a_higher_one_can_be_had(guide: Path) -> None:
    release("--yes")
    edit(*ANOTHER_ID)
    refused = release("--as", "0.9.0")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "too low for what has changed: 1.0.0" in refused.stderr
    assert release("--yes", "--as", "3.0.0").returncode == 0
    assert git("describe").strip() == "v3.0.0"


def test_a_declared_successor_is_no_loss(guide: Path) -> None:
    release("--yes")
    edit(*ANOTHER_ID)
    edit(
        "    ask: Can you come?\n", "    ask: Can you come?\n    options were: {unsure: in-doubt}\n"
    )
    assert release("--yes").returncode == 0
    assert git("describe").strip() == "v0.1.1"


def test_it_is_refused_unless_everything_is_sound_committed_and_new(guide: Path) -> None:
    release("--yes")
    nothing = release("--yes")
    assert nothing.returncode == 1
    assert nothing.stderr == "Nothing in rules has changed since v0.1.0.\n"
    with (guide / "rules" / "guide.yml").open("a") as file:
        file.write("# More\n")
    unsaved = release("--yes")
    assert unsaved.returncode == 1
    assert unsaved.stderr.startswith("Not committed: rules/guide.yml.")
    edit("advise: accept", "advise: agree")
    wrong = release("--yes")
    assert wrong.returncode == 1
    assert "agree" in wrong.stderr
    assert git("tag").split() == ["v0.1.0"]


def test_where_git_refuses_everything_is_as_it_was(guide: Path) -> None:
    release("--yes")
    edit(*OTHER_WORDS)
    hook = guide / ".git" / "hooks" / "commit-msg"
    hook.write_text("#!/bin/sh\necho 'No commits today.' >&2\nexit 1\n")
    hook.chmod(0o755)
    head, text = git("rev-parse", "HEAD"), (guide / "rules" / "guide.yml").read_bytes()
    refused = release("--yes")
    assert refused.returncode == 1
    assert refused.stderr == "No commits today.\n"
    assert git("rev-parse", "HEAD") == head
    assert git("status", "--porcelain") == ""
    assert (guide / "rules" / "guide.yml").read_bytes() == text


def test_without_a_repository_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_nobody(monkeypatch, tmp_path.parent)
    write_guide(NewGuide("Invitations", "Should I go?", "none", 2026, "none"), tmp_path)
    monkeypatch.chdir(tmp_path)
    refused = release("--yes")
    assert refused.returncode == 1
    assert "not a git repository" in refused.stderr
