"""Which texts of a guide's files name something, declare it, or are conditions and the like.

A path says where a text stands: the keys that lead to it, from the section on. Lists
do not show in it: the items of ``over`` stand where a single one would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Path = tuple[str, ...]

Kind = Literal[
    "fact", "option", "condition", "act", "rule", "group", "source", "point", "guarantee",
    "scenario",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declares:
    """The text is an id that is declared here; options are ``of`` a fact."""

    kind: Kind
    of: str = ""


@dataclass(frozen=True, slots=True)
class Refers:
    """The text is the id of something declared elsewhere, unless it is the word ``but``."""

    kind: Kind
    of: str = ""
    but: str = ""


@dataclass(frozen=True, slots=True)
class ValueOf:
    """The text is a value of a fact; where it is a date, possibly a date expression."""

    fact: str


@dataclass(frozen=True, slots=True)
class Written:
    """The text has a language of its own, in which names stand."""

    language: Literal["condition", "date", "guarantee", "text", "over"]


Role = Declares | Refers | ValueOf | Written


def role_of_key(path: Path) -> Role | None:
    """What the last key of a path is."""
    match path:
        case ("facts", _):
            return Declares("fact")
        case ("facts", fact, "options" | "several", _):
            return Declares("option", fact)
        case ("facts", fact, "likely", _):
            return Refers("option", fact, but="unknown")
        case ("conditions", _):
            return Declares("condition")
        case ("acts", _):
            return Declares("act")
        case ("acts", _, "changes", _) | ("acts", _, "replies", _, "changes", _):
            return Refers("fact")
        case ("sources", _):
            return Declares("source")
        case ("sources", _, "points", _):
            return Declares("point")
        case ("groups", _):
            return Refers("group")
        case ("scenarios", "given", _):
            return Refers("fact")
        case ("scenarios", "expect", "voices", _):
            return Refers("source")
        case _:
            return None


def role_of_value(path: Path) -> Role | None:
    """What the text is to which a path leads."""
    match path:
        case ("scenarios", "expect", "voices", _):
            return Refers("act", but="silent")
        case ("scenarios", "expect", "voices", _, *inner):
            return role_of_value(("scenarios", "expect", *inner))
        case ("facts", _, "when") | ("conditions", _) | ("assume",) | ("assume", "that"):
            return Written("condition")
        case ("rules", "when" | "unless"):
            return Written("condition")
        case ("rules", "until" | "by"):
            return Written("date")
        case ("guarantees", "that"):
            return Written("guarantee")
        case ("rules", "because") | ("acts", _, "text"):
            return Written("text")
        case ("acts", _, "words", _, "text" | "subject"):
            return Written("text")
        case ("rules", "over"):
            return Written("over")
        case ("facts", _, "after"):
            return Refers("fact")
        case ("facts", fact, "options were", _):
            return Refers("option", fact)
        case ("acts", _, "changes", fact) | ("acts", _, "replies", _, "changes", fact):
            return ValueOf(fact)
        case ("scenarios", "given", fact):
            return ValueOf(fact)
        case ("rules", "from") | ("acts", _, "from"):
            return Refers("point")
        case ("rules", "advise" | "also" | "avoid"):
            return Refers("act")
        case ("scenarios", "expect") | ("scenarios", "expect", "advise" | "also" | "avoid"):
            return Refers("act")
        case ("scenarios", "expect", "rules"):
            return Refers("rule")
        case ("rules", "rule"):
            return Declares("rule")
        case ("rules", "group"):
            return Declares("group")
        case ("guarantees", "guarantee"):
            return Declares("guarantee")
        case ("scenarios", "scenario"):
            return Declares("scenario")
        case _:
            return None
