"""Words for broken guarantees, and for plans that go wrong."""

from __future__ import annotations

from mannerly.report.words import Details, Words, listing

_HOW = {
    "": "",
    "waits": " The plan below waits for ever.",
    "stuck": " The plan below goes no further.",
    "endless": " The plan below has no end.",
}


def _broken(d: Details) -> str:
    told = f'The guarantee "{d["guarantee"]}" does not hold: {d["text"]}.'
    if d["rule"] is not None:
        return f'{told} The rule "{d["rule"]}" breaks it.'
    return told + _HOW[d["how"]]


def _mend(d: Details) -> str:
    because = f" It says why it should hold: {d['because']}" if d["because"] else ""
    return f"change the rules that have a part in this, or the guarantee.{because}"


def _stuck(d: Details) -> str:
    if d["again"]:
        return f'A plan goes round in a circle: "{d["act"]}" is advised again on the same day.'
    return f'A plan goes no further: "{d["act"]}" says to wait, but until a day that is not ahead.'


def _undecided(d: Details) -> str:
    told = (
        "Could not follow all plans to their end: looked at "
        f"{d['states']:,} sets of situations and gave up."
    )
    if not d["laws"]:
        return f"{told} It is not proved that all plans come to an end."
    return f"{told} Not proved, neither way: {listing(d['laws'])}."


WORDS: dict[str, Words] = {
    "guarantee-broken": Words("error", "a guarantee that does not hold", _broken, _mend),
    "plan-stuck": Words(
        "error",
        "a plan that goes no further",
        _stuck,
        lambda d: (
            'let its "changes" lead to other advice, or give the rules that advise it a narrower '
            '"when".'
            if d["again"]
            else 'give the rule that advises it an "until" that is always ahead, or narrow its '
            '"when".'
        ),
    ),
    "plan-endless": Words(
        "error",
        "a plan without an end",
        lambda d: f'A plan goes on for ever: it comes to "{d["act"]}" again and again.',
        "let something end it, such as a rule for when it has gone on long enough.",
    ),
    "missed-while-waiting": Words(
        "warning",
        "something to do before a wait is over",
        lambda d: (
            f'"{d["act"]}" says to wait, but there is something to do on a day before the wait is '
            "over."
        ),
        'give the rule an "until" that is no later than that day, or narrow the "when" of the '
        "other one.",
    ),
    "plans-undecided": Words(
        "error",
        "plans that were not followed to their end",
        _undecided,
        "make plans shorter, or the rules that have a part in them simpler.",
    ),
}

LABELS: dict[str, str] = {
    "the-rule-that-breaks-it": "the rule that breaks it",
}
