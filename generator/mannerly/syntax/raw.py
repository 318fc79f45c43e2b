"""Conditions and guarantees as the editor wrote them: names not looked up, types not known.

``start`` and ``end`` are offsets in the text of the condition or guarantee. They are left
out of equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Unit = Literal["days", "weeks", "business days", "months", "years"]
Sign = Literal["<", "<=", "=", "!=", ">=", ">"]
Amount = Literal["<", "<=", "=", ">=", ">"]
Relation = Literal["before", "after", "on", "on or before", "on or after"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a condition."""

    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Name(Part):
    """The id of a fact, an option or a condition, or ``today``."""

    text: str


@dataclass(frozen=True, slots=True)
class Day(Part):
    """A date written out, as it stands there: it may not exist."""

    text: str


@dataclass(frozen=True, slots=True)
class Number(Part):
    """A number as it stands there."""

    text: str


@dataclass(frozen=True, slots=True)
class WeekdayName(Part):
    """A day of the week, ``Monday`` for instance."""

    text: str


@dataclass(frozen=True, slots=True)
class Duration(Part):
    """A length of time; ``count`` is as it stands there."""

    count: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Offset(Part):
    """A duration to add or, where ``negative``, to take away."""

    duration: Duration
    negative: bool


@dataclass(frozen=True, slots=True)
class Term(Part):
    """A name or a day, and what is added to it; with nothing added, any name at all."""

    base: Name | Day
    offsets: tuple[Offset, ...]


Operand = Term | Number | WeekdayName


@dataclass(frozen=True, slots=True)
class Always(Part):
    """``always``"""


@dataclass(frozen=True, slots=True)
class Mention(Part):
    """A name alone: a yes/no fact or a named condition."""

    term: Term


@dataclass(frozen=True, slots=True)
class Known(Part):
    """``… is known``, ``… is unknown``"""

    subject: Term
    known: bool


@dataclass(frozen=True, slots=True)
class Value(Part):
    """``… is …``, ``… is not …``, ``… is one of …``"""

    subject: Term
    negative: bool
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Includes(Part):
    """``… include …``, ``… do not include …``"""

    subject: Term
    negative: bool
    option: Name


@dataclass(frozen=True, slots=True)
class Comparison(Part):
    """``… > …``, ``… is at least …``; ``sign_at`` is where the sign or phrase stands."""

    subject: Term
    sign: Sign
    operand: Term | Number
    sign_at: Part = field(compare=False)


@dataclass(frozen=True, slots=True)
class Between(Part):
    """``… is between … and …``, both inclusive."""

    subject: Term
    low: Term | Number
    high: Term | Number


@dataclass(frozen=True, slots=True)
class Dated(Part):
    """``… is before …`` and its like."""

    subject: Term
    relation: Relation
    negative: bool
    other: Term


@dataclass(frozen=True, slots=True)
class OnWeekday(Part):
    """``… is a Friday``"""

    subject: Term
    negative: bool
    day: WeekdayName


@dataclass(frozen=True, slots=True)
class OnBusinessDay(Part):
    """``… is a business day``"""

    subject: Term
    negative: bool


@dataclass(frozen=True, slots=True)
class Elapsed(Part):
    """So much time lies between two dates; None stands for today, left unsaid."""

    comparison: Amount
    duration: Duration
    earlier: Term | None
    later: Term | None


@dataclass(frozen=True, slots=True)
class Not(Part):
    """``not …``"""

    part: Condition
    depth: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class And(Part):
    """``… and … and …``"""

    parts: tuple[Condition, ...]
    depth: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Or(Part):
    """``… or … or …``"""

    parts: tuple[Condition, ...]
    depth: int = field(compare=False)


Statement = (
    Known | Value | Includes | Comparison | Between | Dated | OnWeekday | OnBusinessDay | Elapsed
)
Condition = Always | Mention | Statement | Not | And | Or


@dataclass(frozen=True, slots=True)
class Acts(Part):
    """An act or all acts of a kind: what ``what`` says that ``name`` is, "" if nothing said it.

    The name of ``anything`` is "".
    """

    what: Literal["act", "kind", "anything", ""]
    name: str


Manner = Literal["advise", "recommend", "avoid"]


@dataclass(frozen=True, slots=True)
class Never(Part):
    """``never advise … when …``"""

    manner: Manner
    acts: tuple[Acts, ...]
    when: Condition | None


@dataclass(frozen=True, slots=True)
class AlwaysOne(Part):
    """``always advise … when …``"""

    manner: Manner
    acts: tuple[Acts, ...]
    when: Condition


@dataclass(frozen=True, slots=True)
class AtMost(Part):
    """``at most … in a plan``"""

    count: Number
    acts: tuple[Acts, ...]


@dataclass(frozen=True, slots=True)
class Apart(Part):
    """``at least … days between …``"""

    duration: Duration
    acts: tuple[Acts, ...]


@dataclass(frozen=True, slots=True)
class OnceADay(Part):
    """``never the same advice twice on one day``"""


@dataclass(frozen=True, slots=True)
class Ends(Part):
    """``every plan ends within …``"""

    within: Duration | None


Law = Never | AlwaysOne | AtMost | Apart | OnceADay | Ends


@dataclass(frozen=True, slots=True)
class Guarantee(Part):
    """A law, and whether it is to hold "whatever comes"."""

    law: Law
    whatever_comes: bool
