"""What Lighthouse finds without a clock, on a home page, a page of a rule and the questionnaire."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from browser import CHROMIUM, ROOT

PAGES = ["", "rule/wait-after-the-interview/", "advisor/"]
CATEGORIES = ["accessibility", "best-practices", "seo"]


@pytest.mark.browser
@pytest.mark.slow
def test_lighthouse_finds_no_fault(base_url: str) -> None:
    chromium = shutil.which(CHROMIUM)
    assert chromium is not None
    urls = [f"{base_url}/{page}" for page in PAGES]
    done = subprocess.run(
        ["node", ROOT / "tests" / "js" / "lighthouse.mjs", chromium, ",".join(CATEGORIES), *urls],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [page["url"] for page in found] == urls
    for page in found:
        assert page["error"] is None
        assert page["scores"] == dict.fromkeys(CATEGORIES, 100), (page["url"], page["faults"])
