"""Problems as text, JSON, workflow commands and SARIF; and the catalogue of their words."""

from __future__ import annotations

import ast
import datetime
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import mannerly
from mannerly.problems import Place, Problem, Problems, Related, Witness
from mannerly.report import catalogue, render
from mannerly.report.excerpt import excerpt, visible
from mannerly.report.words import Words, did_you_mean, listing

PACKAGE = Path(mannerly.__file__).parent

TEXTS = {"rules/a.yml": "acts:\n  wait: {kind: wait}\n  wait: {kind: end}\n"}
DUPLICATE = Problem(
    "yaml-duplicate",
    Place("rules/a.yml", 3, 3, 3, 7),
    {"key": "wait"},
    (Related(Place("rules/a.yml", 2, 3, 2, 7), "first-here"),),
)
NOWHERE = Problem("folder-missing", None, {"folder": "rules"})
WITNESS = Witness(datetime.date(2026, 3, 27), (("How so?", "Through an agency"), ("calls", "2")))


@pytest.fixture
def warning(monkeypatch: pytest.MonkeyPatch) -> Problem:
    """A warning with a witness, in words of its own."""
    words = Words("warning", "a title: with, marks", lambda d: f"Say {d['what']}.", "mend it.")
    monkeypatch.setitem(catalogue.CATALOGUE, "unused-fact", words)
    place = Place("rules/a, b.yml", 1, 1, 2, 4)
    return Problem("unused-fact", place, {"what": "100%\nof it", "witness": WITNESS})


def test_text_shows_the_line_the_place_and_what_to_do(warning: Problem) -> None:
    texts = {**TEXTS, "rules/a, b.yml": "first line\nsecond\n"}
    assert render([NOWHERE, DUPLICATE, warning], texts, "text", colour=False) == (
        """\
error[folder-missing]: There is no folder "rules".
help: give the folder that holds the guide's rules.

error[yaml-duplicate]: The key "wait" stands here a second time.
 --> rules/a.yml:3:3
  |
3 |   wait: {kind: end}
  |   ^^^^
 ::: rules/a.yml:2:3 the first one is here
  |
2 |   wait: {kind: wait}
  |   ^^^^
help: keep one of the two, or give one of them another name.

warning[unused-fact]: Say 100% of it.
 --> rules/a, b.yml:1:1
  |
1 | first line
  | ^^^^^^^^^^
for example on Friday, 27 March 2026 (2026-03-27):
  How so? Through an agency
  calls: 2
help: mend it.

3 problems: 2 errors, 1 warning.
"""
    )


def test_text_says_so_where_there_is_nothing() -> None:
    assert render([], {}, "text", colour=False) == "No problems.\n"


def test_colour_adds_only_colour() -> None:
    plain = render([NOWHERE, DUPLICATE], TEXTS, "text", colour=False)
    coloured = render([NOWHERE, DUPLICATE], TEXTS, "text", colour=True)
    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_places_that_a_text_does_not_have_are_named_all_the_same() -> None:
    beyond = Problem("yaml-tab", Place("rules/a.yml", 99, 1, 99, 2))
    elsewhere = Problem("yaml-tab", Place("rules/b.yml", 1, 1, 1, 2))
    shown = render([beyond, elsewhere], TEXTS, "text", colour=False)
    assert "--> rules/a.yml:99:1\nhelp" in shown
    assert "--> rules/b.yml:1:1\nhelp" in shown


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "marks"),
    [
        ("abc", 1, 2, "abc", " ^"),
        ("abc", 3, 3, "abc", "   ^"),
        ("abc", 1, 1, "abc", " ^"),
        ("", 0, 0, "", "^"),
        ("abc", 9, 9, "abc", "   ^"),
        ("a\tb\tc", 2, 3, "a    b    c", "     ^"),
        ("a\tb", 1, 2, "a    b", " ^^^^"),
        ("面接 ab", 0, 2, "面接 ab", "^^^^"),
        ("面接 ab", 3, 4, "面接 ab", "     ^"),
        ("e\u0301 ab", 3, 4, "e\u0301 ab", "  ^"),
        ("a\u202eb", 1, 2, "a<U+202E>b", " ^^^^^^^^"),
        ("a" * 50 + "b" * 200, 50, 250, "a" * 50 + "b" * 50 + "…", " " * 50 + "^" * 50),
        ("a" * 300 + "b", 300, 301, "…" + "a" * 30 + "b", " " * 31 + "^"),
        ("a" * 300, 300, 300, "…" + "a" * 30, " " * 31 + "^"),
        ("面" * 300, 200, 201, "…" + "面" * 49 + "…", " " * 61 + "^^"),
    ],
)
def test_marks_stand_beneath_what_they_mark(
    line: str, start: int, end: int, shown: str, marks: str
) -> None:
    assert excerpt(line, start, end) == (shown, marks)


