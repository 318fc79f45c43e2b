"""A plan as an iCalendar file (RFC 5545): an all-day event with a reminder for each thing to do."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping

from mannerly.advise.plan import Plan, Step
from mannerly.model.calendar import as_date
from mannerly.model.guide import Model, Value
from mannerly.plan.changes import lasting
from mannerly.terminal.dates import in_words
from mannerly.terminal.prose import clean, plain

#: When to remind, counted from the beginning of the day.
_MORNING = datetime.timedelta(hours=9)
_UNWRAPPED = 1_000_000


def calendar_file(plan: Plan, now: datetime.datetime) -> bytes | None:
    """The file's contents; None where the plan has nothing to put into a calendar.

    ``now`` is a moment in UTC. A file that is made at a later one and brought
    into the same calendar moves the events of an earlier one, for they have
    the same UIDs, and a higher SEQUENCE.
    """
    import icalendar

    class Text(icalendar.vText):
        """A text in which a backslash and an N stay; the package would end a line there."""

        def to_ical(self) -> bytes:
            return rb"\\N".join(icalendar.vText(part).to_ical() for part in self.split(r"\N"))

    events = list(_events(plan))
    if not events:
        return None
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mannerly//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", Text(_line(plan.guide.model.title)))
    for uid, day, title, description in events:
        event = icalendar.Event()
        event.add("uid", uid)
        event.add("dtstamp", now)
        event.add("sequence", int(now.timestamp()) // 60)
        event.add("dtstart", day)
        event.add("dtend", day + datetime.timedelta(days=1))
        event.add("summary", Text(_line(title)))
        event.add("description", Text(description))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        reminder = icalendar.Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", Text(_line(title)))
        reminder.add("trigger", _MORNING)
        event.add_component(reminder)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(plan: Plan) -> Iterator[tuple[str, datetime.date, str, str]]:
    """UID, day, title and description of what belongs in a calendar, in the order of the plan.

    A wait does not, as its end is the day of the next step. Where there is
    none, because the guide has to be asked again on that day, that belongs in.
    """
    model = plan.guide.model
    if not plan.steps:
        return
    story = _story(model, plan.situation.values)
    steps = [step for step in plan.steps if step.act.kind != "wait"]
    # The same act is told apart by how often it is still to come: what is over drops out of a
    # plan that is made later, and what is left keeps its number.
    left = Counter(step.act.id for step in steps)
    for step in steps:
        yield (
            _uid(model, story, step.act.id, left[step.act.id]),
            step.day, step.act.title, _description(step),
        )  # fmt: skip
        left[step.act.id] -= 1
    if plan.stops in ("asks", "answer-anew") and plan.day > plan.steps[-1].day:
        question = plan.next.ask if plan.next else "Some of your answers can no longer be true."
        yield _uid(model, story, "", 1), plan.day, model.question, _line(question)


def _story(model: Model, answers: Mapping[str, Value | None]) -> dict[str, str]:
    """What stays as it is for as long as the plan is about the same thing: when it all began too.

    Answers may be corrected, new ones come and old ones go, and the events are still the same.
    """
    given = {id: answers.get(id) for id in lasting(model)}
    story = {id: value for id, value in given.items() if isinstance(value, str)}
    days = [value for value in given.values() if isinstance(value, int)]
    if days:
        story["began"] = as_date(min(days)).isoformat()
    return story


def _uid(model: Model, story: dict[str, str], act: str, number: int) -> str:
    # The browser makes the same of it, in calendar.js.
    parts = [model.title, sorted(story.items()), act, number]
    name = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _description(step: Step) -> str:
    """The act's text and why, without Markdown."""
    advice = step.advice
    parts = [advice.text(step.act.text)]
    if step.by is not None:
        parts.append(f"Do it by {in_words(step.by)}.")
    parts += [advice.text(rule.because) for rule in advice.rules]
    return "\n\n".join(plain(part, _UNWRAPPED) for part in parts)
