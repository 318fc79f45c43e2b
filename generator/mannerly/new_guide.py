"""A new guide: a folder with a small, complete one about invitations, to be made one's own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mannerly.resources import templates
from mannerly.site.texts import plain, quoted

#: Where its repository lives, and so which files check and publish it there.
Host = Literal["github", "gitlab", "none"]


@dataclass(frozen=True, slots=True)
class NewGuide:
    """What a new guide is called and counts with; ``year`` is the current one.

    ``holidays`` is a country or region that the ``holidays`` package knows, or "none".
    """

    title: str
    question: str
    holidays: str
    year: int
    host: Host


class NotEmpty(Exception):
    """There is something where the new guide was to be."""


def write_guide(guide: NewGuide, folder: Path) -> None:
    """Write it into a folder that does not exist yet or is empty, as a whole or not at all.

    Raises NotEmpty where there is something, and OSError where it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for path, text in _files(guide):
            file = beside / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(0o777 & ~_umask())
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _files(guide: NewGuide) -> Iterator[tuple[str, str]]:
    """Its files: path and text. The templates' own marks leave alone what guides and hosts use."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from mannerly import __version__
    from mannerly.export.schema import FILE_NAME, as_text, schema
    from mannerly.format.write import formatted

    yield f"rules/{FILE_NAME}", as_text(schema())

    home = templates() / "new"
    environment = Environment(  # noqa: S701 - it makes no HTML
        loader=FileSystemLoader(home),
        undefined=StrictUndefined,
        variable_start_string="{=",
        variable_end_string="=}",
        block_start_string="{=%",
        block_end_string="%=}",
        comment_start_string="{=#",
        comment_end_string="#=}",
        keep_trailing_newline=True,
    )
    environment.filters.update(quoted=quoted, plain=plain)
    values = {
        "title": guide.title,
        "question": guide.question,
        "holidays": guide.holidays,
        "year": guide.year,
        "version": __version__,
        "host": guide.host,
    }
    for part in ("everywhere", guide.host):
        for file in sorted((home / part).rglob("*")):
            if file.is_file():
                path = file.relative_to(home / part).as_posix().replace("dot.", ".")
                name = file.relative_to(home).as_posix()
                text = environment.get_template(name).render(values)
                of_guide = path.startswith("rules/") and path.endswith(".yml")
                yield path, formatted(text) if of_guide else text


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
