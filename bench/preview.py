"""How long after a save the preview shows it, of the shipped guide under ``mkdocs serve``.

    python -m bench.preview [--saves 10] [--only "a threshold"]

Other words in a rule, and changes by which what decides is worked out anew. A save counts as shown
when a page that is asked for again and again has it, and all pages do when none says any more that
it is as before the save.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mannerly.site.embed import AS_BEFORE, NOT_FOLLOWED

CHECKOUT = Path(__file__).resolve().parent.parent

#: Between two looks at the page, and between two saves, in seconds: an editor thinks, too.
LOOK, PAUSE = 0.02, 5.0


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of a file: what it makes of its text at each save, and what it brings to a page."""

    what: str
    file: str
    change: Callable[[str, int], str]
    path: str
    sign: Callable[[int], str]


_NEW_RULE = """rules:
  - rule: new-rule-{n}
    when: silent and route is agency and contacts > {more}
    also: keep-searching
    because: So it is.
    editorial: So we say.

"""
_ACTS = ("move-on", "give-them-time", "keep-searching", "ready-your-references")


def _another_act(text: str, n: int) -> str:
    start, rule, rest = text.partition("rule: call-on-the-day")
    rest = rest.replace("advise: ask-once", f"advise: {_ACTS[n % len(_ACTS)]}", 1)
    return start + rule + rest.replace("because: ", f"because: Take {n}. ", 1)


EDITS = (
    Edit(
        "other words",
        "rules/agency.yml",
        lambda text, n: text.replace("because: ", f"because: Take {n}. ", 1),
        "whole/",
        "Take {}.".format,
    ),
    Edit(
        "a threshold",
        "facts.yml",
        lambda text, n: text.replace("6 weeks since heard", f"{43 + n} days since heard"),
        "rule/weeks-of-silence/",
        lambda n: f"{43 + n} days",
    ),
    Edit(
        "another act",
        "rules/set-aside.yml",
        _another_act,
        "rule/call-on-the-day/",
        "Take {}.".format,
    ),
    Edit(
        "another option",
        "facts.yml",
        lambda text, n: text.replace("      travel:", f"      more{n}: Take {n}.\n      travel:"),
        "guide.json",
        "Take {}.".format,
    ),
    Edit(
        "a new rule",
        "rules/agency.yml",
        lambda text, n: text.replace("rules:\n", _NEW_RULE.format(n=n, more=n % 5)),
        "rules/",
        "New rule {}<".format,
    ),
    Edit(
        "another year",
        "guide.yml",
        lambda text, n: text.replace("..2032", f"..{2033 + n}"),
        "proved/",
        lambda n: f"December {2033 + n}",
    ),
)


def page(address: str, path: str) -> str:
    """A page of the preview; nothing while it does not answer."""
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"http://{address}/{path}", timeout=60) as answer,
    ):
        return str(answer.read().decode())
    return ""


def shown_after(address: str, file: Path, text: str, path: str, sign: str) -> tuple[float, float]:
    """Save a text; how many seconds it takes until a page has the sign, and until all is there."""
    file.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    while sign not in page(address, path):
        time.sleep(LOOK)
    shown = time.perf_counter() - start
    for path, words in (("disagreements/", AS_BEFORE), ("proved/", NOT_FOLLOWED)):
        while words in page(address, path):
            time.sleep(LOOK)
    return shown, time.perf_counter() - start


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time the preview from a save to the page.")
    parser.add_argument("--saves", type=int, default=10)
    parser.add_argument("--only", choices=[edit.what for edit in EDITS])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        guide = Path(folder)
        shutil.copytree(CHECKOUT / "rules", guide / "rules")
        shutil.copy(CHECKOUT / "mkdocs.yml", guide)
        examples = guide / "rules" / "scenarios.yml"  # one source is to say something else
        examples.write_text(re.sub(r",?\s+D: ask-once", "", examples.read_text()))
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", address], cwd=guide
        )
        try:
            while not page(address, "rules/"):
                time.sleep(PAUSE)
            for edit in EDITS:
                if options.only not in (None, edit.what):
                    continue
                file = guide / "rules" / edit.file
                before = file.read_text()
                times = []
                for n in range(options.saves):
                    time.sleep(PAUSE)
                    text = edit.change(before, n)
                    times.append(shown_after(address, file, text, edit.path, edit.sign(n)))
                file.write_text(before)
                shown, whole = zip(*times, strict=True)
                print(
                    f"{edit.what:14} {statistics.median(shown):5.2f} s, from {min(shown):.2f} "
                    f"to {max(shown):.2f}; all pages {statistics.median(whole):5.2f} s",
                    flush=True,
                )
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
