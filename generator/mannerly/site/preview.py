"""What a preview does besides building, so that a save is on the page within a second.

It keeps what hangs on the essence of the rules, as most saves change nothing but words. What
takes longer than an editor waits is done behind the build, by the command line in a process of
its own: following all plans, and comparing the rules with those before the save.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mannerly.advise.guide import Guide
from mannerly.site.dissent import Dissent
from mannerly.tree.build import build_tree
from mannerly.tree.fewest import best_order
from mannerly.tree.nodes import Tree

if TYPE_CHECKING:
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

#: How many looks at positions the order of questions may cost while somebody waits for the page.
BUDGET = 2_000

#: Where on the site the panel finds what came of the last save.
PATH = "preview.json"

#: What rendering makes of a page, besides its content.
_RENDERED = ("toc", "present_anchor_ids", "links_to_anchors")


class Memory:
    """What the last build worked out, for guides that are alike in what decides."""

    def __init__(self) -> None:
        self._mark = ""
        self._tree: Tree | None = None
        self._dissent: Dissent | None = None

    def recall(self, guide: Guide, mark: str) -> Dissent:
        """Give a guide its order of questions soon; what its sources say otherwise.

        ``mark`` is the same for guides that are alike (``Compiled.mark``). An order that is found
        soon may ask more than others, and is not kept for other programs.
        """
        dissent = Dissent(guide)
        if mark == self._mark and self._dissent is not None:
            guide.tree, dissent.found = self._tree, self._dissent.found
        elif guide.known_tree is None:
            order = best_order(guide.evaluator, guide.complete, BUDGET, every=0)
            guide.tree = None if order is None else build_tree(order)
        self._mark, self._tree, self._dissent = mark, guide.tree, dissent
        return dissent


class Rendered:
    """Pages as they were rendered, for those whose Markdown comes again.

    Left out are those that take their title or a quote from elsewhere.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, dict[str, Any]]] = {}
        self._again: set[str] = set()

    def skip(self, page: Page, markdown: str, files: Files) -> bool:
        """Whether a page is as it was before, and need not be rendered."""
        path = page.file.src_uri
        if "[[" in markdown or "title" not in page.meta:
            self._known.pop(path, None)
            return False
        mark = f"{len(files)} {markdown}"
        if path in self._known and self._known[path][0] == mark:
            self._again.add(path)
            return True
        self._known[path] = (mark, {})
        return False

    def content(self, page: Page, html: str) -> str:
        """The content of a page that has been rendered or skipped."""
        path = page.file.src_uri
        _, known = self._known.get(path, ("", None))
        if known is None:
            return html
        if path in self._again:
            self._again.remove(path)
            for name in _RENDERED:
                setattr(page, name, known[name])
        else:
            known.update({name: getattr(page, name) for name in _RENDERED})
        return str(known.setdefault("content", html))


class FollowUp:
    """Goes on behind the builds of a preview, in a folder of its own, until it is closed."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mannerly-"))
        #: is changed when a build is wanted that follows all plans, as something was found
        self.bell = self._folder / "bell"
        self.bell.touch()
        #: the rules in which following the plans found something
        self.found_in: Mapping[str, str] | None = None
        self._told = ""
        self._running: subprocess.Popen[str] | None = None
        self._latest = 0
        self._lock = threading.Lock()

    def close(self) -> None:
        """End what is running, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def built(
        self,
        rules: str,
        texts: Mapping[str, str],
        site: Path,
        places: Mapping[str, tuple[str, str]],
    ) -> None:
        """A build without a mistake has put a site there, of rules with these texts.

        ``places`` say of each rule where it stands, and which address opens an editor there.
        """
        number = self.stop()
        after, before = self._folder / "after", self._folder / "before"
        if after.exists() and texts != self.found_in:
            shutil.rmtree(before, ignore_errors=True)
            after.rename(before)
        for path, text in texts.items():
            file = after / Path(path).relative_to(rules)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        tell = partial(self._tell, site, places)
        tell(None)
        follow = partial(self._follow, number, before, after, texts, tell)
        threading.Thread(target=follow, daemon=True).start()

    def _follow(
        self,
        number: int,
        before: Path,
        after: Path,
        texts: Mapping[str, str],
        tell: Callable[[str], None],
    ) -> None:
        if texts != self.found_in:  # else they have been followed for this very build
            checked = self._run(number, "check", str(after))
            if checked is None:
                return
            if checked.returncode:
                self.found_in = texts
                self.bell.write_text(str(number))
                return
        if not before.exists():
            tell("")
        elif compared := self._run(number, "diff", str(before), str(after)):
            tell(compared.stdout)

    def _run(self, number: int, *arguments: str) -> subprocess.CompletedProcess[str] | None:
        """Run Mannerly's command line; None where a later build has ended it."""
        with self._lock:
            if number != self._latest:
                return None
            process = self._running = subprocess.Popen(  # noqa: S603 - Mannerly itself
                [sys.executable, "-m", "mannerly", *arguments],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            )  # fmt: skip
        out, _ = process.communicate()
        with self._lock:
            ended = number != self._latest
        return None if ended else subprocess.CompletedProcess(arguments, process.returncode, out)

    def stop(self) -> int:
        """End what is running; gives the number of what follows."""
        with self._lock:
            self._latest += 1
            if self._running is not None:
                self._running.kill()
                self._running = None
            return self._latest

    def keep(self, site: Path) -> None:
        """Tell on a site that shows a mistake what was told before."""
        if self._told:
            (site / PATH).write_text(self._told, encoding="utf-8")

    def _tell(self, site: Path, places: Mapping[str, tuple[str, str]], changed: str | None) -> None:
        self._told = json.dumps({"changed": changed or "", "places": places})
        if site.is_dir():
            text = json.dumps({"changed": changed, "places": places})
            (site / PATH).write_text(text, encoding="utf-8")
