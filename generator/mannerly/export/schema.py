"""A JSON Schema of a guide's files, by which editors complete what is typed and say what it means.

What each key means is taken from the language reference. With a guide at hand its own
ids are proposed where they can stand; others are let through, as the checker knows better.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from mannerly.format.shape import FILE, Shape
from mannerly.model.guide import Model
from mannerly.model.read_phrases import FORMS
from mannerly.resources import grammar_file

Json = dict[str, Any]

#: Where in a guide's folder its schema is kept: the first line of each file names it.
#: Hidden, it is no part of the guide, and on no site that is made of it.
FILE_NAME = ".schema.json"

#: The dialect that editors know best.
DIALECT = "http://json-schema.org/draft-07/schema#"

# A number, yes or no in YAML is a text to a guide.
_TEXT: Json = {"type": ["string", "number", "boolean"]}
_ROW = re.compile(r"^\| (`[^|]*?) \| (.*) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def schema(model: Model | None = None) -> Json:
    """The schema of every file of a guide; with ``model``, with the ids of that guide."""
    return _Schema(_Names.of(model)).file()


def as_text(schema: Json) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


class _Names:
    """The ids that can be proposed, each with what it stands for, by kind."""

    def __init__(self, **kinds: Mapping[str, str]) -> None:
        self._kinds = kinds

    @classmethod
    def of(cls, model: Model | None) -> _Names:
        if model is None:
            return cls()
        rules = {id: rule.when_text for id, rule in model.rules.items()}
        groups = dict(sorted(model.groups.items()))
        acts = {id: act.title for id, act in model.acts.items()}
        return cls(
            fact={id: fact.ask for id, fact in model.facts.items()},
            act=acts,
            source={id: source.title for id, source in model.sources.items()},
            point={id: point.says for id, point in model.points.items()},
            rule=rules,
            group=groups,
            over=rules
            | {f"group {id}": f"All rules of this group: {title}" for id, title in groups.items()}
            | {f"act {id}": f"All rules that advise this: {title}" for id, title in acts.items()},
        )

    def one(self, kind: str) -> Json:
        """One id."""
        known = self._kinds.get(kind, {})
        if not known:
            return _TEXT
        proposed = [{"const": id, "description": meaning} for id, meaning in known.items()]
        return {"anyOf": [*proposed, _TEXT]}

    def some(self, kind: str) -> Json:
        """One id, or a list of them."""
        one = self.one(kind)
        return {"anyOf": [one, {"type": "array", "items": one}]}

    def by(self, kind: str, value: Json) -> Json:
        """Ids with a value each."""
        named = {
            id: value | {"description": meaning}
            for id, meaning in self._kinds.get(kind, {}).items()
        }
        return {"type": "object", "properties": named, "additionalProperties": value}


class _Schema:
    def __init__(self, names: _Names) -> None:
        self.names = names
        self.meanings = meanings(grammar_file("reference.md").read_text(encoding="utf-8"))

    def file(self) -> Json:
        forms = _closed(dict.fromkeys(FORMS, _TEXT), "other")
        properties: dict[str, Json] = {
            "guide": self._entry("guide", FILE.keys["guide"], "title"),
            "calendar": self._entry("calendar", FILE.keys["calendar"], "years"),
            "conditions": _by_id(_TEXT),
            "assume": _list(
                {"anyOf": [_TEXT, self._entry("assume", FILE.keys["assume"].each, "that")]}
            ),
            "groups": self.names.by("group", _TEXT),
            "phrases": _by_id(_by_id({"anyOf": [_TEXT, forms]})),
        }
        for section in ("facts", "acts", "sources"):
            properties[section] = _by_id(self._of(section))
        for section in ("rules", "guarantees", "scenarios", "history"):
            properties[section] = _list(self._of(section))
        return {
            "$schema": DIALECT,
            "title": "A file of a Mannerly guide",
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }

    def _of(self, section: str) -> Json:
        required = [
            key
            for key, meaning in self.meanings[section].items()
            if meaning.startswith("Required.") or " Required" in meaning
        ]
        return self._entry(section, FILE.keys[section].each, *required)

    def _entry(self, section: str, shape: Shape | None, *required: str) -> Json:
        """An entry of a section, with what the reference says of each key."""
        assert shape is not None
        told = self.meanings.get(section, {})
        properties = {}
        for key in shape.keys:
            value = self._value(section, key)
            if key in told:
                value = {"description": told[key], **value}
            properties[key] = value
        return {
            "type": "object",
            "properties": properties,
            "required": list(required),
            "additionalProperties": False,
        }

    def _value(self, section: str, key: str) -> Json:
        names = self.names
        texts = _list(_TEXT)
        match section, key:
            case "calendar", "work week":
                return _either(_TEXT, texts)
            case "calendar", "holidays":
                parts = dict.fromkeys(FILE.keys["calendar"].keys["holidays"].keys, texts)
                whole = _closed(parts | {"from": _TEXT})
                return _either(_TEXT, texts, whole)
            case "facts", "options" | "several" | "options were":
                return _by_id(_TEXT)
            case "facts", "likely":
                return _by_id({"type": "integer", "minimum": 1})
            case "facts", "date":
                return {"enum": ["past", "future", "any"]}
            case "facts", "after":
                return names.some("fact")
            case _, "was":
                return _either(_TEXT, texts)
            case "acts", "kind":
                return {"enum": ["contact", "task", "wait", "end"]}
            case "acts", "changes":
                return names.by("fact", _either(_TEXT, texts))
            case "acts", "replies":
                changes = names.by("fact", _either(_TEXT, texts))
                return _by_id(_closed({"title": _TEXT, "changes": changes}, "title", "changes"))
            case "acts", "words":
                parts = dict.fromkeys(("title", "subject", "text"), _TEXT) | {"fields": texts}
                return _by_id(_closed(parts, "title", "text"))
            case "sources", "points":
                kinds = {"enum": ["do", "wait", "avoid", "why", "mood", "how"]}
                point = _closed({"kind": kinds, "says": _TEXT, "aside": _TEXT}, "kind", "says")
                return _by_id(point)
            case "rules", "advise":
                return names.one("act")
            case "rules", "also" | "avoid":
                return names.some("act")
            case "rules" | "acts", "from":
                return names.some("point")
            case "rules", "over":
                return names.some("over")
            case "rules", "group":
                return names.one("group")
            case "scenarios", "given":
                return names.by("fact", _either(_TEXT, texts))
            case "history", "changed":
                return _either(_TEXT, texts)
            case "scenarios", "expect":
                expected = {
                    "advise": names.one("act"),
                    "also": names.some("act"),
                    "avoid": names.some("act"),
                    "until": _TEXT,
                    "by": _TEXT,
                    "rules": names.some("rule"),
                }
                alone = _either(names.one("act"), _closed(expected))
                voices = {"voices": names.by("source", alone)}
                return _either(names.one("act"), _closed(expected | voices))
            case _:
                return _TEXT


def meanings(reference: str) -> dict[str, dict[str, str]]:
    """What the language reference says of each key, by section."""
    found: dict[str, dict[str, str]] = {}
    for heading in re.split(r"^### ", reference, flags=re.MULTILINE)[1:]:
        name, _, text = heading.partition("\n")
        for keys, meaning in _ROW.findall(text.partition("\n## ")[0]):
            for key in re.findall(r"`([^`]+)`", keys):
                words = meaning.rpartition(" | ")[0] or meaning
                found.setdefault(name, {})[key] = _LINK.sub(r"\1", words)
    return found


def _either(*some: Json) -> Json:
    return {"anyOf": list(some)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _by_id(value: Json) -> Json:
    return {"type": "object", "additionalProperties": value}


def _closed(properties: dict[str, Json], *required: str) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
