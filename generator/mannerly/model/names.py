"""Ids: which are allowed, and which known one a wrong one may have been meant to be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from mannerly.problems import Problems
from mannerly.syntax.condition_words import RESERVED
from mannerly.syntax.nodes import Scalar

_LOWER = re.compile(r"[a-z][a-z0-9_-]*")
_ANY_CASE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

#: Ids become names of pages, and file systems have limits.
_LONGEST = 100

#: Lists of names longer than this help nobody in a message.
_SHORT = 12


def as_words(id: str) -> str:
    """An id as words: ``the-agency-speaks`` is "the agency speaks"."""
    return id.replace("-", " ").replace("_", " ").strip()


def checked_id(
    scalar: Scalar,
    what: str,
    problems: Problems,
    *,
    any_case: bool = False,
    in_conditions: bool = False,
) -> str | None:
    """The id that a scalar holds; None where it is not allowed, which is noted.

    ``what`` is the kind of thing that it names. With ``in_conditions``, words of
    the condition language are refused.
    """
    id = scalar.text
    if (_ANY_CASE if any_case else _LOWER).fullmatch(id) and len(id) <= _LONGEST:
        if in_conditions and id in RESERVED:
            problems.add("id-reserved", scalar.place, id=id, what=what)
            return None
        return id
    for at, character in enumerate(id):
        if re.fullmatch(r"[A-Za-z0-9_-]", character):
            continue
        name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
        described: dict[str, Any] = {"character": character, "name": name}
        place = scalar.locate(at, at + 1)
        code = "id-foreign-letter" if character.isalpha() else "id-character"
        problems.add(code, place, id=id, what=what, **described)
        return None
    if id[:1].isalpha() and not any_case and id != id.lower():
        problems.add("id-upper-case", scalar.place, id=id, what=what, lower=id.lower())
    elif len(id) > _LONGEST:
        problems.add("id-long", scalar.place, what=what, longest=_LONGEST)
    else:
        problems.add("id-start", scalar.locate(0, 1), id=id, what=what)
    return None


def earlier_ids(
    was: Mapping[str, Sequence[Scalar]], known: Collection[str], what: str, problems: Problems
) -> dict[str, tuple[str, ...]]:
    """The ids that things had in earlier versions; no two had the same, and none has it still.

    ``was`` is what the editor wrote, by the ids of today; ``known`` are all of these.
    """
    found: dict[str, tuple[str, ...]] = {}
    heirs: dict[str, str] = {}
    for id, names in was.items():
        ids = []
        for name in names:
            earlier = checked_id(name, what, problems)
            if earlier is None:
                continue
            if earlier in known:
                problems.add("was-still-there", name.place, id=id, was=earlier, what=what)
            elif earlier in heirs:
                heir = heirs[earlier]
                problems.add("was-twice", name.place, was=earlier, what=what, one=heir, other=id)
            else:
                heirs[earlier] = id
                ids.append(earlier)
        found[id] = tuple(ids)
    return found


def suggestions(name: str, known: Collection[str]) -> dict[str, Any]:
    """Details for a problem's words: the closest known name, and all of them if they are few."""
    return {
        "close": closest(name, known),
        "known": tuple(known) if len(known) <= _SHORT else (),
    }


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one, or None where none is like it."""
    import difflib  # needed for mistakes only

    wanted = name.lower().replace(" ", "-")
    alike = {}
    for other in known:
        if abs(len(other) - len(wanted)) <= 3:
            alike[other.lower()] = other
    best = difflib.get_close_matches(wanted, alike, n=1)
    if best:
        return alike[best[0]]
    swapped = wanted.replace("_", "-")
    return next((other for other in alike.values() if other.replace("_", "-") == swapped), None)
