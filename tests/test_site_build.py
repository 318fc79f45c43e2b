"""The MkDocs plugin and theme, as `mkdocs build` and `mkdocs serve` run them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from previews import serving
from sites import build

_HERE = Path(__file__).parent
_GOOD = "over: [wait-first]"
_BROKEN = "over: [wait-frist]"
_CONFIG = """
site_name: Lunch
site_description: What to do about lunch.
docs_dir: guide
theme: mannerly
plugins: [mannerly]
nav: [index.md, advisor.md, acts.md, decision.md, examples.md, rules.md, disagreements.md,
  sources.md, proved.md, whole.md, changes.md]
validation:
  nav: {omitted_files: warn, not_found: warn, absolute_links: warn}
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
"""


class Project:
    """A folder with a small guide and its ``mkdocs.yml``."""

    built: subprocess.CompletedProcess[str]

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "site"
        self.rules = folder / "guide" / "lunch.yml"
        shutil.copytree(_HERE / "site" / "guide", folder / "guide")
        self.configure(_CONFIG)

    def configure(self, text: str) -> None:
        (self.folder / "mkdocs.yml").write_text(text)

    def replace(self, old: str, new: str) -> None:
        text = self.rules.read_text()
        assert old in text
        self.rules.write_text(text.replace(old, new))

    def mkdocs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", *arguments],
            cwd=self.folder,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def build(self, *, strict: bool = False) -> None:
        """Build as the command does, but in this process."""
        build(self.folder, strict=strict)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in self.site.rglob("*")
            if path.is_file()
        }

    def beside_the_site(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} - {"guide", "mkdocs.yml", "site"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose site was built by the command."""
    project = Project(tmp_path_factory.mktemp("built"))
    project.built = project.mkdocs("build", "--strict")
    return project


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _pages(project: Project) -> dict[str, list[tuple[str, dict[str, str | None]]]]:
    return {
        path: _Elements(content.decode()).found
        for path, content in project.files().items()
        if path.endswith(".html")
    }


def test_a_strict_build_has_no_warning(built: Project) -> None:
    assert built.built.returncode == 0, built.built.stderr
    assert "WARNING" not in built.built.stderr


def test_the_rules_are_not_published_but_their_pages_are(built: Project) -> None:
    files = built.files()
    assert not [path for path in files if path.endswith((".yml", ".d.ts"))]
    assert {
        "index.html", "404.html", "search.html", "guide.json", "search.json", "changes.xml",
        "card.png", "advisor/index.html", "advisor/advisor.js",
        "act/say-thanks/index.html", "rule/thank-them/index.html", "source/K/index.html",
    } <= files.keys()  # fmt: skip


def test_the_compiled_guide_is_safe_and_complete(built: Project) -> None:
    guide = json.loads(built.files()["guide.json"])
    assert guide["complete"] is True
    assert guide["acts"][0]["id"] == "say-thanks"
    assert "<strong>two</strong>" in json.dumps(guide)


def test_the_proof_and_the_program_that_checks_it_can_be_downloaded(
    built: Project, tmp_path: Path
) -> None:
    files = built.files()
    for name in ("certificate.json", "recheck.py"):
        (tmp_path / name).write_bytes(files[name])
        assert f'href="../{name}"' in files["proved/index.html"].decode()
    check = [sys.executable, "recheck.py", "certificate.json", "--rules", str(built.rules.parent)]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Tuesday 14 November 2023" in files["proved/index.html"].decode()


def test_every_page_has_the_policy_first_and_a_description(built: Project) -> None:
    for path, elements in _pages(built).items():
        head = elements[elements.index(("head", {})) + 1]
        assert head[1].get("http-equiv") == "Content-Security-Policy", path
        policy = head[1]["content"] or ""
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        names = [attributes.get("name") for tag, attributes in elements if tag == "meta"]
        assert "description" in names, path


def test_pages_fetch_nothing_from_elsewhere_and_have_nothing_inline(built: Project) -> None:
    for path, elements in _pages(built).items():
        for tag, attributes in elements:
            assert tag != "style", path
            assert "style" not in attributes, path
            assert not [name for name in attributes if name.startswith("on")], path
            if tag == "script":
                assert attributes.get("src"), path
            if tag in ("script", "link", "img"):
                address = attributes.get("src") or attributes.get("href") or ""
                assert not re.match("(?:[a-z]+:)?//", address), (path, address)


def test_ids_are_unique_on_every_page(built: Project) -> None:
    for path, elements in _pages(built).items():
        ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
        assert len(ids) == len(set(ids)), path


