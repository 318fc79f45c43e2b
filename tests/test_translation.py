"""A guide in another language has its conditions, guarantees and decision in that language."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, note

from mannerly.advise.guide import Guide
from mannerly.check.witness import Teller
from mannerly.diff.compare import compare
from mannerly.model.conditions import Always, Condition
from mannerly.model.guide import Choice, FactType, Model, Number, Several
from mannerly.model.say_conditions import say_condition, say_lines, with_depth
from mannerly.model.say_laws import say_change, say_law
from mannerly.model.speaker import Speaker
from mannerly.phrases import Phrase, Wording, shipped
from mannerly.release.entry import Chapters, entry, first_entry
from mannerly.site.decision import ask, dates_of, label
from mannerly.site.embed import version
from mannerly.site.pages import GuidePages
from mannerly.site.texts import filters
from mannerly.table.build import build_table
from mannerly.table.columns import Column, DateColumn, NumberColumn
from mannerly.table.evaluate import Evaluator
from marks import marked
from small_guide import resolved
from strategies import examples, guides_with_plans, possible_values, told

GERMAN = Path(__file__).parent / "cases" / "german"
#: What is said in German beside what it is said of, by what that is.
SAID: Mapping[str, Mapping[str, Any]] = yaml.safe_load((GERMAN / "said.yml").read_text())


@cache
def german(more: str = "") -> Model:
    """The German guide, and what a text adds to it."""
    text = (GERMAN / "guide.yml").read_text()
    model, problems = resolved({"guide.yml": text, "more.yml": more})
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
    for language in ("de", "en"):
        noting = Noting(shipped(language)["conditions"])
        wording = Wording(language, noting)
        for kind, cases in SAID.items():
            for source in cases:
                said(kind, source, wording)
        model = german()
        assert Speaker(model, wording).value(model.facts["anruf"], None) != ""
        assert sorted(there.keys() - noting.said) == []


RULES = """
history: [{version: 1.0.0, date: 2026-03-27, changed: Die erste Fassung.}]
rules:
  - rule: nicht-mehr
    when: kontakte > 2 and at least 3 business days since anruf
    advise: danken
    over: warten
    until: zusage
    because: "Angerufen: {anruf}; versprochen: {zusage}."
    from: [A1]
"""


def compiled() -> Guide:
    """The German guide with a rule and a version."""
    model = german(RULES)
    return Guide(model, Evaluator(build_table(model)), complete=False)


def test_pages_have_them_in_the_language_of_their_guide() -> None:
    guide = compiled()
    pages = {page.path: page.markdown for page in GuidePages(guide).pages()}
    rule = pages["rule/nicht-mehr.md"]
    assert "- Die Zahl der Anrufe beträgt mindestens 3\n" in rule
    assert "- Der letzte Anruf liegt mindestens 3 Arbeitstage zurück\n" in rule
    assert "3 oder mehr" in pages["decision.md"]
    assert "der 3. Arbeitstag nach dem Tag „der letzte Anruf“" in pages["decision.md"]
    assert "Freitag, 27. März 2026" in pages["changes.md"]
    told = version(guide.model, "Danach", {"released": "{site}, {version}, {day}"})
    assert told == "Danach, 1.0.0, Freitag, 27. März 2026"


def test_texts_are_filled_in_for_readers_in_that_language_and_witnesses_in_english() -> None:
    guide = compiled()
    answers = {"kontakte": 3, "anruf": "2026-03-20"}
    advice = guide.advise(answers, today=datetime.date(2026, 3, 27))
    because = advice.text(guide.model.rules["nicht-mehr"].because)
    assert because == "Angerufen: Freitag, 20. März 2026; versprochen: Das haben sie nicht gesagt."
    assert ("Wann war er?", "Friday 20 March 2026") in Teller(guide.model)(advice.situation).answers


def test_a_release_of_a_german_guide_is_told_in_german() -> None:
    released = yaml.safe_load((GERMAN / "released.yml").read_text())
    text = (GERMAN / "guide.yml").read_text()
    for before, after in released["edits"].items():
        assert before in text
        text = text.replace(before, after)
    new, problems = resolved({"a.yml": text, "b.yml": released["more"]})
    assert new is not None, problems
    chapters = Chapters(**{kind: tuple(some) for kind, some in released["chapters"].items()})
    assert [*entry(compare(german(), new), chapters)] == released["told"]
    assert first_entry(new) == "Die erste Fassung."


def test_german_phrases_have_the_marks_of_german() -> None:
    for phrases in shipped("de").values():
        for phrase in phrases.values():
            for form in (phrase,) if isinstance(phrase, str) else phrase.values():
                assert "”" not in form
                assert form.count("„") == form.count("“")


def nameless(model: Model) -> Model:
    """The guide with one sign for everything that it calls by a name."""

    def kind(type: FactType) -> FactType:
        match type:
            case Choice(options) | Several(options):
                return replace(type, options=dict.fromkeys(options, "Ω"))
            case Number():
                return replace(type, unit="Ω")
            case _:
                return type

    facts = {
        id: replace(fact, name="Ω", ask="Ω", unknown=fact.unknown and "Ω", type=kind(fact.type))
        for id, fact in model.facts.items()
    }
    acts = {id: replace(act, title="Ω") for id, act in model.acts.items()}
    return replace(model, facts=facts, acts=acts)


def everything_said(speaker: Speaker) -> Iterator[str]:
    """All that can be said of what the rules, acts and guarantees of a guide hold."""
    model, calendar = speaker.model, speaker.model.calendar
    for condition in (*(rule.when for rule in model.rules.values()), *model.conditions.values()):
        yield say_condition(condition, speaker)
        yield from (line for _, line in with_depth(say_lines(condition, speaker)))
    for rule in model.rules.values():
        yield from (speaker.term(term) for term in (rule.until, rule.by) if term)
    yield from (say_law(law, speaker) for law in model.guarantees.values())
    for act in model.acts.values():
        yield dates_of(act.id, speaker)
        yield from (say_change(change, speaker) for change in act.changes)
    for fact in model.facts.values():
        values = possible_values(fact.type, calendar)
        yield from (speaker.value(fact, value) for value in (None, values[0], values[-1]))
    for column in build_table(model).columns:
        yield ask(column, speaker)
        yield from (label(column, mask, speaker) for mask in _masks(column))


@examples(40)
@given(guides_with_plans())
def test_no_word_is_said_that_is_neither_of_a_phrase_nor_the_guides_own(model: Model) -> None:
    note(told(model))
    phrases = {id: marked(phrase) for id, phrase in shipped("en")["conditions"].items()}
    for said in everything_said(Speaker(nameless(model), Wording("en", phrases))):
        assert re.fullmatch(r"[Ω\d.-]*", re.sub("«[^»]*»", "", said)), said
