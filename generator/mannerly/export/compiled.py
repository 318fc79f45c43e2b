"""The compiled guide as data, for the browser and other programs: one form for both.

``grammar/compiled.schema.json`` says what each part means and how to advise by it. Days are day
numbers, and holidays the days since the one before, which weighs less. Numbers are in smallest
steps, masks are integers (in hex from 2**31 on, which JavaScript's numbers would not all hold).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from mannerly.advise.guide import Guide
from mannerly.export.columns import Columns
from mannerly.model.conditions import DateTerm
from mannerly.model.guide import (
    Act,
    Add,
    Change,
    Choice,
    Date,
    Fact,
    Model,
    Number,
    Rule,
    Scenario,
    Several,
    Situation,
    Text,
    TextPlaceholder,
    ToAsk,
    Value,
    YesNo,
)
from mannerly.phrases import phrases, sentence
from mannerly.plan.changes import lasting
from mannerly.table.advice import outcome
from mannerly.table.build import Box
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    IncludesColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    WeekdayColumn,
)
from mannerly.tree.nodes import Tree

Json = dict[str, Any]

#: The version of this form; it changes when an older page could not read it.
FORMAT = 1

# Private-use characters that stand for a placeholder while Markdown is rendered.
_OPEN, _CLOSE = "\ue000", "\ue001"


def compiled(guide: Guide, render: Callable[[str], str]) -> Json:
    """The guide as JSON-ready data. ``render`` turns Markdown into safe HTML."""
    return _Exporter(guide, render).guide_json()


def whole(guide: Guide, render: Callable[[str], str]) -> Json:
    """The same with what a site keeps elsewhere: words to use, scenarios, all about the sources."""
    exporter = _Exporter(guide, render)
    return exporter.guide_json() | exporter.elsewhere()


def words_to_use(guide: Guide, render: Callable[[str], str]) -> Json:
    """The message templates of each act that has some, by the act's id, as JSON-ready data."""
    return _Exporter(guide, render).all_words()


