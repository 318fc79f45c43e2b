"""Names, types and shapes: what is wrong with a guide is told, each mistake in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mannerly.model.calendar import as_date
from mannerly.model.conditions import And, Condition, DateTerm, InRange, Named, Not, Offset
from mannerly.model.guide import Date, Number, Text, TextPlaceholder
from mannerly.problems import Problem
from mannerly.report import render
from small_guide import SMALL_GUIDE, model_with, resolved

GOLDEN = Path(__file__).parent / "golden"
CheckGolden = Callable[[Path, Callable[[str], str]], None]


def golden(folder: str) -> list[Path]:
    return sorted((GOLDEN / folder).glob("*.txt"))


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize("path", [*golden("model"), *golden("conditions")], ids=lambda p: p.stem)
def test_mistakes_are_told_where_they_are(path: Path, check_golden: CheckGolden) -> None:
    """The text of a case is read beside the small guide, unless it begins with "# alone"."""

    def message(source: str) -> str:
        texts = {"guide.yml": source}
        if not source.startswith("# alone"):
            texts["small_guide.yml"] = SMALL_GUIDE
        model, problems = resolved(texts)
        assert model is None
        return render(problems, texts, "text", colour=False)

    check_golden(path, message)


@pytest.mark.parametrize("path", golden("chapters"), ids=lambda path: path.stem)
def test_chapters_quote_what_there_is(path: Path, check_golden: CheckGolden) -> None:
    def message(source: str) -> str:
        texts = {"small_guide.yml": SMALL_GUIDE, "chapter.md": source}
        _, problems = resolved({"small_guide.yml": SMALL_GUIDE}, {"chapter.md": source})
        return render(problems, texts, "text", colour=False)

    check_golden(path, message)


def test_every_code_of_this_stage_has_a_case() -> None:
    """No message without a case that shows it."""
    from mannerly.report.words import conditions, laws, model

    shown = "".join(
        path.read_text()
        for folder in ("model", "conditions", "chapters")
        for path in golden(folder)
    )
    missing = {
        code
        for code in {**model.WORDS, **laws.WORDS, **conditions.WORDS}
        if f"[{code}]" not in shown
    }
    assert missing <= TESTED_ELSEWHERE


#: Mistakes too long for a golden file.
TESTED_ELSEWHERE = {"condition-too-large", "facts-chain", "id-long"}


def test_a_chapter_knows_its_title_and_quotes() -> None:
    text = "# Waiting\n\n[[rule call-first]] and [[point A1]], and again [[point  A1]].\n"
    model, problems = resolved({"g.yml": SMALL_GUIDE}, {"b.md": text, "a.md": "No title."})
    assert not problems
    assert model is not None
    assert [(page.path, page.title) for page in model.pages] == [("a.md", "a"), ("b.md", "Waiting")]
    assert model.pages[1].quotes == (("rule", "call-first"), ("point", "A1"))


def test_several_mistakes_are_all_told() -> None:
    _, problems = resolved(
        {
            "a.yml": SMALL_GUIDE,
            "b.yml": "facts: {x: {asc: a}}\nconditions: {c: routes is agency, d: and}\nrule: []",
        }
    )
    assert codes(problems) == [
        "missing-key",
        "unknown-key",
        "unknown-name",
        "condition-side-missing",
        "unknown-section",
    ]


def test_a_mistake_in_a_fact_is_not_blamed_on_those_who_use_it() -> None:
    _, problems = resolved(
        {
            "a.yml": SMALL_GUIDE,
            "b.yml": """
