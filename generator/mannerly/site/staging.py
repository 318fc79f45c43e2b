"""Building a site beside the old one and putting it in its place at one step.

A build that is killed leaves the old site whole, or the new one; what it left beside it is
removed by the next, which also brings back a site that was on its way out.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def prepare(site: Path) -> Path | None:
    """An empty folder beside ``site`` to build in; None where none can be made there."""
    site = site.resolve()
    _remove_leftovers(site)
    staging = site.with_name(f".{site.name}.{os.getpid()}.new")
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        staging.mkdir()
    except OSError:
        return None
    return staging


def publish(staging: Path, site: Path) -> None:
    """Put what was built in place of ``site``, and remove the old one.

    Hidden files of the old site, such as ``.git``, stay, as they do when MkDocs
    cleans a site. Raises OSError where the site cannot be written.
    """
    site = site.resolve()
    if not site.exists():
        staging.rename(site)
        return
    shutil.copymode(site, staging)
    for entry in site.iterdir():
        if entry.name.startswith(".") and not (staging / entry.name).exists():
            _copy(entry, staging / entry.name)
    if _exchange(staging, site):
        shutil.rmtree(staging, ignore_errors=True)
        return
    old = staging.with_suffix(".old")
    try:
        site.rename(old)
    except OSError:
        _replace_contents(staging, site)
        return
    staging.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def discard(staging: Path) -> None:
    """Remove what a failed build has written."""
    shutil.rmtree(staging, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders swap their names at one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)


def _replace_contents(staging: Path, site: Path) -> None:
    # A mount point cannot be renamed; its contents can be replaced, as MkDocs itself does.
    for entry in site.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    shutil.copytree(staging, site, symlinks=True, dirs_exist_ok=True)
    discard(staging)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def _remove_leftovers(site: Path) -> None:
    name = re.compile(rf"\.{re.escape(site.name)}\.(\d+)\.(?:new|old)")
    for entry in site.parent.iterdir() if site.parent.is_dir() else ():
        found = name.fullmatch(entry.name)
        if found and not _running(int(found[1])):
            if entry.suffix == ".old" and not site.exists():
                entry.rename(site)
            else:
                shutil.rmtree(entry, ignore_errors=True)


def _running(process: int) -> bool:
    if process == os.getpid():
        return False
    if os.name != "posix":
        return True  # There is no harmless way to ask; better a leftover than a broken build.
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
