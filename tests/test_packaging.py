"""The package as it is installed: what is in it, and that it works far from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
GUIDE = Path(__file__).resolve().parent / "guides" / "borrowed"

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program without this process's Python path; its output, if it ends well."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    run(sys.executable, "-m", *build, CHECKOUT, cwd=folder)
    return next(folder.glob("mannerly-*.whl"))


def test_the_wheel_holds_the_package_with_grammar_and_templates_and_nothing_else(
    wheel: Path,
) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {name for name in names if ".dist-info/" not in name}
    assert {name.partition("/")[0] for name in package} == {"mannerly"}
    assert "mannerly/py.typed" in package
    for folder in ("grammar", "site_templates"):
        inside = {
            f"mannerly/_resources/{path.relative_to(CHECKOUT).as_posix()}"
            for path in (CHECKOUT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert inside
        assert inside <= package
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_the_source_distribution_holds_what_builds_and_tests_it(tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=CHECKOUT)
    with tarfile.open(next(tmp_path.glob("mannerly-*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    expected = "LICENSE Makefile README.md grammar/conditions.lark mkdocs.yml package-lock.json"
    assert set(expected.split()) <= names
    top = {name.partition("/")[0] for name in names}
    assert {"generator", "grammar", "rules", "site_templates", "tests"} <= top
    assert not top & {".git", ".venv", "node_modules", "site"}


def test_the_wheel_in_an_empty_environment_builds_a_guide_far_from_the_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", "env", cwd=tmp_path)
    programs = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    # What is not run needs no compiling.
    run(*pip, "install", "--quiet", "--no-compile", wheel, cwd=tmp_path)
    run(*pip, "check", cwd=tmp_path)

    shutil.copytree(GUIDE, tmp_path / "rules")
    (tmp_path / "rules" / "index.md").write_text("# Borrowed things\n\nGive them back.\n")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Borrowed things\ndocs_dir: rules\ntheme: mannerly\nplugins: [mannerly]\n"
    )
    home = run(programs / "python", "-c", "import mannerly; print(mannerly.__file__)", cwd=tmp_path)
    assert Path(home.strip()).is_relative_to(tmp_path)
    assert run(programs / "mannerly", "check", cwd=tmp_path).startswith("No problems.\n")
    run(programs / "mkdocs", "build", "--strict", cwd=tmp_path)
    site = tmp_path / "site"
    assert "Give them back." in (site / "index.html").read_text(encoding="utf-8")
    assert "Give it back" in (site / "act" / "return-it" / "index.html").read_text(encoding="utf-8")
    assert (site / "advisor" / "index.html").is_file()
    assert (site / "css" / "mannerly.css").is_file()
    assert str(CHECKOUT) not in (site / "guide.json").read_text(encoding="utf-8")
