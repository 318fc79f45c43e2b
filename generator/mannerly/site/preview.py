"""What a preview does besides building, so that a save is on the page within a second.

It keeps what hangs on the essence of the rules, as most saves change nothing but words. What
takes longer than an editor waits is done behind the build, in processes of their own: finding the
order of questions, telling where sources disagree, following all plans, and comparing the rules
with those before the save. Pages that hang on the first two stay as they were until then, and
say so.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mannerly.advise.guide import Guide
from mannerly.site import behind
from mannerly.site.behind import Behind
from mannerly.site.dissent import Dissent
from mannerly.site.embed import AS_BEFORE, beside
from mannerly.site.markdown import QUOTE, Quote, Quotes

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

#: Of how many states of the rules it is remembered what they come to: a change may be taken back.
_MOST = 8

#: Where on the site the panel finds what came of the last save.
PATH = "preview.json"

#: What may be the target of a link in Markdown, without its fragment.
_TARGET = re.compile(r"""[^\s()<>"'\[\]#?]+\.\w+""")


class Memory:
    """What was worked out of the last few guides, for those that are alike in what decides."""

    def __init__(self) -> None:
        self._known: dict[str, Behind] = {}

    def has(self, mark: str) -> bool:
        """Whether this is known of guides with a mark, which all that are alike have."""
        return mark in self._known

    def keep(self, mark: str, known: Behind) -> None:
        """Remember what guides with a mark come to."""
        self._known.pop(mark, None)
        self._known[mark] = known
        for oldest in list(self._known)[:-_MOST]:
            del self._known[oldest]

    def recall(self, guide: Guide, mark: str) -> Dissent:
        """Give a guide its order of questions; what its sources say otherwise.

        What is not known is worked out.
        """
        if mark not in self._known:
            self.keep(mark, behind.work_out(guide))
        known, dissent = self._known[mark], Dissent(guide)
        guide.tree, dissent.found = known.tree, known.found
        return dissent


