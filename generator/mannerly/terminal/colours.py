"""Whether to style what is written."""

from __future__ import annotations

import os
from typing import TextIO


def colours(out: TextIO) -> bool:
    """Whether to style text: only on a terminal that can, and not where NO_COLOR is set."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
