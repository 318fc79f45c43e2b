"""How long the questionnaire takes from an interaction to the next paint, on a slow processor.

Chromium answers through the page at random, and unfolds what the advice comes
with, its processor slowed down fourfold. Beside it the same is pressed on a page of
plain HTML, without script or style: what no page is quicker than, on that machine.
Needs ``playwright`` and Chromium, as the tests do.

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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.site_build import OURS
from bench.synthetic import write
from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()

#: Collects how long it took from what is pressed to the paint, how long it waited before, how long
#: all its events were worked on, and the longest stretch without an answer.
WATCH = """
  globalThis.none = { paint: 0, wait: 0, work: 0, task: 0 };
  globalThis.found = { ...none };
  new PerformanceObserver((list) => {
    for (const { interactionId, duration, startTime, processingStart, processingEnd }
        of list.getEntries()) {
      if (!interactionId) continue;
      if (duration > found.paint)
        Object.assign(found, { paint: duration, wait: processingStart - startTime });
      found.work += processingEnd - processingStart;
    }
  }).observe({ type: "event", durationThreshold: 16 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) found.task = Math.max(found.task, duration);
  }).observe({ type: "longtask" });
"""
TAKE = "const taken = found; found = { ...none }; taken"

#: What is shorter is not told by the browser.
LEAST = 16
#: So many of the slowest interactions are named.
SLOWEST = 5

#: The view of a phone, and a window that has room for it and for its own frame: what lies outside
#: the window is never painted, and waits for the next scroll.
VIEW: ViewportSize = {"width": 390, "height": 800}
WINDOW = {"width": 500, "height": 1000}

#: A person's pointer is on what it presses for a while before, and then holds it down, in ms.
AIM, HOLD = 50, 60

PAGE = "advisor"

#: Nothing to do but to check a circle and to unfold a line.
PLAIN = """<!doctype html><html lang="en"><title>Plain</title><meta name="viewport"
content="width=device-width"><h1>Plain HTML</h1>
<label><input type="radio" name="a"> One</label> <label><input type="radio" name="a"> Two</label>
<details><summary>More</summary><p>What is folded.</p></details>
"""

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
    """What was pressed where, and how long it took until the next paint, in ms.

    Of that it waited for its turn, and was then worked on; the rest went into layout and paint.
    ``task`` is the longest task in what came of it.
    """

    name: str
    paint: float
    wait: float
    work: float
    task: float


Walk = Callable[[Page, random.Random], Iterator[Pressed]]


def walk(page: Page, dice: random.Random) -> Iterator[Pressed]:
    """Answer at random until there is advice, and look at all that comes with it."""
    proceed = page.locator(".actions button.button")
    for _ in range(25):
        if not proceed.count():
            break
        asked = page.locator("h1").inner_text()
        yield from answer(page, dice)
        if proceed.count() and page.locator("h1").inner_text() == asked:
            yield press(proceed)
    for summary in page.locator("#mannerly-advisor details > summary").all():
        if summary.is_visible():
            yield press(summary)
    for link in ("a.back", ".answers dd a", ".steps a"):
        if (found := page.locator(link)).count():
            yield press(found.first)


def answer(page: Page, dice: random.Random) -> Iterator[Pressed]:
    """Choose or type, and where days are offered, take one of them."""
    form = page.locator("form").filter(has=page.locator("fieldset"))
    if (fields := form.locator(".typed input")).count():
        name = f"{page.locator('h1').inner_text()} → a digit"
        fields.first.press(str(dice.randrange(1, 9)))
        yield settled(page, name)
    choices = form.locator(".options label, .quick button")
    if choices.count():
        yield press(choices.nth(dice.randrange(choices.count())))


def press(target: Locator) -> Pressed:
    """Press something. A click of the library's own would have its scripts at work meanwhile."""
    page = target.page
    name = " ".join(f"{page.locator('h1').inner_text()} → {target.inner_text()}".split())
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(AIM)
    page.mouse.down()
    page.wait_for_timeout(HOLD)
    page.mouse.up()
    return settled(page, name)


