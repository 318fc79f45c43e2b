"""The hooks for pre-commit, run by it in the repository of a guide."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from mannerly.format.write import formatted

MANIFEST = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
GUIDE = Path(__file__).parent / "guides" / "borrowed" / "guide.yml"

Run = Callable[..., subprocess.CompletedProcess[str]]


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A file of a guide in a repository that asks for the hooks, as this version has them."""
    hooks, project = tmp_path / "hooks", tmp_path / "project"
    for folder in (hooks, project):
        folder.mkdir()
        git(folder, "init", "--quiet")
    (hooks / MANIFEST.name).write_text(MANIFEST.read_text())
    git(hooks, "add", ".")
    git(hooks, "commit", "--quiet", "--message", "Hooks")
    # What is installed here is to be run, and not installed once more.
    wanted = [
        {"id": one["id"], "language": "system"} for one in yaml.safe_load(MANIFEST.read_text())
    ]
    revision = git(hooks, "rev-parse", "HEAD").strip()
    config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": wanted}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (project / "rules").mkdir()
    file = project / "rules" / "guide.yml"
    file.write_text(formatted(GUIDE.read_text()))
    git(project, "add", ".")
    return file


@pytest.fixture
def hook(rules: Path, tmp_path: Path) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        }
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *arguments],
            cwd=rules.parent.parent,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_pre_commit_accepts_the_manifest(hook: Run) -> None:
    done = hook("validate-manifest", str(MANIFEST))
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_a_sound_guide_passes_and_other_files_start_nothing(hook: Run, rules: Path) -> None:
    done = hook("run", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 2
    (rules.parent / "note.txt").write_text("a note")
    assert hook("run", "--files", "rules/note.txt").stdout.count("Skipped") == 2


def test_a_mistake_stops_a_commit_and_says_where(hook: Run, rules: Path) -> None:
    rules.write_text(
        rules.read_text().replace("when: asked is known and", "when: askd is known and")
    )
    done = hook("run", "mannerly-check", "--all-files")
    assert done.returncode == 1
    assert "rules/guide.yml:" in done.stdout
    assert 'Did you mean "asked"?' in done.stdout


def test_another_form_is_mended_and_stops_a_commit_once(hook: Run, rules: Path) -> None:
    tidy = rules.read_text()
    rules.write_text(tidy.replace("calendar:", "calendar:   ", 1))
    assert rules.read_text() != tidy
    done = hook("run", "mannerly-fmt", "--all-files")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert rules.read_text() == tidy
    assert hook("run", "mannerly-fmt", "--all-files").returncode == 0
