"""Whole powers of a square matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.contraction import matmul
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import operand_text
from symnn.operations._square import last_two
from symnn.operations.eye import eye
from symnn.operations.inverse import inverse


def matrix_power(matrix: Any, n: int) -> Tensor:
    """Aⁿ for a whole number n: A A … A, of the inverse where n is negative, I where n is 0.

    It is a product of matrices; its differential is Σ_r Aʳ dA Aⁿ⁻¹⁻ʳ (The Matrix Cookbook, eq. 90).
    Raises TypeError for a power that is no whole number.

    >>> import symnn as sn
    >>> A = sn.matrix("A", 3, 3)
    >>> sn.matrix_power(A, -2).shape
    (3, 3)
    """
    value = as_tensor(matrix, "matrix_power")
    text = f"matrix_power({value.text}, {n})"
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError(f"{text}: the power of a matrix is a whole number such as 2, not {n!r}")
    (row, _) = last_two(value, "matrix_power")
    if value.ndim > 2 and n == 0:
        raise TypeError(f"{text}: the power 0 of several matrices at once; write sn.eye")
    base = inverse(value) if n < 0 else value
    result = base if n else eye(row.dimension)
    for _ in range(abs(n) - 1):
        result = matmul(result, base)
    return Tensor(result.expr, result.indices, operand_text(text))
