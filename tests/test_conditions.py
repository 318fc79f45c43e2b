"""Conditions and guarantees as text: how they are read, and that nothing trips the reader up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mannerly.problems import Place, Problem, Problems
from mannerly.resources import grammar_file
from mannerly.syntax import raw
from mannerly.syntax.condition_parser import (
    DEEPEST,
    parse_condition,
    parse_date,
    parse_guarantee,
)
from mannerly.syntax.condition_words import GUARANTEE_WORDS, RESERVED
from mannerly.syntax.nodes import Scalar
from notation import conditions, guarantees, written, written_law


def scalar(text: str) -> Scalar:
    """A text whose places are its offsets, as columns."""

    def locate(start: int, end: int) -> Place:
        return Place("test", 1, start, 1, end)

    return Scalar(text, locate(0, len(text)), locate)


def parsed(text: str) -> raw.Condition:
    problems = Problems()
    found = parse_condition(scalar(text), problems)
    assert found is not None, problems.sorted()
    assert not problems
    return found


def mistake(text: str) -> Problem:
    """The one problem of a text that cannot be read."""
    problems = Problems()
    assert parse_condition(scalar(text), problems) is None
    (problem,) = problems.sorted()
    return problem


def marked(text: str) -> str:
    place = mistake(text).place
    assert place is not None
    return text[place.column : place.end_column]


@given(conditions)
def test_what_is_written_is_read_back(condition: raw.Condition) -> None:
    assert parsed(written(condition)) == condition


@given(guarantees)
def test_guarantees_that_are_written_are_read_back(guarantee: raw.Guarantee) -> None:
    problems = Problems()
    found = parse_guarantee(scalar(written_law(guarantee)), problems)
    assert found == guarantee, problems.sorted()


@pytest.mark.parametrize("word", sorted(GUARANTEE_WORDS.values()))
def test_words_of_guarantees_can_be_names(word: str) -> None:
    """Also of facts and options in the condition of a guarantee, and of acts that "act" names."""
    text = f"{word} is one of {word}, x or {word}"
    problems = Problems()
    found = parse_guarantee(scalar(f"never avoid act {word} when {text}"), problems)
    assert found is not None, problems.sorted()
    assert isinstance(found.law, raw.Never)
    assert found.law.acts[0].name == word
    assert found.law.when == parsed(text)


@given(conditions, st.sampled_from(["\n", "  ", "\t", " \r\n "]))
def test_white_space_means_nothing(condition: raw.Condition, space: str) -> None:
    assert parsed(written(condition).replace(" ", space)) == condition


def statements_of(condition: raw.Condition) -> Iterator[raw.Condition]:
    match condition:
        case raw.And(parts=parts) | raw.Or(parts=parts):
            for part in parts:
                yield from statements_of(part)
        case raw.Not(part=part):
            yield from statements_of(part)
        case _:
            yield condition


@given(conditions)
def test_every_statement_stands_where_it_says(condition: raw.Condition) -> None:
    text = written(condition)
    for part in statements_of(parsed(text)):
        assert parsed(text[part.start : part.end]) == part


_WORDS = [
    *sorted({*RESERVED, *GUARANTEE_WORDS.values()}),
    "x",
    "route",
    "Friday",
    "3",
    "2026-03-27",
    "(",
    ")",
    "=",
    ">",
    ",",
    "+",
]


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join))
def test_any_words_are_read_or_are_one_mistake_inside_the_text(text: str) -> None:
    for parse in (parse_condition, parse_guarantee):
        problems = Problems()
        assert (parse(scalar(text), problems) is None) == (len(problems.sorted()) == 1)
        for problem in problems.sorted():
            assert problem.place is not None
            assert 0 <= problem.place.column <= problem.place.end_column <= len(text)


@given(st.text(max_size=40))
def test_any_characters_are_read_or_are_one_mistake(text: str) -> None:
    for parse in (parse_condition, parse_date, parse_guarantee):
        problems = Problems()
        assert (parse(scalar(text), problems) is None) == (len(problems.sorted()) == 1)


@pytest.mark.parametrize(
    ("loose", "grouped"),
    [
        ("x or y and z", "x or (y and z)"),
        ("x and y or z", "(x and y) or z"),
        ("not x and y", "(not x) and y"),
        ("not x or y", "(not x) or y"),
        ("not not x", "not (not x)"),
        ("x is between 1 and 2 and y", "(x is between 1 and 2) and y"),
        ("x is on or before y or z", "(x is on or before y) or z"),
        ("at least 1 day between x and y and z", "(at least 1 day between x and y) and z"),
        ("x is not y and z", "(x is not y) and z"),
    ],
)
def test_not_binds_before_and_before_or(loose: str, grouped: str) -> None:
    assert parsed(loose) == parsed(grouped)


def test_nothing_is_too_long() -> None:
    assert isinstance(parsed(" and ".join(["x is y"] * 5_000)), raw.And)
    assert isinstance(parsed(" or ".join(["x is y"] * 5_000)), raw.Or)
    assert parsed("(" * 20_000 + "x" + ")" * 20_000) == parsed("x")


def test_depth_is_bounded() -> None:
    assert isinstance(parsed("not " * DEEPEST + "x"), raw.Not)
    assert mistake("not " * (DEEPEST + 1) + "x").code == "condition-too-deep"
    nested = "(y and " * DEEPEST + "x" + ")" * DEEPEST
    assert isinstance(parsed(nested), raw.And)
    assert mistake(f"z or {nested}").code == "condition-too-deep"


@pytest.mark.parametrize("start", ["not ", "(", "((", "x and (", "not ("])
def test_a_thousand_levels_are_one_mistake(start: str) -> None:
    assert mistake(start * 1000).code in {"condition-side-missing", "condition-bracket"}
    assert mistake(f"{'not ' * 1000}x").code == "condition-too-deep"


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_is_no_condition_and_no_date(text: str) -> None:
    for parse in (parse_condition, parse_date, parse_guarantee):
        problems = Problems()
        assert parse(scalar(text), problems) is None
        assert len(problems.sorted()) == 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x == 3", "=="),
        ("x && y", "&&"),
        ("x and", "and"),
        ("x and\n  (y or z", "("),
        ("x or y)", ")"),
        ("x is 3 days after y", "3 days after y"),
        ("routе is agency", "е"),
        ("x is on 27.3.2026 and y", "27.3.2026"),
        ("x is “y”", "“y”"),
        ("x is not known", "is not known"),
    ],
)
def test_the_exact_part_is_marked(text: str, part: str) -> None:
    assert marked(text) == part


def test_dates_are_read_alone() -> None:
    problems = Problems()
    found = parse_date(scalar("promised + 1 business day - 2 weeks"), problems)
    assert found is not None
    assert not problems
    assert found.base == raw.Name(0, 0, "promised")
    assert [(o.duration.count, o.duration.unit, o.negative) for o in found.offsets] == [
        ("1", "business days", False),
        ("2", "weeks", True),
    ]
    assert parse_date(scalar("promised is known"), problems) is None


def test_the_words_of_the_grammar_are_the_reserved_words_and_those_of_guarantees() -> None:
    grammar = grammar_file("conditions.lark").read_text()
    of_conditions, of_guarantees = (
        dict(re.findall(r'^(_?[A-Z_]+): "([a-z]+)"$', part, re.MULTILINE))
        for part in grammar.split("// Words of guarantees.")
    )
    assert of_guarantees == GUARANTEE_WORDS
    words = set(of_conditions.values())
    for word in re.findall(r"^[A-Z]+\.1: /([a-z]+)s\?", grammar, re.MULTILINE):
        words |= {word, f"{word}s"}
    assert words == RESERVED
