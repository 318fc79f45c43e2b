"""Conditions, dates, values, guarantees and changes in plain English."""

from __future__ import annotations

from functools import cache

import pytest

from mannerly.model.conditions import Condition, DateTerm, Offset
from mannerly.model.guide import Value
from mannerly.model.say_conditions import say_condition, say_lines
from mannerly.model.say_laws import say_change, say_law
from mannerly.model.speaker import Speaker
from small_guide import model_with


@cache
def resolved(text: str) -> tuple[Condition, Speaker]:
    model = model_with(f"conditions:\n  c: {text}\n")
    return model.conditions["c"], Speaker.of(model)


SENTENCES = {
    "always": "in every situation",
    "route is agency and interview is known": (
        "the way in is “Through an agency or search firm” and the interview is known"
    ),
    "route is one of direct, friend": "the way in is “By my own efforts” or “Through a friend”",
    "route is not agency": "the way in is not “Through an agency or search firm”",
    "route is not one of direct, friend": (
        "the way in is none of “By my own efforts” and “Through a friend”"
    ),
    "invited": "the answer to “Did they invite you to call?” is yes",
    "not invited": "the answer to “Did they invite you to call?” is no",
    "not offered": "the answer to “Did they make an offer?” is not yes",
    "perks include travel": "“Travel” is among the perks",
    "perks do not include travel": "“Travel” is not among the perks",
    "promised is unknown": "the promised date is not known",
    "contacts is 2": "the number of contacts is 2",
    "contacts is not 2": "the number of contacts is not 2",
    "contacts > 2": "the number of contacts is at least 3",
    "not contacts > 2": "the number of contacts is at most 2",
    "contacts is between 2 and 5": "the number of contacts is between 2 and 5",
    "contacts is one of 1, 3, 5": "the number of contacts is 1, 3 or 5",
    "income < 1250.50": "the income is less than 1250.50 euros",
    "income <= 1250.50": "the income is at most 1250.50 euros",
    "income > 1250": "the income is more than 1250.00 euros",
    "interview is on 2026-03-27": "the interview is on Friday 27 March 2026",
    "interview is not on today": "the interview is not today",
    "promised is on or before today - 3 days": (
        "the promised date is on or before 3 days before today"
    ),
    "promised is a Friday": "the promised date is a Friday",
    "promised is not one of Monday, Friday": "the promised date is not a Monday or a Friday",
    "today is a business day": "today is a business day",
    "promised is between interview and today": (
        "the promised date is between the interview and today (both included)"
    ),
    "at least 4 business days since last_contact": (
        "at least 4 business days have passed since the last contact"
    ),
    "at least 1 day since interview": "at least 1 day has passed since the interview",
    "more than 2 weeks since interview": "more than 2 weeks have passed since the interview",
    "less than 1 year since interview": "less than 1 year has passed since the interview",
    "at least 3 days until promised": "the promised date is at least 3 days away",
    "at most 2 months from interview to promised": (
        "the promised date is at most 2 months after the interview"
    ),
    "not at least 4 days since interview": "less than 4 days have passed since the interview",
    "not at least 4 days since promised": (
        "less than 4 days have passed since the promised date (or the promised date is not known)"
    ),
    "promised is known and not at least 4 days since promised": (
        "the promised date is known and less than 4 days have passed since the promised date"
    ),
    "invited or route is friend": (
        "either the answer to “Did they invite you to call?” is yes"
        " or the way in is “Through a friend”"
    ),
    "contacts = 0 and (promised is known or contacts is 1)": (
        "the number of contacts is 0,"
        " and either the promised date is known or the number of contacts is 1"
    ),
    "promised is known and contacts = 0 or route is friend": (
        "either the promised date is known and the number of contacts is 0,"
        " or the way in is “Through a friend”"
    ),
    "not (promised is known or contacts = 0)": (
        "the promised date is not known and the number of contacts is not 0"
    ),
    "heard-nothing": (
        "the answer to “Did they invite you to call?” is no and the number of contacts is 0"
    ),
}


@pytest.mark.parametrize(("condition", "sentence"), SENTENCES.items(), ids=SENTENCES)
def test_conditions_read_as_clauses(condition: str, sentence: str) -> None:
    assert say_condition(*resolved(condition)) == sentence


def test_conditions_read_as_lists() -> None:
    text = "contacts = 0 and (promised is known or route is friend and perks include travel)"
    assert say_lines(*resolved(text)) == (
        "the number of contacts is 0",
        (
            "at least one of these:",
            (
                "the promised date is known",
                (
                    "all of these:",
                    ("the way in is “Through a friend”", "“Travel” is among the perks"),
                ),
            ),
        ),
    )


def test_a_list_of_one_is_a_line() -> None:
    assert say_lines(*resolved("contacts is one of 1, 3")) == ("the number of contacts is 1 or 3",)
    assert say_lines(*resolved("promised is between interview and today")) == (
        "the promised date is between the interview and today (both included)",
    )


