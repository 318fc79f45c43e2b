"""README.md tells the truth: its example guide, its commands and its Python are run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from documents import CHECKOUT, blocks, commands, document, run

README = document("README.md")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the files that the README shows."""
    folder = tmp_path_factory.mktemp("readme")
    for block in blocks(README, "yaml"):
        (folder / block.title).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.title).write_text(block.text, encoding="utf-8")
    return folder


def test_the_python_example_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    [block] = blocks(README, "python")
    program = "\n" * README.partition(block.text)[0].count("\n") + block.text
    exec(compile(program, "README.md", "exec"), {"__name__": "readme"})


def test_the_commands_print_what_is_shown(folder: Path) -> None:
    for block in blocks(README, "console"):
        for command in commands(block):
            run(command, folder)


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
    assert (CHECKOUT / target).exists()
