"""Problems as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from mannerly.problems import Place
from mannerly.report.catalogue import Told
from mannerly.report.message import in_full
from mannerly.report.pages import meaning, page, plain

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def as_sarif(told: Sequence[Told]) -> str:
    """One run of one tool."""
    codes = {one.code: one for one in reversed(told)}
    rules = sorted(codes)
    run = {
        "tool": {"driver": {"name": "Mannerly", "rules": [_rule(codes[code]) for code in rules]}},
        # Columns count characters, as everywhere in Mannerly, not SARIF's UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, rules.index(one.code)) for one in told],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(told: Told) -> dict[str, Any]:
    explained = page(told.code)
    return {
        "id": told.code,
        "shortDescription": {"text": told.title},
        "fullDescription": {"text": meaning(explained)},
        "help": {"text": plain(explained), "markdown": explained},
        "defaultConfiguration": {"level": told.severity},
    }


def _result(told: Told, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": told.code,
        "ruleIndex": rule,
        "level": told.severity,
        "message": {"text": in_full(told)},
        "locations": [_location(told.place)] if told.place else [],
    }
    if told.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": label}, **_location(place)}
            for number, (place, label) in enumerate(told.related, start=1)
        ]
    return result


def _location(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.file)},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
