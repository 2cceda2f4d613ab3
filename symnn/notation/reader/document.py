"""The public entry: a document's text to its statements."""

from __future__ import annotations

from symnn.notation.reader.claim import Document
from symnn.notation.reader.statements.reading import document_of
from symnn.notation.reader.statements.restatements import Equal, same_meaning


def read_document(text: str, filename: str = "", equal: Equal = same_meaning) -> Document:
    r"""Read a LaTeX document, a body without preamble, or Markdown (by the name of the file).

    ``equal`` decides whether a second definition of a name says the same as the first; where it
    does not, the name is in doubt from there. Nothing is guessed: a statement that is not
    understood carries the reason and the place.
    Raises TooLargeError for a document beyond the bounds of the reader.

    >>> document = read_document(r"$f = x \sin y$, so $\frac{\partial f}{\partial x} = \sin y$.")
    >>> [str(statement.role) for statement in document.statements]
    ['definition', 'claim']
    >>> document.claims[0].claim.right
    sin(y)
    """
    return document_of(text, filename, equal)
