"""Whatever is broken in the guide in rules/, the checker or a scenario finds it."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from mannerly.check.check import _Checker
from mannerly.check.scenarios import check_scenarios
from mannerly.model.guide import Model, Rule, Situation
from mannerly.model.interpreter import interpret
from mannerly.model.resolve import resolve
from mannerly.pipeline import compile_folder
from mannerly.problems import Problems
from mannerly.syntax.files import read_folder
from mannerly.syntax.nodes import Mapping, Node, Scalar, Sequence
from mannerly.syntax.yaml_reader import read_yaml
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator

RULES = Path(__file__).parent.parent / "rules"


@cache
def guide() -> Model:
    """The guide as it is; it has no problem."""
    compiled = compile_folder(RULES)
    assert not compiled.problems
    assert compiled.guide is not None
    return compiled.guide.model


def changed(rules: dict[str, Rule]) -> Model:
    """The guide with other rules; overrides of rules that are gone are gone too."""
    return replace(
        guide(), rules={id: replace(r, over=r.over & rules.keys()) for id, r in rules.items()}
    )


def codes(model: Model, *questions: Callable[[_Checker], object]) -> set[str]:
    """The codes of what some parts of the checker find."""
    checker = _Checker(Evaluator(build_table(model)))
    for question in questions:
        question(checker)
    return {problem.code for problem in checker.problems.sorted()}


def scenarios(checker: _Checker) -> None:
    """The part of the checker that plays the scenarios."""
    check_scenarios(checker.evaluator, False, checker.tell, checker.problems)


def whole(model: Model) -> list[Situation]:
    """The scenarios as situations; they answer every question that matters."""
    return [Situation(s.today, s.given) for s in model.scenarios.values()]


def test_the_guide_as_it_is_passes() -> None:
    assert not codes(guide(), _Checker.gaps, _Checker.conflicts, scenarios)


def test_any_rule_that_is_taken_out_is_missed_by_a_scenario() -> None:
    model, missed = guide(), []
    for gone in model.rules.values():
        if gone.aside is None:
            rest = changed({id: rule for id, rule in model.rules.items() if id != gone.id})
            if not codes(rest, scenarios):
                missed.append(gone.id)
    assert not missed


def test_any_rule_that_is_the_only_advice_somewhere_leaves_a_gap_when_taken_out() -> None:
    model = guide()
    only: set[str] = set()
    for situation in whole(model):
        advising = [id for id in interpret(model, situation).live if model.rules[id].advise]
        only.update(advising if len(advising) == 1 else ())
    tested = found = 0
    for gone in sorted(only):
        rest = changed({id: rule for id, rule in model.rules.items() if id != gone})
        if any(not interpret(rest, situation).acts for situation in whole(rest)):
            tested += 1
            found += "gap" in codes(rest, _Checker.gaps)
    assert found == tested
    assert tested >= 15


def test_any_override_that_settles_a_conflict_is_missed_when_taken_back() -> None:
    model, silent, settling = guide(), [], 0
    for rule in model.rules.values():
        for other in sorted(rule.over):
            less = replace(rule, over=rule.over - {other})
            rest = changed({**model.rules, rule.id: less})
            if any(interpret(rest, situation).contradictory for situation in whole(rest)):
                settling += 1
                if not codes(rest, _Checker.conflicts) & {"conflict", "advised-and-avoided"}:
                    silent.append((rule.id, other))
    assert settling
    assert not silent


#: Where conditions and dates stand, and what in them is a border.
CONDITIONS = {"when", "unless", "until", "by", "that"}
BORDER = re.compile(
    r"\b\d+(?= (?:business )?(?:day|week)s?\b)|(?<=[=<>] )\d+|(?<=between )\d+(?: and \d+)?"
    r"|on or (?:after|before)|(?<!or )(?<!-)\b(?:after|before)\b(?!-)|at least|less than"
)
OTHER_SIDE = {
    "on or after": "after", "after": "on or after", "at least": "more than",
    "on or before": "before", "before": "on or before", "less than": "at most",
}  # fmt: skip


def moved(border: str) -> list[str]:
    """A border that lies one step to either side, or includes what it did not."""
    if border in OTHER_SIDE:
        return [OTHER_SIDE[border]]
    numbers = [int(number) for number in re.findall(r"\d+", border)]
    found = []
    for i, step in itertools.product(range(len(numbers)), (1, -1)):
        other = [number + step * (at == i) for at, number in enumerate(numbers)]
        if min(other) >= 0 and other == sorted(other):
            found.append(" and ".join(map(str, other)))
    return found


def with_borders_moved(node: Node, key: str = "") -> Iterator[tuple[str, Node]]:
    """The node with one border of a condition or date in it moved, each in turn, and which."""
    match node:
        case Scalar(text):
            for match in BORDER.finditer(text) if key in CONDITIONS else ():
                for other in moved(match.group()):
                    new = text[: match.start()] + other + text[match.end() :]
                    yield new, replace(node, text=new)
        case Sequence(items):
            for i, item in enumerate(items):
                for told, other_item in with_borders_moved(item, key):
                    yield told, replace(node, items=(*items[:i], other_item, *items[i + 1 :]))
        case Mapping(items):
            for i, (name, item) in enumerate(items):
                if name.text in ("guarantees", "scenarios"):
                    continue  # They are what is to notice it.
                inside = "when" if key == "conditions" else name.text
                for told, other_item in with_borders_moved(item, inside):
                    pair = (name, other_item)
                    yield told, replace(node, items=(*items[:i], pair, *items[i + 1 :]))


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.yml")), ids=lambda path: path.stem)
def test_any_border_that_is_moved_is_missed_by_a_scenario_or_the_checker(path: Path) -> None:
    """A number one more or less, "on or after" for "after": whoever slips so hears of it."""
    problems = Problems()
    files = read_folder(RULES, problems)
    documents = {file: read_yaml(file, text, problems) for file, text in files.yaml.items()}
    sound = {file: node for file, node in documents.items() if node is not None}
    [own] = [file for file in sound if Path(file).resolve() == path.resolve()]
    unnoticed = []
    for told, node in with_borders_moved(sound[own]):
        model = resolve({**sound, own: node}, {}, problems)
        assert not problems, told
        assert model is not None
        questions = (_Checker.gaps, _Checker.conflicts, _Checker.missing_values)
        if not codes(model, scenarios) and not codes(model, *questions):
            unnoticed.append(told)
    assert not unnoticed


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        pytest.param("at least 5 business days", "more than 5 business days", "gap", id="a border"),
        pytest.param("contacts = 0", "contacts <= 1", "scenario-open", id="a number"),
        pytest.param("route is agency", "route is not agency", "scenario-open", id="not"),
        pytest.param("route is direct", "route is directly", "unknown-option", id="an option"),
        pytest.param("promised is known", "promissed is known", "unknown-name", id="a fact"),
        pytest.param("over: [", "over: [nobody, ", "unknown-name", id="a rule"),
        pytest.param("advise: ", "advise: x", "unknown-name", id="an act"),
    ],
)
def test_a_slip_in_the_files_is_found(right: str, wrong: str, code: str, tmp_path: Path) -> None:
    """The first place outside comments and reasons that has it right is made wrong."""
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    for path in sorted(folder.rglob("*.yml")):
        text = path.read_text()
        pattern = rf"(?m)^((?!.*(?:because|#)).*?){re.escape(right)}"
        slipped = re.sub(pattern, rf"\g<1>{wrong}", text, count=1)
        if path.name != "scenarios.yml" and slipped != text:
            path.write_text(slipped)
            break
    else:
        pytest.fail(f"no file has {right}")
    assert code in {problem.code for problem in compile_folder(folder).problems}
