"""Models from LaTeX: the paper is the program."""

from __future__ import annotations

from pathlib import Path

from symnn.language.errors import SymnnError
from symnn.model import Model
from symnn.notation.reader.claim import Document, Role
from symnn.notation.reader.document import read_document


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
    file = Path(path)
    return model_of(read_document(file.read_text(encoding="utf-8"), str(path)))


def model_of(document: Document) -> Model:
    """The model of a document that was read; see :func:`read`."""
    troubles = [s for s in document.troubles if s.role is not Role.CLAIM]
    if troubles:
        lines = [f"{document.filename}:{s.trouble}, in {s.latex.strip()}" for s in troubles]
        raise NotReadError("\n".join(lines))
    if not document.system.equations:
        raise NotReadError(f"{document.filename}: no equation here defines anything")
    model = Model()
    for fact in document.system.facts:
        model.assume(fact)
    for equation in document.system.equations.values():
        model.add(equation)
    return model
