"""Says what conditions, guarantees and answers are made of: names, values, dates and times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mannerly.model.calendar import as_date
from mannerly.model.conditions import DateTerm, Offset
from mannerly.model.guide import Choice, Fact, Model, Number, Several, Value, YesNo
from mannerly.model.numbers import as_written
from mannerly.phrases import Wording, sentence, wording

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks of a guide with its own names and labels, in the words of the group ``conditions``."""

    model: Model
    wording: Wording

    @classmethod
    def of(cls, model: Model) -> Speaker:
        """Who speaks to readers: in the guide's language, with its own phrases."""
        return cls(model, wording(model.language, model.phrases, "conditions"))

    @classmethod
    def english(cls, model: Model) -> Speaker:
        """Who speaks to editors, within texts that are English whatever the guide's language is."""
        return cls(model, wording("en", {}, "conditions"))

    def say(self, id: str, count: int | None = None, /, **values: str) -> str:
        """A phrase with values put in; a count decides on its form."""
        return self.wording.say(id, count, **values)

    def sentence(self, text: str) -> str:
        """A text with a capital letter at its start."""
        return sentence(text, self.wording.language)

    def things(self, items: Sequence[str], joint: str) -> str:
        """ "a, b and c"; the joint is "and", "or", or "nor" where none of them is meant."""
        return self._joined("things", items, f"{joint}-two" if len(items) == 2 else f"{joint}-more")

    def clauses(self, items: Sequence[str], joint: str, *, nested: bool) -> str:
        """ "either a or b"; clauses are ``nested`` where one of them is made of several."""
        many = "more" if len(items) > 2 else "two"
        return self._joined("clauses", items, f"{joint}-{'nested' if nested else many}")

    def _joined(self, kind: str, items: Sequence[str], last: str) -> str:
        if len(items) < 2:
            return "".join(items)
        said = self.wording.in_turn(f"{kind}-next", items[:-1])
        return self.say(f"{kind}-{last}", items=said, last=items[-1])

    # ---- values

    def value(self, fact: Fact, value: Value | None) -> str:
        """A fact's value as a reader knows it."""
        match fact.type, value:
            case _, None:
                return fact.unknown or self.say("not-known")
            case Choice(options), str():
                return options[value]
            case YesNo(), ("yes" | "no") as answer:
                return self.say(answer)
            case Several(options), frozenset():
                chosen = [label for option, label in options.items() if option in value]
                return self.things(chosen, "and") if chosen else self.say("none-of-these")
            case Number() as type, int():
                return self.counted(value, type)
            case _, int():
                return self.day(value)
            case _:
                return str(value)

    def number(self, steps: int, type: Number) -> str:
        """A number without its unit; ``steps`` are smallest steps of it."""
        return self.wording.signed(as_written(steps, type))

    def counted(self, steps: int, type: Number) -> str:
        """A number with its unit."""
        number = self.number(steps, type)
        return self.say("number-in-unit", number=number, unit=type.unit) if type.unit else number

    def option(self, label: str) -> str:
        """An option's label within a sentence."""
        return self.say("option", label=label)

    # ---- dates

    def day(self, day: int) -> str:
        """A day written out: "Friday 27 March 2026"."""
        date = as_date(day)
        return self.say(
            "written-day",
            weekday=self.say(WEEKDAYS[date.weekday()]),
            day=str(date.day),
            month=self.say(_MONTHS[date.month - 1]),
            year=str(date.year),
        )

    def term(self, term: DateTerm) -> str:
        """A date expression: "3 days after the interview date"."""
        match term.base:
            case None:
                said = self.day(term.day)
            case "today":
                said = self.say("today")
            case fact:
                said = self.model.facts[fact].name
        from_today = term.base == "today"
        for offset in term.offsets:
            count, unit = amount(offset)
            way = "before" if offset.count < 0 else "after"
            if from_today:
                said = self.say(f"{unit}-{way}-today", count)
            else:
                said = self.say(f"{unit}-{way}", count, date=said)
            from_today = False
        return said

    def timed(self, phrase: str, relation: str, offset: Offset, **values: str) -> str:
        """A phrase about a time, such as "passed" or "between": "at least 3 days have passed …"."""
        count, unit = amount(offset)
        length = self.say(f"{phrase}-{unit}", count)
        return self.say(f"{phrase}-{relation}", count, length=length, **values)


def amount(offset: Offset) -> tuple[int, str]:
    """How long an offset is: a number and its unit; whole weeks and years as such."""
    count = abs(offset.count)
    match offset.unit:
        case "days" if count and count % 7 == 0:
            return count // 7, "weeks"
        case "months" if count and count % 12 == 0:
            return count // 12, "years"
        case unit:
            return count, unit.replace(" ", "-")
