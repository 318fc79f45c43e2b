"""The words of the shipped guide: plain, spelled right, and nobody else's sentences."""

from __future__ import annotations

import re

import pytest
import textstat  # type: ignore[import-untyped]
from spellchecker import SpellChecker

import mannerly
from articles import KEPT, LENGTH, fingerprint, runs
from guide_texts import RULES, acts, chapters, everything
from mannerly.phrases import shipped

MODEL = mannerly.load(RULES).model

#: The highest grade (automated readability index: Smith and Senter, 1967) of what somebody of 14
#: reads with ease. Texts of acts are short, so that one long word weighs more in them.
CHAPTER_GRADE, ACT_GRADE = 8, 9

#: Names, words that the dictionary of American English spells otherwise, and newer ones.
KNOWN = frozenset("reilman voicemail pdf favour favours organises mannerly jewellery".split())

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@pytest.mark.parametrize(("path", "text"), chapters().items())
def test_chapters_are_read_with_ease_at_fourteen(path: str, text: str) -> None:
    assert textstat.automated_readability_index(text) <= CHAPTER_GRADE


@pytest.mark.parametrize(("act", "text"), acts(MODEL).items())
def test_acts_are_read_with_ease_at_fourteen(act: str, text: str) -> None:
    assert textstat.automated_readability_index(text) <= ACT_GRADE


def test_a_long_sentence_of_long_words_would_be_noticed() -> None:
    text = (
        "Notwithstanding considerable organisational uncertainty, prospective candidates should "
        "systematically demonstrate appropriate professional enthusiasm throughout."
    )
    assert textstat.automated_readability_index(text) > ACT_GRADE


def test_every_word_is_spelled_as_a_dictionary_has_it() -> None:
    texts = [*everything(MODEL)]
    for group, phrases in shipped("en").items():
        for id, phrase in phrases.items():
            forms = (phrase,) if isinstance(phrase, str) else phrase.values()
            texts += [(f"{group}, {id}", re.sub(r"\{\w+\}", "", form)) for form in forms]
    spelling = SpellChecker()
    where: dict[str, str] = {}
    for place, text in texts:
        for word in _WORD.findall(text):
            plain = re.sub(r"['’]s$", "", word.casefold().replace("’", "'"))
            where.setdefault(plain, place)
    wrong = spelling.unknown(where.keys()) - KNOWN
    assert {word: where[word] for word in wrong} == {}
    assert spelling.unknown(["recieve", "recruitre"]) == {"recieve", "recruitre"}


def test_no_run_of_eight_words_is_from_the_articles() -> None:
    copied = [
        (place, run)
        for place, text in everything(MODEL)
        for run in runs(text)
        if fingerprint(run) in KEPT
    ]
    assert copied == []


def test_files_of_the_guide_hold_no_run_of_eight_words_from_the_articles_either() -> None:
    for path in RULES.rglob("*.*"):
        if path.suffix in (".yml", ".md"):
            assert [run for run in runs(path.read_text()) if fingerprint(run) in KEPT] == []


def test_the_fingerprints_are_those_of_five_whole_articles() -> None:
    assert len(KEPT) > 3_000
    assert LENGTH == 8
    # Chance alone would have one run in a hundred million taken for one of theirs.
    assert not [n for n in range(20_000) if fingerprint((str(n),) * LENGTH) in KEPT]
