"""What is proved about the rules, and what is found wrong with them.

Each question is put to the space of all situations exactly; a finding comes
with a situation that shows it. What the budget leaves open is a finding too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mannerly.check.regions import Space, Undecided
from mannerly.check.scenarios import check_scenarios
from mannerly.check.unused import check_unused
from mannerly.check.witness import Teller
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
from mannerly.table.build import Boxer, Boxes, TooManyBoxes, may_be_missing
from mannerly.table.evaluate import Evaluator, bits

#: Findings of one kind that are reported; more of the same kind help nobody.
MOST_OF_A_KIND = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings; ``complete`` says that every situation is proved to have advice."""

    problems: tuple[Problem, ...]
    complete: bool


def check(evaluator: Evaluator) -> Checked:
    """Everything that can be found wrong with a guide whose names and types are right."""
    return _Checker(evaluator).run()


class _Checker:
    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.table = evaluator.table
        self.model = evaluator.model
        self.space = Space(self.table)
        self.problems = Problems()
        self.tell = Teller(self.model)
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
        if not self.table.too_large:
            complete = self.gaps()
            self.conflicts()
            self.dead_rules()
            self.missing_values()
            check_scenarios(self.evaluator, complete, self.tell, self.problems)
        check_unused(self.model, self.problems)
        return Checked(self.problems.sorted(), complete)

    # Gaps

    def gaps(self) -> bool:
        """Whether every situation is proved to have advice; those found without are reported."""
        silent = [id for id, rule in self.rules.items() if rule.advise is None]
        unsafe = self._beaten_in_the_end(silent)
        advising = [id for id, rule in self.rules.items() if rule.advise is not None]
        safe_rows = self.space.rows([id for id in advising if id not in unsafe])
        rows = self.space.rows(advising)
        if unsafe:
            rows |= self.space.rows(self._over_any_of(unsafe))
        evaluator = self.evaluator

        def covered(whole: int, part: int) -> bool:
            if part:
                return False
            applying = {evaluator.row_rule[row] for row in bits(whole)}
            beaten = 0
            for rule in applying:
                beaten |= evaluator.beats[rule]
            return any(
                evaluator.advise[rule] is not None and not beaten >> rule & 1 for rule in applying
            )

        found, given_up = 0, self._given_up
        question = "every situation has advice"
        for situation in self._ask(question, None, (), safe_rows, (), rows & ~safe_rows, covered):
            found += 1
            self.problems.add("gap", None, witness=self.tell(situation))
            if found == MOST_OF_A_KIND:
                break
        return found == 0 and self._given_up == given_up

    def _beaten_in_the_end(self, start: Iterable[str]) -> set[str]:
        """The rules that these are over, directly or by way of others."""
        found: set[str] = set()
        pending = list(start)
        while pending:
            for other in self.rules[pending.pop()].over:
                if other in self.rules and other not in found:
                    found.add(other)
                    pending.append(other)
        return found

    def _over_any_of(self, rules: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(over for id in rules for over in self.beaten_by[id]))

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
        for one, other, act in self._rivals(advising, recommending, avoiding):
            situation = self._both_stand(one, other)
            if situation is None:
                continue
            first, second = self.rules[one], self.rules[other]
            related = (Related(second.place, "the-other-rule"),)
            witness = self.tell(situation)
            if act is None:
                self.problems.add(
                    "conflict", first.place, related=related, rule=one, other=other,
                    act=first.advise, other_act=second.advise, witness=witness,
                )  # fmt: skip
            else:
                self.problems.add(
                    "advised-and-avoided", first.place, related=related, rule=one, other=other,
                    act=act, witness=witness,
                )  # fmt: skip
            found += 1
            if found == MOST_OF_A_KIND:
                return

    def _rivals(
        self,
        advising: dict[str, list[str]],
        recommending: dict[str, list[str]],
        avoiding: dict[str, list[str]],
    ) -> Iterator[tuple[str, str, str | None]]:
        """Pairs of rules that meet, neither being over the other, and say opposite things.

        The third is the act that one recommends and the other avoids; None
        where they advise two acts.
        """
        all_rows = self.space.rows([id for ids in advising.values() for id in ids])
        for ids in advising.values():
            others = all_rows & ~self.space.rows(ids)
            for id in ids:
                for other in self._meeting(id, others):
                    if self.evaluator.position[id] < self.evaluator.position[other]:
                        yield id, other, None
        for act, ids in avoiding.items():
            others = self.space.rows(recommending[act])
            for id in ids:
                for other in self._meeting(id, others):
                    yield other, id, act

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

    def _both_stand(self, one: str, other: str) -> Situation | None:
        """A situation in which two rules apply and neither is overridden."""
        over = self.space.rows([*self.beaten_by[one], *self.beaten_by[other]])
        for row in self.space.rule_rows[one]:
            for other_row in self.space.rule_rows[other]:
                box = _meet(self.space.boxes[row], self.space.boxes[other_row])
                if box is None:
                    continue
                question = f"“{one}” and “{other}” never stand side by side"
                for situation in self._ask(question, self.rules[one].place, box, over):
                    return situation
        return None

    # Dead rules

    def dead_rules(self) -> None:
        """Rules that decide nothing anywhere: impossible, or overridden wherever they apply."""
        for rule in self.model.rules.values():
            over = [] if rule.aside is not None else self.beaten_by[rule.id]
            alive = self._somewhere(rule, over)
            if alive is False:
                anywhere = bool(over) and self._somewhere(rule, [])
                self.problems.add(
                    "dead-rule",
                    rule.when_place,
                    related=tuple(
                        Related(self.rules[id].place, "a-rule-over-it") for id in over if anywhere
                    ),
                    rule=rule.id,
                    overridden_by=tuple(over) if anywhere else (),
                )

    def _somewhere(self, rule: Rule, over: Sequence[str]) -> bool | None:
        """Whether a rule stands in some situation; None where that is undecided."""
        given_up = self._given_up
        if self._standing(rule, over) is not None:
            return True
        return None if self._given_up > given_up else False

    def _standing(
        self, rule: Rule, over: Sequence[str], where: Sequence[tuple[tuple[int, int], ...]] = ((),)
    ) -> Situation | None:
        rows = self.space.rows(over)
        for row in self.space.rule_rows[rule.id]:
            for part in where:
                box = _meet(self.space.boxes[row], part)
                if box is None:
                    continue
                question = f"“{rule.id}” decides somewhere"
                for situation in self._ask(question, rule.when_place, box, rows):
                    return situation
        return None

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
            over = [] if rule.aside is not None else self.beaten_by[rule.id]
            for fact_id, place, kind in self._spoken_of(rule):
                if fact_id in missable:
                    situation = self._standing(rule, over, boxer.missing(fact_id))
                    if situation is not None:
                        self.problems.add(
                            "missing-in-text" if kind == "text" else "missing-date",
                            place,
                            rule=rule.id,
                            fact=fact_id,
                            witness=self.tell(situation),
                        )

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
        for one, other in ((true, false), (false, true)):
            for box in one:
                for part in gone:
                    both = _meet(box, part)
                    if both is None or both in other:
                        continue
                    question = f"“{fact}” is known wherever it is compared"
                    for situation in self._ask(question, atom.place, both, 0, extra=other):
                        return situation
        return None

    def _spoken_of(self, rule: Rule) -> Iterator[tuple[str, Place, str]]:
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

    #: how many questions have been given up as beyond the budget
    _given_up = 0

    def _ask(
        self,
        question: str,
        place: Place | None,
        box: tuple[tuple[int, int], ...],
        rows: int,
        extra: Boxes = (),
        others: int = 0,
        covered: Callable[[int, int], bool] | None = None,
    ) -> Iterator[Situation]:
        """The situations in a box that no row covers; beyond the budget, a problem."""
        try:
            if covered is None:
                yield from self.space.uncovered(box, rows, extra)
            else:
                yield from self.space.uncovered(box, rows, extra, others, covered)
        except Undecided:
            self._given_up += 1
            self.problems.add("undecided", place, question=question, parts=self.space.budget)


def _meet(
    one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...] | None:
    """The box where both hold, or None."""
    masks = dict(one)
    for column, mask in other:
        masks[column] = masks.get(column, mask) & mask
        if not masks[column]:
            return None
    return tuple(sorted(masks.items()))


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
