"""What each source alone advises in a situation, and whether that is what the guide advises."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from mannerly.model.calendar import as_date
from mannerly.model.guide import Act, Point, Rule, Source
from mannerly.table.advice import Outcome, outcome
from mannerly.table.evaluate import Evaluator, View


@dataclass(frozen=True, slots=True)
class Voice:
    """What one source alone would advise.

    ``rules`` are those that certainly stand and advise ``acts``, ``points`` those of
    the source that they rest on. ``until`` and ``by`` are given where the acts are
    one and its dates are settled. ``also`` and ``avoid`` are what else it would have
    done or left. ``open`` says that the answers do not settle what it says.
    ``differs`` is whether it is not what the guide advises: another act, another date,
    or to avoid what the guide advises; None while either is open. ``why`` are the
    rules that say why the guide does not follow it: its own that are set aside, each
    with its ``aside``, or else the guide's own that decide.
    """

    source: Source
    acts: tuple[Act, ...]
    rules: tuple[Rule, ...]
    points: tuple[Point, ...]
    until: datetime.date | None
    by: datetime.date | None
    also: tuple[Act, ...]
    avoid: tuple[Act, ...]
    open: bool
    differs: bool | None
    why: tuple[Rule, ...]

    @property
    def silent(self) -> bool:
        """Whether the source certainly says nothing about what to do next."""
        return not self.acts and not self.open


def voices(evaluator: Evaluator, view: View, guide: Outcome) -> dict[str, Voice]:
    """The voice of each source, by its id; ``guide`` is what the guide advises there."""
    return {id: _voice(evaluator, view, guide, id) for id in evaluator.model.sources}


def _voice(evaluator: Evaluator, view: View, guide: Outcome, source: str) -> Voice:
    model = evaluator.model
    said = outcome(evaluator, view, False, source)
    rules = tuple(model.rules[id] for id in said.rules)
    acts = tuple(dict.fromkeys(rule.advise for rule in rules if rule.advise is not None))
    open_ = not said.settled and set(said.acts) != set(acts)
    differs: bool | None = guide.act in said.avoid or (
        bool(acts) and (acts, said.until, said.by) != ((guide.act,), guide.until, guide.by)
    )
    if open_ or not guide.settled:
        differs = None
    why = tuple(rule for rule in rules if rule.aside is not None and rule.advise != guide.act)
    points = dict.fromkeys(point for rule in rules for point in rule.points)
    return Voice(
        source=model.sources[source],
        acts=tuple(model.acts[act] for act in acts),
        rules=rules,
        points=tuple(model.points[id] for id in points if model.points[id].source == source),
        until=None if said.until is None else as_date(said.until),
        by=None if said.by is None else as_date(said.by),
        also=tuple(model.acts[act] for act in said.also),
        avoid=tuple(model.acts[act] for act in said.avoid),
        open=open_,
        differs=differs,
        why=(why or tuple(model.rules[id] for id in guide.rules)) if differs else (),
    )