def settled(page: Page, name: str) -> Pressed:
    """What came of it, once the page has come to rest."""
    page.wait_for_timeout(REST)
    taken = page.evaluate(TAKE)
    return Pressed(name, **{**taken, "paint": max(LEAST, taken["paint"])})


def plain(page: Page, _: random.Random) -> Iterator[Pressed]:
    """Press all there is on the page of plain HTML."""
    for target in page.locator("label, summary").all():
        yield press(target)


def measure(page: Page, address: str, steps: Walk, seed: int, slower: float) -> list[Pressed]:
    """The interactions of one walk."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(REST)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(WATCH)
    try:
        return list(steps(page, random.Random(seed)))
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()


def best(
    browser: Browser, address: str, steps: Walk, walks: int, times: int, slower: float
) -> list[Pressed]:
    """Of each interaction the quickest of several times, as other work on a machine only adds."""
    page = browser.new_page(viewport=VIEW)
    session = page.context.new_cdp_session(page)
    window = session.send("Browser.getWindowForTarget")["windowId"]
    session.send("Browser.setWindowBounds", {"windowId": window, "bounds": WINDOW})
    found = []
    for seed in range(walks):
        runs = [measure(page, address, steps, seed, slower) for _ in range(times)]
        for same in zip(*runs, strict=True):
            quickest = min(same, key=lambda one: one.paint)
            found.append(replace(quickest, task=min(one.task for one in same)))
    page.close()
    return found


def told(name: str, found: Sequence[Pressed]) -> str:
    """A row of the table."""
    paints, tasks = [one.paint for one in found], [one.task for one in found]
    high = statistics.quantiles(paints, n=50)[-1]
    return (
        f"| {name} | {len(found)} | {statistics.median(paints):.0f} | {min(high, max(paints)):.0f} "
        f"| {max(paints):.0f} | {max(tasks):.0f} |"
    )


def named(found: Sequence[Pressed]) -> Iterator[str]:
    """The slowest of them, a line each: in all, the wait, the work, and the rest."""
    slowest = sorted(found, key=lambda one: one.paint, reverse=True)
    for one in slowest[:SLOWEST]:
        rest = one.paint - one.wait - one.work
        parts = f"{one.wait:.0f} + {one.work:.0f} + {rest:.0f}"
        yield f"    {one.paint:3.0f} = {parts:14} {one.name}"


def built(folder: Path, rules: int) -> Iterator[tuple[str, Path, Walk]]:
    """What is walked through: its name, its page, and how. The sites are built on the way."""
    (folder / PAGE).mkdir(parents=True)
    (folder / PAGE / "index.html").write_text(PLAIN)
    yield "plain HTML", folder, plain
    yield "the shipped one", site(ROOT, folder / "shipped"), walk
    for name, dates in (("", False), (", dated", True)):
        project = folder / f"project{name}"
        write(project / "rules", rules, dates=dates)
        (project / "mkdocs.yml").write_text(OURS)
        yield f"{rules:,} rules{name}", site(project, folder / f"site{name}"), walk


def site(project: Path, folder: Path) -> Path:
    """Where the site of a project has been built."""
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder)]
    subprocess.run(command, cwd=project, check=True)
    return folder


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time interactions in a slow browser.")
    parser.add_argument("--rules", type=int, default=1000, help="of the synthetic guides")
    parser.add_argument("--walks", type=int, default=8)
    parser.add_argument("--times", type=int, default=3, help="that each walk is taken")
    parser.add_argument("--slower", type=float, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        rows = []
        for name, folder, steps in built(Path(scratch), given.rules):
            with served(folder) as address:
                url = f"{address}/{PAGE}/"
                found = best(browser, url, steps, given.walks, given.times, given.slower)
            rows.append(told(name, found))
            print(f"{name}, the slowest as wait + work + layout and paint:")
            print(*named(found), sep="\n", flush=True)
    print("\n| page | interactions | median | 98 % | worst | longest task |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |", *rows, sep="\n")


if __name__ == "__main__":
    main()
