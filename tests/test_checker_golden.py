"""What the checker finds, as editors read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mannerly.check import questions
from mannerly.check.regions import Space
from mannerly.pipeline import compile_folder
from mannerly.report import render
from mannerly.report.words import check as words

GOLDEN = Path(__file__).parent / "golden" / "check"
CASES = sorted(GOLDEN.glob("*.txt"))

#: The first line of a case that is checked within a budget of its own.
PARTS = "# parts: "


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_findings_are_told_with_a_situation_that_shows_them(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    check_golden: Callable[[Path, Callable[[str], str]], None],
) -> None:
    monkeypatch.chdir(tmp_path)

    def message(source: str) -> str:
        Path("guide.yml").write_text(source)
        if source.startswith(PARTS):
            parts = int(source.splitlines()[0].removeprefix(PARTS))
            monkeypatch.setattr(Space.__init__, "__defaults__", (parts,))
            monkeypatch.setattr(questions, "has_sat", lambda: False)
        compiled = compile_folder(".")
        return render(compiled.problems, compiled.texts, "text", colour=False)

    check_golden(path, message)


def test_every_finding_has_a_case() -> None:
    shown = "".join(path.read_text() for path in CASES)
    assert [code for code in words.WORDS if f"[{code}]" not in shown] == []
