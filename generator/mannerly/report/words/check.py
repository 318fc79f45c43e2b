"""Words for the findings of the checker."""

from __future__ import annotations

from collections.abc import Sequence

from mannerly.report.words import Details, Words, listing


def _conflict(d: Details) -> str:
    return (
        f'The rules "{d["rule"]}" and "{d["other"]}" can apply at once, and advise different '
        f'acts: "{d["act"]}" and "{d["other_act"]}".'
    )


def _settle(d: Details) -> str:
    ways = [f'"{mend.yaml}" in "{mend.rule}"{_then(mend.then)}' for mend in d["mends"]]
    if not ways:
        return 'narrow the "when" of one of them: each is over the other by way of more rules.'
    return f'say which one decides: {", or ".join(ways)}; or narrow the "when" of one of them.'


_BROUGHT_ABOUT = {
    "dead-rule": "then the other never decides",
    "gap": "then some situations have no advice",
    "undecided": "what else it changes was not decided",
}


def _then(codes: Sequence[str]) -> str:
    return f" (but {' and '.join(_BROUGHT_ABOUT[code] for code in codes)})" if codes else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _dead(d: Details) -> str:
    if not d["overridden_by"]:
        return f'The rule "{d["rule"]}" can never apply: no situation meets its condition.'
    by = listing(d["overridden_by"])
    return f'The rule "{d["rule"]}" never decides: wherever it applies, {by} is over it.'


def _fails(d: Details) -> str:
    rules = f" (from {listing(d['rules'])})" if d["rules"] else ""
    alone, those = "", "the rules give"
    if d.get("source"):
        alone, those = f' of the source "{d["source"]}" alone', "its rules give"
    return (
        f'The scenario "{d["scenario"]}" expects{alone} {d["key"]}: {d["wanted"]}, but {those} '
        f"{d['got']}{rules}."
    )


def _open(d: Details) -> str:
    if not d["acts"]:
        return f'The scenario "{d["scenario"]}" has no advice: no rule advises anything there.'
    if not d["open"]:
        return (
            f'The scenario "{d["scenario"]}" has no single advice: '
            f"{listing(d['acts'])} are all advised."
        )
    what = (
        f"the advice open between {listing(d['acts'])}"
        if len(d["acts"]) > 1
        else f"open whether {listing(d['acts'])} is advised, or for which day"
    )
    return f'The scenario "{d["scenario"]}" leaves {what}: it does not answer {listing(d["open"])}.'


