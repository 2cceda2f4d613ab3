"""Rotary positions."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.expression import rename, total_over
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text
from symnn.operations.cos import cos
from symnn.operations.sin import sin


def rotary_embedding(x: Any, angles: Any) -> Tensor:
    """Pairs of neighbouring entries of x turned by angles: position times frequency.

    y_{2i−1} = x_{2i−1} cos θ_i − x_{2i} sin θ_i and y_{2i} = x_{2i} cos θ_i + x_{2i−1} sin θ_i.
    x has shape (…, n, 2k), ``angles`` θ has shape (n, k). Source: Su et al., arXiv:2104.09864,
    eq. 34.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.rotary_embedding(sn.matrix("X", n, 2 * k), sn.matrix("theta", n, k)).shape
    (n, 2*k)
    """
    tensor, theta = as_tensor(x, "rotary_embedding"), as_tensor(angles, "rotary_embedding")
    fits = tensor.ndim >= 2 and theta.ndim == 2 and tensor.shape[-2] == theta.shape[0]
    if not fits or sp.expand(tensor.shape[-1] - 2 * theta.shape[-1]) != 0:
        raise ShapeError(
            f"rotary_embedding({tensor.text}, {theta.text}): expected shapes (…, n, 2k) and "
            f"(n, k), not {shape_text(tensor.shape)} and {shape_text(theta.shape)}"
        )
    *_, row, column = tensor.indices
    pair = theta.indices[1].fresh()
    entry = rename(theta.expr, {theta.indices[0]: row, theta.indices[1]: pair})
    turned = Tensor(entry)
    c, s = cos(turned).expr, sin(turned).expr
    first, second = 2 * pair - 1, 2 * pair
    a, b = (rename(tensor.expr, {column: place}) for place in (first, second))
    odd = sp.KroneckerDelta(column, first) * (a * c - b * s)
    even = sp.KroneckerDelta(column, second) * (b * c + a * s)
    expr = total_over(odd, [pair]) + total_over(even, [pair])
    return Tensor(expr, tensor.indices, f"rotary_embedding({tensor.text}, {theta.text})")
