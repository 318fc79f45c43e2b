"""Certificates: written for every sound guide, accepted by the program that checks them, and
refused by it once they say something else."""

from __future__ import annotations

import ast
import copy
import importlib.util
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import assume, event, given, note
from hypothesis import strategies as st

from listing import all_situations
from mannerly import cli
from mannerly.advise.guide import Guide
from mannerly.check.cover import NoCover, cover
from mannerly.export import guaranteed
from mannerly.export.certificate import Json, NoCertificate, as_json, certificate, seal
from mannerly.model.guide import AlwaysOne, Guarantee, Manner, Model, Never
from mannerly.model.interpreter import holds, interpret
from mannerly.pipeline import certify, compile_folder
from mannerly.resources import recheck_program
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import (
    NEAR,
    NOWHERE,
    Field,
    condition,
    examples,
    small_guides,
    told,
)

BORROWED = Path(__file__).parent / "guides" / "borrowed"
SHIPPED = Path(__file__).parent.parent / "rules"


@cache
def program() -> ModuleType:
    """The program that checks certificates, without running it."""
    spec = importlib.util.spec_from_file_location("recheck", recheck_program())
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def refusal(data: Json) -> str | None:
    """Why the program refuses a certificate; None where it accepts it."""
    try:
        program().Certificate(json.loads(as_json(data))).check()
    except SystemExit as error:
        return str(error)
    except (LookupError, TypeError, ValueError) as error:
        return repr(error)
    return None


def certified(model: Model) -> Json:
    """The certificate of a guide that is built as a model."""
    evaluator = Evaluator(build_table(model))
    return certificate(Guide(model, evaluator, True), {}, "tests")


@cache
def guide_of(folder: Path) -> Guide:
    guide = compile_folder(folder, check=False).guide
    assert guide is not None
    return guide


@cache
def of_folder(folder: Path) -> Json:
    return certificate(guide_of(folder), {}, "tests")


# What is certified


@examples(70)
@given(small_guides())
def test_there_is_a_cover_exactly_where_every_situation_has_one_advice(model: Model) -> None:
    note(told(model))
    verdicts = [interpret(model, situation) for situation in all_situations(model)]
    clear = all(verdict.acts and not verdict.contradictory for verdict in verdicts)
    try:
        cover(Evaluator(build_table(model)))
    except NoCover:
        assert not clear
    else:
        assert clear


@examples(60)
@given(small_guides(sound=True))
def test_each_box_names_a_rule_that_stands_in_all_its_situations(model: Model) -> None:
    note(told(model))
    evaluator = Evaluator(build_table(model))
    tiles = cover(evaluator).tiles
    for situation in all_situations(model):
        cells = evaluator.view(situation).masks
        [tile] = [
            tile
            for tile in tiles
            if all(not cell & ~mask for cell, mask in zip(cells, tile.masks, strict=True))
        ]
        assert tile.rule in interpret(model, situation).live
        assert interpret(model, situation).acts == {model.rules[tile.rule or ""].advise}


@examples(130)
@given(small_guides(sound=True))
def test_certificates_of_sound_guides_are_accepted(model: Model) -> None:
    note(told(model))
    assert refusal(certified(model)) is None


@pytest.mark.parametrize("folder", [BORROWED, SHIPPED], ids=lambda folder: folder.name)
def test_certificates_of_folders_are_accepted(folder: Path) -> None:
    data = of_folder(folder)
    assert refusal(data) is None
    assert len(data["cases"]) >= len(guide_of(folder).model.scenarios)


MANNERS: tuple[Manner, ...] = ("advise", "recommend", "avoid")


@st.composite
def guaranteed_guides(draw: st.DrawFn) -> Model:
    """A sound guide with a guarantee, which it may break."""
    model = draw(small_guides(sound=True))
    types = {fact.id: fact.type for fact in model.facts.values()}
    kinds: tuple[type[Never | AlwaysOne], ...] = (Never, Never, AlwaysOne)
    kind = draw(st.sampled_from(kinds))
    manner = draw(st.sampled_from(MANNERS))
    acts = draw(st.sets(st.sampled_from(sorted(model.acts)), min_size=1, max_size=2))
    law = kind(manner, frozenset(acts), condition(draw, Field(types, model.calendar, NEAR)))
    return replace(
        model, guarantees={"law": Guarantee("law", law, False, "a law", "", NOWHERE, NOWHERE)}
    )


