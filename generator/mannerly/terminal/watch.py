"""Looking again at a folder of rules whenever something in it is saved."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from mannerly.syntax.files import MARKDOWN, YAML

#: Editors save in several steps; so many seconds without another one, and it is done.
_SETTLED = 0.1

#: Reading alone changes nothing.
_CHANGES = ("created", "deleted", "modified", "moved")


class _Noted(FileSystemEventHandler):
    def __init__(self, noted: queue.SimpleQueue[None]) -> None:
        self._noted = noted

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = (str(event.src_path), str(event.dest_path))
        if event.event_type in _CHANGES and any(p.endswith((*YAML, *MARKDOWN)) for p in paths):
            self._noted.put(None)


def saves(folder: Path) -> Iterator[None]:
    """Yields at once, and again after each change of the guide's files below the folder.

    Ends when the folder is gone.
    """
    noted: queue.SimpleQueue[None] = queue.SimpleQueue()
    observer = Observer()
    observer.schedule(_Noted(noted), str(folder), recursive=True)
    observer.start()
    try:
        yield
        while folder.is_dir():
            noted.get()
            try:
                while True:
                    noted.get(timeout=_SETTLED)
            except queue.Empty:
                yield
    finally:
        observer.stop()
        observer.join()
