"""How long after a save the preview shows it, of the shipped guide under ``mkdocs serve``.

    python -m bench.preview [--saves 10]

Twice: other words in a rule, and another year in the calendar, by which all that decides is worked
out anew. A save counts as shown when a page that is asked for again and again has it.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

#: Between two looks at the page, and between two saves, in seconds: an editor thinks, too.
LOOK, PAUSE = 0.02, 5.0


def page(address: str, path: str) -> str:
    """A page of the preview; nothing while it does not answer."""
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"http://{address}/{path}", timeout=60) as answer,
    ):
        return str(answer.read().decode())
    return ""


def shown_after(address: str, file: Path, text: str, path: str, sign: str) -> float:
    """Save a text; how many seconds it takes until a page has the sign, which is new to it."""
    file.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    while sign not in page(address, path):
        time.sleep(LOOK)
    return time.perf_counter() - start


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time the preview from a save to the page.")
    parser.add_argument("--saves", type=int, default=10)
    saves = parser.parse_args().saves
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        guide = Path(folder)
        shutil.copytree(CHECKOUT / "rules", guide / "rules")
        shutil.copy(CHECKOUT / "mkdocs.yml", guide)
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", address], cwd=guide
        )
        try:
            while not page(address, "rules/"):
                time.sleep(PAUSE)
            rule, calendar = guide / "rules" / "rules" / "agency.yml", guide / "rules" / "guide.yml"
            words, years = rule.read_text(), calendar.read_text()
            for what, file, path, versions in (
                (
                    "other words",
                    rule,
                    "whole/",
                    [
                        (words.replace("because: ", f"because: Take {n}. ", 1), f"Take {n}.")
                        for n in range(saves)
                    ],
                ),
                (
                    "another year",
                    calendar,
                    "proved/",
                    [
                        (years.replace("..2032", f"..{2033 + n}"), f"December {2033 + n}")
                        for n in range(saves)
                    ],
                ),
            ):
                times = []
                for text, sign in versions:
                    time.sleep(PAUSE)
                    times.append(shown_after(address, file, text, path, sign))
                median = statistics.median(times)
                print(f"{what:14} {median:5.2f} s, from {min(times):.2f} to {max(times):.2f}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
