"""A small guide with a fact of every type, and how tests of the language read one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mannerly.model.guide import Model
from mannerly.model.resolve import resolve
from mannerly.problems import Problem, Problems
from mannerly.syntax.yaml_reader import read_yaml

SMALL_GUIDE = (Path(__file__).parent / "small_guide.yml").read_text()


def resolved(
    texts: Mapping[str, str], pages: Mapping[str, str] | None = None
) -> tuple[Model | None, tuple[Problem, ...]]:
    """The model of YAML texts by file, and what is wrong with them."""
    problems = Problems()
    documents = {
        file: node
        for file, text in texts.items()
        if (node := read_yaml(file, text, problems)) is not None
    }
    return resolve(documents, pages or {}, problems), problems.sorted()


def model_with(text: str = "") -> Model:
    """The small guide, and what a text adds to it."""
    model, problems = resolved({"small_guide.yml": SMALL_GUIDE, "more.yml": text})
    assert model is not None, problems
    return model
