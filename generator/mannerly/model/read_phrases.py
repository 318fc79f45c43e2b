"""The section ``phrases``: a guide's own texts for the interface, in place of those shipped."""

from __future__ import annotations

from mannerly.model.entries import pairs, scalar
from mannerly.model.names import suggestions
from mannerly.model.sections import Pair
from mannerly.phrases import Phrase, Phrases, placeholders, shipped
from mannerly.problems import Problems
from mannerly.syntax.nodes import Mapping, Node

#: The plural forms that languages have (Unicode CLDR).
FORMS = ("zero", "one", "two", "few", "many", "other")


def read_phrases(section: list[Pair], problems: Problems) -> Phrases:
    """The texts by group and id; what the interface does not have is noted."""
    found: dict[str, dict[str, Phrase]] = {}
    for group, node in section:
        known = shipped("en")
        if group.text not in known:
            details = suggestions(group.text, known)
            problems.add(
                "unknown-name", group.place, what="group of phrases", name=group.text, **details
            )
            continue
        for key, value in pairs(node, group.text, problems):
            original = known[group.text].get(key.text)
            if original is None:
                details = suggestions(key.text, known[group.text])
                problems.add("unknown-name", key.place, what="phrase", name=key.text, **details)
                continue
            phrase = _phrase(key.text, value, problems)
            if phrase is None:
                continue
            known_names = sorted(placeholders(original))
            for name in sorted(placeholders(phrase) - placeholders(original)):
                details = suggestions(name, known_names)
                problems.add("phrase-placeholder", value.place, id=key.text, name=name, **details)
            found.setdefault(group.text, {})[key.text] = phrase
    return found


def _phrase(id: str, node: Node, problems: Problems) -> Phrase | None:
    if not isinstance(node, Mapping):
        text = scalar(node, id, problems)
        return None if text is None else text.text.strip()
    forms: dict[str, str] = {}
    for key, value in node.items:
        text = scalar(value, key.text, problems)
        if key.text not in FORMS:
            details = suggestions(key.text, FORMS)
            problems.add("unknown-word", key.place, key=id, found=key.text, **details)
        elif text is not None:
            forms[key.text] = text.text.strip()
    if "other" not in forms:
        problems.add("missing-key", node.place, key="other", what="phrase", id=id)
        return None
    return forms
