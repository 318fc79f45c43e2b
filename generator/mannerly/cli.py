"""The command line: ``mannerly new``, ``check``, ``ask``, ``advise``, ``plan`` and others.

Each command imports what it uses when it runs, so that none waits for another's
libraries. Exit codes: 0 all is well, 1 findings, 2 wrong usage, 70 a fault of
Mannerly's own, 130 interrupted.
"""

from __future__ import annotations

import datetime
import gc
import io
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide
    from mannerly.advise.plan import Plan
    from mannerly.errors import MannerlyError
    from mannerly.model.guide import Model
    from mannerly.pipeline import Compiled
    from mannerly.problems import Problem

FINDINGS, WRONG_USAGE, OUR_FAULT, INTERRUPTED = 1, 2, 70, 130

#: After so many seconds a command says what it is at.
PATIENCE = 3.0


class _NotInstalled(click.ClickException):
    """A command needs an extra that is not there; the argument says which."""

    exit_code = WRONG_USAGE


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f'"{text}" is not a date. Write it like 2026-03-27.') from None


@contextmanager
def _patience(why: str) -> Iterator[None]:
    """Say on standard error why something takes long, if it does."""
    timer = threading.Timer(PATIENCE, click.echo, [why], {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _existing_folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise click.BadParameter(f'"{text}" {what}. Give the folder that holds the rules.')
    return folder


_folder = click.argument("folder", metavar="[DIR]", default="rules", type=_existing_folder)


_answers = click.option(
    "--answers",
    required=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="The answers, by fact, in YAML or JSON; - is standard input.",
)
_today = click.option(
    "--today", required=True, type=_day, metavar="YYYY-MM-DD", help="The day to advise for."
)
_form = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
)


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
@click.option(
    "--certificate",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where nothing is found, also write a proof that another program can check.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Check again whenever a file is saved, and tell what that changed, until interrupted.",
)
def check(folder: Path, form: str, certificate: Path | None, watch: bool) -> int:
    """Check the rules in DIR: every situation, exactly.

    Ends with 0 where nothing was found, else with 1.
    """
    from mannerly.pipeline import compile_folder

    if watch:
        if form != "text" or certificate is not None:
            raise click.UsageError("--watch goes with neither --format nor --certificate.")
        return _watch(folder)
    compiled = compile_folder(folder)
    _show_checked(compiled, form)
    if certificate is not None and not _write_certificate(folder, compiled, certificate):
        return FINDINGS
    return FINDINGS if compiled.problems else 0


def _show_checked(compiled: Compiled, form: str) -> None:
    """Write what checking found or, where that is nothing, what it looked at."""
    from mannerly.report import render
    from mannerly.terminal.colours import colours

    colour = colours(sys.stdout)
    click.echo(render(compiled.problems, compiled.texts, form, colour=colour), nl=False)
    if compiled.problems:
        if form == "text":
            _tell_more(compiled.problems, sys.stdout)
        return
    if form == "text" and compiled.guide is not None and compiled.guide.complete:
        model = compiled.guide.model
        click.echo(
            f"Rules: {len(model.rules)}, facts: {len(model.facts)}, "
            f"scenarios: {len(model.scenarios)}. "
            "Every situation has advice, and nowhere do two rules disagree."
        )


def _watch(folder: Path) -> int:
    """Check after each save, and compare what is sound with what was sound before."""
    from mannerly.pipeline import compile_folder
    from mannerly.terminal.watch import saves

    before: Model | None = None
    for _ in saves(folder):
        click.clear()
        compiled = compile_folder(folder)
        _show_checked(compiled, "text")
        if compiled.guide is not None and not compiled.problems:
            after = compiled.guide.model
            if before is not None and before != after:
                click.echo()
                _show_difference(before, after)
            before = after
    click.echo(f"{folder} is gone.", err=True)
    return FINDINGS


def _show_difference(before: Model, after: Model) -> None:
    from mannerly.diff.compare import compare
    from mannerly.diff.joint import NothingInCommon
    from mannerly.diff.side import TooLarge
    from mannerly.diff.text import as_text
    from mannerly.terminal.screen import screen_of

    try:
        found = compare(before, after)
    except (NothingInCommon, TooLarge):
        click.echo("This version cannot be compared with the one before.")
        return
    click.echo(as_text(found, screen_of(sys.stdout).width), nl=False)


@commands.command()
@click.argument("code", metavar="[CODE]", required=False)
def explain(code: str | None) -> int:
    """Tell what a message means, with an example and what to do.

    CODE stands in brackets after "error" or "warning". Without it, all codes are listed.
    """
    from mannerly.report.catalogue import CATALOGUE
    from mannerly.report.words import did_you_mean
    from mannerly.terminal.explain import show_codes, show_page
    from mannerly.terminal.screen import screen_of

    screen = screen_of(sys.stdout)
    if code is None:
        show_codes(screen)
    elif code in CATALOGUE:
        show_page(screen, code)
    else:
        raise click.BadParameter(
            f'There is no message with the code "{code}". {did_you_mean(code, CATALOGUE)}'
            '"mannerly explain" lists them all.',
            param_hint="CODE",
        )
    return 0


@commands.command()
@_folder
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name what would change.")
def fmt(folder: Path, only_check: bool) -> int:
    """Write the YAML files in DIR in the one way in which they are written; comments stay.

    Files that cannot be read are left alone, and what is wrong with them is told. Ends with 1
    where there are some and, with --check, where a file would change.
    """
    from mannerly.errors import GuideError
    from mannerly.format.write import NotFormatted, formatted
    from mannerly.problems import Problems
    from mannerly.syntax.files import read_folder
    from mannerly.write_file import write_file

    problems = Problems()
    files = read_folder(folder, problems)
    changed = 0
    for file, text in files.yaml.items():
        try:
            better = formatted(text, file)
        except NotFormatted as error:
            problems.extend(error.problems)
            if not error.problems:
                click.echo(f"{file} is left alone: it begins with no section.", err=True)
            continue
        if better == text:
            continue
        changed += 1
        click.echo(f"{file} would change" if only_check else file)
        if not only_check:
            try:
                write_file(Path(file), better.encode())
            except OSError as error:
                raise _not_written(Path(file), error, "DIR") from None
    if problems:
        return _show(GuideError(problems.sorted(), files.texts))
    return FINDINGS if changed and only_check else 0


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
@_answers
@_today
@_form
def advise(folder: Path, answers: str, today: datetime.date, form: str) -> int:
    """Give the advice for these answers or, where they do not settle it, the next question."""
    guide, given = _answered(folder, answers, today)
    advice = guide.advise(given, today=today)
    if form == "json":
        import json

        from mannerly.terminal.as_data import advice_as_data

        data = advice_as_data(advice, guide.model)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        from mannerly.terminal.advice import show_advice, show_dissent, show_next
        from mannerly.terminal.screen import screen_of

        screen = screen_of(sys.stdout)
        if advice.next is None:
            show_advice(screen, advice, guide.model)
            show_dissent(screen, advice)
        else:
            show_next(screen, advice.next)
    return 0


@commands.command()
@_folder
@_answers
@_today
@_form
@click.option(
    "--ics",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write what is to be done to this file, for a calendar.",
)
def plan(folder: Path, answers: str, today: datetime.date, form: str, ics: Path | None) -> int:
    """Say what to do now and, if nothing is heard, what next and on which day, until an end."""
    guide, given = _answered(folder, answers, today)
    planned = guide.plan(given, today=today)
    if ics is not None:
        _write_calendar(planned, ics)
    if form == "json":
        import json

        from mannerly.terminal.as_data import plan_as_data

        click.echo(json.dumps(plan_as_data(planned, guide.model), indent=2, ensure_ascii=False))
    else:
        from mannerly.terminal.plan import show_plan
        from mannerly.terminal.screen import screen_of

        show_plan(screen_of(sys.stdout), planned, guide.model)
    return 0


@commands.command()
@_folder
@_form
def stats(folder: Path, form: str) -> int:
    """Say how much is asked and told apart, and propose scenarios for what none covers."""
    from mannerly.stats.stats import stats as stats_of
    from mannerly.terminal.screen import screen_of
    from mannerly.terminal.stats import show_stats, stats_as_data

    guide = _load(folder)
    with _patience("Proving that no order asks fewer questions, which may take minutes …"):
        found = stats_of(guide)
    if form == "json":
        import json

        click.echo(json.dumps(stats_as_data(found), indent=2, ensure_ascii=False))
    else:
        show_stats(screen_of(sys.stdout), found)
    return 0


@commands.command()
@click.argument("folder", metavar="[DIR]", required=False, type=_existing_folder)
@click.option(
    "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Where to."
)
def schema(folder: Path | None, output: Path | None) -> int:
    """Write a JSON Schema of guides, by which editors complete and explain what is typed.

    With DIR it proposes that guide's own ids too. The files of a guide name ".schema.json" in its
    folder as theirs.
    """
    from mannerly.export.schema import as_text
    from mannerly.export.schema import schema as schema_of
    from mannerly.pipeline import compile_folder

    model = None
    if folder is not None:
        compiled = compile_folder(folder, check=False)
        if compiled.guide is None:
            from mannerly.errors import GuideError

            return _show(GuideError(compiled.problems, compiled.texts))
        model = compiled.guide.model
    return _write(as_text(schema_of(model)), output)


@commands.command()
@click.argument("folder", metavar="[DIR]", required=False, type=_existing_folder)
@click.option(
    "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Where to."
)
@click.option(
    "--schema",
    "describe",
    is_flag=True,
    help="Write the JSON Schema instead, which says what each part means and how to advise by it.",
)
def export(folder: Path | None, output: Path | None, describe: bool) -> int:
    """Write the compiled guide as JSON, for other programs: questions, table, advice, texts."""
    from mannerly.export.compiled import as_json, whole
    from mannerly.resources import grammar_file
    from mannerly.site.markdown import render_text

    if describe:
        return _write(grammar_file("compiled.schema.json").read_text(encoding="utf-8"), output)
    guide = _load(folder or _existing_folder("rules"))
    return _write(f"{as_json(whole(guide, render_text))}\n", output)


@commands.command("render")
@_folder
@click.option(
    "--to",
    required=True,
    metavar="DIR2",
    type=click.Path(path_type=Path),
    help="The folder to write; what an earlier run wrote there is replaced at one step.",
)
@click.option(
    "--folders",
    is_flag=True,
    help="Pages will have the addresses of folders, such as rule/x/, and not rule/x.html.",
)
def render_pages(folder: Path, to: Path, folders: bool) -> int:
    """Write all pages as plain Markdown, with the questionnaire, for any builder of sites."""
    from mannerly.site.render import NotOurs, Within, write_rendered

    compiled, guide = _sound(folder)
    try:
        count = write_rendered(folder, compiled, guide, to, folders=folders)
    except Within:
        raise click.BadParameter(
            f'"{to}" and the folder of the rules lie in one another. Give a folder elsewhere.',
            param_hint="--to",
        ) from None
    except NotOurs:
        raise click.BadParameter(
            f'"{to}" holds what "mannerly render" did not write. Give a new folder.',
            param_hint="--to",
        ) from None
    except OSError as error:
        raise _not_written(to, error, "--to") from None
    click.echo(f"{to} holds {count} files now.")
    return 0


@commands.command()
@_folder
@click.option(
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to.",
)
def book(folder: Path, output: Path) -> int:
    """Write all that the guide holds as one HTML page to print, for people who review it."""
    from mannerly.site.book import book as book_of

    compiled, guide = _sound(folder)
    return _write(book_of(guide, folder, compiled.texts), output)


@commands.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to write the differences; Markdown is for pull requests.",
)
def diff(old: str, new: str, form: str) -> int:
    """Compare the advice of two versions of a guide, in every situation.

    OLD and NEW are folders, or Git revisions: REV for its folder "rules", else REV:FOLDER.
    Ends with 0 where the advice is the same everywhere, though reasons and words may
    differ, with 1 where it is not, or that is not proved, and with 2 where a version
    cannot be read.
    """
    from mannerly.diff.compare import compare
    from mannerly.diff.joint import NothingInCommon
    from mannerly.diff.side import TooLarge

    before, after = _version(old, "OLD"), _version(new, "NEW")
    try:
        found = compare(before, after)
    except NothingInCommon:
        raise click.UsageError("The calendars of the two versions share no day.") from None
    except TooLarge as error:
        raise click.UsageError(
            f"The condition of {error} has too many cases to be compared."
        ) from None
    if form == "json":
        import json

        from mannerly.diff.data import as_data

        click.echo(json.dumps(as_data(found), indent=2, ensure_ascii=False))
    elif form == "markdown":
        from mannerly.diff.markdown import as_markdown

        click.echo(as_markdown(found), nl=False)
    else:
        from mannerly.diff.text import as_text
        from mannerly.terminal.screen import screen_of

        click.echo(as_text(found, screen_of(sys.stdout).width), nl=False)
    return 0 if found.advice_is_the_same else FINDINGS


