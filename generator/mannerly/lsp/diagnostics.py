"""Problems as an editor shows them: each at its place, with the places that explain it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from lsprotocol import types

from mannerly.lsp.positions import Positions
from mannerly.lsp.workspace import HEADS, Snapshot
from mannerly.problems import Place, Problem
from mannerly.report.catalogue import tell
from mannerly.report.message import in_full
from mannerly.syntax.nodes import Mapping as MappingNode


def diagnostics(
    problems: Iterable[Problem], snapshot: Snapshot, positions: Positions
) -> Mapping[str, list[types.Diagnostic]]:
    """The diagnostics of each file that has some."""
    found: dict[str, list[types.Diagnostic]] = defaultdict(list)
    for problem in problems:
        place = place_of(problem, snapshot)
        found[place.file].append(_diagnostic(problem, positions.range(place), positions))
    return found


def place_of(problem: Problem, snapshot: Snapshot) -> Place:
    """Where to show a problem; one of the guide as a whole at its section ``guide``."""
    if problem.place is not None:
        return problem.place
    for document in snapshot.documents.values():
        if isinstance(document, MappingNode):
            for key, _ in document.items:
                if key.text == "guide":
                    return key.place
    heads = (str(snapshot.folder / head) for head in HEADS)
    head = next((head for head in heads if head in snapshot.texts), str(snapshot.folder / HEADS[0]))
    return Place(head, 1, 1, 1, 1)


def _diagnostic(problem: Problem, range: types.Range, positions: Positions) -> types.Diagnostic:
    told = tell(problem)
    severity = types.DiagnosticSeverity
    return types.Diagnostic(
        range=range,
        message=in_full(told),
        severity=severity.Error if told.severity == "error" else severity.Warning,
        code=told.code,
        source="mannerly",
        tags=[types.DiagnosticTag.Unnecessary] if told.code.startswith("unused-") else None,
        related_information=[
            types.DiagnosticRelatedInformation(positions.location(place), label)
            for place, label in told.related
        ],
    )
