"""Cuts conditions into words: Lark's basic lexer for a language of words, and three times as fast.

Keywords are looked up rather than matched, blanks are skipped on the way, and
lines are not counted: places come from offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lark import Token
from lark.common import LexerConf
from lark.exceptions import UnexpectedCharacters
from lark.lexer import Lexer, PatternStr


class WordLexer(Lexer):
    """The terminals of the grammar; where a keyword and a pattern both fit, it is the keyword."""

    def __init__(self, conf: LexerConf) -> None:
        self._keywords = {
            terminal.pattern.value: terminal.name
            for terminal in conf.terminals
            if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isalpha()
        }
        patterns = sorted(
            (t for t in conf.terminals if t.pattern.value not in self._keywords),
            key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value)),
        )
        blank = "|".join(t.pattern.to_regexp() for t in patterns if t.name in conf.ignore)
        words = "|".join(
            f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in patterns if t.name not in conf.ignore
        )
        self._blank = re.compile(f"(?:{blank})*")
        self._word = re.compile(f"(?:{blank})*(?:{words}|$)")

    def lex(self, text: str) -> Iterator[Token]:  # type: ignore[override] # as custom lexers do
        """The words of a text; raises UnexpectedCharacters where none begins."""
        at = 0
        while found := self._word.match(text, at):
            kind = found.lastgroup
            if kind is None:
                return
            word, at = found[kind], found.end()
            yield Token(self._keywords.get(word, kind), word, at - len(word), end_pos=at)
        blank = self._blank.match(text, at)
        at = blank.end() if blank else at
        raise UnexpectedCharacters(text, at, 1, 1)  # type: ignore[no-untyped-call]
