"""The extension for VS Code: what it declares, what it starts, and how it colours conditions."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mannerly.format.shape import FILE, Shape
from mannerly.lsp.workspace import HEADS
from mannerly.resources import grammar_file
from mannerly.syntax.condition_words import GUARANTEE_WORDS, WEEKDAYS, WORDS

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "editors" / "vscode"
PACKAGE = json.loads((FOLDER / "package.json").read_text())
GRAMMAR = FOLDER / "conditions.tmLanguage.json"
JS = ROOT / "tests" / "js"

#: VS Code's own grammars of YAML, as its extension for that language has them.
YAML = sorted(
    (ROOT / "node_modules/@codingame/monaco-vscode-yaml-default-extension/resources").glob(
        "yaml*.tmLanguage.json"
    )
)


def coloured(*texts: str) -> list[list[tuple[str, str]]]:
    """The words of each text with their scopes."""
    assert YAML
    asked = {"scope": "source.yaml", "grammars": [*map(str, YAML), str(GRAMMAR)], "texts": texts}
    done = subprocess.run(
        ["node", JS / "colours.mjs"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [[(word, scope) for word, scope in text] for text in json.loads(done.stdout)]


def test_every_word_of_the_language_is_coloured_as_one() -> None:
    conditions = [
        w for w in (*WORDS.values(), *WEEKDAYS, "day", "week", "month", "year") if w.isalpha()
    ]
    terminals = re.findall(
        r'^_?[A-Z_]+: "([a-z]+)"', grammar_file("conditions.lark").read_text(), re.M
    )
    assert set(terminals) <= {*conditions, *GUARANTEE_WORDS.values()}
    of_condition = [f"rules:\n  - when: {word}" for word in conditions]
    of_guarantee = [f"guarantees:\n  - that: {word}" for word in GUARANTEE_WORDS.values()]
    for text in coloured(*of_condition, *of_guarantee):
        word, scope = text[-1]
        assert re.search(r"(keyword|constant)\.\S*mannerly$", scope), word


def test_words_of_guarantees_are_names_in_conditions() -> None:
    found = coloured(*(f"rules:\n  - when: {word}" for word in GUARANTEE_WORDS.values()))
    assert {text[-1][1].split()[-1] for text in found} == {"variable.other.mannerly"}


#: Each with one condition, of which "and" is a word; "this and that" is none.
WITH_A_CONDITION = [
    "rules:\n  - rule: a\n    when: x and y # z",
    "rules:\n  - when: x and y",
    "rules:\n  - rule: a\n    when: >-\n      x\n      and y\n    because: z",
    "rules:\n- rule: a\n  when: x\n    and y\n- rule: b",
    "rules:\n  - {rule: a, when: x and y, because: this and that}",
    "rules:\n  - rule: a\n    unless: x and y\n    by: z",
    "facts:\n  a: {ask: this and that, when: x and y}",
    "conditions:\n  a: x and y\nrules: []",
    'conditions:\n  # and\n  "a": >-\n    x\n    and y\n  b: z',
    "assume:\n  - x and y",
    "assume:\n  - that: x and y\n    because: this and that",
    "guarantees:\n  - that: never advise x when y and z",
    "rules:\n  - because: this and that\n    when: x and y\n    over: [this and that]",
    "rules:\n  - rule: a\n    when: x and y\n  - rule: b\n    because: this and that",
    "facts:\n  a: {ask: this and that,\n      when: x and y}\n  b: {ask: this and that}",
    "sources:\n  A: {by: This and That}\nrules:\n  - {by: x and y, because: this and that}",
]


@cache
def coloured_together() -> dict[str, list[tuple[str, str]]]:
    """These by their texts; a program for each would spend its time on starting."""
    return dict(zip(WITH_A_CONDITION, coloured(*WITH_A_CONDITION), strict=True))


@pytest.mark.parametrize("text", WITH_A_CONDITION)
def test_conditions_are_coloured_wherever_they_stand_and_nothing_else(text: str) -> None:
    found = coloured_together()[text]
    joints = [scope for word, scope in found if word == "and"]
    assert len(joints) == 1
    assert joints[0].endswith("keyword.operator.wordlike.logical.mannerly")
    assert not [word for word, scope in found if "invalid" in scope]
    plain = [word for word, scope in found if "string" in scope and "mannerly" not in scope]
    assert plain.count("this and that") == text.count("this and that")


def condition_keys(shape: Shape, key: str = "") -> set[str]:
    """The keys whose values are conditions; "" for those that have none of their own."""
    found = {key} if shape.condition else set()
    for name, inner in shape.keys.items():
        found |= condition_keys(inner, name)
    return found | (condition_keys(shape.each) if shape.each is not None else set())


def test_every_key_of_a_condition_is_known() -> None:
    text = GRAMMAR.read_text()
    for key in condition_keys(FILE) - {""}:
        assert re.search(rf"[(|]{key}[)|]", text), key


def test_the_extension_declares_what_there_is() -> None:
    assert (FOLDER / PACKAGE["main"]).is_file()
    for grammar in PACKAGE["contributes"]["grammars"]:
        path = FOLDER / grammar["path"]
        declared = json.loads(path.read_text())
        assert grammar["scopeName"] == declared["scopeName"]
        assert grammar["injectTo"] == ["source.yaml"]
        assert "source.yaml" in declared["injectionSelector"]
    assert PACKAGE["activationEvents"] == [f"workspaceContains:**/{head}" for head in HEADS]
    assert set(PACKAGE) >= {"name", "displayName", "description", "version", "publisher", "license"}
    assert re.fullmatch(r"\^\d+\.\d+\.\d+", PACKAGE["engines"]["vscode"])
    settings = PACKAGE["contributes"]["configuration"]["properties"]
    restricted = PACKAGE["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    assert set(restricted) == set(settings) == {"mannerly.command"}
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    assert lock["packages"][""]["dependencies"] == PACKAGE["dependencies"]


def started(**given: Any) -> dict[str, Any]:
    """What the extension starts, and tells, where VS Code has these settings."""
    done = subprocess.run(
        ["node", JS / "extension.cjs", FOLDER / PACKAGE["main"]],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("command", "run"),
    [
        ("mannerly", "mannerly"),
        (".venv/bin/mannerly", "/guide/.venv/bin/mannerly"),
        ("/opt/mannerly", "/opt/mannerly"),
    ],
)
def test_it_starts_the_server_for_yaml_and_markdown(command: str, run: str) -> None:
    found = started(command=command, folder="/guide")
    assert found["server"] == {"command": run, "args": ["lsp"]}
    assert {each["language"] for each in found["documents"]} == {"yaml", "markdown"}
    assert found["told"] == []
    assert found["commands"] == [one["command"] for one in PACKAGE["contributes"]["commands"]]
    assert found["stopped"] == 1


def test_that_it_cannot_start_is_told_with_what_to_do() -> None:
    (told,) = started(command="nowhere", folder="/guide", fails="ENOENT")["told"]
    assert "“nowhere lsp” does not start" in told
    assert "pip install 'mannerly[lsp]'" in told
