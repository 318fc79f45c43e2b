"""What a document shows is done: its files are written, its commands are run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r'^```(\w+)(?: title="(.+?)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code: its language, its title or "", and its text."""

    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A line that is typed in a terminal, what is typed while it runs, and what is then seen."""

    line: str
    typed: tuple[str, ...]
    shown: str


def document(name: str) -> str:
    """The text of a Markdown file of the project."""
    return (CHECKOUT / name).read_text(encoding="utf-8")


def blocks(text: str, *languages: str) -> list[Block]:
    """The blocks of a document in these languages, in their order."""
    found = (Block(*match) for match in _BLOCK.findall(text))
    return [block for block in found if block.language in languages]


def commands(block: Block) -> Iterator[Command]:
    """The commands behind the ``$`` of a block, with what is typed behind each ``>``."""
    for command in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, shown = command.partition("\n")
        yield Command(line, tuple(re.findall(r"^> (.*)$", shown, re.MULTILINE)), shown.strip())


def run(command: Command, folder: Path) -> None:
    """Run a command in a folder; a ``…`` in what is shown stands for whatever it may be."""
    programs = Path(sys.executable).parent
    done = subprocess.run(
        command.line, shell=True, cwd=folder, check=False, timeout=120,
        env=os.environ | {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "80",
            "PYTHONUTF8": "1",
        },
        input="\n".join([*command.typed, ""]) if command.typed else "",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    seen = done.stdout.strip()
    if "…\n" in command.shown + "\n":
        pattern = re.escape(command.shown).replace("…\\\n", "…").replace("…", r"[\s\S]*")
        assert re.fullmatch(pattern, seen), f"{command.line}\n{seen}"
    else:
        assert seen == command.shown, command.line
