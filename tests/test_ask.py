"""The questionnaire in the terminal, played as people would."""

from __future__ import annotations

import contextlib
import datetime
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import mannerly
from mannerly.advise.guide import Guide
from mannerly.terminal.prose import clean, plain, wrapped
from mannerly.terminal.questionnaire import run
from mannerly.terminal.screen import Screen

GUIDE = Path(__file__).parent / "guides" / "borrowed"
FRIDAY = datetime.date(2026, 3, 27)

Play = Callable[..., str]


@pytest.fixture(scope="module")
def guide() -> Guide:
    return mannerly.load(GUIDE)


@pytest.fixture
def play(guide: Guide) -> Play:
    """Answer with these lines, then end the input; what was written."""

    def play(*lines: str, width: int = 80) -> str:
        pending, written = list(lines), []

        def read() -> str:
            if not pending:
                raise EOFError
            line = pending.pop(0)
            written.append(f"> {line}\n")
            return line

        run(guide, FRIDAY, Screen(read, written.append, width))
        assert not pending, "the questionnaire ended before these were read"
        return "".join(written)

    return play


def answered(transcript: str) -> list[str]:
    """What was understood of each answer, in order."""
    return re.findall(r"^  → (.*)$", transcript, re.MULTILINE)


def test_it_asks_until_the_advice_is_decided_and_gives_it_with_its_reasons(play: Play) -> None:
    transcript = play("none", "yes", "?")
    assert (
        transcript
        == """\
Borrowed things: What should I do with it?
Today is Friday, 27 March 2026. Type help to see what can be typed.

1. What happened to it?
  1  It has a stain
  2  It is torn
Several numbers, parted by commas, or none.
> none
  → None of these

2. Have they asked for it?
  1  Yes
  2  No
  3  I cannot tell
> yes
  → Yes

3. When do you leave town?
A date, such as tomorrow, next Friday, in 2 weeks, 16 March or 2026-03-16. Or ?
for: I am staying.
> ?
  → I am staying

Give it back
Do it by Sunday, 29 March 2026.

Bring it back in person, with thanks.

Why
- They want it back.
  From L1 ("On lending", by A. Lender).

Also worth doing
- Thank them

Type words, others, why, answers, change 2, back or quit.

"""
    )


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("1", "Yes"),
        ("n", "No"),
        ("YES", "Yes"),
        ("3", "I cannot tell"),
        ("i can", "I cannot tell"),
        ("?", "I cannot tell"),
        ("unknown", "I cannot tell"),
    ],
)
def test_an_option_is_chosen_by_number_or_by_the_start_of_its_text(
    play: Play, typed: str, understood: str
) -> None:
    assert answered(play("none", typed))[1] == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("none", "None of these"),
        ("0", "None of these"),
        ("2", "It is torn"),
        ("1,2", "It has a stain, It is torn"),
        ("2 1", "It is torn, It has a stain"),
        ("torn", "It is torn"),
        ("it is, it has", "It is torn, It has a stain"),
        ("1 , and 2, ", "It has a stain, It is torn"),
        ("2,2", "It is torn"),
    ],
)
def test_several_are_chosen_at_once(play: Play, typed: str, understood: str) -> None:
    assert answered(play(typed)) == [understood]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("40", "40 euros"),
        ("12.50", "12.50 euros"),
        ("12,5", "12.5 euros"),
        ("40 euros", "40 euros"),
        ("0040", "40 euros"),
    ],
)
def test_numbers_are_read_with_their_unit_and_either_decimal_sign(
    play: Play, typed: str, understood: str
) -> None:
    assert answered(play("2", typed))[-1] == understood


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["it"], 'Several answers go with "it": 1 and 2.'),
        (["3"], "Type a number from 1 to 2."),
        (["burnt"], 'No answer goes with "burnt". Type its number instead.'),
        (["unknown"], '"Not known" is no answer to this question.'),
        (["none", "y", "soon"], '"soon" is not a date that can be read here.'),
        (["none", "y", "31 june"], "There is no 31 June"),
        (["none", "y", "yesterday"], "That is a date in the past"),
        (["none", "y", "1 may 2040"], "That is a date that the guide's calendar does not know"),
        (["2", "many"], '"many" is not a number.'),
        (["2", "1,000"], "That is a number out of range"),
        (["2", "1.234"], "That is a number with too many decimals"),
    ],
)
def test_what_cannot_be_an_answer_is_said_and_asked_again(
    play: Play, lines: list[str], says: str
) -> None:
    transcript = " ".join(play(*lines).split())
    assert says in transcript
    assert len(answered(play(*lines))) == len(lines) - 1


def test_a_date_that_may_mean_two_days_is_asked_back(play: Play) -> None:
    transcript = play("none", "yes", "next saturday", "2")
    assert "Which day do you mean?\n  1  Saturday, 28 March 2026\n  2  Saturday, 4 April 2026" in (
        transcript
    )
    assert answered(transcript)[-1] == "Saturday, 4 April 2026"


def test_where_a_day_is_asked_back_another_can_be_typed(play: Play) -> None:
    assert answered(play("none", "yes", "friday", "tomorrow"))[-1] == "Saturday, 28 March 2026"


def test_back_goes_to_the_question_before_and_enter_keeps_its_answer(play: Play) -> None:
    transcript = play("none", "yes", "back", "", "?")
    assert transcript.count("2. Have they asked for it?") == 2
    assert "Your answer: Yes. Enter keeps it." in transcript
    assert answered(transcript) == ["None of these", "Yes", "I am staying"]


