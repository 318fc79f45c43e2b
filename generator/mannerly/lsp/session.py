"""A session with an editor: which guides are worked on in it, and what was found in them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from mannerly import __version__
from mannerly.lsp.diagnostics import diagnostics
from mannerly.lsp.names import Occurrence
from mannerly.lsp.positions import Positions
from mannerly.lsp.workspace import OpenGuide, Snapshot, guide_folder
from mannerly.pipeline import Compiled
from mannerly.problems import Problem

#: So many seconds without another change, and the guide is checked.
SETTLED = 0.2


class AtCursor(Protocol):
    """What an editor sends that asks about a position."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


@dataclass(slots=True)
class Watched:
    """A guide that is worked on, and what its last check found.

    ``versions`` are those of the files that are open, ``turn`` counts the changes,
    ``checked`` is the guide as it was checked, ``marked`` are the files of which the
    editor shows problems.
    """

    open: OpenGuide
    versions: dict[str, int | None] = field(default_factory=dict)
    turn: int = 0
    checking: asyncio.Lock = field(default_factory=asyncio.Lock)
    checked: Snapshot | None = None
    problems: tuple[Problem, ...] = ()
    marked: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class At:
    """A position in a file of a guide; line and column are from 1, in characters."""

    snapshot: Snapshot
    positions: Positions
    file: str
    line: int
    column: int

    @property
    def before(self) -> str:
        """The text of the file up to the position."""
        lines = self.snapshot.texts.get(self.file, "").split("\n")[: self.line]
        return "\n".join([*lines[:-1], lines[-1][: self.column - 1]])

    @property
    def occurrence(self) -> Occurrence | None:
        """The name that stands there."""
        return self.snapshot.names.at(self.file, self.line, self.column)


class Server(LanguageServer):
    """``guides`` are those of which a file has been open, by their folders.

    ``addresses`` are what the editor calls files.
    """

    def __init__(self) -> None:
        # The parts of a text that change would be counted in lines that end at other
        # characters than YAML's do: whole texts are short, and sure to be right.
        full = types.TextDocumentSyncKind.Full
        super().__init__("mannerly", __version__, text_document_sync_kind=full)
        self.guides: dict[Path, Watched] = {}
        self.addresses: dict[str, str] = {}
        self._checks: set[asyncio.Task[None]] = set()

    def guide_of(self, address: str) -> tuple[Watched, Path] | None:
        """The guide that holds a file, and the file; None where no guide does."""
        name = uris.to_fs_path(address)
        folder = None if name is None else guide_folder(Path(name))
        if name is None or folder is None:
            return None
        self.addresses[name] = address
        return self.guides.setdefault(folder, Watched(OpenGuide(folder))), Path(name)

    def at(self, params: AtCursor) -> At | None:
        """Where in which guide an editor's cursor is; None where that is in no guide."""
        found = self.guide_of(params.text_document.uri)
        if found is None:
            return None
        snapshot, file = found[0].open.snapshot(), str(found[1])
        positions = self.positions(snapshot)
        return At(snapshot, positions, file, *positions.column(file, params.position))

    def positions(self, snapshot: Snapshot) -> Positions:
        """Translates between the places of a guide and what the editor counts in."""
        encoding = self.workspace.position_encoding or types.PositionEncodingKind.Utf16
        return Positions(snapshot.texts, encoding, self.addresses)

    def changed(self, address: str) -> None:
        """Take over the text of a file that is open."""
        found = self.guide_of(address)
        if found is not None:
            guide, file = found
            document = self.workspace.get_text_document(address)
            guide.open.unsaved[file] = document.source
            guide.versions[str(file)] = document.version
            guide.open.snapshot()  # what can be read now may not be so after the next key
            self.check_soon(guide)

    def closed(self, address: str) -> None:
        """Forget the text of a file: what the disk has counts again."""
        found = self.guide_of(address)
        if found is not None:
            guide, file = found
            guide.open.unsaved.pop(file, None)
            guide.versions.pop(str(file), None)
            self.check_soon(guide)

    def check_soon(self, guide: Watched) -> None:
        """Check a guide once nothing has changed for a moment, and publish what is found."""
        guide.turn += 1
        check = asyncio.get_running_loop().create_task(self._check(guide, guide.turn))
        self._checks.add(check)  # a task that nobody holds may be thrown away
        check.add_done_callback(self._checks.discard)

    async def _check(self, guide: Watched, turn: int) -> None:
        await asyncio.sleep(SETTLED)
        async with guide.checking:
            if turn != guide.turn:
                return
            snapshot = guide.open.snapshot()
            try:
                compiled = await asyncio.to_thread(snapshot.compiled, check=True)
            except Exception as error:  # noqa: BLE001 - the next change is to be checked again
                told = f"This is a fault of Mannerly, not of yours: {error!r}"
                message = types.LogMessageParams(types.MessageType.Error, told)
                self.window_log_message(message)
                return
        if turn == guide.turn:
            self._publish(guide, snapshot, compiled)

    def _publish(self, guide: Watched, snapshot: Snapshot, compiled: Compiled) -> None:
        guide.checked = snapshot
        guide.problems = compiled.problems
        if compiled.guide is not None:
            guide.open.model = compiled.guide.model
        positions = self.positions(snapshot)
        found = diagnostics(compiled.problems, snapshot, positions)
        for file in sorted(guide.marked | found.keys() | guide.versions.keys()):
            marks, version = found.get(file, []), guide.versions.get(file)
            params = types.PublishDiagnosticsParams(positions.uri(file), marks, version)
            self.text_document_publish_diagnostics(params)
        guide.marked = set(found)
