"""What stands at a position, told in Markdown: a thing of the guide, a condition in words."""

from __future__ import annotations

from functools import cache

from mannerly.export.schema import meanings
from mannerly.lsp.describe import bullets, in_full
from mannerly.lsp.names import Occurrence, Spot, covers, spots
from mannerly.lsp.roles import Written
from mannerly.lsp.workspace import Snapshot
from mannerly.model.guide import Model
from mannerly.model.read_again import read_condition, read_term
from mannerly.model.say_conditions import say_lines
from mannerly.model.say_laws import say_law
from mannerly.model.speaker import Speaker
from mannerly.problems import Place
from mannerly.resources import grammar_file

#: Sections whose entries have ids: one more key leads to what they say.
_BY_ID = ("facts", "acts", "sources")


def hover(snapshot: Snapshot, file: str, line: int, column: int) -> tuple[str, Place] | None:
    """Markdown, and the place that it is about; None where there is nothing to tell."""
    occurrence = snapshot.names.at(file, line, column)
    spot = _spot(snapshot, file, line, column)
    parts = [_thing(occurrence, snapshot), _meaning(spot, snapshot.model)]
    told = "\n\n---\n\n".join(part for part in parts if part)
    place = occurrence.place if occurrence else spot.scalar.place if spot else None
    return (told, place) if told and place else None


def _spot(snapshot: Snapshot, file: str, line: int, column: int) -> Spot | None:
    document = snapshot.documents.get(file)
    if document is None:
        return None
    found = (s for s in spots(document) if covers(s.scalar.place, file, line, column))
    return next(found, None)


def _thing(occurrence: Occurrence | None, snapshot: Snapshot) -> str | None:
    if occurrence is None:
        return None
    return in_full(occurrence.name, snapshot.names, snapshot.model)


def _meaning(spot: Spot | None, model: Model | None) -> str | None:
    """What a key means, or what a condition, date or law says in words, as readers get them."""
    if spot is None:
        return None
    if spot.key:
        depth = 3 if spot.path[0] in _BY_ID else 2
        known = _meanings().get(spot.path[0], {})
        return known.get(spot.path[-1]) if len(spot.path) == depth else None
    match spot.role:
        case Written(language) if model is not None:
            return _said(spot, language, Speaker.of(model))
        case _:
            return None


def _said(spot: Spot, language: str, speaker: Speaker) -> str | None:
    model = speaker.model
    match language:
        case "condition":
            condition = read_condition(spot.scalar, model)
            return bullets(say_lines(condition, speaker)) if condition is not None else None
        case "date":
            term = read_term(spot.scalar, model)
            return speaker.term(term) if term is not None else None
        case "guarantee":
            text = " ".join(spot.scalar.text.split())
            same = (g for g in model.guarantees.values() if g.text == text)
            law = next(same, None)
            return say_law(law, speaker) if law is not None else None
        case _:
            return None


@cache
def _meanings() -> dict[str, dict[str, str]]:
    return meanings(grammar_file("reference.md").read_text(encoding="utf-8"))
