"""What the page of disagreements says, and the drawings of what each source would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from mannerly.model.calendar import as_date
from mannerly.model.dates import WEEKDAYS
from mannerly.model.guide import Act, Date, Rule, Scenario, Situation, Source, Value
from mannerly.model.speaker import Speaker
from mannerly.site.chart import Mark, Track, chart, short_day
from mannerly.voices.disagree import (
    Advice,
    Disagreement,
    Disagreements,
    advice,
    disagreements,
    example,
)
from mannerly.voices.story import Deed, Story, story

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mannerly.advise.guide import Guide
    from mannerly.model.conditions import Condition

_TIMES = ("never", "once", "twice", "three times", "four times", "five times")


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says, by which rule that the guide does not follow."""

    source: Source
    act: Act
    rule: Rule


@dataclass(frozen=True, slots=True)
class Told:
    """A disagreement, and an example of it."""

    id: str
    act: Act
    instead: Act
    because: Sequence[Rule]
    says: Sequence[Said]
    agreeing: Sequence[Source]
    silent: Sequence[Source]
    elsewhere: Sequence[tuple[Act, Sequence[Rule]]]
    where: Condition
    more: int
    story: str
    today: int | None
    given: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Before:
    """A rule of the guide that goes before others, and which sources would have what done."""

    rule: Rule
    says: Sequence[tuple[Act, Sequence[Source]]]


@dataclass(frozen=True, slots=True)
class Row:
    """What somebody does who follows one source, or the guide where there is none."""

    source: Source | None
    tasks: str
    contacts: str
    between: str
    stops: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario from which all sources are followed."""

    scenario: Scenario
    rows: Sequence[Row]


class Dissent:
    """All that a guide's sources say otherwise, worked out when it is first asked for."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._model = guide.model
        self._speaker = Speaker.of(guide.model)

    @cached_property
    def found(self) -> Disagreements | None:
        """All there are; None where the guide is too large to say."""
        return disagreements(self._guide.evaluator)

    @property
    def known(self) -> bool:
        """Whether the guide is small enough to say."""
        return self.found is not None

    @cached_property
    def told(self) -> Sequence[Told]:
        """The disagreements, in the order of the rules."""
        return tuple(map(self._told, self.found.real)) if self.found else ()

    @cached_property
    def before(self) -> Sequence[Before]:
        """Where a rule of the guide goes before what sources say."""
        acts = self._model.acts
        return tuple(
            Before(
                self._model.rules[one.rule],
                [(acts[act], self._sources(sources)) for act, sources in one.says.items()],
            )
            for one in (self.found.precedence if self.found else ())
        )

    @cached_property
    def compared(self) -> Sequence[Compared]:
        """The scenarios that ask for a comparison."""
        return tuple(
            Compared(scenario, [self._row(one) for one in stories])
            for scenario, stories in self._stories.values()
        )

    def drawing(self, scenario: str) -> str | None:
        """The drawing for a scenario, as SVG; None where it asks for no comparison."""
        if scenario not in self._stories:
            return None
        told, stories = self._stories[scenario]
        facts, acts = self._model.facts, self._model.acts
        marks = [
            Mark(f"{facts[id].name}, {short_day(value)}", value)
            for id, value in told.given.items()
            if isinstance(facts[id].type, Date) and isinstance(value, int) and value > told.today
        ]
        tracks = [
            Track(self._name(one), one, [acts[deed.act].kind for deed in one.deeds])
            for one in stories
        ]
        return chart(
            f"chart-{scenario}",
            "What each source would do, on one time line",
            " ".join(map(self._sentence, stories)),
            told.today,
            marks,
            tracks,
        )

    @cached_property
    def _stories(self) -> Mapping[str, tuple[Scenario, Sequence[Story]]]:
        guide = self._guide
        return {
            id: (
                scenario,
                [
                    story(
                        guide.evaluator,
                        Situation(scenario.today, scenario.given),
                        guide.complete,
                        source,
                    )
                    for source in (None, *self._model.sources)
                ],
            )
            for id, scenario in self._model.scenarios.items()
            if scenario.compare
        }

    @cached_property
    def _advice(self) -> Sequence[tuple[Scenario, Advice]]:
        guide = self._guide
        return [
            (one, advice(guide.evaluator, Situation(one.today, one.given), guide.complete))
            for one in self._model.scenarios.values()
        ]

    def _told(self, found: Disagreement) -> Told:
        model = self._model
        says = [
            Said(model.sources[source], model.acts[found.act], model.rules[rule])
            for rule in found.rules
            for source in dict.fromkeys(model.points[p].source for p in model.rules[rule].points)
        ]
        speaking = {one.source.id for one in says} | set(found.agreeing)
        shown = next((one for one, there in self._advice if found.shows(there)), None)
        plain = None if shown else self._plainest(found)
        return Told(
            id=f"{found.instead}-or-{found.act}",
            act=model.acts[found.act],
            instead=model.acts[found.instead],
            because=[model.rules[id] for id in found.because],
            says=says,
            agreeing=self._sources(found.agreeing),
            silent=[source for id, source in model.sources.items() if id not in speaking],
            elsewhere=[
                (model.acts[act], [model.rules[id] for id in rules])
                for act, rules in found.elsewhere.items()
            ],
            where=found.where,
            more=found.more,
            story=shown.story if shown else "",
            today=shown.today if shown else plain.today if plain else None,
            given=shown.given if shown else plain.values if plain else {},
        )

    def _plainest(self, found: Disagreement) -> Situation | None:
        """The plainest situation, without what does not exist in it."""
        evaluator = self._guide.evaluator
        situation = example(evaluator, found)
        if situation is None:
            return None
        exists = evaluator.view(situation).exists
        values = {id: value for id, value in situation.values.items() if exists[id]}
        return Situation(situation.today, values)

    def _row(self, told: Story) -> Row:
        kinds = {
            kind: [deed for deed in told.deeds if self._model.acts[deed.act].kind == kind]
            for kind in ("task", "contact", "end")
        }
        contacts = kinds["contact"]
        between = [_days(other.day - one.day) for one, other in pairwise(contacts)]
        times = _TIMES[len(contacts)] if len(contacts) < len(_TIMES) else f"{len(contacts)} times"
        when = self._speaker.things([_when(deed) for deed in contacts], "and")
        return Row(
            source=None if told.source is None else self._model.sources[told.source],
            tasks="; ".join(
                f"{self._model.acts[deed.act].title}, {_when(deed)}" for deed in kinds["task"]
            ),
            contacts=f"{times}: {when}" if when else times,
            between=self._speaker.things(between, "and"),
            stops=self._speaker.things([_when(deed) for deed in kinds["end"]], "and"),
        )

    def _sentence(self, told: Story) -> str:
        deeds = [self._deed(deed) for deed in told.deeds]
        return f"{self._name(told)}: {'; '.join(deeds) or 'nothing'}."

    def _deed(self, deed: Deed) -> str:
        return f"{self._model.acts[deed.act].title}, {_when(deed)}"

    def _name(self, told: Story) -> str:
        return "This guide" if told.source is None else self._model.sources[told.source].title

    def _sources(self, ids: Iterable[str]) -> list[Source]:
        return [self._model.sources[id] for id in ids]


def _when(deed: Deed) -> str:
    day = f"{WEEKDAYS[as_date(deed.day).weekday()][:3]} {short_day(deed.day)}"
    return day if deed.own else f"{day} (silent)"


def _days(count: int) -> str:
    return "the same day" if count == 0 else "1 day" if count == 1 else f"{count} days"
