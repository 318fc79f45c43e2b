"""A new version in the terminal, before it is made."""

from __future__ import annotations

from mannerly.diff.tell import summary
from mannerly.release.number import Level
from mannerly.release.prepare import Release
from mannerly.terminal.screen import Screen

_WHY: dict[Level, str] = {
    "patch": "The advice is the same in every situation, so the last part of the number grows",
    "minor": "So the middle part of the number grows",
    "major": (
        "Answers that could be given are gone, so the first part of the number grows "
        '(what they have become can be declared: "was", and "options were")'
    ),
}


def show_release(screen: Screen, release: Release) -> None:
    """Say what has changed, which number follows from it, and what will be told of it."""
    if release.proposal is None:
        screen.say(f"There is no version before: {release.version} is the first.")
    else:
        grown = release.proposal.level
        since = summary(release.proposal.found) if grown != "patch" else ()
        said = " ".join((*since, _WHY[grown]))
        screen.say(f"Since {release.since}: {said}: {release.version}.")
    screen.gap()
    if not release.files:
        screen.say("Its history is written already.")
    else:
        screen.say("Its history will say:")
        for text in release.changed:
            screen.prose(f"- {text}")
    screen.gap()