def as_json(data: Json) -> str:
    """Compact JSON text, the same for the same data."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class _Exporter:
    def __init__(self, guide: Guide, render: Callable[[str], str]) -> None:
        self.guide = guide
        self.model: Model = guide.model
        self.table = table = guide.evaluator.table
        self.columns = Columns(
            table.columns,
            (
                *(box for boxes in table.rules.values() for box in boxes),
                *(box for boxes in table.existence.values() for box in boxes),
                *(box for boxes in table.contradictions for box in boxes),
            ),
            guide.tree.nodes if guide.tree else (),
        )
        self.render = render
        self.fact_index = {id: i for i, id in enumerate(self.model.facts)}
        self.act_index = {id: i for i, id in enumerate(self.model.acts)}
        self.rule_index = guide.evaluator.position

    def guide_json(self) -> Json:
        model, calendar = self.model, self.model.calendar
        rules = model.rules.values()
        points = dict.fromkeys(p for rule in rules for p in rule.points)
        # What a set-aside rule rests on is named in its source's voice, not told.
        told = {p for rule in rules if rule.aside is None for p in rule.points}
        data: Json = {
            "format": FORMAT,
            "title": model.title,
            "question": model.question,
            "version": model.version,
            "language": model.language,
            "phrases": phrases(model.language, model.phrases, "advisor"),
            "complete": self.guide.complete,
            "calendar": {
                "first": calendar.first,
                "last": calendar.last,
                "workWeek": sorted(calendar.work_week),
                "holidays": _gaps(sorted(calendar.holidays)),
            },
            "facts": [self._fact(fact) for fact in model.facts.values()],
            "lasting": [self.fact_index[id] for id in lasting(model)],
            "existence": [self.fact_index[id] for id in self.guide.evaluator.order],
            "columns": [self._column(column) for column in self.columns.kept],
            "rows": [
                [self.rule_index[id], *self._flat(box)]
                for id, boxes in self.table.rules.items()
                for box in boxes
            ],
            "rules": [self._rule(rule) for rule in model.rules.values()],
            "acts": [self._act(act) for act in model.acts.values()],
            "points": {
                id: {"source": model.points[id].source}
                | ({"says": model.points[id].says} if id in told else {})
                for id in points
            },
            "sources": {
                source.id: {"title": source.title, "by": source.by}
                for source in model.sources.values()
            },
            "assumptions": [
                {"rows": [self._flat(box) for box in boxes], "because": assumption.because}
                for assumption, boxes in zip(
                    model.assumptions, self.table.contradictions, strict=True
                )
            ],
            "tree": self._tree(self.guide.tree),
        }
        data["digest"] = hashlib.sha256(as_json(data).encode()).hexdigest()[:12]
        return data

    def elsewhere(self) -> Json:
        model = self.model
        return {
            "points": {id: {"source": p.source, "says": p.says} for id, p in model.points.items()},
            "sources": {
                source.id: {"title": source.title, "by": source.by}
                | {key: text for key, text in (("date", source.date), ("url", source.url)) if text}
                for source in model.sources.values()
            },
            "words": self.all_words(),
            "scenarios": [self._scenario(scenario) for scenario in model.scenarios.values()],
        }

    def all_words(self) -> Json:
        return {act.id: self.words(act) for act in self.model.acts.values() if act.words}

    def _scenario(self, scenario: Scenario) -> Json:
        evaluator = self.guide.evaluator
        view = evaluator.view(Situation(scenario.today, scenario.given))
        found = outcome(evaluator, view, self.guide.complete)
        assert found.act is not None, "the checker refuses scenarios without an advice"
        advice: Json = {
            "act": self.act_index[found.act],
            "rules": [self.rule_index[id] for id in found.rules],
            "also": [self.act_index[id] for id in found.also],
            "avoid": [self.act_index[id] for id in found.avoid],
        }
        advice |= {
            key: day for key, day in (("until", found.until), ("by", found.by)) if day is not None
        }
        return {
            "id": scenario.id,
            "story": self.render(scenario.story),
            "today": scenario.today,
            "given": {id: self._value(id, value) for id, value in scenario.given.items()},
            "advice": advice,
        }

    def _value(self, fact: str, value: Value | None) -> Any:
        """A value as JSON has it; of several options, in the order in which the fact has them."""
        if not isinstance(value, frozenset):
            return value
        kind = self.model.facts[fact].type
        assert isinstance(kind, Several)
        return [option for option in kind.options if option in value]

    def _fact(self, fact: Fact) -> Json:
        data: Json = {"id": fact.id, "name": fact.name, "ask": fact.ask}
        if fact.help:
            data["help"] = self.render(fact.help)
        match fact.type:
            case Choice(options):
                data |= {"type": "choice", "options": [list(o) for o in options.items()]}
            case Several(options):
                data |= {"type": "several", "options": [list(o) for o in options.items()]}
            case YesNo():
                data["type"] = "yesno"
            case Number(low, high, decimals, unit):
                data |= {"type": "number", "low": low, "high": high}
                if decimals:
                    data["decimals"] = decimals
                if unit:
                    data["unit"] = unit
            case Date(range):
                data |= {"type": "date", "range": range}
        if fact.unknown is not None:
            data["unknown"] = fact.unknown
        if fact.was:
            data["was"] = list(fact.was)
        if fact.options_were:
            data["renamed"] = dict(fact.options_were)
        if fact.after:
            data["after"] = [self.fact_index[other] for other in fact.after]
        if fact.when is not None:
            data["when"] = [self._flat(box) for box in self.table.existence[fact.id]]
        return data

    def _column(self, column: Column) -> Json:
        match column:
            case ValueColumn(fact):
                data: Json = {"kind": "values", "fact": self.fact_index[fact]}
            case NumberColumn(fact, cuts):
                data = {"kind": "number", "fact": self.fact_index[fact], "cuts": list(cuts)}
            case KnownColumn(fact):
                data = {"kind": "known", "fact": self.fact_index[fact]}
            case IncludesColumn(fact, option):
                data = {"kind": "includes", "fact": self.fact_index[fact], "option": option}
            case DateColumn(left, right, unit, cuts):
                data = {"kind": "dates", "left": self._term(left), "right": self._term(right)}
                data |= {"unit": unit, "cuts": [list(cut) for cut in cuts]}
            case WeekdayColumn(term):
                data = {"kind": "weekday", "term": self._term(term)}
            case BusinessDayColumn(term):
                data = {"kind": "business", "term": self._term(term)}
        return data | {"missing": column.missing}

    def _term(self, term: DateTerm) -> Json:
        match term.base:
            case None:
                data: Json = {"day": term.day}
            case "today":
                data = {"today": True}
            case fact:
                data = {"fact": self.fact_index[fact]}
        if term.offsets:
            data["plus"] = [[offset.count, offset.unit] for offset in term.offsets]
        return data

    def _rule(self, rule: Rule) -> Json:
        evaluator = self.guide.evaluator
        data: Json = {
            "id": rule.id,
            "title": sentence(rule.title, self.guide.model.language),
            "act": None if rule.advise is None else self.act_index[rule.advise],
            "because": self._text(rule.because),
        }
        lists = {
            "also": [self.act_index[act] for act in rule.also],
            "avoid": [self.act_index[act] for act in rule.avoid],
            "points": list(rule.points),
            "over": sorted(self.rule_index[id] for id in rule.over),
            "needs": [self.fact_index[fact] for fact in evaluator.needs[self.rule_index[rule.id]]],
        }
        data |= {key: value for key, value in lists.items() if value}
        for key, term in (("until", rule.until), ("by", rule.by)):
            if term is not None:
                data[key] = self._term(term)
        for key, words in (("editorial", rule.editorial), ("aside", rule.aside)):
            if words is not None:
                data[key] = words
        return data

    def _act(self, act: Act) -> Json:
        data: Json = {"id": act.id, "title": act.title, "kind": act.kind}
        data["text"] = self._text(act.text)
        if act.words:
            data["words"] = True
        if act.changes:
            data["changes"] = self._changes(act.changes)
        if act.replies:
            data["replies"] = [
                {"title": reply.title, "changes": self._changes(reply.changes)}
                for reply in act.replies
            ]
        return data

    def words(self, act: Act) -> list[Json]:
        """The message templates of an act; the subject of an email is a line of HTML."""
        found = []
        for words in act.words:
            data: Json = {"title": words.title, "fields": list(words.fields)}
            if words.subject is not None:
                data["subject"] = self._text(words.subject, line=True)
            found.append(data | {"text": self._text(words.text)})
        return found

    def _changes(self, changes: Sequence[Change]) -> list[list[Any]]:
        """Pairs of a fact and what becomes of it; the fact alone is to be asked."""
        return [[self.fact_index[change.fact], *self._becomes(change)] for change in changes]

    def _becomes(self, change: Change) -> list[Any]:
        match change.to:
            case ToAsk():
                return []
            case Add(count):
                return [{"add": count}]
            case DateTerm() as term:
                return [self._term(term)]
            case value:
                return [self._value(change.fact, value)]

    def _text(self, text: Text, *, line: bool = False) -> str | Json:
        """Safe HTML; with placeholders, HTML with numbered ``data`` elements and their values."""
        markdown = ""
        values: list[Json] = []
        for part in text.parts:
            match part:
                case str():
                    markdown += part.replace(_OPEN, "").replace(_CLOSE, "")
                case TextPlaceholder(DateTerm() as term):
                    markdown += f"{_OPEN}{len(values)}{_CLOSE}"
                    values.append({"term": self._term(term)})
                case TextPlaceholder(str() as field, "field"):
                    markdown += f"{_OPEN}{len(values)}{_CLOSE}"
                    values.append({"field": field})
                case TextPlaceholder(str() as fact):
                    markdown += f"{_OPEN}{len(values)}{_CLOSE}"
                    values.append({"fact": self.fact_index[fact]})
        html = self.render(markdown)
        if line:
            html = html.removeprefix("<p>").removesuffix("</p>")
        if not values:
            return html
        html = html.replace(_OPEN, '<data value="').replace(_CLOSE, '"></data>')
        return {"html": html, "values": values}

    def _tree(self, tree: Tree | None) -> list[list[int | str]] | None:
        if tree is None:
            return None
        return [
            [
                -1 if node.fact is None else self.fact_index[node.fact],
                self.columns.place(node.column),
                *(
                    item
                    for branch in node.branches
                    for item in (
                        _mask(self.columns.mask(node.column, branch.mask)),
                        branch.to if isinstance(branch.to, int) else -1 - self.act_index[branch.to],
                    )
                ),
            ]
            for node in tree.nodes
        ]

    def _flat(self, box: Box) -> list[int | str]:
        return [item for column, mask in self.columns.box(box) for item in (column, _mask(mask))]


def _mask(mask: int) -> int | str:
    return mask if mask < 1 << 31 else hex(mask)


def _gaps(days: Sequence[int]) -> list[int]:
    return [day - before for day, before in zip(days, (0, *days), strict=False)]
