"""What rules mean, case by case: the reference that all else is measured against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mannerly.model.calendar import add_months, as_date, day_number, weekday
from mannerly.model.conditions import (
    Always,
    And,
    Comparison,
    Condition,
    DateCompare,
    DateTerm,
    Includes,
    InRange,
    Is,
    Known,
    Named,
    Not,
    Offset,
    OnBusinessDay,
    OnWeekday,
    Or,
    Unit,
)
from mannerly.model.guide import Choice, Date, Model, Number, Rule, Several, Situation, Value, YesNo
from mannerly.model.interpreter import holds, interpret, possible, value_of
from strategies import days_around_a_month_end, examples, fact, guide, rule, years

#: Wednesday 28 January 2026 to Tuesday 3 February; Monday the 2nd is a holiday.
WEEK = days_around_a_month_end(0, 7)
TODAY = DateTerm("today")


def day(text: str) -> int:
    """A date as a day number."""
    return day_number(date.fromisoformat(text))


FRIDAY = day("2026-01-30")

FACTS = [
    fact("way", Choice({"direct": "Direct", "agency": "Agency"}), "Not known"),
    fact("invited", YesNo(), "Not known"),
    fact("perks", Several({"travel": "Travel", "phone": "Phone"}), "Not known"),
    fact("calls", Number(0, 9), "Not known"),
    fact("promised", Date(), "Not known"),
    fact("last", Date("past"), when=InRange("calls", 1, None)),
    fact("answer", YesNo(), when=DateCompare(DateTerm("last"), "<", TODAY)),
]


def small(*rules: Rule, assumptions: Sequence[Condition] = ()) -> Model:
    """A guide with the facts above."""
    return guide(FACTS, rules, calendar=WEEK, assumptions=assumptions)


def situation(values: Mapping[str, Value | None] | None = None, today: int = FRIDAY) -> Situation:
    """A situation in which facts that are not named are not known."""
    return Situation(today, {**dict.fromkeys(one.id for one in FACTS), **(values or {})})


KNOWN: Mapping[str, Value | None] = {
    "way": "direct",
    "invited": "no",
    "perks": frozenset(["phone"]),
    "calls": 2,
    "promised": FRIDAY,
    "last": FRIDAY - 1,
    "answer": "yes",
}

PROMISED = DateTerm("promised")
DIRECT = Is("way", frozenset(["direct"]))

COMPARISONS = [
    Known("way"),
    DIRECT,
    Is("invited", frozenset(["no"])),
    Includes("perks", "phone"),
    InRange("calls", None, 2),
    InRange("calls", 2, None),
    DateCompare(PROMISED, "<=", TODAY),
    DateCompare(TODAY, ">=", DateTerm("promised", 0, (Offset(-1, "months"),))),
    OnWeekday(PROMISED, frozenset([4])),
    OnBusinessDay(PROMISED),
    DateCompare(DateTerm("last"), "<", TODAY),
    Is("answer", frozenset(["yes"])),
]


@pytest.mark.parametrize("comparison", COMPARISONS, ids=str)
def test_a_comparison_is_false_and_its_negation_true_where_its_fact_is_missing(
    comparison: Condition,
) -> None:
    model = small()
    assert holds(comparison, situation(KNOWN), model)
    assert not holds(Not(comparison), situation(KNOWN), model)
    assert not holds(comparison, situation(), model)
    assert holds(Not(comparison), situation(), model)


@pytest.mark.parametrize(
    ("condition", "holds_when_missing"),
    [
        (Or((DIRECT, Not(DIRECT))), True),
        (And((DIRECT, Not(DIRECT))), False),
        (Not(Is("way", frozenset(["direct", "agency"]))), True),
        (And((Not(DIRECT), Not(Is("way", frozenset(["agency"]))))), True),
        (Not(InRange("calls", 0, 9)), True),
        (Not(DateCompare(PROMISED, "=", PROMISED)), True),
        (Not(Not(DIRECT)), False),
        (Not(Known("way")), True),
        (Named("direct", DIRECT), False),
        (Not(Named("direct", DIRECT)), True),
        (Always(), True),
        (Not(Always()), False),
    ],
)
def test_and_or_not_are_those_of_logic_also_about_a_missing_value(
    condition: Condition, holds_when_missing: bool
) -> None:
    assert holds(condition, situation(), small()) == holds_when_missing


def test_a_fact_that_does_not_exist_has_no_value_whatever_was_answered_before() -> None:
    model = small()
    assert value_of("last", situation({"calls": 1, "last": FRIDAY}), model) == FRIDAY
    assert value_of("last", situation({"calls": 0, "last": FRIDAY}), model) is None
    assert value_of("last", situation({"last": FRIDAY}), model) is None


def test_what_hangs_on_a_fact_that_does_not_exist_does_not_exist_either() -> None:
    model = small()
    assert value_of("answer", situation(KNOWN), model) == "yes"
    assert value_of("answer", situation({**KNOWN, "calls": 0}), model) is None


@pytest.mark.parametrize(
    ("low", "high", "numbers"),
    [(2, 3, {2, 3}), (None, 1, {0, 1}), (8, None, {8, 9}), (5, 4, set()), (10, None, set())],
)
def test_a_range_of_numbers_includes_both_its_ends(
    low: int | None, high: int | None, numbers: set[int]
) -> None:
    model, within = small(), InRange("calls", low, high)
    assert {n for n in range(10) if holds(within, situation({"calls": n}), model)} == numbers


@pytest.mark.parametrize(
    ("comparison", "true_of"),
    [("<", {-1}), ("<=", {-1, 0}), ("=", {0}), (">=", {0, 1}), (">", {1})],
)
def test_dates_compare_as_days_do(comparison: Comparison, true_of: set[int]) -> None:
    condition = DateCompare(TODAY, comparison, PROMISED)
    model = small()
    assert {
        n
        for n in (-1, 0, 1)
        if holds(condition, situation({"promised": FRIDAY}, FRIDAY + n), model)
    } == true_of


@pytest.mark.parametrize(
    ("start", "offsets", "end"),
    [
        ("2026-01-30", [(3, "days")], "2026-02-02"),
        ("2026-01-30", [(-30, "days")], "2025-12-31"),
        # Over a weekend with a holiday after it.
        ("2026-01-29", [(1, "business days")], "2026-01-30"),
        ("2026-01-30", [(1, "business days")], "2026-02-03"),
        ("2026-01-31", [(1, "business days")], "2026-02-03"),
        ("2026-02-02", [(1, "business days")], "2026-02-03"),
        ("2026-01-30", [(2, "business days")], "2026-02-04"),
        ("2026-02-03", [(-1, "business days")], "2026-01-30"),
        ("2026-02-02", [(-1, "business days")], "2026-01-30"),
        ("2026-02-01", [(-2, "business days")], "2026-01-29"),
        # None is the day itself, also where it is no business day.
        ("2026-01-31", [(0, "business days")], "2026-01-31"),
        # A month that is too short ends on its last day.
        ("2026-01-31", [(1, "months")], "2026-02-28"),
        ("2027-12-31", [(2, "months")], "2028-02-29"),
        ("2026-03-31", [(-1, "months")], "2026-02-28"),
        ("2026-05-31", [(-6, "months")], "2025-11-30"),
        ("2028-02-29", [(12, "months")], "2029-02-28"),
        ("2026-12-15", [(1, "months")], "2027-01-15"),
        ("2026-01-15", [(-1, "months")], "2025-12-15"),
        # From left to right.
        ("2026-01-31", [(1, "months"), (1, "months")], "2026-03-28"),
        ("2026-01-31", [(2, "months")], "2026-03-31"),
        ("2026-01-30", [(1, "months"), (1, "days")], "2026-03-01"),
        ("2026-01-30", [(1, "days"), (1, "months")], "2026-02-28"),
        ("2026-01-30", [(1, "days"), (1, "business days")], "2026-02-03"),
        ("2026-01-30", [(1, "business days"), (1, "days")], "2026-02-04"),
    ],
)
def test_dates_are_reckoned_by_the_calendar(
    start: str, offsets: list[tuple[int, Unit]], end: str
) -> None:
    calendar = replace(WEEK, margin=1200)
    term = DateTerm("today", 0, tuple(Offset(count, unit) for count, unit in offsets))
    assert as_date(calendar.resolve(term, day(start))).isoformat() == end


@examples(130)
@given(st.integers(years().first, years().last), st.integers(-30, 30))
def test_business_days_are_counted_one_by_one(start: int, count: int) -> None:
    calendar = years()
    step = 1 if count > 0 else -1
    reached, left = start, abs(count)
    while left:
        reached += step
        left -= calendar.is_business_day(reached)
    assert calendar.add_business_days(start, count) == reached


@examples(130)
@given(st.integers(years().first, years().last), st.integers(-30, 30))
def test_months_keep_the_day_or_end_with_the_month(start: int, count: int) -> None:
    before, after = as_date(start), as_date(add_months(start, count))
    assert (after.year * 12 + after.month) - (before.year * 12 + before.month) == count
    if after.day != before.day:
        assert after.day < before.day
        assert as_date(add_months(start, count) + 1).day == 1


def test_the_day_of_the_week_is_that_of_the_calendar() -> None:
    for number in range(-800, 800, 13):
        assert weekday(number) == as_date(number).weekday()


def test_a_guide_counts_no_business_days_beyond_its_margin() -> None:
    with pytest.raises(IndexError):
        WEEK.add_business_days(WEEK.last, 1000)
    with pytest.raises(IndexError):
        WEEK.add_business_days(WEEK.first, -1000)


# Overrides


def test_a_rule_that_is_itself_overridden_still_overrides() -> None:
    model = small(
        rule("first", Always(), "go"),
        rule("second", Always(), "stay", over=["first"]),
        rule("third", Always(), "write", over=["second"]),
    )
    verdict = interpret(model, situation())
    assert verdict.live == ("third",)
    assert verdict.overridden == {"first": {"second"}, "second": {"third"}}


def test_a_rule_that_does_not_apply_overrides_nothing() -> None:
    model = small(rule("first", Always(), "go"), rule("second", DIRECT, "stay", over=["first"]))
    assert interpret(model, situation()).acts == {"go"}
    assert interpret(model, situation({"way": "direct"})).acts == {"stay"}


def test_overridden_rules_recommend_nothing_and_warn_of_nothing() -> None:
    model = small(
        rule("first", Always(), "go", also=["write"], avoid=["call"], until=TODAY, by=TODAY),
        rule("second", Always(), "stay", over=["first"]),
    )
    verdict = interpret(model, situation())
    assert verdict.acts == {"stay"}
    assert not verdict.also
    assert not verdict.avoid
    assert (verdict.until, verdict.by) == (None, None)


def test_rules_that_agree_add_up_to_the_latest_until_and_the_earliest_by() -> None:
    later = DateTerm("today", 0, (Offset(2, "days"),))
    model = small(
        rule("first", Always(), "go", until=TODAY, by=later),
        rule("second", Always(), "go", until=later, by=TODAY),
        rule("third", Always(), "go"),
    )
    verdict = interpret(model, situation())
    assert verdict.acts == {"go"}
    assert not verdict.contradictory
    assert (verdict.until, verdict.by) == (FRIDAY + 2, FRIDAY)


def test_a_date_that_is_missing_or_of_a_rule_without_an_act_does_not_count() -> None:
    model = small(
        rule("first", Always(), "go", until=PROMISED, by=PROMISED),
        rule("second", Always(), None, also=["write"], until=TODAY, by=TODAY),
    )
    verdict = interpret(model, situation())
    assert (verdict.until, verdict.by) == (None, None)
    verdict = interpret(model, situation({"promised": FRIDAY + 1}))
    assert (verdict.until, verdict.by) == (FRIDAY + 1, FRIDAY + 1)


@pytest.mark.parametrize(
    ("other", "contradictory"),
    [
        (rule("other", Always(), "go"), False),
        (rule("other", Always(), "stay"), True),
        (rule("other", Always(), None, avoid=["go"]), True),
        (rule("other", Always(), None, avoid=["write"]), True),
        (rule("other", Always(), None, avoid=["call"]), False),
        (rule("other", Always(), None, also=["go"]), False),
        (rule("other", Not(Always()), "stay"), False),
        (rule("other", Always(), "stay", over=["one"]), False),
        (rule("other", Always(), "stay", aside="not followed"), False),
    ],
    ids=lambda found: "" if isinstance(found, bool) else f"{found.advise} {found.avoid}",
)
def test_two_acts_contradict_and_so_do_recommending_and_avoiding(
    other: Rule, contradictory: bool
) -> None:
    model = small(rule("one", Always(), "go", also=["write"]), other)
    assert interpret(model, situation()).contradictory == contradictory


def test_a_source_says_what_the_rules_that_rest_on_it_say_those_set_aside_included() -> None:
    model = small(
        rule("one", Always(), "go", points=["S1"]),
        rule("both", DIRECT, "stay", points=["S2", "T1"], over=["one"]),
        rule("aside", Always(), "write", points=["T1"], aside="not followed", over=["both"]),
        rule("own", DIRECT, "stay", over=["one"]),
    )
    here = situation({"way": "direct"})
    assert interpret(model, here).live == ("both", "own")
    assert interpret(model, here, "S").live == ("both",)
    assert interpret(model, here, "T").live == ("aside",)
    assert interpret(model, situation(), "S").live == ("one",)


# Situations that can be


@pytest.mark.parametrize(
    ("change", "can_be"),
    [
        ({}, True),
        ({"way": "other"}, False),
        ({"invited": "perhaps"}, False),
        ({"perks": frozenset(["car"])}, False),
        ({"perks": frozenset()}, True),
        ({"calls": 10}, False),
        ({"calls": -1}, False),
        ({"calls": "2"}, False),
        ({"way": 1}, False),
        ({"promised": WEEK.last}, True),
        ({"promised": WEEK.last + 1}, False),
        ({"promised": WEEK.first - 1}, False),
        ({"last": FRIDAY}, True),
        ({"last": FRIDAY + 1}, False),
        # "Not known" only where the fact offers it.
        ({"promised": None}, True),
        ({"last": None}, False),
        ({"last": None, "calls": 0}, True),
        ({"last": FRIDAY + 1, "calls": 0}, True),
    ],
    ids=str,
)
def test_values_have_to_be_in_range_of_facts_that_exist(
    change: dict[str, Value | None], can_be: bool
) -> None:
    assert possible(situation({**KNOWN, **change}), small()) == can_be


def test_a_future_date_may_be_today_but_not_before() -> None:
    model = guide([fact("then", Date("future"))], [], calendar=WEEK)
    days = range(FRIDAY - 1, FRIDAY + 2)
    assert [possible(Situation(FRIDAY, {"then": then}), model) for then in days] == [
        False,
        True,
        True,
    ]


def test_today_lies_within_the_calendar() -> None:
    assert possible(situation(today=WEEK.first), small())
    assert not possible(situation(today=WEEK.first - 1), small())
    assert not possible(situation(today=WEEK.last + 1), small())


def test_an_assumption_binds_only_where_all_its_facts_are_known() -> None:
    model = small(assumptions=[DateCompare(PROMISED, ">=", DateTerm("last"))])
    kept = {**KNOWN, "promised": FRIDAY - 1}
    broken = {**KNOWN, "promised": FRIDAY - 2}
    assert possible(situation(kept), model)
    assert not possible(situation(broken), model)
    assert possible(situation({**broken, "calls": 0}), model)
    assert possible(situation({**broken, "promised": None}), model)
