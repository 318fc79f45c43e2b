"""What changed from one version to the next, in sentences for those who follow the advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mannerly import phrases
from mannerly.diff.joint import BEFORE
from mannerly.diff.result import CalendarChange, Comparison, Difference, Said, Wording
from mannerly.diff.tell import MOST_CONDITIONS, MOST_DAYS, titles, together
from mannerly.model.conditions import And, DateTerm, Or
from mannerly.model.guide import Model
from mannerly.model.say_conditions import say_condition
from mannerly.model.speaker import WEEKDAYS, Speaker
from mannerly.release.number import lost_facts, lost_options, new_options
from mannerly.site.texts import plain

#: So many changes of the advice are told one by one, those of most situations first.
MOST_CHANGES = 12

#: A condition of more characters than this is not told whole.
LONGEST = 240

#: The parts of a question whose changes are told apart from its words.
_OPTIONS = ("its options",)


@dataclass(frozen=True, slots=True)
class Chapters:
    """Titles of chapters that are new, gone, or have another text."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()


def entry(found: Comparison, chapters: Chapters) -> tuple[str, ...]:
    """The sentences, each in Markdown, in the order of their weight; there is at least one.

    They are in the language and the phrases of the new version.
    """
    writer = _Writer.of(found)
    return tuple(plain(one) for one in writer.sentences(chapters)) or (writer.say("nothing"),)


