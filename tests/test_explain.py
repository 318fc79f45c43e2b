"""Every message has a page, its example is run as it stands, and ``mannerly explain`` shows it."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shlex
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from click.testing import CliRunner

import mannerly
from mannerly.check import questions
from mannerly.check.plan_states import States
from mannerly.check.regions import Space
from mannerly.cli import commands
from mannerly.errors import GuideError
from mannerly.report.catalogue import CATALOGUE, GROUPS
from mannerly.report.pages import FOOTER, index_file, meaning, page, parts
from mannerly.syntax import yaml_errors, yaml_reader

INDEX = index_file()
PAGES = INDEX.parent
CODES = sorted(path.stem for path in PAGES.glob("*.md") if path != INDEX)
LIST = "## All messages\n"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: The first line of a block that is a file of its own; others are this one.
_NAMED = re.compile(r"# (\S+\.yml)\n")
_EXAMPLE_FILE = "rules/example.yml"
#: A command in a block, behind its prompt, and what it prints.
_COMMAND = re.compile(r"^(\$|>>>) (.*)\n((?:(?!\$ |>>> ).*\n)*)", re.MULTILINE)


def within(parts: int) -> Callable[[pytest.MonkeyPatch], None]:
    """A budget for the checker that is small enough to see what happens beyond it."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Space.__init__, "__defaults__", (parts,))
        monkeypatch.setattr(questions, "has_sat", lambda: False)

    return patch


def plans_within(states: int) -> Callable[[pytest.MonkeyPatch], None]:
    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(States.__init__, "__defaults__", (states,))

    return patch


def unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions do not stop a superuser, who may be running the tests."""
    opened = Path.open

    def refuse(path: Path, *rest: Any, **named: Any) -> Any:
        if path.name == "private.yml" and rest == ("rb",):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest, **named)

    monkeypatch.setattr(Path, "open", refuse)


#: What makes a message appear where files alone cannot do it everywhere.
CIRCUMSTANCES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "file-unreadable": unreadable,
    "yaml-no-libyaml": lambda patch: patch.setattr(yaml_reader, "_LOADER", None),
    "yaml-broken": lambda patch: patch.setattr(yaml_errors, "_KINDS", ()),
    "undecided": within(1),
    "plans-undecided": plans_within(5),
}


def lay(text: str) -> None:
    """Write the files among the blocks of a text into the current folder."""
    for language, block in _BLOCK.findall(text):
        if language == "yaml":
            named = _NAMED.match(block)
            file = Path(named[1] if named else _EXAMPLE_FILE)
            file.parent.mkdir(exist_ok=True)
            file.write_text(block, encoding="utf-8")


def run(prompt: str, command: str) -> str:
    """What a command prints: one of Python, of Mannerly (in this process), or of the shell."""
    if prompt == ">>>":
        return _evaluated(command)
    words = shlex.split(command)
    if words[0] == "mannerly":
        return CliRunner().invoke(commands, words[1:], prog_name="mannerly").output
    done = subprocess.run(
        ["bash", "-c", command],
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _evaluated(command: str) -> str:
    if command.startswith("import "):
        return ""
    try:
        return f"{eval(command, {'mannerly': mannerly})!r}\n"  # noqa: S307 - from our own pages
    except GuideError as error:
        told = "".join(traceback.format_exception_only(error)).rstrip()
        return f"Traceback (most recent call last):\n  ...\n{told}\n"


def run_all(text: str) -> str:
    """The text with what its commands print now."""

    def block(found: re.Match[str]) -> str:
        if found[1] not in ("console", "pycon"):
            return found[0]
        ran = _COMMAND.sub(lambda c: f"{c[1]} {c[2]}\n{run(c[1], c[2])}", found[2])
        return f"```{found[1]}\n{ran}```"

    return _BLOCK.sub(block, text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the guide to which all examples belong."""
    monkeypatch.chdir(tmp_path)
    lay(INDEX.read_text(encoding="utf-8").partition(LIST)[0])
    return tmp_path


def sections(code: str) -> tuple[str, str, str]:
    """The meaning, the example and what to do."""
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    form = rf"(.*?)^## Example\n(.*)^## What to do\n(.*){re.escape(FOOTER)}"
    found = re.fullmatch(form, text, re.MULTILINE | re.DOTALL)
    assert found, f"{code}.md needs the headings Example and What to do, and the last line of all"
    return found[1], found[2], found[3]


