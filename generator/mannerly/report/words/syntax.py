"""Words for reading files and YAML."""

from __future__ import annotations

from mannerly.report.words import Details, Words

_QUOTE_IT = 'put the whole text in double quotes, or on indented lines below "|".'


def _times(d: Details) -> str:
    return f" It stands here {d['count']:,} times; this is the first." if d["count"] > 1 else ""


def _character(d: Details) -> str:
    return f"{d['char']} ({d['name']})" if d["name"] else d["char"]


def _not_utf8(d: Details) -> str:
    if d["utf16"]:
        return "This file is UTF-16, not UTF-8."
    return f"This file is not UTF-8: the byte {d['byte']} cannot stand here."


def _closing(d: Details) -> str:
    return "]" if d["bracket"] == "[" else "}"


def _after_quote(d: Details) -> str:
    if d["quote"] == "'":
        return "write an apostrophe inside single quotes twice (''), or use double quotes outside."
    return 'write a double quote inside double quotes as \\", or quote the whole in single quotes.'


def _sign(d: Details) -> str:
    if not d["sign"]:
        return "Something is missing here."
    return f'A text cannot begin with "{d["sign"]}" unless it is in quotes.'


WORDS: dict[str, Words] = {
    "folder-missing": Words(
        "error",
        "a folder that is not there",
        lambda d: f'There is no folder "{d["folder"]}".',
        "give the folder that holds the guide's rules.",
    ),
    "folder-not-a-folder": Words(
        "error",
        "not a folder",
        lambda d: f'"{d["folder"]}" is not a folder.',
        "give the folder that holds the guide's rules, not one of its files.",
    ),
    "folder-unreadable": Words(
        "error",
        "a folder that cannot be read",
        lambda d: f'The folder "{d["folder"]}" cannot be read: {d["reason"]}.',
        "look at where it leads and at its permissions.",
    ),
    "folder-empty": Words(
        "error",
        "a folder without rules",
        lambda d: f'The folder "{d["folder"]}" holds no YAML file.',
        'put the guide\'s rules there, in files that end in ".yml" or ".yaml".',
    ),
    "file-unreadable": Words(
        "error",
        "a file that cannot be read",
        lambda d: f"This cannot be read: {d['reason']}.",
        "look at its permissions.",
    ),
    "file-special": Words(
        "error",
        "not a file",
        "This is a device, a pipe or a socket, not a file.",
        "put a file in its place, or take it out of the folder.",
    ),
    "file-too-large": Words(
        "error",
        "a file that is too large",
        lambda d: f"This file is larger than {d['limit'] // 1_000_000} MB.",
        "divide it into several files; all of a folder are read together.",
    ),
    "link-broken": Words(
        "error",
        "a link that leads nowhere",
        lambda d: f'This symbolic link leads to "{d["target"]}", which cannot be reached.',
        "mend the link, or delete it.",
    ),
    "link-loop": Words(
        "error",
        "a link that leads in circles",
        lambda d: f'This symbolic link leads to "{d["target"]}" and from there back to itself.',
        "delete the link.",
    ),
    "link-leads-out": Words(
        "error",
        "a link out of the folder",
        lambda d: f'This symbolic link leads out of the folder, to "{d["target"]}".',
        "put a copy of the file in its place: a guide is what lies inside its folder.",
    ),
    "text-not-utf8": Words(
        "error",
        "not UTF-8",
        _not_utf8,
        'save the file as UTF-8; editors offer this under "Save with encoding".',
    ),
    "text-byte-order-mark": Words(
        "error",
        "a byte-order mark",
        "The file begins with an invisible byte-order mark.",
        'save the file as UTF-8 without it; editors call this "UTF-8", not "UTF-8 with BOM".',
    ),
    "text-bidi": Words(
        "error",
        "a character that turns text round",
        lambda d: (
            f"The invisible character {_character(d)} makes the text look other than it is."
            + _times(d)
        ),
        "delete it.",
    ),
    "text-control": Words(
        "error",
        "a control character",
        lambda d: f"Here is an invisible control character, {_character(d)}." + _times(d),
        "delete it.",
    ),
    "yaml-no-libyaml": Words(
        "error",
        "PyYAML without libyaml",
        "PyYAML was installed here without libyaml, which Mannerly needs to read YAML.",
        'install one that has it: "pip install --force-reinstall --only-binary :all: PyYAML".',
    ),
    "yaml-too-much": Words(
        "error",
        "too much in one file",
        lambda d: f"There are more than {d['limit']:,} texts and lists in this file.",
        "split the file into several, or look for what fills it by mistake.",
    ),
    "yaml-too-deep": Words(
        "error",
        "too deeply nested",
        lambda d: f"This is nested more than {d['limit']} levels deep.",
        "nothing in a guide is nested so deep: look for brackets that are not closed.",
    ),
    "yaml-documents": Words(
        "error",
        "several documents in one file",
        'A second document begins here, after "---".',
        'delete the line "---", or put what follows in a file of its own.',
    ),
    "yaml-directive": Words(
        "error",
        "a directive of YAML",
        'A line that begins with "%" or "..." gives the parser an order, which a guide cannot do.',
        "delete that line; if it is meant as text, put the text in double quotes.",
    ),
    "yaml-alias": Words(
        "error",
        "an alias",
        lambda d: f'"*{d["name"]}" would repeat what stands elsewhere, which a guide cannot do.',
        f"write out what is meant; if it is meant as text, {_QUOTE_IT}",
    ),
    "yaml-anchor": Words(
        "error",
        "an anchor",
        lambda d: f'"{d["written"]}" marks what follows to be repeated, which a guide cannot do.',
        f"delete it; if it is meant as text, {_QUOTE_IT}",
    ),
    "yaml-tag": Words(
        "error",
        "a tag",
        lambda d: f'"{d["written"]}" gives what follows a type, which a guide cannot do.',
        f"delete it; if it is meant as text, {_QUOTE_IT}",
    ),
    "yaml-merge": Words(
        "error",
        "a merge key",
        '"<<" would copy what stands elsewhere, which a guide cannot do.',
        "write out what is meant.",
    ),
    "yaml-duplicate": Words(
        "error",
        "the same key twice",
        lambda d: f'The key "{d["key"]}" stands here a second time.',
        "keep one of the two, or give one of them another name.",
    ),
    "yaml-key": Words(
        "error",
        "a key that is no text",
        "What stands before a colon has to be a short text.",
        'write a name before ": "; if braces are meant as text, put the text in double quotes.',
    ),
    "yaml-tab": Words(
        "error",
        "a tab as indentation",
        "This line is indented with a tab, and YAML takes spaces only.",
        "replace the tab by spaces, as many as the lines beside it have.",
    ),
    "yaml-colon-in-text": Words(
        "error",
        "a colon inside a text",
        "A second colon in one line: YAML takes what stands before it for a key.",
        _QUOTE_IT,
    ),
    "yaml-mapping-in-text": Words(
        "error",
        "a key in the middle of a text",
        "A key cannot stand here: the line above is a text that goes on in this one.",
        'indent this line like its neighbours; or look for a missing ":", or one '
        "without a space after it, in the line above.",
    ),
    "yaml-colon-missing": Words(
        "error",
        "a key without a colon",
        'Here should be a key and a colon, "key: value", but there is no colon.',
        'put ": " after the key; if the line belongs to the text above, indent it further.',
    ),
    "yaml-quote-open": Words(
        "error",
        "a quote that is not closed",
        lambda d: f"The quote ({d['quote']}) that opens here is not closed.",
        lambda d: f"put {d['quote']} at the end of the text.",
    ),
    "yaml-bracket": Words(
        "error",
        "a bracket that is not closed",
        lambda d: (
            f'The "{d["bracket"]}" that opens here is not closed with "{_closing(d)}", '
            "or a comma is missing."
        ),
        "close it, or put commas between its parts; if a text is meant, put it in double quotes.",
    ),
    "yaml-text-after-quote": Words(
        "error",
        "text after a closing quote",
        lambda d: f"The quoted text ended just before this, at {d['quote']}.",
        _after_quote,
    ),
    "yaml-text-after-bracket": Words(
        "error",
        "text after a closing bracket",
        "What stands in brackets ended just before this, and nothing can follow it.",
        f"if brackets or braces are meant as text, {_QUOTE_IT}",
    ),
    "yaml-list-item": Words(
        "error",
        'a "-" in the wrong place',
        'A "-" begins an item of a list, and no list can begin here.',
        "put the item on a line of its own; if a text is meant, put it in double quotes.",
    ),
    "yaml-sign": Words("error", "a sign that a text cannot begin with", _sign, _QUOTE_IT),
    "yaml-block-header": Words(
        "error",
        'text beside "|" or ">"',
        lambda d: f'After "{d["sign"]}" the text has to begin on the next line, indented.',
        lambda d: f'move the text down; or, if "{d["sign"]}" is meant as text, {_QUOTE_IT}',
    ),
    "yaml-escape": Words(
        "error",
        "an unknown escape",
        lambda d: f'"{d["escape"]}" means nothing inside double quotes.',
        'write a backslash as "\\\\", or put the text in single quotes.',
    ),
    "yaml-indentation": Words(
        "error",
        "indentation that fits nothing",
        "This line fits neither the lines above nor the keys or list that they belong to.",
        "indent it exactly like the lines it belongs to, and do not mix keys with "
        '"-" on one level.',
    ),
    "yaml-broken": Words(
        "error",
        "not YAML",
        lambda d: f"This is not YAML; its parser says: {d['said']}.",
        "compare the lines here with others that work.",
    ),
}

LABELS: dict[str, str] = {
    "first-here": "the first one is here",
    "stopped-here": "up to here it was read",
}
