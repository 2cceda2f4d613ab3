"""What a site consists of: the files of a folder by subject, in the order of its contents.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from symnn.language.errors import SymnnError

CONTENTS = "contents.toml"
Kind = Literal["file", "document", "reference"]
PAGES = (".py", ".tex", ".md")
"""The suffixes of files that become pages."""


class GalleryError(SymnnError, ValueError):
    """A folder that is no gallery, or a place where no site can be."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that becomes a page: ``name`` is its path in its folder without the suffix.

    ``page`` is the path of the page in the site, both with ``/`` between their parts; ``kind`` says
    how it becomes one: a file of a gallery, a document about symnn, a part of its reference.
    """

    path: Path
    name: str
    page: str
    kind: Kind = "file"


@dataclass(slots=True)
class Subject:
    """A subject, and its pages in order; they stand in ``folder``."""

    title: str
    folder: str = ""
    description: str = ""
    sources: list[Source] = field(default_factory=list)


@dataclass(slots=True)
class Contents:
    """The subjects of a folder in order; ``notes`` say what is listed and not there."""

    title: str
    description: str = ""
    subjects: list[Subject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sources(self) -> Iterator[Source]:
        """All pages, in order."""
        for subject in self.subjects:
            yield from subject.sources


def contents(
    folder: Path,
    suffixes: Sequence[str] = PAGES,
    prefix: str = "",
    without: Path | None = None,
    kind: Kind = "file",
) -> Contents:
    """The contents of a folder: what its contents.toml lists, and the other files after that.

    Files whose name begins with an underscore or a dot, and README.md, are no pages, nor is
    anything in the folder ``without``; a document beside a Python file of the same name is part of
    the page that this one makes. ``prefix`` is where the pages stand in the site. Raises
    GalleryError for a list that is not understood.
    """
    listed = _listed(folder)
    made = Contents(listed.get("title", _titled(folder.resolve().name)), listed["description"])
    found = {
        source.path: replace(source, kind=kind)
        for source in _files(folder, suffixes, prefix, without)
    }
    for entry in listed["subject"]:
        subject = Subject(entry["title"], entry["folder"].strip("/"), entry["description"])
        made.subjects.append(subject)
        for page in entry["pages"]:
            name = str(PurePosixPath(subject.folder) / page)
            sources = [path for path, source in found.items() if source.name == name]
            subject.sources += [found.pop(path) for path in sources]
            if not sources:
                made.notes.append(f"{folder / CONTENTS}: {name} is listed, but there is none")
    for source in found.values():
        home = str(PurePosixPath(source.name).parent).removeprefix(".")
        known = [subject for subject in made.subjects if subject.folder == home]
        if not known:
            made.subjects.append(Subject(_titled(home) if home else "Other pages", home))
        (known or made.subjects)[-1].sources.append(source)
    made.subjects = [subject for subject in made.subjects if subject.sources]
    return made


def _files(
    folder: Path, suffixes: Sequence[str], prefix: str, without: Path | None
) -> Iterator[Source]:
    taken: set[str] = set()
    out = without.resolve() if without else None
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        inner = path.relative_to(folder)
        hidden = any(part.startswith((".", "_")) for part in inner.parts)
        if hidden or path.suffix not in suffixes or path.name.lower() == "readme.md":
            continue
        if not path.is_file() or (out is not None and out in path.resolve().parents):
            continue
        if path.suffix != ".py" and ".py" in suffixes and path.with_suffix(".py").is_file():
            continue
        name = inner.with_suffix("").as_posix()
        page = f"{prefix}{name}.html"
        if page in taken:
            page = f"{prefix}{inner.as_posix()}.html"
        taken.add(page)
        yield Source(path, name, page)


def _titled(name: str) -> str:
    """The name of a folder as a title: ``linear_algebra`` → Linear algebra."""
    words = name.rpartition("/")[2].replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:] or "Pages"


# ---- contents.toml ------------------------------------------------------------------------------

EXPECTED = """write

title = "The title of the site"
description = "What it is about."

[[subject]]
title = "Calculus"
folder = "calculus"
description = "What these pages are about."
pages = ["limit", "chain_rule"]"""


def _listed(folder: Path) -> dict[str, Any]:
    """What contents.toml says, with nothing left out."""
    path = folder / CONTENTS
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        data = {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GalleryError(f"{path}: {error}") from error
    _expect(path, data, {"title": str, "description": str, "subject": list})
    for entry in data.setdefault("subject", []):
        _expect(path, entry, {"title": str, "folder": str, "description": str, "pages": list})
        if "title" not in entry:
            raise GalleryError(f"{path}: a subject has no title; {EXPECTED}")
        for key, default in {"folder": "", "description": "", "pages": []}.items():
            entry.setdefault(key, default)
        if not all(isinstance(page, str) for page in entry["pages"]):
            raise GalleryError(f"{path}: pages are names in quotes; {EXPECTED}")
    data.setdefault("description", "")
    return data


def _expect(path: Path, data: Any, kinds: Mapping[str, type]) -> None:
    """Raise GalleryError for keys that are not known, and for values of the wrong type."""
    if not isinstance(data, dict):
        raise GalleryError(f"{path}: a subject is a table; {EXPECTED}")
    for key, value in data.items():
        if key not in kinds:
            raise GalleryError(f"{path}: {key!r} is not known here; {EXPECTED}")
        if not isinstance(value, kinds[key]):
            what = "a list" if kinds[key] is list else "text in quotes"
            raise GalleryError(f"{path}: {key} is {what}; {EXPECTED}")
