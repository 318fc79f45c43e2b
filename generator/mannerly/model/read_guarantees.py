"""The section ``guarantees``: laws of the editor's, about single situations and whole plans."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mannerly.model.conditions import Always, Condition, Offset
from mannerly.model.entries import Declared, Entry, entry
from mannerly.model.guide import Act, AlwaysOne, Apart, AtMost, Ends, Guarantee, Law, Never
from mannerly.model.names import checked_id, suggestions
from mannerly.model.read_acts import KINDS
from mannerly.model.resolve_conditions import Conditions
from mannerly.problems import Place, Problems
from mannerly.syntax import raw
from mannerly.syntax.condition_parser import parse_guarantee
from mannerly.syntax.nodes import Node, Scalar

_KEYS = ("guarantee", "that", "because")

#: More acts of a plan than anyone counts.
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Reader:
    """What guarantees are read with: the acts without mistakes, and all that are declared."""

    acts: Mapping[str, Act]
    declared: Collection[str]
    conditions: Conditions
    problems: Problems

    def read(self, section: list[Node]) -> dict[str, Guarantee]:
        """All guarantees that are whole, in the order of the files."""
        declared = Declared("guarantee", self.problems)
        guarantees: dict[str, Guarantee] = {}
        for node in section:
            read = entry(node, "guarantee", "", self.problems)
            if read is None:
                continue
            name = read.scalar("guarantee")
            id = None if name is None else checked_id(name, "guarantee", self.problems)
            read.id = id or ""
            read.allow(_KEYS)
            read.need("guarantee", "that")
            if name is None or id is None or not declared.add(id, name.place):
                continue
            guarantee = self._guarantee(read, id, name.place)
            if guarantee is not None:
                guarantees[id] = guarantee
        return guarantees

    def _guarantee(self, read: Entry, id: str, place: Place) -> Guarantee | None:
        because = read.text("because")
        that = read.scalar("that")
        parsed = None if that is None else parse_guarantee(that, self.problems)
        if that is None or parsed is None:
            return None
        law = self._law(parsed.law, that)
        if law is None:
            return None
        return Guarantee(
            id=id,
            that=law,
            whatever_comes=parsed.whatever_comes,
            because=because,
            text=" ".join(that.text.split()),
            place=place,
            that_place=that.place,
        )

    def _law(self, law: raw.Law, that: Scalar) -> Law | None:
        match law:
            case raw.Never(manner=manner, acts=names, when=parsed):
                acts, when = self._acts(names, that), self._when(parsed, that)
                return Never(manner, acts, when) if acts and when else None
            case raw.AlwaysOne(manner=manner, acts=names, when=parsed):
                acts, when = self._acts(names, that), self._when(parsed, that)
                return AlwaysOne(manner, acts, when) if acts and when else None
            case raw.AtMost(count=number, acts=names):
                count, acts = self._count(number, that), self._acts(names, that)
                return AtMost(count, acts) if acts and count is not None else None
            case raw.Apart(duration=duration, acts=names):
                offset, acts = self.conditions.dates.length(duration, that), self._acts(names, that)
                return Apart(offset, acts) if acts and offset is not None else None
            case raw.OnceADay():
                done = (act.id for act in self.acts.values() if act.kind not in ("wait", "end"))
                return Apart(Offset(1, "days"), frozenset(done), same=True)
            case raw.Ends(within=duration):
                if duration is None:
                    return Ends(None)
                days = self._days(duration, that)
                return Ends(days) if days is not None else None

    def _when(self, parsed: raw.Condition | None, that: Scalar) -> Condition | None:
        return Always() if parsed is None else self.conditions.resolve(parsed, that)

    def _count(self, number: raw.Number, that: Scalar) -> int | None:
        if number.text.isdecimal() and len(number.text.lstrip("0")) <= _DIGITS:
            return int(number.text)
        place = that.locate(number.start, number.end)
        self.problems.add("guarantee-count", place, found=number.text)
        return None

    def _days(self, duration: raw.Duration, that: Scalar) -> int | None:
        offset = self.conditions.dates.length(duration, that)
        if offset is None or offset.unit == "days":
            return None if offset is None else offset.count
        place = that.locate(duration.start, duration.end)
        self.problems.add("guarantee-days", place, unit=duration.unit, count=duration.count)
        return None

    def _acts(self, names: tuple[raw.Acts, ...], that: Scalar) -> frozenset[str] | None:
        """The acts that the names stand for; None where one of these is wrong."""
        found = [self._meant(name, that.locate(name.start, name.end)) for name in names]
        return None if None in found else frozenset().union(*filter(None, found))

    def _meant(self, name: raw.Acts, place: Place) -> frozenset[str] | None:
        if name.what == "anything":
            return frozenset(self.acts)
        of_kind = frozenset(act.id for act in self.acts.values() if act.kind == name.name)
        is_act, is_kind = name.name in self.declared, name.name in KINDS
        if not name.what and is_act and is_kind and of_kind != {name.name}:
            self.problems.add("act-or-kind", place, name=name.name)
            return None
        if is_act and name.what != "kind":
            return frozenset((name.name,))
        if is_kind and name.what != "act":
            if not of_kind and len(self.acts) == len(self.declared):
                self.problems.add("kind-without-acts", place, kind=name.name)
            return of_kind or None
        known = {"act": tuple(self.declared), "kind": KINDS}
        either = tuple(dict.fromkeys((*known["act"], *KINDS)))
        details = suggestions(name.name, known.get(name.what, either))
        what = name.what or "act"
        self.problems.add("unknown-name", place, name=name.name, what=what, **details)
        return None
