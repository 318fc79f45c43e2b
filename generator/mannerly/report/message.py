"""A problem as one message, for programs that show it beside its place."""

from __future__ import annotations

from mannerly.report.catalogue import Told


def in_full(told: Told) -> str:
    """What is wrong, what to do, and the example, the story and the mend that there are."""
    message = f"{told.say}\nHelp: {told.mend}"
    if told.witness:
        answers = "; ".join(told.witness.lines)
        message += f"\nFor example on {told.witness.today.isoformat()}: {answers}"
    for step in told.story:
        message += f"\n{step}"
    for mend in told.mends:
        if mend.rule is None:
            message += f"\n{mend.yaml}"
    return message
