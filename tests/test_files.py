"""The edge: which files of a folder are read, and one problem for each oddity of a disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mannerly.problems import Place, Problem, Problems
from mannerly.report import render
from mannerly.syntax.files import MAX_BYTES, Files, decode, read_folder


def read(folder: Path) -> tuple[Files, tuple[Problem, ...]]:
    problems = Problems()
    files = read_folder(folder, problems)
    assert render(problems.sorted(), files.texts, "text", colour=False)
    return files, problems.sorted()


def only(folder: Path) -> Problem:
    """The one problem of a folder."""
    _, problems = read(folder)
    assert len(problems) == 1
    return problems[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good file."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "guide.yml").write_text("guide:\n")
    return folder


def test_yaml_and_markdown_are_read_in_the_order_of_their_paths(folder: Path) -> None:
    for name in ("b/z.yaml", "b/c/a.YML", "a.md", "b.yml", "b/x.txt", "c.yml.orig"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    files, problems = read(folder)
    assert not problems
    assert [os.path.relpath(name, folder) for name in files.yaml] == [
        "b/c/a.YML",
        "b/z.yaml",
        "b.yml",
        "guide.yml",
    ]
    assert list(files.markdown.values()) == ["a.md"]


def test_what_is_not_saved_yet_counts_instead_of_what_the_disk_has(folder: Path) -> None:
    (folder / "other.yml").write_text("facts:\n")
    unsaved = {folder / "guide.yml": "rules:\r\n", folder / "new.md": "# New"}
    files = read_folder(folder, Problems(), unsaved)
    assert list(files.yaml.values()) == ["rules:\n", "facts:\n"]
    assert files.markdown == {str(folder / "new.md"): "# New"}


def test_hidden_files_and_folders_are_left_alone(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "config.yml").write_text("x")
    (folder / ".hidden.yml").write_text("x")
    (folder / ".#lock.yml").symlink_to("nobody@nowhere")
    files, problems = read(folder)
    assert not problems
    assert [Path(name).name for name in files.yaml] == ["guide.yml"]


def test_names_are_shown_as_the_folder_was_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    assert list(read(Path("rules"))[0].yaml) == ["rules/guide.yml"]
    monkeypatch.chdir(folder)
    assert list(read(Path())[0].yaml) == ["guide.yml"]


def test_line_ends_of_all_systems_are_one(folder: Path) -> None:
    (folder / "guide.yml").write_bytes(b"a: 1\r\nb: 2\rc: 3\n")
    files, problems = read(folder)
    assert not problems
    assert list(files.yaml.values()) == ["a: 1\nb: 2\nc: 3\n"]


def test_a_missing_folder(tmp_path: Path) -> None:
    assert only(tmp_path / "rules").code == "folder-missing"


def test_a_file_given_as_folder(folder: Path) -> None:
    assert only(folder / "guide.yml").code == "folder-not-a-folder"


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "chapter.md").write_text("# A chapter without rules")
    assert only(tmp_path).code == "folder-empty"


def test_a_folder_that_is_a_link_in_circles(tmp_path: Path) -> None:
    (tmp_path / "rules").symlink_to("rules")
    assert only(tmp_path / "rules").code == "folder-unreadable"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("missing.yml", "link-broken"),
        ("other.yml", "link-loop"),
        ("../outside.yml", "link-leads-out"),
        ("..", "link-leads-out"),
        ("/etc/passwd", "link-leads-out"),
    ],
)
def test_links_that_lead_nowhere_in_circles_or_out(folder: Path, target: str, code: str) -> None:
    (folder.parent / "outside.yml").write_text("secret: x")
    (folder / "other.yml").symlink_to("link.yml")
    (folder / "link.yml").symlink_to(target)
    files, problems = read(folder)
    assert [problem.code for problem in problems] == [code, code]
    assert [str(folder / "link.yml"), str(folder / "other.yml")] == [
        problem.place.file for problem in problems if problem.place
    ]
    assert list(files.yaml) == [str(folder / "guide.yml")]


def test_links_inside_the_folder_give_nothing_twice(folder: Path) -> None:
    (folder / "again.yml").symlink_to("guide.yml")
    (folder / "itself").symlink_to(".")
    (folder / ".drafts").mkdir()
    (folder / ".drafts" / "draft.txt").write_text("acts:\n")
    (folder / "draft.yml").symlink_to(".drafts/draft.txt")
    files, problems = read(folder)
    assert not problems
    assert [Path(name).name for name in files.yaml] == ["draft.yml", "guide.yml"]


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yml")
    assert only(folder).code == "file-special"


@pytest.mark.parametrize("name", ["guide.yml", "deeper"])
def test_what_may_not_be_read(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Permissions do not stop a superuser, who may be running the tests.
    (folder / "deeper").mkdir()

    def refusing(function: Callable[..., Any]) -> Callable[..., Any]:
        def refuse(path: Path, *rest: Any) -> Any:
            if path.name == name:
                raise PermissionError(13, "Permission denied")
            return function(path, *rest)

        return refuse

    monkeypatch.setattr(os, "scandir", refusing(os.scandir))
    monkeypatch.setattr(Path, "open", refusing(Path.open))
    problem = only(folder)
    assert problem.code == "file-unreadable"
    assert problem.place == Place(str(folder / name), 1, 1, 1, 1)


def test_a_file_of_ten_megabytes_is_read_and_not_one_byte_more(folder: Path) -> None:
    (folder / "guide.yml").write_bytes(b"#" * MAX_BYTES)
    assert not read(folder)[1]
    (folder / "guide.yml").write_bytes(b"#" * (MAX_BYTES + 1))
    assert only(folder).code == "file-too-large"


def test_a_name_that_is_not_utf8_can_be_shown(folder: Path) -> None:
    (Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.yml"))).write_bytes(b"\xff")
    problem = only(folder)
    assert problem.code == "text-not-utf8"
    assert problem.place
    problem.place.file.encode()


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"a: 1\nb: \xe4\n", "text-not-utf8", 2, 4),
        ("b: é".encode() + b"\xc3", "text-not-utf8", 1, 5),
        (b"a: 1\r\nb: \xe4\r\n", "text-not-utf8", 2, 4),
        (b"a: \xed\xa0\x80", "text-not-utf8", 1, 4),
        ("a: b".encode("utf-16"), "text-not-utf8", 1, 1),
        ("a: b".encode("utf-16-le"), "text-control", 1, 2),
        (b"\xef\xbb\xbfa: b", "text-byte-order-mark", 1, 1),
        ("a: 1\nb: \ufeff".encode(), "text-control", 2, 4),
        (b"a: b\0c\0", "text-control", 1, 5),
        (b"a: \x1b[31mred", "text-control", 1, 4),
        ("a: b\u2028c: d".encode(), "text-control", 1, 5),
        ("a: b\x85c: d".encode(), "text-control", 1, 5),
        *(
            (f"a: 1\nb: é{chr(code)}".encode(), "text-bidi", 2, 5)
            for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C)
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".yml", ".md"])
def test_texts_that_are_not_what_they_look_like(
    folder: Path, suffix: str, data: bytes, code: str, line: int, column: int
) -> None:
    (folder / f"text{suffix}").write_bytes(data)
    problem = only(folder)
    assert problem.code == code
    assert problem.place
    assert (problem.place.line, problem.place.column) == (line, column)


def test_the_same_hidden_character_many_times_is_one_problem() -> None:
    problems = Problems()
    decode("guide.yml", "a\u202eb\u202ec\u2066\n".encode() * 1000, problems)
    (problem,) = problems.sorted()
    assert problem.details["char"] == "U+202E"
    assert problem.details["count"] == 3000


def test_what_terminals_act_on_is_not_in_what_is_shown(folder: Path) -> None:
    (folder / "text.yml").write_bytes("a: \x1b[31m\u202e\0 \u200f".encode())
    files, problems = read(folder)
    assert len(problems) == 2
    assert render(problems, files.texts, "text", colour=False).replace("\n", "").isprintable()
