"""``mkdocs serve`` as an editor runs it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin

from mannerly.site.plugin import MannerlyPlugin
from mannerly.site.preview import FollowUp


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


class Builds:
    """What ``mkdocs serve`` builds, one site after the other, without waiting for requests."""

    def __init__(self, folder: Path, site: Path) -> None:
        self.site = site
        self._folder = folder
        self._plugins: dict[str, BasePlugin[Any]] = {}
        self._heard = ""
        config = self._config()
        config.plugins.on_startup(command="serve", dirty=False)
        with chdir(folder):
            build(config, serve_url="http://127.0.0.1:8000/")
        server = LiveReloadServer(self.build, "127.0.0.1", 0, str(site))
        config.plugins.on_serve(server, config=config, builder=self.build)
        server.server_close()
        self._stop = config.plugins.on_shutdown

    def _config(self) -> MkDocsConfig:
        # A server keeps its plugins from build to build, in a place for all.
        MkDocsConfig.plugins.plugin_cache = self._plugins  # type: ignore[attr-defined]
        return load_config(str(self._folder / "mkdocs.yml"), site_dir=str(self.site))

    @property
    def _follow_up(self) -> FollowUp:
        plugin = self._plugins["mannerly"]
        assert isinstance(plugin, MannerlyPlugin)
        assert plugin._follow_up is not None
        return plugin._follow_up

    def build(self) -> None:
        """Build what comes of a save, as a server does at once."""
        with chdir(self._folder):
            build(self._config(), serve_url="http://127.0.0.1:8000/")

    def settle(self) -> None:
        """Build again as often as something is found behind a build."""
        end = time.monotonic() + 60
        while json.loads((self.site / "preview.json").read_text())["changed"] is None:
            assert time.monotonic() < end, "nothing is found behind the build"
            time.sleep(0.02)
            rung = self._follow_up.bell.read_text()
            if rung != self._heard:
                self._heard = rung
                self.build()

    def close(self) -> None:
        self._stop()

    def files(self) -> dict[str, bytes]:
        """All files of the site but for what the last save has changed."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in self.site.rglob("*")
            if path.is_file() and path.name != "preview.json"
        }
