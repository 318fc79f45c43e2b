"""The commands: what they print, where, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commands import mannerly
from mannerly import cli

GUIDE = Path(__file__).parent / "guides" / "borrowed"
ON = ("--today", "2026-03-27")
ASKED = "lender: friend\nasked: yes\nborrowed: 2026-03-02\npromised: unknown\ndamage: []\n"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A guide with a misspelt name."""
    text = (
        (GUIDE / "guide.yml")
        .read_text()
        .replace("when: asked is known and", "when: askd is known and")
    )
    (tmp_path / "guide.yml").write_text(text)
    return tmp_path


# check


def test_check_of_a_sound_guide_ends_with_0_and_says_what_was_proved() -> None:
    done = mannerly("check", GUIDE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "No problems.\n"
        "Rules: 5, facts: 7, scenarios: 1. "
        "Every situation has advice, and nowhere do two rules disagree.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("check", GUIDE), b""),
        (("check", "nowhere"), b""),
        (("advise", GUIDE, *ON, "--answers", "-"), ASKED.encode()),
        (("advise", GUIDE, *ON, "--answers", "-"), b"\xff"),
    ],
    ids=["all is well", "wrong usage", "read", "not read"],
)
def test_as_a_program_a_command_does_the_same(
    arguments: tuple[str | Path, ...], stdin: bytes
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mannerly", *arguments],
        input=stdin,
        capture_output=True,
        env=os.environ | {"COLUMNS": "80", "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )
    here = mannerly(*arguments, stdin=stdin)
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (
        here.returncode,
        here.stdout,
        here.stderr,
    )


def test_check_ends_with_1_and_points_at_each_finding(broken: Path) -> None:
    done = mannerly("check", broken)
    assert done.returncode == 1
    assert f"{broken / 'guide.yml'}:" in done.stdout
    assert 'Did you mean "asked"?' in done.stdout


def test_check_can_watch_and_tells_what_each_save_changes(tmp_path: Path) -> None:
    file = tmp_path / "guide.yml"
    sound = (GUIDE / "guide.yml").read_text()
    file.write_text(sound)
    command = [sys.executable, "-m", "mannerly", "check", str(tmp_path), "--watch"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        # What runs in the background may have been told to let interrupts pass.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as watching:
        assert watching.stdout is not None

        def wait_for(words: str) -> None:
            for line in watching.stdout or ():
                if words in line:
                    return
            raise AssertionError(f"{words!r} was never said")

        try:
            wait_for("Every situation has advice")
            file.write_text(sound.replace("when: asked is known", "when: askd is known"))
            wait_for("1 problem")
            file.write_text(sound.replace("title: Give it back", "title: Bring it back"))
            wait_for("Every situation has advice")
            wait_for("advice is the same")
        finally:
            watching.send_signal(signal.SIGINT)
            rest = watching.stdout.read()
    assert (watching.returncode, rest.count("Traceback")) == (cli.INTERRUPTED, 0)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_check_writes_nothing_but_json_where_that_is_asked_for(broken: Path, form: str) -> None:
    for folder, code in ((GUIDE, 0), (broken, 1)):
        done = mannerly("check", folder, "--format", form)
        assert done.returncode == code
        assert isinstance(json.loads(done.stdout), dict)


def test_check_writes_nothing_for_github_where_nothing_is_wrong(broken: Path) -> None:
    assert mannerly("check", GUIDE, "--format", "github").stdout == ""
    assert mannerly("check", broken, "--format", "github").stdout.startswith("::error file=")


def test_check_looks_at_the_folder_rules_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").symlink_to(GUIDE)
    monkeypatch.chdir(tmp_path)
    assert mannerly("check").returncode == 0


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["check", "nowhere"], '"nowhere" does not exist'),
        (["check", __file__], "is not a folder"),
        (["check", str(GUIDE), "--format", "xml"], "'xml' is not one of"),
        (["chek"], "No such command 'chek'"),
        (["advise", str(GUIDE), *ON], "Missing option '--answers'"),
        (["advise", str(GUIDE), "--answers", "-"], "Missing option '--today'"),
        (["advise", str(GUIDE), *ON, "--answers", "nothing.yml"], "'nothing.yml' does not exist"),
        (["advise", str(GUIDE), "--answers", "-", "--today", "27.3."], '"27.3." is not a date'),
        (["ask", str(GUIDE), "--today", "2026-02-30"], '"2026-02-30" is not a date'),
    ],
)
def test_wrong_usage_is_said_in_a_sentence_and_ends_with_2(arguments: list[str], why: str) -> None:
    done = mannerly(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert "Traceback" not in done.stderr


# advise


def test_advise_gives_the_act_with_its_date_reason_source_and_company() -> None:
    done = mannerly("advise", GUIDE, *ON, "--answers", "-", stdin=ASKED + "trip: unknown\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Give it back\n"
        "Do it by Sunday, 29 March 2026.\n"
        "\n"
        "Bring it back in person, with thanks.\n"
        "\n"
        "Why\n"
        "- They want it back.\n"
        '  From L1 ("On lending", by A. Lender).\n'
        "\n"
        "Also worth doing\n"
        "- Thank them\n"
    )


def test_advise_as_json_holds_all_of_it() -> None:
    answers = json.dumps(
        {
            "lender": "friend",
            "asked": True,
            "borrowed": "2026-03-02",
            "promised": "2026-04-03",
            "damage": [],
            "trip": None,
        }
    )
    done = mannerly("advise", GUIDE, *ON, "--format", "json", "--answers", "-", stdin=answers)
    point = {
        "point": "L1",
        "says": "Return what is asked for.",
        "source": "L",
        "title": "On lending",
        "by": "A. Lender",
        "url": "https://example.org/lending",
    }
    reason = {
        "rule": "as-asked",
        "because": "They want it back.",
        "sources": [point],
        "editorial": None,
    }
    assert json.loads(done.stdout) == {
        "today": "2026-03-27",
        "decided": True,
        "act": "return-it",
        "title": "Give it back",
        "kind": "task",
        "text": "Bring it back in person, **with thanks**.",
        "words": [
            {
                "id": "note",
                "title": "A note to go with it",
                "fields": ["name"],
                "subject": "Back on Friday 27 March 2026, dear [name]",
                "text": "Dear [name],\n\nhere it is again, with thanks, on Friday 27 March 2026.",
            }
        ],
        "until": None,
        "by": "2026-03-29",
        "reasons": [reason],
        "also": [{"act": "thank-them", "title": "Thank them", "reasons": [reason]}],
        "avoid": [],
        "overridden": [
            {"rule": "keep", "by": ["as-asked"]},
            {"rule": "until-the-day", "by": ["as-asked"]},
        ],
        "voices": [
            {
                "source": "L",
                "title": "On lending",
                "acts": [{"act": "return-it", "title": "Give it back"}],
                "until": None,
                "by": "2026-03-29",
                "reasons": [reason],
                "also": ["thank-them"],
                "avoid": [],
                "silent": False,
                "open": False,
                "differs": False,
                "why": [],
            },
            {
                "source": "K",
                "title": "Keeping friends",
                "acts": [{"act": "keep-it", "title": "Keep it for now"}],
                "until": "2026-04-03",
                "by": None,
                "reasons": [
                    {
                        "rule": "until-the-day",
                        "because": "You have had it since Monday 2 March 2026 "
                        "and promised it for Friday 3 April 2026.",
                        "sources": [
                            {
                                "point": "K1",
                                "says": "A friend can wait until the promised day.",
                                "source": "K",
                                "title": "Keeping friends",
                                "by": None,
                                "url": None,
                            }
                        ],
                        "editorial": None,
                    }
                ],
                "also": [],
                "avoid": [],
                "silent": False,
                "open": False,
                "differs": True,
                "why": [{"rule": "as-asked", "because": "They want it back."}],
            },
        ],
        "decided_by": ["asked", "damage", "trip"],
        "unused": ["lender", "borrowed", "promised"],
        "open": [],
        "more": [],
        "next": None,
    }


def test_advise_asks_the_next_question_where_the_answers_do_not_settle_it(tmp_path: Path) -> None:
    file = tmp_path / "answers.yml"
    file.write_text("lender: library\nborrowed: 2026-03-02\n")
    done = mannerly("advise", GUIDE, *ON, "--answers", file, "--format", "json")
    advice = json.loads(done.stdout)
    assert done.returncode == 0
    assert (advice["decided"], advice["act"]) == (False, None)
    assert advice["next"]["fact"] == advice["open"][0]
    assert advice["next"] == {
        "fact": "asked",
        "ask": "Have they asked for it?",
        "help": None,
        "type": "yes or no",
        "options": {"yes": "Yes", "no": "No"},
        "unknown": "I cannot tell",
    }
    as_text = mannerly("advise", GUIDE, *ON, "--answers", file).stdout
    assert as_text == (
        "These answers do not settle it yet. The next question is:\n"
        "\n"
        "asked: Have they asked for it?\n"
        "  yes: Yes\n"
        "  no: No\n"
        "  unknown: I cannot tell\n"
    )


def test_advise_names_the_place_of_each_answer_that_cannot_be(tmp_path: Path) -> None:
    file = tmp_path / "answers.yml"
    file.write_text("lender: frend\nowner: me\nborrowed: 2026-04-01\ndamage: stain\n")
    done = mannerly("advise", GUIDE, *ON, "--answers", file)
    assert (done.returncode, done.stdout) == (1, "")
    for place in ("1:9", "2:1", "3:11", "4:9"):
        assert f"{file}:{place}\n" in done.stderr
    assert 'Did you mean "friend"?' in done.stderr


def test_advise_says_why_answers_contradict_each_other(tmp_path: Path) -> None:
    file = tmp_path / "answers.yml"
    file.write_text("lender: friend\nborrowed: 2026-03-02\npromised: 2026-03-01\n")
    done = mannerly("advise", GUIDE, *ON, "--answers", file)
    assert done.returncode == 1
    assert "You cannot have promised it before you borrowed it." in done.stderr
    assert f"{file}:" in done.stderr


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ("[lender, asked]", "answers-not-a-mapping"),
        ("friend", "answers-not-a-mapping"),
        ("lender: [", "yaml-"),
        ("lender: friend\nlender: firm", "yaml-duplicate"),
        ("lender: {friend: yes}", "not-an-option"),
        ("borrowed: {2026-03-01: yes}", "not-a-date"),
        ("damage: {stain: yes}", "not-a-list"),
        ("damage: [[stain]]", "not-an-option"),
        ("lender: ", "cannot-be-unknown"),
        (b"\xff", "text-not-utf8"),
        ("[" * 100_000, "yaml-too-deep"),
    ],
)
def test_advise_refuses_what_is_no_file_of_answers(answers: str | bytes, code: str) -> None:
    done = mannerly("advise", GUIDE, *ON, "--answers", "-", stdin=answers)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"error[{code}" in done.stderr
    assert "standard input:1:" in done.stderr or "standard input:2:" in done.stderr


