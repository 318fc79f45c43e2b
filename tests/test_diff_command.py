"""``mannerly diff``: folders and Git revisions, formats and exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from commands import mannerly
from mannerly.git import GitError
from mannerly.problems import Problems
from mannerly.syntax.files import read_folder
from mannerly.syntax.revision import read_revision

GUIDE = Path(__file__).parent / "golden" / "diff"
TEXT = (GUIDE / "guide.yml").read_text()
SOONER = TEXT.replace("less than 3 days until trip", "less than 5 days until trip")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=E", "-c", "user.email=e@example.org", *arguments],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose first revision, ``one``, has the guide in ``rules``; it is entered."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    folder = tmp_path / "repository"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "guide.yml").write_text(TEXT)
    git(folder, "init", "--quiet")
    commit(folder, "one")
    monkeypatch.chdir(folder)
    return folder


def commit(folder: Path, tag: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", tag)
    git(folder, "tag", tag)


def test_the_same_advice_ends_with_0() -> None:
    done = mannerly("diff", GUIDE, GUIDE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The advice is the same in every situation.\n"


def test_other_reasons_end_with_0_and_are_said(tmp_path: Path) -> None:
    (tmp_path / "guide.yml").write_text(TEXT.replace("They want it back.", "So they wish."))
    done = mannerly("diff", GUIDE, tmp_path)
    assert done.returncode == 0
    assert "THE SAME ADVICE FOR OTHER REASONS" in done.stdout


def test_other_advice_ends_with_1(repository: Path) -> None:
    (repository / "rules" / "guide.yml").write_text(SOONER)
    commit(repository, "two")
    for old, new in (
        ("one", "two"),
        ("one", "rules"),
        ("HEAD~1", "HEAD"),
        ("one:rules", "two:rules/"),
        ("one:./rules", "rules"),
    ):
        done = mannerly("diff", old, new)
        assert (done.returncode, done.stderr) == (1, ""), (old, new)
        assert "OTHER ADVICE" in done.stdout


def test_the_folder_is_counted_from_the_top_of_the_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "rules")
    assert mannerly("diff", "one", "HEAD").returncode == 0


def test_json_says_all_and_its_examples_can_be_asked(tmp_path: Path) -> None:
    (tmp_path / "guide.yml").write_text(SOONER)
    found = json.loads(mannerly("diff", GUIDE, tmp_path, "--format", "json").stdout)
    assert found["same_advice"] is False
    assert found["advice_situations"] == sum(
        one["situations"] for one in found["differences"] if one["kind"] == "advice"
    )
    for one in found["differences"]:
        example = one["example"]
        for folder, answers, said in (
            (GUIDE, example["old_answers"], one["was"]),
            (tmp_path, example["new_answers"], one["now"]),
        ):
            file = tmp_path / "answers.json"
            file.write_text(json.dumps(answers))
            asked = mannerly(
                "advise", folder, "--answers", file, "--today", example["today"],
                "--format", "json",
            )  # fmt: skip
            advice = json.loads(asked.stdout)
            assert advice["decided"]
            assert said["acts"] in ([], [advice["act"]])


def test_markdown_shows_texts_as_they_are(tmp_path: Path) -> None:
    text = SOONER.replace("title: Give it back", 'title: "<b>Give</b> | *it* [back](x)"')
    (tmp_path / "guide.yml").write_text(text)
    done = mannerly("diff", GUIDE, tmp_path, "--format", "markdown")
    assert done.returncode == 1
    assert "&lt;b&gt;Give&lt;/b&gt; \\| \\*it\\* \\[back\\](x)" in done.stdout
    assert "<b>Give</b>" not in done.stdout
    assert done.stdout.count("<details>") == done.stdout.count("</details>") > 0


def test_a_version_with_errors_ends_with_2_and_shows_them(repository: Path) -> None:
    (repository / "rules" / "guide.yml").write_text(TEXT.replace("asked is yes", "askd is yes"))
    commit(repository, "broken")
    for old, new, file in (
        ("one", "broken", "broken:rules/guide.yml"),
        ("rules", "one", "rules/guide.yml"),
    ):
        done = mannerly("diff", old, new)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"--> {file}:" in done.stderr
        assert 'Did you mean "asked"?' in done.stderr


def test_calendars_without_a_common_day_cannot_be_compared(tmp_path: Path) -> None:
    text = TEXT.replace("years: 2025..2027", "years: 2028..2029").replace("2026-03-", "2028-03-")
    (tmp_path / "guide.yml").write_text(text)
    done = mannerly("diff", GUIDE, tmp_path)
    assert done.returncode == 2
    assert "share no day" in done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("three", '"three" is neither a folder nor a revision'),
        ("one:advice", 'The revision "one" has no folder "advice".'),
        ("one:rules/guide.yml", 'has no folder "rules/guide.yml"'),
        ("one:../..", 'has no folder "../.."'),
        ("HEAD:rules\n", "has no folder"),
        ("$(touch here)", "is neither a folder nor a revision"),
        ("--upload-pack=touch here", "is neither a folder nor a revision"),
        ("", "is neither a folder nor a revision"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_a_sentence(
    repository: Path, name: str, said: str
) -> None:
    done = mannerly("diff", "--", name, "rules")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
    assert not (repository / "here").exists()


def test_outside_a_repository_a_revision_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    done = mannerly("diff", "HEAD", GUIDE, cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no Git repository here" in " ".join(done.stderr.split())


def test_without_git_a_revision_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="Git does not start"):
        read_revision("one", Problems())


# A revision reads as a folder does

ODD: dict[str, str | None] = {
    "guide.yml": "guide: {}",
    "a/b/part.YAML": "facts: {}",
    "a/page.md": "# A page",
    "a/notes.txt": "acts: {}",
    ".hidden.yml": "x",
    ".git-like/in.yml": "x",
    "a/.b/in.yml": "x",
    "new\nline \"quoted\" 'ü'.yml": "rules: []",
    "tab\t;rm -rf x;$(x).md": "",
    "bytes.yml": None,
}

LINKS = {
    "text.yml": "a/notes.txt",
    "again.yml": "guide.yml",
    "a/up.yml": "../a/./notes.txt",
    "by-a-folder.md": "folder/notes.txt",
    "folder": "a",
    "chain.yml": "a/up.yml",
    "hidden.yml": ".hidden.yml",
    "out.yml": "../outside.yml",
    "absolute.yml": "/etc/passwd",
    "loop.yml": "pool.yml",
    "pool.yml": "loop.yml",
    "self.yml": "self.yml",
    "broken.yml": "nothing.yml",
    "a/through-a-file.yml": "notes.txt/x",
    "to-a-folder.yml": "a/b",
    "notes": "a/notes.txt",
}


def test_a_revision_is_read_as_the_folder_that_it_holds(repository: Path) -> None:
    rules = repository / "rules"
    (repository / "outside.yml").write_text("secret: 1")
    for name, text in ODD.items():
        path = rules / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff\xfe" if text is None else text.encode())
    for name, target in LINKS.items():
        (rules / name).symlink_to(target)
    commit(repository, "odd")

    problems, same = Problems(), Problems()
    files, expected = read_revision("odd", problems), read_folder(Path("rules"), same)
    for ours, theirs in (
        (files.yaml, expected.yaml),
        (files.markdown, expected.markdown),
        (files.refused, expected.refused),
    ):
        assert {name.removeprefix("odd:"): text for name, text in ours.items()} == theirs
    assert not any("secret" in text for text in files.texts.values())
    found, wanted = (
        {
            (one.code, one.place.file.removeprefix("odd:"), one.details.get("target"))
            for one in some.sorted()
            if one.place is not None
        }
        for some in (problems, same)
    )
    assert found == wanted


def test_a_revision_without_rules_is_a_problem(repository: Path) -> None:
    shutil.rmtree(repository / "rules")
    (repository / "rules").mkdir()
    (repository / "rules" / "page.md").write_text("# Nothing")
    commit(repository, "empty")
    problems = Problems()
    read_revision("empty", problems)
    assert [one.code for one in problems.sorted()] == ["folder-empty"]


def test_a_file_that_is_too_large_is_not_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mannerly.syntax.revision.MAX_BYTES", 100)
    problems = Problems()
    files = read_revision("one", problems)
    assert not files.yaml
    assert "file-too-large" in {one.code for one in problems.sorted()}


def test_a_submodule_is_left_alone(repository: Path) -> None:
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{head},rules/other.yml")
    git(repository, "commit", "--quiet", "--message", "with a submodule")
    files = read_revision("HEAD", Problems())
    assert list(files.yaml) == ["HEAD:rules/guide.yml"]
