"""The section ``acts``: what can be advised, in which words."""

from __future__ import annotations

from collections.abc import Collection

from mannerly.model.entries import Declared, Entry, entry
from mannerly.model.guide import Act, Words
from mannerly.model.names import checked_id
from mannerly.model.references import known_names
from mannerly.model.sections import Pair
from mannerly.model.texts import Texts, empty
from mannerly.problems import Problems

_KINDS = ("contact", "task", "wait", "end")


def read_acts(
    section: list[Pair],
    declared: Declared,
    texts: Texts,
    points: Collection[str],
    problems: Problems,
) -> dict[str, Act]:
    """All acts, in the order of the files; an act with a mistake is declared at least."""
    acts: dict[str, Act] = {}
    for key, node in section:
        id = checked_id(key, "act", problems)
        if id is None or not declared.add(id, key.place):
            continue
        read = entry(node, "act", id, problems)
        if read is None:
            continue
        read.allow(("title", "kind", "text", "words", "from"))
        read.need("title", "kind", at=key.place)
        text = read.scalar("text")
        kind = read.word("kind", _KINDS)
        match kind:
            case "contact" | "task" | "wait" | "end":
                acts[id] = Act(
                    id=id,
                    title=read.text("title"),
                    kind=kind,
                    text=empty(key.place) if text is None else texts.read(text),
                    words=_words(read, texts),
                    points=known_names(read.scalars("from"), points, "point", problems),
                    place=key.place,
                )
            case _:
                continue
    return acts


def _words(act: Entry, texts: Texts) -> tuple[Words, ...]:
    found = []
    for key, node in act.pairs("words"):
        id = checked_id(key, "message", act.problems)
        if id is None:
            continue
        read = entry(node, "message", id, act.problems)
        if read is None:
            continue
        read.allow(("title", "fields", "text"))
        read.need("title", "text", at=key.place)
        text = read.scalar("text")
        fields = tuple(dict.fromkeys(" ".join(f.text.split()) for f in read.scalars("fields")))
        if text is not None:
            found.append(Words(id, read.text("title"), fields, texts.read(text, fields)))
    return tuple(found)
