"""The theme's scripts and styles without what only their readers need: comments and white space."""

from __future__ import annotations

import re

#: What ends the last statement of a block, or the last item of several, which stand on a line of
#: their own in our scripts.
_LAST = re.compile(r";(?=\n\s*\})|,(?=\n\s*[\])}])")


def slim(path: str, text: str) -> str:
    """A script or style sheet, as the path ends, that does the same in fewer bytes."""
    if path.endswith(".js"):
        from rjsmin import jsmin  # type: ignore[import-untyped]

        return str(jsmin(_LAST.sub("", text)))
    from rcssmin import cssmin  # type: ignore[import-untyped]

    return str(cssmin(text))
