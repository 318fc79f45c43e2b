"""The modules of a script as one, which a browser loads in one go and which packs better.

The modules stay what editors and tests read. They keep to a form that needs no parser: imports of
names from neighbours, and declarations that no two modules call the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath

from mannerly.resources import templates

_IMPORT = re.compile(r'^import \{(?:(?!\bas\b)[\w\s,])*\} from "(\.\.?/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|let|class)\b)", re.MULTILINE)
_DECLARED = re.compile(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
_FOREIGN = re.compile(r"^(?:import|export)\b.*|^(?:const|let) [\[{].*|\bimport[(.].*", re.MULTILINE)


def script(path: str) -> str:
    """A script of the theme, by its path there, with all modules that it needs."""
    theme = templates() / "theme"
    return joined(lambda name: (theme / name).read_text(encoding="utf-8"), path)


def joined(read: Callable[[str], str], start: str) -> str:
    """The module ``start`` and all that it needs as one module; ``read`` gives one by its path.

    Raises ``ValueError`` where two modules declare one name, or one is not of the form.
    """
    owners: dict[str, str] = {}
    parts = []
    for name, module in _in_order(read, start, []):
        part = _EXPORT.sub("", _IMPORT.sub("", module))
        if foreign := _FOREIGN.search(part):
            raise ValueError(f"{name}: what joins the modules does not understand: {foreign[0]}")
        for declared in _DECLARED.findall(part):
            if other := owners.get(declared):
                raise ValueError(f"{name} and {other} both declare {declared}: rename one of them")
            owners[declared] = name
        parts.append(part)
    return "\n".join(parts)


def _in_order(read: Callable[[str], str], name: str, seen: list[str]) -> Iterator[tuple[str, str]]:
    """What a module needs before itself, each once: paths and contents."""
    if name in seen:
        return
    seen.append(name)
    module = read(name)
    for needed in _IMPORT.findall(module):
        yield from _in_order(read, normpath(join(dirname(name), needed)), seen)
    yield name, module
