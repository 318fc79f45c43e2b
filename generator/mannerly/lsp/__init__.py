"""The language server, ``mannerly lsp``: help while rules are written, in any editor."""
