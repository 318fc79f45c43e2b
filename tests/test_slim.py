"""Scripts in fewer bytes: which names are shortened, and that the script does the same."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mannerly.site.joined import script
from mannerly.site.slim import slim

SCRIPT = """
/** Doubles a number. */
function doubled(number) {
  return 2 * number;
}
function* counted(until) {
  for (const next of [1, 2]) if (next <= until) yield next;
}
const total = (numbers) => numbers.reduce((sum, one) => sum + one, 0);
const amount = 3;
const load = () => "loaded";
const { counted: property } = { counted: [7] };
const shown = [...counted(2), ...property].map(doubled);
const a = { amount, load: load() };
console.log(total(shown), a.amount, a.load, `${doubled(4)} doubled`);
"""


def shortened(script: str) -> str:
    return slim("some.js", script)


def ran(script: str) -> str:
    node = ["node", "--input-type=module", "-e", script]
    return subprocess.run(node, capture_output=True, text=True, check=True).stdout


def test_a_shorter_script_does_the_same() -> None:
    short = shortened(SCRIPT)
    assert ran(short) == ran(SCRIPT) == "20 3 loaded 8 doubled\n"
    assert len(short) < len(SCRIPT) - 80


def test_a_name_that_is_only_called_or_handed_over_is_short() -> None:
    assert "total" not in shortened(SCRIPT)
    assert "doubled" not in shortened(SCRIPT.replace("} doubled`", "}`"))


def test_a_name_is_short_where_it_stands_alone_and_long_where_it_may_be_text() -> None:
    short = "const item = 1;\nf(item, 2);\nf(2, item);\n[2, item].at(item.size);\nf(item);\n"
    assert "item" not in shortened(short)
    for text in ('f("item.size");', 'f("an item; two");', "f({ item, two });", "[item] = two;"):
        assert "item" in shortened(short + text)


@pytest.mark.parametrize("name", ["doubled", "counted", "amount", "load", "next"])
def test_a_name_that_may_stand_for_something_else_stays(name: str) -> None:
    assert name in shortened(SCRIPT)


def test_no_short_name_is_that_of_anything_else() -> None:
    short = shortened("const first = () => a; const second = () => first() + b(A);\nsecond();")
    assert short == "let c=()=>a;let d=()=>c()+b(A);d();"


def test_no_short_name_is_a_word_of_the_language() -> None:
    many = "".join(f"function name{i}() {{}}\nname{i}();\n" for i in range(700))
    assert ran(shortened(many)) == ""


@pytest.mark.parametrize("path", ["advisor/advisor.js", "advisor/panel.js", "search/find.js"])
def test_scripts_of_the_theme_are_understood_once_they_are_short(path: str, tmp_path: Path) -> None:
    short = tmp_path / "short.mjs"
    short.write_text(slim(path, script(path)))
    subprocess.run(["node", "--check", str(short)], check=True)
