"""What is typed at a question, read as the answer that it means."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mannerly.model.calendar import Calendar
from mannerly.model.guide import Choice, Date, Fact, Number, Several, YesNo
from mannerly.terminal.dates import DateError, in_words, read_date

#: An answer as a guide takes it; None is "not known".
Answer = str | tuple[str, ...] | Decimal | datetime.date | None

_NOT_KNOWN = frozenset({"?", "unknown", "not known", "don't know", "i don't know"})
_NO_OPTION = frozenset({"none", "nothing", "0", "none of these"})
_THOUSANDS = re.compile(r"-?\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?", re.ASCII)
_DECIMAL = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)


class ReplyError(ValueError):
    """The reply answers nothing; the message says why, to the person who typed it."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen: an answer and what it is called."""

    answer: str | None
    label: str


def options_of(fact: Fact) -> tuple[Option, ...]:
    """What a question offers to choose from; "not known" comes last where it may be answered."""
    match fact.type:
        case Choice(options) | Several(options):
            offered = [Option(id, label) for id, label in options.items()]
        case YesNo():
            offered = [Option("yes", "Yes"), Option("no", "No")]
        case Number() | Date():
            offered = []
    if fact.unknown is not None and offered:
        offered.append(Option(None, fact.unknown))
    return tuple(offered)


def range_of(number: Number) -> str:
    """The numbers that can be answered: ``from 0 to 5 euros``."""
    low, high = (Decimal(end).scaleb(-number.decimals) for end in (number.low, number.high))
    return f"from {low} to {high} {number.unit}".rstrip()


def read_reply(
    fact: Fact, text: str, *, today: datetime.date, calendar: Calendar
) -> tuple[Answer, ...]:
    """The answers that a reply may mean: one, or several dates to choose from.

    Raises ReplyError where it means none.
    """
    if text.casefold() in _NOT_KNOWN:
        if fact.unknown is None:
            raise ReplyError('"Not known" is no answer to this question.')
        return (None,)
    match fact.type:
        case Choice() | YesNo():
            return (_option(options_of(fact), text).answer,)
        case Several():
            return (_options(options_of(fact), text),)
        case Number() as number:
            return (_number(number, fact.unknown, text),)
        case Date(side):
            if fact.unknown is not None and _means(text, fact.unknown):
                return (None,)
            try:
                return read_date(text, today=today, side=side, calendar=calendar)
            except DateError as error:
                raise ReplyError(str(error)) from None


def choose(options: Sequence[str], text: str) -> int:
    """The index of the option that is meant by its number or by the start of its text or of a word.

    Raises ReplyError where it is none of them, or several.
    """
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        if 1 <= int(text) <= len(options):
            return int(text) - 1
        raise ReplyError(f"Type a number from 1 to {len(options)}.")
    exact = [i for i, label in enumerate(options) if label.casefold() == text.casefold()]
    start = [i for i, label in enumerate(options) if _means(text, label)]
    inside = [i for i, label in enumerate(options) if f" {text}".casefold() in label.casefold()]
    match exact or start or inside:
        case [index]:
            return index
        case []:
            raise ReplyError(f'No answer goes with "{text}". Type its number instead.')
        case found:
            raise ReplyError(f'Several answers go with "{text}": {_listing(found)}.')


def in_plain_words(fact: Fact, answer: Answer) -> str:
    """An answer as the person who gave it would say it."""
    match answer:
        case None:
            return fact.unknown or "not known"
        case datetime.date():
            return in_words(answer)
        case Decimal():
            unit = fact.type.unit if isinstance(fact.type, Number) else ""
            return f"{answer} {unit}".rstrip()
        case str():
            return _labels(fact).get(answer, answer)
        case ():
            return "None of these"
        case _:
            labels = _labels(fact)
            return ", ".join(labels.get(one, one) for one in answer)


def _option(options: Sequence[Option], text: str) -> Option:
    return options[choose([option.label for option in options], text)]


def _options(options: Sequence[Option], text: str) -> tuple[str, ...] | None:
    """Several of a list, parted by commas or, where they are numbers, by spaces."""
    if text.casefold() in _NO_OPTION:
        return ()
    split = text.split() if re.fullmatch(r"[\d\s]+", text) else text.split(",")
    parts = [part for raw in split if (part := raw.strip().removeprefix("and ").strip())]
    chosen = [_option(options, part).answer for part in parts]
    if None in chosen:
        if set(chosen) != {None}:
            raise ReplyError("Something cannot be chosen together with not knowing.")
        return None
    return tuple(dict.fromkeys(one for one in chosen if one is not None))


def _number(number: Number, unknown: str | None, text: str) -> Decimal | None:
    bare = text.casefold().removesuffix(number.unit.casefold()).strip()
    if _THOUSANDS.fullmatch(bare):
        return Decimal(re.sub("[,' ]", "", bare))
    if _DECIMAL.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    if unknown is not None and _means(text, unknown):
        return None
    raise ReplyError(f'"{text}" is not a number.')


def _means(text: str, label: str) -> bool:
    return bool(text) and label.casefold().startswith(text.casefold())


def _labels(fact: Fact) -> dict[str | None, str]:
    return {option.answer: option.label for option in options_of(fact)}


def _listing(indexes: Iterable[int]) -> str:
    numbers = [str(index + 1) for index in indexes]
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}"
