"""What is proved about the rules, and what is found wrong with them.

Each question is put to the space of all situations exactly; a finding comes
with a situation that shows it. What the budget leaves open is a finding too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from mannerly.check.guarantees import SituationProof, check_guarantees
from mannerly.check.mend import Mender
from mannerly.check.proofs import PlanProof
from mannerly.check.questions import Count, Engines, Kind, Rivals
from mannerly.check.regions import NoneStands, Question, Space, Undecided, meets
from mannerly.check.scenarios import check_scenarios
from mannerly.check.unused import check_unused
from mannerly.check.witness import Size, Teller
from mannerly.model.conditions import (
    Always,
    And,
    Atom,
    Condition,
    DateTerm,
    Known,
    Named,
    Not,
    Or,
)
from mannerly.model.guide import Rule, Situation, Text, TextPlaceholder
from mannerly.model.interpreter import facts_in
from mannerly.model.normal import NEVER, normal
from mannerly.problems import Place, Problem, Problems, Related
from mannerly.table.build import Box, Boxer, TooManyBoxes, may_be_missing
from mannerly.table.evaluate import Evaluator, bits

#: Findings of one kind that are reported; more of the same kind help nobody.
MOST_OF_A_KIND = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings; ``complete`` says that every situation is proved to have advice.

    ``counts`` say how much was looked at for each kind of check, and by which engine;
    ``proofs`` what was proved of each guarantee, and of plans without any.
    """

    problems: tuple[Problem, ...]
    complete: bool
    counts: tuple[Count, ...] = ()
    proofs: tuple[SituationProof | PlanProof, ...] = ()


def check(evaluator: Evaluator, known: Sequence[PlanProof] | None = None) -> Checked:
    """Everything that can be found wrong with a guide whose names and types are right.

    ``known`` are proofs about its plans, if they have been followed before and
    nothing was found; they are then not followed again.
    """
    return _Checker(evaluator, known).run()


