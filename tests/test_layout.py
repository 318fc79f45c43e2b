"""The package keeps to its layout: data flows one way, and what is written of it is true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "generator" / "mannerly"

#: The parts of the package, each of which imports only those before it.
ORDER = tuple(
    (
        "problems resources phrases write_file git report errors syntax format model table tree "
        "plan check remembered diff voices advise stats export pipeline site theme release "
        "new_guide terminal lsp cli __main__"
    ).split()
)


def imports(file: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it, but for type checkers alone."""
    for node in ast.walk(_without_typing(ast.parse(file.read_text(encoding="utf-8")))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import"
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _without_typing(tree: ast.Module) -> ast.Module:
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    ]
    return tree


def part_of(file: Path) -> str:
    """The part of the package that a file belongs to."""
    return file.relative_to(PACKAGE).with_suffix("").parts[0]


FILES = [file for file in sorted(PACKAGE.rglob("*.py")) if part_of(file) != "__init__"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_part_imports_a_later_one(file: Path) -> None:
    part = part_of(file)
    assert part in ORDER
    for module in imports(file):
        if module.startswith("mannerly."):
            other = module.split(".")[1]
            assert ORDER.index(other) <= ORDER.index(part), f"{part} imports {module}"


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("mkdocs", ("site/plugin.py",)),
        ("click", ("site/plugin.py", "cli.py")),
        ("lark", ("syntax/",)),
        ("holidays", ("model/",)),
        ("icalendar", ("terminal/",)),
        ("lsprotocol", ("lsp/",)),
        ("pygls", ("lsp/",)),
    ],
)
def test_libraries_stay_at_their_place(library: str, homes: tuple[str, ...]) -> None:
    users = {
        file.relative_to(PACKAGE).as_posix()
        for file in FILES
        if any(module.split(".")[0] == library for module in imports(file))
    }
    assert users
    assert {user for user in users if not user.startswith(homes)} == set()


def test_files_that_contributing_names_are_there() -> None:
    text = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+(?:\.\w{2,4}|/))`", text))
    homes = (CHECKOUT, PACKAGE, CHECKOUT / "site_templates" / "theme" / "advisor")
    assert len(named) > 20
    made = {"mannerly/_resources/"}  # in the wheel
    assert {name for name in named - made if not any((h / name).exists() for h in homes)} == set()
