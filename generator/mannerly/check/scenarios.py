"""The editor's examples: each must be possible, and give what it expects."""

from __future__ import annotations

from collections.abc import Iterable

from mannerly.check.witness import Teller
from mannerly.model.calendar import as_date
from mannerly.model.guide import Expectation, Situation
from mannerly.problems import Problems
from mannerly.table.advice import Outcome, outcome
from mannerly.table.evaluate import Evaluator, settled


def check_scenarios(evaluator: Evaluator, complete: bool, tell: Teller, problems: Problems) -> None:
    """Report each scenario that cannot be, leaves the advice open, or gives other advice."""
    model = evaluator.model
    for scenario in model.scenarios.values():
        situation = Situation(scenario.today, scenario.given)
        because = impossible_because(evaluator, situation)
        if because:
            problems.add(
                "scenario-impossible", scenario.place, scenario=scenario.id, because=because
            )
            continue
        result = outcome(evaluator, evaluator.view(situation), complete)
        if not result.settled:
            asks = [model.facts[fact].name for fact in result.open]
            problems.add(
                "scenario-open", scenario.expect_place, scenario=scenario.id,
                acts=result.acts, open=tuple(asks),
            )  # fmt: skip
            continue
        told: dict[str | None, Expectation | None] = {None: scenario.expect}
        told.update(scenario.expect.voices)
        for source, expect in told.items():
            if source is not None:
                result = outcome(evaluator, evaluator.view(situation), False, source)
            for key, wanted, got in _differences(expect, result):
                problems.add(
                    "scenario-fails",
                    scenario.expect_place,
                    scenario=scenario.id,
                    key=key,
                    wanted=wanted,
                    got=got,
                    rules=result.rules,
                    source=source,
                    witness=tell(situation),
                )


def impossible_because(evaluator: Evaluator, situation: Situation) -> tuple[str, ...]:
    """Why these answers cannot all be true: keys and words of what they contradict."""
    model = evaluator.model
    found = []
    view = evaluator.view(situation)
    for id, value in situation.values.items():
        if view.exists[id] is False and value is not None:
            found.append(f"“{model.facts[id].name}” does not exist here.")
    for assumption, boxes in zip(model.assumptions, evaluator.table.contradictions, strict=True):
        if settled(boxes, view.masks):
            found.append(assumption.because)
    return tuple(found)


def _differences(expect: Expectation | None, result: Outcome) -> Iterable[tuple[str, str, str]]:
    if expect is None or not result.settled:
        wanted = "nothing" if expect is None else _told(expect.advise)
        if expect is not None or result.acts:
            yield "advise", wanted, _listed(result.acts)
        return
    got = Expectation(result.act, result.also, result.avoid, result.until, result.by, result.rules)
    for key in ("advise", "also", "avoid", "until", "by", "rules"):
        wanted, found = getattr(expect, key), getattr(got, key)
        if wanted is None:
            continue
        if isinstance(wanted, tuple):
            if sorted(wanted) != sorted(found):
                yield key, _listed(sorted(wanted)), _listed(sorted(found))
        elif wanted != found:
            yield key, _told(wanted), _told(found)


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "nothing"


def _told(value: str | int | None) -> str:
    match value:
        case None:
            return "none"
        case int():
            return as_date(value).isoformat()
        case _:
            return value
