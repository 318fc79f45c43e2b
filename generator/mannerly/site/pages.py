"""The pages that are made from a guide: Markdown with front matter, for any builder of sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent_encoded

from mannerly.model.calendar import as_date, day_number
from mannerly.model.guide import (
    Act,
    Choice,
    Date,
    Fact,
    Number,
    Rule,
    Scenario,
    Several,
    Source,
    Value,
    YesNo,
)
from mannerly.model.numbers import as_written
from mannerly.model.say_laws import say_law
from mannerly.model.speaker import Speaker
from mannerly.phrases import wording
from mannerly.problems import Place
from mannerly.resources import recheck_program, templates
from mannerly.site.backlinks import Backlinks
from mannerly.site.chapters import joined
from mannerly.site.decision import Question, questions
from mannerly.site.dissent import Dissent
from mannerly.site.links import links
from mannerly.site.markdown import Quote
from mannerly.site.proved import Proved, figures, promises, proofs
from mannerly.site.texts import filters, plain, relative, text_markdown

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide

#: The paths of the pages of the questionnaire and of what is proved.
ADVISOR, PROOFS = "advisor.md", "proved.md"

# What these are called, by phrases.
_ACT_KINDS = {
    "contact": "kind-contact",
    "task": "kind-task",
    "wait": "kind-wait",
    "end": "kind-end",
}
_LEFT_ALONE = "kind-left-alone"
_POINT_KINDS = {
    "do": "point-do",
    "wait": "point-wait",
    "avoid": "point-avoid",
    "why": "point-why",
    "mood": "point-mood",
    "how": "point-how",
}
_DAYS = {"past": "book-date-past", "future": "book-date-future", "any": "book-date-any"}


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page: its path below the site's sources, and its Markdown with front matter.

    ``place`` is where an editor changes it, with the file's path relative to the
    guide's folder. ``listed`` pages are meant for the navigation. ``fragments``
    are those that links to this page may carry though nothing on it has such an id.
    ``slow`` pages hang on what takes long to work out, and are empty where that was put off.
    """

    path: str
    markdown: str
    place: Place | None = None
    listed: bool = False
    fragments: frozenset[str] = frozenset()
    slow: bool = False


