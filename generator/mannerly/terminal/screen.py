"""Where the questionnaire is read and written: lines in, wrapped text out."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from mannerly.terminal.colours import colours
from mannerly.terminal.prose import clean, plain, wrapped

_WIDEST = 88
_PROMPT = "> "


@dataclass(frozen=True, slots=True)
class Screen:
    """A way to ask for a line and to show text, ``width`` columns wide."""

    read: Callable[[], str]
    write: Callable[[str], object]
    width: int = 80
    colour: bool = False

    def ask(self) -> str:
        """The next line that is typed, after a prompt. Raises EOFError at the end of input."""
        return self.read().strip()

    def gap(self) -> None:
        """An empty line."""
        self.write("\n")

    def heading(self, text: str) -> None:
        """A line that stands out."""
        self.write(self._styled("1", wrapped(text, self.width)) + "\n")

    def say(self, text: str, first: str = "", rest: str | None = None) -> None:
        """A paragraph, indented by ``first`` and, from its second line, by ``rest``."""
        self.write(wrapped(text, self.width, first, rest) + "\n")

    def hint(self, text: str) -> None:
        """A paragraph that stands back."""
        self.write(self._styled("2", wrapped(text, self.width)) + "\n")

    def prose(self, markdown: str, indent: str = "") -> None:
        """Markdown, as plain text."""
        self.write(plain(markdown, self.width, indent) + "\n")

    def lines(self, text: str) -> None:
        """Lines as they are, to be copied."""
        self.write(text if text.endswith("\n") else f"{text}\n")

    def _styled(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text


def screen_of(out: TextIO) -> Screen:
    """A screen that reads standard input and writes to ``out``, as wide as the terminal is."""

    def write(text: str) -> None:
        out.write(text)
        out.flush()

    def typed() -> str:
        return input(_PROMPT)

    def piped() -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        write(f"{_PROMPT}{clean(line.rstrip())}\n")  # so that what was answered can be read
        return line

    interactive = sys.stdin.isatty()
    if interactive:
        with contextlib.suppress(ImportError):  # there is none on Windows
            import readline  # noqa: F401 - lets the line be edited while it is typed
    width = max(20, min(shutil.get_terminal_size().columns, _WIDEST))
    return Screen(typed if interactive else piped, write, width, colours(out))