def test_builds_are_the_same_byte_for_byte(project: Project) -> None:
    project.build()
    first = project.files()
    assert project.mkdocs("build").returncode == 0
    assert project.files() == first


def test_two_folders_give_the_same_bytes(built: Project, project: Project) -> None:
    project.build(strict=True)
    assert project.files() == built.files()


def test_the_digests_are_those_of_all_files(built: Project) -> None:
    files = built.files()
    listed = dict(line.split("  ")[::-1] for line in files["sha256sums.txt"].decode().splitlines())
    assert listed == {
        path: hashlib.sha256(content).hexdigest()
        for path, content in files.items()
        if path != "sha256sums.txt"
    }


def test_every_page_says_which_version_it_is_of_and_what_changed(built: Project) -> None:
    for path, content in built.files().items():
        if path.endswith(".html"):
            text = content.decode()
            assert "Lunch, version 2.1.0 of Friday 27 March 2026." in text, path
            assert re.search(r'href="(\S*changes|\.)/">What changed</a></p>', text), path


def test_rules_may_lie_outside_of_the_chapters(project: Project) -> None:
    (project.folder / "rules").mkdir()
    project.rules.rename(project.folder / "rules" / "lunch.yml")
    project.configure(
        _CONFIG.replace("plugins: [mannerly]", "plugins: [{mannerly: {rules: rules}}]")
    )
    project.build(strict=True)
    assert (project.site / "rule/thank-them/index.html").exists()


def test_pages_work_without_folders_as_addresses(project: Project) -> None:
    project.configure(_CONFIG + "use_directory_urls: false\n")
    project.build(strict=True)
    assert 'data-act="act/{id}.html"' in (project.site / "advisor.html").read_text()


def test_a_mistake_ends_the_build_and_leaves_the_old_site(project: Project) -> None:
    project.build()
    before = project.files()
    project.replace(_GOOD, _BROKEN)
    done = project.mkdocs("build")
    assert done.returncode == 1
    assert "wait-frist" in done.stderr
    assert re.search(r"guide/lunch\.yml:\d+:\d+", done.stderr)
    assert "Traceback" not in done.stderr
    assert project.files() == before
    assert project.beside_the_site() == set()


def test_a_strict_build_with_warnings_leaves_the_old_site(project: Project) -> None:
    project.build(strict=True)
    before = project.files()
    with (project.folder / "guide" / "index.md").open("a") as page:
        page.write("\n[nowhere](missing.md)\n")
    assert project.mkdocs("build", "--strict").returncode == 1
    assert project.files() == before
    assert project.beside_the_site() == set()
    project.build()
    assert project.files() != before


def test_what_the_checker_warns_of_is_logged(project: Project) -> None:
    project.replace("Propose two days.", "Propose <b>two</b> days.")
    done = project.mkdocs("build")
    assert done.returncode == 0
    assert re.search(r"WARNING .*html-in-text", done.stderr)
    page = (project.site / "act/name-a-day/index.html").read_text()
    assert "&lt;b&gt;two&lt;/b&gt;" in page


