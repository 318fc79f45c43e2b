"""Which situations have other advice in one version of a guide than in another? All, exactly.

Both versions are put over the same columns, and the space of joint situations is
cut up until in each part one thing is true: what both versions advise is the same,
or it differs, in one way and for one reason. Where no rule that differs can
apply, nothing else has to be looked at, so that the work hangs on the change
and not on the guide.
"""

from __future__ import annotations

from collections import Counter
from typing import get_args

from mannerly.diff.differences import counts_business_days, differences
from mannerly.diff.dividing import Dividing, Verdict
from mannerly.diff.joint import days_differ, join
from mannerly.diff.result import Comparison, Kind
from mannerly.diff.wording import calendar_changes, wording
from mannerly.model.guide import Model

#: How many parts the space of both versions may be cut into. Versions of one guide need few.
BUDGET = 20_000


def compare(old: Model, new: Model, budget: int = BUDGET) -> Comparison:
    """The differences of two versions of a guide, of both of which the names are resolved.

    Raises NothingInCommon where their calendars share no day, TooLarge where a
    condition is beyond what the checker takes, too.
    """
    joint = join(old, new)
    dividing = Dividing(joint, frozenset(), budget)
    # Other dates are not other advice where they fall on the same day.
    if pairs := dividing.dates_to_compare():
        dividing = Dividing(joint, pairs, budget)
    total, undecided = dividing.divide()
    by_kind = Counter[Kind](dict.fromkeys(get_args(Kind), 0))
    for verdict, parts in dividing.found.items():
        if isinstance(verdict, Verdict):
            by_kind[verdict.kind] += sum(count for _, count in parts)
    return Comparison(
        old=old,
        new=new,
        before=joint.old.model,
        table=dividing.table,
        total=total,
        by_kind=by_kind,
        undecided=undecided,
        differences=tuple(differences(dividing, undecided == 0)),
        rules=tuple(dividing.changed.all.values()),
        renamed=joint.renamed,
        two_facts=joint.two_facts,
        calendar=calendar_changes(old.calendar, new.calendar),
        business_days_differ=days_differ(old.calendar, new.calendar)
        and counts_business_days(dividing),
        wording=wording(joint.old.model, joint.new.model),
    )
