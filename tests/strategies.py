"""Random guides, small enough that every situation can be listed, and situations of larger ones.

Guides are built directly as models, so that a failing example shrinks to few
facts, few rules and short conditions. ``told`` prints one for reading.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal, TypeVar, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from mannerly.model.calendar import Calendar, as_date, day_number
from mannerly.model.conditions import (
    Always,
    And,
    Comparison,
    Condition,
    DateCompare,
    DateTerm,
    Includes,
    InRange,
    Is,
    Known,
    Named,
    Not,
    Offset,
    OnBusinessDay,
    OnWeekday,
    Or,
    Unit,
)
from mannerly.model.guide import (
    Act,
    Add,
    AlwaysOne,
    Apart,
    Assumption,
    AtMost,
    Change,
    Choice,
    Date,
    Ends,
    Fact,
    FactType,
    Guarantee,
    Law,
    Manner,
    Model,
    Never,
    Number,
    Point,
    Reply,
    Rule,
    Several,
    Situation,
    Source,
    Text,
    TextPlaceholder,
    ToAsk,
    Value,
    YesNo,
)
from mannerly.model.say_conditions import say_condition
from mannerly.model.speaker import Speaker
from mannerly.problems import Place

#: ``HYPOTHESIS_PROFILE=long`` looks twenty times as hard, for a night or a change of the core.
_FACTOR = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 1

NOWHERE = Place("guide.yml", 1, 1, 1, 2)
PLAIN = Text(("Because.",), NOWHERE)


def examples(number: int) -> settings:
    """So many examples, without limits of time, and the same ones in every short run."""
    return settings(
        max_examples=number * _FACTOR,
        deadline=None,
        derandomize=_FACTOR == 1,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )


T = TypeVar("T")


# Calendars


@cache
def days_around_a_month_end(first: int, length: int) -> Calendar:
    """Some days around the end of January 2026, a Saturday, with the Monday after it a holiday."""
    start = day_number(date(2026, 1, 28)) + first
    return Calendar(
        start,
        start + length - 1,
        holidays=frozenset({day_number(date(2026, 2, 2))}),
        margin=200,
    )


@cache
def years() -> Calendar:
    """Four years, one a leap year, with a work week and holidays that are not the usual ones."""
    first, last = date(2024, 1, 1), date(2027, 12, 31)
    holidays = frozenset(
        day_number(date(year, month, day))
        for year in range(2022, 2030)
        for month, day in ((1, 1), (2, 28), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31))
    )
    return Calendar(
        day_number(first), day_number(last), frozenset({0, 1, 2, 3, 5}), holidays, margin=800
    )


# Conditions: plain functions that draw, which is several times as quick as strategies of strategies


@dataclass(frozen=True)
class Field:
    """What conditions can be about: facts with their types, days if ``dated``, named conditions."""

    types: Mapping[str, FactType]
    calendar: Calendar
    reach: Mapping[Unit, int]
    names: Sequence[Named] = ()
    dated: bool = True

    @property
    def dates(self) -> list[str]:
        """The facts that are dates."""
        return [id for id, kind in self.types.items() if isinstance(kind, Date)]


NEAR: Mapping[Unit, int] = {"days": 3, "business days": 3, "months": 1}
FAR: Mapping[Unit, int] = {"days": 40, "business days": 15, "months": 7}

_UNITS: tuple[Unit, ...] = ("days", "business days", "months")
_COMPARISONS: tuple[Comparison, ...] = ("<", "<=", "=", ">=", ">")


_MOST: dict[st.SearchStrategy[int], int] = {}


@cache
def _up_to(most: int) -> st.SearchStrategy[int]:
    strategy = st.integers(0, most)
    _MOST[strategy] = most
    return strategy


def rolled(dice: random.Random) -> st.DrawFn:
    """Draws with dice what functions here draw: ten times as quick, but nothing shrinks."""

    def draw(strategy: st.SearchStrategy[int]) -> int:
        return dice.randint(0, _MOST[strategy])

    return cast(st.DrawFn, draw)


def _number(draw: st.DrawFn, low: int, high: int) -> int:
    return low + draw(_up_to(high - low))


def _pick(draw: st.DrawFn, choices: Sequence[T]) -> T:
    return choices[draw(_up_to(len(choices) - 1))]


def _chance(draw: st.DrawFn, one_in: int) -> bool:
    """True once in so many times, false in the simplest case."""
    return draw(_up_to(one_in - 1)) == one_in - 1


def _some(draw: st.DrawFn, choices: Sequence[T]) -> frozenset[T]:
    """A set that is not empty."""
    mask = _number(draw, 1, (1 << len(choices)) - 1)
    return frozenset(choice for i, choice in enumerate(choices) if mask >> i & 1)


def offset(draw: st.DrawFn, reach: Mapping[Unit, int]) -> Offset:
    """One step on the calendar, forward, backward or none."""
    unit = _pick(draw, _UNITS)
    distance = draw(_up_to(reach[unit]))
    return Offset(-distance if distance and _chance(draw, 2) else distance, unit)


def date_term(draw: st.DrawFn, field: Field, most_offsets: int = 2) -> DateTerm:
    """A date fact, today, or now and then a fixed day, with some offsets."""
    steps = max(0, _number(draw, -1, most_offsets))
    offsets = tuple(offset(draw, field.reach) for _ in range(steps))
    if _chance(draw, 6):
        return DateTerm(None, _number(draw, field.calendar.first, field.calendar.last), offsets)
    return DateTerm(_pick(draw, ["today", *field.dates]), 0, offsets)


def comparison(draw: st.DrawFn, field: Field) -> Condition:
    """One comparison of any kind that the facts allow; mostly about one of them."""
    abouts = [*(["today"] if field.dated else []), *field.types]
    if not abouts:
        return Always()
    about = _pick(draw, abouts)
    if about != "today" and _chance(draw, 6):
        return Known(about)
    match field.types.get(about):
        case Choice(options):
            return Is(about, _some(draw, list(options)))
        case YesNo():
            return Is(about, frozenset([_pick(draw, ("yes", "no"))]))
        case Several(options):
            return Includes(about, _pick(draw, list(options)))
        case Number(low, high):
            start, end = (_number(draw, low - 1, high + 1) for _ in range(2))
            return InRange(
                about, None if _chance(draw, 3) else start, None if _chance(draw, 3) else end
            )
        case _:
            steps = (offset(draw, field.reach),) if _chance(draw, 3) else ()
            term = DateTerm(about, 0, steps)
            match draw(_up_to(7)):
                case 6:
                    return OnWeekday(term, _some(draw, range(7)))
                case 7:
                    return OnBusinessDay(term)
                case _:
                    sides = [term, date_term(draw, field)]
                    if _chance(draw, 2):
                        sides.reverse()
                    return DateCompare(sides[0], _pick(draw, _COMPARISONS), sides[1])


def condition(draw: st.DrawFn, field: Field, depth: int = 2) -> Condition:
    """Comparisons, and named conditions, under and, or and not."""
    match draw(_up_to(6)) if depth else 0:
        case 4:
            return And(tuple(condition(draw, field, depth - 1) for _ in range(2)))
        case 5:
            return Or(tuple(condition(draw, field, depth - 1) for _ in range(2)))
        case 6:
            return Not(condition(draw, field, depth - 1))
        case 3:
            parts = tuple(condition(draw, field, 0) for _ in range(3))
            return Or(parts) if _chance(draw, 2) else And(parts)
        case _:
            if field.names and _chance(draw, 4):
                return _pick(draw, field.names)
            return comparison(draw, field)


# Guides


def fact(
    id: str, type: FactType, unknown: str | None = None, when: Condition | None = None
) -> Fact:
    """A fact that is called as its id."""
    return Fact(id, id, f"{id}?", "", type, unknown, when, NOWHERE)


def act(id: str, text: Text = PLAIN) -> Act:
    """An act that is called as its id."""
    return Act(id, id, "task", text, (), (), NOWHERE)


def rule(
    id: str,
    when: Condition,
    advise: str | None = None,
    *,
    over: Sequence[str] = (),
    also: Sequence[str] = (),
    avoid: Sequence[str] = (),
    until: DateTerm | None = None,
    by: DateTerm | None = None,
    because: Text = PLAIN,
    points: Sequence[str] = (),
    aside: str | None = None,
) -> Rule:
    """A rule; it is editorial where no point is given."""
    return Rule(
        id=id, title=id, group=None, when=when, when_text="", advise=advise, also=tuple(also),
        avoid=tuple(avoid), until=until, by=by, because=because, points=tuple(points),
        editorial=None if points else "a test", aside=aside, over=frozenset(over),
        place=NOWHERE, when_place=NOWHERE,
    )  # fmt: skip


POINTS = {id: Point(id, id[0], "do", "Do.", None, NOWHERE) for id in ("S1", "S2", "T1")}


def guide(
    facts: Sequence[Fact],
    rules: Sequence[Rule],
    *,
    calendar: Calendar | None = None,
    assumptions: Sequence[Condition] = (),
    names: Sequence[Named] = (),
    acts: Sequence[Act] = (),
) -> Model:
    """A guide of these facts and rules; acts that are not given are made up."""
    found = {one.id: one for one in acts}
    for one in rules:
        for id in (one.advise, *one.also, *one.avoid):
            if id is not None:
                found.setdefault(id, act(id))
    return Model(
        title="A guide", question="What now?", version="1.0.0", language="en",
        calendar=calendar or days_around_a_month_end(1, 6),
        facts={one.id: one for one in facts},
        conditions={name.name: name.body for name in names},
        assumptions=tuple(
            Assumption(that, "That cannot be.", "", NOWHERE) for that in assumptions
        ),
        acts=found,
        sources={id: Source(id, id, "", "", "", None, NOWHERE) for id in "ST"},
        points=POINTS,
        rules={one.id: one for one in rules},
        scenarios={}, pages=(),
    )  # fmt: skip


_CHOICES = {"red": "Red", "green": "Green", "blue": "Blue"}
_SEVERAL = {"salt": "Salt", "oil": "Oil"}

#: How many situations a small guide may have, those left out by its own limits included.
MOST_SITUATIONS = 700


def possible_values(kind: FactType, calendar: Calendar) -> list[Value]:
    match kind:
        case Choice(options):
            return list(options)
        case YesNo():
            return ["yes", "no"]
        case Several(options):
            subsets = itertools.product([False, True], repeat=len(options))
            return [frozenset(itertools.compress(options, mask)) for mask in subsets]
        case Number(low, high):
            return list(range(low, high + 1))
        case Date():
            return list(range(calendar.first, calendar.last + 1))


def _plain_type(draw: st.DrawFn) -> FactType:
    match draw(_up_to(3)):
        case 0:
            return YesNo()
        case 1:
            return Choice(dict(list(_CHOICES.items())[: _number(draw, 2, 3)]))
        case 2:
            return Number(-5, 12, 1) if _chance(draw, 5) else Number(0, _number(draw, 1, 4))
        case _:
            return Several(_SEVERAL)


def _facts(draw: st.DrawFn, field: Field, most_dates: int, most: int, room: int) -> list[Fact]:
    """Facts with ``room`` for so many situations, some of which hang on earlier ones."""
    kinds: list[FactType] = [
        Date(_pick(draw, ("any", "past", "future"))) for _ in range(draw(_up_to(most_dates)))
    ]
    kinds += [_plain_type(draw) for _ in range(draw(_up_to(most - len(kinds))))]
    facts: list[Fact] = []
    types: dict[str, FactType] = {}
    for number, kind in enumerate(kinds):
        unknown = "Not known" if _chance(draw, 3) else None
        values = len(possible_values(kind, field.calendar)) + (unknown is not None)
        if values > room:
            continue
        room //= values
        id = f"{'abcdefg'[number]}_{type(kind).__name__.lower()}"
        when = None
        if types and _chance(draw, 3):
            when = condition(draw, replace(field, types=types), depth=1)
        facts.append(fact(id, kind, unknown, when))
        types[id] = kind
    return facts


def small_guide(draw: st.DrawFn, *, sound: bool = False, plain: bool = False) -> Model:
    """A guide of few facts and rules on few days.

    With ``sound``, one that has advice everywhere and never two acts at once,
    by its make: a rule that always applies, and every rule over the earlier
    ones that advise otherwise. With ``plain``, one without dates in conditions,
    in which no fact hangs on another one.
    """
    calendar = days_around_a_month_end(draw(_up_to(2)), _number(draw, 3, 7))
    room = MOST_SITUATIONS // (calendar.last - calendar.first + 1)
    facts = _facts(draw, Field({}, calendar, NEAR), 0 if plain else 3, 5, room)
    if plain:
        kept = [one for one in facts if not isinstance(one.type, Several)]
        facts = [replace(one, when=None) for one in kept]
    field = Field({one.id: one.type for one in facts}, calendar, NEAR, dated=not plain)
    names = [Named(f"name-{i}", condition(draw, field)) for i in range(draw(_up_to(1)))]
    assumptions = [condition(draw, field, depth=1) for _ in range(draw(_up_to(0 if plain else 2)))]
    acts = [act(id, _text(draw, field)) for id in ("go", "stay", "write", "call", "wave")]
    rules = _rules(draw, replace(field, names=names), sound)
    if _chance(draw, 2):
        facts.reverse()
    return guide(
        facts, rules, calendar=calendar, assumptions=assumptions, names=names, acts=acts
    )  # fmt: skip


small_guides = st.composite(small_guide)


def guide_of_years(draw: st.DrawFn, calendar: Calendar | None = None) -> Model:
    """A guide of four years, or of another calendar; its situations cannot be listed."""
    calendar = calendar or years()
    facts = _facts(draw, Field({}, calendar, FAR), 3, 5, 10**12)
    field = Field({one.id: one.type for one in facts}, calendar, FAR)
    return guide(facts, _rules(draw, field, sound=False), calendar=calendar)


guides_of_years = st.composite(guide_of_years)


def _text(draw: st.DrawFn, field: Field) -> Text:
    """A text, now and then one that puts in a fact."""
    if not field.types or not _chance(draw, 8):
        return PLAIN
    id = _pick(draw, list(field.types))
    if isinstance(field.types[id], Date):
        return Text((TextPlaceholder(DateTerm(id), "date", NOWHERE),), NOWHERE)
    return Text((TextPlaceholder(id, "fact", NOWHERE),), NOWHERE)


def _rules(draw: st.DrawFn, field: Field, sound: bool) -> list[Rule]:
    rules: list[Rule] = []
    for number in range(_number(draw, 1, 5)):
        first = number == 0
        advise = _pick(draw, ("go", "stay", "write") if sound and first else _ADVISED)
        also = ("call",) if _chance(draw, 3) else ()
        # In a sound guide nothing recommends what another rule avoids.
        avoid = ("wave" if sound else "call",) if _chance(draw, 3) and not also else ()
        if not sound and advise is not None and _chance(draw, 8):
            avoid = ("stay" if advise == "go" else "go",)
        if advise is None and not also and not avoid:
            also = ("call",)
        rules.append(
            rule(
                f"rule-{number}",
                Always() if sound and first else condition(draw, field),
                advise,
                over=_over(draw, rules, advise, sound),
                also=also,
                avoid=avoid,
                until=date_term(draw, field, 1) if advise and _chance(draw, 3) else None,
                by=date_term(draw, field, 1) if advise and _chance(draw, 4) else None,
                because=_text(draw, field),
                points=_pick(draw, ((), ("S1",), ("S1", "S2"), ("T1",), ("S1", "T1"))),
                aside="not followed" if not sound and _chance(draw, 6) else None,
            )
        )
    if _chance(draw, 2):
        rules.reverse()
    return rules


_ADVISED = ("go", "stay", "write", None)


def _over(draw: st.DrawFn, earlier: Sequence[Rule], advise: str | None, sound: bool) -> list[str]:
    """Which earlier rules a rule is over; acyclic, because they are earlier."""
    over = []
    for other in earlier:
        rivals = None not in (advise, other.advise) and advise != other.advise
        if sound and rivals:
            over.append(other.id)
        elif sound and advise is None and other.advise is not None:
            continue
        elif _chance(draw, 2 if rivals else 4):
            over.append(other.id)
    return over


# Plans


@st.composite
def guides_with_plans(draw: st.DrawFn, guides: st.SearchStrategy[Model] | None = None) -> Model:
    """A guide whose acts are of all kinds and mostly change facts, with replies and guarantees.

    Without ``guides`` it is a small one, mostly a sound one. Waiting mostly has an end.
    """
    if guides is None:
        guides = small_guides(sound=not _chance(draw, 4))
    model = draw(guides)
    field = Field({one.id: one.type for one in model.facts.values()}, model.calendar, NEAR)
    acts = {id: _act_in_plans(draw, one, model, field) for id, one in model.acts.items()}
    rules = {
        id: replace(one, until=_until(draw, field))
        if one.advise is not None and acts[one.advise].kind == "wait" and not _chance(draw, 4)
        else one
        for id, one in model.rules.items()
    }
    guarantees = [
        Guarantee(f"law-{i}", _law(draw, acts, field), _chance(draw, 3), "", "", NOWHERE, NOWHERE)
        for i in range(draw(_up_to(3)))
    ]
    return replace(model, acts=acts, rules=rules, guarantees={one.id: one for one in guarantees})


#: The kinds that acts of these names have; other acts are contacts.
_KINDS: Mapping[str, tuple[Literal["contact", "task", "wait", "end"], ...]] = {
    "go": ("task", "contact"),
    "stay": ("wait", "wait", "end"),
    "write": ("contact", "end", "wait"),
    "wave": ("task",),
}


def _act_in_plans(draw: st.DrawFn, one: Act, model: Model, field: Field) -> Act:
    kind = _pick(draw, _KINDS.get(one.id, ("contact",)))
    if kind in ("wait", "end") or _chance(draw, 5):
        return replace(one, kind=kind)
    replies = tuple(
        Reply(f"reply-{i}", "They reply", _changes(draw, model, field), NOWHERE)
        for i in range(draw(_up_to(2)))
    )
    return replace(one, kind=kind, changes=_changes(draw, model, field), replies=replies)


def _changes(draw: st.DrawFn, model: Model, field: Field) -> tuple[Change, ...]:
    """At least one change, unless the guide has no facts."""
    if not model.facts:
        return ()
    changing = _some(draw, list(model.facts))
    return tuple(
        Change(id, _becomes(draw, one, field), NOWHERE)
        for id, one in model.facts.items()
        if id in changing
    )


def _becomes(draw: st.DrawFn, one: Fact, field: Field) -> Value | DateTerm | Add | ToAsk | None:
    if _chance(draw, 8):
        return ToAsk()
    if one.unknown is not None and _chance(draw, 4):
        return None
    match one.type:
        case Date(range):
            if _chance(draw, 2):
                return DateTerm("today")
            if range == "any":
                return date_term(draw, field, 1)
            steps = _number(draw, 0, 2) * (-1 if range == "past" else 1)
            return DateTerm("today", 0, (Offset(steps, "days"),))
        case Number() if not _chance(draw, 3):
            return Add(_pick(draw, (1, 2, -1)))
        case kind:
            return _pick(draw, possible_values(kind, field.calendar))


def _until(draw: st.DrawFn, field: Field) -> DateTerm:
    if field.dates and _chance(draw, 3):
        return date_term(draw, field, 1)
    return DateTerm("today", 0, (Offset(_number(draw, 1, 2), "days"),))


_MANNERS: tuple[Manner, ...] = ("advise", "recommend", "avoid")


def _law(draw: st.DrawFn, acts: Mapping[str, Act], field: Field) -> Law:
    some = _some(draw, list(acts))
    match draw(_up_to(6)):
        case 0 | 1:
            return Never(_pick(draw, _MANNERS), some, condition(draw, field, depth=1))
        case 2:
            return AlwaysOne(_pick(draw, _MANNERS), some, condition(draw, field, depth=1))
        case 3:
            return AtMost(draw(_up_to(3)), some)
        case 4:
            return Apart(Offset(draw(_up_to(3)), _pick(draw, ("days", "business days"))), some)
        case 5:
            done = frozenset(id for id, one in acts.items() if one.kind not in ("wait", "end"))
            return Apart(Offset(1, "days"), done, same=True)
        case _:
            return Ends(None if _chance(draw, 2) else draw(_up_to(5)))


# Situations


@st.composite
def situations(draw: st.DrawFn, model: Model) -> Situation:
    """Any day, and a value for every fact, also for facts that do not exist there."""
    calendar = model.calendar
    today = _number(draw, calendar.first, calendar.last)
    values: dict[str, Value | None] = {}
    for id, one in model.facts.items():
        if one.unknown is not None and _chance(draw, 4):
            values[id] = None
        elif not isinstance(one.type, Date):
            values[id] = _pick(draw, possible_values(one.type, calendar))
        elif _chance(draw, 4):
            values[id] = _number(draw, calendar.first, calendar.last)
        else:
            day = today + _number(draw, -45, 45)
            values[id] = max(calendar.first, min(calendar.last, day))
    return Situation(today, values)


def told(model: Model) -> str:
    """A guide as text, for failing examples."""
    calendar, speaker = model.calendar, Speaker.english(model)
    lines = [f"{as_date(calendar.first)}..{as_date(calendar.last)}"]
    for one in model.facts.values():
        when = f" when {say_condition(one.when, speaker)}" if one.when else ""
        unknown = " (may be unknown)" if one.unknown else ""
        lines.append(f"fact {one.id}: {one.type}{unknown}{when}")
    lines += [f"assume {say_condition(a.that, speaker)}" for a in model.assumptions]
    for r in model.rules.values():
        rest = {
            key: value
            for key in ("advise", "also", "avoid", "until", "by", "points", "aside")
            if (value := getattr(r, key))
        }
        needs = [part.value for part in r.because.parts if not isinstance(part, str)]
        when = say_condition(r.when, speaker)
        lines.append(f"{r.id}: when {when}: {rest} over {sorted(r.over)} speaks of {needs}")
    return "\n".join(lines)
