"""Instance normalisation."""

from __future__ import annotations

from typing import Any

from symnn.language.errors import ShapeError
from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor
from symnn.language.text import shape_text
from symnn.layers._naming import Naming
from symnn.layers._normalised import channels, normalised, scaled


def instance_norm(
    x: Any,
    weight: Any = None,
    bias: Any = None,
    eps: Any = 1e-5,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """Each channel of each sample with mean 0 and variance 1 over its places.

    x has shape (batch, channels, …) with one axis of places or more; ``weight`` and ``bias`` have
    one entry a channel. Source: Ulyanov, Vedaldi, Lempitsky, arXiv:1607.08022.

    >>> import symnn as sn
    >>> N, C, n = sn.dims("N C n")
    >>> sn.instance_norm(sn.tensor("x", N, C, n), sn.vector("w", C)).shape
    (N, C, n)
    """
    tensor = channels("instance_norm", x)
    if tensor.ndim < 3:
        raise ShapeError(
            f"instance_norm({tensor.text}): shape {shape_text(tensor.shape)} has no axis of places "
            f"to normalise over; expected (batch, channels, n, …)"
        )
    x_hat = normalised(Naming(model, suffix, label), tensor, tensor.indices[2:], eps)
    return scaled("instance_norm", x_hat, x_hat.indices[1:2], weight, bias)
