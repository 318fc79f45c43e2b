"""YAML as nodes: what is read, what is refused and where."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mannerly.problems import Place, Problems
from mannerly.report import render
from mannerly.syntax import yaml_reader
from mannerly.syntax.nodes import Mapping, Node, Scalar, Sequence
from mannerly.syntax.yaml_errors import MAX_DEPTH
from mannerly.syntax.yaml_reader import MAX_ITEMS, read_yaml

GOLDEN = sorted((Path(__file__).parent / "golden" / "syntax").glob("*.txt"))


def read(text: str) -> Node:
    problems = Problems()
    node = read_yaml("guide.yml", text, problems)
    assert node is not None
    assert not problems.sorted()
    return node


def codes(text: str) -> list[str]:
    problems = Problems()
    read_yaml("guide.yml", text, problems)
    return [problem.code for problem in problems.sorted()]


def plain(node: Node) -> object:
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.items}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_mistakes_are_told_where_they_are(
    path: Path, check_golden: Callable[[Path, Callable[[str], str]], None]
) -> None:
    def message(source: str) -> str:
        problems = Problems()
        read_yaml("guide.yml", source, problems)
        return render(problems.sorted(), {"guide.yml": source}, "text", colour=False)

    check_golden(path, message)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no", {"a": "no"}),
        ("a: 010", {"a": "010"}),
        ("a: 2026-03-27", {"a": "2026-03-27"}),
        ("a: ~", {"a": "~"}),
        ("a:", {"a": ""}),
        ("[a, 'b', \"c\", ]", ["a", "b", "c"]),
        ("{ask: How?, help: 'a ? b'}", {"ask": "How?", "help": "a ? b"}),
        ("- a\n- - b\n  - {c: d, e: }\n", ["a", ["b", {"c": "d", "e": ""}]]),
        ("1: one\nyes: two", {"1": "one", "yes": "two"}),
        ("a: |\n  b\n  c\n", {"a": "b\nc\n"}),
        ("{}", {}),
        ("[]", []),
        ("text", "text"),
        ("---\na: b\n", {"a": "b"}),
        ("", {}),
        ("# nothing yet\n", {}),
        ("---\n", {}),
    ],
)
def test_all_scalars_are_text(text: str, value: object) -> None:
    assert plain(read(text)) == value


def test_nodes_know_their_places() -> None:
    node = read("a:\n  - b: c\n\n    d: [e,\n      f]  # why\n\n# end\ng:\n")
    assert isinstance(node, Mapping)
    (_, items), (_, empty) = node.items
    assert isinstance(items, Sequence)
    first = items.items[0]
    assert isinstance(first, Mapping)
    assert node.place == Place("guide.yml", 1, 1, 8, 3)
    assert items.place == Place("guide.yml", 2, 3, 5, 9)
    assert first.place == Place("guide.yml", 2, 5, 5, 9)
    assert first.items[1][0].place == Place("guide.yml", 4, 5, 4, 6)
    assert first.items[1][1].place == Place("guide.yml", 4, 8, 5, 9)
    assert empty.place == Place("guide.yml", 8, 3, 8, 3)


def test_a_block_text_is_placed_at_its_text() -> None:
    node = read("a: >-  # why\n\n  b\n  c\n\nd: e\n")
    assert isinstance(node, Mapping)
    assert node.items[0][1].place == Place("guide.yml", 2, 1, 4, 4)


@pytest.mark.parametrize("piece", ["[", "{", "{a: ", "- ", "? ", "[\n", "[[],"])
def test_a_hundred_thousand_open_brackets_are_one_problem(piece: str) -> None:
    assert codes(piece * 100_000) == ["yaml-too-deep"]


def test_the_deepest_nesting_allowed_is_read() -> None:
    assert codes("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["yaml-too-deep"]


def test_a_file_of_a_great_many_tiny_items_is_one_problem() -> None:
    assert codes("[" + "a," * MAX_ITEMS + "]") == ["yaml-too-much"]


def test_an_alias_bomb_is_refused_without_being_opened() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n"
        for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    problems = Problems()
    assert read_yaml("guide.yml", bomb, problems) is None
    assert {problem.code for problem in problems.sorted()} == {"yaml-alias", "yaml-anchor"}


def test_after_a_duplicate_key_the_first_is_kept_and_reading_goes_on() -> None:
    problems = Problems()
    node = read_yaml("guide.yml", "a: 1\na: 2\nb: &c 3\n", problems)
    assert node is not None
    assert plain(node) == {"a": "1", "b": "3"}
    assert [problem.code for problem in problems.sorted()] == ["yaml-duplicate", "yaml-anchor"]


YAML_PIECES = st.sampled_from(
    [
        *"abc:-?[]{},#&*!|>'\"%@`\\ \n\té😀",
        *(": ", "- ", "? ", "\n  ", "\n\n", "---\n", "...\n", "<<: ", "a: ", "# "),
        *("!!str ", "&x ", "*x", "|\n", ">-\n", "|2\n", "\\x41", "\\\n", "''"),
    ]
)


@given(pieces=st.lists(YAML_PIECES, max_size=30))
def test_whatever_is_written_gives_nodes_or_problems_inside_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    lines = text.split("\n")
    problems = Problems()
    node = read_yaml("guide.yml", text, problems)
    assert node is not None or problems
    for problem in problems.sorted():
        assert problem.place is not None
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
    assert re.search(r"\.$", render(problems.sorted(), {"guide.yml": text}, "text", colour=False))


def test_without_libyaml_there_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_reader, "_LOADER", None)
    problems = Problems()
    assert read_yaml("a.yml", "a: b", problems) is None
    assert read_yaml("b.yml", "a: b", problems) is None
    assert [problem.code for problem in problems.sorted()] == ["yaml-no-libyaml"]
