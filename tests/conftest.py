"""What all tests share: golden files, and how Hypothesis runs."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import settings

import mannerly
from browser import (
    ask,
    base_url,
    browser_context_args,
    browser_type_launch_args,
    server,
    shared,
    site,
    watched,
)
from edits import DIVIDER

# Fixtures of a conftest come before those of plugins with the same names.
__all__ = [
    "ask",
    "base_url",
    "browser_context_args",
    "browser_type_launch_args",
    "server",
    "shared",
    "site",
    "watched",
]

settings.register_profile("mannerly", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("mannerly")

# Hypothesis tries what stands in the modules that are loaded, too. All are, so that it draws the
# same, whatever ran before in this process.
for module in pkgutil.walk_packages(mannerly.__path__, "mannerly."):
    if not module.name.endswith("__main__"):
        import_module(module.name)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what comes out now into the golden files, to be looked at in the diff",
    )


@pytest.fixture(scope="session", autouse=True)
def own_cache(shared: Path) -> Iterator[None]:
    """Nothing that was kept before, or is set outside, has a part in what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SITE_URL", raising=False)
        # Commands that are run again and again are not compiled again and again.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("XDG_CACHE_HOME", str(shared / "cache"))
        yield


@pytest.fixture
def check_golden(request: pytest.FixtureRequest) -> Callable[[Path, Callable[[str], str]], None]:
    """Compare what a function makes of a golden file's source with what stands below its ``-----``.

    Codes, places and marked lines of messages have to agree; wording is free to change.
    """

    def check(path: Path, made_of: Callable[[str], str]) -> None:
        source, divider, expected = path.read_text().rpartition(DIVIDER)
        assert divider, f"{path} has no line -----"
        made = made_of(source)
        if request.config.getoption("--update-golden"):
            path.write_text(source + divider + made)
        else:
            assert _without_wording(made) == _without_wording(expected)

    return check


def _without_wording(message: str) -> str:
    for pattern in (
        r"^((?:error|warning)\[[a-z0-9-]+\]):.*",
        r"^( *::: \S+:\d+:\d+).*",
        r"^(help):.*",
    ):
        message = re.sub(pattern, r"\1", message, flags=re.MULTILINE)
    return message
