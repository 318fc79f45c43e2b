"""From the model to the table: facts cut into cells, conditions as unions of boxes over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from mannerly.model.conditions import (
    Always,
    And,
    Atom,
    Comparison,
    Condition,
    DateCompare,
    DateTerm,
    Includes,
    InRange,
    Is,
    Known,
    Named,
    Not,
    Offset,
    OnBusinessDay,
    OnWeekday,
    Or,
    Unit,
    atoms,
)
from mannerly.model.guide import (
    AlwaysOne,
    Choice,
    Date,
    Fact,
    Model,
    Never,
    Number,
    Rule,
    Several,
    Text,
    TextPlaceholder,
    YesNo,
)
from mannerly.model.interpreter import facts_in
from mannerly.model.normal import normal
from mannerly.problems import Place
from mannerly.table.columns import (
    BusinessDayColumn,
    Column,
    DateColumn,
    IncludesColumn,
    KnownColumn,
    NumberColumn,
    ValueColumn,
    WeekdayColumn,
    everything,
)

#: A box: for each column that it limits, the cells that it allows, in the order of the columns.
Box = tuple[tuple[int, int], ...]
Boxes = tuple[Box, ...]

#: More boxes than this in one condition are more than a person can have meant.
MOST_BOXES = 4096


class TooManyBoxes(Exception):
    """A condition whose normal form is beyond ``MOST_BOXES``."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Something whose boxes could not be listed; an assumption's id is its text."""

    kind: Literal["rule", "fact", "assumption"]
    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """The normal form that all else is worked out from.

    ``rules`` gives each rule its boxes; ``existence`` each fact with a ``when``
    its boxes, a fact after those that its condition speaks of, and ``absence``
    those in which it does not exist; ``contradictions`` each assumption the boxes
    in which it is broken. What is in ``too_large`` has no boxes, so that nothing
    can be said about the guide.
    """

    model: Model
    columns: tuple[Column, ...]
    rules: Mapping[str, Boxes]
    existence: Mapping[str, Boxes]
    absence: Mapping[str, Boxes]
    contradictions: tuple[Boxes, ...]
    too_large: tuple[TooLarge, ...]


def build_table(model: Model, boxer: Boxer | None = None) -> Table:
    """The table of a model, over the columns of a boxer of its own or of the given one."""
    boxer = boxer or Boxer(model)
    too_large: dict[TooLarge, None] = {}

    def listed(boxes: Callable[[], Boxes], what: TooLarge) -> Boxes:
        try:
            return boxes()
        except TooManyBoxes:
            too_large[what] = None
            return ()

    rules = {
        rule.id: listed(partial(boxer.boxes, rule.when), TooLarge("rule", rule.id, rule.when_place))
        for rule in model.rules.values()
    }
    existence, absence = {}, {}
    for id in existence_order(model):
        fact = model.facts[id]
        if fact.when is not None:
            what = TooLarge("fact", id, fact.place)
            existence[id] = listed(partial(boxer.boxes, fact.when), what)
            absence[id] = listed(partial(boxer.boxes, fact.when, negated=True), what)
    contradictions = tuple(
        listed(
            partial(boxer.contradiction, assumption.that),
            TooLarge("assumption", assumption.text, assumption.place),
        )
        for assumption in model.assumptions
    )
    return Table(model, boxer.columns, rules, existence, absence, contradictions, tuple(too_large))


def existence_order(model: Model) -> tuple[str, ...]:
    """All facts, each after the facts that its ``when`` speaks of."""
    order: dict[str, None] = {}
    pending = list(model.facts)[::-1]
    while pending:
        id = pending[-1]
        when = model.facts[id].when
        before = [f for f in sorted(facts_in(when)) if f not in order] if when else []
        if before:
            pending.extend(before)
        else:
            order.setdefault(pending.pop())
    return tuple(order)


def needs(rule: Rule, model: Model) -> tuple[str, ...]:
    """The facts whose values a rule's dates and texts, and the texts of its act, speak of."""
    found = [term.base for term in (rule.until, rule.by) if term is not None]
    found += _put_in(rule.because)
    if rule.advise is not None:
        for text in model.acts[rule.advise].texts:
            found += _put_in(text)
    return tuple(dict.fromkeys(f for f in found if f is not None and f != "today"))


def _put_in(text: Text) -> Iterator[str]:
    """The facts that a text puts in."""
    for part in text.parts:
        match part:
            case TextPlaceholder(value=DateTerm(base=str() as base)) if base != "today":
                yield base
            case TextPlaceholder(value=str() as fact, kind="fact"):
                yield fact