def keeps(model: Model) -> bool:
    """Whether no situation breaks the guarantee of a guide, by looking at each."""
    law = model.guarantees["law"].that
    assert isinstance(law, Never | AlwaysOne)
    for situation in all_situations(model):
        if holds(law.when, situation, model):
            verdict = interpret(model, situation)
            said = {
                "advise": verdict.acts,
                "recommend": verdict.acts | verdict.also,
                "avoid": verdict.avoid,
            }[law.manner]
            if bool(said & law.acts) != isinstance(law, AlwaysOne):
                return False
    return True


@examples(100)
@given(guaranteed_guides())
def test_a_guarantee_that_holds_is_certified_and_one_that_is_broken_is_not(model: Model) -> None:
    note(told(model))
    note(str(model.guarantees))
    kept, put = keeps(model), bool(list(guaranteed.certified(model)))
    event(f"{kept=} {put=}")
    try:
        data = certified(model)
    except NoCertificate:
        assert put and not kept
        return
    assert kept or not put
    assert ("guarantee law" in [rule["id"] for rule in data["rules"]]) == put
    assert refusal(data) is None


def test_most_guarantees_of_the_shipped_guide_are_certified() -> None:
    model = guide_of(SHIPPED).model
    rules = {rule["id"] for rule in of_folder(SHIPPED)["rules"]}
    laws = {id: law.that for id, law in model.guarantees.items()}
    never = {id for id, law in laws.items() if isinstance(law, Never)}
    assert {f"guarantee {id}" for id in never} == rules - model.rules.keys()
    assert len(never) > 10


def test_a_cover_has_a_budget() -> None:
    with pytest.raises(NoCover):
        cover(guide_of(BORROWED).evaluator, budget=3)


# What is refused: each of these changes what a certificate says, so that it is false


def certifiable() -> st.SearchStrategy[Model]:
    """Sound guides, some of them with a guarantee that can be certified."""
    kept = guaranteed_guides().filter(
        lambda model: keeps(model) and any(guaranteed.certified(model))
    )
    return small_guides(sound=True) | kept


Tampering = Callable[[Json, random.Random], bool]


def decided(data: Json) -> list[Json]:
    return [entry for entry in data["boxes"] if "rule" in entry]


def rule_of(data: Json, entry: Json) -> Json:
    return next(rule for rule in data["rules"] if rule["id"] == entry["rule"])


def cells(flat: list[Any], data: Json) -> dict[int, int]:
    box = {c: (1 << column["cells"]) - 1 for c, column in enumerate(data["columns"])}
    return box | dict(zip(flat[::2], (int(str(mask), 0) for mask in flat[1::2]), strict=True))


def flat(box: dict[int, int]) -> list[int]:
    return [item for pair in sorted(box.items()) for item in pair]


def around(data: Json, entry: Json) -> Iterator[Json]:
    """The rules that apply in all of a box."""
    box = cells(entry["box"], data)
    for rule in data["rules"]:
        for other in (cells(flat, data) for flat in rule["boxes"]):
            if all(not box[c] & ~mask for c, mask in other.items()):
                yield rule
                break


def a_box_is_dropped(data: Json, dice: random.Random) -> bool:
    del data["boxes"][dice.randrange(len(data["boxes"]))]
    return True


def a_box_is_there_twice(data: Json, dice: random.Random) -> bool:
    data["boxes"].insert(dice.randrange(len(data["boxes"])), dice.choice(data["boxes"]))
    return True


def a_box_is_widened(data: Json, dice: random.Random) -> bool:
    entry = dice.choice(data["boxes"])
    box = cells(entry["box"], data)
    columns = [c for c, mask in box.items() if mask != (1 << data["columns"][c]["cells"]) - 1]
    if columns:
        column = dice.choice(columns)
        outside = ~box[column] & ((1 << data["columns"][column]["cells"]) - 1)
        entry["box"] = flat(box | {column: box[column] | outside & -outside})
    return bool(columns)


def a_box_is_shrunk(data: Json, dice: random.Random) -> bool:
    entry = dice.choice(data["boxes"])
    box = cells(entry["box"], data)
    columns = [c for c, mask in box.items() if mask & (mask - 1)]
    if columns:
        column = dice.choice(columns)
        entry["box"] = flat(box | {column: box[column] & (box[column] - 1)})
    return bool(columns)


def a_box_names_a_rule_of_another_act(data: Json, dice: random.Random) -> bool:
    entry = dice.choice(decided(data))
    others = [rule for rule in data["rules"] if rule["act"] not in (None, entry["act"])]
    if others:
        other = dice.choice(others)
        entry["rule"], entry["act"] = other["id"], other["act"]
    return bool(others)


