"""The language server: what editors ask, answered from the guide that holds the file."""

from __future__ import annotations

import logging
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException

from mannerly.lsp.completion import Proposal, complete_page, complete_yaml, word_before
from mannerly.lsp.diagnostics import place_of
from mannerly.lsp.edits import Edit
from mannerly.lsp.fixes import fixes
from mannerly.lsp.hover import hover
from mannerly.lsp.positions import Positions
from mannerly.lsp.rename import NotRenamed, rename
from mannerly.lsp.session import AtCursor, Server
from mannerly.report.catalogue import tell
from mannerly.report.message import in_full
from mannerly.syntax.files import YAML

_KINDS = {
    "fact": types.CompletionItemKind.Variable,
    "option": types.CompletionItemKind.EnumMember,
    "condition": types.CompletionItemKind.Function,
    "act": types.CompletionItemKind.Event,
    "rule": types.CompletionItemKind.Class,
    "group": types.CompletionItemKind.Module,
    "source": types.CompletionItemKind.Reference,
    "point": types.CompletionItemKind.Reference,
    "word": types.CompletionItemKind.Keyword,
}


def make_server() -> Server:
    """The server with all that it can do."""
    server = Server()
    _follow_changes(server)
    _complete(server)
    _explain(server)
    _navigate(server)
    _change(server)
    return server


def serve() -> None:
    """Answer an editor on standard input and output until it is closed."""
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_a_fault)
    make_server().start_io()


def _is_a_fault(record: logging.LogRecord) -> bool:
    """What the editor's user is told in an answer is nothing to put on record."""
    return not (record.exc_info and isinstance(record.exc_info[1], JsonRpcException))


def _follow_changes(server: Server) -> None:
    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if watched is None or not watched.dynamic_registration:
            return
        watcher = types.FileSystemWatcher(glob_pattern="**/*.{yml,yaml,md}")
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=[watcher])
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration(
            id="mannerly-files", method=method, register_options=options
        )
        await server.client_register_capability_async(types.RegistrationParams([registration]))

    # These are no coroutines: what is asked next is to find the text as it is then.
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        names = [uris.to_fs_path(change.uri) for change in params.changes]
        folders = {parent for name in names if name for parent in Path(name).parents}
        for folder, guide in server.guides.items():
            if folder in folders:
                server.check_soon(guide)


def _complete(server: Server) -> None:
    options = types.CompletionOptions(trigger_characters=[" ", "[", "{", ","])

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    def completion(params: types.CompletionParams) -> list[types.CompletionItem]:
        at = server.at(params)
        if at is None:
            return []
        complete = complete_yaml if at.file.lower().endswith(YAML) else complete_page
        start = at.column - len(word_before(at.before))
        range = types.Range(at.positions.position(at.file, at.line, start), params.position)
        proposals = complete(at.before, at.snapshot.names)
        return [_item(n, proposal, range) for n, proposal in enumerate(proposals)]


def _item(number: int, proposal: Proposal, range: types.Range) -> types.CompletionItem:
    return types.CompletionItem(
        label=proposal.text,
        kind=_KINDS.get(proposal.kind, types.CompletionItemKind.Value),
        detail=proposal.about or None,
        # In the order of the guide, words of the language behind its names.
        sort_text=f"{proposal.kind == 'word':d}{number:06}",
        text_edit=types.TextEdit(range, proposal.text),
    )


def _explain(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        at = server.at(params)
        found = None if at is None else hover(at.snapshot, at.file, at.line, at.column)
        if at is None or found is None:
            return None
        text, place = found
        markdown = types.MarkupContent(types.MarkupKind.Markdown, text)
        return types.Hover(markdown, at.positions.range(place))


def _navigate(server: Server) -> None:
    def places(params: AtCursor, *, declared: bool, named: bool) -> list[types.Location]:
        at = server.at(params)
        here = None if at is None else at.occurrence
        if at is None or here is None:
            return []
        return [
            at.positions.location(one.place)
            for one in at.snapshot.names.of_name[here.name]
            if (declared if one.declares else named)
        ]

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location]:
        return places(params, declared=True, named=False)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        return places(params, declared=params.context.include_declaration, named=True)


def _change(server: Server) -> None:
    def text_edit(edit: Edit, positions: Positions) -> types.TextEdit:
        return types.TextEdit(positions.range(edit.place), edit.text)

    def workspace_edit(edits: list[Edit], positions: Positions) -> types.WorkspaceEdit:
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            changes.setdefault(positions.uri(edit.place.file), []).append(
                text_edit(edit, positions)
            )
        return types.WorkspaceEdit(changes=changes)

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(
        params: types.PrepareRenameParams,
    ) -> types.PrepareRenamePlaceholder | None:
        at = server.at(params)
        here = None if at is None else at.occurrence
        if at is None or here is None or here.name not in at.snapshot.names.declared:
            return None
        return types.PrepareRenamePlaceholder(at.positions.range(here.place), here.name.id)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def renamed(params: types.RenameParams) -> types.WorkspaceEdit | None:
        at = server.at(params)
        here = None if at is None else at.occurrence
        if at is None or here is None:
            return None
        try:
            edits = rename(here.name, params.new_name, at.snapshot)
        except NotRenamed as error:
            raise JsonRpcException(str(error), types.LSPErrorCodes.RequestFailed) from None
        return workspace_edit(edits, at.positions)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        found = server.guide_of(params.text_document.uri)
        if found is None:
            return []
        guide, path = found
        snapshot, file = guide.open.snapshot(), str(path)
        if guide.checked is None or guide.checked.files != snapshot.files:
            return []  # what was found may be elsewhere by now
        positions = server.positions(snapshot)
        actions = []
        for problem in guide.problems:
            place = place_of(problem, snapshot)
            if place.file != file or not _touches(positions.range(place), params.range):
                continue
            message = in_full(tell(problem))
            marks = [mark for mark in params.context.diagnostics if mark.message == message]
            if params.context.diagnostics and not marks:
                continue  # the editor asks about another one at the same place
            for fix in fixes(problem, snapshot, file):
                actions.append(
                    types.CodeAction(
                        title=fix.title,
                        kind=types.CodeActionKind.QuickFix,
                        diagnostics=marks,
                        edit=workspace_edit(list(fix.edits), positions),
                    )
                )
        return actions

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        from mannerly.format.write import NotFormatted, formatted

        found = server.guide_of(params.text_document.uri)
        if found is None:
            return None
        snapshot, file = found[0].open.snapshot(), str(found[1])
        text = snapshot.files.yaml.get(file)
        if text is None:
            return None
        try:
            better = formatted(text)
        except NotFormatted:
            return None
        if better == text:
            return []
        last = text.count("\n") + 1
        end = server.positions(snapshot).position(file, last, len(text.split("\n")[-1]) + 1)
        return [types.TextEdit(types.Range(types.Position(0, 0), end), better)]


def _touches(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
