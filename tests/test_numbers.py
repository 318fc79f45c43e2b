"""Numbers are written as their language has them, on pages by Python and in the browser alike."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mannerly.model.guide import Number
from mannerly.model.numbers import as_written
from mannerly.phrases import Wording

ADVISOR = Path(__file__).parent.parent / "site_templates" / "theme" / "advisor"
LANGUAGES = ("en", "de", "de-CH", "fr", "sv", "pl", "pt-PT", "tr", "hi", "he", "fa", "ar-EG")
#: Smallest steps, and how many decimals they make.
NUMBERS = ((5, 0), (25, 1), (-25, 1), (123456, 0), (123450, 2), (99999999999, 2), (1, 3), (0, 2))


def in_node(program: str, given: object) -> Any:
    """What a program in JavaScript makes of ``given``, with the names that the module exports."""
    module = json.dumps((ADVISOR / "answers.js").as_uri())
    source = (
        f"const {{ readNumber, writeNumber }} = await import({module});"
        f"const given = {json.dumps(given)};"
        f"console.log(JSON.stringify({program}));"
    )
    node = ["node", "--input-type=module", "-e", source]
    return json.loads(subprocess.run(node, capture_output=True, text=True, check=True).stdout)


@pytest.fixture(scope="module")
def written() -> list[list[str]]:
    """All numbers as the page writes them, by language."""
    program = (
        "given[0].map((locale) => given[1].map(([steps, decimals]) =>"
        " writeNumber({ locale }, { decimals }, steps)))"
    )
    found: list[list[str]] = in_node(program, [LANGUAGES, NUMBERS])
    return found


def test_pages_and_the_browser_write_numbers_alike(written: list[list[str]]) -> None:
    for language, in_browser in zip(LANGUAGES, written, strict=True):
        wording = Wording(language, {})
        assert in_browser == [
            wording.signed(as_written(steps, Number(steps, steps, decimals, "")))
            for steps, decimals in NUMBERS
        ]


def test_decimals_stand_behind_the_sign_of_the_language() -> None:
    said = {tag: Wording(tag, {}).signed("-1250.50") for tag in ("en", "de", "sv", "x-own")}
    assert said == {"en": "-1250.50", "de": "-1250,50", "sv": "−1250,50", "x-own": "-1250.50"}


def test_what_the_page_writes_it_reads_again(written: list[list[str]]) -> None:
    program = (
        "given[0].map((all, language) => all.map((text, i) =>"
        " readNumber(text, given[1][i][1], given[2][language])))"
    )
    steps = [steps for steps, _ in NUMBERS]
    assert in_node(program, [written, NUMBERS, LANGUAGES]) == [steps] * len(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "text", "decimals", "steps"),
    [
        ("de", "2,5", 1, 25),
        ("de", "2.5", 2, 250),
        ("en", "2,5", 2, 250),
        ("de", "1.250,50", 2, 125050),
        ("en", "1,250.50", 2, 125050),
        ("de", "1.250.000", 0, 1250000),
        ("de", "1.250", 3, 1250000),
        ("en", "1.250", 3, 1250),
        ("fr", "1 250,50", 2, 125050),
        ("de-CH", "1’250.50", 2, 125050),
        ("ar-EG", "\u200e\u22125", 0, -5),
        ("sv", "-0", 0, 0),
        ("de", "2,", 1, 20),
        ("de", "2,55", 1, None),
        ("de", "12.50.000", 2, None),
        ("en", "1.250,50", 2, None),
        ("de", "zwei", 1, None),
    ],
)
def test_numbers_are_read_as_people_type_them(
    language: str, text: str, decimals: int, steps: int | None
) -> None:
    assert in_node("readNumber(...given)", [text, decimals, language]) == steps
