"""Firefox, by WebDriver BiDi, and WebKit, by its WebDriver: as much of them as a test needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from selenium import webdriver
from selenium.webdriver.common.by import By

_HERE = Path(__file__).parent


class Driver(Protocol):
    """A browser with one page."""

    def open(self, url: str) -> None:
        """Load an address."""

    def click(self, selector: str) -> None:
        """Click the middle of an element."""

    def write(self, selector: str, text: str) -> None:
        """Type into a field."""

    def tell(self, expression: str) -> object:
        """What a JavaScript expression gives in the page."""

    def back(self) -> None:
        """The browser's own button."""

    def forward(self) -> None:
        """The browser's own button."""


class Firefox:
    """Firefox, through a process of Node that speaks to it."""

    def __init__(self, node: subprocess.Popen[str]) -> None:
        self._node = node

    def _do(self, name: str, *arguments: str) -> object:
        assert self._node.stdin is not None and self._node.stdout is not None
        print(json.dumps({"do": name, "with": arguments}), file=self._node.stdin, flush=True)
        reply = json.loads(self._node.stdout.readline())
        assert "error" not in reply, reply["error"]
        return reply["result"]

    def open(self, url: str) -> None:
        self._do("open", url)

    def click(self, selector: str) -> None:
        self._do("click", selector)

    def write(self, selector: str, text: str) -> None:
        self._do("write", selector, text)

    def tell(self, expression: str) -> object:
        return self._do("tell", expression)

    def back(self) -> None:
        self._do("back")

    def forward(self) -> None:
        self._do("forward")

    def problems(self) -> object:
        """What its console has complained of."""
        return self._do("problems")


class WebKit:
    """WebKitGTK's small browser, through selenium."""

    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        self._driver.get(url)

    def click(self, selector: str) -> None:
        element = self._driver.find_element(By.CSS_SELECTOR, selector)
        # It would scroll there as smoothly as the page does, and click before it has arrived.
        scroll = "arguments[0].scrollIntoView({ behavior: 'instant', block: 'center' })"
        self._driver.execute_script(scroll, element)
        element.click()

    def write(self, selector: str, text: str) -> None:
        self._driver.find_element(By.CSS_SELECTOR, selector).send_keys(text)

    def tell(self, expression: str) -> object:
        return self._driver.execute_script(f"return ({expression})")

    def back(self) -> None:
        self._driver.back()

    def forward(self) -> None:
        self._driver.forward()


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Firefox without a window."""
    command = ["node", str(_HERE / "js" / "firefox.mjs"), _program("firefox-esr", "firefox")]
    node = subprocess.Popen(
        command, cwd=_HERE.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with node:
        yield Firefox(node)
        assert node.stdin is not None
        node.stdin.close()


@contextmanager
def webkit() -> Iterator[WebKit]:
    """WebKit, on a screen of its own that nobody sees."""
    browser = next(Path("/usr/lib").glob("**/webkit2gtk-4.*/MiniBrowser"))
    read, write = os.pipe()
    screen = subprocess.Popen(
        [
            _program("Xvfb"),
            "-displayfd",
            str(write),
            "-screen",
            "0",
            "1280x1024x24",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(browser)
        options.add_argument("--automation")
        service = webdriver.WebKitGTKService(
            executable_path=_program("WebKitWebDriver"),
            env={**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11"},
        )
        driver = webdriver.WebKitGTK(options=options, service=service)
        try:
            yield WebKit(driver)
        finally:
            driver.quit()
    finally:
        screen.terminate()
        screen.wait()


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError(f"{names[0]} is not installed; `make browsers` installs it")


def until(holds: Callable[[], bool]) -> None:
    """Waits until something holds in the page; a page that never gets there fails."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "the page never came to be as expected"
        time.sleep(0.02)
