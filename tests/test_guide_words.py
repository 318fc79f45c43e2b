"""The words of the shipped guide: plain, spelled right, and nobody else's sentences."""

from __future__ import annotations

import re

import pytest
from spellchecker import SpellChecker

import mannerly
from articles import KEPT, LENGTH, fingerprint, runs
from guide_texts import RULES, acts, chapters, everything, filled, paragraphs, prose
from mannerly.phrases import shipped
from reading import age, grade, syllables

MODEL = mannerly.load(RULES).model

#: For whom the guide is written: somebody of so many years reads it with ease.
YOUNGEST, OLDEST = 12, 14
#: What a formula makes of a single paragraph says less, as one long name can decide it.
OLDEST_FOR_A_PARAGRAPH = 16

#: Names, words that the dictionary of American English spells otherwise, and newer ones.
KNOWN = frozenset("reilman voicemail pdf mannerly jewellery cadical sha sep".split())

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@pytest.mark.parametrize("path", chapters())
def test_chapters_are_read_with_ease_at_twelve_to_fourteen(path: str) -> None:
    """The upper limit is for everybody's sake, the lower one for the sake of connection.

    Prose whose every sentence has eight words is easy to read and hard to follow: it leaves out
    how one thought leads to the next, and sounds curt to somebody who is worried. So a chapter as a
    whole has a lower limit too, while any paragraph of it may be as plain as it likes.
    """
    assert YOUNGEST <= age(" ".join(paragraphs(path))) <= OLDEST


def test_no_paragraph_is_far_harder_than_its_chapter() -> None:
    ages = {paragraph: age(paragraph) for path in chapters() for paragraph in paragraphs(path)}
    assert {p: years for p, years in ages.items() if years > OLDEST_FOR_A_PARAGRAPH} == {}
    assert len(ages) > 60


def test_acts_and_reasons_are_read_with_ease_at_fourteen() -> None:
    """What somebody does with the phone in hand may be as plain as it likes."""
    texts = {f"act {id}": text for id, text in acts(MODEL).items()}
    texts |= {f"rule {rule.id}": prose(filled(rule.because)) for rule in MODEL.rules.values()}
    assert {where: text for where, text in texts.items() if age(text) > OLDEST} == {}


def test_the_grade_is_that_of_the_formula() -> None:
    assert round(grade("The cat sat on the mat."), 2) == round(0.39 * 6 + 11.8 - 15.59, 2)
    long = "Organizations systematically underestimate professional candidates’ enthusiasm."
    assert sum(syllables(word) for word in long.strip(".").split()) == 27
    assert age(long) > OLDEST_FOR_A_PARAGRAPH
    # A sentence ends within quotation marks too: here are two, of seven words and nine syllables.
    two = round(0.39 * 7 / 2 + 11.8 * 9 / 7 - 15.59, 2)
    assert round(grade("He asked: “Who are you?” Nobody knew."), 2) == two


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
