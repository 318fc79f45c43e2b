"""The numbers in the shipped guide's prose are those of its rules, and cannot drift from them."""

from __future__ import annotations

import re

import pytest

from amounts import amounts, unfounded
from guide_texts import RULES
from mannerly.model.guide import Model
from mannerly.model.resolve import resolve
from mannerly.problems import Problems
from mannerly.syntax.yaml_reader import read_yaml

YAML = {path.name: path.read_text(encoding="utf-8") for path in sorted(RULES.rglob("*.yml"))}
CHAPTERS = {path.name: path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*.md"))}

_THRESHOLD = re.compile(r"\b(contacts >= )?(\d+)( business days?| weeks)?\b")


def thresholds() -> list[str]:
    """What conditions compare with: "5 business days", "4 weeks", "contacts >= 2".

    But for the three tries that are the limit of a source: prose names them as what it says.
    """
    found = {m[0] for text in YAML.values() for m in _THRESHOLD.finditer(text) if m[1] or m[3]}
    return sorted(found - {"contacts >= 3"})


def guide(texts: dict[str, str]) -> Model:
    problems = Problems()
    documents = {name: read_yaml(name, text, problems) for name, text in texts.items()}
    read = {name: node for name, node in documents.items() if node is not None}
    model = resolve(read, CHAPTERS, problems)
    assert model is not None
    return model


def test_every_amount_in_prose_is_one_of_a_rule_or_a_point_on_which_it_rests() -> None:
    assert list(unfounded(guide(YAML), CHAPTERS)) == []


@pytest.mark.parametrize("threshold", thresholds())
def test_a_threshold_that_moves_by_one_is_noticed(threshold: str) -> None:
    moved = _THRESHOLD.sub(lambda m: f"{m[1] or ''}{int(m[2]) + 1}{m[3] or ''}", threshold)
    whole = re.compile(rf"\b{re.escape(threshold)}\b")
    texts = {name: whole.sub(moved, text) for name, text in YAML.items()}
    assert texts != YAML
    (amount,) = amounts(threshold.replace("contacts >=", "times you asked is at least"))
    assert amount in {amount for _, amount in unfounded(guide(texts), CHAPTERS)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Wait five business days, or two weeks.",
            {(5, "business day"), (2, "week")},
        ),
        ("the Fifth business day", {(5, "business day")}),
        ("On the business day after it", {(1, "business day")}),
        ("the last business day before {answer_by}", {(1, "business day")}),
        (
            "four or five days; 30 days; 3 to 4 weeks",
            {*((n, "day") for n in (4, 5, 30)), *((n, "week") for n in (3, 4))},
        ),
        ("after two unanswered tries", {(2, "try")}),
        ("the number of times you asked is at least 2", {(2, "try")}),
        ("one calls at once, in the first days, on a day off, with five sources", set()),
    ],
)
def test_amounts_are_read_from_prose_and_from_rules(text: str, found: set[object]) -> None:
    assert amounts(text) == found
