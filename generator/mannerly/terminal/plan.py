"""A plan as text for the terminal."""

from __future__ import annotations

import datetime

from mannerly.advise.plan import Plan, Step
from mannerly.model.guide import Model
from mannerly.terminal.advice import show_next, show_reason
from mannerly.terminal.dates import in_words
from mannerly.terminal.screen import Screen


def show_plan(screen: Screen, plan: Plan, model: Model) -> None:
    """Each step with its day, its reasons and what may come of it, and how the plan stops."""
    if not plan.steps and plan.next is not None:
        show_next(screen, plan.next)
        return
    for step in plan.steps:
        screen.heading(f"{in_words(step.day)}: {step.act.title}")
        for date in _dates(step):
            screen.say(f"{date}.", "  ")
        for rule in step.advice.rules:
            show_reason(screen, step.advice, rule, model, "  ")
        if step.replies:
            screen.say("What may come of it:", "  ")
        for branch in step.replies:
            screen.say(f"{branch.reply.title}: {_first(branch.plan, step.day)}", "  - ", "    ")
        screen.gap()
    screen.say(_stopped(plan, plan.steps[-1].day if plan.steps else plan.day))


def _dates(step: Step) -> list[str]:
    """Until when to wait, and by when to do it."""
    dates = []
    if step.until is not None:
        dates.append(f"Wait until {in_words(step.until)}")
    if step.by is not None:
        dates.append(f"Do it by {in_words(step.by)}")
    return dates


def _first(plan: Plan, today: datetime.date) -> str:
    """What a plan begins with, in a sentence or two."""
    if not plan.steps:
        return _stopped(plan, today)
    step = plan.steps[0]
    return ". ".join([step.act.title, *_dates(step)]) + "."


def _stopped(plan: Plan, told: datetime.date) -> str:
    """How a plan stops, in plain words; ``told`` is the day that has been named last."""
    match plan.stops:
        case "end":
            return "Then it is over: nothing is left to do."
        case "waits":
            return "Then there is nothing to do until something happens. Ask again when it does."
        case "open":
            return "What comes next depends on what comes of it. Ask again then."
        case "stuck":
            return "There the rules go round in a circle, which is a mistake in the guide."
        case "asks":
            assert plan.next is not None
            what = f"how it goes on depends on an answer: {plan.next.ask}"
        case "answer-anew":
            what = "some of your answers can no longer be true. Answer anew then."
    if plan.day != told:
        return f"On {in_words(plan.day)}, {what}"
    return what[0].upper() + what[1:]
