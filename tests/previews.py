"""``mkdocs serve`` as an editor runs it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Preview:
    """A running ``mkdocs serve``."""

    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        self.process = process
        self.address = address

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_for(self, path: str, holds: Callable[[str], bool]) -> str:
        """The page once it is as expected; the preview needs a moment to notice and to build."""
        end = time.monotonic() + 60
        page = ""
        while time.monotonic() < end:
            assert self.process.poll() is None, "the preview ended"
            try:
                page = self.get(path)[1]
            except OSError:
                page = ""
            if page and holds(page):
                return page
            time.sleep(0.2)
        raise AssertionError(f"{path} never came to be as expected:\n{page}")


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Preview]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", place, *arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Preview(process, f"http://{place}")
    finally:
        process.terminate()
        process.wait()
