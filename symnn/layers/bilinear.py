"""The bilinear layer."""

from __future__ import annotations

from typing import Any

from symnn.language.contraction import einsum
from symnn.language.errors import ShapeError
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text


def bilinear(x1: Any, x2: Any, weight: Any, bias: Any = None) -> Tensor:
    """y_k = x₁ᵀ A_k x₂ + b_k, as ``torch.nn.functional.bilinear``.

    ``weight`` has shape (out, in₁, in₂); the operands are vectors, or batches of them.

    >>> import symnn as sn
    >>> n, m, k = sn.dims("n m k")
    >>> sn.bilinear(sn.vector("x", n), sn.vector("y", m), sn.tensor("A", k, n, m)).shape
    (k,)
    """
    a, b, w = (as_tensor(operand, "bilinear") for operand in (x1, x2, weight))
    if a.ndim != b.ndim or a.ndim not in (1, 2) or w.ndim != 3:
        raise ShapeError(
            f"bilinear({a.text}, {b.text}, {w.text}): expected shapes (…, in1), (…, in2) and "
            f"(out, in1, in2), not {shape_text(a.shape)}, {shape_text(b.shape)} and "
            f"{shape_text(w.shape)}"
        )
    letters = "i,kij,j->k" if a.ndim == 1 else "ni,kij,nj->nk"
    product = einsum(letters, a, w, b)
    return product if bias is None else product + bias
