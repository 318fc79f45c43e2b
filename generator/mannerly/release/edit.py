"""Where the version and its history stand in a guide's files, and how they read afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from mannerly.format.write import formatted
from mannerly.problems import Problems
from mannerly.syntax import nodes
from mannerly.syntax.yaml_reader import read_yaml

_HEAD = "# The versions of the guide, the latest first.\n\nhistory:\n"


class CannotEdit(Exception):
    """The files are written in a way that is not edited; the argument says what to do."""


def released(
    files: Mapping[str, str], new_file: str, version: str, day: date, changed: Sequence[str]
) -> dict[str, str]:
    """The files that become others, with their new texts: the version, and its history first.

    ``files`` are the YAML texts of a sound guide, ``new_file`` is what the file is called that is
    made where there is no history. Comments stay. Raises CannotEdit.
    """
    edited = dict(files)
    guide, head = _section(files, "guide")
    edited[guide] = _with_version(files[guide], head, version)
    entry = [f"- version: {version}", f"  date: {day}", "  changed:"]
    entry += [f"    - {json.dumps(text, ensure_ascii=False)}" for text in changed]
    try:
        file, history = _section(files, "history")
    except CannotEdit:
        if new_file in files:
            raise CannotEdit(
                f'Begin a section "history" in some file of the guide: {new_file} is taken.'
            ) from None
        edited[new_file] = formatted(_HEAD + "".join(f"  {line}\n" for line in entry))
    else:
        edited[file] = _with_entry(edited[file], history, entry)
    return {
        file: formatted(text) if file in files and formatted(files[file]) == files[file] else text
        for file, text in edited.items()
        if text != files.get(file)
    }


def _section(files: Mapping[str, str], name: str) -> tuple[str, nodes.Node]:
    """The first file with a section, and what it holds."""
    for file, text in files.items():
        match read_yaml(file, text, Problems()):
            case nodes.Mapping(items):
                for key, value in items:
                    if key.text == name:
                        return file, value
    raise CannotEdit(f'There is no section "{name}".')


def _with_version(text: str, guide: nodes.Node, version: str) -> str:
    values = dict[str, nodes.Node]()
    if isinstance(guide, nodes.Mapping):
        values = {key.text: value for key, value in guide.items}
    match values.get("version"):
        case nodes.Scalar(place=place) if place.line == place.end_line:
            lines = text.splitlines(keepends=True)
            line = lines[place.line - 1]
            lines[place.line - 1] = (
                line[: place.column - 1] + version + line[place.end_column - 1 :]
            )
            return "".join(lines)
    raise CannotEdit('Say "version: 1.0.0" in the section "guide" first.')


def _with_entry(text: str, history: nodes.Node, entry: Sequence[str]) -> str:
    lines = text.splitlines(keepends=True)
    match history:
        case nodes.Sequence((first, *_)):
            at = first.place.line - 1
            margin, dash, _ = lines[at].partition("- ")
            if dash and not margin.strip():
                new = [f"{margin}{line}\n" for line in entry]
                return "".join([*lines[:at], *new, *lines[at:]])
    raise CannotEdit('Write the section "history" as a list, and each version behind "- version:".')