def test_nothing_in_a_message_acts_on_the_terminal() -> None:
    assert visible("a\nb\tc\x1b[2J\u202e") == "a b    c<U+001B>[2J<U+202E>"


def test_json_has_every_part(warning: Problem) -> None:
    report = json.loads(render([NOWHERE, DUPLICATE, warning], TEXTS, "json", colour=False))
    assert (report["errors"], report["warnings"]) == (2, 1)
    nowhere, duplicate, warned = report["problems"]
    assert nowhere["place"] is None
    assert duplicate == {
        "code": "yaml-duplicate",
        "severity": "error",
        "message": 'The key "wait" stands here a second time.',
        "help": "keep one of the two, or give one of them another name.",
        "place": place(3),
        "related": [{"label": "the first one is here", "place": place(2)}],
        "witness": None,
        "story": [],
        "mends": [],
    }
    assert warned["message"] == "Say 100%\nof it."
    assert warned["witness"] == {
        "today": "2026-03-27",
        "answers": [
            {"question": "How so?", "answer": "Through an agency"},
            {"question": "calls", "answer": "2"},
        ],
    }


def place(line: int) -> dict[str, object]:
    return {"file": "rules/a.yml", "line": line, "column": 3, "end_line": line, "end_column": 7}


def test_workflow_commands_are_one_line_each_and_escaped(warning: Problem) -> None:
    nowhere, duplicate, warned = render(
        [NOWHERE, DUPLICATE, warning], TEXTS, "github", colour=False
    ).splitlines()
    assert nowhere == (
        '::error title=a folder that is not there::There is no folder "rules".%0A'
        "Help: give the folder that holds the guide's rules."
    )
    assert duplicate == (
        "::error file=rules/a.yml,line=3,endLine=3,col=3,endColumn=7,"
        'title=the same key twice::The key "wait" stands here a second time.%0A'
        "rules/a.yml:2: the first one is here%0A"
        "Help: keep one of the two, or give one of them another name."
    )
    assert warned == (
        "::warning file=rules/a%2C b.yml,line=1,endLine=2,col=1,endColumn=4,"
        "title=a title%3A with%2C marks::Say 100%25%0Aof it.%0A"
        "For example on 2026-03-27: How so? Through an agency; calls: 2%0AHelp: mend it."
    )


def test_sarif_places_and_rules_refer_to_each_other(warning: Problem) -> None:
    problems = [NOWHERE, DUPLICATE, warning, DUPLICATE]
    log = json.loads(render(problems, TEXTS, "sarif", colour=False))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["folder-missing", "unused-fact", "yaml-duplicate"]
    duplicate = rules[2]
    assert duplicate["fullDescription"]["text"].startswith("The same key stands twice among keys")
    assert "## What to do\n\nKeep one of the two" in duplicate["help"]["markdown"]
    assert "What to do\n\nKeep one of the two" in duplicate["help"]["text"]
    assert "](" not in duplicate["help"]["markdown"]
    results = run["results"]
    assert [rules[result["ruleIndex"]]["id"] for result in results] == [
        problem.code for problem in problems
    ]
    assert [result["level"] for result in results] == ["error", "error", "warning", "error"]
    assert results[0]["locations"] == []
    (location,) = results[1]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "rules/a.yml"},
        "region": {"startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 7},
    }
    (related,) = results[1]["relatedLocations"]
    assert related["message"]["text"] == "the first one is here"
    (location,) = results[2]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "rules/a%2C%20b.yml"


