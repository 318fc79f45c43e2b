"""What scenarios cover: which rules stand in one of them, and which overrides decide in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mannerly.model.guide import Situation
from mannerly.table.evaluate import Evaluator


@dataclass(frozen=True, slots=True)
class Override:
    """A rule, and a rule that it is over, by id."""

    rule: str
    over: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """For each rule the scenarios in which it stands, for each override those in which it decides.

    A rule stands that applies and is not overridden; an override decides where both
    of its rules apply. Rules that are set aside are left out.
    """

    rules: Mapping[str, tuple[str, ...]]
    overrides: Mapping[Override, tuple[str, ...]]

    @property
    def bare_rules(self) -> tuple[str, ...]:
        """The rules that stand in no scenario."""
        return tuple(rule for rule, scenarios in self.rules.items() if not scenarios)

    @property
    def bare_overrides(self) -> tuple[Override, ...]:
        """The overrides that decide in no scenario."""
        return tuple(pair for pair, scenarios in self.overrides.items() if not scenarios)


def coverage(evaluator: Evaluator, situations: Iterable[tuple[str, Situation]]) -> Coverage:
    """What some scenarios cover, each given by its id and its situation."""
    model = evaluator.model
    speaking = [rule for rule in model.rules.values() if rule.aside is None]
    rules: dict[str, list[str]] = {rule.id: [] for rule in speaking}
    overrides: dict[Override, list[str]] = {
        Override(rule.id, other): []
        for rule in speaking
        for other in model.rules
        if other in rule.over and other in rules
    }
    for id, situation in situations:
        view = evaluator.view(situation)
        standing = evaluator.standing(view, evaluator.guide_rules, complete=False)
        for rule in evaluator.rules(standing.firm):
            rules[rule].append(id)
        for other, by in evaluator.overridden(view, evaluator.guide_rules).items():
            for rule in by:
                overrides[Override(rule, other)].append(id)
    return Coverage(
        {rule: tuple(found) for rule, found in rules.items()},
        {pair: tuple(found) for pair, found in overrides.items()},
    )
