"""What an editor can do about a problem at a keystroke: the checker's proposals, as edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from textwrap import indent

from mannerly.lsp.edits import Edit, insertion
from mannerly.lsp.mentions import Name
from mannerly.lsp.workspace import Snapshot
from mannerly.problems import Mend, Place, Problem
from mannerly.syntax.nodes import Mapping, Node, Scalar, Sequence

#: Which detail of a problem is the word for which its ``close`` was meant.
_WRONG = {
    "unknown-key": "key",
    "unknown-name": "name",
    "unknown-option": "name",
    "option-needed": "found",
    "unknown-placeholder": "name",
    "phrase-placeholder": "name",
    "unknown-section": "section",
    "unknown-word": "found",
    "unknown-weekday": "found",
    "unknown-country": "country",
    "quote-kind": "kind",
}


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that settle a problem, and what they do, in words."""

    title: str
    edits: tuple[Edit, ...]


def fixes(problem: Problem, snapshot: Snapshot, file: str) -> Iterator[Fix]:
    """The fixes for a problem; what has no place of its own goes into ``file`` where it can."""
    if problem.place is not None:
        yield from _meant(problem, problem.place, snapshot)
        right = _right(problem)
        if right is not None:
            title = f'Write "{right}"' if right else "Leave it out"
            yield Fix(title, (Edit(problem.place, right),))
    for mend in problem.details.get("mends", ()):
        fix = (
            _new_rule(mend, snapshot, file) if mend.rule is None else _over(mend, problem, snapshot)
        )
        if fix is not None:
            yield fix


def _meant(problem: Problem, place: Place, snapshot: Snapshot) -> Iterator[Fix]:
    """The known name that was most likely meant."""
    close = problem.details.get("close")
    wrong = str(problem.details.get(_WRONG.get(problem.code, ""), ""))
    if not close or not wrong or problem.details.get("is_fact") or place.line != place.end_line:
        return
    line = snapshot.texts[place.file].split("\n")[place.line - 1]
    start = line.rfind(wrong, place.column - 1, place.end_column - 1)
    if start >= 0:
        there = Place(place.file, place.line, start + 1, place.line, start + 1 + len(wrong))
        yield Fix(f'Write "{close}"', (Edit(there, str(close)),))


def _right(problem: Problem) -> str | None:
    """What to write instead of all that is marked, where the checker knows."""
    details = problem.details
    match problem.code:
        case "condition-slip" | "date-form":
            right = details.get("right")
        case "id-upper-case":
            right = details["lower"]
        case "over-kind":
            right = f"{details['what']} {details['name']}"
        case "condition-quotes" if str(details["inside"]).replace("-", "").isalnum():
            right = details["inside"]
        case "condition-bracket" if not details["open"]:
            right = ""
        case "option-for-fact" if details["wanted"] == "condition" and len(details["owners"]) == 1:
            right = f"{details['owners'][0]} is {details['name']}"
        case _:
            right = None
    return None if right is None else str(right)


# ---- mends of gaps and conflicts


def _new_rule(mend: Mend, snapshot: Snapshot, file: str) -> Fix | None:
    """The rule that is missing, behind the last one of a file."""
    sections = {path: found for path in snapshot.documents if (found := _rules(path, snapshot))}
    if not sections:
        return None
    path = file if file in sections else max(sections)
    rules = sections[path]
    text = indent(f"\n{mend.yaml}", " " * (rules.place.column - 1))
    edit = _behind(rules, path, text, snapshot)
    id = mend.yaml.split("\n")[0].removeprefix("- rule: ")
    return Fix(f'Add the rule "{id}" for this situation to {PurePath(path).name}', (edit,))


def _rules(file: str, snapshot: Snapshot) -> Sequence | None:
    """The section ``rules`` of a file, where it is a list with dashes."""
    document = snapshot.documents[file]
    found = _value(document, "rules") if isinstance(document, Mapping) else None
    if isinstance(found, Sequence) and _begins(found, snapshot) == "-":
        return found
    return None


def _over(mend: Mend, problem: Problem, snapshot: Snapshot) -> Fix | None:
    """One rule is over the other."""
    winner = str(mend.rule)
    loser = str(problem.details["other" if winner == problem.details["rule"] else "rule"])
    declared = snapshot.names.declared.get(Name("rule", winner))
    if declared is None or not isinstance(declared.node, Mapping):
        return None
    but = {"dead-rule": "which then never decides", "gap": "which leaves situations without advice"}
    reserve = [but[code] for code in mend.then if code in but]
    title = f'Let "{winner}" decide over "{loser}"{"".join(f", {one}" for one in reserve)}'
    edit = _with_over(declared.node, loser, declared.place.file, snapshot)
    return Fix(title, (edit,))


def _with_over(rule: Mapping, loser: str, file: str, snapshot: Snapshot) -> Edit:
    """The edit after which a rule is over another one too."""
    match _value(rule, "over"):
        case Scalar(text=text, place=place):
            return Edit(place, f"[{text.strip()}, {loser}]")
        case Sequence(place=place) as rules if _begins(rules, snapshot) == "-":
            return _behind(rules, file, f"{' ' * (place.column - 1)}- {loser}\n", snapshot)
        case Sequence(items=items, place=place):
            text = f", {loser}" if items else loser
            return insertion(file, place.end_line, place.end_column - 1, text)
        case _ if _begins(rule, snapshot) == "{":
            end = rule.place
            return insertion(file, end.end_line, end.end_column - 1, f", over: [{loser}]")
        case _:
            text = f"{' ' * (rule.place.column - 1)}over: [{loser}]\n"
            return _behind(rule, file, text, snapshot)


def _value(node: Mapping, key: str) -> Node | None:
    return next((value for own, value in node.items if own.text == key), None)


def _begins(node: Node, snapshot: Snapshot) -> str:
    """The sign with which a node begins in its file."""
    line = snapshot.texts[node.place.file].split("\n")[node.place.line - 1]
    return line[node.place.column - 1 : node.place.column]


def _behind(node: Node, file: str, text: str, snapshot: Snapshot) -> Edit:
    """Lines put in behind those of a node."""
    place = node.place
    # A text on lines of its own ends where the line behind it begins.
    last = place.end_line if place.end_column > 1 else place.end_line - 1
    lines = snapshot.texts[file].split("\n")
    if last < len(lines):
        return insertion(file, last + 1, 1, text)
    return insertion(file, last, len(lines[last - 1]) + 1, f"\n{text}")