def test_advise_takes_an_empty_file_for_no_answers() -> None:
    done = mannerly("advise", GUIDE, *ON, "--answers", "-", "--format", "json")
    assert json.loads(done.stdout)["decided"] is False


# plan

LENT = Path(__file__).parent / "guides" / "lent"
LENT_OUT = "back: no\nthing: book\nlent: 2026-03-02\npromised: 2026-03-27\nasked: 1\n"
PLAN = ("plan", LENT, "--answers", "-", "--today", "2026-03-30")


def test_plan_shows_each_step_what_may_come_of_it_and_how_it_ends() -> None:
    done = mannerly(*PLAN, stdin=f"{LENT_OUT}last_asked: 2026-03-28\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Monday, 30 March 2026: Let them have it\n"
        "  Wait until Saturday, 4 April 2026.\n"
        "  - You have just asked.\n"
        "    The editors of this guide say so: One week.\n"
        "\n"
        "Saturday, 4 April 2026: Ask for it, kindly\n"
        "  Do it by Sunday, 5 April 2026.\n"
        "  - It is time.\n"
        '    From L1 ("On lending", by A. Lender).\n'
        "  What may come of it:\n"
        "  - They bring it: Thank them.\n"
        "  - They promise it for next week: Let them have it. Wait until Sunday, 12 April\n"
        "    2026.\n"
        "  - They promise it for another day: How it goes on depends on an answer: For\n"
        "    when did they promise it?\n"
        "\n"
        "Saturday, 4 April 2026: Let them have it\n"
        "  Wait until Saturday, 11 April 2026.\n"
        "  - You have just asked.\n"
        "    The editors of this guide say so: One week.\n"
        "\n"
        "Saturday, 11 April 2026: Let it go\n"
        "  - You asked twice.\n"
        '    From L1 ("On lending", by A. Lender).\n'
        "\n"
        "Then it is over: nothing is left to do.\n"
    )


