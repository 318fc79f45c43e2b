"""Random conditions and guarantees as the parser gives them, and their text: what can be read can
be written."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from mannerly.model.dates import WEEKDAYS
from mannerly.syntax import raw
from mannerly.syntax.condition_words import RESERVED


def written(condition: raw.Condition) -> str:
    """The text of a condition; read again it gives the same condition."""
    match condition:
        case raw.Or(parts=parts):
            return " or ".join(_inside(part, raw.Or) for part in parts)
        case raw.And(parts=parts):
            return " and ".join(_inside(part, raw.And | raw.Or) for part in parts)
        case raw.Not(part=part):
            return f"not {_inside(part, raw.And | raw.Or)}"
        case raw.Always():
            return "always"
        case raw.Mention(term=term):
            return _term(term)
        case raw.Known(subject=subject, known=known):
            return f"{_term(subject)} is {'known' if known else 'unknown'}"
        case raw.Value(subject=subject, negative=negative, operands=operands):
            values = ", ".join(map(_operand, operands))
            one_of = "one of " if len(operands) > 1 else ""
            return f"{_term(subject)} is {_not(negative)}{one_of}{values}"
        case raw.Includes(subject=subject, negative=negative, option=option):
            do_not = "do not " if negative else ""
            return f"{_term(subject)} {do_not}include {option.text}"
        case raw.Comparison(subject=subject, sign=sign, operand=operand):
            return f"{_term(subject)} {sign} {_operand(operand)}"
        case raw.Between(subject=subject, low=low, high=high):
            return f"{_term(subject)} is between {_operand(low)} and {_operand(high)}"
        case raw.Dated(subject=subject, relation=relation, negative=negative, other=other):
            return f"{_term(subject)} is {_not(negative)}{relation} {_term(other)}"
        case raw.OnWeekday(subject=subject, negative=negative, day=day):
            return f"{_term(subject)} is {_not(negative)}a {day.text}"
        case raw.OnBusinessDay(subject=subject, negative=negative):
            return f"{_term(subject)} is {_not(negative)}a business day"
        case raw.Elapsed(earlier=earlier, later=later):
            amount = f"{_AMOUNTS[condition.comparison]} {_duration(condition.duration)}"
            if later is None and earlier is not None:
                return f"{amount} since {_term(earlier)}"
            if earlier is None and later is not None:
                return f"{amount} until {_term(later)}"
            assert earlier is not None
            assert later is not None
            return f"{amount} from {_term(earlier)} to {_term(later)}"


def written_law(guarantee: raw.Guarantee) -> str:
    """The text of a guarantee; read again it gives the same guarantee."""
    whatever = ", whatever comes" if guarantee.whatever_comes else ""
    match guarantee.law:
        case raw.Never(manner=manner, acts=acts, when=when):
            return f"never {manner} {_acts(acts)}" + (f" when {written(when)}" if when else "")
        case raw.AlwaysOne(manner=manner, acts=acts, when=when):
            return f"always {manner} {_acts(acts)} when {written(when)}"
        case raw.AtMost(count=count, acts=acts):
            return f"at most {count.text} {_acts(acts)} in a plan{whatever}"
        case raw.Apart(duration=duration, acts=acts):
            return f"at least {_duration(duration)} between {_acts(acts)}{whatever}"
        case raw.OnceADay():
            return f"never the same advice twice on one day{whatever}"
        case raw.Ends(within=within):
            return f"every plan ends{f' within {_duration(within)}' if within else ''}{whatever}"


def _acts(acts: tuple[raw.Acts, ...]) -> str:
    return " or ".join(f"{act.what} {act.name}".strip() for act in acts)


_AMOUNTS = {
    "<": "less than",
    "<=": "at most",
    "=": "exactly",
    ">=": "at least",
    ">": "more than",
}


def _inside(part: raw.Condition, bracketed: object) -> str:
    text = written(part)
    return f"({text})" if isinstance(part, bracketed) else text  # type: ignore[arg-type]


def _not(negative: bool) -> str:
    return "not " if negative else ""


def _operand(operand: raw.Operand) -> str:
    return _term(operand) if isinstance(operand, raw.Term) else operand.text


def _term(term: raw.Term) -> str:
    offsets = (f" {'-' if o.negative else '+'} {_duration(o.duration)}" for o in term.offsets)
    return term.base.text + "".join(offsets)


def _duration(duration: raw.Duration) -> str:
    return f"{duration.count} {duration.unit}"


# ---- random ones; places are left out of equality, so any will do

_LETTERS = string.ascii_letters
_NAMES = st.builds(
    str.__add__,
    st.sampled_from(_LETTERS),
    st.text(_LETTERS + string.digits + "_-", max_size=6),
).filter(lambda name: name not in RESERVED and name not in WEEKDAYS)


def _names(text: str) -> raw.Name:
    return raw.Name(0, 0, text)


names = _NAMES.map(_names)
weekdays = st.sampled_from(WEEKDAYS).map(lambda day: raw.WeekdayName(0, 0, day))
days = st.dates().map(lambda day: raw.Day(0, 0, day.isoformat()))
counts = st.integers(0, 10**9).map(str)
durations = st.builds(
    raw.Duration,
    st.just(0),
    st.just(0),
    counts,
    st.sampled_from(["days", "weeks", "business days", "months", "years"]),
)
offsets = st.builds(raw.Offset, st.just(0), st.just(0), durations, st.booleans())
terms = st.builds(
    raw.Term,
    st.just(0),
    st.just(0),
    st.one_of(names, st.just(raw.Name(0, 0, "today")), days),
    st.lists(offsets, max_size=2).map(tuple),
)
numbers = st.decimals(-(10**6), 10**6, places=2).map(lambda n: raw.Number(0, 0, str(n)))
operands = st.one_of(terms, numbers)


def _built(kind: type[raw.Part], *parts: st.SearchStrategy[object]) -> st.SearchStrategy[raw.Part]:
    return st.builds(kind, st.just(0), st.just(0), *parts)


statements = st.one_of(
    _built(raw.Always),
    _built(raw.Mention, terms),
    _built(raw.Known, terms, st.booleans()),
    _built(
        raw.Value,
        terms,
        st.booleans(),
        st.lists(st.one_of(terms, numbers, weekdays), min_size=1, max_size=3).map(tuple),
    ),
    _built(raw.Includes, terms, st.booleans(), names),
    _built(
        raw.Comparison,
        terms,
        st.sampled_from(["<", "<=", "=", "!=", ">=", ">"]),
        operands,
        st.just(raw.Part(0, 0)),
    ),
    _built(raw.Between, terms, operands, operands),
    _built(
        raw.Dated,
        terms,
        st.sampled_from(["before", "after", "on or before", "on or after"]),
        st.just(False),
        terms,
    ),
    _built(raw.Dated, terms, st.just("on"), st.booleans(), terms),
    _built(raw.OnWeekday, terms, st.booleans(), weekdays),
    _built(raw.OnBusinessDay, terms, st.booleans()),
    _built(raw.Elapsed, st.sampled_from([*_AMOUNTS]), durations, terms, st.none() | terms),
    _built(raw.Elapsed, st.sampled_from([*_AMOUNTS]), durations, st.none(), terms),
)


def _grown(inner: st.SearchStrategy[raw.Part]) -> st.SearchStrategy[raw.Part]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        _built(raw.Not, inner, st.just(0)),
        _built(raw.And, several, st.just(0)),
        _built(raw.Or, several, st.just(0)),
    )


conditions = st.recursive(statements, _grown, max_leaves=8)

#: Acts are called so only after one of the first two.
_ACTS_BEGIN = ("act", "kind", "anything")
_PLAIN_NAMES: st.SearchStrategy[str] = _NAMES.filter(lambda name: name not in _ACTS_BEGIN)

_acts_of_laws = st.one_of(
    _built(raw.Acts, st.sampled_from(["act", "kind"]), _NAMES),
    _built(raw.Acts, st.just(""), _PLAIN_NAMES),
    _built(raw.Acts, st.just("anything"), st.just("")),
)
_some_acts = st.lists(_acts_of_laws, min_size=1, max_size=3).map(tuple)
_manners = st.sampled_from(["advise", "recommend", "avoid"])

guarantees = st.one_of(
    _built(
        raw.Guarantee,
        st.one_of(
            _built(raw.Never, _manners, _some_acts, st.none() | conditions),
            _built(raw.AlwaysOne, _manners, _some_acts, conditions),
        ),
        st.just(False),
    ),
    _built(
        raw.Guarantee,
        st.one_of(
            _built(raw.AtMost, counts.map(lambda count: raw.Number(0, 0, count)), _some_acts),
            _built(raw.Apart, durations, _some_acts),
            _built(raw.OnceADay),
            _built(raw.Ends, st.none() | durations),
        ),
        st.booleans(),
    ),
)
