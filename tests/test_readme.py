"""README.md tells the truth: its example guide, its commands and its Python are run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r'^```(\w+)(?: title="(.+?)")?\n(.*?)^```$', README, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[tuple[str, str]]:
    """The titles and texts of the code blocks in a language."""
    return [(title, text) for name, title, text in BLOCKS if name == language]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the files that the README shows."""
    folder = tmp_path_factory.mktemp("readme")
    for title, text in blocks("yaml"):
        (folder / title).parent.mkdir(parents=True, exist_ok=True)
        (folder / title).write_text(text, encoding="utf-8")
    return folder


def test_the_python_example_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    [(_, program)] = blocks("python")
    program = "\n" * README.partition(program)[0].count("\n") + program  # right lines in errors
    exec(compile(program, "README.md", "exec"), {"__name__": "readme"})


def test_the_commands_print_what_is_shown(folder: Path) -> None:
    programs = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "PYTHONUTF8": "1",
    }
    for _, block in blocks("console"):
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, expected = command.partition("\n")
            typed = re.findall(r"^> (.*)$", expected, re.MULTILINE)
            done = subprocess.run(
                line,
                shell=True,
                cwd=folder,
                env=environment,
                input="\n".join([*typed, ""]) if typed else "",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                timeout=120,
                check=False,
            )
            assert done.stdout.strip() == expected.strip(), line


def test_the_keys_of_the_json_are_those_in_the_table(folder: Path) -> None:
    advise = [sys.executable, "-m", "mannerly", "advise", "lending", "--today", "2026-03-27"]
    done = subprocess.run(
        [*advise, "--answers", "-", "--format", "json"],
        cwd=folder,
        input="owner: library",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    table = README.partition("| key | what it holds |")[2].partition("\n## ")[0]
    first_cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    documented = [key for cell in first_cells for key in re.findall(r"`(\w+)`", cell)]
    assert list(json.loads(done.stdout)) == documented


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)", README))
def test_links_lead_to_files_that_are_there(target: str) -> None:
    assert (Path(__file__).resolve().parent.parent / target).exists()
