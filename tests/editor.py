"""An editor to drive the language server with: pytest-lsp's client, on an event loop of its own.

Tests that drive browsers keep a loop running on the main thread, where no other can run then.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pytest_lsp import LanguageClient

T = TypeVar("T")

#: So many seconds are enough for any answer; that none comes is a failure.
_PATIENCE = 60


class Editor:
    """Opens files of a folder in the server, and asks it about them.

    ``published`` is what the server has last said of each file.
    """

    def __init__(self, folder: Path, encodings: Sequence[str] = ()) -> None:
        self.folder = folder
        self.encodings = [types.PositionEncodingKind(encoding) for encoding in encodings]
        self.versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.watches: list[types.Registration] = []
        self._news = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.client = self._client()

    def _client(self) -> LanguageClient:
        client = LanguageClient()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def published(params: types.PublishDiagnosticsParams) -> None:
            with self._news:
                self.published[params.uri] = params
                self._news.notify_all()

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
        def registered(params: types.RegistrationParams) -> None:
            with self._news:
                self.watches += params.registrations
                self._news.notify_all()

        return client

    # ---- the session

    def start(self) -> types.InitializeResult:
        """Start the server; what it says it can do."""
        self._thread.start()

        async def begin() -> types.InitializeResult:
            await self.client.start_io(sys.executable, "-m", "mannerly", "lsp")
            watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
            capabilities = types.ClientCapabilities(
                general=types.GeneralClientCapabilities(position_encodings=self.encodings or None),
                workspace=types.WorkspaceClientCapabilities(did_change_watched_files=watched),
            )
            params = types.InitializeParams(capabilities, root_uri=self.folder.as_uri())
            return await self.client.initialize_session(params)

        return self.run(begin())

    def stop(self) -> None:
        """End the session and the server."""

        async def end() -> None:
            await self.client.shutdown_session()
            await self.client.stop()  # type: ignore[no-untyped-call]

        try:
            self.run(end())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        """Wait for something that goes on in the client."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(_PATIENCE)

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait until the server has said what makes this true."""
        with self._news:
            assert self._news.wait_for(until, _PATIENCE), "the server does not say so"

    def tell(self, notify: Callable[[T], None], params: T) -> None:
        """Tell the server something that it does not answer."""
        self._loop.call_soon_threadsafe(notify, params)

    # ---- files

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        """Open a file as the disk has it, or with another text."""
        self.texts[name] = (self.folder / name).read_text() if text is None else text
        self.versions[name] = 1
        item = types.TextDocumentItem(self.uri(name), "yaml", 1, self.texts[name])
        self.tell(self.client.text_document_did_open, types.DidOpenTextDocumentParams(item))

    def write(self, name: str, text: str) -> None:
        """Change a whole text, and wait for nothing."""
        self.texts[name] = text
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        params = types.DidChangeTextDocumentParams(document, [change])
        self.tell(self.client.text_document_did_change, params)

    def replace(self, name: str, old: str, new: str) -> Sequence[types.Diagnostic]:
        """Change a part of a text that is open; what the server finds in it then."""
        assert old in self.texts[name]
        self.write(name, self.texts[name].replace(old, new, 1))
        return self.found(name)

    def found(self, name: str) -> Sequence[types.Diagnostic]:
        """What the server finds in an open file as it is now."""
        uri = self.uri(name)
        self.wait(
            lambda: uri in self.published and self.published[uri].version == self.versions[name]
        )
        return self.published[uri].diagnostics

    def marks(self, name: str) -> Sequence[types.Diagnostic]:
        """What the server has last said of a file, open or not."""
        last = self.published.get(self.uri(name))
        return () if last is None else last.diagnostics

    # ---- questions

    def at(self, name: str, mark: str) -> tuple[types.TextDocumentIdentifier, types.Position]:
        """The position of "|" in a piece of the text of an open file, in UTF-16 units."""
        before, _, after = mark.partition("|")
        assert self.texts[name].count(before + after) == 1, mark
        return self._position(name, self.texts[name].index(before + after) + len(before))

    def _position(
        self, name: str, offset: int
    ) -> tuple[types.TextDocumentIdentifier, types.Position]:
        lines = self.texts[name][:offset].split("\n")
        units = len(lines[-1].encode("utf-16-le")) // 2
        position = types.Position(len(lines) - 1, units)
        return types.TextDocumentIdentifier(self.uri(name)), position

    def complete(self, name: str, mark: str) -> dict[str, types.CompletionItem]:
        """What can stand at a position, by its label."""
        return self._complete(*self.at(name, mark))

    def complete_at(self, name: str, offset: int) -> dict[str, types.CompletionItem]:
        """The same for so many characters from the beginning."""
        return self._complete(*self._position(name, offset))

    def _complete(
        self, document: types.TextDocumentIdentifier, position: types.Position
    ) -> dict[str, types.CompletionItem]:
        params = types.CompletionParams(document, position)
        found = self.run(self.client.text_document_completion_async(params))
        assert isinstance(found, Sequence)
        return {item.label: item for item in found}

    def hover(self, name: str, mark: str) -> str:
        """What is told at a position; "" where nothing is."""
        found = self.run(
            self.client.text_document_hover_async(types.HoverParams(*self.at(name, mark)))
        )
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def definition(self, name: str, mark: str) -> list[str]:
        """Where what stands at a position is declared: file, line, column and text."""
        params = types.DefinitionParams(*self.at(name, mark))
        found = self.run(self.client.text_document_definition_async(params))
        assert isinstance(found, Sequence)
        return [self.shown(one) for one in found if isinstance(one, types.Location)]

    def references(self, name: str, mark: str, *, declared: bool) -> list[str]:
        """Where what stands at a position is named."""
        context = types.ReferenceContext(include_declaration=declared)
        document, position = self.at(name, mark)
        params = types.ReferenceParams(context, document, position)
        found = self.run(self.client.text_document_references_async(params))
        return [self.shown(one) for one in found or ()]

    def rename(self, name: str, mark: str, new: str) -> types.WorkspaceEdit | None:
        """The edits that give what stands at a position another id."""
        document, position = self.at(name, mark)
        params = types.RenameParams(document, position, new)
        return self.run(self.client.text_document_rename_async(params))

    def fixes(self, name: str, one: types.Diagnostic) -> dict[str, types.CodeAction]:
        """What is offered for a problem, by its title."""
        context = types.CodeActionContext([one])
        document = types.TextDocumentIdentifier(self.uri(name))
        params = types.CodeActionParams(document, one.range, context)
        found = self.run(self.client.text_document_code_action_async(params)) or ()
        return {fix.title: fix for fix in found if isinstance(fix, types.CodeAction)}

    def format(self, name: str) -> Sequence[types.TextEdit] | None:
        """The edits that bring a file into its one form."""
        options = types.FormattingOptions(tab_size=2, insert_spaces=True)
        document = types.TextDocumentIdentifier(self.uri(name))
        params = types.DocumentFormattingParams(document, options)
        return self.run(self.client.text_document_formatting_async(params))

    # ---- what comes back

    def shown(self, location: types.Location) -> str:
        """A place as "file:line:column text", from 1, of files without wide characters."""
        path = self.folder / Path(unquote(urlsplit(location.uri).path)).relative_to(self.folder)
        name = path.relative_to(self.folder).as_posix()
        start, end = location.range.start, location.range.end
        line = self._text(name).split("\n")[start.line]
        text = line[start.character : end.character]
        return f"{name}:{start.line + 1}:{start.character + 1} {text}"

    def after(self, edit: types.WorkspaceEdit | None) -> dict[str, str]:
        """The texts of files that an edit changes, as they are then."""
        assert edit is not None and edit.changes is not None
        files = {Path(unquote(urlsplit(uri).path)): edits for uri, edits in edit.changes.items()}
        return {
            (name := path.relative_to(self.folder).as_posix()): edited(self._text(name), edits)
            for path, edits in files.items()
        }

    def _text(self, name: str) -> str:
        return self.texts[name] if name in self.texts else (self.folder / name).read_text()


def edited(text: str, edits: Sequence[types.TextEdit]) -> str:
    """A text without wide characters with edits made to it."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines) + 1)]
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character))[
        ::-1
    ]:
        start = starts[edit.range.start.line] + edit.range.start.character
        end = starts[edit.range.end.line] + edit.range.end.character
        text = text[:start] + edit.new_text + text[end:]
    return text


@contextmanager
def editing(folder: Path, encodings: Sequence[str] = ()) -> Iterator[Editor]:
    """An editor with a folder open."""
    editor = Editor(folder, encodings)
    editor.start()
    try:
        yield editor
    finally:
        editor.stop()
