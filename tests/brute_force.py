"""The checker against listing every situation: all verdicts, each witness replayed and smallest."""

from __future__ import annotations

from listing import TODAY, Listing
from mannerly.check.check import MOST_OF_A_KIND, _Checker
from mannerly.check.witness import Size
from mannerly.model.guide import Model, Situation, Value
from mannerly.model.interpreter import value_of
from mannerly.table.build import build_table
from mannerly.table.columns import bases
from mannerly.table.evaluate import Evaluator, bits


def agree(model: Model) -> int:
    """Compare gaps, conflicts and dead rules of a small guide; how many situations it has."""
    checker = _Checker(Evaluator(build_table(model)))
    vars(checker)["tell"] = lambda situation: situation
    checker.gaps()
    checker.conflicts()
    checker.dead_rules()
    problems = checker.problems.sorted()
    listing = Listing(model)
    smallest = _Sizes(checker, listing).smallest

    live = listing.live()
    rules = {id: model.rules[id] for id in live}
    silent = listing.possible
    for rule in rules.values():
        if rule.advise is not None:
            silent &= ~live[rule.id]
    gaps = [p.details["witness"] for p in problems if p.code == "gap"]
    assert bool(gaps) == bool(silent)
    assert not gaps or smallest(gaps[0], silent)

    together: dict[tuple[str, str, str], int] = {}
    for one in rules.values():
        for other in rules.values():
            both = live[one.id] & live[other.id]
            if not both:
                continue
            if one.advise and other.advise and one.advise != other.advise:
                together[one.id, other.id, ""] = both
            for act in {one.advise, *one.also} & set(other.avoid):
                together[one.id, other.id, act or ""] = both
    found = [p.details for p in problems if p.code in ("conflict", "advised-and-avoided")]
    assert len(found) < MOST_OF_A_KIND
    pairs = {(d["rule"], d["other"], "" if "other_act" in d else d["act"]): d for d in found}
    mirrored = {(other, one, act) for one, other, act in pairs if not act}
    assert pairs.keys() | mirrored == together.keys()
    for pair, details in pairs.items():
        assert smallest(details["witness"], together[pair])

    dead_rules = [p.details for p in problems if p.code == "dead-rule"]
    dead = {details["rule"]: set(details["overridden_by"]) for details in dead_rules}
    for rule in model.rules.values():
        applies = listing.applies(rule)
        stands = live[rule.id] if rule.aside is None else applies
        assert (rule.id in dead) == (not stands)
        if rule.id in dead:
            over = {r.id for r in model.rules.values() if rule.id in r.over and r.aside is None}
            assert dead[rule.id] == (over if applies else set())
    return listing.possible.bit_count()


class _Sizes:
    """How small situations are, as the checker counts; each column's cells worked out once."""

    def __init__(self, checker: _Checker, listing: Listing) -> None:
        self._listing = listing
        self._evaluator = checker.evaluator
        self._plainness = checker.space.plainness
        columns = checker.table.columns
        self._looks_at = [[listing.columns[base] for base in bases(column)] for column in columns]
        self._ranks: list[dict[tuple[Value | None, ...], int]] = [{} for _ in columns]

    def smallest(self, witness: Situation, shown: int) -> bool:
        """Whether a witness is a possible situation, one of these and the smallest of them."""
        model, columns = self._listing.model, self._listing.columns
        values = (
            witness.today,
            *(value_of(fact, witness, model) for fact in columns if fact != TODAY),
        )
        replayed = self._listing.values.index(values)
        return bool(shown >> replayed & 1) and self._size(replayed) == min(
            map(self._size, bits(shown))
        )

    def _size(self, number: int) -> Size:
        values = self._listing.values[number]
        keys = [tuple([values[i] for i in looks_at]) for looks_at in self._looks_at]
        for key, ranks in zip(keys, self._ranks, strict=True):
            if key not in ranks:
                self._look(number, keys)
        best = tuple([ranks[key] for key, ranks in zip(keys, self._ranks, strict=True)])
        return sum(map(bool, best)), best

    def _look(self, number: int, keys: list[tuple[Value | None, ...]]) -> None:
        masks = self._evaluator.view(self._listing.situation(number)).masks
        _, best = self._plainness.size(masks)
        for key, ranks, rank in zip(keys, self._ranks, best, strict=True):
            ranks[key] = rank
