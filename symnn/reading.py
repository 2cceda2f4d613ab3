"""Models from LaTeX: the paper is the program."""

from __future__ import annotations

from pathlib import Path

from symnn.language.errors import SymnnError
from symnn.language.system import System
from symnn.language.tensor import Tensor
from symnn.model import Model
from symnn.notation.reader.claim import Document, Role
from symnn.notation.reader.file import UnreadableError, read_file
from symnn.notation.reader.trouble import ReadError

MOST_TROUBLES, MOST_LETTERS = 20, 400
"""The most places that an error names, and the most letters of a formula that it shows."""


class NotReadError(SymnnError, ValueError):
    """A document whose equations are not all understood."""


def read(path: str | Path) -> Model:
    r"""The model that a LaTeX or Markdown file defines: its equations, and what it assumes.

    Quantities bear their LaTeX names: ``model["W^{(1)}"]``. Claims about derivatives are not part
    of the model; ``symnn check`` judges them. Raises NotReadError, with line and column, where
    something other than a claim is not understood, or where nothing is defined.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     paper = Path(folder, "paper.tex")
    ...     _ = paper.write_text(r"Let $x, y \in \mathbb{R}^n$ and \[ L = \tfrac12 \|x - y\|^2. \]")
    ...     model = read(paper)
    >>> print(model.gradient("L", wrt="x").text())
    ∂L/∂x = x - y
    """
    return model_of(document_at(path))


def document_at(path: str | Path) -> Document:
    """The document in a file. Raises NotReadError where it cannot be read, OSError without one."""
    try:
        return read_file(str(path), _same)
    except (UnreadableError, ReadError) as error:
        raise NotReadError(f"{path}: {error}") from error


def _same(system: System, left: Tensor, right: Tensor) -> bool:
    """Whether a second definition says the same as the first, as the judge sees it."""
    from symnn.check.restated import same  # few documents define anything twice

    return same(system, left, right)


def model_of(document: Document) -> Model:
    """The model of a document that was read; see :func:`read`."""
    troubles = [s for s in document.troubles if s.role is not Role.CLAIM]
    if troubles:
        lines = [
            f"{document.filename}:{s.trouble}, in {shorten(s.latex.strip())}"
            for s in troubles[:MOST_TROUBLES]
        ]
        if len(troubles) > MOST_TROUBLES:
            lines.append(f"and {len(troubles) - MOST_TROUBLES} more")
        raise NotReadError("\n".join(lines))
    if not document.system.equations:
        raise NotReadError(f"{document.filename}: no equation here defines anything")
    try:
        found = document.generic()
    except ReadError as error:
        raise NotReadError(f"{document.filename}: {error}") from error
    facts, equations = document.system.facts, list(document.system.equations.values())
    if found is not None:
        equations, facts = found
    model = Model()
    for fact in facts:
        model.assume(fact)
    for equation in equations:
        model.add(equation)
    return model


def shorten(latex: str) -> str:
    """A formula that an error shows, without its end where that is far away.

    >>> shorten("x" * 1000)[-6:]
    'xxxx …'
    """
    return latex if len(latex) <= MOST_LETTERS else f"{latex[:MOST_LETTERS]} …"
