"""The JSON Schema takes what the reader takes, and proposes a guide's own ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import mannerly
from mannerly.export.schema import DIALECT, FILE_NAME, as_text, meanings, schema
from mannerly.format.shape import FILE

ROOT = Path(__file__).parent.parent
REFERENCE = (ROOT / "grammar" / "reference.md").read_text()
GUIDES = [*ROOT.glob("rules/**/*.yml"), *ROOT.glob("tests/guides/**/*.yml")]
RULES = mannerly.load(ROOT / "rules").model


class _Editor(yaml.CSafeLoader):
    """Reads YAML 1.2 as editors do: a date, yes and no are texts."""


_Editor.yaml_implicit_resolvers = {
    first: [(tag, word) for tag, word in known if tag.endswith((":int", ":float"))]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def complaints(text: str, schema: dict[str, Any]) -> list[str]:
    jsonschema.Draft7Validator.check_schema(schema)
    found = jsonschema.Draft7Validator(schema).iter_errors(
        yaml.load(text, _Editor)  # noqa: S506
    )
    return [error.message for error in found]


@pytest.mark.parametrize("file", GUIDES, ids=lambda file: file.name)
def test_files_of_guides_are_taken(file: Path) -> None:
    assert complaints(file.read_text(), schema()) == []
    assert complaints(file.read_text(), schema(RULES)) == []


@pytest.mark.parametrize("block", re.findall(r"^```yaml\n(.*?)^```$", REFERENCE, re.S | re.M))
def test_what_the_reference_shows_is_taken(block: str) -> None:
    assert complaints(block, schema()) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("rulez: []", "'rulez' was unexpected"),
        ("rules: [{rule: a, wenn: b, because: c}]", "'wenn' was unexpected"),
        ("rules: [{rule: a}]", "'when' is a required property"),
        ("acts: {a: {title: b, kind: call}}", "'call' is not one of"),
        ("facts: [a]", "is not of type 'object'"),
        ("phrases: {site: {skip: [a]}}", "is not valid under any of the given schemas"),
        ("phrases: {site: {skip: {one: a}}}", "is not valid under any of the given schemas"),
    ],
)
def test_what_the_reader_refuses_is_marked(text: str, complaint: str) -> None:
    assert any(complaint in one for one in complaints(text, schema()))


def test_every_key_is_explained_in_the_words_of_the_reference() -> None:
    told = meanings(REFERENCE)
    for section in (
        "guide",
        "calendar",
        "facts",
        "acts",
        "sources",
        "rules",
        "scenarios",
        "history",
    ):
        shape = FILE.keys[section].each or FILE.keys[section]
        assert set(shape.keys) <= set(told[section]), section


def proposals(node: Any) -> Iterator[str]:
    match node:
        case {"const": str(id)}:
            yield id
        case dict():
            for value in node.values():
                yield from proposals(value)
        case list():
            for value in node:
                yield from proposals(value)


def test_a_guides_own_ids_are_proposed() -> None:
    found = set(proposals(schema(RULES)["properties"]["rules"]))
    assert found >= {*RULES.acts, *RULES.points, *RULES.rules}
    assert set(proposals(schema())) == set()
    given = schema(RULES)["properties"]["scenarios"]["items"]["properties"]["given"]
    assert set(given["properties"]) == set(RULES.facts)


def test_it_is_json_of_a_dialect_that_editors_know() -> None:
    assert json.loads(json.dumps(schema(RULES)))["$schema"] == DIALECT


@pytest.mark.parametrize(
    "folder", [ROOT / "rules", ROOT / "site_templates" / "new" / "everywhere" / "rules"], ids=str
)
def test_the_first_line_of_each_file_names_the_schema_of_its_folder(folder: Path) -> None:
    files = sorted(folder.rglob("*.yml"))
    assert files
    for file in files:
        first = file.read_text().partition("\n")[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found is not None, file
        assert (file.parent / found[1]).resolve() == folder / FILE_NAME


def test_the_shipped_guide_has_the_schema_of_this_version() -> None:
    # Written by: mannerly schema --output rules/.schema.json
    assert (ROOT / "rules" / FILE_NAME).read_text() == as_text(schema())
