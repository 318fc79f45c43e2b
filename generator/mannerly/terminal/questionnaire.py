"""The questionnaire in the terminal: one question after the other, until the advice is decided.

Its state is the answers, by fact. After every change all is worked out anew, so
that an early answer can be changed and the later ones stay.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from typing import Literal

from mannerly.advise.guide import Guide
from mannerly.errors import AnswerError
from mannerly.model.guide import Choice, Date, Fact, Number, Several, YesNo
from mannerly.terminal.advice import show_advice, show_overridden, show_voices, show_words
from mannerly.terminal.dates import EXAMPLES, in_words
from mannerly.terminal.replies import (
    Answer,
    ReplyError,
    in_plain_words,
    options_of,
    range_of,
    read_reply,
)
from mannerly.terminal.screen import Screen

_HOW_TO_ANSWER = (
    "Answer with a number from the list or with the start of an answer's text. Dates are read "
    "as you would write them: yesterday, last Friday, 3 days ago, 16 March, 16.3., 2026-03-16."
)
_COMMANDS = {
    "back": "the question before",
    "change 2": "answer question 2 again",
    "answers": "all your answers so far",
    "why": "why this is asked",
    "help": "this text",
    "quit": "leave; nothing is kept",
}
_COMMANDS_AFTERWARDS = {
    "words": "words to use",
    "more": "a question that may add to what else to do, or to leave alone",
    "others": "what each source says of your situation, and what was set aside",
    "why": "which of your answers decide the advice",
    "answers": "all your answers",
    "change 2": "answer question 2 again",
    "back": "the last question",
    "quit": "leave; nothing is kept",
}

_Outcome = Literal["moved", "told", "unread"]


class _Quit(Exception):
    """The person has had enough."""


def run(guide: Guide, today: datetime.date, screen: Screen) -> None:
    """Ask, advise, and go on for as long as the person likes; the end of input ends it."""
    try:
        _Questionnaire(guide, today, screen).run()
    except (_Quit, EOFError):
        screen.gap()


class _Questionnaire:
    def __init__(self, guide: Guide, today: datetime.date, screen: Screen) -> None:
        self._guide = guide
        self._today = today
        self._screen = screen
        self._answers: dict[str, Answer] = {}
        self._again: str | None = None
        """The fact that is being answered again, if one is."""

    def run(self) -> None:
        model = self._guide.model
        self._screen.heading(f"{model.title}: {model.question}")
        self._screen.hint(f"Today is {in_words(self._today)}. Type help to see what can be typed.")
        while True:
            advice = self._guide.advise(self._answers, today=self._today)
            if self._again is not None:
                self._question(model.facts[self._again])
            elif advice.next is not None and not advice.decided:
                self._question(advice.next)
            else:
                self._close()

    def _question(self, fact: Fact) -> None:
        """Ask until there is an answer, or until the person moves to another question."""
        screen = self._screen
        self._show_question(fact)
        days: tuple[Answer, ...] = ()
        while True:
            line = screen.ask()
            if not line and fact.id in self._answers:
                self._again = None
                return
            match self._command(line, fact) if line else "told":
                case "moved":
                    return
                case "told":
                    continue
            try:
                meant = self._meant(fact, line, days)
                if len(meant) == 1:
                    self._answer(fact, meant[0])
                    return
            except ReplyError as error:
                screen.say(str(error))
                continue
            days = meant
            screen.say("Which day do you mean?")
            self._list([in_plain_words(fact, day) for day in days])

    def _show_question(self, fact: Fact) -> None:
        screen = self._screen
        order = list(self._answers)
        number = order.index(fact.id) if fact.id in self._answers else len(order)
        screen.gap()
        screen.heading(f"{number + 1}. {fact.ask}")
        if fact.help:
            screen.prose(fact.help)
            screen.gap()
        self._list([option.label for option in options_of(fact)])
        if how := _how_to_answer(fact):
            screen.hint(how)
        if fact.id in self._answers:
            answer = in_plain_words(fact, self._answers[fact.id])
            screen.hint(f"Your answer: {answer}. Enter keeps it.")

    def _list(self, labels: list[str]) -> None:
        for number, label in enumerate(labels, start=1):
            self._screen.say(label, f"{number:>3}  ")

    def _list_commands(self, commands: Mapping[str, str]) -> None:
        for command, meaning in commands.items():
            self._screen.say(meaning, f"  {command:<10}")

    def _meant(self, fact: Fact, line: str, days: tuple[Answer, ...]) -> tuple[Answer, ...]:
        """What a line answers; where days were offered, it may be the number of one of them."""
        if line in map(str, range(1, len(days) + 1)):
            return (days[int(line) - 1],)
        calendar = self._guide.model.calendar
        return read_reply(fact, line, today=self._today, calendar=calendar)

    def _answer(self, fact: Fact, answer: Answer) -> None:
        """Take an answer. Raises ReplyError where the guide says that it cannot be."""
        answers = self._answers | {fact.id: answer}
        try:
            self._guide.advise(answers, today=self._today)
        except AnswerError as error:
            raise ReplyError(self._refusal(fact, error)) from None
        self._answers = answers
        self._again = None
        self._screen.say(in_plain_words(fact, answer), "  → ")

    def _refusal(self, fact: Fact, error: AnswerError) -> str:
        """Why the guide cannot take an answer, and which earlier answers it contradicts."""
        from mannerly.report.catalogue import tell

        sentences = []
        for problem in error.problems:
            told = tell(problem)
            if told.code != "contradiction":
                sentences.append(f"That is {told.title}: {told.mend}")
                continue
            sentences.append(told.say)
            for number, (other, answer) in enumerate(self._answers.items(), start=1):
                if other != fact.id and other in problem.details["facts"]:
                    asked = self._guide.model.facts[other]
                    sentences.append(
                        f"Your answer to question {number}, {asked.ask} is: "
                        f"{in_plain_words(asked, answer)}. Type change {number} to change it."
                    )
        return " ".join(sentences)

    def _close(self) -> None:
        """Give the advice, and answer questions about it until the person moves to a question."""
        advice = self._guide.advise(self._answers, today=self._today)
        screen, model = self._screen, self._guide.model
        screen.gap()
        show_advice(screen, advice, model)
        screen.gap()
        voices = self._guide.voices(self._answers, today=self._today)
        if any(voice.acts and voice.acts != (advice.act,) for voice in voices.values()):
            screen.say("Not every source says the same: type others.")
        words = "words, " if advice.act is not None and advice.act.words else ""
        more = "more, " if advice.more else ""
        if more:
            screen.say("More answers may add to it, not change it: type more.")
        screen.hint(f"Type {words}{more}others, why, answers, change 2, back or quit.")
        while True:
            line = screen.ask()
            match line.casefold():
                case "words":
                    show_words(screen, advice)
                case "more" if advice.more:
                    self._again = advice.more[0]
                    return
                case "others":
                    show_voices(screen, voices, model)
                    screen.gap()
                    show_overridden(screen, advice, model)
                case "why" if not advice.decided_by:
                    screen.say("It is the same whatever you answer.")
                case "why":
                    screen.say("These answers decide it:")
                    self._show_answers(advice.decided_by)
                case "help" | "?":
                    self._list_commands(_COMMANDS_AFTERWARDS)
                case "":
                    pass
                case _:
                    match self._command(line, None):
                        case "moved":
                            return
                        case "unread":
                            screen.say(f'"{line}" cannot be read here. Type help to see what can.')

    def _command(self, line: str, fact: Fact | None) -> _Outcome:
        """Do what a line orders, at the question ``fact`` or, where None, at the advice."""
        screen = self._screen
        match line.casefold().split():
            case ["quit" | "exit"]:
                raise _Quit
            case ["help"]:
                screen.say(_HOW_TO_ANSWER)
                self._list_commands(_COMMANDS)
            case ["answers"]:
                self._show_answers(self._answers)
            case ["why"] if fact is not None:
                self._show_why(fact)
            case ["back"]:
                return self._back(fact)
            case ["change", number]:
                return self._change(number)
            case _:
                return "unread"
        return "told"

    def _back(self, fact: Fact | None) -> _Outcome:
        order = list(self._answers)
        before = order[: order.index(fact.id)] if fact and fact.id in order else order
        if not before:
            self._screen.say("This is the first question.")
            return "told"
        self._again = before[-1]
        return "moved"

    def _change(self, number: str) -> _Outcome:
        order = list(self._answers)
        if not re.fullmatch(r"\d{1,4}", number, re.ASCII) or not 1 <= int(number) <= len(order):
            self._screen.say("Give the number of an answer:" if order else "No answers yet.")
            self._show_answers(self._answers)
            return "told"
        self._again = order[int(number) - 1]
        return "moved"

    def _show_answers(self, facts: Collection[str]) -> None:
        if not facts:
            self._screen.say("No answers yet.")
        for number, (fact, answer) in enumerate(self._answers.items(), start=1):
            if fact in facts:
                asked = self._guide.model.facts[fact]
                self._screen.say(f"{asked.ask} {in_plain_words(asked, answer)}", f"{number:>3}  ")

    def _show_why(self, fact: Fact) -> None:
        acts = self._guide.why_ask(fact.id, self._answers, today=self._today)
        if len(acts) > 1:
            self._screen.say("Your answer can lead to different advice:")
            for act in acts:
                self._screen.say(act.title, "  - ")
        else:
            self._screen.say("Your answer can change the reasons, the date, or what else to do.")


def _how_to_answer(fact: Fact) -> str:
    """What can be typed, in a few words, where the list of options does not show it."""
    match fact.type:
        case Choice() | YesNo():
            return ""
        case Several():
            return "Several numbers, parted by commas, or none."
        case Number() as number:
            how = f"A number {range_of(number)}"
        case Date(side):
            how = f"A date, such as {EXAMPLES[side]}"
    return f"{how}." if fact.unknown is None else f"{how}. Or ? for: {fact.unknown}."
