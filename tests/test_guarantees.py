"""Guarantees about single situations against trying every one; and how broken ones are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import event, given, note

from listing import all_situations
from mannerly.check.check import check
from mannerly.check.guarantees import SituationProof, said_by
from mannerly.check.states import ground
from mannerly.model.guide import AlwaysOne, Model, Never, Situation
from mannerly.model.interpreter import holds, interpret
from mannerly.pipeline import compile_folder
from mannerly.report import render
from mannerly.report.words import guarantees as words
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, guides_with_plans, told

GOLDEN = Path(__file__).parent / "golden" / "guarantees"
CASES = sorted(GOLDEN.glob("*.txt"))

#: The first line of a case whose plans are followed within a budget of its own.
STATES = "# states: "

FORMATS = ("text", "json", "github", "sarif")


def keeps(law: Never | AlwaysOne, situation: Situation, model: Model) -> bool:
    """Whether a situation keeps a law, by the interpreter."""
    if not holds(law.when, situation, model):
        return True
    live = [model.rules[id] for id in interpret(model, situation).live]
    said = any(said_by(rule, law.manner) & law.acts for rule in live)
    return said if isinstance(law, AlwaysOne) else not said


@examples(100)
@given(guides_with_plans())
def test_a_guarantee_is_broken_exactly_where_some_situation_breaks_it(model: Model) -> None:
    note(told(model))
    note(str(model.guarantees))
    checked = check(Evaluator(build_table(model)))
    situations = list(all_situations(model))
    for proof in checked.proofs:
        if isinstance(proof, SituationProof):
            law = model.guarantees[proof.guarantee].that
            assert isinstance(law, Never | AlwaysOne)
            event(f"{type(law).__name__} {proof.holds}")
            assert proof.holds == all(keeps(law, situation, model) for situation in situations)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_broken_is_told_as_a_story(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    check_golden: Callable[[Path, Callable[[str], str]], None],
) -> None:
    monkeypatch.chdir(tmp_path)

    def message(source: str) -> str:
        Path("guide.yml").write_text(source)
        if source.startswith(STATES):
            states = int(source.splitlines()[0].removeprefix(STATES))
            monkeypatch.setattr(ground, "BUDGET", states)
        compiled = compile_folder(".")
        return render(compiled.problems, compiled.texts, "text", colour=False)

    check_golden(path, message)


def test_every_finding_has_a_case() -> None:
    shown = "".join(path.read_text() for path in CASES)
    assert [code for code in words.WORDS if f"[{code}]" not in shown] == []


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_tells_the_story(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = (GOLDEN / "too_often.txt").read_text().rpartition("-----\n")[0]
    Path("guide.yml").write_text(source)
    compiled = compile_folder(".")
    (problem,) = [p for p in compiled.problems if p.code == "guarantee-broken"]
    shown = render(compiled.problems, compiled.texts, format, colour=False)
    for step in problem.details["story"]:
        assert (step.day.isoformat() if format == "json" else str(step)) in shown
