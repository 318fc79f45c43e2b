"""The model: a guide whose names and types are resolved.

Days are day numbers (days since 1970-01-01); numbers are counted in the fact's
smallest step, so that 12.50 with two decimals is 1250.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mannerly.model.calendar import Calendar
from mannerly.model.conditions import Condition, DateTerm, Offset
from mannerly.phrases import Phrases
from mannerly.problems import Place


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these options: ids in the order of the file, each with its label."""

    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, held as the options ``yes`` and ``no``."""


@dataclass(frozen=True, slots=True)
class Several:
    """Any of these options, also none."""

    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``low`` to ``high``, inclusive, in smallest steps of ``10 ** -decimals``.

    A count is a number without decimals and without unit.
    """

    low: int
    high: int
    decimals: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Date:
    """A civil date within the guide's calendar; ``past`` and ``future`` both include today."""

    range: Literal["past", "future", "any"] = "any"


FactType = Choice | YesNo | Several | Number | Date


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is true of a situation, and how to ask for it.

    ``unknown`` is the label of "not known" where that may be answered. ``when``
    is the condition under which the fact exists at all. ``after`` are facts to
    ask before it, ``likely`` how likely its options are beside each other, where
    the editor says so (1 for those left out). ``was`` are ids that it had in
    earlier versions, ``options_were`` maps earlier ids of options to later ones.
    """

    id: str
    name: str
    ask: str
    help: str
    type: FactType
    unknown: str | None
    when: Condition | None
    place: Place = field(compare=False, repr=False)
    after: tuple[str, ...] = ()
    likely: Mapping[str, int] = field(default_factory=dict)
    was: tuple[str, ...] = ()
    options_were: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assumption:
    """What holds in every situation where all facts that it speaks of are known.

    ``because`` is what a reader is told whose answers contradict it.
    """

    that: Condition
    because: str
    text: str
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TextPlaceholder:
    """``{…}`` in a text: a fact, a date expression, or a field that the reader fills in."""

    value: str | DateTerm
    kind: Literal["fact", "date", "field"]
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown with its placeholders taken out: literal parts and placeholders, in order."""

    parts: tuple[str | TextPlaceholder, ...]
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Words:
    """A message template: words to use, with the fields that the reader fills in.

    ``subject`` is what an email says it is about; None for what is no email.
    """

    id: str
    title: str
    fields: tuple[str, ...]
    text: Text
    subject: Text | None = None

    @property
    def texts(self) -> tuple[Text, ...]:
        """All that may have placeholders."""
        return (self.text,) if self.subject is None else (self.subject, self.text)


