"""What follows from a view, in full: the act and its date, what else, what not, what is open."""

from __future__ import annotations

from dataclasses import dataclass

from mannerly.table.evaluate import Evaluator, Standing, View, bits


@dataclass(frozen=True, slots=True)
class Outcome:
    """The advice so far. ``act`` is None until it is settled; ``acts`` are those still possible.

    ``rules`` are the rules that certainly stand and advise the act; ``until``
    and ``by`` are day numbers. ``open`` are the facts still to ask; ``more``
    those that no longer change the act, but what else to do or to avoid. ``firm`` and
    ``deciding`` are those of the ``Standing``.
    """

    settled: bool
    act: str | None
    acts: tuple[str, ...]
    rules: tuple[str, ...]
    until: int | None
    by: int | None
    also: tuple[str, ...]
    avoid: tuple[str, ...]
    open: tuple[str, ...]
    more: tuple[str, ...]
    firm: int
    deciding: int


def outcome(evaluator: Evaluator, view: View, complete: bool, source: str | None = None) -> Outcome:
    """The advice of the guide, or of one source alone, that follows from a view.

    ``complete`` says that it is proved that every situation has advice; a
    source may well be silent.
    """
    standing = evaluator.standing(view, evaluator.voice(source), complete and source is None)
    model = evaluator.model
    firm = [model.rules[evaluator.rule_ids[i]] for i in bits(standing.firm)]
    advising = [rule for rule in firm if rule.advise is not None]
    until, by = _dates(evaluator, view, standing)
    return Outcome(
        settled=standing.settled,
        act=standing.acts[0] if standing.settled else None,
        acts=standing.acts,
        rules=tuple(rule.id for rule in advising),
        until=max(until, default=None) if standing.settled else None,
        by=min(by, default=None) if standing.settled else None,
        also=tuple(dict.fromkeys(act for rule in firm for act in rule.also)),
        avoid=tuple(dict.fromkeys(act for rule in firm for act in rule.avoid)),
        open=() if standing.settled else evaluator.open_facts(view, standing.deciding),
        more=evaluator.open_facts(view, standing.adding) if standing.settled else (),
        firm=standing.firm,
        deciding=standing.deciding,
    )


def _dates(evaluator: Evaluator, view: View, standing: Standing) -> tuple[list[int], list[int]]:
    until: list[int] = []
    by: list[int] = []
    for i in bits(standing.firm & evaluator.dated & evaluator.advising):
        rule = evaluator.model.rules[evaluator.rule_ids[i]]
        for term, days in ((rule.until, until), (rule.by, by)):
            if term is not None:
                day = view.day(term, evaluator.model.calendar)
                if day is not None:
                    days.append(day)
    return until, by
