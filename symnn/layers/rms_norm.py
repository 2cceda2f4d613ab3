"""Normalisation by the root mean square."""

from __future__ import annotations

from typing import Any

from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.layers._naming import Naming
from symnn.layers._normalised import at, scaled
from symnn.operations.mean import mean
from symnn.operations.sqrt import sqrt


def rms_norm(
    x: Any,
    weight: Any = None,
    eps: Any = 1e-5,
    axis: Any = -1,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """γ ⊙ x/r with r = √(mean of x² + ε) over ``axis``.

    ``weight`` γ has these axes. In a model r and x̂ = x/r get names. Source: Zhang, Sennrich,
    arXiv:1910.07467, eq. 4.

    >>> import symnn as sn
    >>> N, d = sn.dims("N d")
    >>> sn.rms_norm(sn.matrix("X", N, d), sn.vector("w", d)).shape
    (N, d)
    """
    tensor = as_tensor(x, "rms_norm")
    taken = tensor.axis(axis)
    rest = [index for index in tensor.indices if index not in taken]
    let = Naming(model, suffix, label)
    r = let("r", sqrt(mean(tensor**2, taken) + eps))
    x_hat = let("x_hat", Tensor(tensor.expr / at(r, rest), tensor.indices))
    places = [x_hat.indices[tensor.indices.index(index)] for index in taken]
    return scaled("rms_norm", x_hat, places, weight, None)
