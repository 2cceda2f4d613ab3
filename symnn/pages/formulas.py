"""Claims that are formulas: derivatives, and equalities of two expressions of a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.api import check, derivative
from symnn.check.engine import Judge
from symnn.check.written import UnreadableClaimError, written_claim, written_derivative
from symnn.documents.document import Math, Row
from symnn.documents.phrases import STYLES
from symnn.language.errors import ShapeError
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.language.tensor import Tensor
from symnn.language.text import shape_text
from symnn.model import Model
from symnn.notation.equation import taken_names, write
from symnn.pages.claims import Claim, Outcome, outcome_of

Wrt = str | Tensor | tuple[str | Tensor, ...]


@dataclass(frozen=True)
class DerivativeClaim(Claim):
    """The derivative of ``of`` by ``wrt`` is ``formula``, a tensor or LaTeX.

    ``at`` are letters for the indices of a formula in LaTeX. ``expected`` is the verdict that the
    page expects: a mistake is shown by one that is refuted.
    """

    model: Model
    of: str
    wrt: Wrt
    formula: Tensor | str
    expected: str = "proved"
    notation: str = "matrix"
    at: str = ""

    @property
    def symbol(self) -> TensorSymbol:
        """The derivative."""
        return derivative(self.model, self.of, self.wrt)

    @property
    def rows(self) -> list[Row]:
        """The equation as its author wrote it."""
        symbol = self.symbol
        tensor = self.tensor
        free = tuple(Index(size) for size in symbol.shape) if tensor is None else tensor.indices
        right = sp.Integer(0) if tensor is None else tensor.expr
        taken = taken_names(self.model)
        notation = "index" if self.at else self.notation
        latex, plain = (write(symbol[free], right, free, notation, s, taken) for s in STYLES)
        left = written_derivative(symbol, self.at) if self.at else latex.left
        said = self.formula if isinstance(self.formula, str) else latex.right
        shown = plain.right if tensor is not None else said
        return [Row(Math(left, plain.left), Math(said, shown))]

    @cached_property
    def tensor(self) -> Tensor | None:
        """What is claimed, None where its LaTeX is not understood or has another shape."""
        if isinstance(self.formula, Tensor):
            return self.formula
        try:
            read = written_claim(self.model, self.symbol, self.formula, self.at)
        except UnreadableClaimError:
            return None
        return read if isinstance(read, Tensor) else None

    def judged(self) -> Outcome:
        """The verdict of ``sn.check``."""
        if self.tensor is not None:
            found = check(self.model, self.of, self.wrt, self.tensor)
        else:  # what is wrong with the LaTeX is told
            found = check(self.model, self.of, self.wrt, self.formula, at=self.at)
        return outcome_of(found, self.expected, self.model)

    def twins(self) -> Iterator[Claim]:
        """The other sign, twice as much, and without one of its terms."""
        tensor = self.tensor
        if tensor is not None and self.expected == "proved":
            for wrong in spoilt(tensor.expr):
                yield replace(self, formula=Tensor(wrong, tensor.indices), at="")


@dataclass(frozen=True)
class Identity(Claim):
    """Two expressions in the quantities of a model are equal, for all sizes and values.

    ``said`` is LaTeX for sides that their author wrote so. Raises ShapeError where they differ in
    shape.
    """

    model: Model
    left: Tensor
    right: Tensor
    notation: str = "matrix"
    said: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        if self.left.shape != self.right.shape:
            raise ShapeError(
                f"{self.left} has shape {shape_text(self.left.shape)}, {self.right} has "
                f"{shape_text(self.right.shape)}; equal quantities have one shape"
            )

    @property
    def rows(self) -> list[Row]:
        """The equation."""
        taken, free = taken_names(self.model), self.left.indices
        sides = (self.left.expr, self._right())
        latex, plain = (write(*sides, free, self.notation, style, taken) for style in STYLES)
        left, right = self.said
        return [Row(Math(left or latex.left, plain.left), Math(right or latex.right, plain.right))]

    def judged(self) -> Outcome:
        """The verdict of the judge."""
        found = Judge(self.model).judge(self.left.expr, self._right(), self.left.indices)
        return outcome_of(found, "proved", self.model)

    def twins(self) -> Iterator[Claim]:
        """The right side spoilt."""
        for wrong in spoilt(self._right()):
            yield replace(self, right=Tensor(wrong, self.left.indices), said=("", ""))

    def _right(self) -> Expr:
        renamed = dict(zip(self.right.indices, self.left.indices, strict=True))
        return self.right.expr.xreplace(renamed)


def spoilt(expr: Expr) -> Iterator[Expr]:
    """Wrong versions of a formula: the other sign, twice as much, a term less.

    >>> x = sp.Symbol("x")
    >>> list(spoilt(x**2))
    [-x**2, 2*x**2]
    """
    if expr == 0:
        yield sp.Integer(1)
        return
    yield -expr
    yield sp.expand_mul(2 * expr) if expr.is_Add else 2 * expr
    if expr.is_Add:
        for term in expr.args[:4]:
            yield expr - term
