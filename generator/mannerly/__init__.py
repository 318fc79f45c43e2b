"""Mannerly turns rules of etiquette into advice that can be read, asked and proved.

>>> guide = mannerly.load("rules")                                   # doctest: +SKIP
>>> guide.advise({"route": "agency"}, today=date(2026, 3, 27)).next  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mannerly.advise.guide import Advice, Guide, Overridden, Recommendation
    from mannerly.advise.plan import Branch, Plan, Step
    from mannerly.errors import AnswerError, GuideError
    from mannerly.pipeline import load
    from mannerly.voices.alone import Voice

__version__ = "0.1.0"

__all__ = [
    "Advice",
    "AnswerError",
    "Branch",
    "Guide",
    "GuideError",
    "Overridden",
    "Plan",
    "Recommendation",
    "Step",
    "Voice",
    "load",
]

_HOMES = {
    "AnswerError": "mannerly.errors",
    "Branch": "mannerly.advise.plan",
    "GuideError": "mannerly.errors",
    "Plan": "mannerly.advise.plan",
    "Step": "mannerly.advise.plan",
    "Voice": "mannerly.voices.alone",
    "load": "mannerly.pipeline",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import mannerly`` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "mannerly.advise.guide")), name)
