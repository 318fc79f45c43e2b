"""What names mean in a guide: its facts with their types, its conditions, its years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mannerly.model.calendar import as_date
from mannerly.model.conditions import Condition
from mannerly.model.guide import Choice, Date, FactType, Number, Several, YesNo

Kind = Literal["choice", "yesno", "several", "number", "date"]


@dataclass(slots=True)
class Scope:
    """Names that conditions and texts may use.

    A fact or condition that was declared with a mistake has None here: it is
    known by name, and what uses it is not blamed for it.
    """

    facts: Mapping[str, FactType | None]
    conditions: dict[str, Condition | None]
    first: int
    last: int
    work_days: int

    def owners(self, option: str) -> tuple[str, ...]:
        """The facts that have an option of this name."""
        return tuple(
            fact
            for fact, kind in self.facts.items()
            if isinstance(kind, Choice | Several) and option in kind.options
        )

    def years(self) -> dict[str, Any]:
        """The calendar's years, for the words of a problem."""
        return {"first": as_date(self.first).year, "last": as_date(self.last).year}


def kind_of(type: FactType) -> Kind:
    """The name of a fact's type, as the catalogue's words know it."""
    match type:
        case Choice():
            return "choice"
        case YesNo():
            return "yesno"
        case Several():
            return "several"
        case Number():
            return "number"
        case Date():
            return "date"
