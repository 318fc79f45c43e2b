"""What changed from one version to the next, in sentences for those who follow the advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mannerly.diff.result import Comparison, Difference, Said, Wording
from mannerly.diff.tell import MOST_CONDITIONS, listed, said, titles, together
from mannerly.model.conditions import And, Or
from mannerly.model.guide import Model
from mannerly.model.say_conditions import say_condition
from mannerly.model.speaker import Speaker
from mannerly.release.number import lost_facts, lost_options, new_options
from mannerly.site.texts import plain, spoken

#: So many changes of the advice are told one by one, those of most situations first.
MOST_CHANGES = 12

#: A condition of more characters than this is not told whole.
LONGEST = 240

#: How a thing is called whose words have changed, by what it is.
_THINGS: Mapping[str, str] = {
    "question": "the question",
    "act": "the advice",
    "source": "the source",
    "rule set aside": "the rule",
    "point": "the point",
}

#: The parts of a question whose changes are told apart from its words.
_OPTIONS = ("its options",)


@dataclass(frozen=True, slots=True)
class Chapters:
    """Titles of chapters that are new, gone, or have another text."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()


def entry(found: Comparison, chapters: Chapters) -> tuple[str, ...]:
    """The sentences, each in Markdown, in the order of their weight; there is at least one."""
    return tuple(_entry(found, chapters)) or ("Nothing in the advice or its words.",)


def _entry(found: Comparison, chapters: Chapters) -> Iterator[str]:
    yield from _asked(found)
    advice = sorted(
        (one for one in found.differences if one.kind == "advice"), key=lambda one: -one.count
    )
    for one in advice[:MOST_CHANGES]:
        yield plain(_advised(found.model, one))
    if len(advice) > MOST_CHANGES:
        yield f"The advice is another one in {len(advice) - MOST_CHANGES} more cases."
    if not found.settled:
        yield "The advice may be another one in more cases: there are too many to compare them all."
    yield from (plain(line) for line in found.calendar)
    others = dict.fromkeys(
        rule.id for one in found.differences if one.kind == "reasons" for rule in one.rules
    )
    if reasons := [f"“{spoken(id, found.new.language)}”" for id in others if id in found.new.rules]:
        yield plain(f"Other reasons for the same advice: {listed(reasons)}.")
    for title in chapters.added:
        yield plain(f"A new chapter: “{title}”.")
    for title in chapters.removed:
        yield plain(f"No longer a chapter: “{title}”.")
    words = list(dict.fromkeys(filter(None, (_reworded(found, one) for one in found.wording))))
    words += [f"the chapter “{title}”" for title in chapters.rewritten]
    if found.before.phrases != found.new.phrases:
        words.append("what the pages say around the guide")
    if words:
        yield plain(f"Other words: {listed(words)}.")


def _asked(found: Comparison) -> Iterator[str]:
    for id, fact in found.new.facts.items():
        if id not in found.before.facts:
            yield plain(f"A new question: “{fact.ask}”")
    for fact, text in new_options(found):
        yield plain(f"A new answer to “{fact.ask}”: “{text}”.")
    for fact in lost_facts(found):
        yield plain(f"No longer asked: “{fact.ask}”")
    for fact, text in lost_options(found):
        yield plain(f"No longer an answer to “{fact.ask}”: “{text}”.")
    for later, earlier, told in (
        (found.new, found.before, "Answers are refused now that cannot be"),
        (found.before, found.new, "Answers are no longer refused"),
    ):
        known = {assumption.that for assumption in earlier.assumptions}
        for assumption in later.assumptions:
            if assumption.that not in known:
                yield plain(f"{told}: {assumption.because}")


def _advised(model: Model, one: Difference) -> str:
    """ "If …, the guide now says “Call again”; it said “Wait”."."""
    condition, whole = _where(model, one)
    start = f"If {condition}" if condition != "in every situation" else "In every situation"
    parts = []
    sometimes = "" if whole else "in some cases "
    if one.was.acts or one.now.acts:
        parts.append(
            f"the guide now says {sometimes}{_quoted(one.now, model)}; "
            f"before, it said {_quoted(one.was, model)}"
        )
    for acts, text in (
        (one.now.also, "it is now worth doing besides"),
        (one.was.also, "it is no longer said to be worth doing besides"),
        (one.now.avoid, "it is now to be avoided"),
        (one.was.avoid, "it is no longer said that one should avoid"),
    ):
        if acts:
            parts.append(f"{text}: {listed([f'“{title}”' for title in titles(acts, model)])}")
    return f"{start}, {'; '.join(parts)}."


def _where(model: Model, one: Difference) -> tuple[str, bool]:
    """Where it is so, and whether that is all of it: of a long condition its simple parts."""
    condition = together(one.where[:MOST_CONDITIONS])
    speaker = Speaker.english(model)
    said = say_condition(condition, speaker)
    whole = len(one.where) <= MOST_CONDITIONS
    if len(said) > LONGEST and isinstance(condition, And):
        simple = [part for part in condition.parts if not isinstance(part, And | Or)]
        if simple:
            return say_condition(And(tuple(simple)), speaker), False
    return said, whole


def _quoted(one: Said, model: Model) -> str:
    """An act in quotation marks, with its dates behind them."""
    acts = said(replace(one, until=(), by=()), model)
    return (f"“{acts}”" if one.acts else acts) + said(one, model)[len(acts) :]


def _reworded(found: Comparison, one: Wording) -> str | None:
    """What has other words, as its readers know it; None for what they do not see."""
    match one.kind:
        case "question":
            fact = found.new.facts.get(one.id)
            others = [asked for asked, _ in (*new_options(found), *lost_options(found))]
            if fact is None or "new" in one.parts or (one.parts == _OPTIONS and fact in others):
                return None  # told already
            name = fact.ask
        case "act" if one.id in found.new.acts:
            name = found.new.acts[one.id].title
        case "source" if one.id in found.new.sources:
            name = found.new.sources[one.id].title
        case "guide":
            return "the guide’s title and question"
        case "rule set aside":
            name = spoken(one.id, found.new.language)
        case "point":
            name = one.id
        case _:
            return None
    return f"{_THINGS[one.kind]} “{name}”"
