"""The section ``facts``: what is asked, and which answers there are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from mannerly.model.dates import read_number, read_range
from mannerly.model.entries import Declared, Entry, entry, pairs, scalar
from mannerly.model.guide import Choice, Date, Fact, FactType, Number, Several, YesNo
from mannerly.model.names import as_words, checked_id, earlier_ids, suggestions
from mannerly.model.sections import Pair
from mannerly.problems import Problems
from mannerly.syntax.nodes import Scalar

_TYPES = ("options", "several", "count", "number", "date")
_KEYS = (
    "name", "ask", "help", *_TYPES, "unit", "unknown", "when",
    "after", "likely", "was", "options were",
)  # fmt: skip

#: Numbers stay whole and exact in every evaluator, the browser's among them.
_LARGEST = 2**53 - 1

#: How likely an option is: a whole number from 1, with at most six digits.
_WEIGHT = re.compile(r"0*[1-9]\d{0,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A fact before what it says of others is resolved: its ``when`` and its ``after``.

    ``fact`` is None if its type has a mistake.
    """

    id: str
    fact: Fact | None
    when: Scalar | None = None
    after: tuple[Scalar, ...] = ()


def read_facts(section: list[Pair], declared: Declared, problems: Problems) -> list[FactDraft]:
    """All facts that have a usable id; those with mistakes as drafts without a fact."""
    drafts = []
    was: dict[str, tuple[Scalar, ...]] = {}
    for key, node in section:
        id = checked_id(key, "fact", problems, in_conditions=True)
        if id is None or not declared.add(id, key.place):
            continue
        read = entry(node, "fact", id, problems)
        if read is None:
            drafts.append(FactDraft(id, None))
            continue
        read.allow(_KEYS)
        read.need("ask", at=key.place)
        type = _type(read)
        if read.has("unit") and not isinstance(type, Number | None):
            problems.add("unit-without-number", read.keys["unit"].place, id=id)
        fact = None
        if type is not None:
            unknown = read.scalar("unknown")
            fact = Fact(
                id=id,
                name=read.text("name", as_words(id)),
                ask=read.text("ask"),
                help=read.text("help"),
                type=type,
                unknown=None if unknown is None else unknown.text.strip(),
                when=None,
                place=key.place,
                likely=_likely(read, type),
                options_were=_options_were(read, type),
            )
        was[id] = read.scalars("was")
        drafts.append(FactDraft(id, fact, read.scalar("when"), read.scalars("after")))
    earlier = earlier_ids(was, [draft.id for draft in drafts], "fact", problems)
    return [
        draft
        if draft.fact is None
        else replace(draft, fact=replace(draft.fact, was=earlier[draft.id]))
        for draft in drafts
    ]


def _type(read: Entry) -> FactType | None:
    given = [key for key in _TYPES if read.has(key)]
    if len(given) > 1:
        read.problems.add(
            "fact-two-types", read.keys[given[1]].place, id=read.id, one=given[0], other=given[1]
        )
        return None
    match given:
        case ["options"]:
            options = _options(read, "options")
            if len(read.pairs("options")) == 1:
                read.problems.add("one-option", read.keys["options"].place, id=read.id)
            return Choice(options) if options else None
        case ["several"]:
            options = _options(read, "several")
            return Several(options) if options else None
        case ["count" | "number" as key]:
            return _number(read, key)
        case ["date"]:
            range = read.word("date", ("past", "future", "any"))
            match range:
                case "past" | "future" | "any":
                    return Date(range)
                case _:
                    return None
        case _:
            return YesNo()


def _options(read: Entry, key: str) -> dict[str, str]:
    options: dict[str, str] = {}
    declared = Declared("option", read.problems)
    for option, label in pairs(read.values[key], key, read.problems):
        id = checked_id(option, "option", read.problems, in_conditions=True)
        if id is None or not declared.add(id, option.place):
            continue
        if not isinstance(label, Scalar) or not label.text.strip():
            read.problems.add("option-label", option.place, id=id, fact=read.id)
            continue
        options[id] = label.text.strip()
    return options


def _likely(read: Entry, type: FactType) -> dict[str, int]:
    """How likely options, and where it can be answered "unknown", are beside each other."""
    options = ("yes", "no") if isinstance(type, YesNo) else _options_of(type)
    options += ("unknown",) if read.has("unknown") else ()
    if isinstance(type, Several | Number | Date) and read.has("likely"):
        read.problems.add("likely-without-choice", read.keys["likely"].place, id=read.id)
        return {}
    likely: dict[str, int] = {}
    for option, node in read.pairs("likely"):
        weight = scalar(node, option.text, read.problems)
        if not _is_option(option, options, read) or weight is None:
            continue
        if _WEIGHT.fullmatch(weight.text.strip()) is None:
            read.problems.add("likely-form", weight.place, found=weight.text.strip())
        else:
            likely[option.text] = int(weight.text)
    return likely


def _options_were(read: Entry, type: FactType) -> dict[str, str]:
    """The options of today by the ids that they had in earlier versions."""
    options = _options_of(type)
    if not isinstance(type, Choice | Several) and read.has("options were"):
        read.problems.add("options-were-without", read.keys["options were"].place, id=read.id)
        return {}
    were: dict[str, str] = {}
    for old, node in read.pairs("options were"):
        earlier = checked_id(old, "option", read.problems)
        new = scalar(node, old.text, read.problems)
        if earlier in options:
            read.problems.add("was-still-there", old.place, id=read.id, was=earlier, what="option")
        elif earlier is not None and new is not None and _is_option(new, options, read):
            were[earlier] = new.text.strip()
    return were


def _options_of(type: FactType) -> tuple[str, ...]:
    return tuple(type.options) if isinstance(type, Choice | Several) else ()


def _is_option(name: Scalar, options: tuple[str, ...], read: Entry) -> bool:
    word = name.text.strip()
    if word not in options:
        details = suggestions(word, options)
        read.problems.add("unknown-option", name.place, fact=read.id, name=word, **details)
    return word in options


def _number(read: Entry, key: str) -> Number | None:
    found = read.scalar(key)
    if found is None:
        return None
    ends = read_range(found.text)
    numbers = [read_number(end) for end in ends] if ends else []
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        read.problems.add("range-form", found.place, found=found.text, key=key)
        return None
    (low, low_decimals), (high, high_decimals) = numbers[0], numbers[1]
    decimals = max(low_decimals, high_decimals)
    if low > high:
        read.problems.add("range-backwards", found.place, found=found.text)
        return None
    if key == "count" and (decimals or low < 0):
        read.problems.add("count-not-whole", found.place, found=found.text)
        return None
    if max(abs(low), abs(high)) * 10**decimals > _LARGEST:
        read.problems.add("range-large", found.place, found=found.text)
        return None
    return Number(_steps(low, decimals), _steps(high, decimals), decimals, read.text("unit"))


def _steps(number: Decimal, decimals: int) -> int:
    return int(number.scaleb(decimals))
