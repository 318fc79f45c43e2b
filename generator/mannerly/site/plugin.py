"""The MkDocs plugin ``mannerly``: compiles the guide, and hands MkDocs its pages."""

from __future__ import annotations

import gc
import logging
import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import CountHandler, get_relative_url
from watchdog.observers.polling import PollingObserver

from mannerly.phrases import Phrase, filled, phrases
from mannerly.pipeline import compile_folder
from mannerly.report import render, render_each
from mannerly.resources import templates
from mannerly.site import embed, feed, offline, search, staging, sums
from mannerly.site.bytecode import bytecode
from mannerly.site.chapters import chapters_of
from mannerly.site.data import data_files
from mannerly.site.direction import direction
from mannerly.site.joined import script
from mannerly.site.markdown import GuideMarkdown, Quote
from mannerly.site.pages import ADVISOR, PROOFS, GeneratedPage, GuidePages
from mannerly.site.policy import with_policy
from mannerly.site.preview import FollowUp, Memory, Rendered
from mannerly.site.proved import Proved, prove
from mannerly.site.slim import slim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from mannerly.advise.guide import Guide
    from mannerly.pipeline import Compiled

_log = get_plugin_logger("mannerly")

#: How often a preview looks for changes, and how long it waits for more of them, in seconds.
_POLL = 0.05

_SLIMMED = (".js", ".css")
_SEARCH = "search.html"
#: What lies in the theme and is on a site only where it is wanted, or in another form.
_APART = (f"{offline.FOLDER}/", f"{embed.FOLDER}/", "search/find.js")


