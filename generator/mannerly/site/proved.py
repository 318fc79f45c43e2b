"""What the page of proofs says: each check and guarantee, what it looked at, the certificate."""

from __future__ import annotations

import contextlib
import datetime
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mannerly import __version__, remembered
from mannerly.check.check import Checked
from mannerly.check.guarantees import SituationProof
from mannerly.check.proofs import PlanProof
from mannerly.check.questions import Count, Kind
from mannerly.export.certificate import NoCertificate
from mannerly.model.guide import Model
from mannerly.model.say_laws import say_law
from mannerly.model.speaker import Speaker
from mannerly.phrases import Wording
from mannerly.pipeline import Compiled, certify
from mannerly.site.texts import plain
from mannerly.table.parts import situations

#: What each kind of check proves, and what that means to a reader. Others prove nothing alone.
_CHECKS: Mapping[Kind, tuple[str, str]] = {
    "gaps": ("proved-gaps", "proved-gaps-means"),
    "conflicts": ("proved-conflicts", "proved-conflicts-means"),
    "dead rules": ("proved-dead-rules", "proved-dead-rules-means"),
    "missing values": ("proved-missing-values", "proved-missing-values-means"),
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
    count = None if preview or result.guide is None else _counted(result.guide.model, result.mark)
    return Proved(result.checked, proof, count, today.date(), f"Mannerly {__version__}", preview)


def _counted(model: Model, mark: str) -> int | None:
    """How many situations the rules tell apart, if that is not too long to count."""
    found = remembered.recall_situations(mark)
    if found is None:
        found = situations(model)
        if found is not None:
            remembered.remember_situations(mark, found)
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that is proved: in a few words, what it means, and how it was proved.

    All are Markdown.
    """

    title: str
    means: str
    how: str


def proofs(proved: Proved, model: Model, wording: Wording) -> Iterator[Proof]:
    """What is proved of every guide."""
    say = wording.say
    for count in proved.checked.counts:
        if count.kind in _CHECKS and not count.undecided:
            title, means = _CHECKS[count.kind]
            yield Proof(say(title), say(means), _looked_at(count, wording))
    for proof in proved.checked.proofs:
        if isinstance(proof, PlanProof) and proof.guarantee is None and proof.holds:
            means = say("proved-no-circles-means")
            yield Proof(say("proved-no-circles"), means, _followed(proof, wording))
    if model.scenarios:
        yield Proof(
            say("proved-examples"),
            say("proved-examples-means"),
            wording.counted("proved-examples-how", len(model.scenarios)),
        )


def promises(proved: Proved, speaker: Speaker, wording: Wording) -> Iterator[tuple[str, Proof]]:
    """The guarantees that are proved, by id."""
    rules = [] if proved.certificate is None else proved.certificate["rules"]
    certified = {rule["id"] for rule in rules}
    for proof in proved.checked.proofs:
        if proof.guarantee is not None and proof.holds:
            guarantee = speaker.model.guarantees[proof.guarantee]
            match proof:
                case SituationProof():
                    how = _divided(proof, wording)
                case PlanProof():
                    how = _followed(proof, wording)
            if f"guarantee {proof.guarantee}" in certified:
                how = wording.say("proved-certified", how=how)
            law = plain(say_law(guarantee, speaker))
            yield proof.guarantee, Proof(law, plain(guarantee.because), how)


def figures(certificate: Mapping[str, Any], wording: Wording) -> dict[str, str]:
    """What the page says about the certificate: what it holds, and its digest."""
    boxes = certificate["boxes"]
    decided = [entry["rule"] for entry in boxes if "rule" in entry]
    holds = wording.say(
        "proved-file",
        columns=wording.counted("proved-columns", len(certificate["columns"])),
        boxes=wording.counted("proved-boxes", len(boxes)),
        decided=wording.number(len(decided)),
        rules=wording.counted("proved-rules", len(set(decided))),
        excluded=wording.number(len(boxes) - len(decided)),
        situations=wording.counted("proved-cases", len(certificate["cases"])),
    )
    return {"holds": holds, "sha256": certificate["sha256"]}


def _looked_at(count: Count, wording: Wording) -> str:
    if not count.questions:
        return wording.say("proved-nothing-wrong")
    questions = wording.counted("proved-questions", count.questions)
    parts = wording.counted("proved-parts", count.parts)
    if not count.by_sat:
        return wording.say("proved-settled", questions=questions, parts=parts)
    number = wording.number(count.by_sat)
    return wording.say("proved-settled-by-sat", questions=questions, parts=parts, number=number)


def _divided(proof: SituationProof, wording: Wording) -> str:
    if not proof.parts:
        return wording.say("proved-never-applies")
    return wording.counted("proved-divided", proof.parts)


def _followed(proof: PlanProof, wording: Wording) -> str:
    return wording.counted("proved-followed", proof.states)
