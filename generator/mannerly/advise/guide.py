"""The Python API: a guide, the advice that it gives, and what its sources would say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from mannerly.advise.answers import read_answers
from mannerly.errors import AnswerError
from mannerly.model.calendar import as_date
from mannerly.model.guide import Act, Fact, Model, Rule, Situation, Text, TextPlaceholder
from mannerly.model.speaker import Speaker
from mannerly.problems import Problems
from mannerly.table.advice import Outcome, outcome
from mannerly.table.evaluate import Evaluator, View
from mannerly.table.short_way import short_way
from mannerly.voices.alone import Voice, voices

if TYPE_CHECKING:
    from mannerly.advise.plan import Plan
    from mannerly.tree.fewest import Order
    from mannerly.tree.nodes import Tree


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An act that is worth doing besides, or to be avoided, and the rules that say so."""

    act: Act
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Overridden:
    """A rule that applies but does not decide, and the applicable rules over it."""

    rule: Rule
    by: tuple[Rule, ...]


class KeptTree(Protocol):
    """A place for one guide's decision tree. No nodes are no tree."""

    def recall(self) -> Tree | None:
        """The tree that was kept; None where none was."""

    def remember(self, tree: Tree) -> None:
        """Keep a tree."""


class Guide:
    """A guide that has been compiled. Make one with ``mannerly.load``."""

    def __init__(
        self,
        model: Model,
        evaluator: Evaluator,
        complete: bool,
        kept_tree: KeptTree | None = None,
    ) -> None:
        """``kept_tree`` is where a decision tree of the same guide may have been kept before."""
        self.model = model
        self.evaluator = evaluator
        #: whether it is proved that every situation has advice
        self.complete = complete
        self._short_way = short_way(evaluator)
        self._kept_tree = kept_tree

    @cached_property
    def order(self) -> Order | None:
        """An order of questions to wait for, or None where the guide is too large for one."""
        from mannerly.tree.fewest import QUICK, best_order  # checking alone needs no order

        return best_order(self.evaluator, self.complete, QUICK)

    @cached_property
    def known_tree(self) -> Tree | None:
        """The decision tree that was kept before; None where none was."""
        return None if self._kept_tree is None else self._kept_tree.recall()

    @cached_property
    def tree(self) -> Tree | None:
        """The order of questions as a decision tree, which no advice depends on.

        None where it would be too large, or there is nothing to ask.
        """
        if self.known_tree is not None:
            return self.known_tree if self.known_tree.nodes else None
        from mannerly.tree.build import build_tree
        from mannerly.tree.nodes import Tree

        tree = None if self.order is None else build_tree(self.order)
        if self._kept_tree is not None:
            self._kept_tree.remember(tree or Tree(()))
        return tree

    def advise(self, answers: Mapping[str, object], *, today: datetime.date) -> Advice:
        """The advice for some or all answers, by fact id, on a day.

        See ``mannerly.advise.answers.read_answers`` for how answers are given.
        An answer about a fact that does not exist is not reasoned from. Raises
        AnswerError for unknown facts, impossible values, dates outside the
        guide's calendar and answers that contradict each other.
        """
        act = self._short_way(answers, today)
        if act is not None:
            return Advice(self, {**answers}, today, self.model.acts[act])
        advice = Advice(self, {**answers}, today, None)
        if advice.outcome.act is not None:
            advice.act = self.model.acts[advice.outcome.act]
        return advice

    def plan(self, answers: Mapping[str, object], *, today: datetime.date) -> Plan:
        """What to do from a day on if nothing is heard; raises AnswerError as ``advise`` does."""
        from mannerly.advise.plan import Plan

        return Plan(self, self.situation(answers, today=today))

    def situation(self, answers: Mapping[str, object], *, today: datetime.date) -> Situation:
        """The situation that answers describe; raises AnswerError as ``advise`` does."""
        problems = Problems()
        situation = read_answers(self.evaluator, answers, today, problems)
        if problems:
            raise AnswerError(problems.sorted())
        return situation

    def voices(self, answers: Mapping[str, object], *, today: datetime.date) -> Mapping[str, Voice]:
        """What each source alone would advise, by source id; raises AnswerError as ``advise``."""
        return self.advise(answers, today=today).voices

    def why_ask(
        self, fact: str, answers: Mapping[str, object], *, today: datetime.date
    ) -> tuple[Act, ...]:
        """The acts between which it is open, if the answer about the fact has a part in that."""
        advice = self.advise(answers, today=today)
        if fact not in advice.open:
            return ()
        return tuple(self.model.acts[act] for act in advice.outcome.acts)


