"""More than five hundred strings that break programs which take text for something else.

What they would run sets ``__ran`` on the window, or opens a dialog.
"""

from __future__ import annotations

import json
import re
from itertools import product

RUN = "window.__ran=1"

#: What ends the place that a text stands in, and what runs once outside of it.
_ENDS = ("", '">', "'>", "</p>", "</title>", "</script>", "</textarea>", "-->", "]]>", '"/', "`")
_ELEMENTS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT >",
    f"<img src=x onerror={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<math><mtext><style><img src onerror={RUN}></style></mtext></math>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f'<a href="javascript:{RUN}">x</a>',
    f"<body onload={RUN}>",
    f'<object data="data:text/html,<script>{RUN}</script>"></object>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<form action="https://evil.example/"><button>x</button></form>',
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    "<template><data value=0></data></template>",
    "<style>*{display:none}</style>",
    "<plaintext>",
)
_ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f" javascript:{RUN}",
    f"java\tscript:{RUN}",
    f"javascript&colon;{RUN}",
    f"javascript&#58;{RUN}",
    f"&#106;avascript:{RUN}",
    f"javascript://%0a{RUN}",
    f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"data:text/html;base64,{'PHNjcmlwdD4=' * 2}",
    "blob:https://evil.example/1",
    "//evil.example/x.js",
    "https://evil.example/?a=1&b=2#c",
    "file:///etc/passwd",
)
_LINKS = ("{}", "[x]({})", "![x]({})", "<{}>", '[x](<{}> "y")', "[x]: {}\n\n[x]")
#: What turns the direction of writing.
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u00ad\u034f\u115f\u180e\u200b\u200c\u200d\u2060\u2063\u2800\u3164\ufe0f\ufeff\U000e0041"
_CONTROLS = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)])) + "\u2028\u2029"
_PROPERTIES = (
    "__proto__ constructor prototype toString valueOf hasOwnProperty __defineGetter__ then "
    "length name id href location document window self null undefined NaN Infinity true false "
    "__ran innerHTML onerror"
).split()

