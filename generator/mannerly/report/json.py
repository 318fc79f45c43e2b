"""Problems for programs, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mannerly.problems import Place
from mannerly.report.catalogue import Told


def as_json(told: Sequence[Told]) -> str:
    """One object: the problems in order, and how many are errors and warnings."""
    errors = sum(one.severity == "error" for one in told)
    report = {
        "problems": [_problem(one) for one in told],
        "errors": errors,
        "warnings": len(told) - errors,
    }
    return json.dumps(report, indent=2) + "\n"


def _problem(told: Told) -> dict[str, Any]:
    witness = told.witness and {
        "today": told.witness.today.isoformat(),
        "answers": [{"question": q, "answer": a} for q, a in told.witness.answers],
    }
    return {
        "code": told.code,
        "severity": told.severity,
        "message": told.say,
        "help": told.mend,
        "place": told.place and _place(told.place),
        "related": [{"label": label, "place": _place(place)} for place, label in told.related],
        "witness": witness,
        "story": [
            {
                "day": step.day.isoformat(),
                "act": step.act,
                "title": step.title,
                "until": step.until and step.until.isoformat(),
                "reply": step.reply,
            }
            for step in told.story
        ],
        "mends": [{"rule": m.rule, "yaml": m.yaml, "then": list(m.then)} for m in told.mends],
    }


def _place(place: Place) -> dict[str, Any]:
    """Lines and columns count from 1; the end is exclusive."""
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
