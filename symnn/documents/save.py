"""Saving a derivation: the suffix of the file says how."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from symnn.documents.document import Document
from symnn.documents.latex import latex
from symnn.documents.markdown import markdown
from symnn.documents.outline import document
from symnn.documents.text import text
from symnn.files import write_whole
from symnn.language.errors import SymnnError
from symnn.numeric.standalone import standalone

if TYPE_CHECKING:
    from symnn.derivation import Derivation

LATER = (".pdf", ".ipynb")
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


CODE = ".py"
"""The suffix of generated code."""


def checked_suffix(path: Path) -> str:
    """The suffix of a file name that a derivation can be saved under.

    Raises UnknownFormatError, naming the suffixes that there are.

    >>> checked_suffix(Path("a.pdf"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    symnn.documents.save.UnknownFormatError: a.pdf: no .pdf yet; there are .html, .tex, .md, ...
    """
    suffix = path.suffix.lower()
    if suffix in (*RENDERERS, CODE):
        return suffix
    trouble = f"no {suffix} yet" if suffix in LATER else f"no document has the suffix {suffix!r}"
    raise UnknownFormatError(f"{path}: {trouble}; there are {', '.join([*RENDERERS, CODE])}")


def save(
    derivation: Derivation, path: Path, notation: str = "matrix", backend: str = "numpy"
) -> Path:
    """Write the document of a derivation, or its code for ``backend``.

    An existing file is replaced as a whole or not at all.
    """
    suffix = checked_suffix(path)
    if suffix == CODE:
        function = derivation.compile(backend)
        write_whole(path, standalone(function, derivation.adjoints.target.name))
    else:
        write_whole(path, RENDERERS[suffix](document(derivation, notation)))
    return path