@commands.command()
@_folder
@click.option("--as", "wanted", metavar="VERSION", help="A higher number than the one proposed.")
@click.option("--note", "notes", metavar="TEXT", multiple=True, help="A sentence to begin with.")
@click.option("--day", type=_day, metavar="YYYY-MM-DD", help="Of publishing; left out, today.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def release(
    folder: Path,
    wanted: str | None,
    notes: tuple[str, ...],
    day: datetime.date | None,
    yes: bool,
) -> int:
    """Make what is committed in DIR a new version: its number, its history, a commit and a tag.

    The number follows from what has changed since the last tag: the last part grows where only
    words have, the middle one where the advice has for some situation, and the first one where
    answers are gone. Nothing leaves this computer. Ends with 1 where it is refused.
    """
    from mannerly.errors import GuideError
    from mannerly.git import GitError
    from mannerly.release.prepare import Refused, prepare
    from mannerly.terminal.release import show_release
    from mannerly.terminal.screen import screen_of

    try:
        made = prepare(folder, wanted, notes, day or datetime.date.today())
        show_release(screen_of(sys.stdout), made)
        if not yes:
            if not sys.stdin.isatty():
                click.echo("Nothing is done yet. To do it, add --yes.")
                return 0
            click.confirm(f"Publish this as {made.tag}?", abort=True)
        made.publish()
    except GuideError as error:
        return _show(error)
    except (Refused, GitError) as error:
        click.echo(str(error), err=True)
        return FINDINGS
    except OSError as error:
        raise _not_written(folder, error, "DIR") from None
    click.echo(f"{made.tag} is a commit and a tag now. Send both with: git push --follow-tags")
    return 0


