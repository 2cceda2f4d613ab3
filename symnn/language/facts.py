"""Facts: what a model assumes of its quantities, for simplification and proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.align import aligned
from symnn.language.errors import ShapeError
from symnn.language.expression import total_over
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


def orthogonal(matrix: Tensor) -> tuple[Fact, Fact]:
    """The facts that a square matrix is orthogonal, QᵀQ = I and Q Qᵀ = I: ``model.assume(…)``.

    >>> import symnn as sn
    >>> [fact.text for fact in sn.orthogonal(sn.matrix("Q", 3, 3))]
    ['Q.T @ Q = I', 'Q @ Q.T = I']
    """
    symbol = _square(matrix, "orthogonal")
    size = symbol.shape[-1]
    facts = []
    for columns, text in ((True, "{0}.T @ {0} = I"), (False, "{0} @ {0}.T = I")):
        i, j, k = (Index(size) for _ in range(3))
        first, second = (symbol[(k, e) if columns else (e, k)] for e in (i, j))
        product = total_over(sp.Mul(first, second), [k])
        facts.append(Fact(product, sp.KroneckerDelta(i, j), (i, j), text.format(matrix.text)))
    return facts[0], facts[1]


def _square(matrix: Tensor, name: str) -> TensorSymbol:
    """The symbol of a square matrix."""
    symbol = matrix.symbol
    if symbol is None or matrix.ndim < 2 or matrix.shape[-2] != matrix.shape[-1]:
        raise ShapeError(
            f"{name}({matrix.text}): expected a named square matrix, "
            f"not one of shape {shape_text(matrix.shape)}"
        )
    return symbol