WORDS: dict[str, Words] = {
    "gap": Words(
        "error",
        "a situation without advice",
        "Here is a situation for which no rule advises anything.",
        'widen the "when" of a rule that should apply, or fill in this one and add it to them:',
    ),
    "conflict": Words("error", "two rules contradict each other", _conflict, _settle),
    "advised-and-avoided": Words(
        "error",
        "an act both recommended and to be avoided",
        lambda d: (
            f'The rule "{d["rule"]}" recommends "{d["act"]}" where "{d["other"]}" says to avoid it.'
        ),
        _settle,
    ),
    "dead-rule": Words(
        "error",
        "a rule that never decides",
        _dead,
        lambda d: (
            'take one of these "over" back, narrow it, or delete the rule.'
            if d["overridden_by"]
            else "correct the condition, or delete the rule."
        ),
    ),
    "unguarded-missing": Words(
        "error",
        "a comparison that can meet a missing value",
        lambda d: (
            f'The {d["kind"]} "{d["id"]}" compares "{d["fact"]}" also where it is not known, and '
            "there its outcome hangs on the comparison being false."
        ),
        lambda d: f'say so: add "{d["fact"]} is known and …" (or "… is unknown or …").',
    ),
    "missing-date": Words(
        "error",
        "a date worked out from a missing value",
        lambda d: f'The rule "{d["rule"]}" reckons from "{d["fact"]}" where it is not known.',
        lambda d: f'add "{d["fact"]} is known" to its "when", or reckon from another date.',
    ),
    "missing-in-text": Words(
        "error",
        "a text that puts in a missing value",
        lambda d: (
            f'This text puts in "{d["fact"]}", which is not known in a situation in which the '
            f'rule "{d["rule"]}" shows it.'
        ),
        lambda d: f'write the text without it, or add "{d["fact"]} is known" to the rule.',
    ),
    "unused-fact": Words(
        "warning",
        "a fact that nothing uses",
        lambda d: f'No rule and no text uses the fact "{d["fact"]}": nobody will be asked for it.',
        "use it in a rule, or delete it.",
    ),
    "unused-condition": Words(
        "warning",
        "a named condition that nothing uses",
        lambda d: f'Nothing uses the condition "{d["condition"]}".',
        "use it, or delete it.",
    ),
    "unused-act": Words(
        "warning",
        "an act that no rule names",
        lambda d: f'No rule recommends the act "{d["act"]}", or says to avoid it.',
        "name it in a rule, or delete it.",
    ),
    "unused-point": Words(
        "warning",
        "a point that nothing uses",
        lambda d: f'Nothing uses the point "{d["point"]}": {d["says"]}',
        lambda d: (
            f'name it under "from" in a rule or an act, quote it on a page as '
            f'[[point {d["point"]}]], or say why not with "aside".'
        ),
    ),
    "used-though-aside": Words(
        "warning",
        "a point that is set aside and used",
        lambda d: f'The point "{d["point"]}" is set aside, yet something uses it.',
        'delete its "aside", or take it out where it is used.',
    ),
    "scenario-fails": Words(
        "error",
        "a scenario that does not come out as expected",
        _fails,
        "mend the rule that is wrong; or, if the advice is right, the expectation.",
    ),
    "scenario-open": Words(
        "error",
        "a scenario that leaves the advice open",
        _open,
        lambda d: (
            'give the missing answers under "given".' if d["open"] else "mend the rules first."
        ),
    ),
    "scenario-impossible": Words(
        "error",
        "a scenario that cannot be",
        lambda d: f'The scenario "{d["scenario"]}" tells what cannot be. {" ".join(d["because"])}',
        'correct its "given" or its "today".',
    ),
    "html-in-text": Words(
        "warning",
        "HTML in a text",
        lambda d: f'This text holds HTML, "{_short(d["found"])}", which is shown as it stands.',
        "write it in Markdown, or between backticks if it is meant to be seen.",
    ),
    "link-in-text": Words(
        "warning",
        "a link that is not safe",
        lambda d: f'This link leads to "{_short(d["found"])}", and is taken out.',
        "link to http, https, mailto or tel, or to a page of this guide.",
    ),
    "attribute-in-text": Words(
        "warning",
        "an attribute that is not allowed",
        lambda d: f'This text sets "{_short(d["found"])}", which is taken out.',
        "set only class, id, lang, dir or title.",
    ),
    "too-many-boxes": Words(
        "error",
        "a condition that is too large",
        lambda d: (
            "This assumption falls into more than 4,096 cases."
            if d["kind"] == "assumption"
            else f'The condition of the {d["kind"]} "{d["id"]}" falls into more than 4,096 cases.'
        ),
        lambda d: (
            "make it simpler; it may help to ask for a part of it in a fact of its own."
            if d["kind"] == "fact"
            else f"make several {d['kind']}s of it."
        ),
    ),
    "undecided": Words(
        "error",
        "a question that was not decided",
        lambda d: (
            f"Could not decide whether {d['question']}: looked at {d['parts']:,} parts of all "
            "situations and gave up. Nothing is proved about it, neither way."
        ),
        lambda d: (
            ("" if d["sat"] else "install the second engine (pip install 'mannerly[sat]'); or ")
            + "make the rules that have a part in it simpler: fewer exceptions to exceptions."
        ),
    ),
}

LABELS: dict[str, str] = {
    "the-other-rule": "the other rule",
    "a-rule-over-it": "a rule over it",
}
