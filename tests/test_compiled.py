"""The compiled guide: what of the table goes into it, its published schema, its use elsewhere."""

from __future__ import annotations

import copy
import datetime
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import third_party
from in_node import RULES, as_case, load
from mannerly.advise.guide import Guide
from mannerly.errors import AnswerError
from mannerly.export.compiled import Json, as_json, compiled, whole
from mannerly.model.guide import Model
from mannerly.resources import grammar_file
from mannerly.site.markdown import render_text
from mannerly.table.build import build_table
from mannerly.table.columns import DateColumn
from mannerly.table.evaluate import Evaluator
from small_guide import model_with
from strategies import examples, guides_with_plans, situations, small_guides, told

SCHEMA = json.loads(grammar_file("compiled.schema.json").read_text())
BORROWED = Path(__file__).parent / "guides" / "borrowed"
RETURNS = Path(__file__).parent / "cases" / "returns"


def uncompiled(model: Model) -> Guide:
    return Guide(model, Evaluator(build_table(model)), complete=False)


def exported(model: Model) -> Json:
    return compiled(uncompiled(model), render_text)


@examples(130)
@given(guides_with_plans())
def test_guarantees_do_not_make_it_larger(model: Model) -> None:
    note(told(model))
    assert exported(model) == exported(replace(model, guarantees={}))


def test_a_guarantee_about_days_that_cannot_be_cuts_nothing() -> None:
    rule = """
rules:
  - rule: same-day
    when: today is on or before interview and contacts = 0
    advise: wait
    because: It was today.
    editorial: a test
    over: [call-first]
"""
    law = """
guarantees:
  - guarantee: never-before
    that: never advise write when today is before interview
    because: It cannot be.
"""
    without, guarded = model_with(rule), model_with(rule + law)
    assert len(cuts_of(guarded)) == len(cuts_of(without)) + 1
    assert exported(guarded) == exported(without)


def cuts_of(model: Model) -> list[object]:
    columns = build_table(model).columns
    return [cut for column in columns if isinstance(column, DateColumn) for cut in column.cuts]


# Its schema

VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def complaints(data: Json) -> list[str]:
    found = VALIDATOR.iter_errors(json.loads(as_json(data)))
    return [f"{error.json_path}: {error.message}" for error in found]


@cache
def shipped() -> Json:
    return whole(load(RULES), render_text)


@cache
def returned() -> Json:
    """A small guide, with an example of the shipped one."""
    return whole(load(RETURNS), render_text) | {"scenarios": shipped()["scenarios"][:1]}


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_what_sites_and_other_programs_get_is_of_one_form() -> None:
    site = compiled(load(RULES), render_text)
    assert complaints(site) == complaints(shipped()) == []
    parts = ("points", "sources", "words", "scenarios")
    assert all(shipped()[key] == value for key, value in site.items() if key not in parts)
    assert len(shipped()["scenarios"]) == len(load(RULES).model.scenarios)


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(lambda: model_with(), id="small"),
        pytest.param(lambda: load(RETURNS).model, id="returns"),
    ],
)
def test_the_schema_takes_guides_with_facts_of_all_types(model: Callable[[], Model]) -> None:
    assert complaints(exported(model())) == []


@examples(100)
@given(guides_with_plans())
def test_the_schema_takes_random_guides(model: Model) -> None:
    note(told(model))
    assert complaints(whole(uncompiled(model), render_text)) == []


def changed(path: str, change: Callable[[Any], object]) -> Json:
    """A guide with what stands at a path changed, or taken out where that gives None."""
    data: Any = copy.deepcopy(returned())
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    there = data
    for step in way:
        there = there[step]
    value = change(there.get(last) if isinstance(there, dict) else there[last])
    if value is None:
        del there[last]
    else:
        there[last] = value
    return dict(data)


def gone(value: object) -> None:
    return None


@pytest.mark.parametrize(
    ("path", "change"),
    [
        *((key, gone) for key in SCHEMA["required"]),
        ("format", lambda _: 2),
        ("more", lambda _: 1),
        ("calendar.workWeek.0", lambda _: 7),
        ("calendar.first", str),
        ("facts.0.type", lambda _: "text"),
        ("facts.0.type", lambda _: "date"),
        ("facts.0.options", gone),
        ("facts.0.options.0", lambda option: option[:1]),
        ("facts.0.range", lambda _: "past"),
        ("facts.0.colour", lambda _: "red"),
        ("lasting.0", lambda _: -1),
        ("columns.0.missing", gone),
        ("columns.0.kind", lambda _: "colour"),
        ("columns.0.cuts", lambda _: [1]),
        ("rows.1.1", lambda _: -1),
        ("rows.1.2", lambda _: "12"),
        ("rows.0", lambda _: []),
        ("rules.0.because", gone),
        ("rules.0.act", str),
        ("rules.0.over", lambda _: [1, 1]),
        ("rules.0.until", lambda _: {"today": True, "day": 1}),
        ("rules.0.until", lambda _: {"today": True, "plus": [[1, "weeks"]]}),
        ("acts.0.kind", lambda _: "call"),
        ("acts.0.text", lambda _: {"html": "<p>Wait</p>", "values": [{"rule": 1}]}),
        ("acts.0.changes", lambda _: [[0, {"add": "1"}]]),
        ("acts.0.replies", lambda _: [{"title": "No"}]),
        ("digest", str.upper),
        ("scenarios.0.advice", gone),
        ("scenarios.0.given.news", lambda _: 1.5),
        ("tree.0", lambda node: node[:1]),
    ],
)
def test_the_schema_takes_nothing_else(path: str, change: Callable[[Any], object]) -> None:
    assert complaints(changed(path, change)) != []


