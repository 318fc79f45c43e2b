"""The edge to Git, the user's own: one command at a time, in a folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class GitError(Exception):
    """What Git does not give or do; the argument says why, in a sentence or two."""


def git(here: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What Git writes, called in a folder. Raises GitError with its own words where it fails."""
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - no shell; what is asked for is behind its options
            ["git", "--no-replace-objects", *arguments],  # noqa: S607 - the user's own Git
            cwd=here, input=stdin, capture_output=True, env=environment, check=False,
        )  # fmt: skip
    except (FileNotFoundError, ValueError):
        raise GitError("Git does not start.") from None
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise GitError(said.removeprefix("fatal: ") or "Git failed.")
    return done.stdout