STRINGS: dict[str, tuple[str, ...]] = {
    "markup": tuple(end + element for end, element in product(_ENDS, _ELEMENTS)),
    "addresses": tuple(link.format(one) for link, one in product(_LINKS, _ADDRESSES)),
    "attributes": (
        f'x" onmouseover="{RUN}', f"x' onfocus='{RUN}' autofocus='", f"x onload={RUN}",
        f'x{{: onclick="{RUN}" }}', f"x\n{{: #main style='position:fixed' onclick={RUN} }}",
        "x{: class=shelf id=mannerly-advisor }", "# x {#main.content}", "\" style=\"color:red",
    ),
    "turning of the writing": tuple(
        text for one in TURNING for text in (f"a{one}b", f"{one}txt.exe", f"<b>{one}</b>")
    ),
    "unseen": tuple(
        text for one in _UNSEEN for text in (f"a{one}b", f"java{one}script:{RUN}", f"{one * 99}x")
    ),
    "control characters": tuple(f"a{one}b" for one in _CONTROLS),
    "terminals": (
        "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\",
        "\x9b31mred", "a\rb", "a\x08\x08b", "\x1b[31m" * 9, "$(reboot)", "`reboot`", "; rm -rf /",
        "| cat /etc/passwd", "--help", "-rf", "../../../etc/passwd", "C:\\con\\nul", "%TEMP%",
    ),
    "lines": (
        "a\nb", "a\r\nb", "a\rb", "a\n\n\nb", "a\r\n\r\n<b>b</b>", "\n", "\r\n", "a\x0bb\x0cc\x85d",
        "a\nSet-Cookie: x=1", "a\r\nLocation: https://evil.example/", "a\u2028b\u2029c",
        "a\n---\nb",
    ),
    "halves of characters": (
        "\ud800", "\udc00", "a\ud83db", "a\udc4db", "\udc4d\ud83d", "\ud800\udbff\udfff", "\udfffx",
    ),
    "broken percents": (
        "%", "%%", "%0", "%zz", "%E0%A4%A", "%C0%AF", "%00", "%0d%0a", "%u0041", "%ED%A0%80",
        "%F4%90%80%80", "a%26b%3Dc", "%2523", "100 % & more", "+", "a+b", "%3Cscript%3E",
    ),
    "names of properties": (
        *_PROPERTIES, *(f"{one}=x&{one}[x]=y" for one in _PROPERTIES[:8]),
    ),
    "styles": (
        "x;background:url(https://evil.example/)", "expression(alert(1))", "</style><b>", "\\3c b",
        "@import 'https://evil.example/x.css';", "url(javascript:alert(1))", "}*{display:none",
        "/*",
    ),
    "templates": (
        "{{ 7 * 7 }}", "{% include '/etc/passwd' %}", "{# x #}", "{{ config.items() }}", "${7*7}",
        "#{7*7}", "<%= 7*7 %>", "{0}", "{", "}", "{}", "{{", "}}", "{today}", "{__class__}", "%s%n",
        "{{constructor.constructor('alert(1)')()}}", "[[rule x]]", "[[act a0]]", "$&$1$`",
        "\\1\\g<0>", "{today + 1 day}", "{name} {count} {act}", "\ue0000\ue001",
        "<data value=\"0\"></data>",
    ),
    "YAML": (
        "- x", "? x", ": x", "x: y", "x #y", "&a b", "*a", "!!python/object:os.system x", "|", ">",
        "'", '"', "\\", "\\x00", "no", "~", "null", "1e3", "2026-03-27", "<<: *a", "%YAML 1.2",
        "---", "...", "[", "]", "@x", "`x`", "!x", "a:\tb", "x: &a [*a]",
    ),
    "Markdown": (
        "# x", "***", "___", "* x\n  * y", "1. x", "> x", "```\nx\n```", "~~~ {onclick=x}", "`x`",
        "``", "| a | b |\n|---|:--:|\n| c | d |", "x  \ny", "[x]", "[x]()", "[x](y \"z\")",
        "![](x)", "<x@y.zz>", "&lt;script&gt;", "&amp;lt;", "&#0;", "&#x110000;", "&unknown;",
        "\\<b\\>", "x\n===", "x\n---", "    code", "*[x]: y", "[^1]", "[^1]: x", "!!! note", "**x",
        "x_y_z", "<!-- x -->", "<?x?>", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
        "<![CDATA[x]]>", "[[point P0]]", "*" * 300, "[" * 300, "> " * 300, "![" * 100, "`" * 301,
        "_*" * 200, "(" * 300, "<" * 300,
    ),
    "formulas": (
        "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"https://evil.example\")", "\t=1",
        "=cmd|' /C x'!A0", '=IMPORTXML("https://evil.example")',
    ),
    "calendars": (
        "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil", "x\nATTACH:https://evil.example",
        ";:,\\n\\N", "\\", "x\\", '"x":y', "^n^'^^", "BEGIN:VCALENDAR", "x;VALUE=URI:y", "x\r\n y",
        "é" * 80, "a" * 75,
    ),
    "writing": (
        "שלום <b>", "مرحبا & 'x'", "漢字" * 40, "e\u0301" * 30, "Z\u0351\u036b\u0343" * 20,
        "\U0001f600" * 60, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "İıſK", "ﬃ", "\ufdfa" * 9,
        "\u0e33" * 20, "＜script＞", "\uffff", "\ufffe", "\U0010ffff", "x" * 1_000, "a b " * 500,
        "\u00a0", "\u3000x\u3000",
    ),
    "huge": (
        "x" * 100_000, "<b>" * 2_000, "%" * 100_000, "a,b;c\n" * 16_000,
    ),
}  # fmt: skip

ALL = tuple(dict.fromkeys(text for some in STRINGS.values() for text in some))


_NOT_IN_FILES = re.compile(
    f"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[{TURNING}\u2028\u2029]"
)


def yaml_text(text: str) -> str:
    """A text as a scalar of YAML, with what no file can hold as an escape."""

    def escaped(found: re.Match[str]) -> str:
        code = ord(found[0])
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

    return _NOT_IN_FILES.sub(escaped, json.dumps(text, ensure_ascii=False))
