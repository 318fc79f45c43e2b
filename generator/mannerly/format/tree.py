"""A file of YAML with its comments, each at the entry that it stands before or beside.

The files of a guide are a small part of YAML: no anchors, tags, merges or second
documents, and keys that are texts. What is more than that the reader of guides has
refused before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

_GAP = re.compile(r"(?:\s|#[^\n]*)*")
_COMMENT = re.compile(r"(?:^|(?<=[\s]))#[^\n]*", re.MULTILINE)


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list, whose ``key`` is None.

    ``before`` are the lines of comments above it, "" for an empty line; ``beside``
    is the comment at the end of its first line. ``apart`` says whether the editor
    left an empty line before all that.
    """

    key: Text | None
    value: Value
    start: int
    before: list[str] = field(default_factory=list)
    beside: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar: its text, and whether it stands on lines that stay (after ``|``)."""

    text: str
    keeps_lines: bool = False
    bare: bool = True


@dataclass(frozen=True, slots=True)
class Several:
    """A mapping or a list; ``flow`` where it stands in braces or brackets."""

    entries: tuple[Entry, ...]
    flow: bool
    list: bool


Value = Text | Several


@dataclass(frozen=True, slots=True)
class File:
    """A whole file; ``after`` are the comments behind its last entry."""

    root: Several
    after: tuple[str, ...]


def read(text: str) -> File:
    """The file that a text is, which the reader of guides takes for a mapping.

    Lines end with ``\\n``. The lines "---" and "..." around it are left out.
    """
    node = yaml.compose(text, yaml.CSafeLoader)
    if not isinstance(node, yaml.MappingNode):  # there is nothing but comments
        root = Several((), flow=False, list=False)
        return File(root, tuple(_lines(text)))
    reader = _Reader(text)
    root = reader.several(node)
    return File(root, reader.attach())


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._entries: list[Entry] = []
        self._scalars: list[tuple[int, int]] = []

    def several(self, node: yaml.CollectionNode) -> Several:
        return Several(
            tuple(self._entries_of(node)),
            flow=bool(node.flow_style),
            list=isinstance(node, yaml.SequenceNode),
        )

    def _entries_of(self, node: yaml.CollectionNode) -> Iterator[Entry]:
        end = node.start_mark.index
        for item in node.value:
            key, value = item if isinstance(node, yaml.MappingNode) else (None, item)
            start = (value if key is None else key).start_mark.index
            if key is None and not node.flow_style:
                start = _GAP.match(self._text, end).end()  # type: ignore[union-attr]  # the dash
                end = value.end_mark.index
            entry = Entry(None, Text(""), start)
            self._entries.append(entry)
            if key is not None:
                entry.key = self._scalar(key)
            entry.value = self._value(value)
            yield entry

    def _value(self, node: yaml.Node) -> Value:
        if isinstance(node, yaml.CollectionNode):
            return self.several(node)
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node)

    def _scalar(self, node: yaml.ScalarNode) -> Text:
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            header = self._text.find("\n", start)
            comment = self._text.find("#", start, header)
            start = header if comment < 0 else start
            if comment >= 0:
                self._scalars.append((header, end))
                return _text(node)
        if end > start:
            self._scalars.append((start, end))
        return _text(node)

    def _comments(self) -> Iterator[tuple[int, str]]:
        """All comments, with where each begins: they lie between the scalars."""
        end = 0
        for start, after in (*sorted(self._scalars), (len(self._text), 0)):
            for match in _COMMENT.finditer(self._text, end, start):
                yield match.start(), match.group().rstrip()
            end = after

    def attach(self) -> tuple[str, ...]:
        """Give each comment to its entry; gives those behind the last one."""
        text = self._text
        order = sorted(self._entries, key=lambda entry: entry.start)
        positions = [entry.start for entry in order]
        first_in_line: dict[int, int] = {}
        for i, start in enumerate(positions):
            first_in_line.setdefault(text.rfind("\n", 0, start) + 1, i)
        above: dict[int, list[tuple[int, str]]] = {}
        for at, comment in self._comments():
            line = text.rfind("\n", 0, at) + 1
            if order and text[line:at].strip():
                last = max(bisect_right(positions, at) - 1, 0)
                beside = order[first_in_line.get(line, last)]
                beside.beside = f"{beside.beside} {comment}".strip()
            else:
                i = bisect_right(positions, at)
                above.setdefault(i, []).append((line, comment))
        for i, entry in enumerate(order):
            entry.before = _spaced(text, above.get(i, []), entry.start)
            first = above[i][0][0] if i in above else entry.start
            entry.apart = _empty_line_before(text, first)
        return tuple(_spaced(text, above.get(len(order), []), len(text)))


def can_keep_lines(text: str) -> bool:
    """Whether a text without blanks around it can be written after ``|``, as it is."""
    lines = text.split("\n")
    return len(lines) > 1 and all(line == line.rstrip() and line.isprintable() for line in lines)


def _text(node: yaml.ScalarNode) -> Text:
    """A scalar's text; blanks around it do not count, but for the end of a last line that stays."""
    text = node.value.strip()
    if node.style == "|" and can_keep_lines(text):
        end = "\n" if node.value.endswith("\n") else ""
        return Text(text + end, keeps_lines=True, bare=False)
    return Text(text, bare=not node.style)


def _spaced(text: str, comments: list[tuple[int, str]], start: int) -> list[str]:
    """Comments as lines, with "" where an empty line follows one."""
    if not comments:
        return []
    found: list[str] = []
    ends = [line for line, _ in comments[1:]] + [text.rfind("\n", 0, start) + 1]
    for (line, comment), end in zip(comments, ends, strict=True):
        found.append(comment)
        if "\n\n" in re.sub(r"[ \t]+", "", text[line:end]):
            found.append("")
    return found


def _empty_line_before(text: str, at: int) -> bool:
    line = text.rfind("\n", 0, at) + 1
    before = text.rfind("\n", 0, line - 1) + 1
    return line > 0 and not text[line:at].strip() and not text[before:line].strip()


def _lines(text: str) -> list[str]:
    """The comments of a text that holds nothing else, with "" where an empty line follows one."""
    found = [_COMMENT.search(line) for line in text.split("\n")]
    lines = [comment.group().rstrip() if comment else "" for comment in found]
    return [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