# What can be done with nothing but the file and its schema


@pytest.mark.parametrize("folder", [RULES, BORROWED], ids=["shipped", "borrowed"])
def test_another_program_gives_the_same_advice_in_every_scenario(folder: Path) -> None:
    """Asked at once, and question by question, as far as a scenario has answers."""
    guide = load(folder)
    data = whole(guide, render_text)
    other = third_party.Guide(as_json(data))
    assert [one["id"] for one in data["scenarios"]] == [*guide.model.scenarios] != []
    for scenario in data["scenarios"]:
        today, given = scenario["today"], scenario["given"]
        assert other.advise(today, given) == scenario["advice"], scenario["id"]
        known: dict[str, Any] = {}
        found = other.advise(today, known)
        while "ask" in found and found["ask"] in given:
            case = as_case(guide.model, today, _values(known))
            advice = guide.advise(case["answers"], today=_date(case["today"]))
            assert advice.next is not None and advice.next.id == found["ask"]
            known[found["ask"]] = given[found["ask"]]
            found = other.advise(today, known)
        assert found.get("act", scenario["advice"]["act"]) == scenario["advice"]["act"]


@examples(100)
@given(st.data())
def test_another_program_gives_the_same_advice_in_random_guides(data: st.DataObject) -> None:
    """Some answers may be left out; a guide of sound rules is taken for one without gaps."""
    sound = data.draw(st.booleans())
    model = data.draw(small_guides(sound=sound))
    note(told(model))
    guide = Guide(model, Evaluator(build_table(model)), complete=sound)
    if data.draw(st.booleans()):
        guide.tree = None  # as if it were too large for one
    other = third_party.Guide(as_json(compiled(guide, render_text)))
    for _ in range(6):
        situation = data.draw(situations(model))
        left_out = data.draw(st.sets(st.sampled_from(list(model.facts)))) if model.facts else ()
        values = {id: value for id, value in situation.values.items() if id not in left_out}
        note(f"{situation.today} {values}")
        case = as_case(model, situation.today, values)
        try:
            advice = guide.advise(case["answers"], today=_date(case["today"]))
            outcome = advice.outcome
        except AnswerError:
            with pytest.raises(ValueError):  # noqa: PT011 - for whatever reason
                other.advise(situation.today, values)
            continue
        found = other.advise(situation.today, values)
        if outcome.act is None:
            assert found == {"ask": advice.next and advice.next.id}
            continue
        dates = {"until": outcome.until, "by": outcome.by}
        assert found == {
            "act": list(model.acts).index(outcome.act),
            "rules": [list(model.rules).index(id) for id in outcome.rules],
            "also": [list(model.acts).index(id) for id in outcome.also],
            "avoid": [list(model.acts).index(id) for id in outcome.avoid],
            **{key: day for key, day in dates.items() if day is not None},
        }


def _values(given: dict[str, Any]) -> dict[str, Any]:
    return {id: frozenset(v) if isinstance(v, list) else v for id, v in given.items()}


def _date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# The command


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mannerly", "export", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_writes_the_guide_and_the_schema(tmp_path: Path) -> None:
    done = run(str(RULES), "--output", "guide.json", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((tmp_path / "guide.json").read_text()) == json.loads(as_json(shipped()))
    described = run("--schema", cwd=tmp_path)  # where no guide is
    assert json.loads(described.stdout) == SCHEMA


def test_a_guide_with_errors_is_not_exported(tmp_path: Path) -> None:
    (tmp_path / "guide.yml").write_text("rules: []")
    done = run(str(tmp_path), "--output", str(tmp_path / "guide.json"), cwd=tmp_path)
    assert done.returncode == 1
    assert "error[" in done.stderr
    assert not (tmp_path / "guide.json").exists()
    missing = run(cwd=tmp_path)
    assert missing.returncode == 2
    assert "does not exist. Give the folder that holds the rules." in missing.stderr
