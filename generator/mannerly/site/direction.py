"""Which way a language is written."""

from __future__ import annotations

from typing import Literal

_LANGUAGES = frozenset(
    "ar arc azb bal ckb dv fa he iw ji ks lrc mzn nqo pnb ps sd syr ug ur yi".split()
)
_SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa".split())


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The direction of a language, given by its tag, such as ``ar``, ``fa-AF`` or ``pa-Arab``."""
    first, *others = language.lower().replace("_", "-").split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), None)
    leftwards = first in _LANGUAGES if script is None else script in _SCRIPTS
    return "rtl" if leftwards else "ltr"