def test_there_is_a_page_for_every_message_and_none_for_another() -> None:
    assert set(CODES) == set(CATALOGUE)


@pytest.mark.parametrize("code", CODES)
def test_pages_tell_the_code_its_title_and_shortly_what_it_means(code: str) -> None:
    before, _, after = sections(code)
    assert before.startswith(f"# {code}: {CATALOGUE[code].title}\n\n")
    assert 30 < len(meaning(page(code))) < 500
    assert any(kind == "paragraph" for kind, _ in parts(after))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("code", CODES)
def test_the_example_prints_what_is_shown(
    code: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    _, example, _ = sections(code)
    lay(example)
    if code in CIRCUMSTANCES:
        CIRCUMSTANCES[code](monkeypatch)
    printed = run_all(example)
    assert f"{CATALOGUE[code].severity}[{code}]: " in printed
    if request.config.getoption("--update-golden"):
        path = PAGES / f"{code}.md"
        path.write_text(
            path.read_text(encoding="utf-8").replace(example, printed), encoding="utf-8"
        )
    else:
        assert printed == example


MENDED = [code for code in CODES if "```yaml" in page(code).partition("## What to do\n")[2]]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("code", MENDED)
def test_what_is_mended_has_no_errors(code: str) -> None:
    _, example, after = sections(code)
    lay(example)
    lay(after)
    printed = run_all(example)
    assert "error[" not in printed
    assert f"[{code}]" not in printed


def test_the_guide_of_the_examples_has_no_problems(folder: Path) -> None:
    compiled = mannerly.load(folder / "rules")
    assert compiled.complete
    assert run("$", "mannerly check").startswith("No problems.\n")


def test_the_index_lists_every_message(request: pytest.FixtureRequest) -> None:
    listed = ""
    for about, codes in GROUPS.items():
        listed += f"\n### {about}\n\n"
        listed += "".join(f"- [{code}]({code}.md): {CATALOGUE[code].title}\n" for code in codes)
    text = INDEX.read_text(encoding="utf-8")
    wanted = f"{text.partition(LIST)[0]}{LIST}{listed}"
    if request.config.getoption("--update-golden"):
        INDEX.write_text(wanted, encoding="utf-8")
    else:
        assert text == wanted


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_links_lead_to_files_and_headings_that_are_there(path: Path) -> None:
    prose = _BLOCK.sub("", path.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", prose):
        file, _, heading = target.partition("#")
        other = path.parent / file if file else path
        assert other.is_file(), target
        headings = re.findall(r"^#+ (.*)$", other.read_text(encoding="utf-8"), re.MULTILINE)
        slugs = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
        assert not heading or heading in slugs, target


def explained(*arguments: str) -> str:
    done = CliRunner().invoke(commands, ["explain", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("code", CODES)
def test_explain_shows_the_whole_page_in_a_terminal(code: str) -> None:
    shown = explained(code)
    words = " ".join(shown.split())
    for kind, text in parts(page(code)):
        if kind == "code":
            assert indent(text, "    ") in shown
        else:
            assert " ".join(text.split()) in words


def test_explain_alone_lists_all_codes_with_their_titles() -> None:
    shown = " ".join(explained().split())
    assert all(f"{code} {words.title}" in shown for code, words in CATALOGUE.items())


def test_an_unknown_code_is_told_with_what_may_be_meant() -> None:
    done = CliRunner().invoke(commands, ["explain", "conflicts"])
    assert done.exit_code == 2
    assert 'There is no message with the code "conflicts". Did you mean "conflict"?' in done.output


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("code", ["conflict", "unused-fact"])
def test_check_names_the_page_where_somebody_reads_along(code: str) -> None:
    lay(sections(code)[1])
    screen, keyboard = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mannerly", "check"], stdout=keyboard, stderr=keyboard
    ) as process:
        os.close(keyboard)
        shown = b""
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while part := os.read(screen, 4096):
                shown += part
        assert process.wait(timeout=60) == 1
    os.close(screen)
    assert shown.decode().endswith(f'"mannerly explain {code}" tells more.\r\n')
    assert "mannerly explain" not in run("$", "mannerly check")
