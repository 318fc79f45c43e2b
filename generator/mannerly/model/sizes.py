"""How deep and how large conditions are once the names in them are written out."""

from __future__ import annotations

from mannerly.model.conditions import And, Condition, Named, Not, Or
from mannerly.problems import Place, Problems
from mannerly.syntax.condition_parser import DEEPEST

#: Comparisons in a condition once the names in it are written out.
LARGEST = 100_000


class Sizes:
    """Measures conditions; those with names must be measured before those that use them."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._named: dict[str, tuple[int, int]] = {}

    def fits(self, condition: Condition, place: Place, name: str = "") -> bool:
        """Whether a condition is within bounds; ``name`` is what others call it by."""
        depth, size = self._measure(condition)
        if name:
            self._named[name] = depth, size
        if depth > DEEPEST:
            self._problems.add("condition-too-deep", place, deepest=DEEPEST)
        elif size > LARGEST:
            self._problems.add("condition-too-large", place, largest=LARGEST)
        return depth <= DEEPEST and size <= LARGEST

    def _measure(self, condition: Condition) -> tuple[int, int]:
        match condition:
            case And(parts) | Or(parts):
                measured = [self._measure(part) for part in parts]
                return 1 + max(d for d, _ in measured), sum(s for _, s in measured)
            case Not(part):
                depth, size = self._measure(part)
                return 1 + depth, size
            case Named(name):
                depth, size = self._named[name]
                return 1 + depth, size
            case _:
                return 0, 1
