"""Cuts conditions into words: Lark's basic lexer for a language of words, and three times as fast.

Keywords are looked up rather than matched, blanks are skipped on the way, and
lines are not counted: places come from offsets. The words of guarantees are words
only where the parser can take them, so that facts and options may be called like them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lark import Token
from lark.common import LexerConf
from lark.exceptions import UnexpectedCharacters
from lark.lexer import Lexer, LexerState, PatternStr

from mannerly.syntax.condition_words import GUARANTEE_WORDS


class WordLexer(Lexer):
    """The terminals of the grammar; where a keyword and a pattern both fit, it is the keyword."""

    #: Lark's way to ask for the parser's state beside the text.
    __future_interface__ = 2

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

    def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Token]:
        """The words of a text; raises UnexpectedCharacters where none begins."""
        wrapped: Any = lexer_state.text
        text: str = getattr(wrapped, "text", wrapped)  # Lark 1.2 does not wrap it.
        states = parser_state.parse_conf.states
        at = 0
        while found := self._word.match(text, at):
            kind = found.lastgroup
            if kind is None:
                return
            word, at = found[kind], found.end()
            keyword = self._keywords.get(word, kind)
            if keyword not in GUARANTEE_WORDS or keyword in states[parser_state.position]:
                kind = keyword
            yield Token(kind, word, at - len(word), end_pos=at)
        blank = self._blank.match(text, at)
        at = blank.end() if blank else at
        raise UnexpectedCharacters(text, at, 1, 1)  # type: ignore[no-untyped-call]
