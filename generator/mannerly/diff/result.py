"""What a comparison of two versions of a guide comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mannerly.model.conditions import Condition, DateTerm
from mannerly.model.guide import Model, Situation
from mannerly.table.build import Table

#: What becomes of a rule's parts, in the order in which they are told.
Aspect = Literal[
    "added", "removed", "when", "advise", "also", "avoid", "until", "by", "over", "because", "from"
]

#: What of a situation is other: its advice, or the reasons for it only; or it was not, or is no
#: longer, a situation at all.
Kind = Literal["advice", "reasons", "new", "gone"]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that takes part in the advice and is not the same in both versions.

    ``id`` is the later one. ``when`` is an aspect only where the condition holds in other
    situations, ``over`` only where other rules that are there in both versions give way.
    """

    id: str
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a version advises, as far as the other one differs.

    ``acts`` is empty where no rule advises, and has several where rules disagree. ``until``
    and ``by`` are the dates of rules that stand; of several the last, or the first, counts.
    """

    acts: tuple[str, ...] = ()
    until: tuple[DateTerm, ...] = ()
    by: tuple[DateTerm, ...] = ()
    also: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


#: No difference.
NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Shown:
    """A situation that shows a difference, the smallest there is.

    ``old`` and ``new`` are the same as each version knows it, in its own ids; None where
    it is none of that version. ``situation`` is in the ids of the joint model; ``asked``
    are those of the facts that exist in it, in some version.
    """

    situation: Situation
    asked: frozenset[str]
    old: Situation | None
    new: Situation | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Situations in which the same has become other, for the same reason.

    ``rules`` caused it. ``was`` and ``now`` hold only what differs, but for the act to
    which other dates belong. ``count`` situations are concerned: all possible ones
    in which one of ``where`` holds.
    """

    kind: Kind
    rules: tuple[RuleChange, ...]
    was: Said
    now: Said
    count: int
    where: tuple[Condition, ...]
    shown: Shown


@dataclass(frozen=True, slots=True)
class Wording:
    """Something of which only the text is other, or that is there in one version only."""

    kind: str
    id: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What is other about the calendar.

    ``was`` and ``now`` are the first and the last day, all days of the work week, as 0 to 6
    from Monday, or holidays that are there in one version only, of the days that both know.
    """

    kind: Literal["days", "work week", "holidays"]
    was: tuple[int, ...]
    now: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a guide, compared over all situations that are possible in one of them.

    ``before`` is the old one in the ids of both: what was renamed has its new id there.
    ``table`` is the joint one, without rules. ``total`` is the number of situations, those
    alike in every cell of the joint table counting as one, ``by_kind`` how many of them are
    not alike. ``undecided`` is how many the budget left open; it is None where not even that
    could be counted, and then neither is ``total`` right.
    """

    old: Model
    new: Model
    before: Model
    table: Table
    total: int
    by_kind: Mapping[Kind, int]
    undecided: int | None
    differences: tuple[Difference, ...]
    rules: tuple[RuleChange, ...]
    renamed: tuple[tuple[str, str, str], ...]
    two_facts: tuple[str, ...]
    calendar: tuple[CalendarChange, ...]
    business_days_differ: bool
    wording: tuple[Wording, ...]

    @property
    def model(self) -> Model:
        """The facts and acts of both versions."""
        return self.table.model

    @property
    def settled(self) -> bool:
        """Whether every situation was looked at."""
        return self.undecided == 0

    @property
    def advice_is_the_same(self) -> bool:
        """Whether it is proved that no situation has other advice, nor is new or gone."""
        changed = any(self.by_kind[kind] for kind in ("advice", "new", "gone"))
        return self.settled and not changed and not self.business_days_differ
