"""The rules that are not the same in two versions, and which of them cause a difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from mannerly.diff.result import Aspect, RuleChange
from mannerly.diff.side import Side
from mannerly.diff.standing import Standing, in_order
from mannerly.model.conditions import DateTerm
from mannerly.model.guide import Rule


class Changed:
    """The rules that differ.

    ``all`` has them by id. ``differing`` says of each whether it has the same effect in both
    versions, wherever it applies. ``other_words`` are written otherwise, conditions and
    overrides aside. ``other_over`` are pairs of a rule and one that it is over in one version
    only.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.all = {change.id: change for change in self._changes()}
        self.differing = [(id, self._same_effect(id)) for id in self.all]
        self.other_words = frozenset(id for id in self.all if not self._same_content(id))
        self.other_over = [
            (id, other)
            for id, change in self.all.items()
            if "over" in change.aspects
            for other in old.over(id) ^ new.over(id)
            if other in old.position and other in new.position
        ]

    def _changes(self) -> Iterator[RuleChange]:
        for id in dict.fromkeys((*self.new.ids, *self.old.ids)):
            before, after = self.old.rule(id), self.new.rule(id)
            if before is None or after is None:
                yield RuleChange(id, ("added" if before is None else "removed",))
                continue
            aspects: list[Aspect] = []
            if self.old.boxes_of(id) != self.new.boxes_of(id):
                aspects.append("when")
            one, other = _content(before), _content(after)
            aspects += [aspect for aspect in one if one[aspect] != other[aspect]]
            aspects += self._dates_elsewhere(after)
            common = self.old.position.keys() & self.new.position.keys()
            if (before.over ^ after.over) & common:
                aspects.append("over")
            if aspects:
                yield RuleChange(id, tuple(a for a in get_args(Aspect) if a in aspects))

    def _dates_elsewhere(self, rule: Rule) -> Iterator[Aspect]:
        """The dates of a rule that are counted from a fact that is asked elsewhere than it was."""
        dates: tuple[tuple[Aspect, DateTerm | None], ...] = ("until", rule.until), ("by", rule.by)
        for aspect, term in dates:
            base = term.base if term else None
            known = {side.known.get(base or "") for side in (self.old, self.new)}
            if len(known) > 1:
                yield aspect

    def _same_effect(self, id: str) -> bool:
        """Whether a rule has the same effect in both versions, wherever it applies."""
        return not set(self.all[id].aspects) - {"when", "over"}

    def _same_content(self, id: str) -> bool:
        """Whether a rule is written alike in both versions, its condition and overrides aside."""
        before, after = self.old.rule(id), self.new.rule(id)
        return before is not None and after is not None and _content(before) == _content(after)

    def causes(self, old: Standing, new: Standing) -> tuple[str, ...]:
        """The rules that differ and have a part in what differs."""
        found = {id for id in old.rules ^ new.rules if id in self.all}
        both = old.rules & new.rules
        found |= {id for id, same_effect in self.differing if id in both and not same_effect}
        applying = old.applying | new.applying
        for id, other in self.other_over:
            if id in applying and other in old.applying & new.applying:
                found.add(id)
        if not found and old.rules != new.rules:
            found = {id for id in old.applying ^ new.applying if id in self.all}
        return in_order(found, self.all)


def _content(rule: Rule) -> Mapping[Aspect, object]:
    """What a rule says, by aspect."""
    return {
        "advise": rule.advise,
        "also": frozenset(rule.also),
        "avoid": frozenset(rule.avoid),
        "until": rule.until,
        "by": rule.by,
        "because": rule.because,
        "from": (frozenset(rule.points), rule.editorial),
    }
