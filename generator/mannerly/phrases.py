"""The texts of the interface: those that are shipped, by language, and what a guide has instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mannerly.resources import templates

if TYPE_CHECKING:
    from babel.core import Locale

#: A text, or one for each plural form; by id; by group.
Phrase = str | Mapping[str, str]
Phrases = Mapping[str, Mapping[str, Phrase]]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


#: Where a group begins in a file.
_GROUP = re.compile(r"^(?=[a-z]+:)", re.MULTILINE)


@cache
def shipped(language: str) -> Phrases:
    """The texts for a language (RFC 5646), by group and id; English ones where some are missing."""
    return MappingProxyType({group: _shipped_group(language, group) for group in _groups("en")})


@cache
def _shipped_group(language: str, group: str) -> Mapping[str, Phrase]:
    import yaml

    found: dict[str, Phrase] = {}
    for name in dict.fromkeys(("en", _base(language), language.lower())):
        if text := _groups(name).get(group):
            found.update(yaml.load(text, yaml.CSafeLoader)[group])
    return MappingProxyType(found)


@cache
def _groups(name: str) -> Mapping[str, str]:
    """The groups of a file as text: most commands need one at most, and reading YAML takes time."""
    file = templates() / "phrases" / f"{name}.yml"
    if not file.is_file():
        return {}
    parts = _GROUP.split(file.read_text(encoding="utf-8"))
    return {part.split(":", maxsplit=1)[0]: part for part in parts[1:]}


def phrases(language: str, own: Phrases, group: str) -> dict[str, Phrase]:
    """The texts of a group: a guide's own before those for its language."""
    return {**_shipped_group(language, group), **own.get(group, {})}


def placeholders(phrase: Phrase) -> frozenset[str]:
    """What is put into a text, in any of its forms."""
    forms = (phrase,) if isinstance(phrase, str) else phrase.values()
    return frozenset(name for form in forms for name in _PLACEHOLDER.findall(form))


def filled(phrase: Phrase, **values: str) -> str:
    """A text with values put in; one that depends on a number takes the form for many."""
    text = phrase if isinstance(phrase, str) else phrase["other"]
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one group as a guide says them."""

    language: str
    texts: Mapping[str, Phrase]

    def say(self, id: str, /, count: int | None = None, **values: str) -> str:
        """A text with values put in; a count, put in too, decides on its form.

        The forms are those of Unicode's plural rules (UTS 35, part 3).
        """
        if count is None:
            return filled(self.texts[id], **values)
        return self._counted(id, count, _plural_form(self.language, count), values)

    def counted(self, id: str, count: int, /, **values: str) -> str:
        """The same for counts that can be large: put in with marks between thousands."""
        written = {"count": self.number(count), **values}
        return self._counted(id, count, _plural_form(self.language, count), written)

    def number(self, number: int) -> str:
        """A whole number with the marks that the language has between thousands: "12,345"."""
        locale = _foreign_locale(self.language)
        if locale is None:
            return f"{number:,}"
        from babel.numbers import format_decimal

        return format_decimal(number, locale=locale)

    def signed(self, written: str) -> str:
        """A number such as "-1250.50" with the signs of the language: "−1250,50"."""
        locale = _foreign_locale(self.language)
        if locale is None:
            return written
        from babel.numbers import get_decimal_symbol, get_minus_sign_symbol

        point, minus = get_decimal_symbol(locale), get_minus_sign_symbol(locale)
        return written.replace(".", point).replace("-", minus)

    def in_turn(self, id: str, items: Sequence[str]) -> str:
        """Items one after the other, each put behind those before it: "a, b, c"."""
        said = "".join(items[:1])
        for item in items[1:]:
            said = self.say(id, items=said, next=item)
        return said

    def rank(self, id: str, rank: int, /, **values: str) -> str:
        """The same with the form for 1st, 2nd, 3rd …, by the plural rules for ordinal numbers."""
        return self._counted(id, rank, _ordinal_form(self.language, rank), values)

    def _counted(self, id: str, count: int, form: str, values: dict[str, str]) -> str:
        phrase = self.texts[id]
        text = phrase if isinstance(phrase, str) else phrase.get(form, phrase["other"])
        return filled(text, **{"count": str(count), **values})


#: Where the capital letter of "i" keeps its dot (Unicode, SpecialCasing.txt).
_DOTTED = ("az", "tr")


def sentence(text: str, language: str) -> str:
    """A text with a capital letter at its start, as a language has it."""
    first = "İ" if text.startswith("i") and _base(language) in _DOTTED else text[:1].title()
    return first + text[1:]


def wording(language: str, own: Phrases, group: str) -> Wording:
    """The wording of a group: a guide's own texts before those for its language."""
    return Wording(language, phrases(language, own, group))


def _plural_form(language: str, count: int) -> str:
    locale = _foreign_locale(language)
    return locale.plural_form(count) if locale else "one" if count == 1 else "other"


def _ordinal_form(language: str, rank: int) -> str:
    if _base(language) != "en":
        locale = _foreign_locale(language)
        return locale.ordinal_form(rank) if locale else "other"
    if rank % 100 in (11, 12, 13):
        return "other"
    return {1: "one", 2: "two", 3: "few"}.get(rank % 10, "other")


def _base(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()


def _foreign_locale(language: str) -> Locale | None:
    """What is known of a language; None of an unknown one, and of English, which needs nothing."""
    if _base(language) == "en":
        return None
    from babel.core import Locale, UnknownLocaleError  # most guides do without

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
