"""What following all plans takes, by the state: on a guide whose plans go through many.

    python -m bench.plan_states [--parts 450] [--seed 1] [--profile]

A state is what the exploration looks at: a place in a plan (which acts were done, and
what came of them), cells for each fact, and an interval for each pair of dates that rules
compare. It stands for all situations in them, which on four years of days are beyond
counting; the budget of the checker counts the same states.

The guide divides all situations into parts, each with a patience, a most of contacts and
a margin after a promised day of its own. All laws are proved: how many contacts there are
and how far apart, that nothing is advised twice on a day, and when plans end.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.plans import whatever_comes
from bench.synthetic import PLAIN, divide

from mannerly.check.plans import check_plans
from mannerly.check.witness import Teller
from mannerly.pipeline import compile_folder
from mannerly.problems import Problems

AXES = tuple(axis for axis in PLAIN if axis.fact not in ("contacts", "income", "people"))

HEAD = """\
guide: {title: Following up}
calendar: {years: 2025..2028, work week: Monday to Friday, holidays: US}
facts:
  interview: {ask: When was it?, date: past}
  promised: {ask: When will they decide?, date: any, unknown: They did not say}
  contacts: {ask: How often did you ask?, count: 0..9}
  last: {ask: When was the last time?, date: past, when: contacts > 0}
"""

ACTS = """\
assume:
  - that: last is on or after interview
    because: Nobody asks before.
acts:
  ask:
    title: Ask them
    kind: contact
    text: Ask.
    changes: {contacts: +1, last: today}
    replies:
      machine: {title: A machine, changes: {contacts: +1, last: today}}
      new-day: {title: A day, changes: {promised: to be asked, contacts: 0}}
      not-yet: {title: Not yet, changes: {promised: not known, contacts: 1, last: today}}
  write: {title: Write to them, kind: contact, text: Write., changes: {contacts: +1, last: today}}
  wait: {title: Wait, kind: wait, text: Wait.}
  move-on: {title: Move on, kind: end, text: Move on.}
guarantees:
  - {guarantee: often, that: at most 4 contact in a plan, because: Enough.}
  - {guarantee: ends, that: every plan ends within 2000 days, because: It ends.}
  - guarantee: apart
    that: at least 2 business days between ask or write, whatever comes
    because: Peace.
  - guarantee: once
    that: never the same advice twice on one day, whatever comes
    because: Done.
rules:
"""

PART = """\
  - rule: enough-{n}
    when: {here}contacts >= {most}
    advise: move-on
    because: Enough.
    editorial: A test.
  - rule: ask-{n}
    when: {here}contacts < {most}
    advise: {act}
    because: It is time.
    editorial: A test.
  - rule: promised-{n}
    when: >-
      {here}contacts < {most} and promised is known and
      less than {margin} business days since promised
    advise: wait
    until: promised + {margin} business days
    because: They named a day.
    editorial: A test.
    over: [ask-{n}]
  - rule: early-{n}
    when: {here}contacts = 0 and less than {patience} {unit} since interview
    advise: wait
    until: interview + {patience} {unit}
    because: It is early.
    editorial: A test.
    over: [ask-{n}]
  - rule: between-{n}
    when: {here}contacts is between 1 and {last} and less than {pause} business days since last
    advise: wait
    until: last + {pause} business days
    because: You have just asked.
    editorial: A test.
    over: [ask-{n}]
"""


def write(folder: Path, parts: int, seed: int) -> None:
    """Write a guide of so many parts of five rules each."""
    dice = random.Random(seed)
    lines = [HEAD]
    for axis in AXES:
        declared = ", ".join(filter(None, (f"ask: What about {axis.fact}?", axis.declaration)))
        lines.append(f"  {axis.fact}: {{{declared}}}\n")
    lines.append(ACTS)
    for n, box in enumerate(divide(tuple(axis.cells for axis in AXES), parts, dice)):
        here = "".join(
            f"{axis.condition(cells)} and "
            for axis, cells in zip(AXES, box, strict=True)
            if len(cells) < len(axis.cells)
        )
        most = dice.randint(2, 4)
        lines.append(
            PART.format(
                n=n,
                here=here,
                act=dice.choice(("ask", "write")),
                most=most,
                last=most - 1,
                margin=dice.randint(1, 5),
                patience=dice.randint(2, 15),
                unit=dice.choice(("days", "business days")),
                pause=dice.randint(3, 10),
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "guide.yml").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time the proofs about plans by the state.")
    parser.add_argument("--parts", type=int, default=450)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        write(Path(folder), given.parts, given.seed)
        guide = compile_folder(folder, check=False).guide
    assert guide is not None, "the guide has errors"
    problems = Problems()
    profile = cProfile.Profile()
    if given.profile:
        profile.enable()
    gc.disable()  # as where a folder is compiled and checked
    start = time.process_time()
    proofs = check_plans(guide.evaluator, True, Teller(guide.model), problems)
    seconds = time.process_time() - start
    profile.disable()
    runs = {(proof.states, whatever_comes(guide.model, proof.guarantee)) for proof in proofs}
    states = sum(count for count, _ in runs)
    for proof in proofs:
        print(f"{proof.guarantee or 'no circle'}: {proof.holds}, {proof.states:,} states")
    print(
        f"{len(guide.model.rules):,} rules, {states:,} states, {seconds:.1f} s: "
        f"{seconds / states * 100_000:.2f} s for 100,000"
    )
    if given.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
