"""A situation as a person would tell it: the day, and the answers that exist."""

from __future__ import annotations

from mannerly.model.calendar import as_date
from mannerly.model.english import english_value
from mannerly.model.guide import Model, Situation
from mannerly.model.interpreter import holds
from mannerly.problems import Witness


class Teller:
    """Turns situations into witnesses in the words of the guide's questions."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, situation: Situation) -> Witness:
        """The witness of a situation: facts that do not exist in it are left out."""
        answers = []
        for id, fact in self._model.facts.items():
            if id not in situation.values:
                continue
            if fact.when is not None and not holds(fact.when, situation, self._model):
                continue
            answers.append((fact.name, english_value(fact, situation.values[id])))
        return Witness(as_date(situation.today), tuple(answers))
