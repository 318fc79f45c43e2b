"""TUTORIAL.md, followed to the letter, ends with a served guide and a second version of it."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

import mannerly
from documents import CHECKOUT, Block, blocks, commands, document, run
from previews import serving

TUTORIAL = document("TUTORIAL.md")


def follow(folder: Path) -> Path:
    """Do all that the tutorial says below a folder; the one in which it ends."""
    for block in blocks(TUTORIAL, "console", "yaml"):
        if block.language == "yaml":
            put(block, folder)
            continue
        for command in commands(block):
            if command.line.startswith("cd "):
                folder /= shlex.split(command.line)[1]
            else:
                run(command, folder)
    return folder


def put(block: Block, folder: Path) -> None:
    """Put lines below the line of a file that the title names."""
    name, _, line = block.title.partition(", below ")
    text = (folder / name).read_text()
    assert len(re.findall(rf"^ *{re.escape(line)}$", text, re.MULTILINE)) == 1, line
    before, found, after = text.partition(f"{line}\n")
    (folder / name).write_text(before + found + block.text + after)


def test_the_tutorial_ends_with_a_served_guide_and_a_second_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    folder = follow(tmp_path)
    latest = mannerly.load(folder / "rules").model.history[0]
    assert latest.version == "0.2.0"
    assert latest.changed[0] == "Five days are long for those who wait."
    assert any("the guide now says “Say no, kindly”" in text for text in latest.changed)
    page = (folder / "site" / "changes" / "index.html").read_text()
    assert "the guide now says “Say no, kindly”" in page
    with serving(folder) as served:
        served.wait_for("/advisor/", lambda page: "version 0.2.0 of" in page)


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)", TUTORIAL))
def test_links_lead_to_files_that_are_there(target: str) -> None:
    assert (CHECKOUT / target).exists()
