"""The Git repository of a guide: what it last published, and a new version as commit and tag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mannerly.git import GitError, git
from mannerly.write_file import write_file


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository in which a folder lies; ``top`` is its highest folder."""

    top: Path

    def path(self, folder: Path) -> str:
        """The path of a folder below the top."""
        return folder.resolve().relative_to(self.top).as_posix()

    def unsaved(self) -> tuple[str, ...]:
        """The files that differ from the last commit, new ones among them."""
        lines = self._git("status", "--porcelain", "-z").split("\0")
        return tuple(line[3:] for line in lines if line[2:3] == " ")

    def last_tag(self) -> str | None:
        """The version that was published last: the nearest tag such as v1.0.0."""
        try:
            return self._git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*").strip()
        except GitError:
            return None

    def has_tag(self, tag: str) -> bool:
        """Whether there is such a tag."""
        return bool(self._git("tag", "--list", tag).strip())

    def differs(self, tag: str, folder: Path) -> bool:
        """Whether anything in a folder has been changed, made or removed since a tag."""
        return bool(self._git("diff", "--name-only", tag, "--", self.path(folder)).strip())

    def publish(self, files: Mapping[Path, str], tag: str, message: str) -> None:
        """Write and commit files, if there are any, and set a tag; all of it, or nothing.

        Raises GitError or OSError, the files being as they were.
        """
        before = {file: file.read_bytes() if file.exists() else None for file in files}
        head = self._git("rev-parse", "HEAD").strip()
        names = [str(file.resolve()) for file in files]
        try:
            for file, text in files.items():
                write_file(file, text.encode())
            if names:
                self._git("add", "--", *names)
                self._git("commit", "--quiet", "--file=-", stdin=message)
            self._git("tag", "--annotate", "--cleanup=verbatim", "--file=-", tag, stdin=message)
        except BaseException:
            self._git("reset", "--quiet", "--soft", head)
            if names:
                self._git("reset", "--quiet", "--", *names)
            for file, data in before.items():
                if data is None:
                    file.unlink(missing_ok=True)
                else:
                    write_file(file, data)
            raise

    def _git(self, *arguments: str, stdin: str = "") -> str:
        return git(self.top, *arguments, stdin=stdin.encode()).decode(errors="replace")


def repository_of(folder: Path) -> Repository:
    """The repository in which a folder lies. Raises GitError where there is none."""
    return Repository(Path(git(folder, "rev-parse", "--show-toplevel").decode().strip()).resolve())
