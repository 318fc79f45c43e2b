"""The digests of a site's files, by which anybody can see whether what is published was changed.

They are written as the program ``sha256sum`` of the GNU coreutils writes and checks them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

#: Where on the site they stand.
PATH = "sha256sums.txt"


def sums(site: Path) -> str:
    """The SHA-256 digests of all files in a folder but hidden ones and this, in their order."""
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return "".join(
        f"{hashlib.sha256(paths[name].read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(paths)
        if name != PATH and not name.startswith(".") and "/." not in name
    )
