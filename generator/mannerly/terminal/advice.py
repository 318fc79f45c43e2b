"""Advice as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mannerly.advise.answers import UNKNOWN
from mannerly.advise.guide import Advice, Recommendation
from mannerly.model.guide import Choice, Date, Fact, Model, Number, Rule, Several, Source, YesNo
from mannerly.terminal.dates import in_words
from mannerly.terminal.replies import options_of, range_of
from mannerly.terminal.screen import Screen
from mannerly.voices.alone import Voice


def show_advice(screen: Screen, advice: Advice, model: Model) -> None:
    """The act with its dates and text, the reasons with sources, what else to do, and what not."""
    if advice.act is None or not advice.decided:
        screen.heading("The guide has no advice for these answers.")
        return
    screen.heading(advice.act.title)
    if advice.until is not None:
        screen.say(f"Wait until {in_words(advice.until)}.")
    if advice.by is not None:
        screen.say(f"Do it by {in_words(advice.by)}.")
    screen.gap()
    screen.prose(advice.text(advice.act.text))
    screen.gap()
    screen.heading("Why")
    for rule in advice.rules:
        show_reason(screen, advice, rule, model)
    _show_company(screen, advice, "Also worth doing", advice.also)
    _show_company(screen, advice, "Better not", advice.avoid)


def show_next(screen: Screen, fact: Fact) -> None:
    """The question whose answer is needed next, as somebody asks who writes answers to a file."""
    screen.heading("These answers do not settle it yet. The next question is:")
    screen.gap()
    screen.say(f"{fact.id}: {fact.ask}")
    for option in options_of(fact):
        screen.say(option.label, f"  {option.answer or UNKNOWN}: ")
    match fact.type:
        case Number() as number:
            screen.say(f"a number {range_of(number)}", "  ")
        case Date():
            screen.say("a date, such as 2026-03-16", "  ")
        case Several():
            screen.say("a list of these, which may be empty", "  ")
        case Choice() | YesNo():
            pass
    if fact.unknown is not None and not options_of(fact):
        screen.say(fact.unknown, f"  {UNKNOWN}: ")


def show_overridden(screen: Screen, advice: Advice, model: Model) -> None:
    """The rules that would apply, were it not for others that go before them."""
    if not advice.overridden:
        screen.say("No other rule that fits your answers was set aside.")
        return
    screen.heading("Set aside here")
    for each in advice.overridden:
        show_reason(screen, advice, each.rule, model)
        winners = " and ".join(f'"{rule.id}"' for rule in each.by)
        screen.say(f'"{each.rule.id}" gives way to {winners}.', "  ")


def show_voices(screen: Screen, voices: Mapping[str, Voice], model: Model) -> None:
    """What each source, taken alone, would advise."""
    screen.heading("What each source says")
    for id, voice in voices.items():
        screen.say(f"{_name(model.sources[id])}: {_said(voice)}", "- ", "  ")


def show_dissent(screen: Screen, advice: Advice) -> None:
    """The sources that say otherwise, and why the guide does not follow them."""
    dissent = [voice for voice in advice.voices.values() if voice.differs and voice.acts]
    if not dissent:
        return
    screen.gap()
    screen.heading("Who says otherwise")
    for voice in dissent:
        screen.say(f"{_name(voice.source)}: {_said(voice)}", "- ", "  ")
        for rule in voice.why:
            if rule.aside is not None:
                screen.say(f"Not followed here: {rule.aside}", "  ")


def show_words(screen: Screen, advice: Advice) -> None:
    """The message templates of the act; what the reader fills in stands in [brackets]."""
    if advice.act is None or not advice.act.words:
        screen.say("There are no words to use for this.")
        return
    for number, words in enumerate(advice.act.words):
        if number:
            screen.gap()
        screen.heading(words.title)
        if words.subject is not None:
            screen.say(f"Subject: {advice.text(words.subject)}", "  ", "  ")
        screen.prose(advice.text(words.text), "  ")


def show_reason(screen: Screen, advice: Advice, rule: Rule, model: Model, indent: str = "") -> None:
    """Why a rule says what it does, and the sources from which it has that."""
    screen.prose(f"- {_continued(advice.text(rule.because))}", indent)
    if rule.points:
        screen.say(f"From {reference(rule.points, model)}.", f"{indent}  ")
    if rule.editorial:
        screen.say(f"The editors of this guide say so: {rule.editorial}", f"{indent}  ")


def reference(points: Iterable[str], model: Model) -> str:
    """Points with their sources: ``A7, A8 (Title, by Author); B2 (Title)``."""
    by_source: dict[str, list[str]] = {}
    for point in points:
        by_source.setdefault(model.points[point].source, []).append(point)
    return "; ".join(
        f"{', '.join(named)} ({_name(model.sources[source])})"
        for source, named in by_source.items()
    )


def _said(voice: Voice) -> str:
    says = "; ".join(act.title for act in voice.acts) or "nothing about this"
    until = f", until {in_words(voice.until)}" if voice.until else ""
    return says + until + (f", by {in_words(voice.by)}" if voice.by else "")


def _name(source: Source) -> str:
    return f'"{source.title}", by {source.by}' if source.by else f'"{source.title}"'


def _show_company(
    screen: Screen, advice: Advice, title: str, company: tuple[Recommendation, ...]
) -> None:
    if not company:
        return
    screen.gap()
    screen.heading(title)
    told = set(advice.rules)
    for each in company:
        screen.say(each.act.title, "- ")
        for rule in each.rules:
            if rule not in told:
                screen.prose(advice.text(rule.because), "  ")


def _continued(markdown: str) -> str:
    """Markdown indented to go on within a list item."""
    return markdown.strip().replace("\n", "\n    ")
