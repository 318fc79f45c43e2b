"""Sites of small guides, served for a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How the browser is started; pytest-playwright asks for it."""
    options = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync"
    )
    return {"executable_path": shutil.which("chromium"), "args": options.split()}


def build(project: Path, *arguments: str) -> None:
    """Build the site of a project's folder, in its folder ``site``."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", *arguments]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


class Server(ThreadingHTTPServer):
    """Serves a folder below a path, notes what it is asked for, and can fail."""

    daemon_threads = True

    def __init__(self, folder: Path, under: str) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
        self.folder = folder
        self.under = under
        self.asked: list[str] = []
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
        return super().send_head()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path, under: str = "/") -> Iterator[Server]:
    """A server for a folder, with the slashes of ``under`` at both ends."""
    with Server(folder, under) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
