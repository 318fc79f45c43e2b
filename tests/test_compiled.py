"""The compiled guide: what of the table goes into it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, note

from mannerly.advise.guide import Guide
from mannerly.export.compiled import Json, compiled
from mannerly.model.guide import Model
from mannerly.site.markdown import render_text
from mannerly.table.build import build_table
from mannerly.table.evaluate import Evaluator
from strategies import examples, guides_with_plans, told


def exported(model: Model) -> Json:
    guide = Guide(model, Evaluator(build_table(model)), complete=False)
    return compiled(guide, render_text)


@examples(200)
@given(guides_with_plans())
def test_guarantees_do_not_make_it_larger(model: Model) -> None:
    note(told(model))
    assert exported(model) == exported(replace(model, guarantees={}))
