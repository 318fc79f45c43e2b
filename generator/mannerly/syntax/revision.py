"""The edge: reads a guide's files as a Git revision has them, without checking it out.

What a repository holds is read as objects, and nothing in it is run. Symbolic links
are followed as in a folder: only to files inside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from mannerly.git import GitError, git
from mannerly.problems import Place, Problems
from mannerly.syntax.files import MARKDOWN, MAX_BYTES, YAML, Files, as_files

#: The folder of a revision that is read where none is named.
DEFAULT_FOLDER = "rules"

#: Links that lead on so many times lead in circles.
_MOST_LINKS = 40


class _Astray(Exception):
    """A link that leads to no file of the folder; the argument is the code of the problem."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file or link in a revision, by its object."""

    object: str
    size: int
    link: bool


def read_revision(name: str, problems: Problems, here: Path = Path()) -> Files:
    """The files that ``REV`` or ``REV:FOLDER`` names, in the repository of the folder ``here``.

    A folder is counted from the top of the repository, with ``./`` from ``here``, as Git
    does. Raises GitError where there is no such thing.
    """
    revision, _, folder = name.partition(":")
    folder = folder or DEFAULT_FOLDER
    entries = _entries(here, _tree(here, revision, folder))
    shown = f"{revision}:{folder.rstrip('/')}"
    paths = _to_read(here, entries, shown, problems)
    contents = _contents(here, {entries[real].object for real in paths.values()})
    found = {f"{shown}/{path}": contents[entries[real].object] for path, real in paths.items()}
    if not any(path.lower().endswith(YAML) for path in found):
        problems.add("folder-empty", None, folder=shown)
    return as_files(found.items(), problems)


def _tree(here: Path, revision: str, folder: str) -> str:
    """The object of a folder in a revision."""
    try:
        git(here, "rev-parse", "--git-dir")
    except GitError as error:
        if "not a git repository" not in str(error):
            raise
        raise GitError(
            f'"{revision}" is not a folder, and there is no Git repository here of which it could '
            "be a revision."
        ) from None
    try:
        _parsed(here, f"{revision}^{{commit}}")
    except GitError:
        raise GitError(
            f'"{revision}" is neither a folder nor a revision of this Git repository.'
        ) from None
    try:
        tree = _parsed(here, f"{revision}:{folder}")
        kind = git(here, "cat-file", "-t", tree).strip()
    except GitError:
        tree, kind = "", b""
    if kind != b"tree":
        raise GitError(
            f'The revision "{revision}" has no folder "{folder}". '
            f'Name another one after a colon: "{revision}:FOLDER".'
        )
    return tree


def _parsed(here: Path, name: str) -> str:
    found = git(here, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return found.decode().strip()


def _entries(here: Path, tree: str) -> Mapping[str, _Entry]:
    """All files and links below a folder, by path."""
    entries = {}
    for line in git(here, "ls-tree", "-r", "-z", "-l", "--full-tree", tree).split(b"\0"):
        about, _, path = line.partition(b"\t")
        if path:
            mode, kind, object, size = about.decode().split()
            if kind == "blob":
                name = path.decode(errors="replace")
                entries[name] = _Entry(object, int(size), mode == "120000")
    return entries


def _to_read(
    here: Path, entries: Mapping[str, _Entry], shown: str, problems: Problems
) -> Mapping[str, str]:
    """The files to read by the paths under which they are shown, in order, as in a folder."""
    links = {path for path, entry in entries.items() if entry.link}
    contents = _contents(here, {entries[path].object for path in links})
    targets = {path: contents[entries[path].object].decode(errors="replace") for path in links}
    seen = [path for path in sorted(entries) if not path.startswith(".") and "/." not in path]
    texts = [path for path in seen if path.lower().endswith(YAML + MARKDOWN)]
    own = [path for path in texts if path not in links]
    folders = {path[:end] for path in entries for end, sign in enumerate(path) if sign == "/"}
    found = dict(zip(own, own, strict=True))
    for path in seen:
        if path in links:
            try:
                real = _followed(path, entries.keys() | folders, targets)
            except _Astray as astray:
                place = Place(f"{shown}/{path}", 1, 1, 1, 1)
                problems.add(str(astray), place, target=targets[path])
                continue
            if path in texts and real in entries and real not in own:
                found[path] = real
    for path, real in [*found.items()]:
        if entries[real].size > MAX_BYTES:
            place = Place(f"{shown}/{path}", 1, 1, 1, 1)
            problems.add("file-too-large", place, limit=MAX_BYTES)
            del found[path]
    return dict(sorted(found.items()))


def _followed(path: str, there: Collection[str], targets: Mapping[str, str]) -> str:
    """The path inside the folder to which a link leads in the end. Raises _Astray."""
    here: list[str] = []
    left = path.split("/")[::-1]
    followed = 0
    while left:
        part = left.pop()
        if part == "..":
            if not here:
                raise _Astray("link-leads-out")
            here.pop()
        elif part not in ("", "."):
            here.append(part)
            so_far = "/".join(here)
            if so_far in targets:
                followed += 1
                if followed > _MOST_LINKS:
                    raise _Astray("link-loop")
                if targets[so_far].startswith("/"):
                    raise _Astray("link-leads-out")
                here.pop()
                left += targets[so_far].split("/")[::-1]
            elif so_far not in there:
                raise _Astray("link-broken")
    return "/".join(here)


def _contents(here: Path, objects: Collection[str]) -> Mapping[str, bytes]:
    """What objects hold."""
    if not objects:
        return {}
    asked = sorted(objects)
    data = git(here, "cat-file", "--batch", stdin="\n".join(asked).encode() + b"\n")
    found, at = {}, 0
    for object in asked:
        start = data.index(b"\n", at) + 1
        end = start + int(data[at:start].split()[2])
        found[object] = data[start:end]
        at = end + 1
    return found