@commands.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", metavar="TEXT", help="What the guide is called.")
@click.option("--question", metavar="TEXT", help="The question that it answers.")
@click.option(
    "--holidays",
    metavar="PLACE",
    help='Whose public holidays are no working days: a code such as US, GB or DE-BY, or "none".',
)
@click.option(
    "--host",
    type=click.Choice(["github", "gitlab", "none"]),
    help="Where it is to be checked and published.",
)
def new(
    folder: Path, title: str | None, question: str | None, holidays: str | None, host: str | None
) -> int:
    """Make a small, complete guide in DIR, to be made your own.

    What no option says is asked, where there is somebody to ask.
    """
    from typing import get_args

    from mannerly.model.holidays_list import is_place
    from mannerly.new_guide import Host, NewGuide, NotEmpty, write_guide

    asks = sys.stdin.isatty()

    def wanted(given: str | None, prompt: str, default: str, choices: Sequence[str] = ()) -> str:
        if given is None and asks:
            kind = click.Choice(choices) if choices else str
            return str(click.prompt(prompt, default=default, type=kind))
        return default if given is None else given

    title = wanted(title, "What is the guide called?", folder.absolute().name.capitalize())
    question = wanted(question, "Which question does it answer?", "What should I do now?")
    holidays = wanted(holidays, "Whose holidays count, such as US, GB or none?", "none")
    if holidays != "none" and not is_place(holidays):
        raise click.BadParameter(
            f'No holidays are known for "{holidays}". Give a code such as US or DE-BY, or none.',
            param_hint="--holidays",
        )
    places: tuple[Host, ...] = get_args(Host)
    chosen = wanted(host, "Where will it be published?", "github", places)
    year = datetime.date.today().year
    guide = NewGuide(title, question, holidays, year, next(p for p in places if p == chosen))
    try:
        write_guide(guide, folder)
    except NotEmpty:
        raise click.BadParameter(
            f'"{folder}" exists already and is not empty. Give a new folder.', param_hint="DIR"
        ) from None
    except OSError as error:
        raise _not_written(folder, error, "DIR") from None
    click.echo(
        f"{folder} is a guide now. Go there, and see it with:\n"
        f"  cd {folder}\n  mannerly check rules\n  mkdocs serve"
    )
    return 0


