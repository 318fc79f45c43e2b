"""What takes long to work out is kept, for the rules and the program that it is about."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from mannerly import remembered
from mannerly.pipeline import compile_folder
from mannerly.site import proved
from mannerly.stats.stats import stats
from mannerly.tree import fewest
from mannerly.tree.fewest import Limits
from mannerly.tree.nodes import Tree

LENT = Path(__file__).parent / "guides" / "lent"
RETURNS = Path(__file__).parent / "cases" / "returns"

#: A guide in which one rule always decides.
NOTHING_TO_ASK = """\
guide: {title: One rule}
calendar: {years: 2026..2026, holidays: none}
facts:
  met: {ask: Did you meet?}
acts:
  go: {title: Go, kind: task, text: Go.}
rules:
  - {rule: go, when: always, advise: go, because: So it is., editorial: A test.}
"""


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a cache of its own."""
    file = tmp_path / "plans.json"
    monkeypatch.setattr(remembered, "cache_file", lambda name: tmp_path / name)
    return file


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A guide to change, without anything to find fault with."""
    return Path(shutil.copytree(LENT, tmp_path / "lent"))


def results(monkeypatch: pytest.MonkeyPatch, module: str, function: str) -> list[object]:
    """Grows by what a function of a module gives, whenever it is called."""
    found: list[object] = []
    original = getattr(import_module(module), function)

    def noting(*given: object) -> object:
        found.append(original(*given))
        return found[-1]

    monkeypatch.setattr(f"{module}.{function}", noting)
    return found


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one whenever plans are followed."""
    return results(monkeypatch, "mannerly.check.plans", "check_plans")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by their number whenever situations are counted."""
    return results(monkeypatch, "mannerly.site.proved", "situations")


@pytest.fixture
def ordered(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one whenever an order of questions is worked out."""
    return results(monkeypatch, "mannerly.tree.fewest", "best_order")


def spoil(file: Path, content: str) -> None:
    """Put something else into a file that is kept; MARK stands for the guide's fingerprint."""
    [mark] = remembered._read(file.name)
    file.write_bytes(content.replace("MARK", mark).encode("latin-1"))


def test_what_has_not_changed_is_not_proved_again(guide: Path, followed: list[object]) -> None:
    first, second = compile_folder(guide).checked, compile_folder(guide).checked
    assert first is not None and second is not None and first.proofs
    assert (second.proofs, second.problems) == (first.proofs, first.problems)
    assert len(followed) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("There is time.", "There is time enough."),
        ("the book, car", "a book, car"),
        ("Is it back?", "Have you got it back?"),
        ("A word is enough", "A word is plenty"),
        ("Ask twice at most.", "Ask two times at most."),
        ("# A small guide", "# Another guide"),
    ],
)
def test_other_words_are_not_proved_anew(
    guide: Path, followed: list[object], before: str, after: str
) -> None:
    compile_folder(guide)
    edit(guide, before, after)
    assert not compile_folder(guide).problems
    assert len(followed) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("at least 4 weeks since", "at least 5 weeks since"),
        ("unknown and at least 4 weeks", "unknown and at least 3 weeks"),  # in a name's meaning
        ("work week: Monday to Friday", "work week: Monday to Saturday"),
        ("holidays: none", "holidays: US"),
        ("2025..2027", "2025..2028"),
        ("today + 1 week", "today + 2 weeks"),
        ("kind: wait, text", "kind: task, text"),
    ],
)
def test_what_decides_is_proved_anew(
    guide: Path, followed: list[object], before: str, after: str
) -> None:
    compile_folder(guide)
    edit(guide, before, after)
    compile_folder(guide)
    assert len(followed) == 2


def edit(guide: Path, before: str, after: str) -> None:
    """Put other words into the guide."""
    text = (guide / "guide.yml").read_text(encoding="utf-8")
    assert before in text
    (guide / "guide.yml").write_text(text.replace(before, after), encoding="utf-8")


