"""Each rule, act and chapter leads to its own file and line where the guide's repository lives."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from mannerly.pipeline import compile_folder
from mannerly.site.pages import GuidePages
from sites import build

LENT = Path(__file__).parent / "guides" / "lent"

GITHUB = {"repo_url": "https://github.com/us/lent", "edit_uri": "blob/main/guide/"}
GITLAB = {"repo_url": "https://gitlab.com/us/lent", "edit_uri": "-/blob/main/guide/"}
EDIT_BUTTON = {"name": "material", "font": False, "features": ["content.action.edit"]}
HOSTS: dict[str, tuple[dict[str, Any], str]] = {
    "mannerly, GitHub": ({"theme": "mannerly", **GITHUB}, "https://github.com/us/lent/blob/main/"),
    "mkdocs, GitLab": ({"theme": "mkdocs", **GITLAB}, "https://gitlab.com/us/lent/-/blob/main/"),
    "readthedocs, GitHub": (
        {"theme": "readthedocs", **GITHUB},
        "https://github.com/us/lent/blob/main/",
    ),
    "material, GitLab": (
        {"theme": EDIT_BUTTON, **GITLAB},
        "https://gitlab.com/us/lent/-/blob/main/",
    ),
    "a template that quotes": (
        {
            "theme": "mannerly",
            "repo_url": "https://example.org/lent",
            "edit_uri_template": "browse?path=guide%2F{path!q}",
        },
        "https://example.org/lent/browse?path=",
    ),
    "rules elsewhere": (
        {
            "theme": "mannerly",
            "docs_dir": "pages",
            "plugins": [{"mannerly": {"rules": "guide"}}],
            "repo_url": "https://github.com/us/lent",
            "edit_uri": "blob/main/pages/",
        },
        "https://github.com/us/lent/blob/main/",
    ),
}


@pytest.mark.parametrize("name", HOSTS)
def test_the_link_leads_to_the_line(name: str, tmp_path: Path) -> None:
    options, start = HOSTS[name]
    shutil.copytree(LENT, tmp_path / "guide")
    chapters = tmp_path / options.get("docs_dir", "guide")
    chapters.mkdir(exist_ok=True)
    (chapters / "index.md").write_text("# Lent\n")
    config = {"site_name": "Lent", "docs_dir": "guide", "plugins": ["mannerly"], **options}
    (tmp_path / "mkdocs.yml").write_text(json.dumps(config))
    build(tmp_path)

    guide = compile_folder(tmp_path / "guide").guide
    assert guide is not None
    linked = 0
    for page in GuidePages(guide, str(tmp_path / "guide")).pages():
        html = (tmp_path / "site" / page.path.removesuffix(".md") / "index.html").read_text()
        found = _links(html, start)
        if page.place is None:
            assert found == [], page.path
            continue
        assert {*found} == {(f"guide/{page.place.file}", page.place.line)}, page.path
        line = (tmp_path / found[0][0]).read_text().splitlines()[found[0][1] - 1]
        assert page.path.split("/")[1].removesuffix(".md") in line
        linked += 1
    model = guide.model
    assert linked == len(model.rules) + len(model.acts) + len(model.sources)
    index = (tmp_path / "site" / "index.html").read_text()
    assert {*_links(index, start)} == {(f"{chapters.name}/index.md", 0)}


def _links(html: str, start: str) -> list[tuple[str, int]]:
    """The files that links lead to, and the lines, 0 where none is named."""
    found = []
    for href in re.findall(r'href="([^"]*)"', html):
        path, _, line = unescape(href).partition("#L")
        if path.startswith(start):
            found.append((unquote(path.removeprefix(start)), int(line or 0)))
    return found
