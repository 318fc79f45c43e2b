"""Neovim to drive the language server with: set up as the notes say, and driven by its keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: So many seconds are enough for anything; that it does not come is a failure.
_PATIENCE = 60
# That of the packages for tests comes first: a system's own may be too old.
_NVIM = shutil.which("nvim", path=Path(sys.executable).parent) or shutil.which("nvim")


class Neovim:
    """A Neovim without a screen, in the folder of a guide."""

    def __init__(self, socket: Path) -> None:
        self._remote = [str(_NVIM), "--server", str(socket)]

    def keys(self, keys: str) -> None:
        """Press keys, in Neovim's own notation."""
        subprocess.run([*self._remote, "--remote-send", keys], check=True)

    def lua(self, expression: str) -> Any:
        """The value of an expression in Lua; None where Neovim cannot say now."""
        quoted = f"vim.json.encode({expression})".replace("'", "''")
        asked = [*self._remote, "--remote-expr", f"luaeval('{quoted}')"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        try:
            return json.loads(done.stdout)
        except json.JSONDecodeError:
            return None

    def wait(self, expression: str, wanted: Any) -> None:
        """Wait until an expression has a value."""
        end = time.monotonic() + _PATIENCE
        while (found := self.lua(expression)) != wanted:
            assert time.monotonic() < end, f"{expression} is {found!r}, not {wanted!r}"
            time.sleep(0.05)


@contextmanager
def neovim(folder: Path, init: str, file: str, home: Path) -> Iterator[Neovim]:
    """A Neovim with this ``init.lua``, in a home of its own, with a file of a folder open."""
    assert _NVIM is not None, "Neovim is not installed"
    config = home / ".config" / "nvim"
    config.mkdir(parents=True)
    (config / "init.lua").write_text(init)
    scripts = Path(sys.executable).parent
    kept = {name: of for name, of in os.environ.items() if not name.startswith(("XDG_", "NVIM"))}
    environment = kept | {"HOME": str(home), "PATH": f"{scripts}{os.pathsep}{kept['PATH']}"}
    socket = home / "nvim"
    process = subprocess.Popen(
        [_NVIM, "--headless", "--listen", socket, file],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        editor = Neovim(socket)
        editor.wait("vim.v.vim_did_enter", 1)
        yield editor
        editor.keys("<Esc>:qa!<CR>")
        process.wait(_PATIENCE)
    finally:
        process.kill()
        process.wait()
