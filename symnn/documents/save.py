"""Saving a derivation: the suffix of the file says how."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from symnn.documents.document import Document
from symnn.documents.latex import latex
from symnn.documents.markdown import markdown
from symnn.documents.outline import document
from symnn.documents.text import text
from symnn.language.errors import SymnnError

if TYPE_CHECKING:
    from symnn.derivation import Derivation

LATER = (".pdf", ".ipynb", ".py")
"""Forms that are planned."""


class UnknownFormatError(SymnnError, ValueError):
    """A file name whose suffix stands for no form that documents have."""


def _html(made: Document) -> str:
    from symnn.documents.html import html  # ziamath reads its font when it is imported

    return html(made)


RENDERERS: dict[str, Callable[[Document], str]] = {
    ".html": _html,
    ".tex": latex,
    ".md": markdown,
    ".txt": text,
}


def renderer(path: Path) -> Callable[[Document], str]:
    """The renderer for the suffix of a file name.

    Raises UnknownFormatError, naming the suffixes that there are.

    >>> renderer(Path("page.pdf"))
    Traceback (most recent call last):
    symnn.documents.save.UnknownFormatError: page.pdf: no .pdf yet; there are .html, .tex, .md, .txt
    """
    suffix = path.suffix.lower()
    if suffix in RENDERERS:
        return RENDERERS[suffix]
    trouble = f"no {suffix} yet" if suffix in LATER else f"no document has the suffix {suffix!r}"
    raise UnknownFormatError(f"{path}: {trouble}; there are {', '.join(RENDERERS)}")


def save(derivation: Derivation, path: Path, notation: str = "matrix") -> Path:
    """Write the document of a derivation; an existing file is replaced as a whole or not at all."""
    render = renderer(path)
    write_whole(path, render(document(derivation, notation)))
    return path


def write_whole(path: Path, content: str) -> None:
    """Write a text file in one step, so that no reader ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
