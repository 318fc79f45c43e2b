"""``mannerly fmt``: one way to write a guide, which changes no meaning and loses no comment."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mannerly.format.shape import FILE, Shape
from mannerly.format.write import NotFormatted, formatted
from mannerly.model import read_acts, read_facts, read_guarantees, read_rules, read_scenarios
from mannerly.pipeline import compile_folder
from strategies import examples

HERE = Path(__file__).parent
RULES = HERE.parent / "rules"


@pytest.mark.parametrize(
    "path", sorted((HERE / "golden" / "format").glob("*.txt")), ids=lambda path: path.stem
)
def test_files_are_written_as_shown(
    path: Path, check_golden: Callable[[Path, Callable[[str], str]], None]
) -> None:
    check_golden(path, formatted)


@pytest.mark.parametrize("file", sorted(RULES.rglob("*.yml")), ids=lambda file: file.name)
def test_the_shipped_guide_is_written_so(file: Path) -> None:
    text = file.read_text()
    assert formatted(text) == text


def test_the_order_of_keys_knows_every_key() -> None:
    def keys(shape: Shape | None) -> set[str]:
        assert shape is not None
        return set(shape.keys)

    known = {section: FILE.keys[section].each for section in FILE.keys}
    assert keys(known["facts"]) == set(read_facts._KEYS)
    assert keys(known["acts"]) == set(read_acts._KEYS)
    assert keys(known["rules"]) == set(read_rules._KEYS)
    assert keys(known["guarantees"]) == set(read_guarantees._KEYS)
    assert keys(known["scenarios"]) == set(read_scenarios._KEYS)


_WORDS = st.lists(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn"])
        | st.sampled_from("'\"\\:#-,[]{} &*!|>%@`?=~"),
        min_size=1,
        max_size=9,
    ),
    max_size=30,
).map(" ".join)
_KEYS = st.sampled_from("rule when because from text a b yes null 2026-03-16 ~".split()) | (
    _WORDS.filter(lambda words: words not in ("", "<<"))
)
_TEXTS = _WORDS | st.lists(_WORDS, min_size=2, max_size=3).map("\n".join)
_VALUES = st.recursive(
    _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)
_FILES = st.dictionaries(
    st.sampled_from(["rules", "facts", "acts", "odd"]) | _KEYS, _VALUES, max_size=4
)


class _AnyStyle(yaml.SafeDumper):
    """Writes texts and collections in the styles that it is given, one after the other."""

    styles: list[str]

    def represent_str(self, text: str) -> yaml.ScalarNode:
        style = self.styles.pop() if self.styles else ""
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style or None)

    def ignore_aliases(self, data: object) -> bool:
        return True


_AnyStyle.add_representer(str, _AnyStyle.represent_str)


def with_comments(text: str, data: st.DataObject) -> tuple[str, list[str]]:
    """The text with comments between its lines and at their ends, wherever those are comments."""
    before = list(map(repr, yaml.parse(text, yaml.CSafeLoader)))
    comments: list[str] = []
    lines = text.split("\n")
    for number in data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=5)):
        comment = f"# note {number}"
        margin = " " * data.draw(st.integers(0, 6))
        own = f"{margin}{comment}\n{lines[number]}"
        changed = own if data.draw(st.booleans()) else f"{lines[number]} {comment}"
        tried = "\n".join([*lines[:number], changed, *lines[number + 1 :]])
        try:
            events = list(map(repr, yaml.parse(tried, yaml.CSafeLoader)))
        except yaml.YAMLError:
            continue
        if events == before:
            lines[number] = changed
            comments.append(comment)
    return "\n".join(lines), comments


@examples(70)
@given(st.data())
def test_writing_again_changes_nothing_and_comments_stay(data: st.DataObject) -> None:
    dumper = _AnyStyle
    dumper.styles = data.draw(st.lists(st.sampled_from(["", "'", '"', "|", ">"]), max_size=30))
    text = yaml.dump(
        data.draw(_FILES),
        Dumper=dumper,
        default_flow_style=data.draw(st.sampled_from([None, True, False])),
        width=data.draw(st.sampled_from([20, 80, 1000])),
        allow_unicode=True,
        sort_keys=False,
    )
    text, comments = with_comments(text, data)
    once = formatted(text)
    assert formatted(once) == once
    assert Counter(re.findall(r"# note \d+", once)) >= Counter(comments)
    assert not re.search(r"[ \t]$", once, re.MULTILINE)


@pytest.mark.parametrize(
    "text", ["- a", "a: [", "a: &b c", "a: !b c", "%YAML 1.1\n---\na: b", "x", "[a]: b"]
)
def test_what_is_no_guide_is_left_alone(text: str) -> None:
    with pytest.raises(NotFormatted):
        formatted(text)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mannerly", "fmt", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_writes_what_changes_and_names_it(tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text("guide:\n  title: a\n")
    odd = tmp_path / "odd.yml"
    odd.write_text("facts: {a: {date: past, ask: When?}}   # a note\n")
    asked = run("--check", tmp_path)
    assert (asked.returncode, asked.stdout) == (1, f"{odd} would change\n")
    assert odd.read_text().startswith("facts: {a: {date")
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{odd}\n")
    assert odd.read_text() == "facts: {a: {ask: When?, date: past}}  # a note\n"
    assert run("--check", tmp_path).returncode == 0


def test_what_cannot_be_read_is_left_as_it_is_and_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text("facts: [a\n")
    odd = tmp_path / "odd.yml"
    odd.write_text("facts:   {}\n")
    done = run(tmp_path)
    assert done.returncode == 1
    assert "error[yaml-bracket]" in done.stderr
    assert (broken.read_text(), odd.read_text()) == ("facts: [a\n", "facts: {}\n")


def test_a_guide_means_the_same_when_it_is_written_anew(tmp_path: Path) -> None:
    before = compile_folder(HERE / "guides" / "borrowed", check=False).guide
    text = (HERE / "guides" / "borrowed" / "guide.yml").read_text()
    (tmp_path / "guide.yml").write_text(formatted(text))
    after = compile_folder(tmp_path, check=False).guide
    assert before is not None
    assert after is not None
    assert after.model == before.model