def first_entry(model: Model) -> str:
    """What there is to say of a first version."""
    return phrases.wording(model.language, model.phrases, "history").say("first")


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes of a comparison in the words of the group ``history``."""

    found: Comparison
    speaker: Speaker
    history: phrases.Wording

    @classmethod
    def of(cls, found: Comparison) -> _Writer:
        language, own = found.new.language, found.new.phrases
        history = phrases.wording(language, own, "history")
        before = {
            id: replace(fact, name=history.say("as-it-was", fact=found.before.facts[id].name))
            for id, fact in found.model.facts.items()
            if id.endswith(BEFORE)
        }
        model = replace(found.model, facts={**found.model.facts, **before})
        return cls(found, Speaker(model, phrases.wording(language, own, "conditions")), history)

    def say(self, id: str, count: int | None = None, /, **values: str) -> str:
        return self.history.say(id, count, **values)

    def sentences(self, chapters: Chapters) -> Iterator[str]:
        found = self.found
        yield from self._asked()
        advice = sorted(
            (one for one in found.differences if one.kind == "advice"), key=lambda one: -one.count
        )
        yield from map(self._advised, advice[:MOST_CHANGES])
        if len(advice) > MOST_CHANGES:
            yield self.say("more-cases", len(advice) - MOST_CHANGES)
        if not found.settled:
            yield self.say("not-compared")
        for change in found.calendar:
            yield from self._calendar(change)
        others = dict.fromkeys(
            rule.id for one in found.differences if one.kind == "reasons" for rule in one.rules
        )
        rules = [self._rule(id) for id in others if id in found.new.rules]
        if reasons := [self.say("rule", rule=rule) for rule in rules]:
            yield self.say("reasons", rules=self._all(reasons))
        for title in chapters.added:
            yield self.say("chapter-new", chapter=title)
        for title in chapters.removed:
            yield self.say("chapter-gone", chapter=title)
        words = list(dict.fromkeys(filter(None, map(self._reworded, found.wording))))
        words += [self.say("words-chapter", name=title) for title in chapters.rewritten]
        if found.before.phrases != found.new.phrases:
            words.append(self.say("words-around"))
        if words:
            yield self.say("words", things=self._all(words))

    def _rule(self, id: str) -> str:
        """A rule by its title; one that is gone by the title that it had."""
        rules = {**self.found.before.rules, **self.found.new.rules}
        return self.speaker.sentence(rules[id].title)

    def _all(self, items: Sequence[str]) -> str:
        return self.speaker.things(items, "and")

    # ---- what is asked

    def _asked(self) -> Iterator[str]:
        found = self.found
        for id, fact in found.new.facts.items():
            if id not in found.before.facts:
                yield self.say("question-new", question=fact.ask)
        for fact, text in new_options(found):
            yield self.say("answer-new", question=fact.ask, answer=text)
        for fact in lost_facts(found):
            yield self.say("question-gone", question=fact.ask)
        for fact, text in lost_options(found):
            yield self.say("answer-gone", question=fact.ask, answer=text)
        for later, earlier, id in (
            (found.new, found.before, "refused"),
            (found.before, found.new, "no-longer-refused"),
        ):
            known = {assumption.that for assumption in earlier.assumptions}
            for assumption in later.assumptions:
                if assumption.that not in known:
                    yield self.say(id, why=assumption.because)

    # ---- the advice

    def _advised(self, one: Difference) -> str:
        """ "If …, the guide now says “Call again”; before, it said “Wait”."."""
        condition, whole = self._where(one)
        changes = self.history.in_turn("changes-next", list(self._changes(one, whole)))
        if condition == self.speaker.say("always"):
            return self.say("changed-everywhere", changes=changes)
        return self.say("changed-where", condition=condition, changes=changes)

    def _changes(self, one: Difference, whole: bool) -> Iterator[str]:
        if one.was.acts or one.now.acts:
            id = "says" if whole else "says-in-some-cases"
            yield self.say(id, now=self._said(one.now), was=self._said(one.was))
        for acts, id in (
            (one.now.also, "also"),
            (one.was.also, "no-longer-also"),
            (one.now.avoid, "avoid"),
            (one.was.avoid, "no-longer-avoid"),
        ):
            if acts:
                yield self.say(id, acts=self._all(self._acts(acts)))

    def _where(self, one: Difference) -> tuple[str, bool]:
        """Where it is so, and whether that is all of it: of a long condition its simple parts."""
        condition = together(one.where[:MOST_CONDITIONS])
        said = say_condition(condition, self.speaker)
        whole = len(one.where) <= MOST_CONDITIONS
        if len(said) > LONGEST and isinstance(condition, And):
            simple = [part for part in condition.parts if not isinstance(part, And | Or)]
            if simple:
                return say_condition(And(tuple(simple)), self.speaker), False
        return said, whole

    def _said(self, one: Said) -> str:
        """What is advised, with its dates behind it."""
        match self._acts(one.acts):
            case []:
                said = self.say("no-act")
            case [act]:
                said = act
            case acts:
                said = self.say("acts", acts=self._all(acts))
        said = self._dated(said, one.until, "until", "until-the-later")
        return self._dated(said, one.by, "by", "by-the-earlier")

    def _dated(self, said: str, terms: Sequence[DateTerm], one: str, several: str) -> str:
        dates = self._all([self.speaker.term(term) for term in terms])
        if len(terms) > 1:
            return self.say(several, act=said, dates=dates)
        return self.say(one, act=said, date=dates) if terms else said

    def _acts(self, acts: Iterable[str]) -> list[str]:
        return [self.say("act", act=title) for title in titles(acts, self.found.model)]

    # ---- the calendar

    def _calendar(self, one: CalendarChange) -> Iterator[str]:
        day = self.speaker.day
        match one.kind:
            case "days":
                (begin, end), (first, last) = map(day, one.was), map(day, one.now)
                yield self.say("days-known", begin=begin, end=end, first=first, last=last)
            case "work week":
                was, now = (
                    self._all([self.speaker.say(WEEKDAYS[weekday]) for weekday in week])
                    for week in (one.was, one.now)
                )
                yield self.say("work-week", was=was, now=now)
            case "holidays":
                for days, id in ((one.now, "holidays-new"), (one.was, "holidays-gone")):
                    if days:
                        yield self.say(id, len(days), days=self._days(days))

    def _days(self, days: Sequence[int]) -> str:
        said = [self.speaker.day(day) for day in days[:MOST_DAYS]]
        if len(days) > MOST_DAYS:
            said.append(self.say("more-days", len(days) - MOST_DAYS))
        return self._all(said)

    # ---- words

    def _reworded(self, one: Wording) -> str | None:
        """What has other words, as its readers know it; None for what they do not see."""
        found = self.found
        match one.kind:
            case "question":
                fact = found.new.facts.get(one.id)
                others = [asked for asked, _ in (*new_options(found), *lost_options(found))]
                if fact is None or "new" in one.parts or (one.parts == _OPTIONS and fact in others):
                    return None  # told already
                return self.say("words-question", name=fact.ask)
            case "act" if one.id in found.new.acts:
                return self.say("words-act", name=found.new.acts[one.id].title)
            case "source" if one.id in found.new.sources:
                return self.say("words-source", name=found.new.sources[one.id].title)
            case "rule" | "rule set aside":
                return self.say("words-rule", name=self._rule(one.id))
            case "point":
                return self.say("words-point", name=one.id)
            case "guide":
                return self.say("words-guide")
            case _:
                return None
