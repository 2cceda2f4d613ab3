"""Building a site: what changed is made, everything gets its frame, the index leads to it all."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.parse import unquote

from symnn.files import write_whole
from symnn.gallery.contents import Contents, GalleryError, Source, Subject, contents
from symnn.gallery.frame import Frame, Link, Place
from symnn.gallery.index import index_page
from symnn.gallery.page import Made, Problem, Task
from symnn.gallery.reference import GROUPS
from symnn.gallery.store import Store, latex_name
from symnn.gallery.workers import TIMEOUT, made_pages

DOCS = "docs/"
"""Where the documentation stands in the site."""
OFTEN = 2.0
"""Seconds after which what is known of the pages is written down again."""
REFERENCE = "Every name that import symnn offers."

Progress = Callable[[int, int], None]
"""Told how many pages are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one page: ``built``, ``unchanged`` or ``failed``."""

    file: str
    page: str
    status: str
    problems: Sequence[Problem] = ()


@dataclass(slots=True)
class Report:
    """What was built: ``notes`` say what is wrong with the site, and no page's own fault."""

    index: Path
    pages: list[Built] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, status: str) -> int:
        """How many pages became this."""
        return sum(page.status == status for page in self.pages)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a site: its contents, the folder they are in, and where they stand in the site."""

    anchor: str
    contents: Contents
    root: Path
    prefix: str = ""


def build(
    folder: Path,
    site: Path,
    docs: Path | None = None,
    *,
    jobs: int = 1,
    timeout: float = TIMEOUT,
    progress: Progress | None = None,
) -> Report:
    """Build the pages of ``folder``, and the documentation in ``docs``, to a ``site``.

    Only what changed since the last time is made. A page that fails is among those of the report
    and the rest is built. Raises GalleryError where there is nothing to build or no place for it,
    OSError where files cannot be read or written.
    """
    parts = list(_parts(folder, site, docs))
    store = Store.of(site)
    site.mkdir(parents=True, exist_ok=True)
    store.save()  # from now on this is a site, whatever happens
    return _Build(parts, site, store).run(jobs, timeout, progress or (lambda done, of: None))


def _parts(folder: Path, site: Path, docs: Path | None) -> Iterator[Part]:
    if not folder.is_dir():
        raise GalleryError(
            f"{folder}: there is no such folder; write `symnn gallery FOLDER`, with a folder of "
            f"pages: Python files with `page = sn.Page(__doc__)`, or LaTeX documents"
        )
    if site.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise GalleryError(f"{site}: the pages themselves are there; name another folder with -o")
    found = contents(folder, without=site)
    if not found.subjects:
        raise GalleryError(
            f"{folder}: no pages in it; a page is a Python file with `page = sn.Page(__doc__)`, "
            f"or a LaTeX or Markdown document"
        )
    yield Part("pages", found, folder)
    if docs is not None:
        if not docs.is_dir():
            raise GalleryError(f"{docs}: there is no such folder for --docs")
        written = contents(docs, (".md",), DOCS, site, "document")
        sources = [
            Source(docs, group, f"{DOCS}reference/{group}.html", "reference") for group in GROUPS
        ]
        written.subjects.append(Subject("Reference", description=REFERENCE, sources=sources))
        yield Part("docs", written, docs, DOCS)


class _Build:
    """One building of a site."""

    def __init__(self, parts: Sequence[Part], site: Path, store: Store) -> None:
        self.parts, self.site, self.store = parts, site, store
        self.made: dict[str, Made] = {}
        self.report = Report(site / "index.html")
        self.places: dict[str, tuple[Part, Subject, str]] = {}
        self.sources: list[Source] = []
        for part in parts:
            self.report.notes += part.contents.notes
            for place, subject in enumerate(part.contents.subjects, 1):
                for source in subject.sources:
                    self.places[source.page] = (part, subject, f"{part.anchor}-{place}")
                    self.sources.append(source)

    def run(self, jobs: int, timeout: float, progress: Progress) -> Report:
        tasks = [self._task(source) for source in self.sources]
        status = {}
        waiting = []
        for task in tasks:
            made = self.store.known(task)
            if made is None:
                waiting.append(task)
            else:
                self.made[task.page] = made
                status[task.page] = "unchanged"
        progress(len(self.made), len(tasks))
        saved = monotonic()
        try:
            for task, made in made_pages(waiting, jobs, timeout):
                self.made[task.page] = made
                status[task.page] = "failed" if made.problems else "built"
                self._put(task.page)
                self.store.keep(task, made)
                if monotonic() > saved + OFTEN:  # a process that is killed loses little
                    self.store.save()
                    saved = monotonic()
                progress(len(self.made), len(tasks))
        finally:
            self.store.save()
        self._finish()
        for task in tasks:
            made = self.made[task.page]
            built = Built(task.name, task.page, status[task.page], tuple(made.problems))
            self.report.pages.append(built)
        return self.report

    def _task(self, source: Source) -> Task:
        part, _, _ = self.places[source.page]
        roots = tuple((part.root, part.prefix) for part in self.parts)
        reference = source.kind == "reference"
        name = f"the reference of {source.name}" if reference else str(source.path)
        return Task(source.kind, name, source.page, source.path, part.root, roots)

    def _finish(self) -> None:
        """Frame all pages, now that all of them are known; copy their files; write the index."""
        kept = ["index.html"]
        for source in self.sources:
            kept += self._put(source.page) + self._copied(source)
        named = [(part.anchor, part.contents) for part in self.parts]
        self._write("index.html", index_page(named, self.made))
        self._check_links(kept)
        self.store.remove_others(kept)
        self.store.save()

    def _put(self, page: str) -> list[str]:
        """Write a page, and the same as LaTeX; the names of its files."""
        self._write(page, self._framed(page))
        if not self.made[page].latex:
            return [page]
        self._write(latex_name(page), self.made[page].latex)
        return [page, latex_name(page)]

    def _write(self, name: str, text: str | bytes) -> None:
        """Write a file of the site, unless it stands there already."""
        path = self.site / name
        data = text.encode() if isinstance(text, str) else text
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)

    # ---- what leads from one page to another --------------------------------------------------

    def _framed(self, page: str) -> str:
        made = self.made[page]
        return Frame(page).framed(made.body, made.title, self._place(page), made.style)

    def _place(self, page: str) -> Place:
        part, subject, anchor = self.places[page]
        pages = [source.page for source in part.contents.sources]
        at = pages.index(page)
        source = next(source for source in subject.sources if source.page == page)
        users = [
            other
            for other, made in self.made.items()
            if page in (self._used(name) for name in made.uses)
        ]
        return Place(
            site=self.parts[0].contents.title,
            subject=subject.title,
            anchor=anchor,
            before=self._link(pages[at - 1]) if at else None,
            after=self._link(pages[at + 1]) if at + 1 < len(pages) else None,
            uses=[self._link(p) for name in self.made[page].uses if (p := self._used(name))],
            used_by=[self._link(other) for other in sorted(users, key=list(self.places).index)],
            latex=latex_name(page) if self.made[page].latex else "",
            source=_inner(source, part) if source.kind == "file" else "",
        )

    def _link(self, page: str) -> Link:
        made = self.made.get(page)
        return Link(page, made.title if made else [page])

    def _used(self, name: str) -> str | None:
        """The page that another one uses by this name."""
        return page if (page := f"{name}.html") in self.places else None

    def _copied(self, source: Source) -> list[str]:
        """Put the file of a page beside it, and those that go with it: pages link to them."""
        part, _, _ = self.places[source.page]
        own = [_inner(source, part)] if source.kind == "file" else []
        names = sorted({*own, *self.made[source.page].copies})
        for name in names:
            self._write(part.prefix + name, (part.root / name).read_bytes())
        return [part.prefix + name for name in names]

    def _check_links(self, kept: Sequence[str]) -> None:
        """Note what links to nothing."""
        there = set(kept)
        for source in self.sources:
            made = self.made[source.page]
            for link in sorted(set(made.links)):
                path, _, anchor = link.partition("#")
                beside = posixpath.join(posixpath.dirname(source.page), unquote(path))
                target = posixpath.normpath(beside) if path else source.page
                ids = self.made[target].ids if target in self.made else None
                if target not in there or (anchor and ids is not None and anchor not in ids):
                    self.report.notes.append(f"{source.path}: there is nothing at {link}")
            for name in made.uses:
                if self._used(name) is None:
                    words = f"it uses {name!r}, and there is no such page"
                    self.report.notes.append(f"{source.path}: {words}")


def _inner(source: Source, part: Part) -> str:
    """The path of a file in its folder, which is its path in the site."""
    return source.path.relative_to(part.root).as_posix()
