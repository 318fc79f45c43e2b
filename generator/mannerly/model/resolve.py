"""From what the files hold to the model: every name looked up, every type checked."""

from __future__ import annotations

from collections.abc import Mapping

from mannerly.model.entries import Declared
from mannerly.model.guide import Model
from mannerly.model.read_acts import read_acts
from mannerly.model.read_changes import Changes
from mannerly.model.read_conditions import (
    read_assumptions,
    read_named,
    resolve_facts,
    resolve_named,
)
from mannerly.model.read_facts import read_facts
from mannerly.model.read_guarantees import Reader as GuaranteeReader
from mannerly.model.read_guide import make_calendar, read_head, read_span
from mannerly.model.read_history import read_history
from mannerly.model.read_pages import read_pages
from mannerly.model.read_phrases import read_phrases
from mannerly.model.read_rules import Reader as RuleReader
from mannerly.model.read_rules import read_groups
from mannerly.model.read_scenarios import Reader as ScenarioReader
from mannerly.model.read_sources import read_sources
from mannerly.model.resolve_conditions import Conditions
from mannerly.model.resolve_dates import Dates
from mannerly.model.scope import Scope
from mannerly.model.sections import merge
from mannerly.model.sizes import Sizes
from mannerly.model.texts import Texts
from mannerly.problems import Place, Problems
from mannerly.syntax.nodes import Node


def resolve(
    documents: Mapping[str, Node], pages: Mapping[str, str], problems: Problems
) -> Model | None:
    """The model of a guide, from its YAML files and its Markdown pages by path.

    None if anything is wrong with its names, types or conditions; all of that
    is noted in ``problems``.
    """
    found = Problems()
    model = _resolve(documents, pages, found)
    problems.extend(found.sorted())
    return None if found else model


def _resolve(documents: Mapping[str, Node], pages: Mapping[str, str], problems: Problems) -> Model:
    sections = merge(documents, problems)
    start = Place(min(documents), 1, 1, 1, 1) if documents else None
    head = read_head(sections.guide, start, problems)
    span = read_span(sections.calendar, start, problems)

    declared = Declared("fact or condition", problems)
    drafts = read_facts(sections.facts, declared, problems)
    fact_types = {draft.id: draft.fact.type if draft.fact else None for draft in drafts}
    named = read_named(sections.conditions, declared, problems)
    scope = Scope(fact_types, dict.fromkeys(named), span.first, span.last, len(span.work_week))
    dates = Dates(scope, problems)
    conditions = Conditions(scope, dates, Sizes(problems), problems)
    texts = Texts(scope, dates, problems)
    resolve_named(named, conditions, problems)
    facts = resolve_facts(drafts, conditions, problems)
    assumptions = read_assumptions(sections.assume, conditions, problems)

    all_sources = Declared("source", problems)
    all_points = Declared("point", problems)
    sources, points = read_sources(sections.sources, all_sources, all_points, problems)
    all_acts = Declared("act", problems)
    changes = Changes(facts, dates, problems)
    acts = read_acts(sections.acts, all_acts, texts, changes, all_points, problems)
    all_rules = Declared("rule", problems)
    rules = RuleReader(conditions, texts, all_acts, all_points, problems).read(
        sections.rules, all_rules
    )
    groups = read_groups(sections.groups, rules, problems)
    guarantees = GuaranteeReader(acts, all_acts, conditions, problems).read(sections.guarantees)
    scenarios = ScenarioReader(facts, scope, all_acts, all_rules, all_sources, problems).read(
        sections.scenarios
    )
    quotable = {"rule": all_rules, "act": all_acts, "point": all_points, "source": all_sources}
    chapters = read_pages(pages, quotable, problems)
    for section, empty in (("facts", not sections.facts), ("rules", not sections.rules)):
        if empty:
            problems.add("section-missing", start, section=section)

    return Model(
        title=head.title,
        question=head.question,
        version=head.version,
        language=head.language,
        calendar=make_calendar(span, dates.reach, problems),
        facts=facts,
        conditions={name: body for name, body in scope.conditions.items() if body is not None},
        assumptions=assumptions,
        acts=acts,
        sources=sources,
        points=points,
        rules=rules,
        groups=groups,
        scenarios=scenarios,
        pages=chapters,
        guarantees=guarantees,
        phrases=read_phrases(sections.phrases, problems),
        history=read_history(sections.history, problems),
        condition_places={name: declared.place(name) for name in named},
    )
