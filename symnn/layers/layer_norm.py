"""Layer normalisation."""

from __future__ import annotations

from typing import Any

from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.layers._naming import Naming
from symnn.layers._normalised import normalised, scaled


def layer_norm(
    x: Any,
    weight: Any = None,
    bias: Any = None,
    eps: Any = 1e-5,
    axis: Any = -1,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """γ ⊙ (x − μ)/√(v + ε) + β with the mean μ and the variance v of x over ``axis``.

    ``weight`` γ and ``bias`` β have these axes. In a model μ, v, s = √(v + ε) and x̂ get names.
    Source: Ba, Kiros, Hinton, arXiv:1607.06450.

    >>> import symnn as sn
    >>> d, = sn.dims("d")
    >>> x, g = sn.vector("x", d), sn.vector("g", d)
    >>> model = sn.Model()
    >>> y = model.define("y", sn.layer_norm(x, model=model))
    >>> L = model.define("L", sn.inner(g, y))
    >>> print(model.gradient("L", "x").text().splitlines()[-1])
    ∂L/∂x = 2/d ∂L/∂v (x - mu 𝟏) + g/s + 1/d ∂L/∂mu 𝟏
    """
    tensor = as_tensor(x, "layer_norm")
    taken = tensor.axis(axis)
    x_hat = normalised(Naming(model, suffix, label), tensor, taken, eps)
    places = [x_hat.indices[tensor.indices.index(index)] for index in taken]
    return scaled("layer_norm", x_hat, places, weight, bias)
