"""Git repositories for tests, which know nothing of the user's own settings."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


def new_repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder a repository in which all that is there is committed."""
    as_nobody(monkeypatch, folder.parent)
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "E")
    git(folder, "config", "user.email", "e@example.org")
    commit_all(folder)


def as_nobody(monkeypatch: pytest.MonkeyPatch, top: Path) -> None:
    """Let Git read no settings but a repository's own, and look for one only below ``top``."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(top))


def commit_all(folder: Path) -> None:
    """Commit everything in a folder."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Edit")


def git(folder: Path, *arguments: str) -> str:
    """What Git writes, called in a folder."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout
