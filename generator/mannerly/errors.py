"""The errors that the Python API raises: each carries its problems and reads as their rendering."""

from __future__ import annotations

from collections.abc import Mapping

from mannerly.problems import Problem


class MannerlyError(Exception):
    """Something that the user can mend. ``texts`` are the files that the problems point into."""

    def __init__(
        self, problems: tuple[Problem, ...], texts: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(problems)
        self.problems = problems
        self.texts = texts or {}

    def __str__(self) -> str:
        from mannerly.report import render

        return render(self.problems, self.texts, "text", colour=False)


class GuideError(MannerlyError):
    """A guide that cannot be compiled."""


class AnswerError(MannerlyError):
    """Answers that a guide cannot take."""
