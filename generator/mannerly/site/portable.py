"""Markdown for any builder of sites: without attributes, lists of definitions, and quotes.

What is left is CommonMark with tables. Ids that links lead to become empty ``<a id="…">``, the only
HTML in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mannerly.site.markdown import QUOTE, Quote
from mannerly.site.texts import plain

_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_KEPT = ("title:", "description:")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_ONE = r"(?:[.#][\w-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+))"
_ATTRIBUTES = rf"\{{:?[ ]*({_ONE}(?:[ ]+{_ONE})*)[ ]*\}}"
_ALONE = re.compile(rf"[ >]*{_ATTRIBUTES}[ ]*")
_AT_END = re.compile(rf"^(.*?)[ ]*{_ATTRIBUTES}[ ]*$")
_CODE = r"(?<![\\`])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
_INSIDE = re.compile(rf"(?P<code>{_CODE})|(?P<quote>{QUOTE})|(?<=[)\]*_`]){_ATTRIBUTES}")
_ID = re.compile(r"#([\w-]+)")
_MEANING = ":   "
_QUOTE_ALONE = re.compile(rf" {{0,3}}{QUOTE} *")
_QUOTE = re.compile(QUOTE)
_EMPTY = re.compile(r"\n{3,}")

#: Looks a quote up by kind and id; None where there is no such thing.
Quotes = Callable[[str, str], Quote | None]


def portable(markdown: str, quotes: Quotes, picture: Callable[[str], str]) -> str:
    """The same page. ``picture`` keeps a drawing and gives the Markdown that shows it."""
    front = _FRONT.match(markdown)
    kept = [line for line in front[1].splitlines() if line.startswith(_KEPT)] if front else []
    head = "\n".join(["---", *kept, "---", "", ""]) if kept else ""
    body = markdown[front.end() :] if front else markdown
    return head + "".join(_pieces(body.strip("\n").splitlines(), quotes, picture)).strip() + "\n"


def _pieces(lines: list[str], quotes: Quotes, picture: Callable[[str], str]) -> Iterator[str]:
    """The text in pieces: code as it is, the rest changed and without more than one empty line."""
    plainly: list[str] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence or mark:
            if plainly:
                yield _prose(plainly, quotes, picture)
                plainly = []
            yield f"{line}\n"
            if fence and mark is not None and mark[1].startswith(fence):
                fence = ""
            elif not fence and mark is not None:
                fence = mark[1]
        else:
            plainly.append(line)
    if plainly:
        yield _prose(plainly, quotes, picture)


def _prose(lines: list[str], quotes: Quotes, picture: Callable[[str], str]) -> str:
    text = "\n".join([*_lines(_defined(lines), quotes, picture), ""])
    return _EMPTY.sub("\n\n", text)


def _defined(lines: list[str]) -> Iterator[str]:
    """Terms become paragraphs in bold, and what they mean paragraphs of their own."""
    inside = False
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if after.startswith(_MEANING):
            words, id = _parted(line)
            yield from ("", f"{_anchor(id)}**{words}**", "")
        elif line.startswith(_MEANING):
            inside = True
            yield line.removeprefix(_MEANING)
        elif inside and line.startswith("    "):
            yield line.removeprefix("    ")
        else:
            inside = inside and not line
            yield line


def _lines(lines: Iterator[str], quotes: Quotes, picture: Callable[[str], str]) -> Iterator[str]:
    for line in lines:
        alone = _QUOTE_ALONE.fullmatch(line)
        quote = quotes(alone[1], alone[2]) if alone else None
        if quote is not None:
            if quote.html is not None:
                yield picture(quote.html)
            else:
                card = portable(quote.card, lambda *_: None, picture).strip()
                yield from (f"> {part}".rstrip() for part in card.split("\n"))
        elif line.startswith("#"):
            words, id = _parted(line)
            yield from (_anchor(id), "") if id else ()
            yield _changed(words, quotes)
        elif not _ALONE.fullmatch(line):
            yield _changed(line, quotes)


def _changed(line: str, quotes: Quotes) -> str:
    """A line without attributes, its quotes as links; code in it stays as it is."""

    def change(found: re.Match[str]) -> str:
        named = _QUOTE.fullmatch(found["quote"] or "")
        quote = quotes(named[1], named[2]) if named else None
        if quote is not None:
            return f"[{plain(quote.title)}]({quote.href})"
        return found[0] if found["code"] or found["quote"] else ""

    return _INSIDE.sub(change, line)


def _parted(line: str) -> tuple[str, str]:
    """A line without the attributes at its end, and the id among them."""
    found = _AT_END.match(line)
    if found is None:
        return line, ""
    id = _ID.search(found[2])
    return found[1], id[1] if id else ""


def _anchor(id: str) -> str:
    return f'<a id="{id}"></a>' if id else ""
