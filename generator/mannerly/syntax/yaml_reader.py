"""Reads YAML into nodes: text, lists and mappings, each with its place.

Only the part of YAML that an editor needs: no aliases, tags, merge keys or
second documents, and nothing is guessed to be a number, a date or a truth value.
It takes the parser's events one at a time and builds without recursion, so that
a file of 100,000 open brackets is one problem, and neither slow nor a crash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from mannerly.problems import Place, Problems, Related
from mannerly.syntax.characters import report_hidden
from mannerly.syntax.nodes import Mapping, Node, Scalar, Sequence
from mannerly.syntax.scalars import Locator, Source
from mannerly.syntax.yaml_errors import MAX_DEPTH, report_broken, rest_of_line

#: Texts, lists and mappings in one file; the 10,000 rules of a very large guide have 200,000.
MAX_ITEMS = 500_000

# libyaml's parser. PyYAML's own is ten times as slow and reads another language:
# it takes no "?" inside of braces, where most questions stand.
_LOADER: type[yaml.CSafeLoader] | None = getattr(yaml, "CSafeLoader", None)

# An anchor or a tag, and the blanks and comments up to what it belongs to.
_PROPERTY = re.compile(r"([&!][^\s,\[\]{}]*)\s*(?:#[^\n]*\s*)*")


def read_yaml(file: str, text: str, problems: Problems) -> Node | None:
    """What a YAML text holds; an empty one is an empty mapping.

    ``text`` is as ``files.decode`` gives it. None, and at least one problem,
    where so much is wrong that what was read cannot stand for the file.
    """
    if _LOADER is None:
        problems.add("yaml-no-libyaml", None)
        return None
    return _Reader(file, text, problems).read(_LOADER)


@dataclass(slots=True)
class _OpenSequence:
    start: SequenceStartEvent
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class _OpenMapping:
    start: MappingStartEvent
    items: list[tuple[Scalar, Node]] = field(default_factory=list)
    keys: dict[str, Place] = field(default_factory=dict)
    wants_key: bool = True
    key: Scalar | None = None  # None also where the value that comes is to be left out


def _marks(event: Event) -> tuple[Any, Any]:
    """Where an event begins and ends; the stubs say that it may not know, but the parsers do."""
    return event.start_mark, event.end_mark


class _Reader:
    def __init__(self, file: str, text: str, problems: Problems) -> None:
        self._source = Source(file, text)
        self._problems = problems
        self._open: list[_OpenSequence | _OpenMapping] = []
        self._root: Node | None = None
        self._whole = True

    def read(self, loader: type[yaml.CSafeLoader]) -> Node | None:
        """Take events until there are no more, or none that could be taken."""
        documents = items = 0
        try:
            for event in yaml.parse(self._source.text, Loader=loader):
                items += isinstance(event, NodeEvent)
                match event:
                    case NodeEvent() if items > MAX_ITEMS:
                        self._problems.add("yaml-too-much", self._place(event), limit=MAX_ITEMS)
                        return None
                    case ScalarEvent():
                        self._put(self._scalar(event))
                    case CollectionStartEvent() if len(self._open) == MAX_DEPTH:
                        self._problems.add("yaml-too-deep", self._place(event), limit=MAX_DEPTH)
                        return None
                    case SequenceStartEvent():
                        self._refuse_properties(event)
                        self._open.append(_OpenSequence(event))
                    case MappingStartEvent():
                        self._refuse_properties(event)
                        self._open.append(_OpenMapping(event))
                    case CollectionEndEvent():
                        self._put(self._close(event))
                    case AliasEvent():
                        self._put(self._alias(event))
                    case DocumentStartEvent():
                        documents += 1
                        if documents == 2:
                            self._problems.add("yaml-documents", self._place(event))
                            break
                        if event.version or event.tags:
                            order = rest_of_line(self._source, _marks(event)[0].index)
                            self._problems.add("yaml-directive", order)
        except yaml.MarkedYAMLError as error:
            report_broken(error, self._source, self._problems)
            return None
        if not self._whole:
            return None
        if self._root is None or (isinstance(self._root, Scalar) and not self._root.text):
            return Mapping((), Place(self._source.file, 1, 1, 1, 1))
        return self._root

    def _place(self, event: Event) -> Place:
        start, end = _marks(event)
        return Place(
            self._source.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1
        )

    def _scalar(self, event: ScalarEvent) -> Scalar:
        begins, ends = _marks(event)
        start, end, style = begins.index, ends.index, event.style or ""
        if event.anchor is not None or event.tag is not None:
            start = min(self._refuse_properties(event), end)
        locate = Locator(self._source, start, end, style, event.value)
        if style in ("|", ">"):
            # The text itself is worth showing, not its header.
            return Scalar(event.value, locate(0, len(event.value)), locate)
        if style == '"':
            report_hidden(event.value, locate, self._problems)
        return Scalar(event.value, self._place(event), locate)

    def _refuse_properties(self, event: NodeEvent) -> int:
        """Report the anchor and the tag before a node; where the node itself begins."""
        text = self._source.text
        start: int = _marks(event)[0].index
        while found := _PROPERTY.match(text, start):
            code = "yaml-anchor" if found[1].startswith("&") else "yaml-tag"
            self._problems.add(code, self._source.place(*found.span(1)), written=found[1])
            start = found.end()
        return start

    def _alias(self, event: AliasEvent) -> Scalar:
        self._problems.add("yaml-alias", self._place(event), name=event.anchor)
        self._whole = False
        start = _marks(event)[0].index
        return Scalar("", self._place(event), Locator(self._source, start, start, "", ""))

    def _close(self, event: CollectionEndEvent) -> Node:
        opened = self._open.pop()
        start, end = self._place(opened.start), self._place(event)
        if opened.items and not opened.start.flow_style:
            last = opened.items[-1]  # the parser's own end is where the next thing begins
            end = (last[1] if isinstance(last, tuple) else last).place
        place = Place(start.file, start.line, start.column, end.end_line, end.end_column)
        if isinstance(opened, _OpenSequence):
            return Sequence(tuple(opened.items), place)
        return Mapping(tuple(opened.items), place)

    def _key(self, mapping: _OpenMapping, node: Node) -> Scalar | None:
        """The node as a key of the mapping; None, and a problem, where it cannot be one."""
        if not isinstance(node, Scalar) or not node.text:
            self._problems.add("yaml-key", node.place)
            return None
        if node.text == "<<":
            self._problems.add("yaml-merge", node.place)
            return None
        if node.text in mapping.keys:
            first = Related(mapping.keys[node.text], "first-here")
            self._problems.add("yaml-duplicate", node.place, key=node.text, related=(first,))
            return None
        mapping.keys[node.text] = node.place
        return node

    def _put(self, node: Node) -> None:
        """Add a finished node to what is open: to a list, as a key, or as its value."""
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent, _OpenSequence):
            parent.items.append(node)
        elif parent.wants_key:
            parent.wants_key = False
            parent.key = self._key(parent, node)
        else:
            parent.wants_key = True
            if parent.key is not None:
                parent.items.append((parent.key, node))
