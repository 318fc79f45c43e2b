"""What the page of disagreements says, and the drawings of what each source would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from mannerly.model.guide import Act, Date, Rule, Scenario, Situation, Source, Value
from mannerly.model.speaker import Speaker
from mannerly.phrases import wording
from mannerly.site.chart import Mark, Track, chart
from mannerly.site.short_days import short_day, short_weekday
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

#: How often somebody gets in touch, for small numbers.
_TIMES = (
    "story-contacts-never",
    "story-contacts-once",
    "story-contacts-twice",
    "story-contacts-three",
    "story-contacts-four",
    "story-contacts-five",
)


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
    """What somebody does who follows one source, or the guide where there is none: plain texts."""

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
        self._wording = wording(guide.model.language, guide.model.phrases, "pages")

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
        say = self._wording.say
        marks = [
            Mark(say("story-mark", fact=facts[id].name, day=short_day(value, self._wording)), value)
            for id, value in told.given.items()
            if isinstance(facts[id].type, Date) and isinstance(value, int) and value > told.today
        ]
        tracks = [
            Track(self._name(one), one, [acts[deed.act].kind for deed in one.deeds])
            for one in stories
        ]
        return chart(
            f"chart-{scenario}",
            " ".join(map(self._sentence, stories)),
            told.today,
            marks,
            tracks,
            self._wording,
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
        between = [self._days(other.day - one.day) for one, other in pairwise(contacts)]
        return Row(
            source=None if told.source is None else self._model.sources[told.source],
            tasks=self._deeds(kinds["task"]),
            contacts=self._contacts([self._when(deed) for deed in kinds["contact"]]),
            between=self._speaker.things(between, "and"),
            stops=self._speaker.things([self._when(deed) for deed in kinds["end"]], "and"),
        )

    def _sentence(self, told: Story) -> str:
        say, who = self._wording.say, self._name(told)
        if not told.deeds:
            return say("story-told-nothing", who=who)
        return say("story-told", who=who, deeds=self._deeds(told.deeds))

    def _deeds(self, deeds: Sequence[Deed]) -> str:
        acts = self._model.acts
        return self._wording.in_turn(
            "story-next",
            [
                self._wording.say("story-deed", act=acts[deed.act].title, day=self._when(deed))
                for deed in deeds
            ],
        )

    def _contacts(self, days: Sequence[str]) -> str:
        say, count = self._wording.say, len(days)
        times = say(_TIMES[count]) if count < len(_TIMES) else say("story-contacts-more", count)
        if not days:
            return times
        return say("story-contacts-on", times=times, days=self._speaker.things(days, "and"))

    def _when(self, deed: Deed) -> str:
        day = short_weekday(deed.day, self._wording)
        return day if deed.own else self._wording.say("story-silent", day=day)

    def _days(self, count: int) -> str:
        say = self._wording.say
        return say("story-days", count) if count else say("story-same-day")

    def _name(self, told: Story) -> str:
        if told.source is None:
            return self._wording.say("story-guide")
        return self._model.sources[told.source].title

    def _sources(self, ids: Iterable[str]) -> list[Source]:
        return [self._model.sources[id] for id in ids]