@pytest.mark.skipif(os.name != "posix", reason="kills a process with a signal")
def test_a_killed_build_leaves_the_old_site_whole(project: Project) -> None:
    project.build()
    before = project.files()
    (project.folder / "kill.py").write_text(
        "import os, signal\n"
        "def on_post_page(output, **_):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    project.configure(_CONFIG + "hooks: [kill.py]\n")
    project.replace("Propose two days.", "Propose three days.")
    assert project.mkdocs("build").returncode == -9
    assert project.files() == before
    assert len(project.beside_the_site() - {"kill.py", "__pycache__"}) == 1
    project.configure(_CONFIG)
    project.build()
    assert project.beside_the_site() - {"kill.py", "__pycache__"} == set()
    assert b"three days" in project.files()["act/name-a-day/index.html"]


def test_hidden_files_of_the_site_stay(project: Project) -> None:
    project.build()
    (project.site / ".git").mkdir()
    (project.site / ".git" / "HEAD").write_text("ref: refs/heads/pages")
    (project.site / "old.html").write_text("old")
    project.build()
    assert (project.site / ".git" / "HEAD").read_text() == "ref: refs/heads/pages"
    assert not (project.site / "old.html").exists()


def test_a_chapter_cannot_take_the_place_of_a_generated_page(project: Project) -> None:
    (project.folder / "guide" / "rules.md").write_text("# Mine\n")
    done = project.mkdocs("build")
    assert done.returncode == 1
    assert '"rules.md"' in done.stderr
    assert not project.site.exists()


def test_files_outside_of_the_folder_are_not_published(project: Project, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (project.folder / "guide" / "plain.txt").symlink_to(secret)
    project.mkdocs("build")
    assert "plain.txt" not in (project.files() if project.site.exists() else {})


def _mistaken(page: str) -> bool:
    return "wait-frist" in page


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("--strict",)], ids=["plain", "strict"])
def test_the_preview_shows_a_mistake_as_the_page_and_recovers(
    project: Project, arguments: tuple[str, ...]
) -> None:
    project.replace(_GOOD, _BROKEN)
    with serving(project.folder, *arguments) as preview:
        page = preview.wait_for("/", _mistaken)
        assert "livereload(" in page
        assert "Content-Security-Policy" not in page
        code, page = preview.get("/rule/thank-them/")
        assert code == 404
        assert _mistaken(page)
        assert 'http-equiv="refresh"' in page

        project.replace(_BROKEN, _GOOD)
        page = preview.wait_for("/rule/thank-them/", lambda page: not _mistaken(page))
        assert "Thank them" in page
        assert "livereload(" in page
        assert "Content-Security-Policy" not in page

        project.replace(_GOOD, _BROKEN)
        page = preview.wait_for("/rule/thank-them/", _mistaken)
        assert "livereload(" in page
        assert re.search(r"guide/lunch\.yml:\d+:\d+", page)

        project.replace(_BROKEN, _GOOD)
        assert "Lunch" in preview.wait_for("/", lambda page: not _mistaken(page))


@pytest.mark.slow
def test_the_preview_shows_a_mistake_in_another_theme_too(project: Project) -> None:
    project.configure(_CONFIG.replace("theme: mannerly", "theme: {name: mkdocs, highlightjs: 0}"))
    project.replace(_GOOD, _BROKEN)
    with serving(project.folder) as preview:
        page = preview.wait_for("/", _mistaken)
        assert "The rules need a correction" in page
        assert "livereload(" in page
        project.replace(_BROKEN, _GOOD)
        # Until then the theme's own page for unknown addresses is there.
        preview.wait_for("/rule/thank-them/", lambda page: "Thank them" in page)
        project.replace(_GOOD, _BROKEN)
        assert "navbar" in preview.wait_for("/rule/thank-them/", _mistaken)


@pytest.mark.slow
def test_the_page_that_asks_goes_on_beside_the_mistake(project: Project) -> None:
    with serving(project.folder) as preview:
        preview.wait_for("/advisor/", lambda page: not _mistaken(page))
        project.replace(_GOOD, _BROKEN)
        page = preview.wait_for("/advisor/", _mistaken)
        assert 'class="mistake" role="alert"' in page
        assert 'id="mannerly-advisor"' in page
        assert json.loads(preview.get("/guide.json")[1])["title"] == "The lunch invitation"
        project.replace(_BROKEN, _GOOD)
        preview.wait_for("/advisor/", lambda page: not _mistaken(page))


@pytest.mark.slow
def test_the_preview_follows_plans_and_tells_what_a_save_changed_a_little_later(
    project: Project,
) -> None:
    with serving(project.folder) as preview:
        preview.wait_for("/preview.json", lambda text: json.loads(text)["changed"] == "")
        project.replace("    avoid: fuss\n", "")
        changed = preview.wait_for("/preview.json", lambda text: bool(json.loads(text)["changed"]))
        assert "no longer to be avoided: Fuss" in changed
        with project.rules.open("a") as rules:
            rules.write(
                "\nguarantees:\n  - guarantee: at-once\n    that: every plan ends within 1 day\n"
                "    because: Nobody waits.\n"
            )
        preview.wait_for("/rules/", lambda page: "every plan ends within 1 day" in page)


@pytest.mark.slow
def test_pages_whose_words_change_are_rendered_again(project: Project) -> None:
    with serving(project.folder) as preview:
        preview.wait_for("/act/name-a-day/", lambda page: "Propose two days." in page)
        project.replace("Propose two days.", "Propose *three* days.")
        page = preview.wait_for("/act/name-a-day/", lambda page: "two days" not in page)
        assert "Propose <em>three</em> days." in page
        assert "Say thank you" in preview.get("/act/say-thanks/")[1]
        project.replace("Propose *three* days.", "Propose two days.")
        preview.wait_for("/act/name-a-day/", lambda page: "Propose two days." in page)
