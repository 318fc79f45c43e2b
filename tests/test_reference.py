"""The language reference: each of its examples is read or worked out as it stands."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from mannerly.model.guide import AlwaysOne, Apart, AtMost, Ends, Model, Never, Situation
from mannerly.model.interpreter import holds
from mannerly.model.resolve import resolve
from mannerly.problems import Problems
from mannerly.report import render
from mannerly.syntax.condition_words import RESERVED
from mannerly.syntax.yaml_reader import read_yaml

REFERENCE = (Path(__file__).parents[1] / "grammar" / "reference.md").read_text()
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", REFERENCE, re.DOTALL | re.MULTILINE)
ROWS = re.findall(r"^\| `([^`]+)` \| ?(.*?) ?\| (true|false) \|$", REFERENCE, re.MULTILINE)
TODAY = "2026-03-27"


def resolved(*texts: str) -> Model:
    """The model of these YAML texts, in which there is no mistake."""
    problems = Problems()
    files = {f"{number}.yml": text for number, text in enumerate(texts)}
    documents = {
        file: node
        for file, text in files.items()
        if (node := read_yaml(file, text, problems)) is not None
    }
    model = resolve(documents, {}, problems)
    assert model is not None, render(problems.sorted(), files, "text", colour=False)
    return model


def without(guide: str, sections: str) -> str:
    """The guide without those sections that stand only once and that another text has."""
    for section in ("guide", "calendar"):
        if sections.startswith(f"{section}:"):
            guide = re.sub(rf"^{section}:\n(  .*\n)+", "", guide, flags=re.MULTILINE)
    return guide


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split(":")[0])
def test_blocks_are_read_without_problems(block: str) -> None:
    small_guide = BLOCKS[0]
    resolved(*([block] if block == small_guide else [without(small_guide, block), block]))


@cache
def conditions() -> Model:
    """All conditions of the tables, by number, in the small guide."""
    named = next(block for block in BLOCKS if block.startswith("conditions:"))
    texts = "".join(f"  row-{number}: {text}\n" for number, (text, _, _) in enumerate(ROWS))
    return resolved(BLOCKS[0], named, f"conditions:\n{texts}")


@cache
def situations() -> Model:
    """All situations of the tables as scenarios, by number, in the small guide.

    Facts that a row leaves out are not known, so every fact may be in this guide.
    """
    guide = re.sub(
        r"^    ask: .*\n", r"\g<0>    unknown: Not known\n", BLOCKS[0], flags=re.MULTILINE
    )
    guide = guide.replace("    unknown: They did not say\n", "")
    scenarios = ["scenarios:\n"]
    for number, (_, text, _) in enumerate(ROWS):
        values = dict(part.split(": ") for part in text.split(", ") if part)
        today = values.pop("today", TODAY)
        if "perks" in values:
            chosen = values["perks"].split() if values["perks"] != "none" else []
            values["perks"] = f"[{', '.join(chosen)}]"
        given = ", ".join(f"{fact}: {value}" for fact, value in values.items())
        scenarios.append(
            f"  - {{scenario: row-{number}, today: {today}, given: {{{given}}}, expect: wait}}\n"
        )
    return resolved(guide, "".join(scenarios))


@pytest.mark.parametrize(
    ("number", "row"), list(enumerate(ROWS)), ids=[f"{c} [{s}]" for c, s, _ in ROWS]
)
def test_rows_come_out_as_they_say(number: int, row: tuple[str, str, str]) -> None:
    scenario = situations().scenarios[f"row-{number}"]
    situation = Situation(scenario.today, scenario.given)
    condition = conditions().conditions[f"row-{number}"]
    assert holds(condition, situation, conditions()) is (row[2] == "true")


def test_laws_are_read_as_they_stand() -> None:
    """The laws in the tables of laws, in the small guide."""
    section = REFERENCE.partition("\n## Laws\n")[2].partition("\n## ")[0]
    laws = re.findall(r"^\| `([^`]+)` \| [^|]+ \|$", section, re.MULTILINE)
    assert len(laws) == section.count("\n| `")
    listed = "".join(f"  - {{guarantee: law-{n}, that: '{law}'}}\n" for n, law in enumerate(laws))
    found = resolved(BLOCKS[0], f"guarantees:\n{listed}").guarantees
    assert [one.text for one in found.values()] == laws
    assert {type(one.that) for one in found.values()} == {Never, AlwaysOne, AtMost, Apart, Ends}


def test_no_example_is_overlooked() -> None:
    """Every fence and every row with a result is one of those above."""
    assert REFERENCE.count("```") == 2 * len(BLOCKS)
    assert len(re.findall(r"\| (?:true|false) \|$", REFERENCE, re.MULTILINE)) == len(ROWS)
    assert len(ROWS) > 100


def test_the_meanings_of_amounts_hold() -> None:
    """The phrases of the table of amounts are equal to what it says they mean."""
    table = re.findall(r"^\| `((?:at|more|less|exactly)[^`]*)` \| `([^`]+)` \|$", REFERENCE, re.M)
    assert len(table) == 7
    for n, unit in (("0", "days"), ("4", "business days"), ("2", "months"), ("3", "weeks")):
        texts = [
            re.sub(r"\bX\b", "interview", re.sub(r"\bY\b", "promised", text)).replace(
                "n …", f"{n} {unit}"
            )
            for pair in table
            for text in pair
        ]
        named = "".join(f"  c{number}: {text}\n" for number, text in enumerate(texts))
        found = resolved(BLOCKS[0], f"conditions:\n{named}").conditions
        for number in range(0, len(texts), 2):
            assert found[f"c{number}"] == found[f"c{number + 1}"], texts[number]


def test_all_reserved_words_are_listed() -> None:
    sentence = re.search(
        r"^Words of the condition language.*?\.$", REFERENCE, re.DOTALL | re.MULTILINE
    )
    assert sentence is not None
    assert set(re.findall(r"`([^`]+)`", sentence.group())) == RESERVED
