"""What can stand next in a condition, date or guarantee of which the beginning is written."""

from __future__ import annotations

from dataclasses import dataclass

from lark.exceptions import UnexpectedInput

from mannerly.syntax.condition_parser import Start, TooDeepError, parser
from mannerly.syntax.condition_words import ALL_WORDS, WEEKDAYS


@dataclass(frozen=True, slots=True)
class Next:
    """The terminals of the grammar that fit, and the last one before them, "" at the beginning."""

    terminals: frozenset[str]
    last: str

    @property
    def words(self) -> tuple[str, ...]:
        """Words of the language that fit, without signs, names and numbers."""
        fitting = [ALL_WORDS[name] for name in ALL_WORDS if name in self.terminals]
        words = [word for word in fitting if word.isalpha()]
        return (*words, *(WEEKDAYS if "WEEKDAY" in self.terminals else ()))

    @property
    def begins(self) -> bool:
        """Whether a condition, or another part of one, can begin here."""
        return {"ALWAYS", "NOT", "NAME"} <= self.terminals


def what_fits(text: str, start: Start) -> Next | None:
    """What can follow a text; None where there is a mistake in the text itself."""
    parsing = parser().parse_interactive(text, start=start)
    last = ""
    try:
        for token in parsing.iter_parse():
            last = token.type
    except (UnexpectedInput, TooDeepError):
        return None
    accepted = parsing.accepts()  # type: ignore[no-untyped-call]
    return Next(frozenset(accepted), last)