facts: {x: {ask: a, count: 9..0}, y: {ask: b, when: x > 1}}
conditions: {c: x > 3 and d, d: x is known and c is unknown}
""",
        }
    )
    assert codes(problems) == ["range-backwards", "condition-for-fact"]


def test_files_are_put_together_in_the_order_of_their_paths() -> None:
    model, _ = resolved(
        {
            "b.yml": "facts: {late: {ask: b}}",
            "a/z.yml": "facts: {first: {ask: a}}",
            "c.yml": SMALL_GUIDE,
        }
    )
    assert model is not None
    assert list(model.facts)[:3] == ["first", "late", "route"]


def test_numbers_are_counted_in_smallest_steps() -> None:
    model = model_with("facts: {rate: {ask: a, number: -1.5..2.25, unit: percent}}")
    assert model.facts["rate"].type == Number(-150, 225, 2, "percent")
    assert model.facts["contacts"].type == Number(0, 9)


def test_names_and_words_have_defaults() -> None:
    model = model_with("facts: {other_offer-date: {ask: a, date: any}}")
    fact = model.facts["other_offer-date"]
    assert fact.name == "other offer date"
    assert fact.unknown is None
    assert fact.type == Date("any")
    assert model.question == "What should I do now?"
    assert model.language == "en"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday to Friday", {0, 1, 2, 3, 4}),
        ("Sunday to Thursday", {6, 0, 1, 2, 3}),
        ("[Monday, Wednesday]", {0, 2}),
        ("Saturday", {5}),
    ],
)
def test_work_weeks(text: str, expected: set[int]) -> None:
    calendar = f"calendar: {{years: 2026..2027, work week: {text}}}"
    guide = SMALL_GUIDE.replace(
        "calendar: {years: 2024..2030, holidays: [2026-05-25, 2026-07-03]}", calendar
    )
    model, _ = resolved({"g.yml": guide})
    assert model is not None
    assert model.calendar.work_week == expected


def calendar_with(holidays: str) -> set[str]:
    guide = SMALL_GUIDE.replace("holidays: [2026-05-25, 2026-07-03]", f"holidays: {holidays}")
    model, problems = resolved({"g.yml": guide})
    assert model is not None, problems
    return {as_date(day).isoformat() for day in model.calendar.holidays}


def test_holidays_of_a_country_are_pinned_through_the_margin() -> None:
    days = calendar_with("US")
    assert {"2026-05-25", "2026-07-03", "2023-12-25", "2031-01-01"} <= days
    assert "2026-12-24" not in days


def test_holidays_of_a_part_of_a_country() -> None:
    assert "2026-11-01" in calendar_with("DE-BY")
    assert "2026-11-01" not in calendar_with("DE")


def test_holidays_can_be_added_and_taken_out() -> None:
    days = calendar_with("{from: US, also: [2026-12-24], not: [2026-05-25]}")
    assert "2026-12-24" in days
    assert "2026-05-25" not in days
    assert calendar_with("{also: [2026-12-24]}") == {"2026-12-24"}
    assert calendar_with("none") == set()


def test_the_margin_follows_the_farthest_date_expression() -> None:
    near = model_with().calendar.margin
    far = model_with("conditions: {c: at least 3 years since interview}").calendar.margin
    assert near == 400
    assert far == 400 + 36 * 31


def rule(text: str) -> str:
    return f"rules: [{{rule: r, advise: wait, because: b, editorial: e, {text}}}]"


def test_unless_is_and_not() -> None:
    model = model_with(rule("when: invited, unless: contacts > 2 or offered"))
    assert (
        model.rules["r"].when
        == model_with("conditions: {c: invited and not (contacts > 2 or offered)}").conditions["c"]
    )


def test_over_names_rules_groups_and_acts() -> None:
    more = """
rules:
  - rule: a
    group: early
    when: always
    advise: call
    because: b
    editorial: e
    over: [group early, act wait]
  - {rule: b, when: always, avoid: write, because: b, editorial: e, over: call-first}
"""
    model = model_with(more)
    assert model.rules["a"].over == {"call-first", "wait-otherwise"}
    assert model.rules["b"].over == {"call-first"}


def test_dates_of_advice() -> None:
    model = model_with(rule("when: always, until: promised + 1 business day, by: today + 2 weeks"))
    assert model.rules["r"].until == DateTerm("promised", 0, (Offset(1, "business days"),))
    assert model.rules["r"].by == DateTerm("today", 0, (Offset(14, "days"),))


def parts(text: Text) -> list[object]:
    return [p.value if isinstance(p, TextPlaceholder) else p for p in text.parts]


def test_placeholders_are_facts_dates_and_fields() -> None:
    model = model_with("""
acts:
  act:
    title: a
    kind: task
    text: On {interview} or {today + 3 days}, {{really}}
    words: {mail: {title: m, fields: [your name], text: "I am {your name}, {today}"}}
""")
    act = model.acts["act"]
    later = DateTerm("today", 0, (Offset(3, "days"),))
    assert parts(act.text) == ["On ", "interview", " or ", later, ", {really}"]
    assert parts(act.words[0].text) == ["I am ", "your name", ", ", DateTerm("today")]
    kinds = [p.kind for p in act.text.parts if isinstance(p, TextPlaceholder)]
    assert kinds == ["fact", "date"]


def test_scenarios_hold_values_as_situations_do() -> None:
    model = model_with("""
scenarios:
  - scenario: s
    story: Long ago
    today: 2026-03-27
    given:
      route: agency
      invited: no
      perks: [phone]
      contacts: 2
      income: 12.5
      interview: 2026-03-27
      promised: unknown
    expect: {advise: wait, also: [], rules: [wait-otherwise], until: 2026-04-01}
