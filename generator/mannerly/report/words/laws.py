"""Words for what follows from acts: changes, replies, guarantees, and ids of earlier versions."""

from __future__ import annotations

from mannerly.report.words import Words
from mannerly.report.words.telling import a, error

_CHANGES = {
    "nothing-done": error(
        "nothing is done here",
        lambda d: (
            f'The act "{d["id"]}" is of the kind "{d["kind"]}": nobody does anything, so it has '
            f"no {d['key']}."
        ),
        lambda d: f'delete "{d["key"]}", or make it a "task" or a "contact".',
    ),
    "change-wrong-side": error(
        "on the wrong side of today",
        lambda d: (
            f'"{d["fact"]}" lies in the {d["range"]}, but {d["found"]} always lies '
            f"{'after' if d['range'] == 'past' else 'before'} today."
        ),
        lambda d: f'mend the date, or let "{d["fact"]}" be "any" date.',
    ),
    "step-too-large": error(
        "more than the whole range",
        '"{found}" is more than there is between the ends of "{fact}", {low} and {high}.',
        "take a smaller number, or write the value itself without a sign.",
    ),
}

_GUARANTEES = {
    "act-or-kind": error(
        "an act or a kind",
        '"{name}" is an act, and also the kind of other acts.',
        'say "act {name}" for this act alone, or "kind {name}" for all acts of the kind.',
    ),
    "kind-without-acts": error(
        "no act is of this kind",
        'No act of the guide is of the kind "{kind}", so this says nothing.',
        "take another kind, or name acts.",
    ),
    "guarantee-count": error(
        "not a number of acts",
        "Acts are counted in whole numbers, but here is {found}.",
        "write a whole number, at most 999999.",
    ),
    "guarantee-days": error(
        "not a number of days",
        'How long a plan may take is said in days or weeks, not in "{unit}".',
        'say days or weeks, such as "within 90 days".',
    ),
}

_FACTS = {
    "likely-without-choice": error(
        "nothing to choose from",
        'The fact "{id}" is neither a choice of options nor a yes/no question.',
        'delete "likely".',
    ),
    "likely-form": error(
        "not a weight",
        '"{found}" does not say how likely an option is.',
        "write a whole number from 1 up; an option with 2 is twice as likely as one with 1.",
    ),
    "options-were-without": error(
        "no options here",
        'The fact "{id}" has no options.',
        'delete "options were".',
    ),
}

_EARLIER = {
    "was-still-there": error(
        "not an earlier name",
        lambda d: (
            f'There is still {a(d["what"])} "{d["was"]}", so "{d["id"]}" was not called that.'
        ),
        "delete it, or give one of the two another id.",
    ),
    "was-twice": error(
        "two that were one",
        'Both "{one}" and "{other}" say that they were the {what} "{was}".',
        "delete it from one of the two.",
    ),
}

WORDS: dict[str, Words] = {**_CHANGES, **_GUARANTEES, **_FACTS, **_EARLIER}

LABELS: dict[str, str] = {}
