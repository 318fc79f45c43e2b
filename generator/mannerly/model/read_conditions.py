"""Named conditions, and the conditions under which facts exist: in order, without cycles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from mannerly.model.conditions import Condition
from mannerly.model.entries import Declared, entry, scalar
from mannerly.model.guide import Assumption, Fact
from mannerly.model.interpreter import facts_in
from mannerly.model.names import checked_id
from mannerly.model.read_facts import FactDraft
from mannerly.model.references import known_names
from mannerly.model.resolve_conditions import Conditions
from mannerly.model.sections import Pair
from mannerly.problems import Place, Problems, Related
from mannerly.syntax import raw
from mannerly.syntax.condition_parser import DEEPEST, parse_condition
from mannerly.syntax.nodes import Node, Scalar


def read_named(
    section: list[Pair], declared: Declared, problems: Problems
) -> dict[str, tuple[Scalar, raw.Condition | None]]:
    """The named conditions, parsed only; ``declared`` holds the names of the facts."""
    found: dict[str, tuple[Scalar, raw.Condition | None]] = {}
    for key, node in section:
        id = checked_id(key, "condition", problems, in_conditions=True)
        if id is None or not declared.add(id, key.place):
            continue
        text = scalar(node, id, problems)
        found[id] = (key, None) if text is None else (text, parse_condition(text, problems))
    return found


def resolve_named(
    parsed: Mapping[str, tuple[Scalar, raw.Condition | None]],
    conditions: Conditions,
    problems: Problems,
) -> None:
    """Resolve named conditions into the scope, each after those that it names."""
    uses = {
        name: tuple(dict.fromkeys(n for n in _mentions(body) if n in parsed))
        for name, (_, body) in parsed.items()
    }
    places = {name: text.place for name, (text, _) in parsed.items()}
    scope = conditions.scope.conditions
    for name in in_order(uses, "condition", places, problems):
        text, body = parsed[name]
        if body is not None and all(scope.get(used) is not None for used in uses[name]):
            scope[name] = conditions.resolve(body, text, name)


def _mentions(condition: raw.Condition | None) -> Iterator[str]:
    """The names that stand alone in a condition."""
    left = [] if condition is None else [condition]
    while left:
        match left.pop():
            case raw.And(parts=parts) | raw.Or(parts=parts):
                left.extend(parts)
            case raw.Not(part=part):
                left.append(part)
            case raw.Mention(term=raw.Term(base=raw.Name(text=name), offsets=())):
                yield name
            case _:
                pass


def in_order(
    uses: Mapping[str, Iterable[str]], what: str, places: Mapping[str, Place], problems: Problems
) -> list[str]:
    """Names, each after those that it uses; those in a cycle are noted and left out."""
    left = {name: tuple(used) for name, used in uses.items()}
    while True:
        try:
            return list(TopologicalSorter(left).static_order())
        except CycleError as error:
            # The sorter lists a cycle against the direction of use, and its start twice.
            cycle = tuple(reversed(error.args[1]))[:-1]
            first = min(range(len(cycle)), key=lambda n: places[cycle[n]])
            cycle = cycle[first:] + cycle[:first]
            problems.add(
                "cycle",
                places[cycle[0]],
                related=tuple(Related(places[name], "in-cycle") for name in cycle[1:6]),
                what=what,
                names=cycle,
            )
            for name in cycle:
                del left[name]
            left = {name: tuple(u for u in used if u in left) for name, used in left.items()}


def resolve_facts(
    drafts: list[FactDraft], conditions: Conditions, problems: Problems
) -> dict[str, Fact]:
    """The facts with what they say of others; in the order of the files."""
    whens: dict[str, Condition] = {}
    places: dict[str, Place] = {}
    for draft in drafts:
        if draft.when is not None:
            when = conditions.read(draft.when)
            if when is not None:
                whens[draft.id] = when
        if draft.fact is not None:
            places[draft.id] = draft.when.place if draft.when is not None else draft.fact.place
    uses = {
        draft.id: tuple(
            sorted(f for f in facts_in(whens[draft.id]) if f in places) if draft.id in whens else ()
        )
        for draft in drafts
        if draft.fact is not None
    }
    levels: dict[str, int] = {}
    order = in_order(uses, "fact", places, problems)
    for name in order:
        levels[name] = 1 + max((levels.get(used, 0) for used in uses[name]), default=-1)
        if levels[name] == DEEPEST + 1:
            problems.add("facts-chain", places[name], id=name, deepest=DEEPEST)
    known = {draft.id for draft in drafts}
    after = {draft.id: known_names(draft.after, known, "fact", problems) for draft in drafts}
    if any(after.values()):
        # What a fact's existence hangs on is asked before it as well.
        before = {
            name: tuple(b for b in (*uses[name], *after[name]) if b in levels) for name in order
        }
        in_order(before, "after", places, problems)
    return {
        draft.id: dataclasses.replace(draft.fact, when=whens.get(draft.id), after=after[draft.id])
        for draft in drafts
        if draft.fact is not None
    }


def read_assumptions(
    section: list[Node], conditions: Conditions, problems: Problems
) -> tuple[Assumption, ...]:
    """The section ``assume``: conditions alone, or each with what to tell a reader."""
    found = []
    for node in section:
        because = ""
        if isinstance(node, Scalar):
            text = scalar(node, "assume", problems)
        else:
            read = entry(node, "assumption", "", problems)
            if read is None:
                continue
            read.allow(("that", "because"))
            read.need("that")
            text, because = read.scalar("that"), read.text("because")
        that = None if text is None else conditions.read(text)
        if text is not None and that is not None:
            found.append(Assumption(that, because, " ".join(text.text.split()), text.place))
    return tuple(found)
