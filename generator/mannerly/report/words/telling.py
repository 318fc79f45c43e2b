"""Helpers for the words of problems: texts with details filled in, and hints at what was meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mannerly.report.words import Details, Words, listing

Say = str | Callable[[Details], str]


def error(title: str, say: Say, mend: Say) -> Words:
    """The words of an error; texts are filled in with the details, by name in braces."""
    return Words("error", title, _telling(say), _telling(mend))


#: What an editor wrote is quoted as far as it helps to find it.
_LONGEST = 80


def _telling(say: Say) -> Callable[[Details], str]:
    tell = say if callable(say) else say.format_map
    return lambda details: tell({key: _shortened(value) for key, value in details.items()})


def _shortened(value: Any) -> Any:
    too_long = isinstance(value, str) and len(value) > _LONGEST
    return f"{value[: _LONGEST - 1]}…" if too_long else value


def hint(d: Details, otherwise: str) -> str:
    """Which name may have been meant, and which there are; if neither is known, what else to do."""
    close, known = d.get("close"), d.get("known") or ()
    if close:
        others = f" There are {listing(known)}." if 1 < len(known) <= _FEW else ""
        return f'Did you mean "{close}"?{others}'
    return f"take {listing(known, 'or')}." if known else otherwise


#: Beside a name that is close, longer lists only distract.
_FEW = 6


def a(what: str) -> str:
    """A noun with its article."""
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


#: Types of facts, as a sentence names them.
A_TYPE: dict[str, str] = {
    "choice": "a choice of options",
    "yesno": "a yes/no question",
    "several": "a list of options of which several may be chosen",
    "number": "a number",
    "date": "a date",
    "condition": "a named condition",
}
