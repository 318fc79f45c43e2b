"""Another id for something of the guide, wherever it is named: in rules, scenarios, pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from mannerly.lsp.edits import Edit, applied
from mannerly.lsp.mentions import Name
from mannerly.lsp.names import Names
from mannerly.lsp.workspace import Snapshot
from mannerly.model.names import checked_id
from mannerly.problems import Place, Problem, Problems
from mannerly.report.catalogue import tell
from mannerly.report.words.telling import a
from mannerly.syntax.nodes import Scalar


class NotRenamed(Exception):
    """The new id cannot be taken; the argument says why, in a sentence or two."""


def rename(name: Name, new: str, snapshot: Snapshot) -> list[Edit]:
    """What has to change for ``name`` to be called ``new``. Raises NotRenamed."""
    names = snapshot.names
    if name not in names.declared:
        raise NotRenamed(f'The {name.kind} "{name.id}" is declared nowhere.')
    if not snapshot.whole:
        raise NotRenamed("A file of the guide cannot be read at the moment. Mend it first.")
    _check_id(name, new)
    if new == name.id:
        return []
    renamed = replace(name, id=new)
    for other in (renamed, *_rivals(renamed)):
        if other in names.declared:
            raise NotRenamed(f'There is {a(other.kind)} "{new}" already. Choose another name.')
    edits = [Edit(occurrence.place, new) for occurrence in names.of_name[name]]
    after = snapshot.with_texts(applied(edits, snapshot.texts))
    if _counted(after.names) != _counted(names, name, new):
        raise NotRenamed(
            f'"{new}" would be taken for something else where "{name.id}" stands now, or the other '
            "way round. Choose another name."
        )
    brought = _codes(after) - _codes(snapshot)
    for problem in after.compiled(check=False).problems:
        if problem.code in brought:
            raise NotRenamed(_said(problem))
    return edits


def _check_id(name: Name, new: str) -> None:
    place = Place("", 1, 1, 1, 1)
    problems = Problems()
    checked_id(
        Scalar(new, place, lambda *_: place),
        name.kind,
        problems,
        any_case=name.kind in ("source", "point"),
        in_conditions=name.kind in ("fact", "condition", "option"),
    )
    for problem in problems.sorted():
        raise NotRenamed(_said(problem))


def _rivals(name: Name) -> tuple[Name, ...]:
    """Other names that share their ids with this one."""
    match name.kind:
        case "fact":
            return (Name("condition", name.id),)
        case "condition":
            return (Name("fact", name.id),)
        case _:
            return ()


def _counted(names: Names, old: Name | None = None, new: str = "") -> Counter[Name]:
    """How often each name stands in the guide; with ``old``, as if that were called ``new``."""

    def then(name: Name) -> Name:
        if old is None:
            return name
        if name == old:
            return replace(name, id=new)
        return replace(name, of=new) if old.kind == "fact" and name.of == old.id else name

    return Counter(then(occurrence.name) for occurrence in names.occurrences)


def _codes(snapshot: Snapshot) -> Counter[str]:
    return Counter(problem.code for problem in snapshot.compiled(check=False).problems)


def _said(problem: Problem) -> str:
    told = tell(problem)
    return f"{told.say} {told.mend[:1].upper()}{told.mend[1:]}"
