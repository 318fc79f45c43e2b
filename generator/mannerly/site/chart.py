"""What each source would do from a day on, as a drawing: one line a source, one time for all.

The drawing is SVG that fits any width: what lies along the time is placed in per
cent, and text keeps its size. It takes its colours from the style sheet alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from mannerly.phrases import Wording
from mannerly.site.short_days import short_day
from mannerly.voices.story import Deed, Story

#: The share of the width, in per cent, at which the first and the last day are.
_FROM, _TO = 4.0, 95.0
#: Pixels: of a line of text, of the room for a track, of a mark to the next on the same day.
_LINE, _TRACK, _STEP = 18, 46, 17
_LETTERS, _MOST_TICKS, _ROOM = 38, 6, 13.0


@dataclass(frozen=True, slots=True)
class Track:
    """Who it is, what they do, and what kind of act each is."""

    name: str
    story: Story
    kinds: Sequence[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that stands out, and what it is."""

    name: str
    day: int


def chart(
    id: str,
    text: str,
    start: int,
    marks: Sequence[Mark],
    tracks: Sequence[Track],
    wording: Wording,
) -> str:
    """The drawing; ``start`` is the first day, ``text`` says in words what it shows."""
    return _Drawing(id, start, marks, tracks, wording).svg(text)


class _Drawing:
    def __init__(
        self,
        id: str,
        start: int,
        marks: Sequence[Mark],
        tracks: Sequence[Track],
        wording: Wording,
    ) -> None:
        self._id = id
        self._start = start
        self._marks = marks
        self._tracks = tracks
        self._wording = wording
        last = max((track.story.last for track in tracks), default=start)
        self._end = max(last, start + 7, *(mark.day for mark in marks))

    def svg(self, text: str) -> str:
        top = _LINE * (len(self._marks) + 1) if self._marks else 0
        names = [textwrap.wrap(track.name, _LETTERS) or [""] for track in self._tracks]
        tops, y = [], top
        for name in names:
            tops.append(y)
            y += _LINE * len(name) + _TRACK
        height = y + _LINE + 8
        inner = [
            *self._axis(y),
            *self._days_that_stand_out(y),
            *(
                piece
                for track, name, at in zip(self._tracks, names, tops, strict=True)
                for piece in self._track(track, name, at)
            ),
        ]
        return (
            f'<svg class="chart" width="100%" height="{height}" role="img" '
            f'aria-labelledby="{self._id}-title {self._id}-text">'
            f'<title id="{self._id}-title">{escape(self._wording.say("story-title"))}</title>'
            f'<desc id="{self._id}-text">{escape(text)}</desc>{"".join(inner)}</svg>'
        )

    def _x(self, day: int) -> float:
        return _FROM + (_TO - _FROM) * (day - self._start) / (self._end - self._start)

    def _at(self, day: int) -> str:
        return f"{self._x(day):.2f}%"

    def _axis(self, y: int) -> Iterator[str]:
        weeks = (self._end - self._start) // 7
        step = 7 * (weeks // _MOST_TICKS + 1)
        yield (f'<line class="axis" x1="{_FROM}%" x2="{_TO}%" y1="{y}" y2="{y}"/>')
        for day in range(self._start, self._end + 1, step):
            x = self._at(day)
            yield f'<line class="axis" x1="{x}" x2="{x}" y1="{y}" y2="{y + 5}"/>'
            anchor = "start" if day == self._start else "middle"
            at = "0" if day == self._start else x
            yield (
                f'<text class="small" x="{at}" y="{y + _LINE + 4}" text-anchor="{anchor}">'
                f"{escape(short_day(day, self._wording))}</text>"
            )

    def _days_that_stand_out(self, bottom: int) -> Iterator[str]:
        for number, mark in enumerate(self._marks):
            x, y = self._at(mark.day), _LINE * (number + 1) - 4
            anchor = "end" if self._x(mark.day) > 50 else "start"
            yield f'<line class="mark" x1="{x}" x2="{x}" y1="{y + 5}" y2="{bottom}"/>'
            yield (
                f'<text class="small" x="{x}" y="{y}" text-anchor="{anchor}">'
                f"{escape(mark.name)}</text>"
            )

    def _track(self, track: Track, name: Sequence[str], top: int) -> Iterator[str]:
        guide = " guide" if track.story.source is None else ""
        for number, line in enumerate(name):
            y = top + _LINE * (number + 1) - 4
            yield f'<text class="name{guide}" x="0" y="{y}">{escape(line)}</text>'
        y = top + _LINE * len(name) + _TRACK // 2 + 2
        last = self._at(track.story.last)
        yield f'<line class="track{guide}" x1="{_FROM}%" x2="{last}" y1="{y}" y2="{y}"/>'
        yield from self._gaps(track, y)
        contacts, there = 0, dict[int, int]()
        for deed, kind in zip(track.story.deeds, track.kinds, strict=True):
            shift = there.get(deed.day, 0) * _STEP
            there[deed.day] = there.get(deed.day, 0) + 1
            contacts += kind == "contact"
            yield (
                f'<g class="{kind}{"" if deed.own else " lent"}{guide}" '
                f'transform="translate({shift} 0)">{self._deed(deed, kind, contacts, y)}</g>'
            )

    def _deed(self, deed: Deed, kind: str, contacts: int, y: int) -> str:
        x = self._at(deed.day)
        match kind:
            case "contact":
                return (
                    f'<circle cx="{x}" cy="{y}" r="9"/>'
                    f'<text x="{x}" y="{y + 4}" text-anchor="middle">{contacts}</text>'
                )
            case "end":
                return f'<line x1="{x}" x2="{x}" y1="{y - 9}" y2="{y + 9}"/>'
            case _:
                return f'<circle cx="{x}" cy="{y}" r="5"/>'

    def _gaps(self, track: Track, y: int) -> Iterator[str]:
        """The days between contacts, and from the last one to the end, where there is room."""
        days = [
            deed.day
            for deed, kind in zip(track.story.deeds, track.kinds, strict=True)
            if kind in ("contact", "end")
        ]
        for one, other in pairwise(days):
            if self._x(other) - self._x(one) >= _ROOM:
                x = (self._x(one) + self._x(other)) / 2
                yield (
                    f'<text class="small" x="{x:.2f}%" y="{y - 11}" text-anchor="middle">'
                    f"{other - one}</text>"
                )
