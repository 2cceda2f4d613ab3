"""The Kronecker product."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.expression import rename, total_over
from symnn.language.index import Index, fresh
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations._blocks import joined


def kron(left: Any, right: Any) -> Tensor:
    """A ⊗ B: the blocks a_ij B, of vectors or of matrices, as in NumPy.

    (A ⊗ B)_rs = a_ij b_kl for r = (i − 1) p + k and s = (j − 1) q + l, where B is p × q; see Magnus
    and Neudecker, section 2.2.

    >>> import symnn as sn
    >>> m, n, p, q = sn.dims("m n p q")
    >>> sn.kron(sn.matrix("A", m, n), sn.matrix("B", p, q)).shape
    (m*p, n*q)
    """
    a, b = as_tensor(left, "kron"), as_tensor(right, "kron")
    text = text_of("kron", [a.text, b.text])
    if a.ndim != b.ndim:
        raise ShapeError(
            f"{text}: {a.text} has shape {shape_text(a.shape)}, {b.text} has shape "
            f"{shape_text(b.shape)}; expected two vectors or two matrices"
        )
    blocks, within = fresh(a.indices), fresh(b.indices)
    product = sp.Mul(rename(a.expr, blocks), rename(b.expr, within))
    places: list[Index] = []
    for block, inner in zip(blocks.values(), within.values(), strict=True):
        place, delta = joined(block, inner)
        places.append(place)
        product = sp.Mul(product, delta)
    whole = total_over(product, [*blocks.values(), *within.values()])
    return Tensor(whole, places, text)
