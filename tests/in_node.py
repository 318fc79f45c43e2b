"""The page's own modules, run by Node on compiled guides."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st

import mannerly
from mannerly.export.compiled import as_json, compiled
from mannerly.model.calendar import as_date
from mannerly.model.guide import Date, Model, Number, Value
from mannerly.site.markdown import render_text
from strategies import situations

HERE = Path(__file__).parent
RULES = HERE.parent / "rules"

#: Cases that Python and the browser share: files of a guide's name, a day, answers, and results.
CASES = sorted((HERE / "cases").glob("*.json"))

_RUNNER = HERE / "js" / "run_cases.mjs"

#: A day and answers, as ``{"today": "2026-03-27", "answers": {…}}``.
Case = dict[str, Any]
Result = dict[str, Any]

#: What is worked out only when asked for: what decided it and each source's voice, the plan, or
#: what other days and answers lead to and the file for a calendar.
Part = Literal["whole", "plans", "around"]


@cache
def load(folder: Path) -> mannerly.Guide:
    return mannerly.load(folder)


def in_browser(guide: mannerly.Guide, cases: Sequence[Case], *parts: Part) -> list[Result]:
    """What the page makes of each case of a guide."""
    [results] = in_browsers([(guide, cases)], *parts)
    return results


def in_browsers(
    runs: Sequence[tuple[mannerly.Guide, Sequence[Case]]], *parts: Part
) -> list[list[Result]]:
    """What the page makes of each case of several guides."""
    asked = dict.fromkeys(parts, True)
    given = [
        {"guide": json.loads(as_json(compiled(guide, render_text))), "cases": cases, **asked}
        for guide, cases in runs
    ]
    run = subprocess.run(
        ["node", str(_RUNNER)], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    found: list[list[Result]] = json.loads(run.stdout)
    for results in found:
        for result in results:
            result["refused"] = bool(result["refused"])
    return found


def as_case(model: Model, today: int, values: Mapping[str, Value | None]) -> Case:
    """A situation as a case."""
    answers = {fact: _spoken(model, fact, value) for fact, value in values.items()}
    return {"today": as_date(today).isoformat(), "answers": answers}


def any_cases(data: st.DataObject, model: Model) -> list[Case]:
    """Some situations as cases, of which some answers may be left out."""
    cases = []
    for _ in range(6):
        one = data.draw(situations(model))
        left_out = data.draw(st.sets(st.sampled_from(list(model.facts)))) if model.facts else ()
        values = {id: value for id, value in one.values.items() if id not in left_out}
        cases.append(as_case(model, one.today, values))
    return cases


def _spoken(model: Model, id: str, value: Value | None) -> object:
    match model.facts[id].type, value:
        case Date(), int():
            return as_date(value).isoformat()
        case Number(_, _, decimals), int():
            return f"{value / 10**decimals:.{decimals}f}"
        case _, frozenset():
            return sorted(value)
        case _:
            return value