class GuidePages:
    """Makes the pages of one guide, whose files lie in ``folder``.

    Without anything ``proved`` there is no page of proofs. ``chapters`` are their paths
    and texts, in the order in which they are read. ``dissent`` is what sources say otherwise,
    where that has been worked out. Where it was ``put_off`` with the order of questions, the
    pages about them are empty.
    """

    def __init__(
        self,
        guide: Guide,
        folder: str = "",
        proved: Proved | None = None,
        chapters: Sequence[tuple[str, str]] = (),
        dissent: Dissent | None = None,
        *,
        put_off: bool = False,
    ) -> None:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        from mannerly.site.bytecode import bytecode

        self._guide = guide
        self._model = guide.model
        self._speaker = Speaker.of(guide.model)
        self._wording = wording(guide.model.language, guide.model.phrases, "pages")
        self._folder = folder
        self._proved = proved
        self._chapters = chapters
        self._links = Backlinks(guide.model, folder)
        self._dissent = dissent or Dissent(guide)
        self._put_off = put_off
        environment = Environment(  # noqa: S701 - it makes Markdown, and HTML is not in it
            loader=FileSystemLoader(templates() / "pages"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=bytecode(),
        )
        environment.filters.update(filters(self._speaker) | links(guide.model, self._wording))
        environment.globals |= {"model": guide.model, "say": self._wording.say}
        self._templates = environment

    def pages(self) -> Iterator[GeneratedPage]:
        """All pages, those for the navigation first."""
        examples = [self._example(scenario) for scenario in self._model.scenarios.values()]
        opened = {example["fragment"] for example in examples}
        opened |= {
            self._opened(told.today, told.given)
            for told in (() if self._put_off else self._dissent.told)
            if told.today is not None
        }
        asked = () if self._put_off else questions(self._guide)
        drawn = self._put_off or bool(asked)
        yield self._listed("advisor", fragments=frozenset(opened), drawn=drawn)
        yield self._slow("decision", questions=asked)
        yield self._listed("examples", examples=examples)
        yield self._listed("acts", kinds=self._acts_by_kind())
        yield self._listed("rules", groups=self._rules_by_group())
        yield self._listed("sources", sources=self._sources())
        yield self._slow("disagreements", dissent=self._dissent, opened=self._opened)
        if self._proved is not None:
            yield self._proofs(self._proved)
        yield from map(self._question, asked)
        yield self._listed(
            "whole",
            chapters=joined(self._chapters),
            kinds=self._acts_by_kind(),
            groups=self._rules_by_group(),
            sources=self._sources(),
        )
        if self._model.history:
            yield self._listed("changes")
        yield from map(self._act, self._model.acts.values())
        yield from map(self._rule, self._model.rules.values())
        yield from map(self._source, self._model.sources.values())

    def book(self) -> str:
        """All of it as one page of Markdown, for the reviewers' book; links lead to pages."""
        from mannerly.site.book import chapter_id

        model = self._model
        chapters = []
        for (path, _), text in zip(self._chapters, joined(self._chapters), strict=True):
            heading, _, rest = text.partition("\n")
            id = chapter_id(path)
            chapters.append((id, f"{heading} {{: #{id} }}\n{rest}"))
        said = model.points.values()
        return self._render(
            "book",
            chapters=chapters,
            facts=[
                (fact, self._answers(fact), isinstance(fact.type, Several))
                for fact in model.facts.values()
            ],
            kinds=self._acts_by_kind(),
            links=self._links,
            points=self._points,
            groups=self._rules_by_group(),
            rules_over={
                rule.id: [model.rules[id] for id in model.rules if id in rule.over]
                for rule in model.rules.values()
            },
            place=lambda rule: self._place(rule.place),
            laws=[(say_law(one, self._speaker), one.because) for one in model.guarantees.values()],
            examples=[self._example(scenario) for scenario in model.scenarios.values()],
            sources=[(s, [p for p in said if p.source == id]) for id, s in model.sources.items()],
        )

    def quote(self, kind: str, id: str, path: str) -> Quote | None:
        """What ``[[kind id]]`` stands for on the page ``path``; None if there is no such thing."""
        model, up = self._model, "../" * path.count("/")
        points: Iterable[str] = ()
        match kind:
            case "act" if act := model.acts.get(id):
                title, target = act.title, f"act/{id}.md"
                body, points = text_markdown(act.text, self._speaker), act.points
            case "rule" if rule := model.rules.get(id):
                title, target = self._speaker.sentence(rule.title), f"rule/{id}.md"
                body, points = text_markdown(rule.because, self._speaker), rule.points
            case "point" if point := model.points.get(id):
                source = model.sources[point.source]
                title = self._wording.say("source-point", source=source.title, point=id)
                target = f"source/{source.id}.md#{id}"
                body = plain(point.says)
            case "source" if id in model.sources:
                source = model.sources[id]
                title, target = source.title, f"source/{id}.md"
                body = plain(
                    self._wording.in_turn("beside", [*filter(None, (source.by, source.date))])
                )
            case "chart" if drawing := self._dissent.drawing(id):
                title = self._speaker.sentence(model.scenarios[id].title)
                return Quote(title, f"{up}examples.md#{id}", "", drawing)
            case _:
                return None
        card = self._render(
            "card", title=title, href=up + target, up=up, body=body, points=self._points(points)
        )
        return Quote(title, up + target, card)

    def _listed(
        self, name: str, *, fragments: frozenset[str] = frozenset(), **content: Any
    ) -> GeneratedPage:
        markdown = self._render(name, **content)
        return GeneratedPage(f"{name}.md", markdown, listed=True, fragments=fragments)

    def _slow(self, name: str, **content: Any) -> GeneratedPage:
        markdown = "" if self._put_off else self._render(name, **content)
        return GeneratedPage(f"{name}.md", markdown, listed=True, slow=True)

    def _proofs(self, proved: Proved) -> GeneratedPage:
        calendar, program = self._model.calendar, recheck_program().read_text(encoding="utf-8")
        return self._listed(
            "proved",
            first=self._speaker.day(calendar.first),
            last=self._speaker.day(calendar.last),
            proofs=list(proofs(proved, self._model, self._wording)),
            promises=list(promises(proved, self._speaker, self._wording)),
            situations=proved.situations and self._wording.number(proved.situations),
            certificate=proved.certificate and figures(proved.certificate, self._wording),
            preview=proved.preview,
            lines=len(program.splitlines()),
            on=self._speaker.day(day_number(proved.on)),
            by=proved.by,
        )

    def _question(self, question: Question) -> GeneratedPage:
        markdown = self._render("question", question=question)
        return GeneratedPage(f"question/{question.number}.md", markdown, slow=True)

    def _act(self, act: Act) -> GeneratedPage:
        markdown = self._render(
            "act",
            act=act,
            kind=self._wording.say(_ACT_KINDS[act.kind]),
            advising=self._links.advising[act.id],
            besides=self._links.besides[act.id],
            avoiding=self._links.avoiding[act.id],
            set_aside=self._links.set_aside[act.id],
            points=self._points(act.points),
        )
        return GeneratedPage(f"act/{act.id}.md", markdown, self._place(act.place))

    def _rule(self, rule: Rule) -> GeneratedPage:
        rules, place = self._model.rules, self._place(rule.place)
        markdown = self._render(
            "rule",
            rule=rule,
            place=place,
            points=self._points(rule.points),
            goes_before=[rules[id] for id in rules if id in rule.over] if rule.over else [],
            yields_to=self._links.yields_to[rule.id],
            examples=self._links.deciding[rule.id],
        )
        return GeneratedPage(f"rule/{rule.id}.md", markdown, place)

    def _source(self, source: Source) -> GeneratedPage:
        points = [p for p in self._model.points.values() if p.source == source.id]
        markdown = self._render(
            "source",
            source=source,
            kinds={kind: self._wording.say(id) for kind, id in _POINT_KINDS.items()},
            points=[
                (point, self._links.uses[point.id], self._links.unfollowed[point.id])
                for point in points
            ],
        )
        return GeneratedPage(f"source/{source.id}.md", markdown, self._place(source.place))

    def _acts_by_kind(self) -> list[tuple[str, list[Act]]]:
        links, kinds = self._links, (*_ACT_KINDS.values(), _LEFT_ALONE)
        by_kind: dict[str, list[Act]] = {kind: [] for kind in kinds}
        for act in self._model.acts.values():
            only_avoided = links.avoiding[act.id] and not (
                links.advising[act.id] or links.besides[act.id]
            )
            by_kind[_LEFT_ALONE if only_avoided else _ACT_KINDS[act.kind]].append(act)
        return [(self._wording.say(kind), acts) for kind, acts in by_kind.items()]

    def _rules_by_group(self) -> list[tuple[str, list[Rule]]]:
        groups: dict[str, list[Rule]] = {}
        alone: list[Rule] = []
        aside: list[Rule] = []
        for rule in self._model.rules.values():
            if rule.aside is not None:
                aside.append(rule)
            elif rule.group is None:
                alone.append(rule)
            else:
                groups.setdefault(rule.group, []).append(rule)
        say = self._wording.say
        return [
            *((self._group(id), rules) for id, rules in groups.items()),
            (say("group-others" if groups else "group-all"), alone),
            (say("group-aside"), aside),
        ]

    def _group(self, id: str) -> str:
        return plain(self._speaker.sentence(self._model.groups[id]))

    def _sources(self) -> list[tuple[Source, int, int]]:
        points = self._model.points.values()
        count = Counter(point.source for point in points)
        aside = Counter(point.source for point in points if point.aside is not None)
        return [(s, count[id], aside[id]) for id, s in self._model.sources.items()]

    def _example(self, scenario: Scenario) -> dict[str, Any]:
        verdict = self._links.verdicts[scenario.id]
        acts, facts = self._model.acts, self._model.facts
        return {
            "scenario": scenario,
            "given": [
                (facts[id], self._speaker.value(facts[id], value))
                for id, value in scenario.given.items()
            ],
            "today": self._speaker.day(scenario.today),
            "advised": [act for id, act in acts.items() if id in verdict.acts],
            "until": None if verdict.until is None else self._speaker.day(verdict.until),
            "by": None if verdict.by is None else self._speaker.day(verdict.by),
            "also": [act for id, act in acts.items() if id in verdict.also],
            "avoid": [act for id, act in acts.items() if id in verdict.avoid],
            "rules": [self._model.rules[id] for id in verdict.live],
            "fragment": self._opened(scenario.today, scenario.given),
        }

    def _answers(self, fact: Fact) -> list[str]:
        """What can be answered, in Markdown."""
        say, speaker = self._wording.say, self._speaker
        match fact.type:
            case Choice(options) | Several(options):
                found = [plain(label) for label in options.values()]
            case YesNo():
                found = [say("book-yes"), say("book-no")]
            case Number(low, high) as number:
                least, most = speaker.number(low, number), speaker.counted(high, number)
                found = [say("book-number", low=least, high=plain(most))]
            case Date(range):
                found = [say(_DAYS[range])]
        return found if fact.unknown is None else [*found, plain(fact.unknown)]

    def _opened(self, today: int, given: Mapping[str, Value | None]) -> str:
        """The fragment with which the page of the questionnaire opens a situation."""
        return _fragment(today, given, self._model.facts.values())

    def _points(self, ids: Iterable[str]) -> list[Any]:
        return [self._model.points[id] for id in ids]

    def _place(self, place: Place) -> Place:
        file = relative(place.file, self._folder)
        return Place(file, place.line, place.column, place.end_line, place.end_column)

    def _render(self, name: str, **content: Any) -> str:
        return self._templates.get_template(f"{name}.md.jinja").render(content)


def _fragment(today: int, given: Mapping[str, Value | None], facts: Iterable[Fact]) -> str:
    answers = [
        f"{fact.id}={percent_encoded(_written(given[fact.id], fact), safe=',?')}"
        for fact in facts
        if fact.id in given
    ]
    return "&".join([*answers, f"today={as_date(today)}"])


def _written(value: Value | None, fact: Fact) -> str:
    match value, fact.type:
        case None, _:
            return "?"
        case int(), Date():
            return str(as_date(value))
        case int(), Number() as number:
            return as_written(value, number)
        case frozenset(), _:
            return ",".join(sorted(value))
        case _:
            return str(value)
