"""The whole way from a folder of rules to a guide, in one function."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mannerly.problems import Problem, Problems

if TYPE_CHECKING:
    from mannerly.advise.guide import Guide
    from mannerly.check.check import Checked
    from mannerly.export.certificate import Json
    from mannerly.syntax.files import Files


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a folder of rules came to. ``guide`` is None where ``problems`` made it impossible.

    ``texts`` are the files by their shown paths, to quote lines from; ``checked``
    is what the checks came to, where they were made, ``mark`` tells these rules, but
    for their words, from all others (``remembered.fingerprint``), and ``followed`` whether
    their plans have been followed, now or before.
    """

    guide: Guide | None
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]
    checked: Checked | None = None
    mark: str = ""
    followed: bool = False

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are not warnings alone."""
        from mannerly.report.catalogue import CATALOGUE

        return tuple(p for p in self.problems if CATALOGUE[p.code].severity == "error")


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Put garbage collection off: what compiling makes is kept, and looking it over takes long."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def compile_folder(folder: Path | str, *, check: bool = True, follow: bool = True) -> Compiled:
    """Read, resolve and tabulate the rules in a folder, and unless told otherwise check them.

    Without ``follow`` no plans are followed, which takes longest, but for those proved before.
    """
    from mannerly.syntax.files import read_folder

    problems = Problems()
    files = read_folder(Path(folder), problems)
    return compile_files(files, problems, check=check, follow=follow)


@_collecting_nothing()
def compile_files(
    files: Files, problems: Problems, *, check: bool = True, follow: bool = True
) -> Compiled:
    """The same of files that have been read; ``problems`` holds what was wrong with them."""
    from mannerly import remembered
    from mannerly.advise.guide import Guide
    from mannerly.check.check import check as check_rules
    from mannerly.check.proofs import PlanProof
    from mannerly.model.report_markup import report_markup
    from mannerly.model.resolve import resolve
    from mannerly.syntax.yaml_reader import read_yaml
    from mannerly.table.build import build_table
    from mannerly.table.evaluate import Evaluator

    all_there = not problems
    documents = {
        file: node
        for file, text in files.yaml.items()
        if (node := read_yaml(file, text, problems)) is not None
    }
    model = None
    # Names that are declared in what could not be read would look unknown.
    if all_there and len(documents) == len(files.yaml):
        sound = not problems
        model = resolve(documents, files.markdown, problems)
        model = model if sound else None
    if model is None:
        return Compiled(None, problems.sorted(), files.texts)
    evaluator = Evaluator(build_table(model))
    complete, checked, kept_tree, mark, followed = False, None, None, "", False
    if check:
        report_markup(documents, files.markdown, problems)
        mark = remembered.fingerprint(model)
        known = remembered.recall(mark)
        kept_tree = remembered.KeptTree(mark)
        followed = follow or known is not None
        checked = check_rules(evaluator, known if followed else ())
        if follow and known is None and not checked.problems:
            remembered.remember(mark, [p for p in checked.proofs if isinstance(p, PlanProof)])
        complete = checked.complete
        problems.extend(checked.problems)
    guide = Guide(model, evaluator, complete, kept_tree)
    return Compiled(guide, problems.sorted(), files.texts, checked, mark, followed)


def certify(folder: Path | str, compiled: Compiled) -> Json:
    """The certificate of what was compiled from a folder.

    Raises NoCertificate where something was found wrong, or the proof would be too long.
    """
    from mannerly import __version__
    from mannerly.export.certificate import NoCertificate, certificate
    from mannerly.syntax.files import digests

    if compiled.guide is None or compiled.problems or not compiled.guide.complete:
        raise NoCertificate
    files = digests(Path(folder), compiled.texts)
    return certificate(compiled.guide, files, f"mannerly {__version__}")


def load(folder: Path | str) -> Guide:
    """The guide in a folder, proved to be free of errors.

    Raises GuideError with every problem found if any of them is an error.
    """
    from mannerly.errors import GuideError

    compiled = compile_folder(folder)
    if compiled.guide is None or compiled.errors:
        raise GuideError(compiled.problems, compiled.texts)
    return compiled.guide