def a_box_names_another_act(data: Json, dice: random.Random) -> bool:
    dice.choice(decided(data))["act"] = "something-else"
    return True


def a_box_that_can_be_is_excluded(data: Json, dice: random.Random) -> bool:
    if data["impossible"]:
        entry = dice.choice(decided(data))
        del entry["rule"], entry["act"]
        entry["impossible"] = dice.randrange(len(data["impossible"]))
    return bool(data["impossible"])


def everything_is_called_impossible(data: Json, dice: random.Random) -> bool:
    data["impossible"].append([])
    entry = dice.choice(decided(data))
    del entry["rule"], entry["act"]
    entry["impossible"] = len(data["impossible"]) - 1
    return True


def a_rule_no_longer_applies_where_it_decides(data: Json, dice: random.Random) -> bool:
    if not data["columns"]:
        return False
    entry = dice.choice(decided(data))
    box, rule = cells(entry["box"], data), rule_of(data, entry)
    column = dice.randrange(len(data["columns"]))
    kept = []
    for other in (cells(flat, data) for flat in rule["boxes"]):
        other[column] &= ~(box[column] & -box[column])
        if other[column]:
            kept.append(flat(other))
    rule["boxes"] = kept
    return True


def a_rule_of_another_act_applies_too(data: Json, dice: random.Random) -> bool:
    entry = dice.choice(decided(data))
    applying = {rule["id"] for rule in around(data, entry)}
    others = [
        rule
        for rule in data["rules"]
        if rule["act"] not in (None, entry["act"]) and not applying.intersection(rule["yields_to"])
    ]
    if others:
        dice.choice(others)["boxes"].append(entry["box"])
    return bool(others)


def an_override_is_dropped(data: Json, dice: random.Random) -> bool:
    pairs = [
        rule
        for entry in decided(data)
        for rule in around(data, entry)
        if rule["act"] not in (None, entry["act"])
    ]
    if pairs:
        dice.choice(pairs)["yields_to"].clear()
    return bool(pairs)


def a_rule_is_overridden_where_it_decides(data: Json, dice: random.Random) -> bool:
    entry = dice.choice(decided(data))
    rule_of(data, entry)["yields_to"].append(dice.choice(list(around(data, entry)))["id"])
    return True


def a_rule_advises_another_act(data: Json, dice: random.Random) -> bool:
    rule_of(data, dice.choice(decided(data)))["act"] = "something-else"
    return True


def a_rule_avoids_what_is_advised(data: Json, dice: random.Random) -> bool:
    entry = dice.choice(decided(data))
    rule_of(data, entry)["avoid"].append(entry["act"])
    return True


def a_guarantee_forbids_what_is_advised(data: Json, dice: random.Random) -> bool:
    law = next((rule for rule in data["rules"] if rule["id"].startswith("guarantee ")), None)
    entries = decided(data)
    if law is not None:
        entry = dice.choice(entries)
        law["boxes"].append(entry["box"])
        law["avoid"].append(entry["act"])
    return law is not None


def a_guarantee_decides(data: Json, dice: random.Random) -> bool:
    entry = dice.choice(decided(data))
    laws = [rule for rule in data["rules"] if rule["id"].startswith("guarantee ")]
    if laws:
        law = dice.choice(laws)
        law["boxes"].append(entry["box"])
        entry["rule"] = law["id"]
    return bool(laws)


def a_fact_has_one_more_value(data: Json, dice: random.Random) -> bool:
    limited = [c for entry in data["boxes"] for c in entry["box"][::2]]
    if limited:
        data["columns"][dice.choice(limited)]["cells"] += 1
    return bool(limited)


def a_case_has_other_advice(data: Json, dice: random.Random) -> bool:
    if data["cases"]:
        dice.choice(data["cases"])["act"] = "something-else"
    return bool(data["cases"])


def a_case_lies_in_another_box(data: Json, dice: random.Random) -> bool:
    others = len(data["boxes"]) - 1
    if data["cases"] and others:
        case = dice.choice(data["cases"])
        case["box"] = (case["box"] + 1 + dice.randrange(others)) % len(data["boxes"])
    return bool(data["cases"] and others)


