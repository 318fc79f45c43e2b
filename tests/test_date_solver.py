"""The solver for dates against trying every day."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from hypothesis import given, note
from hypothesis import strategies as st

from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Date, Model
from mannerly.table.build import Table, build_table
from mannerly.table.columns import BusinessDayColumn, Column, DateColumn, WeekdayColumn, everything
from mannerly.table.dates import DateSolver
from strategies import examples, small_guides, told


def cell_of(column: Column, days: Mapping[str, int], model: Model) -> int | None:
    """The cell in which days lie, or None for a column that is not about dates."""
    calendar = model.calendar

    def day(term: DateTerm) -> int:
        return calendar.resolve(term, term.day if term.base is None else days[term.base])

    match column:
        case DateColumn(left, right):
            return column.cell(day(left), day(right), calendar)
        case WeekdayColumn(term):
            return column.cell(day(term))
        case BusinessDayColumn(term):
            return column.cell(day(term), calendar)
        case _:
            return None


def fits(table: Table, masks: list[int], days: Mapping[str, int]) -> bool:
    """Whether days are in their ranges and in the cells of all masks that are limits."""
    model = table.model
    for id, fact in model.facts.items():
        match fact.type:
            case Date("past") if days[id] > days["today"]:
                return False
            case Date("future") if days[id] < days["today"]:
                return False
            case _:
                pass
    for column, mask in zip(table.columns, masks, strict=True):
        cell = cell_of(column, days, model)
        limited = mask != everything(column) and not (column.missing and mask & 1)
        if cell is not None and limited and not mask >> cell & 1:
            return False
    return True


@st.composite
def limits(draw: st.DrawFn, table: Table) -> list[int]:
    """A mask for each column: cells that are neighbours for two dates, any others for one."""
    masks = []
    for column in table.columns:
        first = draw(st.integers(0, column.cells - 1))
        last = draw(st.integers(first, column.cells - 1))
        mask = (2 << last) - (1 << first)
        if not isinstance(column, DateColumn):
            mask = draw(st.integers(1, everything(column)))
        masks.append(everything(column) if draw(st.booleans()) else mask)
    return masks


@examples(400)
@given(st.data())
def test_dates_are_found_exactly_where_some_days_fit(data: st.DataObject) -> None:
    model = data.draw(small_guides())
    table = build_table(model)
    masks = data.draw(limits(table))
    note(f"{told(model)}\n{table.columns}\n{masks}")
    dates = ["today", *(f.id for f in model.facts.values() if isinstance(f.type, Date))]
    calendar = model.calendar
    some = any(
        fits(table, masks, dict(zip(dates, days, strict=True)))
        for days in itertools.product(range(calendar.first, calendar.last + 1), repeat=len(dates))
    )
    found = DateSolver(model, table.columns).solve(masks)
    assert (found is not None) == some
    if found is not None:
        assert all(calendar.first <= day <= calendar.last for day in found.values())
        assert set(found) == set(dates)
        assert fits(table, masks, found)
