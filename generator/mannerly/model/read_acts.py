"""The section ``acts``: what can be advised, in which words, and what doing it changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from mannerly.model.entries import Declared, Entry, entry
from mannerly.model.guide import Act, Words
from mannerly.model.names import checked_id, earlier_ids
from mannerly.model.read_changes import Changes
from mannerly.model.references import known_names
from mannerly.model.sections import Pair
from mannerly.model.texts import Texts, empty
from mannerly.problems import Problems
from mannerly.syntax.nodes import Scalar

KINDS = ("contact", "task", "wait", "end")
_KEYS = ("title", "kind", "text", "words", "from", "changes", "replies", "was")


def read_acts(
    section: list[Pair],
    declared: Declared,
    texts: Texts,
    changes: Changes,
    points: Collection[str],
    problems: Problems,
) -> dict[str, Act]:
    """All acts, in the order of the files; an act with a mistake is declared at least."""
    acts: dict[str, Act] = {}
    was: dict[str, tuple[Scalar, ...]] = {}
    for key, node in section:
        id = checked_id(key, "act", problems)
        if id is None or not declared.add(id, key.place):
            continue
        read = entry(node, "act", id, problems)
        if read is None:
            continue
        read.allow(_KEYS)
        read.need("title", "kind", at=key.place)
        text = read.scalar("text")
        kind = read.word("kind", KINDS)
        was[id] = read.scalars("was")
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
                    changes=changes.changes(read),
                    replies=changes.replies(read),
                )
                _check_doing(acts[id], read)
            case _:
                continue
    earlier = earlier_ids(was, declared, "act", problems)
    return {id: replace(act, was=earlier[id]) for id, act in acts.items()}


def _check_doing(act: Act, read: Entry) -> None:
    """Only what is done changes anything: neither waiting nor the end does."""
    if act.kind in ("wait", "end"):
        for key in ("changes", "replies"):
            if read.has(key):
                place = read.keys[key].place
                read.problems.add("nothing-done", place, id=act.id, kind=act.kind, key=key)


def _words(act: Entry, texts: Texts) -> tuple[Words, ...]:
    found = []
    for key, node in act.pairs("words"):
        id = checked_id(key, "message", act.problems)
        if id is None:
            continue
        read = entry(node, "message", id, act.problems)
        if read is None:
            continue
        read.allow(("title", "fields", "subject", "text"))
        read.need("title", "text", at=key.place)
        text, subject = read.scalar("text"), read.scalar("subject")
        fields = tuple(dict.fromkeys(" ".join(f.text.split()) for f in read.scalars("fields")))
        if text is not None:
            about = None if subject is None else texts.read(subject, fields)
            found.append(Words(id, read.text("title"), fields, texts.read(text, fields), about))
    return tuple(found)
