"""Sites that are built and served for a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from mkdocs.commands import build as mkdocs
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig


def build(project: Path, site: Path | None = None, *, strict: bool = True) -> None:
    """Build the site of a project's folder as ``mkdocs build --strict`` does, but in this process.

    It is built in the project's folder ``site``, unless told otherwise.
    """
    options = {} if site is None else {"site_dir": str(site)}
    # A process keeps some plugins, of which a command makes each anew.
    MkDocsConfig.plugins.plugin_cache = {}  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch, chdir(project):
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        config = load_config("mkdocs.yml", strict=strict, **options)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            mkdocs.build(config)
        finally:
            config.plugins.on_shutdown()


class Server(ThreadingHTTPServer):
    """Serves a folder below a path, notes what it is asked for, and can fail.

    Its ``url`` ends with a slash. ``log`` holds what the common formats of logs hold of a page:
    the request, and who referred.
    """

    daemon_threads = True

    def __init__(self, folder: Path, under: str) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
        self.folder = folder
        self.under = under
        self.asked: list[str] = []
        self.log: list[str] = []
        self.answers = True  # or closes every connection
        self.status: int | None = None  # of every answer
        self._free = threading.Event()
        self._free.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{self.under}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Meanwhile nothing is answered, nor refused."""
        self._free.clear()
        yield
        self._free.set()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser may leave before it is answered."""


class _Handler(SimpleHTTPRequestHandler):
    server: Server

    def send_head(self):  # type: ignore[no-untyped-def]  # as its base has it
        self.server.asked.append(self.path)
        self.server._free.wait()
        if not self.server.answers:
            self.close_connection = True
            return None
        if self.server.status or not self.path.startswith(self.server.under):
            self.send_error(self.server.status or 404)
            return None
        self.path = self.path.removeprefix(self.server.under[:-1])
        # Of two builds within a second, neither is newer to the second.
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        self.server.log.append(f"{self.requestline} {self.headers.get('Referer', '-')}")

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path, under: str = "/") -> Iterator[Server]:
    """A server for a folder, with the slashes of ``under`` at both ends."""
    with Server(folder, under) as server:
        # It looks so often whether it has to end, which a test would wait for.
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield server
        server.shutdown()