def test_the_mark_is_the_same_in_every_process(guide: Path) -> None:
    program = (
        "import sys, mannerly; from mannerly.model.essence import essence;"
        "print(essence(mannerly.load(sys.argv[1]).model))"
    )
    marks = {
        subprocess.run(
            [sys.executable, "-c", program, str(guide)],
            env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(marks) == 1


def test_a_guide_with_a_problem_is_not_remembered(guide: Path, followed: list[object]) -> None:
    more = "facts:\n  never-used: {ask: Does anybody ask this?}\n"
    (guide / "more.yml").write_text(more, encoding="utf-8")
    assert compile_folder(guide).problems
    assert compile_folder(guide).problems
    assert len(followed) == 2


@pytest.mark.parametrize("content", ["", "[]", "{", '{"MARK": 3}', '{"MARK": [[1]]}', "\xff"])
def test_a_broken_cache_is_no_cache(
    guide: Path, kept: Path, followed: list[object], content: str
) -> None:
    compile_folder(guide)
    spoil(kept, content)
    assert not compile_folder(guide).problems
    assert len(followed) == 2


def test_where_nothing_can_be_kept_all_is_proved(
    guide: Path, kept: Path, followed: list[object]
) -> None:
    kept.mkdir()
    for _ in range(2):
        assert not compile_folder(guide).problems
    assert len(followed) == 2


def situations(folder: Path) -> int | None:
    """How many situations the page of proofs says that there are."""
    found = proved.prove(str(folder), compile_folder(folder))
    assert found is not None
    return found.situations


def test_situations_are_counted_once_until_something_else_decides(
    guide: Path, counted: list[object]
) -> None:
    assert situations(guide) == situations(guide)
    edit(guide, "There is time.", "There is time enough.")
    assert [situations(guide)] == counted
    edit(guide, "options: {", "options: {lamp: a lamp, ")
    assert situations(guide) == counted[-1]
    assert len(counted) == 2 and counted[0] != counted[1]


@pytest.mark.parametrize("content", ["", '{"MARK": "3"}', '{"MARK": null}'])
def test_a_broken_count_is_no_count(
    guide: Path, tmp_path: Path, counted: list[object], content: str
) -> None:
    first = situations(guide)
    spoil(tmp_path / "situations.json", content)
    assert situations(guide) == first
    assert len(counted) == 2


def test_only_so_many_guides_are_kept_in_mind(kept: Path) -> None:
    for number in range(40):
        remembered.remember(str(number), ())
    assert list(remembered._read("plans.json")) == [str(number) for number in range(8, 40)]


def tree(folder: Path) -> Tree | None:
    """The decision tree of a guide."""
    guide = compile_folder(folder).guide
    assert guide is not None
    return guide.tree


def test_the_tree_of_what_has_not_changed_is_the_one_that_was_kept(
    guide: Path, ordered: list[object]
) -> None:
    first = tree(guide)
    assert first is not None and tree(guide) == first
    assert len(ordered) == 1
    edit(guide, "There is time.", "There is time enough.")
    assert tree(guide) == first
    assert len(ordered) == 1
    edit(guide, "at least 4 weeks since", "at least 5 weeks since")
    assert tree(guide) is not None
    assert len(ordered) == 2


def test_the_tree_does_not_hang_on_what_was_proved_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a site is the same whether or not its figures were asked for before it was built."""
    monkeypatch.setattr(fewest, "QUICK", Limits(100, 0))
    returns = compile_folder(RETURNS).guide
    assert returns is not None
    asked = stats(returns).questions
    assert asked is not None and asked.bound is not None
    assert asked.reached and not asked.proved and asked.bound < asked.average
    kept = tree(RETURNS)
    (tmp_path / "trees.json").unlink()
    assert kept is not None and tree(RETURNS) == kept


def test_that_there_is_no_tree_is_kept_too(guide: Path, ordered: list[object]) -> None:
    (guide / "guide.yml").write_text(NOTHING_TO_ASK, encoding="utf-8")
    assert tree(guide) is None and tree(guide) is None
    assert len(ordered) == 1


@pytest.mark.parametrize(
    "content",
    [
        '{"MARK": 3}',
        '{"MARK": [[1]]}',
        '{"MARK": [["owner", 0, [[1, 0]]]]}',
        '{"MARK": [["owner", 0, [[1, 9]]]]}',
    ],
)
def test_a_broken_tree_is_no_tree(
    guide: Path, tmp_path: Path, ordered: list[object], content: str
) -> None:
    first = tree(guide)
    spoil(tmp_path / "trees.json", content)
    assert tree(guide) == first
    assert len(ordered) == 2
