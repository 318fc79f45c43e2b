"""Places inside scalars: the text marked in the file is the text asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mannerly.problems import Place, Problems
from mannerly.syntax.nodes import Mapping, Scalar
from mannerly.syntax.yaml_reader import read_yaml

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "scalar_places.yml").read_text())


def read_scalar(text: str) -> Scalar:
    """The value of the first key in a YAML text."""
    problems = Problems()
    node = read_yaml("guide.yml", text, problems)
    assert not problems.sorted()
    assert isinstance(node, Mapping)
    scalar = node.items[0][1]
    assert isinstance(scalar, Scalar)
    return scalar


def marked(text: str, place: Place) -> str:
    """What stands in a text at a place."""
    lines = text.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_part_of_a_scalar_is_marked_where_it_stands(case: dict[str, str]) -> None:
    scalar = read_scalar(case["yaml"])
    assert scalar.text.count(case["part"]) == 1
    start = scalar.text.index(case["part"])
    place = scalar.locate(start, start + len(case["part"]))
    assert f"{place.line}:{place.column}" == case["at"]
    assert marked(case["yaml"], place) == case["marked"]


@pytest.mark.parametrize(
    ("text", "start", "column"),
    [
        ("a: bcd", 0, 4),
        ("a: bcd", 3, 7),
        ("a: 'b''d'", 2, 8),
        ("a: 'b''d'", 3, 9),
        ("a: ''", 0, 4),
        ("a:", 0, 3),
    ],
)
def test_an_empty_part_lies_between_two_characters(text: str, start: int, column: int) -> None:
    assert read_scalar(text).locate(start, start) == Place("guide.yml", 1, column, 1, column)


def test_a_part_beyond_the_end_is_cut_off_there() -> None:
    scalar = read_scalar("a: bcd")
    assert scalar.locate(1, 99) == Place("guide.yml", 1, 5, 1, 7)
    assert scalar.locate(98, 99) == Place("guide.yml", 1, 7, 1, 7)


@dataclass(frozen=True)
class Written:
    """A scalar as YAML, and a word of it."""

    yaml: str
    word: str


@st.composite
def written_scalars(draw: st.DrawFn) -> Written:
    """Distinct words, with breaks, blanks, escapes and indentation of all kinds around them."""
    style = draw(st.sampled_from(["", "'", '"', "|", ">"]))
    words = [f"w{number}é" for number in range(draw(st.integers(1, 6)))]
    breaks = ["\n", "\n\n", "\n \n", "  \n", "\n\n\n"]
    between = {
        "": [" ", "   ", " - ", *breaks],
        "'": [" ", "''", "  '' ", *breaks],
        '"': [" ", "\\n", "\\t ", "\\x41", "\\u00e9", '\\"', "\\\\", "\\\n", " \\\n\n", *breaks],
        "|": [" ", "  # ", "\n  ", "\n\t", *breaks],
        ">": [" ", "  # ", "\n  ", "\n\t", *breaks],
    }[style]
    text = words[0] + "".join(draw(st.sampled_from(between)) + word for word in words[1:])
    indent = " " * draw(st.integers(1, 4))
    if style in ("|", ">"):
        header = draw(st.sampled_from(["", "+", "-", f"{len(indent)}", "- # why"]))
        before = draw(st.sampled_from(["", "\n", "\n  "])) if header[:1].isdigit() else ""
        body = "\n".join(indent + line if line.strip() else "" for line in text.split("\n"))
        document = f"a: {style}{header}\n{before and indent}{body}"
    else:
        document = f"a: {style}{text.replace(chr(10), chr(10) + indent)}{style}"
    after = draw(st.sampled_from(["", "\n", "\n\n", "\n# why\n", "\nb: c\n"]))
    return Written(document + after, draw(st.sampled_from(words)))


@given(written_scalars())
def test_a_word_is_found_wherever_it_is_written(written: Written) -> None:
    scalar = read_scalar(written.yaml)
    start = scalar.text.index(written.word)
    place = scalar.locate(start, start + len(written.word))
    assert marked(written.yaml, place) == written.word
    assert place.line == place.end_line


@given(written_scalars())
def test_every_character_has_a_stretch_of_its_own_in_order(written: Written) -> None:
    scalar = read_scalar(written.yaml)
    places = [scalar.locate(i, i + 1) for i in range(len(scalar.text))]
    starts = [(place.line, place.column) for place in places]
    ends = [(place.end_line, place.end_column) for place in places]
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
