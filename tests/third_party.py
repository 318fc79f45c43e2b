"""Asks and advises by a compiled guide alone, as somebody would who has only its schema to read."""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]
Values = dict[int, Any]
Row = Sequence[Any]
Masks = Sequence[int]

EPOCH = date(1970, 1, 1)


class Guide:
    def __init__(self, text: str) -> None:
        data = json.loads(text)
        self.calendar, self.complete, self.tree = data["calendar"], data["complete"], data["tree"]
        self.facts: list[Json] = data["facts"]
        self.existence: list[int] = data["existence"]
        self.columns: list[Json] = data["columns"]
        self.rules: list[Json] = data["rules"]
        self.assumptions: list[Json] = data["assumptions"]
        self.ids = [fact["id"] for fact in self.facts]
        gaps = self.calendar["holidays"]
        self.holidays = {sum(gaps[: i + 1]) for i in range(len(gaps))}
        for rule in self.rules:
            rule["rows"] = []
        for place, *row in data["rows"]:
            self.rules[place]["rows"].append(row)

    def business(self, day: int) -> bool:
        return (day + 3) % 7 in self.calendar["workWeek"] and day not in self.holidays

    def add(self, day: int, count: int, unit: str) -> int:
        if unit == "days":
            return day + count
        if unit == "months":
            there = EPOCH + timedelta(day)
            year, month = divmod(there.year * 12 + there.month - 1 + count, 12)
            last = calendar.monthrange(year, month + 1)[1]
            return (date(year, month + 1, min(there.day, last)) - EPOCH).days
        step = 1 if count > 0 else -1
        while count:
            day += step
            count -= step * self.business(day)
        return day

    def day(self, term: Json, values: Values, today: int) -> int | None:
        day = values[term["fact"]] if "fact" in term else term.get("day", today)
        if day is None:
            return None
        for count, unit in term.get("plus", ()):
            day = self.add(day, count, unit)
        return int(day)

    def cell(self, column: Json, values: Values, today: int) -> int | None:
        """The number of the cell, or None while it is open."""
        terms = [column[key] for key in ("left", "right", "term") if key in column]
        facts = [one["fact"] for one in (column, *terms) if "fact" in one]
        if any(fact in values and values[fact] is None for fact in facts):
            return 0
        if any(fact not in values for fact in facts):
            return None
        value: Any = values.get(column.get("fact", -1))
        days: Any = [self.day(term, values, today) for term in terms]
        match column["kind"]:
            case "values":
                options = self.facts[column["fact"]].get("options", [["yes"], ["no"]])
                cell = [id for id, *_ in options].index(value)
            case "number":
                cell = sum(cut <= value for cut in column["cuts"])
            case "known":
                cell = 0
            case "includes":
                cell = column["option"] in value
            case "dates":
                cuts, unit = column["cuts"], column["unit"]
                cell = sum(days[0] >= self.add(days[1], n, unit) + k for n, k in cuts)
            case "weekday":
                cell = (days[0] + 3) % 7
            case "business":
                cell = self.business(days[0])
        return int(cell + column["missing"])

    def left(self, values: Values, today: int, known_to_be: set[int]) -> list[int]:
        """The cells that are left in each column, as a mask."""
        masks = []
        for column in self.columns:
            cell = self.cell(column, values, today)
            left = self.all_cells(column) if cell is None else 1 << cell
            if cell is None and column.get("fact") in known_to_be and column["missing"]:
                left &= ~1
            masks.append(left)
        return masks

    def all_cells(self, column: Json) -> int:
        match column["kind"]:
            case "values":
                count = len(self.facts[column["fact"]].get("options", "yn"))
            case "number" | "dates":
                count = len(column["cuts"]) + 1
            case kind:
                count = {"known": 1, "weekday": 7}.get(kind, 2)
        return int((1 << count + column["missing"]) - 1)

    def advise(self, today: int, answers: Mapping[str, Any]) -> Json:
        """What is settled as in the guide's scenarios, or the next fact to ask, by id."""
        first, last = self.calendar["first"], self.calendar["last"]
        days = [answers.get(fact["id"]) for fact in self.facts if fact["type"] == "date"]
        if not all(first <= day <= last for day in (today, *days) if day is not None):
            raise ValueError("The guide does not know that day.")
        for one in self.facts:
            side, day = one.get("range"), answers.get(one["id"]) or today
            if (side == "past" and day > today) or (side == "future" and day < today):
                raise ValueError("That cannot have been then.")
        values: Values = {}
        exists: dict[int, bool | None] = {}
        known_to_be: set[int] = set()
        for fact in self.existence:
            id, masks = self.ids[fact], self.left(values, today, known_to_be)
            rows = self.facts[fact].get("when", [[]])
            exists[fact] = True if holds(rows, masks) else None if can_hold(rows, masks) else False
            if exists[fact] is False:
                values[fact] = None
            elif exists[fact] and id in answers:
                values[fact] = answers[id]
            elif exists[fact] and "unknown" not in self.facts[fact]:
                known_to_be.add(fact)
        masks = self.left(values, today, known_to_be)
        for one in self.assumptions:
            if holds(one["rows"], masks):
                raise ValueError(one["because"])
        followed = [i for i, rule in enumerate(self.rules) if "aside" not in rule]
        can = [i for i in followed if can_hold(self.rules[i]["rows"], masks)]
        certain = [i for i in can if holds(self.rules[i]["rows"], masks)]
        alive = [i for i in can if not self.over(i, certain)]
        firm = [self.rules[i] for i in certain if not self.over(i, can)]
        advising = [self.rules[i] for i in alive if self.rules[i]["act"] is not None]
        acts = {rule["act"] for rule in advising}
        settled = (
            len(acts) == 1
            and (self.complete or any(rule in firm for rule in advising))
            and all(rule in firm for rule in advising if "until" in rule or "by" in rule)
            and all(fact in values for rule in advising for fact in rule.get("needs", ()))
        )
        if not settled:
            rules = [i for i in can if not self.complete or self.rules[i] in advising]
            rules += [i for i in can if {*self.rules[i].get("over", ())} & {*rules}]
            hanging = [self.rules[i] for i in unique(rules)]
            ask = self.next_question(hanging, masks, values, exists)
            return {"ask": None if ask is None else self.ids[ask]}
        deciding = [rule for rule in firm if rule["act"] is not None]
        dates = {"until": max, "by": min}
        return {
            "act": acts.pop(),
            "rules": [self.rules.index(rule) for rule in deciding],
            "also": unique(act for rule in firm for act in rule.get("also", ())),
            "avoid": unique(act for rule in firm for act in rule.get("avoid", ())),
        } | {
            key: one(days)
            for key, one in dates.items()
            if (days := [*self.days(deciding, key, values, today)])
        }

    def days(self, rules: Iterable[Json], key: str, values: Values, today: int) -> Iterator[int]:
        for rule in rules:
            day = self.day(rule[key], values, today) if key in rule else None
            if day is not None:
                yield day

    def over(self, rule: int, by: Iterable[int]) -> bool:
        return any(rule in self.rules[i].get("over", ()) for i in by)

    def next_question(
        self,
        rules: Sequence[Json],
        masks: Masks,
        values: Values,
        exists: Mapping[int, bool | None],
    ) -> int | None:
        def facts(row: Row) -> Iterator[int]:
            for column, mask in pairs(row):
                if masks[column] & ~number(mask):
                    yield from spoken_of(self.columns[column])

        rows = [row for rule in rules for row in rule["rows"] if can_hold([row], masks)]
        wanted = {fact for row in rows for fact in facts(row)}
        wanted |= {fact for rule in rules for fact in rule.get("needs", ())}
        for fact in self.existence[::-1]:
            if fact in wanted and exists[fact] is None:
                wanted |= {other for row in self.facts[fact]["when"] for other in facts(row)}
        asked = {fact for fact in wanted if fact not in values and exists[fact]}
        ready = {fact for fact in asked if not {*self.facts[fact].get("after", ())} & asked}
        node = self.tree[0] if self.tree else None
        while node:
            fact, column, *branches = node
            if fact in ready:
                return int(fact)
            to = next(to for mask, to in pairs(branches) if masks[column] & number(mask))
            node = self.tree[to] if to >= 0 else None
        limits = [(c, number(mask)) for row in rows for c, mask in pairs(row)]
        limited = [self.columns[c] for c, mask in limits if masks[c] & ~mask]

        def decided(fact: int) -> tuple[int, int]:
            return sum(fact in spoken_of(column) for column in limited), -fact

        return max(ready, key=decided, default=None)


def spoken_of(column: Json) -> set[int]:
    terms = [column, *(column[key] for key in ("left", "right", "term") if key in column)]
    return {term["fact"] for term in terms if "fact" in term}


def number(mask: int | str) -> int:
    return int(str(mask), 0)


def pairs(flat: Row) -> Iterator[tuple[Any, Any]]:
    return zip(flat[::2], flat[1::2], strict=True)


def can_hold(rows: Iterable[Row], masks: Masks) -> bool:
    return any(all(masks[c] & number(mask) for c, mask in pairs(row)) for row in rows)


def holds(rows: Iterable[Row], masks: Masks) -> bool:
    return any(all(not masks[c] & ~number(mask) for c, mask in pairs(row)) for row in rows)


def unique(items: Iterable[int]) -> list[int]:
    return [*dict.fromkeys(items)]
