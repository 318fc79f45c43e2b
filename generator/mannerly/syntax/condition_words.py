"""The words of conditions and guarantees, for those who speak of them."""

from __future__ import annotations

#: What each terminal of the grammar looks like, where it is one word or sign.
WORDS = {
    "_OR": "or",
    "_AND": "and",
    "NOT": "not",
    "ALWAYS": "always",
    "_IS": "is",
    "KNOWN": "known",
    "UNKNOWN": "unknown",
    "_ONE": "one",
    "_OF": "of",
    "_INCLUDE": "include",
    "DO": "do",
    "MORE_WORD": "more",
    "LESS_WORD": "less",
    "LEAST_WORD": "least",
    "MOST_WORD": "most",
    "THAN": "than",
    "AT": "at",
    "EXACTLY": "exactly",
    "_BETWEEN": "between",
    "BEFORE": "before",
    "AFTER": "after",
    "ON": "on",
    "_A": "a",
    "BUSINESS": "business",
    "SINCE": "since",
    "UNTIL": "until",
    "_FROM": "from",
    "_TO": "to",
    "TODAY": "today",
    "DAY": "days",
    "WEEK": "weeks",
    "MONTH": "months",
    "YEAR": "years",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "PLUS": "+",
    "MINUS": "-",
}

#: The same for words of guarantees; elsewhere they are names like any others.
GUARANTEE_WORDS = {
    "NEVER": "never",
    "ADVISE": "advise",
    "RECOMMEND": "recommend",
    "AVOID": "avoid",
    "_WHEN": "when",
    "ANYTHING": "anything",
    "ACT": "act",
    "KIND": "kind",
    "_IN": "in",
    "EVERY": "every",
    "PLAN": "plan",
    "ENDS": "ends",
    "_WITHIN": "within",
    "_THE": "the",
    "_SAME": "same",
    "_ADVICE": "advice",
    "_TWICE": "twice",
    "WHATEVER": "whatever",
    "COMES": "comes",
}

#: Words of conditions, which therefore cannot be the names of anything.
RESERVED = frozenset(word for word in WORDS.values() if word.isalpha()) | frozenset(
    ("day", "week", "month", "year")
)

#: Words of which a misspelling can be taken for the name of an option or a date.
TAKEN_FOR_NAMES = ("known", "unknown", "before", "after", "between", "today")

#: The words of both.
ALL_WORDS = {**WORDS, **GUARANTEE_WORDS}

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
