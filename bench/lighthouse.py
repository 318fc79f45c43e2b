"""What Lighthouse makes of the shipped site: a home page, a page of a rule, the questionnaire.

Needs ``npm ci`` in the checkout, and Chromium. Served with gzip, as hosts of files
do; Lighthouse simulates a slow phone.

    python -m bench.lighthouse [--times 3]
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import Any

from bench.interaction import Handler, served

ROOT = Path(__file__).parent.parent
RUNNER = ROOT / "tests" / "js" / "lighthouse.mjs"
PAGES = ("", "rule/wait-after-the-interview/", "advisor/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")

#: What hosts pack on the way.
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".webmanifest")


class Packing(Handler):
    """Answers with gzip, and lets nothing be kept longer than hosts of files do."""

    def do_GET(self) -> None:  # noqa: N802  # The name that its base looks for.
        """Answer with a file, packed where that pays."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.endswith("/"):
            path /= "index.html"
        if not path.is_file() or path.suffix not in PACKED:
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)


def rated(address: str) -> list[dict[str, Any]]:
    """What Lighthouse says of each page, once."""
    chromium = shutil.which("chromium")
    assert chromium is not None
    urls = [f"{address}/{page}" for page in PAGES]
    done = subprocess.run(
        ["node", RUNNER, chromium, ",".join(CATEGORIES), *urls],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Rate the shipped site with Lighthouse.")
    parser.add_argument("--times", type=int, default=3, help="the median counts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", scratch]
        subprocess.run(command, cwd=ROOT, check=True)
        with served(Path(scratch), Packing) as address:
            runs = [rated(address) for _ in range(given.times)]
    print(f"| page | {' | '.join(CATEGORIES)} | first paint | largest paint | blocked |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for page, same in zip(PAGES, zip(*runs, strict=True), strict=True):
        scores = [statistics.median(one["scores"][id] for one in same) for id in CATEGORIES]
        measured = [
            statistics.median(one["measured"][id] for one in same) for id in same[0]["measured"]
        ]
        figures = [f"{score:.0f}" for score in scores] + [f"{ms:.0f} ms" for ms in measured]
        print(f"| {page or 'home'} | {' | '.join(figures)} |")
        for fault in {json.dumps(fault) for one in same for fault in one["faults"]}:
            print(f"    {fault}", file=sys.stderr)


if __name__ == "__main__":
    main()
