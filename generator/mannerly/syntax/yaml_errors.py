"""What the YAML parser's complaints mean to an editor: a code, and the place to look at.

The parser knows what it was doing and what it found, which is often where it gave
up rather than the cause.
"""

from __future__ import annotations

import re

import yaml

from mannerly.problems import Place, Problems, Related
from mannerly.syntax.scalars import Source

#: No guide needs to be deeper than this, and what is not deeper is read without trouble.
MAX_DEPTH = 32

# libyaml's words for what it was doing and what it found.
_KINDS = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"maximum nesting depth", "yaml-too-deep"),
        (r"directive|document start|YAML document", "yaml-directive"),
        (r"mapping values are not allowed", "yaml-colon"),
        (r"end of stream|document indicator", "yaml-quote-open"),
        (r"expected ',' or", "yaml-bracket"),
        (r"expected ':'", "yaml-colon-missing"),
        (r"sequence entries are not allowed", "yaml-list-item"),
        (r"scanning a block scalar", "yaml-block-header"),
        (r"quoted scalar", "yaml-escape"),
        (r"expected key|'-' indicator", "yaml-structure"),
        (
            r"node content|cannot start|keys are not|an anchor|an alias|a tag|tag handle",
            "yaml-sign",
        ),
    )
)
# An escape of a number that is no character's: half of one.
_HALF = re.compile(r"\\(?:u|U0{4})[Dd][89A-Fa-f][0-9A-Fa-f]{2}")
_TAB_INDENT = re.compile(r" *(\t+)")
# Lines that give the parser an order.
_ORDER = re.compile(r"^(?:%|\.\.\.)", re.MULTILINE)


def report_broken(error: yaml.MarkedYAMLError, source: Source, problems: Problems) -> None:
    """Add the one problem that stopped the parser."""
    text = source.text
    at = min(error.problem_mark.index, len(text)) if error.problem_mark else 0
    begun = min(error.context_mark.index, at) if error.context_mark else at
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at].strip()
    here = source.place(at, min(at + 1, len(text)))
    opening = source.place(begun, begun + 1)
    said = f"{error.context or ''} {error.problem}".strip()

    if tab := _TAB_INDENT.match(text, line):
        problems.add("yaml-tab", source.place(*tab.span(1)))
        return
    kind = next((code for pattern, code in _KINDS if pattern.search(said)), "")
    orders = [found.start() for found in _ORDER.finditer(text, 0, line + 3)]
    if kind == "yaml-directive" and not orders:  # what ended in an earlier line is the whole file
        kind, before = "yaml-structure", text[:at].rstrip()
    match kind:
        case "yaml-colon" if re.search(r":(\s|$)", before):
            problems.add("yaml-colon-in-text", here)
        case "yaml-colon":
            problems.add("yaml-mapping-in-text", rest_of_line(source, line))
        case "yaml-too-deep":  # libyaml itself gives up, which newer ones do
            problems.add("yaml-too-deep", here, limit=MAX_DEPTH)
        case "yaml-quote-open":
            problems.add("yaml-quote-open", opening, quote=text[begun])
        case "yaml-bracket":
            stopped = (Related(here, "stopped-here"),) if at < len(text) else ()
            problems.add("yaml-bracket", opening, bracket=text[begun], related=stopped)
        case "yaml-colon-missing":
            problems.add("yaml-colon-missing", rest_of_line(source, begun))
        case "yaml-list-item":
            problems.add("yaml-list-item", here)
        case "yaml-block-header":
            problems.add("yaml-block-header", opening, sign=text[begun])
        case "yaml-escape":
            backslash = text.rfind("\\", 0, at + 1)
            escape = text[backslash : backslash + 2]
            if half := _HALF.match(text, backslash):
                escape = half[0]
            end = backslash + len(escape)
            problems.add("yaml-escape", source.place(backslash, end), escape=escape)
        case "yaml-sign":
            problems.add("yaml-sign", opening, sign=text[begun : begun + 1])
        case "yaml-directive":
            problems.add("yaml-directive", rest_of_line(source, orders[-1]))
        case "yaml-structure" if before.endswith(('"', "'")):
            problems.add("yaml-text-after-quote", rest_of_line(source, at), quote=before[-1])
        case "yaml-structure" if before.endswith(("]", "}")) or text.startswith(("]", "}"), at):
            problems.add("yaml-text-after-bracket", rest_of_line(source, at))
        case "yaml-structure" if text.startswith(":", at):
            problems.add("yaml-key", here)
        case "yaml-structure":
            problems.add("yaml-indentation", rest_of_line(source, at))
        case _:
            problems.add("yaml-broken", here, said=said)


def rest_of_line(source: Source, start: int) -> Place:
    """What stands in a line from ``start`` on, without the blanks around it."""
    text = source.text
    end = text.find("\n", start)
    rest = text[start : len(text) if end < 0 else end]
    start += len(rest) - len(rest.lstrip())
    return source.place(start, start + len(rest.strip()))