@pytest.mark.parametrize(
    ("folder", "answers", "said"),
    [
        (LENT, "back: no\npromised: 2026-04-03", "On Saturday, 4 April 2026, how it goes on"),
        (LENT, "back: yes", "Then it is over"),
        (LENT, "thing: book", "These answers do not settle it yet. The next question is:"),
        (GUIDE, f"{ASKED}trip: unknown", "What comes next depends on what comes of it."),
        (GUIDE, ASKED.replace("yes", "no") + "trip: unknown", "Then there is nothing to do until"),
    ],
)  # fmt: skip
def test_plan_says_in_plain_words_how_it_stops(folder: Path, answers: str, said: str) -> None:
    done = mannerly("plan", folder, *ON, "--answers", "-", stdin=answers)
    assert said in done.stdout


def test_plan_as_json_holds_all_of_it() -> None:
    done = mannerly(*PLAN, "--format", "json", stdin=f"{LENT_OUT}last_asked: 2026-03-28\n")
    plan = json.loads(done.stdout)
    assert (plan["stops"], plan["day"], plan["next"]) == ("end", "2026-04-11", None)
    assert [(step["day"], step["act"], step["until"], step["by"]) for step in plan["steps"]] == [
        ("2026-03-30", "wait", "2026-04-04", None),
        ("2026-04-04", "ask", None, "2026-04-05"),
        ("2026-04-04", "wait", "2026-04-11", None),
        ("2026-04-11", "let-go", None, None),
    ]
    _, ask, _, _ = plan["steps"]
    keys = "day act title kind text until by reasons also avoid replies"
    assert list(ask) == keys.split()
    assert ask["text"] == "Say that you *need* it (the book); nothing else."
    assert [reason["because"] for reason in ask["reasons"]] == ["It is time."]
    replies = {reply["reply"]: reply["plan"] for reply in ask["replies"]}
    assert [step["act"] for step in replies["here"]["steps"]] == ["thank"]
    assert replies["later"]["stops"] == "asks"
    assert replies["later"]["next"]["fact"] == "promised"


