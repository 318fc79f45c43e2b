"""The commands as a process of their own runs them, but in this one, where nothing starts anew.

That they work as programs is tested with some of them in ``test_cli.py``.
"""

from __future__ import annotations

import gc
import io
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest

from mannerly import cli


def mannerly(
    *arguments: str | Path,
    stdin: str | bytes = "",
    cwd: Path | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """How a command ends, and what it writes."""
    given = [*map(str, arguments)]
    read = stdin.encode() if isinstance(stdin, str) else stdin
    streams = {"stdin": io.BytesIO(read), "stdout": io.BytesIO(), "stderr": io.BytesIO()}
    with pytest.MonkeyPatch.context() as patch, chdir(cwd or Path()):
        for name, value in {"COLUMNS": "80", **environment}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["mannerly", *given])
        for name, stream in streams.items():
            patch.setattr(sys, name, io.TextIOWrapper(stream, "utf-8", write_through=True))
        with pytest.raises(SystemExit) as ended:
            cli.main(given)
        written = [streams[name].getvalue().decode() for name in ("stdout", "stderr")]
    gc.unfreeze()
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(given, ended.value.code, *written)
