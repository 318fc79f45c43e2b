"""Characters that make a text look other than it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from mannerly.problems import Place, Problems

#: These turn the direction of reading round …
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: … and these show as nothing, or end a line for some programs and not for others.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def report_hidden(text: str, locate: Callable[[int, int], Place], problems: Problems) -> None:
    """Add one problem for each kind of them in a text, at the first."""
    for code, pattern in (("text-bidi", BIDI), ("text-control", CONTROL)):
        if first := pattern.search(text):
            problems.add(
                code,
                locate(*first.span()),
                char=f"U+{ord(first.group()):04X}",
                name=unicodedata.name(first.group(), "").lower(),
                count=len(pattern.findall(text)),
            )
