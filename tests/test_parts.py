"""Parts of the space against brute force: every situation lies in one of them, and as it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from listing import all_situations
from mannerly.check.regions import read_situation
from mannerly.model.guide import Model
from mannerly.model.interpreter import possible
from mannerly.table.build import Box, Table, build_table
from mannerly.table.evaluate import Evaluator, bits
from mannerly.table.parts import BUDGET, Done, Part, Partition, TooManyParts
from strategies import examples, small_guides, told

Cells = tuple[int, ...]


@dataclass(frozen=True)
class World:
    """The table of a guide, its rules' boxes, and the cells of all its situations, each once."""

    table: Table
    boxes: tuple[Box, ...]
    cells: frozenset[Cells]

    def partition(self, budget: int = BUDGET) -> Partition:
        """The space, to be cut along the boxes."""
        return Partition(self.table, self.boxes, budget)

    def inside(self, masks: Sequence[int], box: Box = ()) -> list[Cells]:
        """The cells of situations that lie in some masks, and in a box."""
        limits = [*enumerate(masks), *box]
        return [cells for cells in self.cells if all(cells[c] & mask for c, mask in limits)]


def world(model: Model) -> World:
    """Everything there is to know about a small guide."""
    note(told(model))
    evaluator = Evaluator(build_table(model))
    cells = frozenset(evaluator.view(situation).masks for situation in all_situations(model))
    return World(evaluator.table, evaluator.boxes, cells)


def which_rows(whole: int, some: int) -> Done[int] | int:
    """Cut until it is settled which rows hold."""
    return some or Done(whole)


def whether_any_row(whole: int, some: int) -> Done[bool] | int:
    """Cut until it is settled whether some row holds."""
    return Done(bool(whole)) if whole or not some else some


def the_one(parts: Sequence[Part[int]], cells: Cells) -> Part[int]:
    """The only part in which these cells lie."""
    [part] = [
        part for part in parts if all(c & mask for c, mask in zip(cells, part.masks, strict=True))
    ]
    return part


@examples(130)
@given(small_guides(), st.booleans())
def test_every_situation_lies_in_one_part_and_what_is_said_of_it_is_so(
    model: Model, whole: bool
) -> None:
    here = world(model)
    parts = list(here.partition().parts(which_rows, whole=whole))
    for cells in here.cells:
        part = the_one(parts, cells)
        assert part.cannot is None
        holding = {
            row
            for row, box in enumerate(here.boxes)
            if all(cells[column] & mask for column, mask in box)
        }
        assert part.value is not None
        assert set(bits(part.value)) == holding


@examples(130)
@given(small_guides())
def test_a_whole_part_counts_its_situations_and_shows_one_of_them(model: Model) -> None:
    here = world(model)
    space = here.partition()
    counted = 0
    for part in space.parts(whether_any_row, whole=True):
        inside = here.inside(part.masks)
        assert space.count(part) == len(inside)
        counted += len(inside)
        if part.cannot is not None:
            assert not inside
        else:
            assert inside
            assert part.days is not None
            cells = [next(bits(mask)) for mask in part.masks]
            assert possible(read_situation(here.table, cells, part.days), model)
    assert counted == len(here.cells)


@examples(70)
@given(small_guides(), st.integers(0, 30))
def test_a_part_that_cannot_be_says_which_box_rules_it_out(model: Model, pick: int) -> None:
    here = world(model)
    space = here.partition()
    for part in space.parts(which_rows):
        if part.cannot == "impossible":
            assert part.row >= space.possible_rows
            box = dict(space.boxes[part.row])
            assert all(not part.masks[column] & ~mask for column, mask in box.items())
        elif part.cannot == "dates":
            assert not space.dates.can_fit(part.masks)
        else:
            assert part.row == -1


@examples(130)
@given(small_guides(), st.integers(0, 30), st.booleans())
def test_a_box_alone_can_be_cut_up(model: Model, pick: int, whole: bool) -> None:
    here = world(model)
    if not here.boxes:
        return
    box = here.boxes[pick % len(here.boxes)]
    space = here.partition()
    parts = list(space.parts(which_rows, box, whole=whole))
    for part in parts:
        assert all(not part.masks[column] & ~mask for column, mask in box)
    for cells in here.inside([-1] * len(here.table.columns), box):
        assert the_one(parts, cells).cannot is None
    if whole:
        everywhere = [-1] * len(here.table.columns)
        assert sum(map(space.count, parts)) == len(here.inside(everywhere, box))


@examples(70)
@given(small_guides(), st.integers(0, 20))
def test_what_the_budget_does_not_reach_is_said(model: Model, budget: int) -> None:
    here = world(model)
    space = here.partition(budget)
    parts = []
    try:
        for part in space.parts(which_rows, whole=True):
            parts.append(part)
        for cells in here.cells:
            assert the_one(parts, cells).cannot is None
    except TooManyParts:
        assert len(list(here.partition().parts(which_rows, whole=True))) > len(parts)


def test_no_part_is_looked_at_without_a_budget() -> None:
    from small_guide import model_with

    table = build_table(model_with())
    with pytest.raises(TooManyParts):
        next(Partition(table, (), 0).parts(which_rows))
