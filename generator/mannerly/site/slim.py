"""The theme's scripts and styles without what only their readers need.

That is comments and white space, and in scripts most names too: as far as no parser is needed to
tell what is called so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count, product
from string import ascii_letters, ascii_uppercase

#: What ends the last statement of a block, or the last item of several, which stand on a line of
#: their own in our scripts.
_LAST = re.compile(r";(?=\n\s*\})|,(?=\n\s*[\])}])")
#: Who checks the types has seen to it that these are not assigned to.
_CONSTANT = re.compile(r"\bconst\b(?=[\s\[{])")
_WORD = re.compile(r"[\w$]+")
_DECLARING = ("let ", "function ", "function*")


def slim(path: str, text: str) -> str:
    """A script or style sheet, as the path ends, that does the same in fewer bytes."""
    if path.endswith(".js"):
        from rjsmin import jsmin  # type: ignore[import-untyped]

        return _renamed(_CONSTANT.sub("let", str(jsmin(_LAST.sub("", text)))))
    from rcssmin import cssmin  # type: ignore[import-untyped]

    return str(cssmin(text))


def _renamed(script: str) -> str:
    """The script with short names for what is only ever declared, called, or handed over alone.

    Alone is what stands at a bracket that no key can stand at, behind a key, before a point, or
    at the end of a statement.

    Where a word stands in no other way, it is nowhere a property, a key or a piece of text. As all
    that are called the same are renamed alike, and to what nothing is called, it does not matter
    where each of them is known. Methods of object literals, which look like calls, our scripts do
    without.
    """
    words = Counter(_WORD.findall(script))
    declared, otherwise = set(), set()
    for found in _WORD.finditer(script):
        start, end = found.span()
        before, after = script[start - 1 : start], script[end : end + 1]
        of_another = before == "." and not script.endswith("...", 0, start)
        if script.endswith(_DECLARING, 0, start):
            declared.add(found[0])
        elif of_another or not _alone(before, after):
            otherwise.add(found[0])
    long = [word for word, _ in words.most_common() if word in declared - otherwise]
    unused = (name for name in _names() if name not in words)
    short = dict(zip(long, unused, strict=False))
    return _WORD.sub(lambda found: short.get(found[0], found[0]), script)


def _alone(before: str, after: str) -> bool:
    """Whether a word between these, not behind a point, is called or handed over by itself."""
    match before, after:
        case (_, "(") | ("(" | ",", ")") | ("(" | "[" | ":", ",") | (",", "]") | (":", "}"):
            return True
        case _, "." | ";":
            return before not in "\"'`/ "
        case _:
            return False


def _names() -> Iterator[str]:
    """One letter, then two and so on: no words of the language, whose second is a small one."""
    for more in count():
        for letters in product(ascii_letters, *[ascii_uppercase] * more):
            yield "".join(letters)