def may_be_missing(fact: Fact) -> bool:
    """Whether there are situations in which the fact has no value."""
    return fact.unknown is not None or fact.when is not None


class Boxer:
    """Turns conditions into boxes, over columns that are cut at the constants of all of them.

    These are the conditions of the model, and ``others`` that boxes are asked for.
    """

    def __init__(self, model: Model, others: Iterable[Condition] = ()) -> None:
        self._model = model
        self._order = {base: i for i, base in enumerate([*model.facts, "today"])}
        self._keys: dict[_Key, int] = {}
        self._cuts: list[set[tuple[int, int]]] = []
        self._seen: dict[Atom, _Cut] = {}
        for condition in (*_conditions(model), *others):
            for atom in atoms(condition):
                self._note(atom)
        for id, fact in model.facts.items():
            has_own = isinstance(fact.type, Date | Several)
            if has_own and may_be_missing(fact) and any(id in key.facts for key in self._keys):
                self._place(_Key("known", (id,)))
        cuts = [sorted(found) for found in self._cuts]
        self._number = [{cut: i for i, cut in enumerate(found)} for found in cuts]
        self.columns = tuple(map(self._column, self._keys, cuts))
        self._done: dict[Condition, Boxes] = {}
        self._masks: dict[Atom, tuple[int, int]] = {}

    def boxes(self, condition: Condition, negated: bool = False) -> Boxes:
        """The boxes whose union is where the condition holds, or where it does not.

        Raises TooManyBoxes where there would be more than ``MOST_BOXES``.
        """
        return self._boxes_of(normal(condition, negated))

    def _boxes_of(self, condition: Condition) -> Boxes:
        if condition not in self._done:
            self._done[condition] = self._work_out(condition)
        return self._done[condition]

    def _work_out(self, condition: Condition) -> Boxes:
        match condition:
            case Always():
                return ((),)
            case And(parts):
                return _all_of([self._boxes_of(part) for part in parts])
            case Or(parts):
                return _simpler([box for part in parts for box in self._boxes_of(part)])
            case Not(Always()):
                return ()
            case Not(atom):
                return self._cells(atom, negated=True)
            case _:
                return self._cells(condition, negated=False)

    def _cells(self, atom: Condition, *, negated: bool) -> Boxes:
        """The one box of a comparison or its negation; none where it is never true."""
        assert not isinstance(atom, Always | And | Or | Not | Named)
        if isinstance(atom, Known) and not may_be_missing(self._model.facts[atom.fact]):
            return () if negated else ((),)
        column, mask = self.mask(atom)
        whole = everything(self.columns[column])
        if negated:
            mask ^= whole
        if mask == whole:
            return ((),)
        return (((column, mask),),) if mask else ()

    def contradiction(self, that: Condition) -> Boxes:
        """The boxes where all facts of an assumption are known and it does not hold."""
        known = [self.boxes(Known(fact)) for fact in sorted(facts_in(that))]
        return _all_of([self.boxes(that, negated=True), *known])

    def missing(self, fact: str) -> Boxes:
        """The boxes where a fact has no value."""
        return self.boxes(Known(fact), negated=True)

    def mask(self, atom: Atom) -> tuple[int, int]:
        """The column of a comparison and the mask of the cells in which it is true."""
        if atom not in self._masks:
            self._masks[atom] = self._mask(atom)
        return self._masks[atom]

    def _mask(self, atom: Atom) -> tuple[int, int]:
        if isinstance(atom, Known):
            column = self._keys[self._known_key(atom.fact)]
            return column, everything(self.columns[column]) & ~1
        cut = self._seen[atom]
        column = self._keys[cut.key]
        match self.columns[column], atom:
            case ValueColumn(_, options, missing), Is(_, wanted):
                return column, _mask_of(i + missing for i, o in enumerate(options) if o in wanted)
            case IncludesColumn(missing=missing), _:
                return column, 2 << missing
            case WeekdayColumn(missing=missing), OnWeekday(_, weekdays):
                return column, _mask_of(day + missing for day in weekdays)
            case BusinessDayColumn(missing=missing), _:
                return column, 2 << missing
            case (NumberColumn() | DateColumn()) as cells, _:
                first = 0 if cut.start is None else self._number[column][cut.start] + 1
                last = cells.cells - cells.missing - 1
                if cut.end is not None:
                    last = self._number[column][cut.end]
                mask = 0 if cut.never or first > last else (1 << last + 1) - (1 << first)
                return column, mask << cells.missing
            case _:
                raise AssertionError(f"{atom} has no column")

    def _note(self, atom: Atom) -> None:
        if isinstance(atom, Known):
            if may_be_missing(self._model.facts[atom.fact]):
                self._place(self._known_key(atom.fact))
        elif atom not in self._seen:
            cut = self._cut(atom)
            self._seen[atom] = cut
            cuts = self._cuts[self._place(cut.key)]
            cuts.update(c for c in (cut.start, cut.end) if c is not None)

    def _known_key(self, fact: str) -> _Key:
        own = isinstance(self._model.facts[fact].type, Date | Several)
        return _Key("known" if own else "value", (fact,))

    def _place(self, key: _Key) -> int:
        if key not in self._keys:
            self._keys[key] = len(self._cuts)
            self._cuts.append(set())
        return self._keys[key]

    def _column(self, key: _Key, cuts: list[tuple[int, int]]) -> Column:
        missing = any(may_be_missing(self._model.facts[fact]) for fact in key.facts)
        match key.kind:
            case "known":
                return KnownColumn(key.facts[0])
            case "includes":
                return IncludesColumn(key.facts[0], key.option, missing)
            case "weekday":
                assert key.left is not None
                return WeekdayColumn(key.left, missing)
            case "business day":
                assert key.left is not None
                return BusinessDayColumn(key.left, missing)
            case "dates":
                assert key.left is not None and key.right is not None
                return DateColumn(key.left, key.right, key.unit, tuple(cuts), missing)
            case _:
                match self._model.facts[key.facts[0]].type:
                    case Choice(options):
                        return ValueColumn(key.facts[0], tuple(options), missing)
                    case YesNo():
                        return ValueColumn(key.facts[0], ("yes", "no"), missing)
                    case _:
                        return NumberColumn(key.facts[0], tuple(n for n, _ in cuts), missing)

    def _cut(self, atom: Atom) -> _Cut:
        """Where a comparison looks, and between which cuts it is true."""
        match atom:
            case Is(fact):
                return _Cut(_Key("value", (fact,)))
            case InRange(fact, low, high):
                kind = self._model.facts[fact].type
                assert isinstance(kind, Number)
                start = None if low is None or low <= kind.low else (low, 0)
                end = None if high is None or high >= kind.high else (high + 1, 0)
                if not _meets(low, high, kind):
                    return _Cut(_Key("value", (fact,)), never=True)
                return _Cut(_Key("value", (fact,)), start, end)
            case Includes(fact, option):
                return _Cut(_Key("includes", (fact,), option=option))
            case OnWeekday(term):
                return _Cut(_Key("weekday", _facts(term), left=self._folded(term)))
            case OnBusinessDay(term):
                return _Cut(_Key("business day", _facts(term), left=self._folded(term)))
            case DateCompare(left, comparison, right):
                return self._date_cut(self._folded(left), comparison, self._folded(right))
            case Known():
                raise AssertionError("known is no cut")

    def _folded(self, term: DateTerm) -> DateTerm:
        """A date expression with fixed dates worked out, and days that follow days added up."""
        if term.base is None:
            return DateTerm(None, self._model.calendar.resolve(term, term.day))
        offsets: list[Offset] = []
        for offset in term.offsets:
            if offset.unit == "days" and offsets and offsets[-1].unit == "days":
                offset = Offset(offsets.pop().count + offset.count, "days")
            if offset.count:
                offsets.append(offset)
        return DateTerm(term.base, 0, tuple(offsets))

    def _date_cut(self, left: DateTerm, comparison: Comparison, right: DateTerm) -> _Cut:
        """A comparison of dates as a range of cells of one column.

        ``left + a days`` against ``right + b days`` looks at the distance of the
        two; with one other offset, that offset is the cut; all else gets a
        column of its own.
        """
        if all(o.unit == "days" for o in (*left.offsets, *right.offsets)):
            if self._rank(left) < self._rank(right):
                left, comparison, right = right, _MIRRORED[comparison], left
            count, unit = _days(right) - _days(left), _DAYS
        else:
            if left.offsets:
                left, comparison, right = right, _MIRRORED[comparison], left
            if left.offsets or len(right.offsets) > 1:
                key = _Key("dates", _facts(left, right), left=left, right=right)
                return _Cut(key, *_between(comparison, 0))
            count, unit = right.offsets[0].count, right.offsets[0].unit
            if left.base is None:
                key = _Key("dates", _facts(right), left=left, right=_bare(right), unit=unit)
                return _Cut(key, *_between(comparison, count))
        key = _Key("dates", _facts(left, right), left=_bare(left), right=_bare(right), unit=unit)
        return _Cut(key, *_between(comparison, count))

    def _rank(self, term: DateTerm) -> int:
        return -1 if term.base is None else self._order[term.base]