def test_an_absolute_path_is_a_file_uri_in_sarif() -> None:
    problem = Problem("yaml-tab", Place("/tmp/a b.yml", 1, 1, 1, 2))  # noqa: S108
    assert '"uri": "file:///tmp/a%20b.yml"' in render([problem], {}, "sarif", colour=False)


def test_an_unknown_format_is_a_fault() -> None:
    with pytest.raises(ValueError, match="not a format: xml"):
        render([], {}, "xml", colour=False)


def test_each_problem_is_listed_once() -> None:
    problems = Problems()
    problems.extend((DUPLICATE, NOWHERE, DUPLICATE))
    assert problems.sorted() == (NOWHERE, DUPLICATE)


def code_nodes() -> Iterator[ast.AST]:
    """The package's code, apart from the catalogue, node by node."""
    for path in PACKAGE.rglob("*.py"):
        if "words" not in path.parts:
            yield from ast.walk(ast.parse(path.read_text()))


def patterns(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be, as regular expressions; nothing where it is a name."""
    match node:
        case ast.Constant(value=str(text)):
            yield re.escape(text)
        case ast.IfExp():
            yield from patterns(node.body)
            yield from patterns(node.orelse)
        case ast.JoinedStr():
            yield "".join(next(patterns(part), "[a-z0-9-]+") for part in node.values)


def without_match(expected: Iterable[str], known: Iterable[str]) -> list[str]:
    listed = list(known)
    return sorted({x for x in expected if not any(re.fullmatch(x, name) for name in listed)})


def used_codes() -> set[str]:
    used: set[str] = set()
    for node in code_nodes():
        match node:
            case ast.Call(func=ast.Attribute(noted_in, "add"), args=[code, _, *_]):
                if ast.unparse(noted_in).endswith("problems"):
                    used.update(patterns(code))
            case ast.Call(func=ast.Name(id="Problem" | "Slip"), args=[code, *_]):
                used.update(patterns(code))
    return used


def used_labels() -> set[str]:
    used: set[str] = set()
    for node in code_nodes():
        match node:
            case ast.Call(func=ast.Name(id="Related"), args=[_, label]):
                used.update(patterns(label))
    return used


def test_every_code_has_words() -> None:
    assert re.escape("yaml-duplicate") in used_codes()
    assert without_match(used_codes(), catalogue.CATALOGUE) == []


def test_every_label_has_words() -> None:
    assert re.escape("first-here") in used_labels()
    assert without_match(used_labels(), catalogue.LABELS) == []


def test_no_words_are_for_nothing() -> None:
    # A code may reach its problem through a variable; then it is a constant elsewhere.
    constants = {node.value for node in code_nodes() if isinstance(node, ast.Constant)}
    used = "|".join(used_codes() | used_labels())
    words = {*catalogue.CATALOGUE, *catalogue.LABELS} - constants
    assert sorted(code for code in words if not re.fullmatch(used, code)) == []


@pytest.mark.parametrize("code", sorted(catalogue.CATALOGUE))
def test_codes_are_in_kebab_case(code: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)


def test_names_are_listed_as_a_sentence_does() -> None:
    assert listing([]) == ""
    assert listing(["a"]) == '"a"'
    assert listing(["a", "b"], "or") == '"a" or "b"'
    assert listing(["a", "b", "c"]) == '"a", "b" and "c"'


def test_a_close_name_is_offered_and_a_far_one_is_not() -> None:
    assert did_you_mean("contcats", ["contacts", "route"]) == 'Did you mean "contacts"? '
    assert did_you_mean("interview", ["contacts", "route"]) == ""
