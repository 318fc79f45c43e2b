"""Guarantees about single situations: what is never or always advised, proved over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mannerly.check.questions import Engines
from mannerly.check.regions import NoneStands, Question, Undecided, beaten_by, meets
from mannerly.check.witness import Teller
from mannerly.model.guide import AlwaysOne, Guarantee, Manner, Never, Rule
from mannerly.problems import Problems, Related
from mannerly.table.build import Boxer, Boxes, TooManyBoxes
from mannerly.table.evaluate import Evaluator, bit_set


@dataclass(frozen=True, slots=True)
class SituationProof:
    """Whether a guarantee holds in all situations, None where that was not decided.

    To settle it the space of all situations was divided into ``parts``.
    """

    guarantee: str
    parts: int
    holds: bool | None


def check_guarantees(
    evaluator: Evaluator, engines: Engines, tell: Teller, problems: Problems
) -> tuple[SituationProof, ...]:
    """Report the guarantees that some situation breaks, and what is proved of each."""
    prover = _Prover(evaluator, engines, tell, problems)
    return tuple(
        prover.prove(guarantee, guarantee.that)
        for guarantee in evaluator.model.guarantees.values()
        if isinstance(guarantee.that, Never | AlwaysOne)
    )


class _Prover:
    def __init__(
        self, evaluator: Evaluator, engines: Engines, tell: Teller, problems: Problems
    ) -> None:
        self._evaluator = evaluator
        self._model = evaluator.model
        self._engines = engines
        self._tell = tell
        self._problems = problems
        self._boxer = Boxer(self._model)
        self._over = beaten_by(engines.space.beats)

    def prove(self, guarantee: Guarantee, law: Never | AlwaysOne) -> SituationProof:
        """Whether a guarantee holds; where it does not, that is reported."""
        before = self._engines.space.parts
        holds: bool | None
        try:
            broken = list(self._broken(law))
            holds = not broken
            for rule, question in broken:
                self._report(guarantee, rule, question)
        except TooManyBoxes:
            holds = None
            place = guarantee.that_place
            self._problems.add("too-many-boxes", place, kind="guarantee", id=guarantee.id)
        except Undecided:
            holds = None
            self._problems.add(
                "undecided", guarantee.that_place, question=f"“{guarantee.id}” holds",
                parts=self._engines.space.budget, sat=self._engines.sat is not None,
            )  # fmt: skip
        return SituationProof(guarantee.id, self._engines.space.parts - before, holds)

    def _broken(self, law: Never | AlwaysOne) -> Iterator[tuple[Rule | None, Question]]:
        """The questions whose answer is a situation that breaks a law, each with its rule."""
        where = self._boxer.boxes(law.when)
        rules = [rule for rule in self._rules() if said_by(rule, law.manner) & law.acts]
        if isinstance(law, Never):
            questions = [(rule, self._stands(rule, where)) for rule in rules]
            yield from (
                (rule, question)
                for rule, question in questions
                if self._engines.exists("guarantees", question)
            )
            return
        position = self._evaluator.position
        any_of = bit_set((position[rule.id] for rule in rules), len(position))
        question = Question(where, silent=NoneStands(any_of, self._engines.space.beats))
        if self._engines.exists("guarantees", question):
            yield None, question

    def _rules(self) -> Sequence[Rule]:
        return [rule for rule in self._model.rules.values() if rule.aside is None]

    def _stands(self, rule: Rule, where: Boxes) -> Question:
        """Situations in some boxes in which a rule applies and none that is over it."""
        over = self._over.get(self._evaluator.position[rule.id], ())
        ids = [self._evaluator.rule_ids[position] for position in over]
        boxes = self._evaluator.table.rules[rule.id]
        return Question(meets(boxes, where), self._engines.space.rows(ids))

    def _report(self, guarantee: Guarantee, rule: Rule | None, question: Question) -> None:
        self._problems.add(
            "guarantee-broken", guarantee.that_place,
            related=(Related(rule.place, "the-rule-that-breaks-it"),) if rule else (),
            guarantee=guarantee.id, text=guarantee.text, because=guarantee.because, how="",
            rule=rule.id if rule else None, witness=self._tell(self._engines.smallest(question)),
        )  # fmt: skip


def said_by(rule: Rule, manner: Manner) -> frozenset[str]:
    """The acts that a rule advises, recommends or says to avoid."""
    advised = () if rule.advise is None else (rule.advise,)
    match manner:
        case "advise":
            return frozenset(advised)
        case "recommend":
            return frozenset((*advised, *rule.also))
        case "avoid":
            return frozenset(rule.avoid)