@commands.command()
@click.option("--stdio", is_flag=True, expose_value=False, help="The default; editors may say so.")
def lsp() -> int:
    """Serve an editor that speaks the Language Server Protocol, on standard input and output."""
    try:
        from mannerly.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise _NotInstalled(
            "The language server needs more packages. Install them: pip install 'mannerly[lsp]'"
        ) from None
    serve()
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


def _sound(folder: Path) -> tuple[Compiled, Guide]:
    """What a folder came to, for pages that no site of ours makes safe.

    With errors, HTML or unsafe links in its texts, these are shown and the command ends.
    """
    from mannerly.errors import GuideError
    from mannerly.pipeline import compile_folder

    compiled = compile_folder(folder)
    unsafe = ("html-in-text", "link-in-text")
    wrong = tuple(p for p in compiled.problems if p in compiled.errors or p.code in unsafe)
    if compiled.guide is None or wrong:
        raise click.exceptions.Exit(_show(GuideError(wrong, compiled.texts)))
    return compiled, compiled.guide


def _version(name: str, hint: str) -> Model:
    """A version of a guide, by its folder or Git revision; if it cannot be read, why is shown."""
    from mannerly.errors import GuideError
    from mannerly.git import GitError
    from mannerly.pipeline import compile_files
    from mannerly.problems import Problems
    from mannerly.syntax.files import read_folder
    from mannerly.syntax.revision import read_revision

    problems = Problems()
    try:
        if name and Path(name).exists():
            files = read_folder(Path(name), problems)
        else:
            files = read_revision(name, problems)
    except GitError as error:
        raise click.BadParameter(str(error), param_hint=hint) from None
    compiled = compile_files(files, problems, check=False)
    if compiled.guide is None:
        _show(GuideError(compiled.problems, compiled.texts))
        raise click.exceptions.Exit(WRONG_USAGE)
    return compiled.guide.model


