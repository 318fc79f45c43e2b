"""What is advised in states: each is cut until it is one thing in all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import xor

from mannerly.check.states.cutting import Cutter
from mannerly.check.states.ground import Ground
from mannerly.check.states.state import Advised, Groups, State
from mannerly.table.cuts import best_cut
from mannerly.table.evaluate import bits


class Decider:
    """Finds what is advised."""

    def __init__(self, ground: Ground, cutter: Cutter) -> None:
        self._ground = ground
        self._cutter = cutter
        self._evaluator = ground.evaluator
        self._index = ground.index
        #: for each column and cell, the rows that allow either it or the one before it
        self._edges = [[0, *map(xor, allow, allow[1:])] for allow in ground.index.allow]

    def advised(self, state: State, groups: Groups) -> Iterator[Advised]:
        """A state cut into such that one thing is advised in each."""
        ground, cutter = self._ground, self._cutter
        pending: list[tuple[State, Sequence[int]]] = [(state, ground.limited)]
        while pending:
            ground.count()
            seen = cutter.possible(*pending.pop())
            if seen is None:
                continue
            state, whole, straddled = seen
            key = (whole, ground.of_rules & state.rows)
            decided = groups.decided.get(key)
            if decided is None:
                decided = groups.decided[key] = self._decide(*key, groups)
            act, rules, wanted = decided
            if state.frozen or (state.unset and any(map(state.open, state.unset))):
                act, rules, wanted = self._decide_in_part(state, *key, groups)
            split = self._split(state, wanted & ~whole, straddled) if wanted else None
            if split is None:
                yield Advised(state, act, rules)
                continue
            column, halves = split
            for half in halves:
                part = cutter.cut(state, column, half)
                if part is not None:
                    pending.append((part, straddled))

    def _decide(self, whole: int, rows: int, groups: Groups) -> tuple[str | None, int, int]:
        """What is advised, and the rows still to cut along: none where that is settled."""
        advising, firm, wanted = self._standing(whole, rows)
        advise = self._evaluator.advise
        acts = {groups.of.get(act, act) for i in bits(advising) if (act := advise[i])}
        one = acts.pop() if len(acts) == 1 else None
        if one == "" and self._ground.complete:
            return one, 0, 0
        if one is not None and advising & firm:
            until = advising & self._ground.with_until
            if one == "" or not until & ~firm or self._ground.model.acts[one].kind != "wait":
                return one, until & firm, 0
        return None, 0, wanted

    def _decide_in_part(
        self, state: State, whole: int, rows: int, groups: Groups
    ) -> tuple[str | None, int, int]:
        """The same where answers are missing, by the rules for half the answers."""
        advising, firm, wanted = self._standing(whole, rows)
        if any(
            wanted & ~whole & ~self._index.all(c, state.masks[c])
            for c in self._ground.limited
            if not state.frozen >> c & 1
        ):
            return None, 0, wanted
        evaluator = self._evaluator
        acts = {evaluator.advise[i] for i in bits(advising)}
        settled = (
            len(acts) == 1
            and bool(self._ground.complete or advising & firm)
            and not advising & evaluator.dated & ~firm
            and not any(state.open(fact) for i in bits(advising) for fact in evaluator.needs[i])
        )
        if not settled:
            return None, 0, 0
        act = acts.pop()
        return groups.of.get(act or "", act), advising & self._ground.with_until, 0

    def _standing(self, whole: int, rows: int) -> tuple[int, int, int]:
        """The rules that may stand and advise an act, those that stand, and rows it hangs on."""
        evaluator = self._evaluator
        possible, certain = self._rules(rows), self._rules(whole)
        firm = certain & ~evaluator.beaten_by(possible)
        advising = possible & ~evaluator.beaten_by(certain) & evaluator.advising
        wanted = 0
        for i in bits(advising & ~firm):
            wanted |= self._ground.rows_of[i]
        for i in bits(possible & evaluator.overriding):
            if evaluator.beats[i] & advising:
                wanted |= self._ground.rows_of[i]
        return advising, firm, wanted & rows

    def _rules(self, rows: int) -> int:
        found = 0
        for row in bits(rows):
            found |= 1 << self._ground.row_rule[row]
        return found

    def _split(
        self, state: State, wanted: int, straddled: Iterable[int]
    ) -> tuple[int, tuple[int, int]] | None:
        """Where to cut a state in two: where the fewest of the rows wanted straddle."""
        best: tuple[float, int, int] | None = None
        for c in straddled:
            mask = state.masks[c]
            rows = wanted & ~self._index.all(c, mask)
            if state.frozen >> c & 1 or not rows:
                continue
            allow, edges, last = self._index.allow[c], self._edges[c], -2
            starts = []
            for cell in bits(mask):
                if cell - 1 != last or edges[cell] & rows:
                    starts.append((cell, allow[cell] & wanted))
                last = cell
            found = best_cut(starts)
            if found is not None and (best is None or found[0] < best[0]):
                best = found[0], c, mask & (1 << found[1]) - 1
        if best is None:
            return None
        _, c, low = best
        return c, (low, state.masks[c] & ~low)