@dataclass(frozen=True, slots=True)
class Add:
    """So many smallest steps more, or fewer where negative, but never beyond the fact's range."""

    count: int


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A value that nobody can foresee: the fact is to be asked again."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a fact: a value, a date, more or less of it, not known (None), or to ask."""

    fact: str
    to: Value | DateTerm | Add | ToAsk | None
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What may come of an act besides nothing, and what then becomes of the facts.

    Its changes come on top of the act's own.
    """

    id: str
    title: str
    changes: tuple[Change, ...]
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Act:
    """Advice: something that can be recommended.

    ``changes`` is what becomes of the facts once it is done, ``replies`` what it
    may bring. ``was`` are ids that it had in earlier versions.
    """

    id: str
    title: str
    kind: Literal["contact", "task", "wait", "end"]
    text: Text
    words: tuple[Words, ...]
    points: tuple[str, ...]
    place: Place = field(compare=False, repr=False)
    changes: tuple[Change, ...] = ()
    replies: tuple[Reply, ...] = ()
    was: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[Text, ...]:
        """Its text and its words to use."""
        return (self.text, *(text for words in self.words for text in words.texts))


@dataclass(frozen=True, slots=True)
class Point:
    """What a source says, paraphrased; ``aside`` is why the guide leaves it out, if it does."""

    id: str
    source: str
    kind: str
    says: str
    aside: str | None
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it. ``date`` is as the source gives it, ``url`` where it is, ``checked`` the day
    on which an editor last looked."""

    id: str
    title: str
    by: str
    url: str
    date: str
    checked: int | None
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition, the advice it gives, why, and which points it rests on.

    ``over`` is what the editor wrote, resolved to ids of rules. ``until`` and
    ``by`` are the date up to which to wait and the last date to do it. A rule
    with ``aside`` takes no part in the guide's advice, only in its sources'
    own voices; the text says why the guide does not follow it. ``editorial``
    is the reason for resting on no point. ``title`` is its name within sentences.
    """

    id: str
    title: str
    group: str | None
    when: Condition
    when_text: str
    advise: str | None
    also: tuple[str, ...]
    avoid: tuple[str, ...]
    until: DateTerm | None
    by: DateTerm | None
    because: Text
    points: tuple[str, ...]
    editorial: str | None
    aside: str | None
    over: frozenset[str]
    place: Place = field(compare=False, repr=False)
    when_place: Place = field(compare=False, repr=False)


Manner = Literal["advise", "recommend", "avoid"]


@dataclass(frozen=True, slots=True)
class Never:
    """In no situation in which ``when`` holds is one of these acts advised (recommended, avoided).

    To recommend is to advise an act or to name it as worth doing besides.
    """

    manner: Manner
    acts: frozenset[str]
    when: Condition


@dataclass(frozen=True, slots=True)
class AlwaysOne:
    """In every situation in which ``when`` holds, one of these acts is advised (…)."""

    manner: Manner
    acts: frozenset[str]
    when: Condition


@dataclass(frozen=True, slots=True)
class AtMost:
    """In no plan are more than ``count`` of these acts done."""

    count: int
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Apart:
    """In no plan is one of these acts done earlier than ``offset`` after another of them.

    With ``same`` only the same act done again counts.
    """

    offset: Offset
    acts: frozenset[str]
    same: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """Every plan comes to its end, at most ``days`` days after its first where that is said."""

    days: int | None


Law = Never | AlwaysOne | AtMost | Apart | Ends


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A law of the editor's, to be proved over all situations, or over all plans.

    A plan takes it that nothing is heard; with ``whatever_comes`` the law is to
    hold also where any act brings any of its replies. ``text`` is as written.
    """

    id: str
    that: Law
    whatever_comes: bool
    because: str
    text: str
    place: Place = field(compare=False, repr=False)
    that_place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a scenario expects; None is "not said", an empty tuple is "none".

    ``voices`` is what is expected of sources alone, by their ids; None is "silent".
    """

    advise: str | None
    also: tuple[str, ...] | None
    avoid: tuple[str, ...] | None
    until: int | None
    by: int | None
    rules: tuple[str, ...] | None
    voices: Mapping[str, Expectation | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """An example: what is given, on a day, and what is expected.

    ``title`` is its name within sentences. ``given`` holds values as situations
    do; None says "not known". ``compare`` asks for a comparison of what each source
    would do from there on.
    """

    id: str
    title: str
    story: str
    today: int
    given: Mapping[str, Value | None]
    expect: Expectation
    place: Place = field(compare=False, repr=False)
    expect_place: Place = field(compare=False, repr=False)
    compare: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the guide, its day, and what changed in it, each in Markdown."""

    version: str
    day: int
    changed: tuple[str, ...]
    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A chapter: a Markdown file, and the things that it quotes as (kind, id) pairs."""

    path: str
    title: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A whole guide, resolved. Mappings are in the order of the files.

    ``groups`` are the titles of the rules' groups, within sentences.
    ``phrases`` are the guide's own texts for the interface, by group and id.
    ``history`` has the latest version first. ``condition_places`` says where the
    named conditions stand.
    """

    title: str
    question: str
    version: str
    language: str
    calendar: Calendar
    facts: Mapping[str, Fact]
    conditions: Mapping[str, Condition]
    assumptions: tuple[Assumption, ...]
    acts: Mapping[str, Act]
    sources: Mapping[str, Source]
    points: Mapping[str, Point]
    rules: Mapping[str, Rule]
    scenarios: Mapping[str, Scenario]
    pages: tuple[Page, ...]
    condition_places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    guarantees: Mapping[str, Guarantee] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    phrases: Phrases = field(default_factory=dict)
    history: tuple[Release, ...] = ()


#: A value: an option's id ("yes" or "no" for yes/no facts), a set of ids, or a
#: whole number (a number in smallest steps, or a day number).
Value = str | frozenset[str] | int


@dataclass(frozen=True, slots=True)
class Situation:
    """Values for facts, and the day. None is a missing value; what is left out is unanswered."""

    today: int
    values: Mapping[str, Value | None]