def test_back_can_be_repeated_to_the_first_question(play: Play) -> None:
    transcript = play("none", "yes", "back", "back", "back")
    assert transcript.endswith("> back\nThis is the first question.\n\n")


def test_changing_an_early_answer_keeps_the_later_ones(play: Play) -> None:
    transcript = play("none", "yes", "?", "change 2", "no", "answers")
    assert transcript.count("What happened to it?") == 2  # asked once, and listed
    assert answered(transcript) == ["None of these", "Yes", "I am staying", "No"]
    assert "  3  When do you leave town? I am staying\n" in transcript


@pytest.mark.parametrize("line", ["change", "change 3", "change 0", "change two", "change -1"])
def test_a_change_of_no_answer_changes_none(play: Play, line: str) -> None:
    transcript = play("none", line)
    assert answered(transcript) == ["None of these"]
    assert transcript.count("2. Have they") == 1


def test_an_answer_that_contradicts_another_is_refused_and_either_can_be_changed(
    play: Play,
) -> None:
    first = ["none", "no", "?", "a friend's", "20 march", "10 march"]
    refused = " ".join(play(*first).split())
    assert refused.endswith(
        "> 10 march You cannot have promised it before you borrowed it. "
        "Your answer to question 5, When did you borrow it? is: Friday, 20 March 2026. "
        "Type change 5 to change it."
    )
    mended = play(*first, "change 5", "1 march", "10 march")
    assert answered(mended)[-2:] == ["Sunday, 1 March 2026", "Tuesday, 10 March 2026"]
    assert "\nKeep it for now\n" in mended


def test_why_lists_the_advice_that_the_answer_can_lead_to(play: Play) -> None:
    transcript = play("why")
    assert "Your answer can lead to different advice:\n  - " in transcript
    assert "  - Buy a new one\n" in transcript


def test_after_the_advice_there_are_words_other_voices_and_what_decided_it(play: Play) -> None:
    transcript = play("none", "yes", "?", "words", "others", "why")
    subject = "  Subject: Back on Friday 27 March 2026, dear [name]\n"
    assert f"A note to go with it\n{subject}  Dear [name],\n\n  here it is again" in transcript
    assert '- "On lending", by A. Lender: Give it back, by ' in transcript
    assert '- "Keeping friends": nothing about this\n' in transcript
    assert '  "keep" gives way to "as-asked".\n' in transcript
    assert "These answers decide it:\n  1  What happened to it? None of these\n" in transcript


@pytest.mark.parametrize("lines", [[], ["none"], ["none", "yes", "?"]])
def test_quit_and_the_end_of_input_end_it_anywhere(play: Play, lines: list[str]) -> None:
    assert play(*lines, "quit").replace("> quit\n", "") == play(*lines)


def test_what_cannot_be_read_at_the_advice_is_said(play: Play) -> None:
    assert '"what" cannot be read here.' in play("none", "yes", "?", "what", "", "help")


def test_all_lines_fit_a_narrow_terminal(play: Play) -> None:
    transcript = play("help", "none", "yes", "?", "help", "others", "why", "words", width=30)
    assert max(map(len, transcript.splitlines())) <= 30


# In a terminal


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_headings_stand_out_on_a_terminal_that_can_and_may(
    environment: dict[str, str], coloured: bool
) -> None:
    screen, keyboard = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mannerly", "ask", str(GUIDE), "--today", "2026-03-27"],
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **environment},
    ) as process:
        os.close(keyboard)
        os.write(screen, b"quit\n")
        shown = b""
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while part := os.read(screen, 4096):
                shown += part
        assert process.wait(timeout=60) == 0
    os.close(screen)
    assert ("\x1b[1mBorrowed things" in shown.decode()) is coloured
    assert "Traceback" not in shown.decode()


def test_what_is_piped_in_is_shown_behind_the_prompt() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mannerly", "ask", str(GUIDE), "--today", "2026-03-27"],
        input="none\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "> none\n  → None of these\n" in done.stdout
    assert "\x1b" not in done.stdout


# Markdown as text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("", ""),
        ("A *short* **text** with `code`.", "A short text with code."),
        ("One\ntwo\n\nthree", "One two\n\nthree"),
        ("- one\n- two\n    - three", "- one\n- two\n  - three"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a  b\n1  2"),
        ("```\nas it\n  stands\n```", "as it\n  stands"),
        ("> said by\n> somebody", "> said by somebody"),
        ("# Title\n\nText", "Title\n\nText"),
        ("    as it\n      stands", "as it\n  stands"),
        ("See [there](https://example.org/).", "See there (https://example.org/)."),
        ("See <https://example.org/>.", "See https://example.org/."),
        ("Write to <me@example.org>.", "Write to me@example.org."),
        ("[x](javascript:alert(1))", "x"),
        ("<script>alert(1)</script>Text", "Text"),
        ("a &amp; b &lt; c", "a & b < c"),
        ("red\x1b[31m", "red [31m"),
    ],
)
def test_markdown_is_shown_as_plain_text(markdown: str, text: str) -> None:
    assert plain(markdown, 60) == text


def test_long_lines_are_wrapped_under_their_list_item() -> None:
    assert plain("- one two three four\n- five", 12) == "- one two\n  three four\n- five"


def test_wrapping_breaks_no_word_and_keeps_the_indent() -> None:
    assert wrapped("https://example.org/long a b", 10, "- ") == "- https://example.org/long\n  a b"


def test_controls_and_turned_directions_are_taken_out() -> None:
    assert clean("a\x1b]0;title\x07b\u202ec\nd") == "a ]0;title b c\nd"
