"""Answers from a YAML or JSON file, with their places, so that each error can point at its own."""

from __future__ import annotations

import sys
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path

from mannerly.model.guide import Fact, YesNo
from mannerly.problems import Place, Problems
from mannerly.syntax.files import MAX_BYTES, decode, read_bytes
from mannerly.syntax.nodes import Mapping, Node, Scalar, Sequence
from mannerly.syntax.yaml_reader import read_yaml

_STANDARD_INPUT = "standard input"
_NULLS = frozenset({"", "~", "null"})
_BOOLEANS = {"true": "yes", "false": "no"}


@dataclass(slots=True)
class AnswersFile:
    """Answers by fact, the place of each, and the file's text by its name, to quote lines from."""

    texts: dict[str, str]
    answers: dict[str, object] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


def read_answers_file(path: str, facts: MappingOf[str, Fact], problems: Problems) -> AnswersFile:
    """What a file of answers holds; ``-`` is standard input. What is wrong goes to ``problems``.

    JSON is YAML; its ``true``, ``false`` and ``null`` mean yes, no and not known.
    """
    name = _STANDARD_INPUT if path == "-" else path
    data = _standard_input(problems) if path == "-" else read_bytes(Path(path), problems)
    text = None if data is None else decode(name, data, problems)
    if text is None:
        return AnswersFile({name: (data or b"").decode(errors="replace")})
    file = AnswersFile({name: text})
    node = read_yaml(name, text, problems)
    if isinstance(node, Mapping):
        for key, value in node.items:
            fact = facts.get(key.text)
            file.places[key.text] = key.place if fact is None else value.place
            file.answers[key.text] = _answer(value, fact)
    elif node is not None:
        problems.add("answers-not-a-mapping", node.place)
    return file


def _standard_input(problems: Problems) -> bytes | None:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        problems.add("file-too-large", Place(_STANDARD_INPUT, 1, 1, 1, 1), limit=MAX_BYTES)
        return None
    return data


def _answer(node: Node, fact: Fact | None) -> object:
    match node:
        case Scalar(text):
            if text in _NULLS:
                return None
            yes_no = fact is not None and isinstance(fact.type, YesNo)
            return _BOOLEANS.get(text, text) if yes_no else text
        case Sequence(items):
            return [_answer(item, fact) for item in items]
        case Mapping():
            return "{…}"  # no fact takes one, and this is how the message names it
