"""Links to what a guide holds, as filters of the page templates. ``up`` leads to the site's top."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mannerly.model.guide import Act, Model, Rule, Source
from mannerly.phrases import Wording, sentence
from mannerly.site.texts import plain


def links(model: Model, wording: Wording) -> dict[str, Callable[..., str]]:
    """The filters; each makes Markdown."""

    def act_title(id: str) -> str:
        return plain(model.acts[id].title)

    def rule_link(rule: Rule, up: str = "") -> str:
        """A link to a rule's page."""
        return f"[{plain(sentence(rule.title, model.language))}]({up}rule/{rule.id}.md)"

    def next(items: Iterable[str]) -> str:
        return wording.in_turn("next", list(items))

    def beside(items: Iterable[str]) -> str:
        return wording.in_turn("beside", list(items))

    return {
        "act_link": act_link,
        "act_title": act_title,
        "beside": beside,
        "next": next,
        "page_link": page_link,
        "rule_link": rule_link,
        "source_link": source_link,
    }


def act_link(act: Act, up: str = "") -> str:
    """A link to an act's page."""
    return f"[{plain(act.title)}]({up}act/{act.id}.md)"


def source_link(source: Source, up: str = "") -> str:
    """A link to a source's page."""
    return f"[{plain(source.title)}]({up}source/{source.id}.md)"


def page_link(page: tuple[str, str], up: str = "") -> str:
    """A link to a page with a title and a path."""
    title, path = page
    return f"[{plain(title)}]({up}{path})"
