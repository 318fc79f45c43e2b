"""The one way in which the files of a guide are written."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import yaml

from mannerly.format.shape import FILE, PLAIN, Shape, in_order
from mannerly.format.tree import Entry, File, Several, Text, can_keep_lines, read
from mannerly.problems import Problem, Problems
from mannerly.syntax.nodes import Mapping
from mannerly.syntax.yaml_reader import read_yaml

#: How long a line may be, how far what is inside is indented, and how long an item of a list or
#: mapping may be that stands in brackets over several lines.
WIDTH, INDENT, SHORT = 100, 2, 40

#: After these words "and" and "or" do not join two conditions.
_NO_JOINT = re.compile(r"\b(?:between [^ ]+|is (?:not )?on)$")
#: What a law begins with: a list of acts, which is broken wherever the line ends.
_LAW = re.compile(r"(?:never|always|at most|at least .* between) ")
_SIGNS = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`]")


class NotFormatted(Exception):
    """The text is not one that can be formatted: why, or nothing where it has no sections."""

    def __init__(self, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__()
        self.problems = problems


def formatted(text: str, file: str = "") -> str:
    """The text of a YAML file of a guide, as it is to be written; comments stay.

    ``file`` is what problems name it. Raises NotFormatted where the text is not the YAML
    of a guide.
    """
    problems = Problems()
    node = read_yaml(file, text, problems)
    if node is None or problems:
        raise NotFormatted(problems.sorted())
    if not isinstance(node, Mapping):
        raise NotFormatted
    tree = read(text)
    written = "".join(f"{line}\n" for line in _file(tree))
    if tree.root.entries and _meaning(written) != _meaning(text):
        raise AssertionError("what was formatted would mean something else")
    return written


def _meaning(text: str) -> object:
    """What the text says to a reader of guides, for whom blanks around texts do not count."""

    def said(node: yaml.Node | None) -> object:
        match node:
            case yaml.MappingNode():
                return sorted((said(key), said(value)) for key, value in node.value)
            case yaml.SequenceNode():
                return [said(item) for item in node.value]
            case yaml.ScalarNode():
                return re.sub(r"[ \t]+", " ", node.value).strip()
        return None

    return said(yaml.compose(text, yaml.CSafeLoader))


def _file(file: File) -> Iterator[str]:
    yield from _block(file.root, FILE, 0)
    after = list(file.after)
    if after and file.root.entries:
        yield ""
    while after and not after[-1]:
        after.pop()
    yield from after


def _block(several: Several, shape: Shape, depth: int) -> Iterator[str]:
    """Entries one below the other."""
    keys = [entry.key.text if entry.key else "" for entry in several.entries]
    order = list(range(len(keys))) if several.list else in_order(keys, shape)
    tall = False
    for place, i in enumerate(order):
        entry = several.entries[i]
        lines = list(_entry(entry, _shape_of(entry, shape), depth))
        grown = tall
        tall = len(lines) > 1
        if place and ((i and entry.apart) or (shape.apart and (grown or tall))):
            yield ""
        for comment in entry.before:
            yield f"{' ' * depth}{comment}" if comment else ""
        yield from lines


def _shape_of(entry: Entry, shape: Shape) -> Shape:
    known = shape.keys.get(entry.key.text) if entry.key else None
    return known or shape.each or PLAIN


def _entry(entry: Entry, shape: Shape, depth: int) -> Iterator[str]:
    margin = " " * depth
    beside = f"  {entry.beside}" if entry.beside else ""
    head = f"{margin}-" if entry.key is None else f"{margin}{_key(entry.key)}:"
    value = entry.value
    if isinstance(value, Several) and (not value.entries or _fits_in_line(value)):
        items = _items(value, shape)
        opening, closing = "[]" if value.list else "{}"
        in_line = [f"{opening}{', '.join(items)}{closing}"]
        for lines in (in_line, _wrapped(value, items, depth + INDENT, len(head) + 1)):
            if not value.entries or (lines and len(head) + 1 + len(lines[0]) <= WIDTH):
                yield f"{head} {lines[0]}{beside if len(lines) == 1 else ''}"
                yield from lines[1:-1]
                if len(lines) > 1:
                    yield f"{lines[-1]}{beside}"
                return
    match value:
        case Several() if entry.key is None:
            inner = list(_block(value, shape, depth + INDENT))
            # The first line stands behind the dash, unless a comment is to come before it.
            if value.list or inner[0].lstrip().startswith("#"):
                yield f"{head}{beside}"
                yield from inner
            else:
                yield f"{head}{' ' * (INDENT - 1)}{inner[0].lstrip()}{beside}"
                yield from inner[1:]
        case Several():
            yield f"{head}{beside}"
            yield from _block(value, shape, depth + INDENT)
        case Text():
            yield from _text(value, shape, depth, head, beside)


def _fits_in_line(value: Several) -> bool:
    """Whether brackets may hold it: it has no comments inside, and a list nothing but texts."""
    if any(entry.before or entry.beside for entry in value.entries):
        return False
    inner = [entry.value for entry in value.entries]
    texts = all(isinstance(each, Text) and not each.keeps_lines for each in inner)
    if value.flow:
        return all(
            _fits_in_line(each) if isinstance(each, Several) else not each.keeps_lines
            for each in inner
        )
    return value.list and texts


def _items(value: Several, shape: Shape) -> list[str]:
    """What stands between the brackets."""
    keys = [entry.key.text if entry.key else "" for entry in value.entries]
    items = []
    for i in range(len(keys)) if value.list else in_order(keys, shape):
        entry = value.entries[i]
        match entry.value:
            case Text():
                text = _scalar(entry.value, flow=True)
            case Several(list=list):
                inner = ", ".join(_items(entry.value, _shape_of(entry, shape)))
                text = f"[{inner}]" if list else f"{{{inner}}}"
        items.append(text if entry.key is None else f"{_key(entry.key, flow=True)}: {text}")
    return items


def _wrapped(value: Several, items: list[str], depth: int, used: int) -> list[str]:
    """Many short items in brackets, over several lines; nothing where they are not short."""
    if not value.flow or any(len(item) > SHORT for item in items):
        return []
    opening, closing = "[]" if value.list else "{}"
    lines = [opening]
    room = WIDTH - used
    for i, item in enumerate(items):
        piece = f"{item}{closing if i == len(items) - 1 else ','}"
        if len(lines[-1]) + 1 + len(piece) > room and lines[-1] != opening:
            lines.append(" " * depth)
            room = WIDTH
        glue = "" if lines[-1] == opening or not lines[-1].strip() else " "
        lines[-1] += glue + piece
    return lines


def _text(value: Text, shape: Shape, depth: int, head: str, beside: str) -> Iterator[str]:
    text = value.text
    margin = " " * (depth + INDENT)
    kept = text.rstrip("\n")
    if can_keep_lines(kept):
        yield f"{head} |{'' if text.endswith(chr(10)) else '-'}{beside}"
        for line in kept.split("\n"):
            yield f"{margin}{line}" if line else ""
        return
    if shape.condition and "\n" not in text:
        text = re.sub(r"[ \t]+", " ", text)
    short = _scalar(Text(text, bare=value.bare))
    if len(head) + 1 + len(short) + len(beside) <= WIDTH or not _can_be_folded(text):
        yield f"{head} {short}{beside}".rstrip()
        return
    yield f"{head} >-{beside}"
    room = WIDTH - len(margin)
    lines = _broken(text, room) if shape.condition else _filled(text, room)
    yield from (f"{margin}{line}" for line in lines)


def _filled(text: str, room: int) -> list[str]:
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)


def _broken(condition: str, room: int) -> list[str]:
    """A condition in lines, broken where it falls into parts: outermost first."""
    if len(condition) <= room:
        return [condition]
    law, *when = _parts(condition, "when")
    if when:
        return [*_filled(law, room), *(line for part in when for line in _broken(part, room))]
    if _LAW.match(condition):
        return _filled(condition, room)
    parts = _parts(condition, "or")
    if len(parts) > 1:
        return [line for part in parts for line in _broken(part, room)]
    lines: list[str] = []
    for part in _parts(condition, "and"):
        if lines and len(lines[-1]) + 1 + len(part) <= room:
            lines[-1] += f" {part}"
        elif group := re.fullmatch(r"((?:(?:and|or|not) )*)\((.*)\)", part):
            inner = _broken(group[2], room - len(group[1]) - 2)
            inner[0] = f"{group[1]}({inner[0]}"
            inner[-1] += ")"
            lines += inner
        else:
            lines += _filled(part, room)
    return lines


def _parts(condition: str, joint: str) -> list[str]:
    """What a condition falls into at a word, which each part but the first begins with."""
    parts = [""]
    depth = 0
    for word in condition.split(" "):
        if word == joint and not depth and parts[-1] and not _NO_JOINT.search(parts[-1]):
            parts.append(word)
        else:
            parts[-1] += f" {word}" if parts[-1] else word
        depth += word.count("(") - word.count(")")
    return parts


def _can_be_folded(text: str) -> bool:
    """Whether a text is words with one blank between them, of which the lines can be made anew."""
    return text.isprintable() and "" not in text.split(" ")


def _key(key: Text, *, flow: bool = False) -> str:
    return _scalar(key, flow=flow)


def _scalar(value: Text, *, flow: bool = False) -> str:
    """A text in one line: bare where YAML and its readers take it so, else in quotes."""
    text = value.text
    if not text:
        return "" if value.bare and not flow else '""'
    if _can_be_bare(text, flow=flow):
        return text
    if text.isprintable():
        if '"' in text or "\\" in text:
            return "'" + text.replace("'", "''") + "'"
        return f'"{text}"'
    dumped = yaml.dump(
        text, Dumper=yaml.CSafeDumper, default_style='"', width=2**30, allow_unicode=True
    )
    return str(dumped).rstrip("\n")


def _can_be_bare(text: str, *, flow: bool) -> bool:
    if text != text.strip() or not text.isprintable():
        return False
    if _SIGNS.match(text) and not re.match(r"[-?:][^\s,\[\]{}]", text):
        return False
    if ": " in text or " #" in text or text.endswith(":") or text in ("---", "..."):
        return False
    # Other programs take these for something else than text (YAML 1.2, core schema).
    if text.lower() in ("true", "false", "null", "~"):
        return False
    return not (flow and re.search(r"[,\[\]{}]|^[-?:]|:$", text))
