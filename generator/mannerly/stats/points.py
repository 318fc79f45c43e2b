"""What became of the points that the sources make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mannerly.check.unused import used_points
from mannerly.model.guide import Model


@dataclass(frozen=True, slots=True)
class Points:
    """All points: ``used`` ones, on which a rule or an act's text rests or which a chapter quotes;
    those set ``aside``, each with the reason; and those that are ``lost``."""

    used: tuple[str, ...]
    aside: Mapping[str, str]
    lost: tuple[str, ...]

    @property
    def all(self) -> int:
        """How many there are."""
        return len(self.used) + len(self.aside) + len(self.lost)


def points(model: Model) -> Points:
    """What became of each point, in the order of the files."""
    used = used_points(model)
    aside = {id: point.aside for id, point in model.points.items() if point.aside is not None}
    return Points(
        used=tuple(id for id in model.points if id in used and id not in aside),
        aside=aside,
        lost=tuple(id for id in model.points if id not in used and id not in aside),
    )
