"""In which order a guide's chapters are read: as its site's navigation has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """Reads what it knows, and passes over the tags that other plugins bring."""


_Loader.add_multi_constructor("", lambda *_: None)


def nav_of(folder: Path) -> Any:
    """The navigation in the ``mkdocs.yml`` beside a guide's folder; the first page without one."""
    try:
        config = yaml.load((folder.resolve().parent / "mkdocs.yml").read_bytes(), _Loader)  # noqa: S506
    except (OSError, yaml.YAMLError):
        config = None
    nav = config.get("nav") if isinstance(config, dict) else None
    return ["index.md"] if nav is None else nav
