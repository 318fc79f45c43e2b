"""Words for answers that a guide cannot take."""

from __future__ import annotations

from mannerly.report.words import Details, Words, did_you_mean, listing


def _pick(d: Details) -> str:
    meant = did_you_mean(d["answer"], d["options"])
    return f"{meant}{'Give' if meant else 'give'} {listing(d['options'], 'or')}."


def _known(d: Details) -> str:
    meant = did_you_mean(d["fact"], d["known"])
    return f"{meant}{'The' if meant else 'the'} facts are {listing(d['known'])}."


WORDS: dict[str, Words] = {
    "answers-not-a-mapping": Words(
        "error",
        "a file of answers without facts",
        "The answers have to be given by fact.",
        'write each as "fact: answer" on a line of its own.',
    ),
    "today-outside-calendar": Words(
        "error",
        "a day that the guide's calendar does not know",
        lambda d: f"The guide knows the days from {d['first']} to {d['last']}, not {d['date']}.",
        'ask for a day in between; or widen "years" in the guide\'s "calendar".',
    ),
    "unknown-fact": Words(
        "error",
        "an answer to no question",
        lambda d: f'The guide has no fact "{d["fact"]}".',
        _known,
    ),
    "cannot-be-unknown": Words(
        "error",
        "an answer that has to be known",
        lambda d: f'"{d["fact"]}" ({d["ask"]}) cannot be answered "not known".',
        "give a value, or leave it out if it has not been asked yet.",
    ),
    "not-an-option": Words(
        "error",
        "an answer that is not offered",
        lambda d: f'"{d["answer"]}" is no answer to "{d["fact"]}" ({d["ask"]}).',
        _pick,
    ),
    "not-a-list": Words(
        "error",
        "one answer where a list is meant",
        lambda d: f'"{d["fact"]}" ({d["ask"]}) takes a list, not "{d["answer"]}".',
        lambda d: f"give a list of {listing(d['options'], 'or')}; it may be empty.",
    ),
    "not-a-number": Words(
        "error",
        "an answer that is no number",
        lambda d: f'"{d["answer"]}" is no number, which "{d["fact"]}" ({d["ask"]}) needs.',
        "give a number, without separators or unit.",
    ),
    "too-precise": Words(
        "error",
        "a number with too many decimals",
        lambda d: f'"{d["fact"]}" has {d["decimals"] or "no"} decimals, "{d["answer"]}" has more.',
        "round it.",
    ),
    "number-out-of-range": Words(
        "error",
        "a number out of range",
        lambda d: f'"{d["fact"]}" goes from {d["low"]} to {d["high"]}; {d["answer"]} is outside.',
        "give a number in between.",
    ),
    "not-a-date": Words(
        "error",
        "an answer that is no date",
        lambda d: f'"{d["answer"]}" is no date, which "{d["fact"]}" ({d["ask"]}) needs.',
        "write it as year-month-day, such as 2026-03-27.",
    ),
    "date-outside-calendar": Words(
        "error",
        "a date that the guide's calendar does not know",
        lambda d: (
            f'"{d["fact"]}" is {d["date"]}; the guide knows the days from {d["first"]} to '
            f"{d['last']}."
        ),
        "check the year.",
    ),
    "date-after-today": Words(
        "error",
        "a date in the future",
        lambda d: f'"{d["fact"]}" ({d["ask"]}) is {d["date"]}, which is after today, {d["today"]}.',
        "give a date that is not in the future.",
    ),
    "date-before-today": Words(
        "error",
        "a date in the past",
        lambda d: f'"{d["fact"]}" ({d["ask"]}) is {d["date"]}, before today, {d["today"]}.',
        "give a date that is not in the past.",
    ),
    "contradiction": Words(
        "error",
        "answers that contradict each other",
        lambda d: d["because"],
        "change one of these answers.",
    ),
}

LABELS: dict[str, str] = {}