TAMPERINGS: list[Tampering] = [
    a_box_is_dropped,
    a_box_is_there_twice,
    a_box_is_widened,
    a_box_is_shrunk,
    a_box_names_a_rule_of_another_act,
    a_box_names_another_act,
    a_box_that_can_be_is_excluded,
    everything_is_called_impossible,
    a_rule_no_longer_applies_where_it_decides,
    a_rule_of_another_act_applies_too,
    an_override_is_dropped,
    a_rule_is_overridden_where_it_decides,
    a_rule_advises_another_act,
    a_rule_avoids_what_is_advised,
    a_guarantee_forbids_what_is_advised,
    a_guarantee_decides,
    a_fact_has_one_more_value,
    a_case_has_other_advice,
    a_case_lies_in_another_box,
]


def tampered(data: Json, tampering: Tampering, dice: random.Random) -> Json | None:
    """A changed certificate, sealed anew; None where this change cannot be made to it."""
    changed = copy.deepcopy(data)
    if not tampering(changed, dice):
        return None
    return changed | {"sha256": seal(changed)}


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.__name__)
@examples(25)
@given(certifiable(), st.integers(0, 999))
def test_what_was_tampered_with_is_refused(tampering: Tampering, model: Model, seed: int) -> None:
    note(told(model))
    data = certified(model)
    assume(decided(data))  # In some guides nothing can be.
    changed = tampered(data, tampering, random.Random(seed))
    assume(changed is not None)
    assert changed is not None and refusal(changed) is not None


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.__name__)
def test_what_was_tampered_with_is_refused_of_a_written_guide(tampering: Tampering) -> None:
    # The small guide has no guarantees, and few rules.
    guides = (of_folder(folder) for folder in (BORROWED, SHIPPED))
    changed = next(filter(None, (tampered(one, tampering, random.Random(1)) for one in guides)))
    assert refusal(changed) is not None


@pytest.mark.parametrize("key", sorted(of_folder(BORROWED).keys() - {"sha256"}))
def test_what_was_changed_and_not_sealed_anew_is_refused(key: str) -> None:
    data = copy.deepcopy(of_folder(BORROWED))
    data[key] = "something else"
    reason = refusal(data)
    assert reason is not None and "changed" in reason


# The program and the command


def test_the_program_is_short_and_needs_nothing_but_python() -> None:
    text = recheck_program().read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    imported: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names):
                imported |= {name.name for name in names}
            case ast.ImportFrom(module=str() as module):
                imported.add(module)
    assert imported <= sys.stdlib_module_names


def recheck(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the program far from the package, without anything that is installed."""
    return subprocess.run(
        [sys.executable, "-I", "-S", shutil.copy(recheck_program(), cwd), *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A guide in which nothing is found."""
    return Path(shutil.copytree(Path(__file__).parent / "site" / "guide", tmp_path / "guide"))


def test_what_the_command_writes_the_program_accepts(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "certificate.json"
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", str(guide), "--certificate", str(file)])
    assert ended.value.code == 0
    assert f"python {recheck_program()} {file} --rules {guide}" in capsys.readouterr().err
    done = recheck(file, "--rules", guide, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Accepted: ")
    assert "Taken on trust: " in done.stdout


def test_a_certificate_is_of_the_files_as_they_were(guide: Path, tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    file.write_text(as_json(certify(guide, compile_folder(guide))), encoding="utf-8")
    rules = guide / "lunch.yml"
    rules.write_text(rules.read_text() + "# a remark\n")
    assert recheck(file, cwd=tmp_path).returncode == 0
    done = recheck(file, "--rules", guide, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Refused: lunch.yml is another than the certificate is of.\n"


def test_what_is_no_certificate_is_refused(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", "{", "null", '{"sha256": ""}'):
        (tmp_path / "file").write_text(text)
        done = recheck("file", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, ""), text
        assert done.stderr.startswith("Refused: "), text
    assert recheck("no-such-file", cwd=tmp_path).returncode == 1


def test_the_program_says_how_it_is_used(tmp_path: Path) -> None:
    done = recheck("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "--rules" in done.stdout


def test_a_guide_with_findings_gets_no_certificate(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = guide / "lunch.yml"
    rules.write_text(rules.read_text().replace("over: [wait-first]", "over: []"))
    file = tmp_path / "certificate.json"
    file.write_text("an older one")
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", str(guide), "--certificate", str(file)])
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"{file} is not written: something was found.\n"
    assert file.read_text() == "an older one"


def test_a_certificate_that_cannot_be_written_is_said(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", str(guide), "--certificate", str(tmp_path / "no" / "where.json")])
    assert ended.value.code == 2
    assert "cannot be written" in capsys.readouterr().err
