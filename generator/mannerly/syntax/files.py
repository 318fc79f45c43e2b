"""The edge: reads a guide's files, and nothing that is not plainly a text of this folder.

Nothing here raises for what a disk may hold: each oddity is one problem.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from mannerly.problems import Place, Problems
from mannerly.syntax.characters import CONTROL, report_hidden
from mannerly.syntax.scalars import Source

MAX_BYTES = 10_000_000

YAML = (".yml", ".yaml")
MARKDOWN = (".md",)


@dataclass(frozen=True, slots=True)
class Files:
    """Texts by display path: the folder as it was given, joined with the path inside it.

    ``yaml`` and ``markdown`` are to be read on; ``refused`` holds texts that serve
    only to show where their problem is.
    """

    yaml: Mapping[str, str]
    markdown: Mapping[str, str]
    refused: Mapping[str, str]

    @property
    def texts(self) -> Mapping[str, str]:
        """All of them, to quote lines from."""
        return {**self.yaml, **self.markdown, **self.refused}


def read_folder(
    folder: Path, problems: Problems, unsaved: Mapping[Path, str] = MappingProxyType({})
) -> Files:
    """Read all YAML and Markdown below a folder, in the order of their paths.

    Hidden files and folders are left alone. Symbolic links are followed only to
    files inside the folder, and not where those are read under their own names.
    ``unsaved`` are texts that an editor holds, by paths below ``folder``: they count
    instead of what the disk has there, also where it has nothing yet.
    """
    found = _find(folder, problems)
    new = [path for path in unsaved if not path.exists()]

    def data(path: Path) -> bytes | None:
        if path in unsaved:
            return unsaved[path].encode("utf-8", "surrogatepass")
        return read_bytes(path, problems)

    return as_files(((shown(path), data(path)) for path in sorted({*found, *new})), problems)


def as_files(found: Iterable[tuple[str, bytes | None]], problems: Problems) -> Files:
    """Files by display path as texts; None is what could not be read."""
    yaml: dict[str, str] = {}
    markdown: dict[str, str] = {}
    refused: dict[str, str] = {}
    for name, data in found:
        text = None if data is None else decode(name, data, problems)
        if text is None:
            refused[name] = _lines((data or b"").decode(errors="replace"))
        elif name.lower().endswith(YAML):
            yaml[name] = text
        else:
            markdown[name] = text
    return Files(yaml, markdown, refused)


def read_bytes(path: Path, problems: Problems) -> bytes | None:
    """What a file holds; None, and a problem, where it cannot be read or is too large."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            problems.add("file-special", _top(path))
            return None
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.add("file-unreadable", _top(path), reason=error.strerror or "")
        return None
    if len(data) > MAX_BYTES:
        problems.add("file-too-large", _top(path), limit=MAX_BYTES)
        return None
    return data


def decode(name: str, data: bytes, problems: Problems) -> str | None:
    """UTF-8 as text, ``\\n`` its only line end; None, and a problem, where it is not UTF-8.

    Characters that deceive the eye are problems too, one for each kind, at the first.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = _lines(data[: error.start].decode())
        place = Source(name, before + "?").place(len(before), len(before) + 1)
        utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        problems.add("text-not-utf8", place, byte=f"0x{data[error.start]:02X}", utf16=utf16)
        return None
    if text.startswith("\ufeff"):
        problems.add("text-byte-order-mark", Place(name, 1, 1, 1, 1))
        text = text[1:]
    text = _lines(text)
    report_hidden(text, Source(name, text).place, problems)
    # No YAML parser takes control characters: something visible keeps all places right.
    return CONTROL.sub("\ufffd", text)


def digests(folder: Path, files: Iterable[str]) -> Mapping[str, str]:
    """The SHA-256 of files that were read from a folder, by their paths in it, with slashes.

    Raises OSError where one is there no longer.
    """
    return {
        Path(os.path.relpath(file, folder)).as_posix(): hashlib.sha256(
            Path(file).read_bytes()
        ).hexdigest()
        for file in sorted(files)
    }


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _top(path: Path) -> Place:
    return Place(shown(path), 1, 1, 1, 1)


def shown(path: Path) -> str:
    """A path as text: names on disk need not be UTF-8."""
    return os.fsencode(path).decode(errors="replace")


def _find(folder: Path, problems: Problems) -> list[Path]:
    """The files to read, in the order of their paths."""
    try:
        root = Path(os.path.realpath(folder, strict=True))
    except OSError as error:
        code = "folder-missing" if error.errno == errno.ENOENT else "folder-unreadable"
        problems.add(code, None, folder=shown(folder), reason=error.strerror or "")
        return []
    if not root.is_dir():
        problems.add("folder-not-a-folder", None, folder=shown(folder))
        return []
    files: list[Path] = []
    links: list[Path] = []
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            entries = [entry for entry in os.scandir(here) if not entry.name.startswith(".")]
        except OSError as error:
            problems.add("file-unreadable", _top(here), reason=error.strerror or "")
            continue
        for entry in entries:
            path = here / entry.name
            if entry.is_symlink():
                links.append(path)
            elif entry.is_dir(follow_symlinks=False):
                pending.append(path)
            elif path.suffix.lower() in YAML + MARKDOWN:
                files.append(path)
    own_names = {root / path.relative_to(folder) for path in files}
    for link in links:
        if _leads_to_file(link, root, own_names, problems):
            files.append(link)
    if not any(path.suffix.lower() in YAML for path in files):
        problems.add("folder-empty", None, folder=shown(folder))
    return sorted(files)


def _leads_to_file(link: Path, root: Path, own_names: set[Path], problems: Problems) -> bool:
    """Whether to read a link; a problem if it leads nowhere, in circles or out of the folder."""
    try:
        target = Path(os.path.realpath(link, strict=True))
    except OSError as error:
        code = "link-loop" if error.errno == errno.ELOOP else "link-broken"
        problems.add(code, _top(link), target=shown(link.readlink()))
        return False
    if not target.is_relative_to(root):
        problems.add("link-leads-out", _top(link), target=shown(link.readlink()))
        return False
    suffix = link.suffix.lower()
    return suffix in YAML + MARKDOWN and target not in own_names and not target.is_dir()
