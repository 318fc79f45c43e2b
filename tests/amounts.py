"""Amounts that a guide's prose names, and whether the rules and points beside it have the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from guide_texts import filled
from mannerly.model.guide import Model, Rule
from mannerly.model.say_conditions import Line, say_lines
from mannerly.model.speaker import Speaker

#: So many of a unit: "day", "business day", "week", or "try" for asking them.
Amount = tuple[int, str]

_CARDINALS = "one two three four five six seven eight nine ten".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NUMBER = rf"\d+|{'|'.join(_CARDINALS)}"
_UNIT = "business day|day|week"
_CARDINAL = re.compile(rf"\b(?:({_NUMBER}) (?:to|or) )?({_NUMBER}) ({_UNIT})s?\b")
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)}) ({_UNIT})\b")
_THE_NEXT = re.compile(r"\bthe (?:next |last )?(business day)\b")
#: How prose, conditions and laws speak of asking them several times.
_TRIES = re.compile(
    rf"\b(?!1\b|one\b)({_NUMBER}) (?:unanswered )?(?:tries|calls|contacts)\b"
    r"|\btimes you asked is (?:[a-z]+ [a-z]+ )?(\d+)|\bat most (\d+) [a-z]+-"
)

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SECTION = re.compile(r"^(?=#+ )", re.MULTILINE)
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:-|\d+\.) |\|)")
_QUOTE = re.compile(r"\[\[\s*(\w+) ([\w-]+)\s*\]\]")


def amounts(text: str) -> frozenset[Amount]:
    """All amounts in a text; "four or five days" are both."""
    text = " ".join(text.casefold().split())
    counted = [
        *((number, unit) for *numbers, unit in _CARDINAL.findall(text) for number in numbers),
        *_ORDINAL.findall(text),
        *(("one", unit) for unit in _THE_NEXT.findall(text)),
    ]
    found = {(_number(number), unit) for number, unit in counted if number}
    found |= {(_number(n), "try") for numbers in _TRIES.findall(text) for n in numbers if n}
    return frozenset(found)


def unfounded(model: Model, chapters: Mapping[str, str]) -> Iterator[tuple[str, Amount]]:
    """Each amount in prose that no rule or point has on which it rests, and where it stands.

    A paragraph, an item or a row of a chapter rests on what it quotes, and where it quotes nothing
    on what its section does. The reason of a rule rests on the rule and its points, the text of an
    act on its points and on the rules that advise it, and the reason of a guarantee on its law.
    """
    for path, text in chapters.items():
        for section in _SECTION.split(_FRONT.sub("", text)):
            for block in _BLOCK.split(section):
                quotes = _QUOTE.findall(block) or _QUOTE.findall(section)
                yield from _missing(path, block, _quoted(quotes, model))
    for rule in model.rules.values():
        yield from _missing(f"rule {rule.id}", filled(rule.because), _behind_rule(rule, model))
    for act in model.acts.values():
        yield from _missing(f"act {act.id}", filled(act.text), _behind("act", act.id, model))
    for law in model.guarantees.values():
        yield from _missing(f"guarantee {law.id}", law.because, amounts(law.text))


def _missing(where: str, text: str, behind: frozenset[Amount]) -> Iterator[tuple[str, Amount]]:
    yield from ((where, amount) for amount in sorted(amounts(text) - behind))


def _quoted(quotes: Iterable[tuple[str, str]], model: Model) -> frozenset[Amount]:
    return frozenset[Amount]().union(*(_behind(kind, id, model) for kind, id in quotes))


def _behind(kind: str, id: str, model: Model) -> frozenset[Amount]:
    match kind:
        case "rule":
            return _behind_rule(model.rules[id], model)
        case "act":
            advising = (rule for rule in model.rules.values() if id in (rule.advise, *rule.also))
            behind = (_behind_rule(rule, model) for rule in advising)
            return _said(model.acts[id].points, model).union(*behind)
        case "point":
            return _said([id], model)
        case _:
            return frozenset()


def _behind_rule(rule: Rule, model: Model) -> frozenset[Amount]:
    speaker = Speaker.english(model)
    terms = (speaker.term(term) for term in (rule.until, rule.by) if term is not None)
    own = amounts(". ".join([*_flat(say_lines(rule.when, speaker)), *terms]))
    return own | _said(rule.points, model)


def _said(points: Iterable[str], model: Model) -> frozenset[Amount]:
    return amounts(". ".join(model.points[id].says for id in points))


def _flat(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, str):
            yield line
        else:
            yield from _flat(line[1])


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    return 1 + (_CARDINALS if written in _CARDINALS else _ORDINALS).index(written)