def test_alternatives_are_one_list() -> None:
    lines = say_lines(*resolved("promised is known or contacts = 0"))
    assert lines == (
        (
            "at least one of these:",
            ("the promised date is known", "the number of contacts is 0"),
        ),
    )


def test_dates_are_written_out() -> None:
    speaker = Speaker.of(model_with())
    later = DateTerm("promised", 0, (Offset(1, "business days"), Offset(-2, "months")))
    assert speaker.term(later) == "2 months before 1 business day after the promised date"
    assert speaker.term(DateTerm("today")) == "today"
    assert speaker.term(DateTerm(None, 20_539)) == "Friday 27 March 2026"


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("route", "friend", "Through a friend"),
        ("invited", "yes", "yes"),
        ("perks", frozenset({"phone", "travel"}), "Travel and A telephone"),
        ("perks", frozenset(), "none of these"),
        ("contacts", 2, "2"),
        ("income", 125_050, "1250.50 euros"),
        ("interview", 20_539, "Friday 27 March 2026"),
        ("promised", None, "They did not say"),
        ("interview", None, "not known"),
    ],
)
def test_values_read_as_answers(fact: str, value: Value | None, words: str) -> None:
    model = model_with()
    assert Speaker.of(model).value(model.facts[fact], value) == words


LAWS = {
    "never advise call when route is friend": (
        "“Call” is never advised when the way in is “Through a friend”."
    ),
    "never recommend call or wait": "None of “Call” and “Wait” is ever recommended.",
    "never avoid contact when contacts = 0 or invited": (
        "No contact is ever warned against when either the number of contacts is 0"
        " or the answer to “Did they invite you to call?” is yes."
    ),
    "never recommend anything when offered": (
        "Nothing is ever recommended when the answer to “Did they make an offer?” is yes."
    ),
    "always advise call or wait when invited": (
        "“Call” or “Wait” is always advised"
        " when the answer to “Did they invite you to call?” is yes."
    ),
    "always avoid contact when contacts > 2": (
        "A contact is always warned against when the number of contacts is at least 3."
    ),
    "always recommend anything when always": "Something is always recommended.",
    "at most 0 contact": "No plan has a contact.",
    "at most 1 contact or wait": "A plan has at most 1 act.",
    "at most 2 contact in a plan": "A plan has at most 2 contacts.",
    "at most 1 call": "A plan has “Call” at most once.",
    "at most 3 call or wait, whatever comes": (
        "A plan has “Call” or “Wait” at most 3 times in all, whatever comes."
    ),
    "at least 4 business days between contact": (
        "At least 4 business days lie between any two contacts in a plan."
    ),
    "at least 7 days between wait": (
        "At least 1 week lies between “Wait” and “Wait” again in a plan."
    ),
    "at least 2 days between call or wait": (
        "At least 2 days lie between any two of “Call” and “Wait” in a plan."
    ),
    "at least 1 month between anything": "At least 1 month lies between any two acts in a plan.",
    "never the same advice twice on one day": "Nothing is advised twice on one day of a plan.",
    "every plan ends": "Every plan comes to its end.",
    "every plan ends within 90 days, whatever comes": (
        "Every plan comes to its end within 90 days, whatever comes."
    ),
}


@pytest.mark.parametrize(("law", "sentence"), LAWS.items(), ids=LAWS)
def test_guarantees_read_as_sentences(law: str, sentence: str) -> None:
    model = model_with(f"guarantees:\n  - guarantee: law\n    that: {law}\n")
    assert say_law(model.guarantees["law"], Speaker.of(model)) == sentence


CHANGES = {
    "route: friend": "the way in becomes “Through a friend”",
    "invited: no": "the answer to “Did they invite you to call?” becomes no",
    "perks: [travel, phone]": (
        "the answer to “Which perks did they name?” becomes Travel and A telephone"
    ),
    "perks: []": "the answer to “Which perks did they name?” becomes none of these",
    "contacts: 2": "the number of contacts becomes 2",
    "contacts: +1": "the number of contacts goes up by 1",
    "income: -12.50": "the income goes down by 12.50 euros",
    "interview: today": "the interview becomes today",
    "promised: promised + 1 week": "the promised date becomes 1 week after the promised date",
    "promised: not known": "the promised date is not known any more",
    "promised: to be asked": "the promised date has to be asked anew",
}


@pytest.mark.parametrize(("change", "clause"), CHANGES.items(), ids=CHANGES)
def test_changes_read_as_clauses(change: str, clause: str) -> None:
    model = model_with(f"acts:\n  act: {{title: a, kind: task, changes: {{{change}}}}}\n")
    assert say_change(model.acts["act"].changes[0], Speaker.of(model)) == clause
