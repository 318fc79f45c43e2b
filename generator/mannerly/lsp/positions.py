"""Between places in a guide and positions as editors count them.

A place counts lines and characters from 1. An editor counts from 0, and in a line
units of the encoding that it has agreed upon with the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lsprotocol import types
from pygls import uris

from mannerly.problems import Place


@dataclass(frozen=True, slots=True)
class Positions:
    """Translates for some texts, whose lines end with ``\\n``, by their paths.

    ``addresses`` are what the editor calls files that it has open.
    """

    texts: Mapping[str, str]
    encoding: types.PositionEncodingKind | str
    addresses: Mapping[str, str]

    def range(self, place: Place) -> types.Range:
        """A place as an editor's range."""
        return types.Range(
            self.position(place.file, place.line, place.column),
            self.position(place.file, place.end_line, place.end_column),
        )

    def location(self, place: Place) -> types.Location:
        """The same with its file."""
        return types.Location(self.uri(place.file), self.range(place))

    def uri(self, file: str) -> str:
        """The address of a file."""
        return self.addresses.get(file) or uris.from_fs_path(file) or file

    def position(self, file: str, line: int, column: int) -> types.Position:
        """A line and a column as an editor's position."""
        before = self.line(file, line)[: column - 1]
        return types.Position(line - 1, sum(map(self._units, before)))

    def column(self, file: str, position: types.Position) -> tuple[int, int]:
        """An editor's position as a line and a column."""
        column, units = 1, 0
        for character in self.line(file, position.line + 1):
            units += self._units(character)
            if units > position.character:
                break
            column += 1
        return position.line + 1, column

    def line(self, file: str, number: int) -> str:
        """A line without its end; "" where there is none."""
        lines = self.texts.get(file, "").split("\n")
        return lines[number - 1] if number <= len(lines) else ""

    def _units(self, character: str) -> int:
        match self.encoding:
            case types.PositionEncodingKind.Utf8:
                return len(character.encode("utf-8", "surrogatepass"))
            case types.PositionEncodingKind.Utf32:
                return 1
            case _:
                return 2 if ord(character) > 0xFFFF else 1