class Rendered:
    """Pages as they were rendered, for those whose Markdown comes again and all quotes in it."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[object, dict[str, Any]]] = {}
        self._again: set[str] = set()
        self._around = ""
        self._paths = self._staying = frozenset[str]()

    def begin(self, config: MkDocsConfig, files: Files, staying: Iterable[str]) -> None:
        """Begin a build; pages that are ``staying`` stay as they were, whatever their Markdown."""
        known = [one for one in config.markdown_extensions if isinstance(one, str)]
        self._around = repr([known, config.mdx_configs, config.use_directory_urls])
        self._paths = frozenset(file.src_uri for file in files)
        self._again.clear()
        self._staying = frozenset(staying)

    def skip(self, page: Page, markdown: str, quotes: Quotes) -> bool:
        """Whether a page is as it was before, and need not be rendered."""
        path = page.file.src_uri
        quoted = tuple(_quoted(markdown, quotes, {}).items())
        texts = (markdown, *(quote.card for _, quote in quoted if quote is not None))
        mark = (self._around, page.title, markdown, quoted, self._led_to(path, texts))
        before, known = self._known.get(path, (None, {}))
        if known and (path in self._staying or mark == before):
            self._again.add(path)
            return True
        self._known[path] = (mark, {})
        return False

    def _led_to(self, path: str, texts: Iterable[str]) -> frozenset[str]:
        """The files that a page of these texts may have links to."""
        folder = posixpath.dirname(path)
        return self._paths.intersection(
            posixpath.normpath(posixpath.join(folder, unquote(target))).lstrip("/")
            for target in {target for text in texts for target in _TARGET.findall(text)}
        )

    def content(self, page: Page, html: str, files: Files) -> str:
        """The content of a page that has been rendered or skipped."""
        path = page.file.src_uri
        known = self._known[path][1]
        if path not in self._again:
            links = page.links_to_anchors or {}
            known |= {
                "content": html,
                "title": page.title,
                "toc": page.toc,
                "ids": set(page.present_anchor_ids or ()),
                "links": {to.src_uri: anchors for to, anchors in links.items()},
            }
            return html
        page.title, page.toc = known["title"], known["toc"]
        page.present_anchor_ids = set(known["ids"])
        if path in self._staying:  # and may lead to what is gone
            return beside(known["content"], AS_BEFORE)
        page.links_to_anchors = {
            file: anchors
            for to, anchors in known["links"].items()
            if (file := files.get_file_from_path(to)) is not None
        }
        return str(known["content"])


def _quoted(
    markdown: str, quotes: Quotes, found: dict[tuple[str, str], Quote | None]
) -> dict[tuple[str, str], Quote | None]:
    """What a text quotes, and what stands in that."""
    for kind, id in re.findall(QUOTE, markdown):
        if (kind, id) not in found:
            quote = found[kind, id] = quotes(kind, id)
            if quote is not None:
                _quoted(quote.card, quotes, found)
    return found


class FollowUp:
    """Goes on behind the builds of a preview, in a folder of its own, until it is closed."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._folder = Path(tempfile.mkdtemp(prefix="mannerly-"))
        #: is changed when a build is wanted that shows what was found
        self.bell = self._folder / "bell"
        self.bell.touch()
        #: whether the bell is heard
        self.heard = False
        #: the rules in which following the plans found something
        self.found_in: Mapping[str, str] | None = None
        #: the rules of which all was worked out that takes long, or could not be
        self.done: Mapping[str, str] | None = None
        self._texts: Mapping[str, str] | None = None
        self._told = ""
        self._running: list[subprocess.Popen[str]] = []
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
        *,
        followed: bool,
        put_off: bool,
    ) -> None:
        """A build without a mistake has put a site there, of rules with these texts.

        ``places`` say of each rule where it stands, and which address opens an editor there.
        ``followed`` is whether plans were, and ``put_off`` whether pages are as they were before.
        """
        number = self.stop()
        after, before = self._folder / "after", self._folder / "before"
        if texts != self._texts:
            if after.exists():
                shutil.rmtree(before, ignore_errors=True)
                after.rename(before)
            for path, text in texts.items():
                file = after / Path(path).relative_to(rules)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            self._texts = texts
        tell = partial(self._tell, site, places)
        tell(None)
        if texts == self.done or (followed and not put_off):
            go_on = partial(self._compare, number, before, after, tell)
        else:
            go_on = partial(self._complete, number, after, texts, followed, put_off)
        threading.Thread(target=go_on, daemon=True).start()

    def _complete(
        self, number: int, rules: Path, texts: Mapping[str, str], followed: bool, put_off: bool
    ) -> None:
        """Work out what the site still lacks, all at once, and ask for another build."""
        known = self._folder / "behind"
        working = self._start(number, behind.__name__, rules, known) if put_off else None
        if not followed:
            checked = self._end(number, self._start(number, "mannerly", "check", rules))
            if checked is None:
                return
            if checked.returncode:
                self.found_in = texts
        if followed or texts != self.found_in:  # else that is to be seen first
            if working is not None:
                worked = self._end(number, working)
                if worked is None:
                    return
                if worked.returncode == 0:
                    self._memory.keep(*behind.read(known))
            self.done = texts
        self.bell.write_text(str(number))

    def _compare(self, number: int, before: Path, after: Path, tell: Callable[[str], None]) -> None:
        """Tell what the last save has changed in the rules."""
        if not before.exists():
            tell("")
        elif compared := self._end(number, self._start(number, "mannerly", "diff", before, after)):
            tell(compared.stdout)

    def _start(self, number: int, module: str, *arguments: object) -> subprocess.Popen[str] | None:
        """Start a program of Mannerly; None where a later build has begun."""
        with self._lock:
            if number != self._latest:
                return None
            process = subprocess.Popen(  # noqa: S603 - Mannerly itself
                [sys.executable, "-m", module, *map(str, arguments)],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            )  # fmt: skip
            self._running.append(process)
            return process

    def _end(
        self, number: int, process: subprocess.Popen[str] | None
    ) -> subprocess.CompletedProcess[str] | None:
        """Wait for what was started; None where a later build has ended it."""
        if process is None:
            return None
        out, _ = process.communicate()
        with self._lock:
            if number != self._latest:
                return None
        return subprocess.CompletedProcess(process.args, process.returncode, out)

    def stop(self) -> int:
        """End what is running; gives the number of what follows."""
        with self._lock:
            self._latest += 1
            for process in self._running:
                process.kill()
            self._running.clear()
            return self._latest

    def keep(self, site: Path) -> None:
        """Tell on a site that shows a mistake what was told before."""
        if self._told:
            self._write(site, self._told)

    def _tell(self, site: Path, places: Mapping[str, tuple[str, str]], changed: str | None) -> None:
        self._told = json.dumps({"changed": changed or "", "places": places})
        if site.is_dir():
            self._write(site, json.dumps({"changed": changed, "places": places}))

    def _write(self, site: Path, text: str) -> None:
        beside = self._folder / PATH  # so that it is there whole whenever it is asked for
        beside.write_text(text, encoding="utf-8")
        shutil.move(beside, site / PATH)
