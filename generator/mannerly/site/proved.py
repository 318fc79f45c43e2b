"""What the page of proofs says: each check and guarantee, what it looked at, the certificate."""

from __future__ import annotations

import contextlib
import datetime
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mannerly import __version__
from mannerly.check.check import Checked
from mannerly.check.guarantees import SituationProof
from mannerly.check.proofs import PlanProof
from mannerly.check.questions import Count, Kind
from mannerly.export.certificate import NoCertificate
from mannerly.model.english_laws import english_law
from mannerly.model.guide import Model
from mannerly.pipeline import Compiled, certify
from mannerly.table.parts import situations

#: What each kind of check proves, and what that means to a reader. Others prove nothing alone.
_CHECKS: Mapping[Kind, tuple[str, str]] = {
    "gaps": (
        "There is always advice",
        "Whatever the answers are, and on whatever day, some rule says what to do.",
    ),
    "conflicts": (
        "No two rules disagree",
        "Never are two things advised at once, or one both recommended and to be left alone.",
    ),
    "dead rules": (
        "Every rule matters",
        "For each rule there is a situation in which it applies and no other goes before it.",
    ),
    "missing values": (
        "Nothing is made of what is not known",
        "No rule, text or date hangs on an answer that is missing, unless the rule says so.",
    ),
}


@dataclass(frozen=True, slots=True)
class Proved:
    """What was proved of a guide, on which day, by which version of Mannerly.

    ``certificate`` is None where something was found that keeps the guide from
    having one; ``situations`` is how many its rules tell apart, None where they are
    too many to count. A ``preview`` has neither.
    """

    checked: Checked
    certificate: Mapping[str, Any] | None
    situations: int | None
    on: datetime.date
    by: str
    preview: bool = False


def prove(folder: str, result: Compiled, *, preview: bool = False) -> Proved | None:
    """What was proved of a guide that was compiled from a folder, if it was checked.

    The day is today's, or that of the environment's ``SOURCE_DATE_EPOCH``. A ``preview``
    waits for no certificate.
    """
    if result.checked is None:
        return None
    proof = None
    if not preview:
        with contextlib.suppress(NoCertificate):
            proof = certify(folder, result)
    today = datetime.datetime.fromtimestamp(
        int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()), datetime.UTC
    )
    count = None if preview or result.guide is None else situations(result.guide.model)
    return Proved(result.checked, proof, count, today.date(), f"Mannerly {__version__}", preview)


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that is proved: in a few words, what it means, and how it was proved."""

    title: str
    means: str
    how: str


def proofs(proved: Proved, model: Model) -> Iterator[Proof]:
    """What is proved of every guide."""
    for count in proved.checked.counts:
        if count.kind in _CHECKS and not count.undecided:
            title, means = _CHECKS[count.kind]
            yield Proof(title, means, _looked_at(count))
    for proof in proved.checked.proofs:
        if isinstance(proof, PlanProof) and proof.guarantee is None and proof.holds:
            yield Proof(
                "No plan goes round in circles",
                "Whoever follows the advice from day to day, and hears nothing, does not come back "
                "to where they were, and never stands there with nothing to follow.",
                _followed(proof),
            )
    if model.scenarios:
        yield Proof(
            "Every example comes out as it is told",
            "The examples of this guide give the advice, the dates and the rules that its editors "
            "expect.",
            f"Worked out each: {_counted(len(model.scenarios), 'example')}.",
        )


def promises(proved: Proved, model: Model) -> Iterator[tuple[str, Proof]]:
    """The guarantees that are proved, by id."""
    rules = [] if proved.certificate is None else proved.certificate["rules"]
    certified = {rule["id"] for rule in rules}
    for proof in proved.checked.proofs:
        if proof.guarantee is not None and proof.holds:
            guarantee = model.guarantees[proof.guarantee]
            how = _divided(proof) if isinstance(proof, SituationProof) else _followed(proof)
            if f"guarantee {proof.guarantee}" in certified:
                how += " Also in the proof below."
            yield proof.guarantee, Proof(english_law(guarantee, model), guarantee.because, how)


def figures(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says about the certificate."""
    decided = [entry["rule"] for entry in certificate["boxes"] if "rule" in entry]
    return {
        "boxes": _counted(len(certificate["boxes"]), "box", "boxes"),
        "decided": _number(len(decided)),
        "rules": _counted(len(set(decided)), "rule"),
        "excluded": _number(len(certificate["boxes"]) - len(decided)),
        "cases": _counted(len(certificate["cases"]), "situation"),
        "columns": _counted(len(certificate["columns"]), "column"),
        "sha256": certificate["sha256"],
    }


def _looked_at(count: Count) -> str:
    if not count.questions:
        return "Nothing in this guide could go wrong here."
    how = (
        f"Settled {_counted(count.questions, 'question')} by looking at "
        f"{_counted(count.parts, 'part')} of the space of all situations"
    )
    if count.by_sat:
        how += f", {_number(count.by_sat)} of them with the solver CaDiCaL"
    return f"{how}."


def _divided(proof: SituationProof) -> str:
    if not proof.parts:
        return "No rule that could break it ever applies there."
    return f"Divided all situations into {_counted(proof.parts, 'part')} and looked at each."


def _followed(proof: PlanProof) -> str:
    return f"Followed all plans at once, through {_counted(proof.states, 'group')} of situations."


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{_number(number)} {one if number == 1 else more or one + 's'}"


def _number(number: int) -> str:
    return f"{number:,}"