@dataclass(frozen=True, slots=True)
class _Key:
    """What a column looks at, its cuts left out."""

    kind: str
    facts: tuple[str, ...]
    option: str = ""
    left: DateTerm | None = None
    right: DateTerm | None = None
    unit: Unit = "days"


@dataclass(frozen=True, slots=True)
class _Cut:
    """A comparison: true in the cells from ``start`` up to ``end``, exclusive; None is no limit.

    ``never`` is a number that the fact cannot reach.
    """

    key: _Key
    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None
    never: bool = False


_DAYS: Unit = "days"
_MIRRORED: Mapping[Comparison, Comparison] = {"<": ">", "<=": ">=", "=": "=", ">=": "<=", ">": "<"}


def _between(
    comparison: Comparison, count: int
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """From which cut to which a date is in this relation to ``count`` units after the other."""
    match comparison:
        case "<":
            return None, (count, 0)
        case "<=":
            return None, (count, 1)
        case "=":
            return (count, 0), (count, 1)
        case ">=":
            return (count, 0), None
        case ">":
            return (count, 1), None


def _meets(low: int | None, high: int | None, kind: Number) -> bool:
    """Whether a number of this kind can lie in the range."""
    return (low is None or low <= kind.high) and (high is None or high >= kind.low)


def _bare(term: DateTerm) -> DateTerm:
    return DateTerm(term.base)


def _days(term: DateTerm) -> int:
    return term.day + sum(offset.count for offset in term.offsets)


def _facts(*found: DateTerm) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.base for t in found if t.base is not None and t.base != "today"))


