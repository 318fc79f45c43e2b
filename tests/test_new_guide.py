"""``mannerly new``: what it makes is a whole guide, clean from the first moment."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import mannerly
from commands import mannerly as commanded
from mannerly.export.schema import FILE_NAME, as_text, schema
from mannerly.new_guide import Host, NewGuide, NotEmpty, write_guide
from mannerly.stats.stats import stats
from sites import build


def made(folder: Path, host: Host = "github", title: str = "Invitations") -> Path:
    year = datetime.date.today().year
    write_guide(NewGuide(title, "Should I go?", "US", year, host), folder)
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("title", ["Invitations", '# "Dinner": {yes} & *no* \\ [x](y) - a'])
def test_a_new_guide_is_clean_and_builds(tmp_path: Path, title: str) -> None:
    folder = made(tmp_path / "a" / "guide", title=title)
    checked = commanded("check", cwd=folder)
    assert (checked.returncode, checked.stdout[:12]) == (0, "No problems."), checked.stdout
    assert commanded("fmt", "--check", cwd=folder).stdout == ""
    built = run(folder, "mkdocs", "build", "--strict")
    assert built.returncode == 0, built.stderr
    assert (folder / "site" / "advisor" / "index.html").is_file()
    assert mannerly.load(folder / "rules").model.title == title
    assert (folder / "rules" / FILE_NAME).read_text() == as_text(schema())
    assert not (folder / "site" / FILE_NAME).exists()
    assert commanded("fmt", "--check", cwd=folder).returncode == 0


def test_its_examples_show_every_rule_and_override(tmp_path: Path) -> None:
    coverage = stats(mannerly.load(made(tmp_path / "guide") / "rules")).coverage
    assert coverage.rules and not coverage.bare_rules
    assert coverage.overrides and not coverage.bare_overrides


@pytest.mark.parametrize(
    ("host", "files"),
    [
        ("github", {".github/workflows/check.yml", ".github/workflows/publish.yml"}),
        ("gitlab", {".gitlab-ci.yml"}),
        ("none", set()),
    ],
)
def test_what_checks_and_publishes_it_fits_the_host(
    tmp_path: Path, host: Host, files: set[str]
) -> None:
    folder = made(tmp_path / "guide", host)
    hidden = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0].startswith(".")
    }
    assert hidden == files | {".gitignore"}


@pytest.mark.parametrize(
    ("host", "file", "schema"),
    [
        ("github", ".github/workflows/check.yml", "vendor.github-workflows"),
        ("github", ".github/workflows/publish.yml", "vendor.github-workflows"),
        ("gitlab", ".gitlab-ci.yml", "vendor.gitlab-ci"),
    ],
)
def test_the_hosts_own_schemas_accept_what_is_written_for_them(
    tmp_path: Path, host: Host, file: str, schema: str
) -> None:
    folder = made(tmp_path / "guide", host)
    checked = run(folder, "check_jsonschema", "--builtin-schema", schema, file)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    folder = made(tmp_path / "guide") / ".github" / "workflows"
    files = sorted(folder.iterdir())
    (folder / "wrong.yml").write_text(files[0].read_text().replace("ubuntu-latest", "ubuntu-late"))
    program = Path(__file__).parent / "js" / "lint_workflows.mjs"
    command = ["node", str(program), *map(str, [*files, folder / "wrong.yml"])]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert [one for one in found if not one["file"].endswith("wrong.yml")] == []
    assert [one["kind"] for one in found] == ["runner-label"]


def test_what_a_pull_request_runs_tells_what_it_changes(tmp_path: Path) -> None:
    folder = made(tmp_path / "guide")
    before = commit(folder, "A guide")
    for file in ("facts.yml", "rules.yml"):
        path = folder / "rules" / file
        path.write_text(path.read_text().replace("5 business days", "4 business days"))
    commit(folder, "Answer sooner")
    workflow = yaml.safe_load((folder / ".github" / "workflows" / "check.yml").read_text())
    summary = tmp_path / "summary.md"
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "BASE": before,
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    commands = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    ran = [one for one in commands if not one.startswith(("pip ", "gh "))]
    assert len(ran) == len(commands) - 2
    for command in ran:
        shell = ["bash", "-e", "-o", "pipefail", "-c", command]  # as the host runs it
        done = subprocess.run(
            shell, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert "a-week-at-most" in summary.read_text()
    assert (folder / "site" / "index.html").is_file()
    uploaded = [
        step["with"]["path"]
        for step in workflow["jobs"]["check"]["steps"]
        if "upload-artifact" in step.get("uses", "")
    ]
    assert uploaded == ["site", "book.html"]
    assert all((folder / path).exists() for path in uploaded)
    status = ["git", "status", "--porcelain"]
    left = subprocess.run(status, cwd=folder, capture_output=True, text=True, check=True)
    assert left.stdout == ""  # what is made is not committed by mistake


def test_what_publishes_it_says_where(tmp_path: Path) -> None:
    github, gitlab = made(tmp_path / "github"), made(tmp_path / "gitlab", "gitlab")
    workflow = yaml.safe_load((github / ".github" / "workflows" / "publish.yml").read_text())
    steps = workflow["jobs"]["build"]["steps"]
    (build,) = (at for at, step in enumerate(steps) if "mkdocs" in step.get("run", ""))
    (asks,) = (at for at, step in enumerate(steps) if "/configure-pages@" in step.get("uses", ""))
    assert asks < build
    told = steps[build]["env"]["SITE_URL"]
    assert told == f"${{{{ steps.{steps[asks]['id']}.outputs.base_url }}}}"
    pages = yaml.safe_load((gitlab / ".gitlab-ci.yml").read_text())["pages"]
    assert pages["variables"]["SITE_URL"] == "$CI_PAGES_URL"


@pytest.mark.parametrize("address", ["https://example.org/guide", ""])
def test_addresses_are_whole_where_it_is_published(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path / "guide")
    monkeypatch.setenv("SITE_URL", address)
    build(folder)
    found = re.findall("<loc>(.*?)</loc>", (folder / "site" / "sitemap.xml").read_text())
    home = (folder / "site" / "index.html").read_text()
    picture = f'<meta property="og:image" content="{address}/card.png">'
    if address:
        assert f"{address}/advisor/" in found
        assert all(place.startswith(f"{address}/") for place in found)
    assert (picture in home) == bool(address)
    assert ("og:image" in home) == bool(address)


def commit(folder: Path, message: str) -> str:
    """Commit all that is in a folder; gives the revision."""
    git = ["git", "-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    subprocess.run([*git, "init", "--quiet"], cwd=folder, check=True)
    subprocess.run([*git, "add", "--all"], cwd=folder, check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", message], cwd=folder, check=True)
    found = subprocess.run(
        [*git, "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True
    )
    return found.stdout.strip()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    with pytest.raises(NotEmpty):
        made(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_an_empty_folder_can_become_a_guide(tmp_path: Path) -> None:
    assert (made(tmp_path) / "rules" / "index.md").is_file()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["taken"], "exists already and is not empty"),
        (["guide", "--holidays", "Atlantis"], 'No holidays are known for "Atlantis"'),
        (["guide", "--host", "moon"], "'moon' is not one of"),
    ],
)
def test_wrong_usage_is_told_and_leaves_nothing(
    tmp_path: Path, options: list[str], complaint: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "note").write_text("mine")
    done = commanded("new", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