""")
    scenario = model.scenarios["s"]
    today = scenario.today
    assert as_date(today).isoformat() == "2026-03-27"
    assert scenario.given == {
        "route": "agency",
        "invited": "no",
        "perks": {"phone"},
        "contacts": 2,
        "income": 1250,
        "interview": today,
        "promised": None,
    }
    assert scenario.expect.advise == "wait"
    assert scenario.expect.also == ()
    assert scenario.expect.avoid is None
    assert scenario.expect.until == today + 5
    assert scenario.expect.rules == ("wait-otherwise",)


def test_a_chain_of_facts_has_a_limit() -> None:
    facts = ", ".join(
        f"f{n}: {{ask: a, when: {f'f{n - 1}' if n else 'invited'}}}" for n in range(60)
    )
    _, problems = resolved({"g.yml": SMALL_GUIDE, "h.yml": f"facts: {{{facts}}}"})
    assert codes(problems) == ["facts-chain"]


def test_conditions_in_conditions_count_as_depth() -> None:
    deep = ", ".join(f"c{n}: not {f'c{n - 1}' if n else 'invited'}" for n in range(60))
    _, problems = resolved({"g.yml": SMALL_GUIDE, "h.yml": f"conditions: {{{deep}}}"})
    assert codes(problems) == ["condition-too-deep"]


def test_conditions_that_grow_by_doubling_are_stopped() -> None:
    growing = ", ".join(f"c{n}: {f'c{n - 1} and c{n - 1}' if n else 'invited'}" for n in range(24))
    _, problems = resolved({"g.yml": SMALL_GUIDE, "h.yml": f"conditions: {{{growing}}}"})
    assert codes(problems) == ["condition-too-large"]


def test_ids_have_a_limit() -> None:
    _, problems = resolved({"g.yml": SMALL_GUIDE, "h.yml": f"conditions: {{{'c' * 101}: always}}"})
    assert codes(problems) == ["id-long"]


def test_a_long_chain_of_ands_is_flat() -> None:
    long = " and ".join(["contacts > 0"] * 2000)
    model = model_with(f"conditions: {{long: {long}}}")
    condition = model.conditions["long"]
    assert isinstance(condition, And)
    assert len(condition.parts) == 2000


def condition(text: str) -> Condition:
    return model_with(f"conditions: {{c: '{text}'}}").conditions["c"]


def test_named_conditions_carry_their_bodies() -> None:
    found = condition("not heard-nothing")
    assert isinstance(found, Not)
    assert isinstance(found.part, Named)
    assert found.part.name == "heard-nothing"
    assert found.part.body == condition("not invited and contacts = 0")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("contacts is at least 2", "contacts >= 2"),
        ("contacts is more than 2", "contacts > 2"),
        ("contacts is at most 2", "contacts <= 2"),
        ("contacts is less than 2", "contacts < 2"),
        ("contacts is 2", "contacts = 2"),
        ("contacts is not 2", "contacts != 2"),
        ("contacts is not 2", "not contacts is 2"),
        ("contacts is one of 1, 3", "contacts is 1 or contacts is 3"),
        ("contacts is between 2 and 5", "contacts is between 02 and 5"),
        ("income > 12.5", "income is more than 12.50"),
        ("invited", "invited is yes"),
        ("route is one of agency, direct", "route is one of direct, agency"),
        ("route is not agency", "not route is agency"),
        ("route is not one of agency, direct", "not route is one of agency, direct"),
        ("promised is unknown", "not promised is known"),
        ("perks do not include travel", "not perks include travel"),
        ("interview is not on today", "not interview is on today"),
        ("interview is not a Friday", "not interview is a Friday"),
        ("interview is not a business day", "not interview is a business day"),
        ("interview is not one of Monday, Friday", "not interview is one of Friday, Monday"),
        ("at least 2 weeks since interview", "at least 14 days since interview"),
        ("at least 2 years since interview", "at least 24 months since interview"),
        ("at least 3 days since interview", "today is on or after interview + 3 days"),
        ("more than 3 days since interview", "today is after interview + 3 days"),
        ("at most 3 days since interview", "today is on or before interview + 3 days"),
        ("less than 3 days since interview", "today is before interview + 3 days"),
        ("exactly 3 days since interview", "today is on interview + 3 days"),
        ("at least 3 days until promised", "promised is on or after today + 3 days"),
        (
            "at least 1 month from interview to promised",
            "promised is on or after interview + 1 month",
        ),
        (
            "at most 1 day between interview and promised",
            "promised is on or before interview + 1 day",
        ),
        (
            "interview is between 2026-01-01 and today - 1 day",
            "interview is on or after 2026-01-01 and interview is on or before today - 1 day",
        ),
        ("(invited and offered) and contacts = 0", "invited and offered and contacts = 0"),
        ("invited or offered and contacts = 0", "invited or (offered and contacts = 0)"),
        ("not invited and offered", "(not invited) and offered"),
        ("invited  and\n  offered", "invited and offered"),
    ],
)
def test_phrases_that_mean_the_same_are_equal(one: str, other: str) -> None:
    assert condition(one) == condition(other)


def test_comparisons_know_their_place() -> None:
    found = condition("invited and contacts > 2")
    assert isinstance(found, And)
    comparison = found.parts[1]
    assert isinstance(comparison, InRange)
    assert comparison.place is not None
    # conditions: {c: 'invited and contacts > 2'}
    assert (comparison.place.column, comparison.place.end_column) == (30, 42)
