"""The texts of the interface: those that are shipped, by language, and what a guide has instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from mannerly.resources import templates

#: A text, or one for each plural form; by id; by group.
Phrase = str | Mapping[str, str]
Phrases = Mapping[str, Mapping[str, Phrase]]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@cache
def shipped(language: str) -> Phrases:
    """The texts for a language (RFC 5646), by group and id; English ones where some are missing."""
    import yaml

    folder = templates() / "phrases"
    found: dict[str, dict[str, Phrase]] = {}
    base = language.split("-", maxsplit=1)[0].lower()
    for name in dict.fromkeys(("en", base, language.lower())):
        file = folder / f"{name}.yml"
        if file.is_file():
            loaded = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
            for group, phrases in loaded.items():
                found.setdefault(group, {}).update(phrases)
    return MappingProxyType(found)


def phrases(language: str, own: Phrases, group: str) -> dict[str, Phrase]:
    """The texts of a group: a guide's own before those for its language."""
    return {**shipped(language)[group], **own.get(group, {})}


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
        phrase = self.texts[id]
        if count is not None:
            values["count"] = str(count)
        if count is not None and not isinstance(phrase, str):
            phrase = phrase.get(_plural_form(self.language, count), phrase["other"])
        return filled(phrase, **values)


def wording(language: str, own: Phrases, group: str) -> Wording:
    """The wording of a group: a guide's own texts before those for its language."""
    return Wording(language, phrases(language, own, group))


def _plural_form(language: str, count: int) -> str:
    if language.split("-", maxsplit=1)[0].lower() == "en":
        return "one" if count == 1 else "other"
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-").plural_form(count)
    except (UnknownLocaleError, ValueError):
        return "one" if count == 1 else "other"
