"""A guide in another language has its conditions, guarantees and decision in that language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mannerly.model.conditions import Always, Condition
from mannerly.model.guide import Model
from mannerly.model.say_conditions import say_condition, say_lines, with_depth
from mannerly.model.say_laws import say_change, say_law
from mannerly.model.speaker import Speaker
from mannerly.phrases import Phrase, Wording, shipped
from mannerly.site.decision import ask, dates_of, label
from mannerly.site.texts import filters
from mannerly.table.build import build_table
from mannerly.table.columns import Column, DateColumn, NumberColumn
from small_guide import resolved

GERMAN = Path(__file__).parent / "cases" / "german"
#: What is said in German beside what it is said of, by what that is.
SAID: Mapping[str, Mapping[str, Any]] = yaml.safe_load((GERMAN / "said.yml").read_text())


@cache
def german(more: str = "") -> Model:
    """The German guide, and what a text adds to it."""
    files = ("guide.yml", "phrases.yml")
    model, problems = resolved({f: (GERMAN / f).read_text() for f in files} | {"more.yml": more})
    assert model is not None, problems
    return model


def said(kind: str, source: str, wording: Wording) -> Any:
    """What is said of a source that stands in the German guide."""
    match kind:
        case "conditions":
            condition, speaker = _condition(source, wording)
            return say_condition(condition, speaker)
        case "lists":
            lines = with_depth(say_lines(*_condition(source, wording)))
            return [f"{'- ' * depth}{line}" for depth, line in lines]
        case "guarantees":
            model = german(f"guarantees: [{{guarantee: g, that: '{source}'}}]")
            return say_law(model.guarantees["g"], Speaker(model, wording))
        case "changes":
            model = german(f"acts: {{a: {{title: A, kind: task, changes: {{{source}}}}}}}")
            return say_change(model.acts["a"].changes[0], Speaker(model, wording))
        case "dates":
            model = german(f"acts: {{a: {{title: A, kind: task, text: '{{{source}}}'}}}}")
            return filters(Speaker(model, wording))["words"](model.acts["a"].text)
        case "answers":
            example = "scenario: s, story: S, today: 2026-03-27, expect: {advise: warten}"
            model = german(f"scenarios: [{{{example}, given: {{{source}}}}}]")
            ((fact, value),) = model.scenarios["s"].given.items()
            return Speaker(model, wording).value(model.facts[fact], value)
        case "rules":
            rule = "rule: r, when: weg is freund, because: Darum., from: [A1], advise: danken"
            model = german(f"rules: [{{{rule}, {source}}}]")
            return dates_of("danken", Speaker(model, wording))
        case "questions":
            condition, speaker = _condition(source, wording)
            always = _columns(Always())
            column = next(one for one in _columns(condition) if one not in always)
            return {ask(column, speaker): [label(column, mask, speaker) for mask in _masks(column)]}
        case _:
            raise AssertionError(kind)


def _condition(source: str, wording: Wording) -> tuple[Condition, Speaker]:
    model = german(f"conditions:\n  c: {source}\n")
    return model.conditions["c"], Speaker(model, wording)


def _columns(condition: Condition) -> tuple[Column, ...]:
    model = german()
    (rule,) = model.rules.values()
    return build_table(replace(model, rules={rule.id: replace(rule, when=condition)})).columns


def _masks(column: Column) -> Iterator[int]:
    """Each cell, each two that follow each other, and of numbers and dates all such runs."""
    most = column.cells if isinstance(column, NumberColumn | DateColumn) else 2
    for count in range(1, most + 1):
        for first in range(column.cells - count + 1):
            yield ((1 << count) - 1) << first


@pytest.mark.parametrize(
    ("kind", "source"), [(kind, source) for kind, cases in SAID.items() for source in cases]
)
def test_german_reads_as_german(kind: str, source: str) -> None:
    wording = Speaker.of(german()).wording
    assert said(kind, source, wording) == SAID[kind][source]


class Noting(dict[str, Phrase]):
    """Phrases that note which of them are said."""

    def __init__(self, phrases: Mapping[str, Phrase]) -> None:
        super().__init__(phrases)
        self.said: set[str] = set()

    def __getitem__(self, id: str) -> Phrase:
        self.said.add(id)
        return super().__getitem__(id)


def test_every_phrase_is_said_in_german_and_in_english_from_the_same_places() -> None:
    there = shipped("en")["conditions"]
    assert german().phrases["conditions"].keys() == there.keys()
    for language, phrases in (("de", german().phrases["conditions"]), ("en", there)):
        noting = Noting(phrases)
        wording = Wording(language, noting)
        for kind, cases in SAID.items():
            for source in cases:
                said(kind, source, wording)
        model = german()
        assert Speaker(model, wording).value(model.facts["anruf"], None) != ""
        assert sorted(there.keys() - noting.said) == []
