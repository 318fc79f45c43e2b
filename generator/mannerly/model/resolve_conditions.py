"""Conditions: from what the editor wrote to comparisons whose names and types fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from mannerly.model.conditions import (
    Always,
    And,
    Comparison,
    Condition,
    DateCompare,
    DateTerm,
    Includes,
    InRange,
    Is,
    Known,
    Named,
    Not,
    OnBusinessDay,
    OnWeekday,
    Or,
)
from mannerly.model.dates import WEEKDAYS
from mannerly.model.guide import Choice, Date, FactType, Number, Several, YesNo
from mannerly.model.names import suggestions
from mannerly.model.numbers import in_steps
from mannerly.model.resolve_dates import Dates
from mannerly.model.scope import Scope, kind_of
from mannerly.model.sizes import Sizes
from mannerly.problems import Place, Problems
from mannerly.syntax import raw
from mannerly.syntax.condition_parser import parse_condition
from mannerly.syntax.condition_words import TAKEN_FOR_NAMES
from mannerly.syntax.nodes import Scalar

_RELATIONS: dict[raw.Relation, Comparison] = {
    "before": "<",
    "on or before": "<=",
    "on": "=",
    "on or after": ">=",
    "after": ">",
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """Resolves conditions in a scope; notes each mistake, and returns None where there is one."""

    scope: Scope
    dates: Dates
    sizes: Sizes
    problems: Problems

    def read(self, scalar: Scalar) -> Condition | None:
        """The condition that a scalar holds."""
        parsed = parse_condition(scalar, self.problems)
        return None if parsed is None else self.resolve(parsed, scalar)

    def resolve(self, parsed: raw.Condition, scalar: Scalar, name: str = "") -> Condition | None:
        """The condition that a parsed one means; ``scalar`` is its text, ``name`` its name."""
        found = condition_of(parsed, self.scope, self.dates, scalar, self.problems)
        return found if found and self.sizes.fits(found, scalar.place, name) else None


def condition_of(
    parsed: raw.Condition, scope: Scope, dates: Dates, scalar: Scalar, problems: Problems
) -> Condition | None:
    """The condition that a parsed one means, whatever its size; ``scalar`` is its text."""
    return _OneCondition(scope, dates, problems, scalar).condition(parsed)


@dataclass(frozen=True, slots=True)
class _OneCondition:
    scope: Scope
    dates: Dates
    problems: Problems
    scalar: Scalar

    # The parser has bounded the depth, so this may recurse.
    def condition(self, parsed: raw.Condition) -> Condition | None:
        match parsed:
            case raw.Always():
                return Always()
            case raw.And(parts=parts):
                whole = self._parts(parts)
                return None if whole is None else conjunction(whole)
            case raw.Or(parts=parts):
                whole = self._parts(parts)
                return None if whole is None else disjunction(whole)
            case raw.Not(part=part):
                inner = self.condition(part)
                return None if inner is None else Not(inner)
            case raw.Mention(term=term):
                return self._mention(term)
            case raw.Known():
                return self._known(parsed)
            case raw.Value():
                return _signed(self._value(parsed), parsed.negative)
            case raw.Includes():
                return _signed(self._includes(parsed), parsed.negative)
            case raw.Comparison():
                return self._comparison(parsed)
            case raw.Between():
                return self._between(parsed)
            case raw.Dated():
                left, right = self._term(parsed.subject), self._term(parsed.other)
                if left is None or right is None:
                    return None
                comparison = _RELATIONS[parsed.relation]
                return _signed(
                    DateCompare(left, comparison, right, self._place(parsed)), parsed.negative
                )
            case raw.OnWeekday():
                date = self._term(parsed.subject)
                if date is None:
                    return None
                day = WEEKDAYS.index(parsed.day.text)
                return _signed(
                    OnWeekday(date, frozenset((day,)), self._place(parsed)), parsed.negative
                )
            case raw.OnBusinessDay():
                date = self._term(parsed.subject)
                if date is None:
                    return None
                return _signed(OnBusinessDay(date, self._place(parsed)), parsed.negative)
            case raw.Elapsed():
                return self._elapsed(parsed)

    def _parts(self, parts: tuple[raw.Condition, ...]) -> list[Condition] | None:
        return _all([self.condition(part) for part in parts])

    # ---- names

    def _place(self, part: raw.Part) -> Place:
        return self.scalar.locate(part.start, part.end)

    def _term(self, term: raw.Term, then: raw.Duration | None = None) -> DateTerm | None:
        return self.dates.term(term, self.scalar, then)

    def _name(self, term: raw.Term) -> str | None:
        """The name that a term is, if it is no more than a name."""
        if isinstance(term.base, raw.Name) and not term.offsets and term.base.text != "today":
            return term.base.text
        return None

    def _fact(self, term: raw.Term) -> tuple[str, FactType] | None:
        """The fact that a term names; any other term is noted."""
        name = self._name(term)
        if name is None:
            self.problems.add("fact-needed", self._place(term), found=self._text(term))
            return None
        if name in self.scope.facts:
            type = self.scope.facts[name]
            return None if type is None else (name, type)
        if name in self.scope.conditions:
            self.problems.add("condition-for-fact", self._place(term), name=name)
        else:
            self._unknown(name, term, "fact", tuple(self.scope.facts))
        return None

    def _unknown(self, name: str, part: raw.Part, what: str, known: Sequence[str]) -> None:
        owners = self.scope.owners(name)
        details = suggestions(name, known)
        if owners:
            self.problems.add(
                "option-for-fact", self._place(part), name=name, owners=owners, wanted=what
            )
        else:
            self.problems.add("unknown-name", self._place(part), name=name, what=what, **details)

    def _text(self, part: raw.Part) -> str:
        return " ".join(self.scalar.text[part.start : part.end].split())

    # ---- statements

    def _mention(self, term: raw.Term) -> Condition | None:
        name = self._name(term)
        if name is None:
            self.problems.add("date-alone", self._place(term), found=self._text(term))
            return None
        if name in self.scope.conditions:
            body = self.scope.conditions[name]
            return None if body is None else Named(name, body, self._place(term))
        if name in self.scope.facts:
            type = self.scope.facts[name]
            if type is None:
                return None
            if isinstance(type, YesNo):
                return Is(name, frozenset(("yes",)), self._place(term))
            example = next(iter(type.options)) if isinstance(type, Choice | Several) else ""
            self.problems.add(
                "fact-alone", self._place(term), name=name, kind=kind_of(type), example=example
            )
            return None
        questions = [fact for fact, type in self.scope.facts.items() if isinstance(type, YesNo)]
        self._unknown(name, term, "condition", (*questions, *self.scope.conditions))
        return None

    def _known(self, parsed: raw.Known) -> Condition | None:
        fact = self._fact(parsed.subject)
        if fact is None:
            return None
        return _signed(Known(fact[0], self._place(parsed)), not parsed.known)

    def _value(self, parsed: raw.Value) -> Condition | None:
        name = self._name(parsed.subject)
        if name is None or isinstance(self.scope.facts.get(name), Date):
            return self._weekdays(parsed)
        fact = self._fact(parsed.subject)
        if fact is None:
            return None
        name, type = fact
        place = self._place(parsed)
        match type:
            case Choice(options):
                chosen = _all([self._option(name, tuple(options), o) for o in parsed.operands])
                return None if chosen is None else Is(name, frozenset(chosen), place)
            case YesNo():
                chosen = _all([self._option(name, ("yes", "no"), o) for o in parsed.operands])
                return None if chosen is None else Is(name, frozenset(chosen), place)
            case Number():
                numbers = _all([self._number(name, type, o) for o in parsed.operands])
                if numbers is None:
                    return None
                return disjunction([InRange(name, n, n, place) for n in dict.fromkeys(numbers)])
            case _:
                self.problems.add(
                    "is-with-several", place, name=name, found=self._text(parsed.operands[0])
                )
                return None

    def _weekdays(self, parsed: raw.Value) -> Condition | None:
        date = self._term(parsed.subject)
        days = set()
        for operand in parsed.operands:
            if isinstance(operand, raw.WeekdayName):
                days.add(WEEKDAYS.index(operand.text))
            else:
                if not self._misspelt(operand):
                    self.problems.add(
                        "is-with-date",
                        self._place(parsed),
                        subject=self._text(parsed.subject),
                        found=self._text(operand),
                        is_date=self._is_date(operand),
                        negative=parsed.negative,
                    )
                return None
        return None if date is None else OnWeekday(date, frozenset(days), self._place(parsed))

    def _option(self, fact: str, options: tuple[str, ...], operand: raw.Operand) -> str | None:
        name = self._name(operand) if isinstance(operand, raw.Term) else None
        if name in options:
            return name
        if self._misspelt(operand):
            return None
        if name is None or name in self.scope.facts:
            self.problems.add(
                "option-needed",
                self._place(operand),
                fact=fact,
                found=self._text(operand),
                is_fact=name is not None,
                **suggestions(name or "", options),
            )
        else:
            self.problems.add(
                "unknown-option",
                self._place(operand),
                fact=fact,
                name=name,
                **(suggestions(name, options) | _truth(name, options)),
            )
        return None

    def _misspelt(self, operand: raw.Operand) -> bool:
        """Whether what stands for a value is a misspelt word of the language; notes it."""
        name = self._name(operand) if isinstance(operand, raw.Term) else None
        if name is None or name in self.scope.facts:
            return False
        import difflib  # needed for mistakes only

        close = difflib.get_close_matches(name.lower(), TAKEN_FOR_NAMES, n=1, cutoff=0.8)
        if close:
            place = self._place(operand)
            self.problems.add("condition-slip", place, wrong=name, right=close[0])
        return bool(close)

    def _is_date(self, operand: raw.Operand) -> bool:
        match operand:
            case raw.Term(base=raw.Name(text=name)):
                return name == "today" or isinstance(self.scope.facts.get(name), Date)
            case raw.Term():
                return True
            case _:
                return False

    def _number(self, fact: str, type: Number, operand: raw.Operand) -> int | None:
        if isinstance(operand, raw.Number):
            return in_steps(operand.text, fact, type, self._place(operand), self.problems)
        self.problems.add(
            "number-needed", self._place(operand), fact=fact, found=self._text(operand)
        )
        return None

    def _includes(self, parsed: raw.Includes) -> Condition | None:
        fact = self._fact(parsed.subject)
        if fact is None:
            return None
        name, type = fact
        if not isinstance(type, Several):
            self.problems.add(
                "include-without-list", self._place(parsed), name=name, kind=kind_of(type)
            )
            return None
        option = parsed.option.text
        if option not in type.options:
            self.problems.add(
                "unknown-option",
                self._place(parsed.option),
                fact=name,
                name=option,
                **suggestions(option, tuple(type.options)),
            )
            return None
        return Includes(name, option, self._place(parsed))

    def _comparison(self, parsed: raw.Comparison) -> Condition | None:
        name = self._name(parsed.subject)
        if name is None or isinstance(self.scope.facts.get(name), Date):
            place = self.scalar.locate(parsed.sign_at.start, parsed.sign_at.end)
            self.problems.add(
                "sign-with-date",
                place,
                sign=parsed.sign,
                subject=self._text(parsed.subject),
                other=self._text(parsed.operand),
            )
            return None
        fact = self._fact(parsed.subject)
        if fact is None:
            return None
        name, type = fact
        if not isinstance(type, Number):
            self.problems.add(
                "sign-without-number",
                self.scalar.locate(parsed.sign_at.start, parsed.sign_at.end),
                name=name,
                kind=kind_of(type),
                sign=parsed.sign,
                other=self._text(parsed.operand),
            )
            return None
        number = self._number(name, type, parsed.operand)
        if number is None:
            return None
        place = self._place(parsed)
        match parsed.sign:
            case "<":
                return InRange(name, None, number - 1, place)
            case "<=":
                return InRange(name, None, number, place)
            case "=":
                return InRange(name, number, number, place)
            case "!=":
                return Not(InRange(name, number, number, place))
            case ">=":
                return InRange(name, number, None, place)
            case ">":
                return InRange(name, number + 1, None, place)

    def _between(self, parsed: raw.Between) -> Condition | None:
        name = self._name(parsed.subject)
        place = self._place(parsed)
        if name is None or isinstance(self.scope.facts.get(name), Date):
            return self._between_dates(parsed, place)
        fact = self._fact(parsed.subject)
        if fact is None:
            return None
        name, type = fact
        if not isinstance(type, Number):
            self.problems.add("between-without-order", place, name=name, kind=kind_of(type))
            return None
        low = self._number(name, type, parsed.low)
        high = self._number(name, type, parsed.high)
        if low is None or high is None:
            return None
        if low > high:
            self._backwards(parsed)
            return None
        return InRange(name, low, high, place)

    def _between_dates(self, parsed: raw.Between, place: Place) -> Condition | None:
        date = self._term(parsed.subject)
        ends: list[DateTerm] = []
        for operand in (parsed.low, parsed.high):
            if isinstance(operand, raw.Number):
                self.problems.add(
                    "date-wanted",
                    self._place(operand),
                    subject=self._text(parsed.subject),
                    found=operand.text,
                )
            elif (end := self._term(operand)) is not None:
                ends.append(end)
        if date is None or len(ends) < 2:
            return None
        low, high = ends
        if low.base == high.base and not low.offsets and not high.offsets and low.day > high.day:
            self._backwards(parsed)
            return None
        return And((DateCompare(date, ">=", low, place), DateCompare(date, "<=", high, place)))

    def _backwards(self, parsed: raw.Between) -> None:
        self.problems.add(
            "between-backwards",
            self.scalar.locate(parsed.low.start, parsed.high.end),
            low=self._text(parsed.low),
            high=self._text(parsed.high),
        )

    def _elapsed(self, parsed: raw.Elapsed) -> Condition | None:
        if parsed.earlier is None:
            earlier = self.dates.today(self.scalar, parsed.duration)
        else:
            earlier = self._term(parsed.earlier, parsed.duration)
        later = self.dates.today(self.scalar) if parsed.later is None else self._term(parsed.later)
        if earlier is None or later is None:
            return None
        return DateCompare(later, parsed.comparison, earlier, self._place(parsed))


def _truth(name: str, options: tuple[str, ...]) -> dict[str, str]:
    """What someone meant who says true or false of a yes/no question."""
    meant = {"true": "yes", "false": "no"}.get(name.lower())
    return {"close": meant} if meant in options else {}


_T = TypeVar("_T")


def _all(found: Sequence[_T | None]) -> list[_T] | None:
    """The things found, or None where one of them is missing."""
    there = [one for one in found if one is not None]
    return there if len(there) == len(found) else None


def _signed(condition: Condition | None, negative: bool) -> Condition | None:
    return Not(condition) if negative and condition is not None else condition


def conjunction(parts: Sequence[Condition]) -> Condition:
    """All of the parts, those of inner conjunctions among them."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts) if isinstance(part, And) else flat.append(part)
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def disjunction(parts: Sequence[Condition]) -> Condition:
    """Any of the parts, those of inner disjunctions among them."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts) if isinstance(part, Or) else flat.append(part)
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
