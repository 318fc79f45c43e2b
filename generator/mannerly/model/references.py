"""References by name to things of the guide: acts, rules, points."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mannerly.model.names import suggestions
from mannerly.problems import Problems
from mannerly.syntax.nodes import Scalar


def known_names(
    names: Iterable[Scalar], known: Collection[str], what: str, problems: Problems
) -> tuple[str, ...]:
    """Those of the names that are known, each once; the others, and repetitions, are noted."""
    found: dict[str, None] = {}
    for name in names:
        id = name.text.strip()
        if id not in known:
            details = suggestions(id, known)
            problems.add("unknown-name", name.place, name=id, what=what, **details)
        elif id in found:
            problems.add("named-twice", name.place, name=id)
        else:
            found[id] = None
    return tuple(found)