class MannerlyOptions(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in ``mkdocs.yml``."""

    #: The folder of the rules; left out, it is MkDocs' ``docs_dir``.
    rules = config_options.Optional(config_options.Dir(exists=True))
    #: Whether pages with another theme than Mannerly's get a policy; its own has one anyway.
    content_security_policy = config_options.Type(bool, default=False)
    #: The address by which the panel of a preview opens a file at a line.
    editor = config_options.Type(str, default="vscode://file/{file}:{line}")
    #: Whether the guide can be installed, and works without a network.
    offline = config_options.Type(bool, default=False)


class MannerlyPlugin(BasePlugin[MannerlyOptions]):  # type: ignore[no-untyped-call]
    """Compiles the rules on every build.

    With a mistake in them a build ends before anything is written, and the
    preview shows what the checker says in place of every page.
    """

    def __init__(self) -> None:
        self._serving = False
        self._staging = False  # Only a whole build has a site to put in its place.
        self._rules = ""
        self._guide: Guide | None = None  # in a preview with a mistake, the one before
        self._texts: Mapping[str, str] = {}
        self._pages: GuidePages | None = None
        self._proved: Proved | None = None
        self._fragments: dict[str, frozenset[str]] = {}
        self._lines: dict[str, int] = {}  # of the files that pages are changed in, by their paths
        self._own_theme = True
        self._here = ""  # the page that is being rendered
        self._mistake = ""  # what the preview shows in place of every page
        self._kept: list[str] = []  # the addresses of pages that are there without a network
        self._known: tuple[str, ...] = ()  # the pages of the last build without a mistake
        self._staged: tuple[Path, str] | None = None  # where the build goes, and the site it is for
        self._memory, self._rendered = Memory(), Rendered()
        self._followed = self._put_off = False  # of a preview: what FollowUp.built asks for
        self._slow: tuple[GeneratedPage, ...] = ()  # the last ones that were not put off
        self._follow_up: FollowUp | None = None  # what goes on behind a preview
        self._count = CountHandler()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note what MkDocs is about to do. It keeps a plugin with this hook from build to build.

        Programs that only read the configuration, such as mike, name themselves.
        """
        self._serving = command == "serve"
        self._staging = command in ("build", "gh-deploy") and not dirty
        if self._serving:
            self._follow_up = FollowUp(self._memory)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Look for changes more often than MkDocs does, and for what is found behind a build."""
        if self._follow_up is not None:
            watched = [config.docs_dir, config.config_file_path, *config.theme.dirs]
            for path in watched[:]:
                try:
                    server.unwatch(path)
                except KeyError:
                    watched.remove(path)
            server.observer = PollingObserver(timeout=_POLL)
            server.build_delay = _POLL
            for path in (*watched, str(self._follow_up.bell)):
                server.watch(path)
            self._follow_up.heard = True
        return server

    def on_shutdown(self) -> None:
        """End what goes on behind a preview."""
        if self._follow_up is not None:
            self._follow_up.close()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Compile and check the rules, and set MkDocs up for them."""
        self._own_theme = str(templates() / "theme") in config.theme.dirs
        self._count = CountHandler()
        self._count.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self._count)
        self._rules = _shown(self.config.rules or config.docs_dir)
        config.watch.append(str(Path(self._rules).resolve()))
        config.markdown_extensions.append(GuideMarkdown(self._quote))  # type: ignore[arg-type]
        self._mistake, self._fragments, self._lines = "", {}, {}
        if self._follow_up is not None:
            self._follow_up.stop()
        self._compile(config.nav)
        if self._guide is not None:
            model = self._guide.model
            config.extra["guide_version"] = embed.version(model, config.site_name, self._phrases())
            config.extra["guide_language"] = model.language
            config.extra["guide_direction"] = direction(model.language)
            if model.history:
                config.extra["feed"] = feed.PATH
                config.extra["changes"] = f"changes{'/' if config.use_directory_urls else '.html'}"
        if self._serving:
            # The script that reloads the preview is inline.
            config.theme["content_security_policy"] = False
        elif self._staging:
            self._stage(config)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Take out what is not to be published, and put the generated pages in."""
        for file in list(files):
            if file.src_uri.endswith((".yml", ".yaml", ".d.ts")):
                files.remove(file)
            elif _leads_outside(file):
                _log.warning(f'"{file.src_uri}" leads out of the folder and is not published.')
                files.remove(file)
            elif file.src_dir != str(templates() / "theme"):
                continue
            elif file.src_uri.startswith(_APART):
                files.remove(file)
            elif file.src_uri.endswith(_SLIMMED):
                path = file.src_uri
                text = script(path) if path.endswith(".js") else file.content_string
                files.remove(file)
                files.append(File.generated(config, path, content=slim(path, text)))
        for path, asset in self._assets(config):
            if files.get_file_from_path(path) is None:
                files.append(File.generated(config, path, content=asset))
        if self._guide is not None and self._pages is not None:
            self._add_pages(self._guide, self._pages, files, config)
        if self._mistake:
            self._add_stand_ins(files, config)
        # The guide stays until the end of the build: looking through it again and again for
        # garbage, while MkDocs makes the pages, would take a sixth of the time.
        gc.freeze()
        return files

    def on_pre_page(self, page: Page, **_: object) -> Page:
        """Let a link to a page's source lead to the line, which no template of addresses knows."""
        line = self._lines.get(page.file.src_uri)
        if page.edit_url and line:
            page.edit_url += f"#L{line}"
        return page

    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Note which page quotes are on; with a mistake, let another template make the page."""
        self._here = page.file.src_uri
        mistaken = self._mistaken(page)
        if mistaken:
            page.meta["template"] = "problems.html"
        if not self._own_theme:
            page.meta.pop("template", None)
        skipped = (
            self._serving and not mistaken and self._rendered.skip(page, markdown, self._quote)
        )
        return "" if mistaken or skipped else markdown

    def on_page_content(
        self, html: str, *, page: Page, config: MkDocsConfig, files: Files, **_: object
    ) -> str:
        """Let MkDocs know the fragments that the page answers to; complete the questionnaire."""
        if self._mistaken(page):
            return embed.mistake(self._mistake)
        if self._serving:
            html = self._rendered.content(page, html, files)
        path = page.file.src_uri
        if path == PROOFS and not self._followed and self._follow_up and self._follow_up.heard:
            html = embed.beside(html, embed.NOT_FOLLOWED)
        if page.present_anchor_ids is not None:
            page.present_anchor_ids |= self._fragments.get(path, frozenset())
        if path != ADVISOR or self._guide is None:
            return html

        def address(target: str) -> str:
            return get_relative_url(target, page.url)

        model = self._guide.model
        html = embed.questionnaire(
            html,
            model.language,
            self._phrases(),
            address,
            folders=config.use_directory_urls,
            history=bool(model.history),
        )
        if self._mistake:
            html += embed.overlay(self._mistake)
        if self._own_theme:  # Its footer tells the version.
            return html
        told = escape(embed.version(model, config.site_name, self._phrases()))
        return embed.with_assets(f'{html}\n<p class="advisor-version">{told}</p>', address)

    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files, **_: object
    ) -> jinja2.Environment:
        """Make what the checker says and the texts of the interface known to the templates.

        The content of all pages is there by now, so that it can be searched.
        """
        if self._guide is not None and self._own_theme and _SEARCH in config.theme.static_templates:
            found = search.index(_searchable(files), self._guide.model.language, self._phrases())
            files.append(File.generated(config, "search.json", content=found))
        env.bytecode_cache = bytecode()
        env.globals["mistake"] = embed.mistake(self._mistake)
        env.globals["phrases"] = self._phrases()
        env.filters["phrase"] = filled
        return env

    def on_pre_template(
        self, template: jinja2.Template, *, template_name: str, **_: object
    ) -> jinja2.Template:
        """With a mistake, unknown addresses show it too."""
        if self._mistake and self._own_theme and template_name in ("404.html", _SEARCH):
            return template.environment.get_template("problems.html")
        return template

    def on_nav(
        self, nav: Navigation, *, config: MkDocsConfig, files: Files, **_: object
    ) -> Navigation:
        """Note which pages are kept for when there is no network, and begin to render."""
        acts = (file for file in files.documentation_pages() if file.src_uri.startswith("act/"))
        self._kept = [page.file.url for page in nav.pages] + [act.url for act in acts]
        staying = (page.path for page in self._slow) if self._put_off else ()
        self._rendered.begin(config, files, staying)
        return nav

    @event_priority(-100)  # Other plugins may still add scripts.
    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """Make a page part of the app, and give one of another theme its policy, where wanted."""
        if self._installable():
            output = offline.with_links(output, lambda path: get_relative_url(path, page.url))
        return with_policy(output) if self._hardened() else output

    @event_priority(-100)
    def on_post_template(self, output: str, *, template_name: str, **_: object) -> str:
        """The same for pages that are made of a template alone."""
        hardened = self._hardened() and template_name.endswith(".html")
        return with_policy(output) if hardened else output

    @event_priority(-100)  # Other plugins may still write files.
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the worker and the digests, and put the finished site in the place of the old."""
        gc.unfreeze()
        site = Path(config.site_dir)
        worker = offline.worker(site, self._kept) if self._installable() else offline.removal()
        (site / offline.WORKER).write_text(worker, encoding="utf-8")
        if not self._serving:
            (site / sums.PATH).write_text(sums.sums(site), encoding="utf-8", newline="\n")
        logging.getLogger("mkdocs").removeHandler(self._count)
        if self._follow_up is not None and self._mistake:
            self._follow_up.keep(site)
        elif self._follow_up is not None:
            self._follow_up.built(
                self._rules,
                self._texts,
                site,
                self._places(),
                followed=self._followed,
                put_off=self._put_off,
            )
        if self._staged is None or (config.strict and self._count.get_counts()):
            return  # With warnings, a strict build fails after this.
        folder, config.site_dir = self._staged
        self._staged = None
        try:
            staging.publish(folder, Path(config.site_dir))
        except OSError as error:
            staging.discard(folder)
            raise PluginError(f"The site could not be put in its place: {error}") from error

    def on_build_error(self, **_: object) -> None:
        """Remove what a failed build has written; the old site stays."""
        gc.unfreeze()
        logging.getLogger("mkdocs").removeHandler(self._count)
        if self._staged is not None:
            staging.discard(self._staged[0])
            self._staged = None

    def _mistaken(self, page: Page) -> bool:
        """Whether a page shows the mistake; the one that asks goes on with the guide before it."""
        return bool(self._mistake) and (page.file.src_uri != ADVISOR or self._guide is None)

    def _hardened(self) -> bool:
        # The script that reloads the preview is inline, and added later.
        return self.config.content_security_policy and not (self._own_theme or self._serving)

    def _installable(self) -> bool:
        return self.config.offline and not self._serving

    def _assets(self, config: MkDocsConfig) -> Iterator[tuple[str, str | bytes]]:
        yield from embed.files(own_theme=self._own_theme, preview=self._serving)
        if self._installable() and self._guide is not None:
            model = self._guide.model
            advisor = "advisor/" if config.use_directory_urls else "advisor.html"
            about = config.site_name, config.site_description or model.question
            yield from offline.files()
            yield (
                offline.MANIFEST,
                offline.manifest(*about, model.language, model.question, advisor),
            )

    def _compile(self, nav: object) -> None:
        result = compile_folder(self._rules, follow=not self._serving)
        if self._follow_up is not None and result.texts == self._follow_up.found_in:
            result = compile_folder(self._rules)
        if result.errors or result.guide is None:
            self._fail(render(result.problems, result.texts, "text", colour=False))
            return
        for warning in render_each(result.problems, result.texts):
            _log.warning(warning)
        self._guide, self._texts = result.guide, result.texts
        self._proved = prove(self._rules, result, preview=self._serving)
        chapters = chapters_of(result.guide.model, self._rules, result.texts, nav)
        self._followed, self._put_off = result.followed, self._may_put_off(result)
        dissent = None
        if self._put_off:
            result.guide.tree = None
        elif self._serving:
            dissent = self._memory.recall(result.guide, result.mark)
        self._pages = GuidePages(
            result.guide, self._rules, self._proved, chapters, dissent, put_off=self._put_off
        )

    def _may_put_off(self, result: Compiled) -> bool:
        """Whether there are pages to be seen until what takes long has been worked out."""
        follow_up = self._follow_up
        return (
            follow_up is not None
            and follow_up.heard
            and bool(self._slow)
            and result.texts != follow_up.done
            and not self._memory.has(result.mark)
        )

    def _fail(self, mistake: str) -> None:
        """End a build; in the preview show the mistake, in the terminal too."""
        if not self._serving:
            raise PluginError(f"the rules hold mistakes, and nothing was written.\n\n{mistake}")
        # Not through MkDocs' log, whose errors end a strict preview.
        click.echo(mistake, err=True)
        self._mistake = mistake

    def _places(self) -> dict[str, tuple[str, str]]:
        """Where each rule stands: its file and line, and an address that opens it in an editor."""
        rules = self._guide.model.rules if self._guide is not None else {}
        return {
            id: (
                f"{place.file}:{place.line}",
                self.config.editor.format(file=Path(place.file).resolve(), line=place.line),
            )
            for id, place in ((id, rule.place) for id, rule in rules.items())
        }

    def _stage(self, config: MkDocsConfig) -> None:
        folder = staging.prepare(Path(config.site_dir))
        if folder is not None:
            self._staged = folder, config.site_dir
            config.site_dir = str(folder)

    def _add_pages(
        self, guide: Guide, guide_pages: GuidePages, files: Files, config: MkDocsConfig
    ) -> None:
        taken = {file.dest_uri: file.src_uri for file in files if file.is_documentation_page()}
        pages = list(self._as_before(guide_pages.pages()))
        for page in pages:
            file = self._file(page, config)
            if file.dest_uri in taken:
                self._fail(
                    f'The chapter "{taken[file.dest_uri]}" has the address of a page that is made '
                    f'from the rules.\nGive it another name than "{page.path}".\n'
                )
                return
            files.append(file)
        self._fragments = {page.path: page.fragments for page in pages}
        self._known = tuple(page.path for page in pages)
        for path, content in data_files(guide, self._proved):
            files.append(File.generated(config, path, content=content))
        if guide.model.history:
            told = files.get_file_from_path("changes.md")
            content = _feed(guide, config, told.url if told else "")
            files.append(File.generated(config, feed.PATH, content=content))

    def _as_before(self, pages: Iterable[GeneratedPage]) -> Iterator[GeneratedPage]:
        """The pages, those that were put off as they were before."""
        if self._put_off:
            before = {page.path: page for page in self._slow}
            yield from (before.pop(page.path, page) for page in pages)
            yield from before.values()
        else:
            made = tuple(pages)
            self._slow = tuple(page for page in made if page.slow)
            yield from made

    def _file(self, page: GeneratedPage, config: MkDocsConfig) -> File:
        level = InclusionLevel.UNDEFINED if page.listed else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, page.path, content=page.markdown, inclusion=level)
        if page.place is not None:
            source = os.path.relpath(Path(self._rules) / page.place.file, config.docs_dir)
            file.edit_uri = Path(source).as_posix()
            self._lines[page.path] = page.place.line
        return file

    def _add_stand_ins(self, files: Files, config: MkDocsConfig) -> None:
        """A page for the checker's words at every address that the preview has had so far."""
        config.nav = None
        for path in ("index.md", *self._known):
            if files.get_file_from_path(path) is None:
                files.append(File.generated(config, path, content=""))

    def _phrases(self) -> dict[str, Phrase]:
        """The texts of the pages around the guide, in its language."""
        if self._guide is None:
            return phrases("en", {}, "site")
        model = self._guide.model
        return phrases(model.language, model.phrases, "site")

    def _quote(self, kind: str, id: str) -> Quote | None:
        return self._pages.quote(kind, id, self._here) if self._pages else None


def _feed(guide: Guide, config: MkDocsConfig, page: str) -> str:
    return feed.of_guide(guide.model, config.site_name, config.site_url or "", page)


def _searchable(files: Files) -> Iterator[tuple[str, str, str]]:
    """The address, title and content of each page that does not say that it is not to be found."""
    for file in files.documentation_pages():
        page = file.page
        if page is not None and not page.meta.get("search", {}).get("exclude"):
            yield page.url, str(page.title), page.content or ""


def _shown(folder: str) -> str:
    """The folder as an editor can click it: relative to where MkDocs was started, if below it."""
    relative = os.path.relpath(folder)
    return folder if relative.startswith(os.pardir) else relative


def _leads_outside(file: File) -> bool:
    if file.src_dir is None or file.abs_src_path is None:
        return False
    return not Path(file.abs_src_path).resolve().is_relative_to(Path(file.src_dir).resolve())
