"""Finds what the package needs beside its code: the grammar, the site's templates, a cache.

In an installed wheel the first two lie in the package, in a checkout at its top level.
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


def recheck_program() -> Path:
    """The path of the program that checks certificates, which uses nothing of this package."""
    return templates() / "recheck.py"


def cache_file(name: str) -> Path | None:
    """Where to keep what can be made anew, in the user's own cache; None where there is none."""
    from platformdirs import user_cache_path

    try:
        return user_cache_path("mannerly", appauthor=False, ensure_exists=True) / name
    except OSError:
        return None


def _folder(name: str) -> Path:
    packaged = _PACKAGE / "_resources" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name
