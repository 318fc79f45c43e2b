"""A new version made ready: what would be written, committed and tagged, and nothing done yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mannerly.diff.joint import NothingInCommon
from mannerly.diff.side import TooLarge
from mannerly.errors import GuideError
from mannerly.git import GitError
from mannerly.model.guide import Model
from mannerly.pipeline import Compiled, compile_files
from mannerly.problems import Problems
from mannerly.release.edit import CannotEdit, released
from mannerly.release.entry import first_entry
from mannerly.release.number import number
from mannerly.release.propose import Chapter, NoNumber, Proposal, Version, propose
from mannerly.release.repository import Repository, repository_of
from mannerly.site.texts import relative
from mannerly.syntax.files import Files, read_folder
from mannerly.syntax.revision import read_revision

#: So many files that are not committed are named.
_MOST_NAMED = 5


class Refused(Exception):
    """There is to be no new version yet; the argument says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """What is to be published. ``proposal`` is None for the first version.

    ``files`` are those that change, with their new texts; ``since`` is the tag before.
    """

    repository: Repository
    version: str
    since: str | None
    proposal: Proposal | None
    changed: tuple[str, ...]
    files: dict[Path, str]

    @property
    def tag(self) -> str:
        """What the version is called in the repository."""
        return f"v{self.version}"

    def publish(self) -> None:
        """Write, commit and tag it, all or nothing. Raises GitError and OSError."""
        lines = "\n".join(f"- {text}" for text in self.changed)
        self.repository.publish(self.files, self.tag, f"Version {self.version}\n\n{lines}\n")


def prepare(folder: Path, wanted: str | None, notes: Sequence[str], day: date) -> Release:
    """Make ready what is committed in a folder, as the version that follows from what has changed.

    ``wanted`` is a higher number for it, ``notes`` are sentences that its history begins with.
    Raises Refused, and GuideError with what is wrong in the rules.
    """
    try:
        return _prepare(folder, wanted, notes, day)
    except (CannotEdit, GitError) as error:
        raise Refused(str(error)) from None


def _prepare(folder: Path, wanted: str | None, notes: Sequence[str], day: date) -> Release:
    problems = Problems()
    files = read_folder(folder, problems)
    model = _sound(compile_files(files, problems))
    repository = repository_of(folder)
    if unsaved := repository.unsaved():
        more = len(unsaved) - _MOST_NAMED
        named = ", ".join(unsaved[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        raise Refused(
            f"Not committed: {named}. Commit these first: what is published is what is committed."
        )
    since = repository.last_tag()
    proposal: Proposal | None = None
    changed: tuple[str, ...] = (first_entry(model),)
    if since is None:
        version = _first(model, wanted)
    else:
        proposal = _since(repository, since, folder, _version(model, files, str(folder)))
        version, changed = _number(proposal, model, wanted), proposal.changed
    if repository.has_tag(f"v{version}"):
        raise Refused(f'There is a tag "v{version}" already. Give another number with --as.')
    edited: dict[str, str] = {}
    if version not in {past.version for past in model.history}:
        edited = released(
            files.yaml, (folder / "history.yml").as_posix(), version, day, (*notes, *changed)
        )
        _sound(compile_files(Files({**files.yaml, **edited}, files.markdown, {}), Problems()))
    new = {Path(file): text for file, text in edited.items()}
    return Release(repository, version, since, proposal, (*notes, *changed), new)


def _sound(compiled: Compiled) -> Model:
    if compiled.guide is None or compiled.problems:
        raise GuideError(compiled.problems, compiled.texts)
    return compiled.guide.model


def _first(model: Model, wanted: str | None) -> str:
    version = wanted or model.version
    if number(version) is None:
        raise Refused(f'"{version}" is no version such as 1.0.0. Give the first one with --as.')
    return version


def _since(repository: Repository, since: str, folder: Path, new: Version) -> Proposal:
    """What has changed since a tag."""
    if not repository.differs(since, folder):
        raise Refused(f"Nothing in {folder} has changed since {since}.")
    problems, name = Problems(), f"{since}:{repository.path(folder)}"
    try:
        files = read_revision(name, problems, repository.top)
        old = compile_files(files, problems, check=False)
        if old.guide is None:
            raise GuideError(old.problems, old.texts)
        return propose(_version(old.guide.model, files, name), new)
    except NoNumber:
        raise Refused(
            f"The version in {since} is not one such as 1.0.0, from which another could follow. "
            "Say one in the guide and tag it by hand."
        ) from None
    except NothingInCommon:
        raise Refused(f"The calendars of {since} and of {folder} share no day.") from None
    except TooLarge as error:
        raise Refused(f"The condition of {error} has too many cases to be compared.") from None


def _number(proposal: Proposal, model: Model, wanted: str | None) -> str:
    """The number proposed, or a higher one that the editor asks for or has written already."""
    if wanted is None:
        written = number(model.version)
        return str(max(proposal.number, written) if written else proposal.number)
    asked = number(wanted)
    if asked is None:
        raise Refused(f'"{wanted}" is no version such as {proposal.number}.')
    if asked < proposal.number:
        raise Refused(f"{wanted} is too low for what has changed: {proposal.number} or higher.")
    return str(asked)


def _version(model: Model, files: Files, folder: str) -> Version:
    chapters = {
        relative(page.path, folder): Chapter(page.title, files.markdown[page.path])
        for page in model.pages
    }
    return Version(model, chapters)
