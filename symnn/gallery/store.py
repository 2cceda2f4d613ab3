"""What a site knows of its own pages: from what each was made, so that only changes are made anew.

It is kept as a small file in the site; a site without it, or with one that is damaged, is made
anew from its beginning.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Any

from symnn.files import write_whole
from symnn.gallery.contents import GalleryError
from symnn.gallery.frame import content_of
from symnn.gallery.page import Made, Task

STORE = ".symnn-gallery.json"
FORM = 1
"""Changes when records of another form are kept."""
PACKAGES = (
    "sympy",
    "numpy",
    "scipy",
    "mpmath",
    "ziamath",
    "matplotlib",
    "scikit-learn",
    "pygments",
)
"""Libraries whose versions may show on a page."""


@dataclass
class Store:
    """The records of a site: ``pages`` by path, ``files`` that were copied."""

    site: Path
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, site: Path) -> Store:
        """The records of a site, none for a new one.

        Raises GalleryError for a folder with something else in it.
        """
        path = site / STORE
        if site.exists() and not site.is_dir():
            raise GalleryError(f"{site}: a site is a folder; this is a file")
        if site.is_dir() and any(site.iterdir()) and not path.exists():
            raise GalleryError(
                f"{site}: this folder holds files that are not of a site; name a new or empty "
                f"folder with -o"
            )
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, UnicodeDecodeError, json.JSONDecodeError):
            return cls(site)
        if not isinstance(data, dict) or data.pop("sum", None) != _sum(data):
            return cls(site)
        return cls(site, data["pages"], data["files"])

    def save(self) -> None:
        """Write the records."""
        data = {"form": FORM, "pages": self.pages, "files": self.files}
        data["sum"] = _sum(data)
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(self.site / STORE, text + "\n")

    def known(self, task: Task) -> Made | None:
        """The page of a task as it stands in the site, if making it again would change nothing."""
        record = self.pages.get(task.page)
        if record is None or record["key"] != key_of(task, record["made"]["reads"]):
            return None
        found = self._texts(task.page, record["latex"] != _hash(""))
        if found is None or [_hash(text) for text in found] != [record["body"], record["latex"]]:
            return None
        made = record["made"]
        made["sections"] = [tuple(pair) for pair in made["sections"]]
        return Made(body=found[0], latex=found[1], **made)

    def _texts(self, page: str, with_latex: bool) -> tuple[str, str] | None:
        """The content of a page and its LaTeX as they stand in the site."""
        try:
            body = content_of((self.site / page).read_text(encoding="utf-8"))
            path = self.site / latex_name(page)
            latex = path.read_text(encoding="utf-8") if with_latex else ""
        except (OSError, UnicodeDecodeError):
            return None
        return None if body is None else (body, latex)

    def keep(self, task: Task, made: Made) -> None:
        """Remember a page; one that failed is made again the next time."""
        self.pages.pop(task.page, None)
        if not made.problems and not made.moved:
            key = key_of(task, made.reads)
            self.pages[task.page] = {
                "key": key,
                "body": _hash(made.body),
                "latex": _hash(made.latex),
                "made": made.record(),
            }

    def remove_others(self, kept: Sequence[str]) -> None:
        """Remove the files of the site that it no longer has."""
        for name in sorted({*self.pages, *self.files} - set(kept)):
            inner = PurePosixPath(name)
            if inner.is_absolute() or ".." in inner.parts:
                continue  # not written by this program
            path = self.site / inner
            path.unlink(missing_ok=True)
            self.pages.pop(name, None)
            folder = path.parent
            while folder != self.site and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent
        self.files = sorted(kept)


def latex_name(page: str) -> str:
    """Where the LaTeX of a page stands in the site.

    >>> latex_name("calculus/chain_rule.html")
    'latex/calculus/chain_rule.tex'
    """
    return f"latex/{page.removesuffix('.html')}.tex"


def key_of(task: Task, reads: Sequence[str]) -> str:
    """The fingerprint of everything that a page is made from."""
    parts = [task.kind, task.name, _library()]
    own = [task.path.relative_to(task.root).as_posix()] if task.kind != "reference" else []
    for name in sorted({*reads, *own}):
        try:
            parts += [name, hashlib.sha256((task.root / name).read_bytes()).hexdigest()]
        except OSError:
            parts += [name, "none"]
    return _hash("\n".join(parts))


@cache
def _library() -> str:
    """The fingerprint of symnn itself, and of the libraries that it draws and computes with."""
    found = hashlib.sha256(sys.version.encode())
    for package in PACKAGES:
        found.update(f"{package} {_version(package)}\n".encode())
    _add(found, files("symnn"), "")
    return found.hexdigest()


def _add(found: Any, folder: Traversable, name: str) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        inner = f"{name}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            _add(found, entry, inner)
        elif entry.name.endswith((".py", ".css", ".js")):
            found.update(inner.encode() + b"\n" + hashlib.sha256(entry.read_bytes()).digest())


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _sum(data: Any) -> str:
    """What tells records that were written whole, in this form, from all others."""
    return _hash(f"{FORM} {json.dumps(data, ensure_ascii=False, sort_keys=True)}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