class _Checker:
    def __init__(self, evaluator: Evaluator, known: Sequence[PlanProof] | None = None) -> None:
        self.evaluator = evaluator
        self.known = known
        self.table = evaluator.table
        self.model = evaluator.model
        self.space = Space(self.table)
        self.engines = Engines(self.space)
        self.problems = Problems()
        self.tell = Teller(self.model)
        self.mender = Mender(self.evaluator, self.engines)
        self.no_advice = NoneStands(evaluator.advising & evaluator.guide_rules, self.space.beats)
        self.rules = {rule.id: rule for rule in self.model.rules.values() if rule.aside is None}
        self._open_in_name: dict[str, dict[tuple[Atom, str], None]] = {}
        self.beaten_by: dict[str, list[str]] = defaultdict(list)
        for rule in self.rules.values():
            for other in rule.over:
                self.beaten_by[other].append(rule.id)

    def run(self) -> Checked:
        for what in self.table.too_large:
            self.problems.add("too-many-boxes", what.place, kind=what.kind, id=what.id)
        complete = False
        proofs: tuple[SituationProof | PlanProof, ...] = ()
        if not self.table.too_large:
            complete = self.gaps()
            self.conflicts()
            self.dead_rules()
            self.missing_values()
            check_scenarios(self.evaluator, complete, self.tell, self.problems)
            proofs += check_guarantees(self.evaluator, self.engines, self.tell, self.problems)
            if self.known is None:
                from mannerly.check.plans import check_plans

                proofs += check_plans(self.evaluator, complete, self.tell, self.problems)
            else:
                proofs += tuple(self.known)
        check_unused(self.model, self.problems)
        return Checked(self.problems.sorted(), complete, self.engines.counts, proofs)

    # Gaps

    def gaps(self) -> bool:
        """Whether every situation is proved to have advice; those found without are reported.

        With each goes the box of a rule that would mend it; the next is looked for
        outside of these boxes.
        """
        mended: list[Box] = []
        question = Question(((),), silent=self.no_advice)
        try:
            for situation in self.engines.by_size("gaps", question, mended):
                mended.append(self.mender.gap(situation, mended))
                mends = (self.mender.rule(mended[-1]),)
                self.problems.add("gap", None, witness=self.tell(situation), mends=mends)
                if len(mended) == MOST_OF_A_KIND:
                    break
        except Undecided:
            self._undecided("every situation has advice", None)
            return False
        return not mended

    # Conflicts

    def conflicts(self) -> None:
        """Two acts advised at once; an act recommended and to be avoided at once."""
        advising: dict[str, list[str]] = defaultdict(list)
        recommending: dict[str, list[str]] = defaultdict(list)
        avoiding: dict[str, list[str]] = defaultdict(list)
        for id, rule in self.rules.items():
            if rule.advise is not None:
                advising[rule.advise].append(id)
            for act in {rule.advise, *rule.also} - {None}:
                recommending[act or ""].append(id)
            for act in rule.avoid:
                avoiding[act].append(id)
        found = 0
        rivals = self._rivals(advising, recommending, avoiding)
        for pair, together in self.engines.standing_together(rivals, self._both_stand):
            one, other, act = pair
            first, second = self.rules[one], self.rules[other]
            if together is None:
                question = f"“{one}” and “{other}” never stand side by side"
                self._undecided(question, first.place)
            if not together:
                continue
            related = (Related(second.place, "the-other-rule"),)
            witness = self.tell(self.engines.smallest(self._both_stand(pair)))
            mends = self.mender.overrides(one, other)
            if act is None:
                self.problems.add(
                    "conflict", first.place, related=related, rule=one, other=other,
                    act=first.advise, other_act=second.advise, mends=mends, witness=witness,
                )  # fmt: skip
            else:
                self.problems.add(
                    "advised-and-avoided", first.place, related=related, rule=one, other=other,
                    act=act, mends=mends, witness=witness,
                )  # fmt: skip
            found += 1
            if found == MOST_OF_A_KIND:
                return

    def _rivals(
        self,
        advising: dict[str, list[str]],
        recommending: dict[str, list[str]],
        avoiding: dict[str, list[str]],
    ) -> Iterator[Rivals]:
        """Pairs of rules that meet, neither being over the other, and say opposite things."""
        all_rows = self.space.rows([id for ids in advising.values() for id in ids])
        for ids in advising.values():
            others = all_rows & ~self.space.rows(ids)
            for id in ids:
                for other in self._meeting(id, others):
                    if self.evaluator.position[id] < self.evaluator.position[other]:
                        yield Rivals(id, other, None)
        for act, ids in avoiding.items():
            others = self.space.rows(recommending[act])
            for id in ids:
                for other in self._meeting(id, others):
                    yield Rivals(other, id, act)

    def _meeting(self, id: str, among: int) -> Iterator[str]:
        """The rules among these rows whose boxes meet a rule's, none being over the other."""
        met = 0
        for row in self.space.rule_rows[id]:
            rows = among
            for column, mask in self.space.boxes[row]:
                rows &= self.space.index.any(column, mask)
                if not rows:
                    break
            met |= rows
        seen: dict[int, None] = dict.fromkeys(self.evaluator.row_rule[row] for row in bits(met))
        for position in seen:
            other = self.evaluator.rule_ids[position]
            settled = other in self.rules[id].over or id in self.rules[other].over
            if other != id and not settled:
                yield other

    def _both_stand(self, pair: Rivals) -> Question:
        """Situations in which two rules apply and neither is overridden."""
        return Question(
            meets(self.table.rules[pair.one], self.table.rules[pair.other]),
            self.space.rows([*self.beaten_by[pair.one], *self.beaten_by[pair.other]]),
        )

    # Dead rules

    def dead_rules(self) -> None:
        """Rules that decide nothing anywhere: impossible, or overridden wherever they apply."""
        for rule in self.model.rules.values():
            over = [] if rule.aside is not None else self.beaten_by[rule.id]
            try:
                if self._stands(rule, over):
                    continue
                anywhere = bool(over) and self._stands(rule, [])
            except Undecided:
                continue
            self.problems.add(
                "dead-rule",
                rule.when_place,
                related=tuple(
                    Related(self.rules[id].place, "a-rule-over-it") for id in over if anywhere
                ),
                rule=rule.id,
                overridden_by=tuple(over) if anywhere else (),
            )

    def _stands(self, rule: Rule, over: Sequence[str]) -> bool:
        """Whether a rule stands in some situation, given the rules over it."""
        question = Question(self.table.rules[rule.id], self.space.rows(over))
        try:
            return self.engines.exists("dead rules", question)
        except Undecided:
            self._undecided(f"“{rule.id}” decides somewhere", rule.when_place)
            raise

    # Missing values

    def missing_values(self) -> None:
        """Comparisons, dates and texts that can meet a missing value without a guard."""
        missable = {id for id, fact in self.model.facts.items() if may_be_missing(fact)}
        if not missable:
            return
        boxer = Boxer(self.model)
        for id, fact in self.model.facts.items():
            if fact.when is not None:
                self._unguarded(boxer, fact.when, missable, "fact", id)
        for rule in self.model.rules.values():
            self._unguarded(boxer, rule.when, missable, "rule", rule.id)
            for fact_id, place, kind in self._spoken_of(rule):
                if fact_id in missable:
                    self._put_in(boxer, rule, fact_id, place, kind)

    def _put_in(
        self, boxer: Boxer, rule: Rule, fact: str, place: Place, kind: Literal["date", "text"]
    ) -> None:
        """Report a fact that a rule's date or text puts in and that may be missing there."""
        over = [] if rule.aside is not None else self.beaten_by[rule.id]
        boxes = meets(self.table.rules[rule.id], boxer.missing(fact))
        question = Question(boxes, self.space.rows(over))
        says = f"“{fact}” is known wherever “{rule.id}” speaks of it"
        try:
            situation = self._ask("missing values", question, says, place)
        except Undecided:
            return
        if situation is not None:
            code = "missing-in-text" if kind == "text" else "missing-date"
            self.problems.add(code, place, rule=rule.id, fact=fact, witness=self.tell(situation))

    def _unguarded(
        self, boxer: Boxer, condition: Condition, missable: set[str], kind: str, id: str
    ) -> None:
        """Report the comparisons whose outcome matters where their fact is missing."""
        reported: set[Atom] = set()
        for atom, fact in self._compared(condition):
            if fact not in missable or atom in reported:
                continue
            try:
                situation = self._matters(boxer, condition, atom, fact)
            except TooManyBoxes:
                self.problems.add("too-many-boxes", atom.place, kind=kind, id=id)
                return
            if situation is not None:
                reported.add(atom)
                self.problems.add(
                    "unguarded-missing", atom.place, kind=kind, id=id, fact=fact,
                    witness=self.tell(situation),
                )  # fmt: skip

    def _compared(self, condition: Condition) -> dict[tuple[Atom, str], None]:
        """The comparisons in a condition with each of their facts, in order.

        What a named condition guards itself is left out: it is guarded wherever
        the name is used, and looked at once.
        """
        match condition:
            case And(parts) | Or(parts):
                return {pair: None for part in parts for pair in self._compared(part)}
            case Not(part):
                return self._compared(part)
            case Named(name, body):
                if name not in self._open_in_name:
                    self._open_in_name[name] = {
                        (atom, fact): None
                        for atom, fact in self._compared(body)
                        if not _guarded(body, atom, fact)
                    }
                return self._open_in_name[name]
            case Known() | Always():
                return {}
            case _:
                return {(condition, fact): None for fact in sorted(facts_in(condition))}

    def _matters(
        self, boxer: Boxer, condition: Condition, atom: Atom, fact: str
    ) -> Situation | None:
        if _guarded(condition, atom, fact):
            return None
        true = boxer.boxes(_where_missing(condition, fact, atom, Always()))
        false = boxer.boxes(_where_missing(condition, fact, atom, NEVER))
        gone = boxer.missing(fact)
        found = []
        for one, other in ((true, false), (false, true)):
            question = Question(meets(one, gone), extra=other)
            says = f"“{fact}” is known wherever it is compared"
            with suppress(Undecided):
                situation = self._ask("missing values", question, says, atom.place)
                if situation is not None:
                    found.append(situation)
        return min(found, key=self._size, default=None)

    def _size(self, situation: Situation) -> Size:
        return self.space.plainness.size(self.evaluator.view(situation).masks)

    def _spoken_of(self, rule: Rule) -> Iterator[tuple[str, Place, Literal["date", "text"]]]:
        """The facts that a rule's dates and texts, and its acts' texts, put in."""
        for term in (rule.until, rule.by):
            if term is not None and term.base not in (None, "today"):
                yield term.base or "", term.place or rule.place, "date"
        texts: list[Text] = [rule.because]
        for act in (rule.advise, *rule.also):
            texts += self.model.acts[act].texts if act is not None else ()
        for text in texts:
            for part in text.parts:
                match part:
                    case TextPlaceholder(DateTerm(str() as base), place=place) if base != "today":
                        yield base, place, "text"
                    case TextPlaceholder(str() as fact, "fact", place):
                        yield fact, place, "text"

    # The space

    def _ask(
        self, kind: Kind, question: Question, says: str, place: Place | None
    ) -> Situation | None:
        """The smallest such situation, or None.

        ``says`` is what is proved where there is none. What no engine can tell is
        reported, and raises Undecided.
        """
        try:
            return self.engines.witness(kind, question)
        except Undecided:
            self._undecided(says, place)
            raise

    def _undecided(self, says: str, place: Place | None) -> None:
        self.problems.add(
            "undecided",
            place,
            question=says,
            parts=self.space.budget,
            sat=self.engines.sat is not None,
        )


def _guarded(condition: Condition, atom: Atom, fact: str) -> bool:
    """Whether it is plain that a comparison does not matter where the fact is missing."""
    if_true = _where_missing(condition, fact, atom, Always())
    if_false = _where_missing(condition, fact, atom, NEVER)
    return if_true == if_false or normal(if_true) == normal(if_false)


def _where_missing(condition: Condition, fact: str, atom: Atom, value: Condition) -> Condition:
    """What a condition comes to where a fact is missing and one comparison is decided."""
    match condition:
        case And(parts) | Or(parts):
            settles: Condition = NEVER if isinstance(condition, And) else Always()
            left = []
            for part in parts:
                come_to = _where_missing(part, fact, atom, value)
                if come_to == settles:
                    return settles
                left.append(come_to)
            return replace(condition, parts=tuple(left))
        case Not(part):
            return Not(_where_missing(part, fact, atom, value))
        case Named(body=body):
            return _where_missing(body, fact, atom, value)
        case Always():
            return condition
        case _ if condition == atom:
            return value
        case _:
            return NEVER if fact in facts_in(condition) else condition
