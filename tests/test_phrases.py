"""The texts of the interface stand in one file, and a guide can have its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mannerly.phrases import Wording, phrases, placeholders, sentence, shipped
from mannerly.pipeline import compile_folder
from mannerly.release import entry
from mannerly.site import embed
from mannerly.site.book import book
from mannerly.site.joined import script
from mannerly.site.slim import slim
from marks import Shown, marked_section, outside
from sites import build

SITE_TEMPLATES = Path(__file__).parent.parent / "site_templates"
GREEK = Path(__file__).parent / "cases" / "greek"
#: What stands in Latin letters on its pages: the ids of sources, where one is, and what proved it.
OWN = re.compile(r"[XYZ]|https|x+|Mannerly")
#: Marks that other languages write otherwise, or in other places. The guide has none of them.
_MARKS = re.compile(r"[“”‘’\"'„·:()[\]]|, ")
#: Where a source is, and the fields of words to use.
_NO_MARKS = re.compile(r"https://|\[όνομα\]")
#: A phrase that is said where it stands, or chosen between two.
_ID = re.compile(r'"([a-z][a-z-]*)"')


def used_in_scripts() -> set[str]:
    """All words in quotes that a script may say: more than it does, never fewer."""
    scripts = (SITE_TEMPLATES / "theme" / "advisor").glob("*.js")
    return {id for script in scripts for id in _ID.findall(script.read_text())}


def said_in_scripts() -> set[str]:
    """What scripts certainly say."""
    scripts = (SITE_TEMPLATES / "theme" / "advisor").glob("*.js")
    return {
        id
        for script in scripts
        for id in re.findall(r'\b(?:say|tell)\(\s*[\w.]+,\s*"([^"]+)"', script.read_text())
    }


def said_on_pages() -> set[str]:
    files = [*(SITE_TEMPLATES / "theme").glob("*.html"), Path(embed.__file__)]
    return {
        id
        for file in files
        for id in re.findall(r"""phrases\[["']([^"']+)["']\]""", file.read_text())
    }


def test_scripts_say_what_there_is_and_no_phrase_is_left_over() -> None:
    there = set(shipped("en")["advisor"])
    assert said_in_scripts() - there == set()
    assert there - used_in_scripts() == set()


def said_in_the_search() -> set[str]:
    script = (SITE_TEMPLATES / "theme" / "search" / "search.js").read_text()
    return set(re.findall(r'\bsay\(index, "([^"]+)"', script))


def test_pages_say_what_there_is_and_no_phrase_is_left_over() -> None:
    assert said_on_pages() | said_in_the_search() == set(shipped("en")["site"])


#: The modules that say phrases of the pages, besides the templates.
_SPEAKERS = ("book", "chart", "dissent", "links", "pages", "proved", "short_days")


def pages_that_speak() -> str:
    """The templates and modules that make the generated pages and the book."""
    modules = [Path(embed.__file__).with_name(f"{name}.py") for name in _SPEAKERS]
    files = [*(SITE_TEMPLATES / "pages").glob("*.jinja"), *modules]
    return "\n".join(file.read_text() for file in files)


def test_generated_pages_say_what_there_is_and_no_phrase_is_left_over() -> None:
    there, text = set(shipped("en")["pages"]), pages_that_speak()
    said = set(re.findall(r"""\b(?:say|counted|in_turn)\(\s*"([^"]+)\"""", text))
    assert len(said) > 100
    assert said - there == set()
    assert there - set(_ID.findall(text)) == set()


def test_releases_say_what_there_is_and_no_phrase_is_left_over() -> None:
    assert set(shipped("en")["history"]) <= set(_ID.findall(Path(entry.__file__).read_text()))


@pytest.fixture(scope="module")
def greek(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of a guide in Greek letters whose phrases are all in marks, with its site."""
    project = tmp_path_factory.mktemp("greek")
    shutil.copytree(GREEK, project / "guide")
    (project / "guide" / "phrases.yml").write_text(marked_section())
    config = {"site_name": "Το γεύμα", "docs_dir": "guide", "theme": "mannerly"}
    (project / "mkdocs.yml").write_text(json.dumps({**config, "plugins": ["mannerly"]}))
    build(project)
    return project


def test_pages_show_nothing_but_phrases_and_what_the_guide_says(greek: Path) -> None:
    compiled = compile_folder(greek / "guide")
    assert compiled.guide is not None
    pages = {str(file): file.read_text() for file in (greek / "site").rglob("*.html")}
    pages["book"] = book(compiled.guide, greek / "guide", compiled.texts)
    assert len(pages) > 30
    for name, page in pages.items():
        shown = Shown(page)
        assert "«" in shown.text, name
        for text in (shown.text, *shown.attributes):
            words = re.findall(r"[A-Za-z]+", outside(text))
            assert [word for word in words if not OWN.fullmatch(word)] == [], name
            assert _MARKS.findall(_NO_MARKS.sub("", outside(text))) == [], name


#: Commands and expressions, code, attributes, keys before a page, and the targets of links.
_NO_TEXT = re.compile(
    r"\{#.*?#\}|\{[{%].*?[%}]\}|```.*?```|\{:.*?\}|^\w+:|\]\([^)]*\)", re.S | re.M
)
#: What templates may have in quotes: the ids of phrases, the names of files, what stands between.
_NAMES = re.compile(r"[a-z0-9_./#-]*|[^A-Za-z]*")


