"""How long the questionnaire takes from an interaction to the next paint, on a slow processor.

Chromium answers through the page at random, and unfolds what the advice comes
with, its processor slowed down fourfold. Needs ``playwright`` and Chromium, as the
tests do.

    python -m bench.interaction [--rules 1000] [--walks 8] [--times 3] [--slower 4]

In milliseconds; the browser rounds to eights, and tells of nothing below 16.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.site_build import OURS
from bench.synthetic import write
from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()

#: Collects the longest event of what is pressed, and the longest stretch without an answer.
WATCH = """
  globalThis.longest = { event: 0, longtask: 0 };
  const watch = (options) =>
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries())
        if (interactionId !== 0)
          longest[options.type] = Math.max(longest[options.type], duration);
    }).observe(options);
  watch({ type: "event", durationThreshold: 16 });
  watch({ type: "longtask" });
"""
TAKE = "const taken = longest; longest = { event: 0, longtask: 0 }; taken"

#: What is shorter is not told by the browser.
LEAST = 16

#: After so many milliseconds the browser has told of an interaction, and idle work is done.
REST = 250


class Handler(SimpleHTTPRequestHandler):
    """Says nothing of what it is asked for."""

    def log_message(self, *args: object) -> None:
        """Not told."""


@contextmanager
def served(folder: Path, kind: type[Handler] = Handler) -> Iterator[str]:
    """The address of a server for a folder."""
    handler = partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@dataclass(frozen=True, slots=True)
class Pressed:
    """How long one interaction took until the next paint, and the longest task after it, in ms."""

    paint: float
    task: float


def walk(page: Page, dice: random.Random) -> Iterator[Pressed]:
    """Answer at random until there is advice, and look at all that comes with it."""
    proceed = page.locator(".actions button.button")
    for _ in range(25):
        if not proceed.count():
            break
        asked = page.locator("h1").inner_text()
        yield answer(page, dice)
        if proceed.count() and page.locator("h1").inner_text() == asked:
            yield press(proceed)
    for summary in page.locator("#mannerly-advisor details > summary").all():
        if summary.is_visible():
            yield press(summary)
    for link in ("a.back", ".answers dd a", ".steps a"):
        if (found := page.locator(link)).count():
            yield press(found.first)


def answer(page: Page, dice: random.Random) -> Pressed:
    """Choose, take one of the days that are offered, or type."""
    form = page.locator("form").filter(has=page.locator("fieldset"))
    if (options := form.locator(".options label")).count():
        return press(options.nth(dice.randrange(options.count())))
    if (days := form.locator(".quick button")).count():
        return press(days.nth(dice.randrange(days.count())))
    form.locator("input").first.press(str(dice.randrange(1, 9)))
    return settled(page)


def press(target: Locator) -> Pressed:
    """Press something. A click of the library's own would have its scripts at work meanwhile."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    target.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return settled(target.page)


def settled(page: Page) -> Pressed:
    """What came of it, once the page has come to rest."""
    page.wait_for_timeout(REST)
    taken = page.evaluate(TAKE)
    return Pressed(max(LEAST, taken["event"]), taken["longtask"])


def measure(page: Page, address: str, seed: int, slower: float) -> list[Pressed]:
    """The interactions of one walk."""
    page.goto("about:blank")
    page.goto(address)
    page.locator("h1[tabindex]").wait_for()
    page.wait_for_timeout(REST)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(WATCH)
    try:
        return list(walk(page, random.Random(seed)))
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()


def best(page: Page, address: str, walks: int, times: int, slower: float) -> list[Pressed]:
    """Of each interaction the quickest of several times, as other work on a machine only adds."""
    found = []
    for seed in range(walks):
        runs = [measure(page, address, seed, slower) for _ in range(times)]
        found += [
            Pressed(min(one.paint for one in same), min(one.task for one in same))
            for same in zip(*runs, strict=True)
        ]
    return found


def told(name: str, found: Sequence[Pressed]) -> str:
    """A row of the table."""
    paints, tasks = [one.paint for one in found], [one.task for one in found]
    high = statistics.quantiles(paints, n=50)[-1]
    return (
        f"| {name} | {len(found)} | {statistics.median(paints):.0f} | {min(high, max(paints)):.0f} "
        f"| {max(paints):.0f} | {max(tasks):.0f} |"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time interactions in a slow browser.")
    parser.add_argument("--rules", type=int, default=1000, help="of the synthetic guides")
    parser.add_argument("--walks", type=int, default=8)
    parser.add_argument("--times", type=int, default=3, help="that each walk is taken")
    parser.add_argument("--slower", type=float, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        sites = {"the shipped one": ROOT}
        for name, dates in ((f"{given.rules:,} rules", False), (f"{given.rules:,} dated", True)):
            sites[name] = Path(scratch) / name
            write(sites[name] / "rules", given.rules, dates=dates)
            (sites[name] / "mkdocs.yml").write_text(OURS)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        print("| guide | interactions | median | 98 % | worst | longest task |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |")
        for name, project in sites.items():
            folder = Path(scratch) / "sites" / name
            command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder)]
            subprocess.run(command, cwd=project, check=True)
            with served(folder) as address:
                page = browser.new_page(viewport={"width": 390, "height": 800})
                url = f"{address}/advisor/"
                found = best(page, url, given.walks, given.times, given.slower)
                page.close()
            print(told(name, found), flush=True)


if __name__ == "__main__":
    main()
