"""Putting a finished site in the place of the old one, whatever the system can do."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from mannerly.site import staging


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "old").mkdir(parents=True)
    (site / "index.html").write_text("old")
    (site / ".nojekyll").touch()
    site.chmod(0o755)
    return site


def _built(site: Path) -> Path:
    folder = staging.prepare(site)
    assert folder is not None
    (folder / "index.html").write_text("new")
    return folder


def _cannot_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_exchange", lambda *_: False)


def _cannot_rename(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise OSError(f"{self} is a mount point, not {target}")

    _cannot_exchange(monkeypatch)
    monkeypatch.setattr(Path, "rename", refuse)


@pytest.mark.parametrize(
    "hinder",
    [lambda _: None, _cannot_exchange, _cannot_rename],
    ids=["at one step", "two renames", "a mount point"],
)
def test_the_new_site_replaces_the_old_one(
    site: Path, hinder: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _built(site)
    assert callable(hinder)
    hinder(monkeypatch)
    staging.publish(folder, site)
    assert {path.name for path in site.iterdir()} == {".nojekyll", "index.html"}
    assert (site / "index.html").read_text() == "new"
    assert site.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_first_site_needs_no_old_one(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    staging.publish(_built(site), site)
    assert (site / "index.html").read_text() == "new"


def test_a_link_to_a_site_stays_a_link(site: Path, tmp_path: Path) -> None:
    link = tmp_path / "public"
    link.symlink_to(site)
    staging.publish(_built(link), link)
    assert link.is_symlink()
    assert (site / "index.html").read_text() == "new"


def test_only_what_ended_builds_left_is_removed(site: Path) -> None:
    running = site.with_name(f".site.{os.getppid()}.new")
    ended = site.with_name(".site.999999999.old")
    other = site.with_name(".site.new")
    for folder in (running, ended, other):
        folder.mkdir()
    staging.discard(_built(site))
    assert running.exists()
    assert other.exists()
    assert not ended.exists()


def test_where_nothing_can_be_made_the_build_goes_on_without(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert staging.prepare(site) is None


def test_a_site_that_was_on_its_way_out_comes_back(site: Path) -> None:
    ended = 2**22 + 1  # no process has such a number
    site.rename(site.with_name(f".site.{ended}.old"))
    site.with_name(f".site.{ended}.new").mkdir()
    folder = staging.prepare(site)
    assert folder is not None
    assert (site / "index.html").read_text() == "old"
    assert {path.name for path in site.parent.iterdir()} == {"site", folder.name}


@pytest.mark.skipif(os.name != "posix", reason="kills a process with a signal")
@pytest.mark.parametrize("part", range(4))
def test_a_publish_killed_at_any_moment_leaves_a_whole_site(tmp_path: Path, part: int) -> None:
    """200 kills in four parts, at moments spread over all that publishing takes."""
    site, names = tmp_path / "site", [f"page{number}/index.html" for number in range(60)]
    moments, took = random.Random(part), 0.02
    killed = 0

    def write(folder: Path, version: str) -> None:
        for name in names:
            (folder / name).parent.mkdir()
            (folder / name).write_text(version)

    site.mkdir()
    write(site, "0")
    for round in range(50):
        before, after = (site / names[0]).read_text(), f"{part}.{round}"
        child = os.fork()
        if not child:
            folder = staging.prepare(site)
            assert folder is not None
            write(folder, after)
            staging.publish(folder, site)
            os._exit(0)
        start = time.monotonic()
        time.sleep(moments.uniform(0, took))
        os.kill(child, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        if not site.exists():
            shutil.rmtree(staging.prepare(site) or site)
        took = max(0.5 * took, min(2 * took, 1.2 * (time.monotonic() - start)))
        found = {name: (site / name).read_text() for name in names}
        assert set(found.values()) in ({before}, {after}), found
    assert killed
