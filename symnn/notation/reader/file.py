"""Documents in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from symnn.language.errors import SymnnError
from symnn.notation.reader.claim import Document
from symnn.notation.reader.trouble import MAX_CHARACTERS, TooLargeError

if TYPE_CHECKING:  # the reader is loaded when something is read
    from symnn.notation.reader.statements.restatements import Equal

SUFFIXES = (".tex", ".md", ".markdown", ".ltx")
"""The names of documents."""


class UnreadableError(SymnnError, ValueError):
    """A file that holds no text."""


def read_file(name: str, equal: Equal | None = None) -> Document:
    """The document in a file; ``equal`` as for ``read_document``, which has a default.

    Raises UnreadableError where it is no text, or that of a notebook (JSON, in which formulas are
    quoted); TooLargeError where it is too long, OSError where there is none.
    """
    if Path(name).suffix == ".ipynb" and Path(name).is_file():
        raise UnreadableError(
            "a notebook; write its text out (jupyter nbconvert --to markdown), and give that file"
        )
    try:
        with Path(name).open(encoding="utf-8") as file:
            text = file.read(MAX_CHARACTERS + 1)
    except UnicodeDecodeError as error:
        words = f"not a text in UTF-8 (byte {error.start + 1}); save it in that encoding"
        raise UnreadableError(words) from error
    if len(text) > MAX_CHARACTERS:
        raise TooLargeError(f"the document has more than {MAX_CHARACTERS} characters")
    from symnn.notation.reader.document import read_document

    return read_document(text, name) if equal is None else read_document(text, name, equal)