def _mask_of(cells: Iterable[int]) -> int:
    return sum(1 << cell for cell in set(cells))


def _conditions(model: Model) -> Iterable[Condition]:
    """Every condition that cuts facts into cells."""
    for fact in model.facts.values():
        if fact.when is not None:
            yield fact.when
    for assumption in model.assumptions:
        yield assumption.that
        for fact_id in sorted(facts_in(assumption.that)):
            yield Known(fact_id)
    for rule in model.rules.values():
        yield rule.when
        also = (fact_id for act in rule.also for fact_id in _put_in(model.acts[act].text))
        for fact_id in (*needs(rule, model), *also):
            yield Known(fact_id)
    for guarantee in model.guarantees.values():
        if isinstance(guarantee.that, Never | AlwaysOne):
            yield guarantee.that.when


def _all_of(parts: list[Boxes]) -> Boxes:
    """The boxes where one box of each part holds."""
    result: Boxes = ((),)
    for boxes in sorted(parts, key=len):
        if len(boxes) == 1 and len(result) == 1:
            both = _both(result[0], boxes[0])
            result = () if both is None else (both,)
            continue
        result = _simpler(
            [both for one in result for other in boxes if (both := _both(one, other)) is not None]
        )
    return result


def _both(one: Box, other: Box) -> Box | None:
    """The box where both hold, or None where there is none."""
    if not one:
        return other
    masks = dict(one)
    for column, mask in other:
        masks[column] = masks.get(column, -1) & mask
        if not masks[column]:
            return None
    return tuple(sorted(masks.items()))


def _simpler(boxes: list[Box]) -> Boxes:
    """The same union with fewer boxes: those inside others dropped, neighbours joined."""
    if len(boxes) < 2:
        return tuple(boxes)
    if len(boxes) > MOST_BOXES:
        raise TooManyBoxes
    found = list(dict.fromkeys(boxes))
    joined = len(found) <= 256
    while joined:
        joined = False
        for i, one in enumerate(found):
            for j in range(i):
                if (union := _joined(found[j], one)) is not None:
                    found[j] = union
                    del found[i]
                    joined = True
                    break
            if joined:
                break
    return tuple(found)


def _joined(one: Box, other: Box) -> Box | None:
    """The union of two boxes where it is one: one holds the other, or one column differs."""
    first, second = dict(one), dict(other)
    if all(column in first and not first[column] & ~mask for column, mask in other):
        return other
    if all(column in second and not second[column] & ~mask for column, mask in one):
        return one
    if first.keys() != second.keys():
        return None
    differing = [column for column in first if first[column] != second[column]]
    if len(differing) != 1:
        return None
    first[differing[0]] |= second[differing[0]]
    return tuple(sorted(first.items()))