def test_templates_of_pages_hold_no_text_themselves() -> None:
    templates = [*(SITE_TEMPLATES / "pages").glob("*.jinja")]
    assert len(templates) > 15
    for file in templates:
        text = file.read_text().replace("[[contents]]", "").replace("[[chart", "")
        text = text.replace("search: {exclude: true}", "")
        assert re.findall(r"[A-Za-z]+", _NO_TEXT.sub("", text)) == [], file.name
        for expression in re.findall(r"\{[{%].*?[%}]\}", text, re.S):
            inside = re.findall('"([^"]*)"', expression)
            assert [one for one in inside if not _NAMES.fullmatch(one)] == [], file.name


#: Marks alone between texts or values, and quotation marks.
_BETWEEN = re.compile(r"[\"`}]( [·–] |[,:;.] )[\"`$]|([“„«»])")


def test_scripts_put_no_marks_between_texts() -> None:
    for name, theirs in {
        # Before the title of the window, and in what only the console says.
        "advisor/advisor.js": {" – ", ": "},
        "search/search.js": set[str](),
    }.items():
        found = {"".join(groups) for groups in _BETWEEN.findall(slim(name, script(name)))}
        assert found == theirs, name


def test_translations_are_whole_and_put_in_what_the_english_phrases_do() -> None:
    english = shipped("en")
    for file in (SITE_TEMPLATES / "phrases").glob("*.yml"):
        translated = yaml.safe_load(file.read_text())
        assert translated.keys() == english.keys()
        for group, there in english.items():
            assert translated[group].keys() == there.keys()
            for id, phrase in there.items():
                assert placeholders(translated[group][id]) <= placeholders(phrase), (file, id)


@pytest.mark.parametrize("language", ["en", "de"])
def test_phrases_hold_no_blanks_at_their_ends(language: str) -> None:
    """A guide's own have none either, as they are read without."""
    for group in shipped(language).values():
        for phrase in group.values():
            for form in (phrase,) if isinstance(phrase, str) else phrase.values():
                assert form == form.strip()


def test_checking_a_sound_guide_reads_no_phrases() -> None:
    program = (
        "import sys, mannerly.phrases as phrases\n"
        "phrases.templates = None\n"
        "from mannerly.cli import main\n"
        "main(['check', sys.argv[1]])\n"
    )
    command = [sys.executable, "-c", program, str(SITE_TEMPLATES.parent / "rules")]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0


def test_a_guides_own_phrases_go_before_those_for_its_language() -> None:
    own = {"advisor": {"continue": "Onwards"}}
    found = phrases("en-GB", own, "advisor")
    assert found["continue"] == "Onwards"
    assert found["back"] == shipped("en")["advisor"]["back"]
    assert phrases("xx", {}, "site") == shipped("en")["site"]


def test_a_place_in_a_row_decides_by_the_rules_for_ordinal_numbers() -> None:
    days = {"one": "{count}st", "two": "{count}nd", "few": "{count}rd", "other": "{count}th"}
    english = Wording("en", {"day": days})
    places = (1, 2, 3, 4, 11, 12, 13, 21, 112, 122)
    assert [english.rank("day", place) for place in places] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th", "122nd",
    ]  # fmt: skip
    italian = Wording("it", {"day": {"many": "l’{count}°", "other": "il {count}°"}})
    assert [italian.rank("day", place) for place in (7, 8)] == ["il 7°", "l’8°"]
    assert Wording("x-own", {"day": days}).rank("day", 1) == "1th"


def test_large_numbers_have_the_marks_of_their_language() -> None:
    parts = {"parts": {"one": "{count} part", "other": "{count} parts"}}
    said = {tag: Wording(tag, parts).counted("parts", 12_345) for tag in ("en-GB", "de", "x-own")}
    assert said == {"en-GB": "12,345 parts", "de": "12.345 parts", "x-own": "12,345 parts"}
    assert Wording("en", parts).counted("parts", 1) == "1 part"


@pytest.mark.parametrize(
    ("language", "text", "begun"),
    [
        ("en", "it is so", "It is so"),
        ("tr", "ilk gün", "İlk gün"),
        ("az-Latn", "ilk gün", "İlk gün"),
        ("tr", "ışık", "Işık"),
        ("ka", "დღე", "დღე"),
        ("hr", "ǆep", "ǅep"),
        ("de", "", ""),
    ],
)
def test_a_sentence_begins_as_its_language_has_it(language: str, text: str, begun: str) -> None:
    assert sentence(text, language) == begun


def test_several_things_are_put_behind_each_other_by_a_phrase() -> None:
    japanese = Wording("ja", {"next": "{items}、{next}"})
    said = [japanese.in_turn("next", list("abc")[:count]) for count in range(4)]
    assert said == ["", "a", "a、b", "a、b、c"]


def test_a_count_decides_on_the_form_that_the_language_has_for_it() -> None:
    days = {"one": "{count} den", "few": "{count} dny", "other": "{count} dní"}
    czech = Wording("cs", {"days": days})
    assert [czech.say("days", count) for count in (1, 3, 5)] == ["1 den", "3 dny", "5 dní"]
    unheard_of = Wording("x-own", {"days": days})
    assert [unheard_of.say("days", count) for count in (1, 3)] == ["1 den", "3 dní"]
