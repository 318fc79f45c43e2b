"""Checks a guide's certificate: that by the table in it, every situation has one advice.

A box in it is a list: a column's number, the cells of it that are in the box, as a number whose
bits they are, and so on. In a column that "needs" facts, cell 0 is where one has no value.
"""

import argparse
import hashlib
import json
from datetime import date
from pathlib import Path


def demand(true, reason):
    if not true:
        raise SystemExit(f"Refused: {reason}.")


def inside(box, others):
    return any(all(not box[c] & ~cells for c, cells in other.items()) for other in others)


class Certificate:
    def __init__(self, data):
        sealed = json.dumps({k: v for k, v in data.items() if k != "sha256"}, sort_keys=True)
        demand(hashlib.sha256(sealed.encode()).hexdigest() == data["sha256"], "it was changed")
        self.data, self.columns, self.holidays = data, data["columns"], {*data["holidays"]}
        self.all = {c: (1 << column["cells"]) - 1 for c, column in enumerate(self.columns)}
        self.exists = {fact: self.boxes(boxes) for fact, boxes in data["exists"].items()}
        self.impossible, self.broken = self.boxes(data["impossible"]), self.boxes(data["broken"])

    def boxes(self, lists):
        found = [{c: int(str(m), 0) for c, m in zip(b[::2], b[1::2], strict=True)} for b in lists]
        demand(all(0 < box[c] <= self.all[c] for box in found for c in box), "a box has no cells")
        return [self.all | box for box in found]

    def check(self):
        for box, flat in zip(self.impossible, self.data["impossible"], strict=True):
            demand(self.cannot_be(box) or self.no_dates(box), f"{flat} is not impossible")
        rows = [(box, rule) for rule in self.data["rules"] for box in self.boxes(rule["boxes"])]
        boxes, cuts = self.boxes(x["box"] for x in self.data["boxes"]), iter(self.data["cuts"])
        pending = [(self.all, rows)]  # parts of the space, with the boxes of rules that meet them
        for box, entry in zip(boxes, self.data["boxes"], strict=True):
            part, rows = pending.pop()
            while part != box:
                column, cells = next(cuts, (0, 0))
                demand(cells, "boxes overlap, or there are situations outside of all")
                for half in (part[column] & ~int(str(cells), 0), part[column] & int(str(cells), 0)):
                    near = [row for row in rows if row[0][column] & half]
                    pending.append((part | {column: half}, near))
                part, rows = pending.pop()
            self.judge(box, entry, rows, {rule["id"]: rule for _, rule in rows})
        demand(not pending, "there are situations outside of all boxes")
        for case in self.data["cases"]:  # situations, with what the rules themselves advise there
            days = {f: date.fromisoformat(text).toordinal() for f, text in case["days"].items()}
            point = {c: 1 << self.cell(x, case["facts"] | days) for c, x in enumerate(self.columns)}
            demand(inside(point, [boxes[case["box"]]]), "a case is not in its box")
            demand(self.data["boxes"][case["box"]]["act"] == case["act"], "a case has other advice")

    def judge(self, box, entry, rows, may):
        """In all of a box its rule decides, and no rule that may stand there says otherwise."""
        if "impossible" in entry:
            return demand(inside(box, [self.impossible[entry["impossible"]]]), "a box is possible")
        apply = {rule["id"] for other, rule in rows if inside(box, [other])}
        demand(entry["rule"] in apply, "a rule does not apply in all of its box")
        demand(not may.keys() & may[entry["rule"]]["yields_to"], "a rule may be overridden")
        standing = [rule for rule in may.values() if not apply.intersection(rule["yields_to"])]
        acts = {rule["act"] for rule in standing} - {None}
        demand(acts == {entry["act"]} == {may[entry["rule"]]["act"]}, "two acts may be advised")
        acts = acts.union(*(rule["also"] for rule in standing))
        return demand(acts.isdisjoint(x for r in standing for x in r["avoid"]), "an act is avoided")

    def cannot_be(self, box):
        """A fact has a value but does not exist, or the reverse, or an assumption is broken."""
        gone = {fact for fact, c in self.data["known_by"].items() if box[c] == 1}
        there = {fact for fact, c in self.data["known_by"].items() if not box[c] & 1}
        needs = {c: {*x["needs"]} for c, x in enumerate(self.columns) if x["needs"]}
        return (
            any(inside(box, self.exists[fact]) for fact in gone.difference(self.data["unknown"]))
            or any(all(any(not box[c] & b[c] for c in b) for b in self.exists[f]) for f in there)
            or any(needs[c] & gone for c in needs if not box[c] & 1)
            or any(needs[c] <= there for c in needs if box[c] == 1)
            or inside(box, self.broken)
        )

    def no_dates(self, box):
        """Dates put off until they keep all limits, and only so far, pass the calendar's end."""
        first, last = (date.fromisoformat(text).toordinal() for text in self.data["calendar"])
        days, limits = dict.fromkeys(self.data["dates"], first), self.data["in_order"][:]
        for column, cells in zip(self.columns, box.values(), strict=True):
            if column["dated"] and not (column["needs"] and cells & 1):
                filled = (1 << cells.bit_length()) - (cells & -cells)
                limits.append((column, filled if column["kind"] == "cuts" else cells))
        while any(not cells >> self.cell(column, days) & 1 for column, cells in limits):
            for column, cells in limits:
                while not cells >> (cell := self.cell(column, days)) & 1:
                    late = column["kind"] == "cuts" and cell >= cells.bit_length()
                    days[(column["cuts"][0] if late else column["of"])["base"]] += 1
                    if max(days.values()) > last:
                        return True
        return False

    def cell(self, column, values):
        if any(values[fact] is None for fact in column["needs"]):
            return 0
        value = self.move(column["of"], values)
        cell = {
            "cuts": lambda: sum(value >= self.move(cut, values) for cut in column["cuts"]),
            "option": lambda: column["options"].index(value),
            "includes": lambda: column["option"] in value,
            "weekday": lambda: date.fromordinal(value).weekday(),
            "business day": lambda: self.is_business_day(value),
        }
        return cell[column["kind"]]() + bool(column["needs"])

    def is_business_day(self, at):
        day = date.fromordinal(at)
        return day.weekday() in self.data["work_week"] and day.isoformat() not in self.holidays

    def move(self, term, values):
        at = values[term["base"]] if term["base"] is not None else term["at"]
        for count, unit in term["plus"]:
            if unit == "months":
                old = date.fromordinal(at)
                ends = [divmod(old.year * 12 + old.month - 1 + count + n, 12) for n in (0, 1)]
                first, after = (date(year, month + 1, 1).toordinal() for year, month in ends)
                at = min(first + old.day, after) - 1
            for _ in range(0 if unit == "months" else abs(count)):
                at += 1 if count > 0 else -1
                while unit == "business days" and not self.is_business_day(at):
                    at += 1 if count > 0 else -1
        return at


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("certificate", type=Path, help="the file to check")
    parser.add_argument("--rules", type=Path, help="the folder of the rules: are they still those?")
    given = parser.parse_args()
    try:
        data = json.loads(given.certificate.read_bytes())
        Certificate(data).check()
        for name, digest in data["files"].items() if given.rules else ():
            found = hashlib.sha256((given.rules / name).read_bytes()).hexdigest()
            demand(found == digest, f"{name} is another than the certificate is of")
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        raise SystemExit(f"Refused: {error!r}.") from None
    print(f"Accepted: {len(data['boxes'])} boxes that do not overlap are all situations there are.")
    print("In each, a rule decides, no rule or guarantee disagrees that stands; or nothing can be.")
    print("Taken on trust: that the table, without the boxes, says what the rules say.")
