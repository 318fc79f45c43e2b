"""Finds what the package needs beside its code: the grammar and the site's templates.

In an installed wheel they lie in the package, in a checkout at its top level.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def grammar_file(name: str) -> Path:
    """The path of a file of the folder ``grammar``."""
    return _folder("grammar") / name


def templates() -> Path:
    """The path of the folder ``site_templates``."""
    return _folder("site_templates")


def _folder(name: str) -> Path:
    packaged = _PACKAGE / "_resources" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name
