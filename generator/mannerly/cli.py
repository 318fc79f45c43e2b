"""The command line: ``mannerly check``, ``ask`` and ``advise``.

Each command imports what it uses when it runs, so that none waits for another's
libraries. Exit codes: 0 all is well, 1 findings, 2 wrong usage, 70 a fault of
Mannerly's own, 130 interrupted.
"""

from __future__ import annotations

import datetime
import gc
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide
    from mannerly.errors import MannerlyError

FINDINGS, OUR_FAULT, INTERRUPTED = 1, 70, 130


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f'"{text}" is not a date. Write it like 2026-03-27.') from None


def _existing_folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise click.BadParameter(f'"{text}" {what}. Give the folder that holds the rules.')
    return folder


_folder = click.argument("folder", metavar="[DIR]", default="rules", type=_existing_folder)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mannerly", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show where in the code a fault of Mannerly's lies.")
def commands(debug: bool) -> None:
    """Rules of etiquette as advice that can be read, asked and proved.

    DIR is the folder that holds a guide's rules; left out, it is "rules".
    """


@commands.command()
@_folder
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How to write the findings.",
)
def check(folder: Path, form: str) -> int:
    """Check the rules in DIR: every situation, exactly.

    Ends with 0 where nothing was found, else with 1.
    """
    from mannerly.pipeline import compile_folder
    from mannerly.report import render
    from mannerly.terminal.screen import colours

    compiled = compile_folder(folder)
    colour = colours(sys.stdout)
    click.echo(render(compiled.problems, compiled.texts, form, colour=colour), nl=False)
    if compiled.problems:
        return FINDINGS
    if form == "text" and compiled.guide is not None and compiled.guide.complete:
        model = compiled.guide.model
        click.echo(
            f"Rules: {len(model.rules)}, facts: {len(model.facts)}, "
            f"scenarios: {len(model.scenarios)}. "
            "Every situation has advice, and nowhere do two rules disagree."
        )
    return 0


@commands.command()
@_folder
@click.option(
    "--today",
    type=_day,
    metavar="YYYY-MM-DD",
    help="The day to ask about; left out, the current day.",
)
def ask(folder: Path, today: datetime.date | None) -> int:
    """Ask questions and give the advice that follows, in the terminal."""
    from mannerly.errors import AnswerError
    from mannerly.terminal.questionnaire import run
    from mannerly.terminal.screen import screen_of

    try:
        run(_load(folder), today or datetime.date.today(), screen_of(sys.stdout))
    except AnswerError as error:  # only the day can be wrong; answers are refused when given
        return _show(error)
    return 0


@commands.command()
@_folder
@click.option(
    "--answers",
    required=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="The answers, by fact, in YAML or JSON; - is standard input.",
)
@click.option(
    "--today", required=True, type=_day, metavar="YYYY-MM-DD", help="The day to advise for."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write the advice.",
)
def advise(folder: Path, answers: str, today: datetime.date, form: str) -> int:
    """Give the advice for these answers or, where they do not settle it, the next question."""
    from mannerly.advise.answers import read_answers
    from mannerly.errors import AnswerError
    from mannerly.problems import Problems
    from mannerly.terminal.answers_file import read_answers_file

    guide = _load(folder)
    problems = Problems()
    given = read_answers_file(answers, guide.model.facts, problems)
    if not problems:
        read_answers(guide.evaluator, given.answers, today, problems, given.places)
    if problems:
        return _show(AnswerError(problems.sorted(), given.texts))
    advice = guide.advise(given.answers, today=today)
    if form == "json":
        import json

        from mannerly.terminal.as_data import advice_as_data

        data = advice_as_data(advice, guide.model)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        from mannerly.terminal.advice import show_advice, show_next
        from mannerly.terminal.screen import screen_of

        screen = screen_of(sys.stdout)
        if advice.next is None:
            show_advice(screen, advice, guide.model)
        else:
            show_next(screen, advice.next)
    return 0


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process; a traceback is shown only with ``--debug``."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = commands.main(arguments, prog_name="mannerly", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(err=True)
        code = INTERRUPTED
    except Exception as error:
        if "--debug" in (sys.argv[1:] if arguments is None else arguments):
            raise
        click.echo(
            f"This is a fault of Mannerly, not of yours: {type(error).__name__}: {error}\n"
            "Please report it, with what you did and what "
            f'"mannerly --debug {" ".join(sys.argv[1:])}" shows.',
            err=True,
        )
        code = OUR_FAULT
    gc.freeze()  # Python would look a whole guide over for rubbish just before it forgets it.
    sys.exit(code)


def _load(folder: Path) -> Guide:
    """The guide in a folder; where it has errors, they are shown and the command ends."""
    from mannerly.errors import GuideError
    from mannerly.pipeline import load

    try:
        return load(folder)
    except GuideError as error:
        raise click.exceptions.Exit(_show(error)) from None


def _show(error: MannerlyError) -> int:
    """Write an error's problems to standard error; gives the exit code."""
    from mannerly.report import render
    from mannerly.terminal.screen import colours

    text = render(error.problems, error.texts, "text", colour=colours(sys.stderr))
    click.echo(text, nl=False, err=True)
    return FINDINGS
