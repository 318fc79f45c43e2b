"""The figures about a guide, and the scenarios that are proposed for what none covers."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, note

import mannerly
from listing import all_situations
from mannerly import cli, remembered
from mannerly.cli import commands
from mannerly.model.guide import Model, Situation
from mannerly.model.interpreter import interpret, possible
from mannerly.pipeline import compile_folder
from mannerly.stats.coverage import Override, coverage
from mannerly.stats.points import points
from mannerly.stats.proposals import propose
from mannerly.stats.stats import stats
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from mannerly.tree import fewest
from small_guide import model_with
from strategies import examples, small_guides, told

HERE = Path(__file__).parent
BORROWED = HERE / "guides" / "borrowed"
RETURNS = HERE / "cases" / "returns"


def shown_by(model: Model, situation: Situation) -> set[str | Override]:
    """The rules that stand in a situation and the overrides that decide, by the interpreter."""
    verdict = interpret(model, situation)
    pairs = {Override(r, over) for over, by in verdict.overridden.items() for r in by}
    return {*verdict.live, *pairs}


@examples(100)
@given(small_guides(sound=True))
def test_all_that_can_be_shown_is_proposed_and_nothing_twice(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    covered = coverage(evaluator, [])
    proposals = propose(evaluator, True, covered)
    assert not proposals.undecided
    proposed: list[str | Override] = []
    for one in proposals.scenarios:
        assert possible(one.situation, model)
        assert {*one.rules, *one.overrides} <= shown_by(model, one.situation)
        proposed += [*one.rules, *one.overrides]
    assert len(set(proposed)) == len(proposed)
    everything = set().union(*(shown_by(model, one) for one in all_situations(model)))
    assert set(proposed) == everything
    assert set(proposals.idle) == set(covered.overrides) - everything


@examples(70)
@given(small_guides(sound=True))
def test_coverage_is_what_the_interpreter_says(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    situations = {str(i): one for i, one in enumerate(all_situations(model))}
    covered = coverage(evaluator, situations.items())
    for what in (*covered.rules.items(), *covered.overrides.items()):
        one, found = what
        assert list(found) == [
            id for id, situation in situations.items() if one in shown_by(model, situation)
        ]


@pytest.mark.parametrize("folder", [BORROWED, RETURNS], ids=lambda folder: folder.name)
def test_what_is_proposed_can_be_pasted_and_then_all_is_covered(
    folder: Path, tmp_path: Path
) -> None:
    rules = shutil.copytree(folder, tmp_path / "rules")
    before = stats(mannerly.load(rules))
    assert before.proposals.scenarios
    entries = "".join(proposal.entry for proposal in before.proposals.scenarios)
    (rules / "proposed.yml").write_text(f"scenarios:\n{entries}")
    codes = [[problem.code for problem in compile_folder(one).problems] for one in (folder, rules)]
    assert codes[0] == codes[1]
    after = stats(mannerly.load(rules))
    assert after.scenarios == before.scenarios + len(before.proposals.scenarios)
    assert after.coverage.bare_rules == ()
    assert after.coverage.bare_overrides == after.proposals.idle
    assert after.proposals.scenarios == ()


def test_ids_that_are_taken_are_not_proposed(tmp_path: Path) -> None:
    rules = shutil.copytree(RETURNS, tmp_path / "rules")
    (first, *_) = stats(mannerly.load(rules)).proposals.scenarios
    taken = first.entry.replace(f"scenario: {first.id}", "scenario: mend")
    (rules / "taken.yml").write_text(f"scenarios:\n{taken}")
    ids = [one.id for one in stats(mannerly.load(rules)).proposals.scenarios]
    assert "mend-2" in ids
    assert "mend" not in ids


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert commands.main(["stats", *arguments], standalone_mode=False) == 0
    return capsys.readouterr().out


def test_the_figures_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, str(BORROWED))
    for line in (
        "4.028 are asked on average, 7 at most.",
        "That is proved to be the fewest:",
        "The rules tell 135 situations apart.",
        "scenarios:\n  - scenario: ",
    ):
        assert line in shown


def test_an_order_that_asks_fewer_is_told_of(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fewest, "QUICK", fewest.Limits(100, 0))
    monkeypatch.setattr(remembered, "cache_file", lambda _: None)
    shown = run(capsys, str(RETURNS))
    assert "3.164 are asked on average" in shown
    assert "The order that asks the fewest asks 2.787: " in shown


def test_what_takes_long_is_told_beside_the_figures(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "PATIENCE", 0)
    assert commands.main(["stats", str(BORROWED), "--format", "json"], standalone_mode=False) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["questions"]["proved"]
    assert "which may take minutes" in err


def test_the_figures_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(run(capsys, str(BORROWED), "--format", "json"))
    assert data["questions"]["proved"] is True
    assert data["questions"]["bound"] == data["questions"]["average"]
    assert data["questions"]["as_declared"] >= data["questions"]["average"]
    assert data["situations"] == 135
    assert set(data["coverage"]["rules"]) == {
        rule.id for rule in mannerly.load(BORROWED).model.rules.values() if rule.aside is None
    }
    assert re.match("  - scenario: ", data["proposals"][0]["entry"])


def test_the_shipped_guide_asks_the_fewest_and_its_scenarios_cover_all() -> None:
    guide = mannerly.load(HERE.parent / "rules")
    assert guide.order is not None
    assert guide.order.proved
    covered = coverage(
        guide.evaluator,
        [(s.id, Situation(s.today, s.given)) for s in guide.model.scenarios.values()],
    )
    assert covered.bare_rules == ()
    assert covered.bare_overrides == ()


def test_every_point_of_the_shipped_guide_is_used_or_set_aside_with_a_reason() -> None:
    model = mannerly.load(HERE.parent / "rules").model
    became = points(model)
    made = Counter(point.source for point in model.points.values())
    assert made == {"A": 17, "B": 20, "C": 17, "D": 11, "E": 12}
    assert became.lost == ()
    assert all(became.aside.values())
    assert len(became.used) + len(became.aside) == became.all == 77


def test_points_are_used_set_aside_or_lost() -> None:
    model = model_with(
        """
        sources:
          P:
            title: a
            points:
              P1: {kind: do, says: a}
              P2: {kind: do, says: b, aside: Too old.}
              P3: {kind: do, says: c}
              P4: {kind: do, says: d}
        acts:
          speak: {title: a, kind: end, text: b, from: [P3]}
        rules:
          - {rule: one, when: always, advise: speak, because: a, from: P1}
        """
    )
    became = points(model)
    assert became.used == ("P1", "P3", "A1", "A2")
    assert became.aside == {"P2": "Too old."}
    assert became.lost == ("P4",)
