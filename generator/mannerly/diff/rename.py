"""A model with other ids for some of its facts, options, acts and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mannerly.model.conditions import (
    Always,
    And,
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
from mannerly.model.guide import Act, Choice, Fact, FactType, Model, Rule, Several, Text
from mannerly.model.names import as_words


@dataclass(frozen=True, slots=True)
class Renaming:
    """From ids to other ids; what is left out keeps its own. ``options`` are by the fact's old id.

    Two things never get the same id.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)

    def model(self, model: Model) -> Model:
        """The facts, assumptions, acts and rules of a model, renamed; the rest as it is."""
        facts = (self._renamed_fact(fact) for fact in model.facts.values())
        rules = (self.rule(rule) for rule in model.rules.values())
        return replace(
            model,
            facts={fact.id: fact for fact in facts},
            assumptions=tuple(
                replace(assumption, that=self.condition(assumption.that))
                for assumption in model.assumptions
            ),
            acts={act.id: act for act in map(self._renamed_act, model.acts.values())},
            rules={rule.id: rule for rule in rules},
        )

    def condition(self, condition: Condition) -> Condition:
        """A condition about the same things."""
        match condition:
            case Always():
                return condition
            case And(parts) | Or(parts):
                return replace(condition, parts=tuple(map(self.condition, parts)))
            case Not(part):
                return Not(self.condition(part))
            case Named(body=body):
                return self.condition(body)
            case Known(fact) | InRange(fact):
                return replace(condition, fact=self.fact(fact))
            case Is(fact, options):
                renamed = frozenset(self._option(fact, option) for option in options)
                return replace(condition, fact=self.fact(fact), options=renamed)
            case Includes(fact, option):
                option = self._option(fact, option)
                return replace(condition, fact=self.fact(fact), option=option)
            case DateCompare(left=left, right=right):
                return replace(condition, left=self.term(left), right=self.term(right))
            case OnWeekday(term) | OnBusinessDay(term):
                return replace(condition, term=self.term(term))

    def term(self, term: DateTerm) -> DateTerm:
        """A date expression about the same fact."""
        return term if term.base is None else replace(term, base=self.fact(term.base))

    def rule(self, rule: Rule) -> Rule:
        """A rule about the same things; its title, if it has none of its own, goes with its id."""
        id = self.rules.get(rule.id, rule.id)
        return replace(
            rule,
            id=id,
            title=as_words(id) if rule.title == as_words(rule.id) else rule.title,
            when=self.condition(rule.when),
            advise=None if rule.advise is None else self._act(rule.advise),
            also=tuple(map(self._act, rule.also)),
            avoid=tuple(map(self._act, rule.avoid)),
            until=rule.until and self.term(rule.until),
            by=rule.by and self.term(rule.by),
            because=self._text(rule.because),
            over=frozenset(self.rules.get(id, id) for id in rule.over),
        )

    def fact(self, id: str) -> str:
        """The other id of a fact."""
        return self.facts.get(id, id)

    def _act(self, id: str) -> str:
        return self.acts.get(id, id)

    def _option(self, fact: str, option: str) -> str:
        return self.options.get(fact, {}).get(option, option)

    def _renamed_fact(self, fact: Fact) -> Fact:
        return replace(
            fact,
            id=self.fact(fact.id),
            type=self._type(fact),
            when=fact.when and self.condition(fact.when),
        )

    def _type(self, fact: Fact) -> FactType:
        match fact.type:
            case Choice(options) | Several(options):
                renamed = {self._option(fact.id, id): label for id, label in options.items()}
                return replace(fact.type, options=renamed)
            case _:
                return fact.type

    def _renamed_act(self, act: Act) -> Act:
        words = tuple(
            replace(
                one,
                text=self._text(one.text),
                subject=None if one.subject is None else self._text(one.subject),
            )
            for one in act.words
        )
        return replace(act, id=self._act(act.id), text=self._text(act.text), words=words)

    def _text(self, text: Text) -> Text:
        parts = []
        for part in text.parts:
            if not isinstance(part, str) and part.kind != "field":
                value = part.value
                renamed = self.fact(value) if isinstance(value, str) else self.term(value)
                part = replace(part, value=renamed)
            parts.append(part)
        return Text(tuple(parts), text.place)