class Advice:
    """What a guide advises in a situation. Most of it is worked out when it is asked for."""

    def __init__(
        self, guide: Guide, answers: Mapping[str, object], today: datetime.date, act: Act | None
    ) -> None:
        self.guide = guide
        self._answers = answers
        self._today = today
        #: the next act, or None while the answers leave it open
        self.act = act

    @classmethod
    def of(cls, guide: Guide, situation: Situation, act: Act | None) -> Advice:
        """The advice in a situation that is known to be possible."""
        advice = cls(guide, {}, as_date(situation.today), act)
        advice.situation = situation
        return advice

    @cached_property
    def situation(self) -> Situation:
        """The answers as values."""
        return self.guide.situation(self._answers, today=self._today)

    @property
    def today(self) -> datetime.date:
        """The day on which the advice is given."""
        return as_date(self.situation.today)

    @cached_property
    def view(self) -> View:
        """The cells and rules that the answers leave possible."""
        return self.guide.evaluator.view(self.situation)

    @cached_property
    def outcome(self) -> Outcome:
        """The advice in ids and day numbers."""
        return outcome(self.guide.evaluator, self.view, self.guide.complete)

    @property
    def decided(self) -> bool:
        """Whether the answers settle the next act and its date."""
        return self.outcome.settled

    @property
    def until(self) -> datetime.date | None:
        """The day up to which to wait, where the act has one."""
        return None if self.outcome.until is None else as_date(self.outcome.until)

    @property
    def by(self) -> datetime.date | None:
        """The last day on which to do the act, where it has one."""
        return None if self.outcome.by is None else as_date(self.outcome.by)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that stand and advise the act."""
        return self._rules(self.outcome.rules)

    @property
    def also(self) -> tuple[Recommendation, ...]:
        """What is worth doing besides."""
        return self._recommendations(self.outcome.also, "also")

    @property
    def avoid(self) -> tuple[Recommendation, ...]:
        """What not to do."""
        return self._recommendations(self.outcome.avoid, "avoid")

    @property
    def overridden(self) -> tuple[Overridden, ...]:
        """The rules that apply but are overridden."""
        evaluator = self.guide.evaluator
        found = evaluator.overridden(self.view, evaluator.guide_rules)
        return tuple(
            Overridden(self.guide.model.rules[id], self._rules(by)) for id, by in found.items()
        )

    @cached_property
    def decided_by(self) -> tuple[str, ...]:
        """Facts whose answers alone lead to the same act and date: none of them can be left out."""
        if not self.decided:
            return ()
        kept = dict(self.situation.values)
        for fact in list(self.guide.model.facts)[::-1]:
            if fact in kept:
                fewer = {id: value for id, value in kept.items() if id != fact}
                if self._same(fewer):
                    kept = fewer
        return tuple(fact for fact in self.guide.model.facts if fact in kept)

    @property
    def unused(self) -> tuple[str, ...]:
        """Facts that are answered but have no part in the advice, or do not exist."""
        exists = self.view.exists
        return tuple(
            fact
            for fact in self.guide.model.facts
            if fact in self.situation.values
            and (exists[fact] is False or (self.decided and fact not in self.decided_by))
        )

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The facts still to ask, the next one first."""
        asked = self.outcome.open
        if not asked:
            return ()
        from mannerly.tree.walk import next_question

        guide = self.guide
        first = next_question(guide.tree, guide.evaluator, self.view, self.outcome)
        return (first, *(fact for fact in asked if fact != first))

    @property
    def more(self) -> tuple[str, ...]:
        """Facts that no longer change the act, but what else is worth doing or to be avoided."""
        return self.outcome.more

    @property
    def next(self) -> Fact | None:
        """The next question, or None where the advice is settled."""
        return self.guide.model.facts[self.open[0]] if self.open else None

    @cached_property
    def voices(self) -> Mapping[str, Voice]:
        """What each source alone would advise, by source id."""
        return voices(self.guide.evaluator, self.view, self.outcome)

    def text(self, text: Text) -> str:
        """A text with its placeholders filled in; a field of the reader's stays as ``[field]``."""
        return "".join(part if isinstance(part, str) else self._filled(part) for part in text.parts)

    def _filled(self, part: TextPlaceholder) -> str:
        model = self.guide.model
        match part:
            case TextPlaceholder(str() as field, "field"):
                return f"[{field}]"
            case TextPlaceholder(str() as fact):
                value = self.view.value(fact)
                return Speaker.of(model).value(model.facts[fact], value)
            case TextPlaceholder(term):
                assert not isinstance(term, str)
                day = self.view.day(term, model.calendar)
                if day is not None:
                    return Speaker.of(model).day(day)
                return Speaker.of(model).value(model.facts[term.base or ""], None)

    def _same(self, values: Mapping[str, object]) -> bool:
        evaluator = self.guide.evaluator
        situation = Situation(self.situation.today, values)  # type: ignore[arg-type]
        other = outcome(evaluator, evaluator.view(situation), self.guide.complete)
        mine = self.outcome
        return other.settled and (other.act, other.until, other.by) == (
            mine.act, mine.until, mine.by,
        )  # fmt: skip

    def _rules(self, ids: tuple[str, ...]) -> tuple[Rule, ...]:
        return tuple(self.guide.model.rules[id] for id in ids)

    def _recommendations(self, acts: tuple[str, ...], kind: str) -> tuple[Recommendation, ...]:
        firm = self._rules(self.guide.evaluator.rules(self.outcome.firm))
        return tuple(
            Recommendation(
                self.guide.model.acts[act],
                tuple(rule for rule in firm if act in getattr(rule, kind)),
            )
            for act in acts
        )
