"""Saving a derivation: the suffix of the file says how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symnn.documents.document import Document
from symnn.documents.latex import latex
from symnn.documents.markdown import markdown
from symnn.documents.notebook import notebook
from symnn.documents.outline import document
from symnn.documents.pdf import pdf
from symnn.documents.text import text
from symnn.files import write_whole
from symnn.language.errors import SymnnError
from symnn.numeric.standalone import standalone

if TYPE_CHECKING:
    from symnn.derivation import Derivation


class UnknownFormatError(SymnnError, ValueError):
    """A file name whose suffix stands for no form that documents have."""


def _html(made: Document) -> str:
    from symnn.documents.html import html  # ziamath reads its font when it is imported

    return html(made)


RENDERERS: dict[str, Callable[[Document], str | bytes]] = {
    ".html": _html,
    ".tex": latex,
    ".pdf": pdf,
    ".md": markdown,
    ".ipynb": notebook,
    ".txt": text,
}


CODE = ".py"
"""The suffix of generated code."""


def checked_suffix(path: Path) -> str:
    """The suffix of a file name that a derivation can be saved under.

    Raises UnknownFormatError, naming the suffixes that there are.

    >>> checked_suffix(Path("a.doc"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    symnn.documents.save.UnknownFormatError: a.doc: no document has the suffix '.doc'; there are ...
    """
    suffix = path.suffix.lower()
    if suffix in (*RENDERERS, CODE):
        return suffix
    raise UnknownFormatError(
        f"{path}: no document has the suffix {suffix!r}; there are {', '.join([*RENDERERS, CODE])}"
    )


def save_document(made: Document, path: Path) -> Path:
    """Write a document; the suffix says how. An existing file is replaced as a whole or not at all.

    Raises UnknownFormatError for a suffix that no form of documents has.
    """
    suffix = checked_suffix(path)
    if suffix == CODE:
        raise UnknownFormatError(f"{path}: a page is no program; derivations have code")
    return write_whole(path, RENDERERS[suffix](made))


def save(
    derivation: Derivation,
    path: Path,
    notation: str = "matrix",
    backend: str = "numpy",
    values: Mapping[str, Any] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> Path:
    """Write the document of a derivation, or its code for ``backend``.

    The gradients are compared with finite differences, at ``values`` or at random ones. An existing
    file is replaced as a whole or not at all.
    """
    suffix = checked_suffix(path)
    if suffix == CODE:
        function = derivation.compile(backend)
        write_whole(path, standalone(function, derivation.adjoints.target.name))
    else:
        made = document(derivation, notation, values=values, sizes=sizes, checked=True)
        save_document(made, path)
    return path
