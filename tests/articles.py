"""Which runs of eight words the five articles have, as fingerprints from which no text comes back.

The articles are not part of the project. From a folder that holds them,
``python tests/articles.py FOLDER`` makes the fingerprints anew.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

#: How many words make a run, and how many bytes of its hash are kept.
LENGTH, _BYTES = 8, 5

_FILE = Path(__file__).parent / "articles.bin"
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

Run = tuple[str, ...]


def runs(text: str) -> Iterator[Run]:
    """All runs of so many words in a text, without case and marks."""
    words = _WORD.findall(text.casefold().replace("’", "'"))
    yield from zip(*(words[start:] for start in range(LENGTH)), strict=False)


def fingerprint(run: Run) -> bytes:
    """The first bytes of the SHA-256 of a run."""
    return hashlib.sha256(" ".join(run).encode()).digest()[:_BYTES]


def _kept() -> frozenset[bytes]:
    data = _FILE.read_bytes()
    return frozenset(data[at : at + _BYTES] for at in range(0, len(data), _BYTES))


if __name__ == "__main__":
    _articles = sorted(Path(sys.argv[1]).glob("*.txt"))
    _found = {fingerprint(run) for path in _articles for run in runs(path.read_text())}
    _FILE.write_bytes(b"".join(sorted(_found)))
    print(f"{len(_articles)} articles, {len(_found)} fingerprints")
    raise SystemExit

#: The fingerprints of all runs in the articles.
KEPT = _kept()
