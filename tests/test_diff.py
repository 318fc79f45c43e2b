"""Two versions of a guide beside each other: compared exactly, and told so that it can be read."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from edits import GOLDEN, compared
from mannerly.diff.compare import compare
from mannerly.diff.rename import Renaming
from mannerly.diff.result import Comparison, Kind
from mannerly.diff.text import as_text
from mannerly.model.conditions import (
    Always,
    And,
    DateTerm,
    Is,
    Not,
    Offset,
    Or,
)
from mannerly.model.guide import (
    Choice,
    Date,
    Model,
    Number,
    Rule,
    Situation,
    Text,
    YesNo,
)
from mannerly.model.interpreter import _allowed as allowed
from mannerly.model.interpreter import facts_in, holds, interpret, possible, value_of
from mannerly.model.say_conditions import say_condition
from mannerly.model.speaker import Speaker
from mannerly.table.evaluate import Evaluator
from strategies import (
    NOWHERE,
    examples,
    fact,
    guide,
    possible_values,
    rule,
    small_guides,
    told,
)

# Brute force: what the comparison has to say, by the reference interpreter alone


@dataclass(frozen=True)
class World:
    """Two versions, and what has become of all situations that are possible in one of them."""

    old: Model
    new: Model
    found: Comparison
    kinds: Mapping[Situation, Kind | None]

    def cells(self, kind: Kind | None = None) -> int:
        """How many situations, or those of a kind, no condition tells apart."""
        evaluator = Evaluator(self.found.table)
        return len(
            {
                evaluator.view(situation).masks
                for situation, one in self.kinds.items()
                if kind in (None, one)
            }
        )


#: Pairs of guides with more joint situations than this take too long to list.
MOST = 3000


def world(old: Model, new: Model, budget: int | None = None) -> World:
    """Everything there is to know about two small guides."""
    note(told(old))
    note(told(new))
    found = compare(old, new) if budget is None else compare(old, new, budget)
    old = apart(old, new)
    everything = list(joint_situations(old, new))
    return World(
        old, new, found, {_Hashed(s.today, s.values): kind_of(s, old, new) for s in everything}
    )


def apart(old: Model, new: Model) -> Model:
    """The old version with other ids for the facts that cannot be compared with the new ones."""
    decimals = [
        {id: one.type.decimals for id, one in m.facts.items() if isinstance(one.type, Number)}
        for m in (old, new)
    ]
    differing = [
        id for id in decimals[0] if decimals[1].get(id, decimals[0][id]) != decimals[0][id]
    ]
    return Renaming({id: f"{id} (before)" for id in differing}).model(old)


class _Hashed(Situation):
    """A situation that can be a key."""

    def __hash__(self) -> int:
        return hash((self.today, tuple(self.values.items())))


def joint_situations(old: Model, new: Model) -> Iterator[Situation]:
    """All situations of two versions, taken together, that are possible in one of them."""
    first = max(old.calendar.first, new.calendar.first)
    last = min(old.calendar.last, new.calendar.last)
    ids = [*new.facts, *(id for id in old.facts if id not in new.facts)]
    values = {
        id: dict.fromkeys(
            value
            for model in (old, new)
            if id in model.facts
            for value in possible_values(model.facts[id].type, model.calendar)
            if not isinstance(model.facts[id].type, Date) or first <= value <= last  # type: ignore[operator]
        )
        for id in ids
    }
    size = last - first + 1
    for of in values.values():
        size *= len(of) + 1
    assume(first <= last and size <= MOST)
    for today in range(first, last + 1):
        for chosen in itertools.product(*([*values[id], None] for id in ids)):
            situation = Situation(today, dict(zip(ids, chosen, strict=True)))
            if makes_sense(situation, old, new):
                yield situation


def exists(id: str, situation: Situation, model: Model) -> bool:
    """Whether a version asks for a fact in a situation."""
    if id not in model.facts:
        return False
    when = model.facts[id].when
    return when is None or holds(when, situation, model)


def makes_sense(situation: Situation, old: Model, new: Model) -> bool:
    """Whether each value is asked for, and offered, by some version, and some version is kept to.

    What breaks an assumption of one version by a fact that the other one does not ask there is
    no situation of that version, and none that only the other one has.
    """
    for id, value in situation.values.items():
        asking = [model for model in (old, new) if exists(id, situation, model)]
        if not asking and value is not None:
            return False
        if asking and not any(allowed(model, id, value, situation) for model in asking):
            return False
    for model, other in ((old, new), (new, old)):
        for assumption in model.assumptions:
            spoken_of = facts_in(assumption.that)
            if (
                all(value_of(fact, situation, model) is not None for fact in spoken_of)
                and not holds(assumption.that, situation, model)
                and not all(exists(fact, situation, other) for fact in spoken_of)
            ):
                return False
    return possible(situation, old) or possible(situation, new)


def kind_of(situation: Situation, old: Model, new: Model) -> Kind | None:
    """What has become of a situation; None where all is as it was."""
    if not possible(situation, old):
        return "new"
    if not possible(situation, new):
        return "gone"
    was, now = interpret(old, situation), interpret(new, situation)
    if (was.acts, was.also, was.avoid, was.until, was.by) != (
        now.acts, now.also, now.avoid, now.until, now.by,
    ):  # fmt: skip
        return "advice"
    if set(was.live) != set(now.live):
        return "reasons"
    if any(content(old.rules[id]) != content(new.rules[id]) for id in was.live):
        return "reasons"
    return None


def content(rule: Rule) -> tuple[object, ...]:
    """What a rule says where it applies."""
    return (
        rule.advise, set(rule.also), set(rule.avoid), rule.until, rule.by, rule.because,
        set(rule.points), rule.editorial,
    )  # fmt: skip


# Pairs of guides


@st.composite
def versions(draw: st.DrawFn) -> tuple[Model, Model]:
    """A small guide and what an editor may have made of it; now and then quite another one."""
    old = draw(small_guides())
    if draw(st.integers(0, 3)) == 3:
        return old, draw(small_guides())
    new = old
    for _ in range(draw(st.integers(1, 3))):
        edits = [edit_rule, edit_rule, edit_rule, edit_fact, edit_assumptions]
        new = draw(st.sampled_from(edits))(draw, new)
    if draw(st.booleans()):
        old, new = new, old
    return old, new


def edit_rule(draw: st.DrawFn, model: Model) -> Model:
    """A guide with one rule changed, added or gone."""
    rules = list(model.rules.values())
    if not rules:
        return model
    at = draw(st.integers(0, len(rules) - 1))
    one, other = rules[at], rules[draw(st.integers(0, len(rules) - 1))]
    match draw(st.integers(0, 8)):
        case 0:
            del rules[at]
        case 1:
            rules[at] = replace(one, when=Not(other.when))
        case 2:
            rules[at] = replace(one, when=And((one.when, other.when)))
        case 3:
            rules[at] = replace(one, when=Or((one.when, other.when)))
        case 4 if one.advise is not None:
            rules[at] = replace(one, advise=draw(st.sampled_from(["go", "stay", "write"])))
        case 5 if one.advise is not None:
            term = one.until or DateTerm("today")
            steps = Offset(
                draw(st.integers(-1, 2)), draw(st.sampled_from(["days", "business days"]))
            )
            rules[at] = replace(one, until=replace(term, offsets=(*term.offsets, steps)))
        case 6:
            rules[at] = replace(one, because=Text(("Other words.",), NOWHERE))
        case 7:
            rules[at] = replace(one, over=frozenset())
        case _:
            rules.append(replace(one, id="rule-more", also=("wave",)))
    kept = {one.id for one in rules}
    rules = [replace(one, over=one.over & kept) for one in rules]
    return replace(model, rules={one.id: one for one in rules})


def edit_fact(draw: st.DrawFn, model: Model) -> Model:
    """A guide with one fact changed."""
    if not model.facts:
        return model
    id = draw(st.sampled_from(sorted(model.facts)))
    one = model.facts[id]
    match draw(st.integers(0, 2)), one.type:
        case 0, _:
            one = replace(one, unknown=None if one.unknown else "Not known")
        case 1, _:
            always = {other.id for other in model.facts.values() if other.when is None} - {id}
            whens = [r.when for r in model.rules.values() if facts_in(r.when) <= always]
            one = replace(one, when=draw(st.sampled_from([None, *whens])))
        case _, Choice(options):
            more = {"black": "Black"} if "black" not in options else {}
            one = replace(one, type=Choice({**options, **more}))
        case _, Number(low, high) as kind:
            low = low + draw(st.integers(-1, 1))
            one = replace(one, type=replace(kind, low=low, high=max(low, high + 1)))
        case _, Date():
            one = replace(one, type=Date(draw(st.sampled_from(["any", "past", "future"]))))
        case _:
            pass
    return replace(model, facts={**model.facts, id: one})


def edit_assumptions(draw: st.DrawFn, model: Model) -> Model:
    """A guide with an assumption less, or one more."""
    fewer = draw(st.booleans())
    if model.assumptions and fewer:
        return replace(model, assumptions=model.assumptions[1:])
    if not model.rules:
        return model
    that = next(iter(model.rules.values())).when
    return replace(model, assumptions=guide((), (), assumptions=[that]).assumptions)


# What the comparison says


@examples(40)
@given(versions())
def test_each_situation_is_found_in_the_difference_that_it_belongs_to(
    pair: tuple[Model, Model],
) -> None:
    here = world(*pair)
    for situation, kind in here.kinds.items():
        hits = [
            one.kind
            for one in here.found.differences
            if any(holds(where, situation, here.found.model) for where in one.where)
        ]
        assert hits == ([] if kind is None else [kind]), situation


@examples(40)
@given(versions())
def test_situations_are_counted_exactly(pair: tuple[Model, Model]) -> None:
    here = world(*pair)
    assert here.found.total == here.cells()
    for kind, count in here.found.by_kind.items():
        assert count == here.cells(kind)
        of_kind = [one.count for one in here.found.differences if one.kind == kind]
        assert sum(of_kind) == count
    assert here.found.advice_is_the_same == (not set(here.kinds.values()) - {None, "reasons"})


@examples(60)
@given(versions())
def test_each_example_can_be_replayed_in_both_versions(pair: tuple[Model, Model]) -> None:
    old, new = pair
    assume(max(old.calendar.first, new.calendar.first) <= min(old.calendar.last, new.calendar.last))
    found = compare(old, new)
    for one in found.differences:
        assert kind_of(one.shown.situation, apart(old, new), new) == one.kind
        assert any(holds(where, one.shown.situation, found.model) for where in one.where)
        assert (one.shown.old is None) == (one.kind == "new")
        assert (one.shown.new is None) == (one.kind == "gone")
        for model, situation, said, other in (
            (old, one.shown.old, one.was, one.now),
            (new, one.shown.new, one.now, one.was),
        ):
            if situation is None:
                continue
            assert possible(situation, model)
            verdict = interpret(model, situation)
            assert set(said.also) <= verdict.also
            assert set(said.avoid) <= verdict.avoid
            assert not verdict.also & set(other.also)
            if said.acts or other.acts:
                assert set(said.acts) == verdict.acts
                days = [
                    model.calendar.resolve(
                        term,
                        situation.today
                        if term.base == "today"
                        else term.day
                        if term.base is None
                        else value_of(term.base, situation, model),  # type: ignore[arg-type]
                    )
                    for term in said.until
                ]
                if days:
                    assert max(days) == verdict.until


@examples(70)
@given(small_guides())
def test_a_guide_is_the_same_as_itself(model: Model) -> None:
    found = compare(model, model)
    assert found.advice_is_the_same
    assert (found.differences, found.rules, found.wording, found.renamed) == ((), (), (), ())


@examples(70)
@given(small_guides())
def test_what_is_renamed_as_declared_is_the_same(model: Model) -> None:
    old = renamed(model)
    note(told(model))
    new = replace(
        model,
        facts={
            id: replace(
                one,
                was=(f"old-{id}",),
                options_were={f"old-{o}": o for o in getattr(one.type, "options", ())},
            )
            for id, one in model.facts.items()
        },
        acts={id: replace(one, was=(f"old-{id}",)) for id, one in model.acts.items()},
    )
    found = compare(old, new)
    assert found.advice_is_the_same
    assert found.differences == ()
    assert {new for kind, _, new in found.renamed if kind == "fact"} == set(model.facts)


def renamed(model: Model) -> Model:
    """A guide with other ids for its facts, options and acts."""
    return Renaming(
        {id: f"old-{id}" for id in model.facts},
        {
            id: {option: f"old-{option}" for option in getattr(one.type, "options", ())}
            for id, one in model.facts.items()
        },
        {id: f"old-{id}" for id in model.acts},
    ).model(model)


@examples(70)
@given(versions(), st.integers(0, 12))
def test_within_too_small_a_budget_nothing_is_called_the_same(
    pair: tuple[Model, Model], budget: int
) -> None:
    here = world(*pair, budget)
    if here.found.settled:
        assert here.found.total == here.cells()
    else:
        assert not here.found.advice_is_the_same
    if here.found.undecided is not None:
        assert here.found.total == here.cells()
    for situation, kind in here.kinds.items():
        for one in here.found.differences:
            if any(holds(where, situation, here.found.model) for where in one.where):
                assert one.kind == kind


# What editors read


@pytest.mark.parametrize(
    "path", sorted((GOLDEN / "diff").glob("*.txt")), ids=lambda path: path.stem
)
def test_differences_are_told_as_an_editor_would_tell_them(
    path: Path, check_golden: Callable[[Path, Callable[[str], str]], None]
) -> None:
    check_golden(path, lambda edits: as_text(compared(edits)))


def test_a_date_counted_from_a_fact_that_is_asked_elsewhere_is_other_advice() -> None:
    facts = [fact("sure", YesNo()), fact("day", Date())]
    wait = rule("wait", Always(), "stay", until=DateTerm("day"))
    old = guide([facts[0], replace(facts[1], when=Is("sure", frozenset(["yes"])))], [wait])
    found = compare(old, guide(facts, [wait]))
    [one] = found.differences
    assert (one.kind, one.was.until, one.now.until) == ("advice", (), (DateTerm("day"),))
    speaker = Speaker.english(found.model)
    said = [say_condition(where, speaker) for where in one.where]
    assert said == ["the answer to “sure?” is no"]
