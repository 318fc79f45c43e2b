"""What the language server finds in files: where the cursor is, and every name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from mannerly.lsp.cursor import Cursor, cursor
from mannerly.lsp.edits import applied
from mannerly.lsp.names import names_of, spots
from mannerly.lsp.rename import rename
from mannerly.lsp.workspace import OpenGuide
from mannerly.problems import Problems
from mannerly.syntax.files import read_folder
from mannerly.syntax.nodes import Node
from mannerly.syntax.yaml_reader import read_yaml

ROOT = Path(__file__).parent.parent
GUIDES = [ROOT / "rules", *sorted((ROOT / "tests" / "guides").iterdir())]


def read(folder: Path) -> tuple[dict[str, Node], dict[str, str], dict[str, str]]:
    """The YAML files of a guide as nodes and as texts, and its pages."""
    files = read_folder(folder, Problems())
    nodes = {file: read_yaml(file, text, Problems()) for file, text in files.yaml.items()}
    assert None not in nodes.values()
    whole = {file: node for file, node in nodes.items() if node is not None}
    return whole, dict(files.yaml), dict(files.markdown)


def ends(node: Node, text: str) -> Iterator[tuple[str, Cursor]]:
    """The text up to the end of each of its texts, and where the cursor is there."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for spot in spots(node):
        said = spot.scalar.text.rstrip("\n")
        if said and "\\" not in said:
            place = spot.scalar.locate(len(said) - 1, len(said))
            path = spot.path[:-1] if spot.key else spot.path
            end = starts[place.end_line - 1] + place.end_column - 1
            yield text[:end], Cursor(path, " ".join(said.split()), spot.key)


@pytest.mark.parametrize("folder", GUIDES, ids=lambda folder: folder.name)
def test_the_cursor_is_found_behind_a_text_without_the_rest_of_the_file(folder: Path) -> None:
    nodes, texts, _ = read(folder)
    seen = 0
    for file, node in nodes.items():
        for before, expected in islice(ends(node, texts[file]), 0, None, 19):
            found = cursor(before)
            assert found is not None, before
            assert (found.path, " ".join(found.text.split())) == (expected.path, expected.text)
            assert found.key or not expected.key
            seen += 1
    assert seen > 5


@pytest.mark.parametrize(
    ("before", "path", "text"),
    [
        ("rules:\n  - rule: a\n    when: quiet and ", ("rules", "when"), "quiet and "),
        ("rules:\n- rule: a\n  when: >-\n    quiet\n    and ", ("rules", "when"), "quiet and "),
        ("rules: [{rule: a, over: [b, ", ("rules", "over"), ""),
        ("rules:\n  - over:\n    - b\n    - ", ("rules", "over"), ""),
        ("rules:\n  - over:\n    - b\n    when: c", ("rules", "when"), "c"),
        ("rules:\n  - over: [a] # {b\n    when: ", ("rules", "when"), ""),
        ('rules:\n  - because: "a: {', ("rules", "because"), "a: {"),
        (
            "acts:\n  a:\n    text: |\n      b: c # d\n\n      {",
            ("acts", "a", "text"),
            "b: c # d {",
        ),
        ("facts:\n  a: {ask: b}\n  c: {when: ", ("facts", "c", "when"), ""),
        ("facts:\n  a: {ask: b]}\nrules:\n  - when: ", ("rules", "when"), ""),
    ],
)
def test_the_cursor_is_found_in_what_is_half_written(
    before: str, path: tuple[str, ...], text: str
) -> None:
    found = cursor(before)
    assert found is not None
    assert (found.path, found.text) == (path, text)


@pytest.mark.parametrize("before", ["# a", "rules:\n  # when: ", "rules: # a"])
def test_in_a_comment_is_no_cursor(before: str) -> None:
    assert cursor(before) is None


@pytest.mark.parametrize("folder", GUIDES, ids=lambda folder: folder.name)
def test_every_name_of_a_guide_is_declared_and_stands_where_it_is_found(folder: Path) -> None:
    nodes, texts, pages = read(folder)
    names = names_of(nodes, pages)
    assert names.occurrences
    for occurrence in names.occurrences:
        assert occurrence.name in names.declared
        place = occurrence.place
        line = (texts | pages)[place.file].split("\n")[place.line - 1]
        assert line[place.column - 1 : place.end_column - 1] == occurrence.name.id


def test_any_name_can_become_another_and_the_guide_stays_sound() -> None:
    snapshot = OpenGuide(ROOT / "tests" / "guides" / "borrowed").snapshot()
    assert snapshot.compiled(check=False).problems == ()
    for name in list(snapshot.names.declared)[::3]:
        edits = rename(name, "quite-another", snapshot)
        after = snapshot.with_texts(applied(edits, snapshot.texts))
        assert after.compiled(check=False).problems == (), name
        assert name not in after.names.declared