def _answered(folder: Path, file: str, today: datetime.date) -> tuple[Guide, Mapping[str, object]]:
    """A guide and the answers in a file; what is wrong is shown, and the command ends."""
    from mannerly.advise.answers import read_answers
    from mannerly.errors import AnswerError
    from mannerly.problems import Problems
    from mannerly.terminal.answers_file import read_answers_file

    guide = _load(folder)
    problems = Problems()
    given = read_answers_file(file, guide.model.facts, problems)
    if not problems:
        read_answers(guide.evaluator, given.answers, today, problems, given.places)
    if problems:
        raise click.exceptions.Exit(_show(AnswerError(problems.sorted(), given.texts)))
    return guide, given.answers


def _write_calendar(plan: Plan, path: Path) -> None:
    """Write a plan's calendar file; where that cannot be, the command ends with a message."""
    from mannerly.terminal.calendar_file import calendar_file
    from mannerly.write_file import write_file

    data = calendar_file(plan, datetime.datetime.now(datetime.UTC))
    if data is None:
        click.echo(f"Nothing in this plan belongs in a calendar: {path} is not written.", err=True)
        return
    try:
        write_file(path, data)
    except OSError as error:
        raise _not_written(path, error, "--ics") from None


def _write_certificate(folder: Path, compiled: Compiled, path: Path) -> bool:
    """Write the certificate of what was compiled, and say so; False where there is none."""
    from mannerly.export.certificate import NoCertificate, as_json
    from mannerly.pipeline import certify
    from mannerly.resources import recheck_program
    from mannerly.write_file import write_file

    try:
        data = certify(folder, compiled)
        write_file(path, as_json(data).encode())
    except NoCertificate:
        why = "something was found" if compiled.problems else "the proof would be too long"
        click.echo(f"{path} is not written: {why}.", err=True)
        return False
    except OSError as error:
        raise _not_written(path, error, "--certificate") from None
    click.echo(
        f"The proof is in {path}, as {len(data['boxes'])} boxes. Check it with:\n"
        f"python {recheck_program()} {path} --rules {folder}",
        err=True,
    )
    return True


def _write(text: str, output: Path | None) -> int:
    """Write a text to a file or, without one, to standard output."""
    from mannerly.write_file import write_file

    if output is None:
        click.echo(text, nl=False)
        return 0
    try:
        write_file(output, text.encode())
    except OSError as error:
        raise _not_written(output, error, "--output") from None
    return 0


def _not_written(path: Path, error: OSError, option: str) -> click.BadParameter:
    why = error.strerror or error
    return click.BadParameter(f'"{path}" cannot be written: {why}.', param_hint=option)


def _show(error: MannerlyError) -> int:
    """Write an error's problems to standard error; gives the exit code."""
    from mannerly.report import render
    from mannerly.terminal.colours import colours

    text = render(error.problems, error.texts, "text", colour=colours(sys.stderr))
    click.echo(text, nl=False, err=True)
    _tell_more(error.problems, sys.stderr)
    return FINDINGS


def _tell_more(problems: Sequence[Problem], out: TextIO) -> None:
    """Say how to learn more, where somebody reads along; in files and pipes it would be noise."""
    if out.isatty():
        codes = {problem.code for problem in problems}
        more = "more about the first" if len(codes) > 1 else "more"
        click.echo(f'"mannerly explain {problems[0].code}" tells {more}.', file=out)
