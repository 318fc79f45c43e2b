"""The section ``facts``: what is asked, and which answers there are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mannerly.model.dates import read_number, read_range
from mannerly.model.entries import Declared, Entry, entry, pairs
from mannerly.model.guide import Choice, Date, Fact, FactType, Number, Several, YesNo
from mannerly.model.names import checked_id
from mannerly.model.sections import Pair
from mannerly.problems import Problems
from mannerly.syntax.nodes import Scalar

_TYPES = ("options", "several", "count", "number", "date")
_KEYS = ("name", "ask", "help", *_TYPES, "unit", "unknown", "when")

#: Numbers stay whole and exact in every evaluator, the browser's among them.
_LARGEST = 2**53 - 1


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A fact before its condition is resolved; ``fact`` is None if its type has a mistake."""

    id: str
    fact: Fact | None
    when: Scalar | None


def read_facts(section: list[Pair], declared: Declared, problems: Problems) -> list[FactDraft]:
    """All facts that have a usable id; those with mistakes as drafts without a fact."""
    drafts = []
    for key, node in section:
        id = checked_id(key, "fact", problems, in_conditions=True)
        if id is None or not declared.add(id, key.place):
            continue
        read = entry(node, "fact", id, problems)
        if read is None:
            drafts.append(FactDraft(id, None, None))
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
                name=read.text("name", id.replace("-", " ").replace("_", " ")),
                ask=read.text("ask"),
                help=read.text("help"),
                type=type,
                unknown=None if unknown is None else unknown.text.strip(),
                when=None,
                place=key.place,
            )
        drafts.append(FactDraft(id, fact, read.scalar("when")))
    return drafts


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
