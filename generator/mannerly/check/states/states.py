"""The states of a guide's plans: from all situations on, by what is advised and what it brings."""

from __future__ import annotations

from mannerly.check.states.cutting import Cutter
from mannerly.check.states.deciding import Decider
from mannerly.check.states.ground import Ground
from mannerly.check.states.moving import Mover
from mannerly.check.states.tracing import Tracer
from mannerly.table.evaluate import Evaluator


class States:
    """What is done with the states of one guide: by ``cutter``, ``decider``, ``mover``, ``tracer``.

    All of them raise TooManyStates beyond the budget.
    """

    def __init__(self, evaluator: Evaluator, complete: bool) -> None:
        """``complete`` says that it is proved that every situation has advice."""
        self.ground = Ground(evaluator, complete)
        self.versions = self.ground.versions
        self.cutter = Cutter(self.ground)
        self.decider = Decider(self.ground, self.cutter)
        self.mover = Mover(self.ground, self.cutter)
        self.tracer = Tracer(self.ground, self.cutter)
