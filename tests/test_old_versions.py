"""Old versions of a guide beside the newest one, by mike, as the README says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from documents import Command, blocks, document, run
from mannerly.new_guide import NewGuide, write_guide
from repositories import commit_all, new_repository

[RECIPE] = [block for block in blocks(document("README.md"), "sh") if "mike" in block.text]


def test_each_version_has_a_whole_site_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "guide"
    write_guide(NewGuide("Invitations", "Should I go?", "none", 2026, "none"), folder)
    new_repository(folder, monkeypatch)
    for number in ("0.1.0", "0.1.1"):
        subprocess.run(
            [sys.executable, "-m", "mannerly", "release", "--yes"],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        for line in RECIPE.text.splitlines():
            run(Command(line.partition("#")[0].replace("VERSION", number), (), "…"), folder)
        index = folder / "rules" / "index.md"
        index.write_text(f"{index.read_text()}\nAnd so on.\n")
        commit_all(folder)
    subprocess.run(
        ["git", "worktree", "add", "--quiet", tmp_path / "pages", "gh-pages"],
        cwd=folder, check=True,
    )  # fmt: skip
    pages = tmp_path / "pages"
    for site, number in (("0.1.0", "0.1.0"), ("0.1.1", "0.1.1"), ("latest", "0.1.1")):
        assert json.loads((pages / site / "guide.json").read_text())["version"] == number
        for page in (pages / site).rglob("*.html"):
            for link in re.findall(r'(?:href|src)="([^"#]+)', page.read_text()):
                if ":" not in link and page.name != "404.html":
                    target = (page.parent / link).resolve()
                    assert target.is_relative_to(pages / site) and target.exists(), (page, link)
    assert "latest" in (pages / "index.html").read_text()
