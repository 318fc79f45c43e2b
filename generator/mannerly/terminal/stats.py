"""The figures about a guide, as text for the terminal and as plain data."""

from __future__ import annotations

from typing import Any

from mannerly.stats.coverage import Override
from mannerly.stats.stats import Questions, Stats
from mannerly.terminal.screen import Screen


def show_stats(screen: Screen, stats: Stats) -> None:
    """Questions, size, coverage, and scenarios to paste."""
    screen.heading("Questions")
    _show_questions(screen, stats)
    screen.gap()
    screen.heading("Size")
    screen.say(f"{stats.facts} facts, {stats.rules} rules, {stats.scenarios} scenarios.")
    screen.say(
        f"The rules tell {stats.situations:,} situations apart."
        if stats.situations is not None
        else "The rules tell more situations apart than can be counted."
    )
    screen.gap()
    if stats.points.all:
        screen.heading("Points of the sources")
        _show_points(screen, stats)
        screen.gap()
    screen.heading("Scenarios")
    _show_coverage(screen, stats)
    if stats.proposals.scenarios:
        screen.gap()
        screen.heading("Scenarios to paste")
        screen.say(
            "They cover the rest. Check that each expects what it should, and tell it as a story."
        )
        screen.gap()
        screen.lines("scenarios:")
        for proposal in stats.proposals.scenarios:
            screen.lines(proposal.entry)


def _show_questions(screen: Screen, stats: Stats) -> None:
    asked = stats.questions
    if asked is None:
        screen.say("The guide is too large to say how many are asked.")
        return
    screen.say(f"{asked.average:.3f} are asked on average, {asked.most} at most.")
    screen.say(_bound(asked))
    if asked.as_declared is not None:
        screen.say(f"In the order of the file it would be {asked.as_declared:.3f}.")
    if stats.nodes is not None:
        screen.say(f"The decision tree has {stats.nodes} nodes.")


def _bound(asked: Questions) -> str:
    looked = f"{asked.looks:,} partial situations were looked at"
    if asked.proved:
        return f"That is proved to be the fewest: {looked}."
    if asked.bound is None:
        return (
            "Too many situations hang together to weigh them all. The average takes answers for "
            "equally likely, whatever was asked before, and nothing is proved of it."
        )
    if asked.reached:
        return f"The order that asks the fewest asks {asked.bound:.3f}: {looked}."
    return (
        f"No order asks fewer than {asked.bound:.3f}, and nothing closer is proved: {looked}, "
        "which is all that is allowed."
    )


def _show_points(screen: Screen, stats: Stats) -> None:
    points = stats.points
    screen.say(f"{len(points.used)} of {points.all} are used by a rule, an act or a chapter.")
    if points.aside:
        screen.say(f"{len(points.aside)} are set aside with a reason.")
    for id, why in points.aside.items():
        screen.say(f"{id}: {why}", "  ")
    for id in points.lost:
        screen.say(f"{id} is lost: nothing uses it.", "  ")


def _show_coverage(screen: Screen, stats: Stats) -> None:
    covered, proposals = stats.coverage, stats.proposals
    for what, found, bare in (
        ("rules stand", covered.rules, covered.bare_rules),
        ("overrides decide", covered.overrides, covered.bare_overrides),
    ):
        screen.say(f"{len(found) - len(bare)} of {len(found)} {what} in a scenario.")
        for one in bare:
            screen.say(_named(one), "  not: ")
    for pair in proposals.idle:
        screen.say(f"{_named(pair)} is never needed: no situation has both rules apply.")
    for one in proposals.undecided:
        screen.say(f"{_named(one)}: it takes too long to say whether a scenario could show it.")


def _named(one: str | Override) -> str:
    return one if isinstance(one, str) else f"{one.rule} over {one.over}"


def stats_as_data(stats: Stats) -> dict[str, Any]:
    """The figures, ready to be written as JSON; null is what the guide is too large for."""
    asked, covered, proposals = stats.questions, stats.coverage, stats.proposals
    return {
        "facts": stats.facts,
        "rules": stats.rules,
        "scenarios": stats.scenarios,
        "situations": stats.situations,
        "points": {
            "used": list(stats.points.used),
            "aside": dict(stats.points.aside),
            "lost": list(stats.points.lost),
        },
        "questions": asked
        and {
            "average": asked.average,
            "most": asked.most,
            "bound": asked.bound,
            "reached": asked.reached,
            "proved": asked.proved,
            "as_declared": asked.as_declared,
            "looks": asked.looks,
            "nodes": stats.nodes,
        },
        "coverage": {
            "rules": {rule: list(found) for rule, found in covered.rules.items()},
            "overrides": [
                {"rule": pair.rule, "over": pair.over, "scenarios": list(found)}
                for pair, found in covered.overrides.items()
            ],
        },
        "proposals": [
            {
                "scenario": one.id,
                "rules": list(one.rules),
                "overrides": [{"rule": pair.rule, "over": pair.over} for pair in one.overrides],
                "entry": one.entry,
            }
            for one in proposals.scenarios
        ],
        "idle": [{"rule": pair.rule, "over": pair.over} for pair in proposals.idle],
        "undecided": [_named(one) for one in proposals.undecided],
    }
