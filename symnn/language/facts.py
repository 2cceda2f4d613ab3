"""Facts: what a model assumes of its quantities, for simplification and proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy.core.expr import Expr

from symnn.language.align import aligned
from symnn.language.errors import ShapeError
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text


@dataclass(frozen=True)
class Fact:
    """``left = right`` for all values of ``indices``, as the user wrote it in ``text``."""

    left: Expr
    right: Expr
    indices: tuple[Index, ...]
    text: str


@dataclass(frozen=True)
class SymmetricFact:
    """``A = Aᵀ``, of every matrix where there are more than two axes."""

    symbol: TensorSymbol
    text: str


@dataclass(frozen=True)
class PositiveDefiniteFact(SymmetricFact):
    """``A = Aᵀ`` and ``xᵀ A x > 0`` for every x ≠ 0, or ≥ 0 where it is not ``strict``."""

    strict: bool = True


def Eq(left: Any, right: Any) -> Fact:
    """The fact that two tensors are equal: ``model.assume(sn.Eq(sn.total(y), 1))``.

    >>> import symnn as sn
    >>> sn.Eq(sn.total(sn.vector("y", 3)), 1).text
    'total(y) = 1'
    """
    a, b = as_tensor(left, "Eq"), as_tensor(right, "Eq")
    (left_expr, right_expr), indices = aligned("=", [a, b])
    return Fact(left_expr, right_expr, indices, f"{a.text} = {b.text}")


def symmetric(matrix: Tensor) -> SymmetricFact:
    """The fact that a square matrix equals its transpose.

    >>> import symnn as sn
    >>> sn.symmetric(sn.matrix("A", 3, 3)).text
    'A = A.T'
    """
    return SymmetricFact(_square(matrix, "symmetric"), f"{matrix.text} = {matrix.text}.T")


def positive_definite(matrix: Tensor) -> PositiveDefiniteFact:
    """The fact that a matrix is symmetric and positive definite: ``model.assume(…)``.

    >>> import symnn as sn
    >>> sn.positive_definite(sn.matrix("S", 3, 3)).text
    'S positive definite'
    """
    symbol = _square(matrix, "positive_definite")
    return PositiveDefiniteFact(symbol, f"{matrix.text} positive definite")


def _square(matrix: Tensor, name: str) -> TensorSymbol:
    """The symbol of a square matrix."""
    symbol = matrix.symbol
    if symbol is None or matrix.ndim < 2 or matrix.shape[-2] != matrix.shape[-1]:
        raise ShapeError(
            f"{name}({matrix.text}): expected a named square matrix, "
            f"not one of shape {shape_text(matrix.shape)}"
        )
    return symbol
