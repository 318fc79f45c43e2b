"""What points to a thing of the guide, gathered once for all pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from mannerly.model.guide import Model, Rule, Scenario, Situation
from mannerly.model.interpreter import Verdict, interpret
from mannerly.phrases import sentence
from mannerly.site.texts import relative


class Backlinks:
    """What refers to acts, rules and points, by id. ``folder`` holds the guide's files."""

    def __init__(self, model: Model, folder: str) -> None:
        #: act → the rules that advise it, recommend it besides, or say to avoid it
        self.advising: Mapping[str, list[Rule]] = defaultdict(list)
        self.besides: Mapping[str, list[Rule]] = defaultdict(list)
        self.avoiding: Mapping[str, list[Rule]] = defaultdict(list)
        #: act → the rules about it that the guide does not follow
        self.set_aside: Mapping[str, list[Rule]] = defaultdict(list)
        #: rule → the rules over it
        self.yields_to: Mapping[str, list[Rule]] = defaultdict(list)
        #: rule → the scenarios whose advice it gives
        self.deciding: Mapping[str, list[Scenario]] = defaultdict(list)
        #: point → titles and paths of the pages that use it
        self.uses: Mapping[str, list[tuple[str, str]]] = defaultdict(list)
        #: point → titles and paths of the rules that rest on it and that the guide does not follow
        self.unfollowed: Mapping[str, list[tuple[str, str]]] = defaultdict(list)
        for rule in model.rules.values():
            if rule.aside is not None:
                for id in dict.fromkeys(filter(None, (rule.advise, *rule.also, *rule.avoid))):
                    self.set_aside[id].append(rule)
            else:
                if rule.advise is not None:
                    self.advising[rule.advise].append(rule)
                for id in rule.also:
                    self.besides[id].append(rule)
                for id in rule.avoid:
                    self.avoiding[id].append(rule)
            for other in rule.over:
                self.yields_to[other].append(rule)
            uses = self.uses if rule.aside is None else self.unfollowed
            for point in rule.points:
                uses[point].append((sentence(rule.title, model.language), f"rule/{rule.id}.md"))
        for act in model.acts.values():
            for point in act.points:
                self.uses[point].append((act.title, f"act/{act.id}.md"))
        for page in model.pages:
            for kind, id in page.quotes:
                if kind == "point":
                    self.uses[id].append((page.title, relative(page.path, folder)))
        #: scenario → what the guide advises in it
        self.verdicts: Mapping[str, Verdict] = {
            id: interpret(model, Situation(scenario.today, scenario.given))
            for id, scenario in model.scenarios.items()
        }
        for id, verdict in self.verdicts.items():
            for rule_id in verdict.live:
                self.deciding[rule_id].append(model.scenarios[id])
