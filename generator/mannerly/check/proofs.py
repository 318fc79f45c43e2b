"""What is proved about plans, without what it takes to follow them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanProof:
    """How plans were followed for some laws: ``states`` are sets of situations on their way.

    ``holds`` is None where that was not decided.
    """

    guarantee: str | None
    states: int
    holds: bool | None