def test_plan_writes_a_calendar_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.ics"
    done = mannerly(*PLAN, "--ics", file, stdin=f"{LENT_OUT}last_asked: 2026-03-28\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Monday, 30 March 2026: Let them have it\n")
    assert file.read_bytes().count(b"BEGIN:VEVENT\r\n") == 2


def test_plan_leaves_the_calendar_file_alone_where_nothing_belongs_in_it(tmp_path: Path) -> None:
    file = tmp_path / "plan.ics"
    file.write_bytes(b"old")
    done = mannerly(*PLAN, "--ics", file)
    assert done.returncode == 0
    assert done.stderr == f"Nothing in this plan belongs in a calendar: {file} is not written.\n"
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("path", ["missing/plan.ics", ".", "/dev/full"])
def test_plan_ends_with_2_where_the_calendar_file_cannot_be_written(
    tmp_path: Path, path: str
) -> None:
    done = mannerly(*PLAN, "--ics", tmp_path / path, stdin=f"{LENT_OUT}last_asked: 2026-03-28\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--ics" in done.stderr
    assert str(tmp_path / path) in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [["ask"], ["advise", "--answers", "-"], ["plan", "--answers", "-"]]
)
def test_a_guide_with_errors_gives_no_advice(broken: Path, command: list[str]) -> None:
    done = mannerly(command[0], broken, *command[1:], *ON)
    assert (done.returncode, done.stdout) == (1, "")
    assert 'Did you mean "asked"?' in done.stderr


@pytest.mark.parametrize(
    "command", [["ask"], ["advise", "--answers", "-"], ["plan", "--answers", "-"]]
)
def test_a_day_that_the_calendar_does_not_know_is_refused(command: list[str]) -> None:
    done = mannerly(command[0], GUIDE, *command[1:], "--today", "1999-12-31")
    assert done.returncode == 1
    assert "2025-01-01 to 2027-12-31" in done.stderr


# Faults, interruptions and start-up


def _raise(error: BaseException) -> None:
    raise error


def test_a_fault_of_ours_is_one_message_and_ends_with_70(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mannerly.pipeline.compile_folder", lambda _: _raise(KeyError("oops")))
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", str(GUIDE)])
    assert ended.value.code == 70
    message = capsys.readouterr().err
    assert message.startswith("This is a fault of Mannerly, not of yours: KeyError: 'oops'\n")
    assert "Traceback" not in message


def test_debug_shows_where_a_fault_of_ours_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mannerly.pipeline.compile_folder", lambda _: _raise(KeyError("oops")))
    with pytest.raises(KeyError, match="oops"):
        cli.main(["--debug", "check", str(GUIDE)])


def test_an_interruption_ends_with_130_and_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mannerly.pipeline.compile_folder", lambda _: _raise(KeyboardInterrupt()))
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", str(GUIDE)])
    assert ended.value.code == 130
    assert capsys.readouterr().err.strip() == ""


def test_nobody_reading_the_output_is_no_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "mannerly", "check", GUIDE],
            stdout=nowhere,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.stderr == b""


def test_help_and_version_import_no_library_but_click() -> None:
    slow = "yaml lark holidays icalendar jinja2 markdown mkdocs mannerly.pipeline mannerly.report"
    program = (
        "import sys\n"
        "from mannerly.cli import main\n"
        "try: main(sys.argv[1:])\n"
        f"finally: sys.exit(' '.join(m for m in '{slow}'.split() if m in sys.modules))\n"
    )
    for option in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", program, option],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.stderr.strip() == ""


def test_version_is_that_of_the_package() -> None:
    import mannerly as package

    assert mannerly("--version").stdout == f"mannerly {package.__version__}\n"
