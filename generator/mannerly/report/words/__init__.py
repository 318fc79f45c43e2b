"""The words for problems, one module a stage: each has ``WORDS`` by code and ``LABELS`` by key.

Style: plain and short, no jargon. ``say`` names the thing in question in "quotes";
``mend`` starts with what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]
Details = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """How a problem is told: ``say`` is what is wrong, ``mend`` what to do.

    Either is a text, or a function that makes one of the problem's details.
    """

    severity: Severity
    title: str
    say: str | Callable[[Details], str]
    mend: str | Callable[[Details], str]


def listing(names: Iterable[str], joint: str = "and") -> str:
    """Names in quotes, as a sentence lists them: "a", "b" and "c"."""
    quoted = [f'"{name}"' for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {joint} {quoted[-1]}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """'Did you mean "x"? ' where a known name is close to this one, else nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f'Did you mean "{close[0]}"? ' if close else ""
