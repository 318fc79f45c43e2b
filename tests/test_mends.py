"""What the checker proposes does what it says, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import yaml
from hypothesis import given, note

from listing import all_situations
from mannerly.check.check import MOST_OF_A_KIND, _Checker
from mannerly.model.conditions import Condition
from mannerly.model.guide import Model, Situation
from mannerly.model.interpreter import holds, interpret
from mannerly.model.resolve_conditions import Conditions
from mannerly.model.resolve_dates import Dates
from mannerly.model.scope import Scope
from mannerly.model.sizes import Sizes
from mannerly.pipeline import compile_folder
from mannerly.problems import Mend, Place, Problem, Problems
from mannerly.report.words import check as words
from mannerly.syntax.nodes import Scalar
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import NOWHERE, examples, guides_of_years, rule, small_guides, told


def read(text: str, model: Model) -> Condition:
    """A condition of a guide, as an editor's would be read."""

    def locate(_start: int, _end: int) -> Place:
        return NOWHERE

    calendar = model.calendar
    types = {id: fact.type for id, fact in model.facts.items()}
    problems = Problems()
    work_days = len(calendar.work_week)
    scope = Scope(types, dict(model.conditions), calendar.first, calendar.last, work_days)
    sizes = Sizes(problems)
    conditions = Conditions(scope, Dates(scope, problems), sizes, problems)
    found = conditions.read(Scalar(text, NOWHERE, locate))
    assert found is not None, (text, problems.sorted())
    return found


def findings(model: Model, *codes: str) -> list[Problem]:
    """What is found of some kinds, with situations for witnesses."""
    note(told(model))
    checker = _Checker(Evaluator(build_table(model)))
    vars(checker)["tell"] = lambda situation: situation
    return [problem for problem in checker.run().problems if problem.code in codes]


def pasted(model: Model, gaps: list[Problem]) -> Model:
    """The guide with the rules that are proposed for its gaps, all of which advise the same."""
    rules = dict(model.rules)
    for gap in gaps:
        (mend,) = gap.details["mends"]
        (entry,) = yaml.safe_load(mend.yaml)
        assert entry["rule"] not in rules
        act = next(iter(model.acts))
        rules[entry["rule"]] = rule(entry["rule"], read(entry["when"], model), act)
        note(entry["when"])
    return replace(model, rules=rules)


@examples(80)
@given(small_guides())
def test_the_rules_proposed_for_gaps_apply_where_nothing_is_advised_and_nowhere_else(
    model: Model,
) -> None:
    gaps = findings(model, "gap")
    assert len(gaps) < MOST_OF_A_KIND
    mended = pasted(model, gaps)
    new = [r for id, r in mended.rules.items() if id not in model.rules]
    for situation in all_situations(model):
        applying = [r for r in new if holds(r.when, situation, model)]
        assert len(applying) == (not interpret(model, situation).acts)
    for problem in gaps:
        assert sum(holds(r.when, problem.details["witness"], model) for r in new) == 1


@examples(80)
@given(small_guides())
def test_the_rules_proposed_for_gaps_mend_them_and_bring_about_nothing_new(model: Model) -> None:
    gaps = findings(model, "gap")
    if not gaps:
        return
    kinds = ("gap", "conflict", "dead-rule", "unguarded-missing")
    mended = pasted(model, gaps)
    before = {(p.code, p.details.get("rule"), p.details.get("id")) for p in findings(model, *kinds)}
    after = {(p.code, p.details.get("rule"), p.details.get("id")) for p in findings(mended, *kinds)}
    assert after <= before
    assert not findings(mended, "gap")


@examples(40)
@given(guides_of_years())
def test_rules_can_be_proposed_for_dates_that_lie_years_apart(model: Model) -> None:
    gaps = findings(model, "gap")
    mended = pasted(model, gaps)
    for gap in gaps:
        situation: Situation = gap.details["witness"]
        assert interpret(mended, situation).acts
    assert len(gaps) == MOST_OF_A_KIND or not findings(mended, "gap")


@examples(100)
@given(small_guides())
def test_an_override_settles_a_conflict_and_brings_about_what_it_says_and_no_more(
    model: Model,
) -> None:
    codes = ("conflict", "advised-and-avoided", "gap", "dead-rule")
    found = findings(model, *codes)
    dead = {p.details["rule"] for p in found if p.code == "dead-rule"}
    silent = [not interpret(model, situation).acts for situation in all_situations(model)]
    for problem in found:
        pair = {problem.details.get("rule"), problem.details.get("other")}
        for mend in problem.details.get("mends", ()):
            if mend.rule is None:
                continue
            mended, loser = settled(model, mend, pair)
            note(f"{mend}")
            after = findings(mended, *codes)
            assert not any({p.details.get("rule"), p.details.get("other")} == pair for p in after)
            now_dead = {p.details["rule"] for p in after if p.code == "dead-rule"}
            assert (loser in now_dead - dead) == ("dead-rule" in mend.then)
            assert now_dead - dead <= {loser}
            now_silent = [not interpret(mended, s).acts for s in all_situations(model)]
            assert (now_silent != silent) == ("gap" in mend.then)
        if problem.code in ("conflict", "advised-and-avoided"):
            assert problem.details["mends"]


def settled(model: Model, mend: Mend, pair: set[str | None]) -> tuple[Model, str]:
    """The guide with a proposed override, and the rule that is now overridden."""
    assert mend.rule is not None
    over = frozenset(yaml.safe_load(mend.yaml)["over"])
    winner = model.rules[mend.rule]
    (loser,) = over - winner.over
    assert {winner.id, loser} == pair
    assert winner.over < over
    return replace(model, rules={**model.rules, winner.id: replace(winner, over=over)}), loser


GUIDE = """
guide: {title: A guide}
calendar: {years: 2026..2027, holidays: none}
facts:
  asked: {name: their wish, ask: Did they ask?}
  said: {name: the day, ask: When?, date: any, unknown: They did not say}
acts:
  go: {title: Go, kind: task, text: Go there.}
  stay: {title: Stay, kind: wait, text: Stay here.}
rules:
  - {rule: one, when: asked, advise: go, because: They want it., editorial: a test}
"""


def test_a_pasted_rule_is_read_from_yaml_once_it_is_filled_in(tmp_path: Path) -> None:
    (tmp_path / "guide.yml").write_text(GUIDE)
    (gap,) = (p for p in compile_folder(tmp_path).problems if p.code == "gap")
    (mend,) = gap.details["mends"]
    filled = re.sub(r"advise: ….*", "advise: stay", mend.yaml)
    (tmp_path / "more.yml").write_text(f"rules:\n{filled}")
    problems = compile_folder(tmp_path).problems
    assert {p.code for p in problems} == {"unused-fact"}


def test_where_each_is_over_the_other_by_way_of_others_only_narrowing_helps() -> None:
    details = {"mends": (), "rule": "one", "other": "two"}
    assert "narrow" in words.WORDS["conflict"].mend(details)  # type: ignore[operator]
