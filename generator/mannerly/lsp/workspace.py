"""The guides that are open in an editor: their files, with what is not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from mannerly.lsp.names import Names, names_of
from mannerly.model.guide import Model
from mannerly.pipeline import Compiled, compile_files
from mannerly.problems import Problem, Problems
from mannerly.syntax.files import MARKDOWN, YAML, Files, read_folder
from mannerly.syntax.nodes import Node
from mannerly.syntax.yaml_reader import read_yaml

#: The file by which a guide's folder is found.
HEADS = ("guide.yml", "guide.yaml")


def guide_folder(file: Path) -> Path | None:
    """The innermost folder around a file that is a guide's, if the guide would read the file."""
    if file.suffix.lower() not in YAML + MARKDOWN or file.name.startswith("."):
        return None
    for folder in file.parents:
        if any((folder / head).is_file() for head in HEADS):
            return folder
        if folder.name.startswith("."):
            return None
    return None


@dataclass(frozen=True)
class Snapshot:
    """A guide at one moment.

    ``documents`` are the YAML files; of one that cannot be read now, as it was when it
    last could, or what stands before the mistake. ``whole`` says whether all can be.
    ``found`` are the problems of reading, ``model`` is the last one without mistakes.
    """

    folder: Path
    files: Files
    found: tuple[Problem, ...]
    documents: Mapping[str, Node]
    whole: bool
    model: Model | None

    @property
    def texts(self) -> Mapping[str, str]:
        return self.files.texts

    @cached_property
    def names(self) -> Names:
        return names_of(self.documents, self.files.markdown)

    def compiled(self, *, check: bool) -> Compiled:
        """What the guide comes to."""
        problems = Problems()
        problems.extend(self.found)
        return compile_files(self.files, problems, check=check)

    def with_texts(self, texts: Mapping[str, str]) -> Snapshot:
        """The guide as it would be with other texts for some files."""
        yaml = {file: texts.get(file, text) for file, text in self.files.yaml.items()}
        pages = {file: texts.get(file, text) for file, text in self.files.markdown.items()}
        documents = {
            file: node
            for file, text in yaml.items()
            if (node := read_yaml(file, text, Problems())) is not None
        }
        files = Files(yaml, pages, self.files.refused)
        return Snapshot(self.folder, files, self.found, documents, self.whole, self.model)


@dataclass(slots=True)
class OpenGuide:
    """A guide of which files are open; ``model`` is the last one without mistakes."""

    folder: Path
    unsaved: dict[Path, str] = field(default_factory=dict)
    model: Model | None = None
    _last: Snapshot | None = None
    _read: dict[str, tuple[str, Node | None]] = field(default_factory=dict)
    _readable: dict[str, Node] = field(default_factory=dict)

    def snapshot(self) -> Snapshot:
        """The guide as it is now."""
        problems = Problems()
        files = read_folder(self.folder, problems, self.unsaved)
        last = self._last
        if last is not None and last.files == files and last.model is self.model:
            return last
        documents = {}
        whole = not files.refused
        for file, text in files.yaml.items():
            node = self._document(file, text)
            whole = whole and node is not None
            if (kept := node or self._readable.get(file) or _beginning(file, text)) is not None:
                documents[file] = self._readable[file] = kept
        found = problems.sorted()
        self._last = Snapshot(self.folder, files, found, documents, whole, self.model)
        return self._last

    def _document(self, file: str, text: str) -> Node | None:
        """What a text holds; read again only when it has changed."""
        known = self._read.get(file)
        if known is None or known[0] != text:
            self._read[file] = known = (text, read_yaml(file, text, Problems()))
        return known[1]


def _beginning(file: str, text: str) -> Node | None:
    """What the lines before the mistake hold, of a file that could never be read yet."""
    problems = Problems()
    read_yaml(file, text, problems)
    lines = [problem.place.line for problem in problems.sorted() if problem.place]
    before = "\n".join(text.split("\n")[: min(lines, default=1) - 1])
    return read_yaml(file, before, Problems())
