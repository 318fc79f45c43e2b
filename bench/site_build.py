"""How long a site of many rules takes to build, beside plain MkDocs and the same Markdown on disk.

    python -m bench.site_build [--rules 1000] [--runs 3] [--theme mkdocs]

Plain MkDocs gets what the plugin generates as files, outside of its navigation,
and need not read, prove or write any rules.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.synthetic import write

from mannerly.pipeline import compile_folder
from mannerly.site.pages import GuidePages

OURS = """
site_name: A synthetic guide
docs_dir: rules
theme: mannerly
plugins: [mannerly]
nav: [advisor.md, acts.md, decision.md, examples.md, rules.md, sources.md]
"""
_PLAIN = """
site_name: A synthetic guide
docs_dir: pages
theme: {{name: {theme}, highlightjs: false}}
markdown_extensions: [attr_list, def_list]
nav: [advisor.md, acts.md, decision.md, examples.md, rules.md, sources.md]
not_in_nav: |
  /act/
  /rule/
  /source/
"""


def prepare(folder: Path, rules: int, theme: str) -> int:
    """Write both projects; the number of pages."""
    write(folder / "rules", rules)
    guide = compile_folder(folder / "rules", check=False).guide
    assert guide is not None
    pages = list(GuidePages(guide, str(folder / "rules")).pages())
    for page in pages:
        path = folder / "pages" / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        # The front matter stays, but plain MkDocs has no template for the questionnaire.
        path.write_text(page.markdown.replace("\ntemplate: advisor.html\n", "\n", 1))
    (folder / "ours.yml").write_text(OURS)
    (folder / "plain.yml").write_text(_PLAIN.format(theme=theme))
    return len(pages)


def seconds(folder: Path, name: str) -> float:
    """The processor time of one build, start-up included."""
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", f"{name}.yml", "-d", f"site-{name}"],
        cwd=folder,
        check=True,
    )
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time the build of a site.")
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--theme", default="mkdocs", help="of plain MkDocs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = prepare(folder, given.rules, given.theme)
        runs = [(seconds(folder, "plain"), seconds(folder, "ours")) for _ in range(given.runs)]
    plain, ours = (min(times) for times in zip(*runs, strict=True))
    print(f"{given.rules} rules, {pages} pages, best of {given.runs} runs, processor time")
    print(f"plain MkDocs, theme {given.theme}: {plain:6.2f} s")
    print(f"Mannerly, from the rules:    {ours:6.2f} s, {ours / plain:.2f} times as long")


if __name__ == "__main__":
    main()
