"""Batch normalisation."""

from __future__ import annotations

from typing import Any

from symnn.language.errors import ShapeError
from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.layers._naming import Naming
from symnn.layers._normalised import channels, normalised, scaled, standardised


def batch_norm(
    x: Any,
    weight: Any = None,
    bias: Any = None,
    eps: Any = 1e-5,
    running_mean: Any = None,
    running_var: Any = None,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """Each channel with mean 0 and variance 1 over the batch (and its places).

    x has shape (batch, channels, …); the mean and the variance of the batch are used unless both
    ``running_mean`` and ``running_var`` are given. ``weight`` and ``bias`` have an entry a channel.
    Source: Ioffe, Szegedy, arXiv:1502.03167.

    >>> import symnn as sn
    >>> N, C = sn.dims("N C")
    >>> model = sn.Model()
    >>> y = model.define("y", sn.batch_norm(sn.matrix("X", N, C), sn.vector("w", C), model=model))
    >>> list(model.equations)
    ['mu', 'v', 's', 'x_hat', 'y']
    """
    tensor = channels("batch_norm", x)
    let = Naming(model, suffix, label)
    if (running_mean is None) != (running_var is None):
        raise ShapeError("batch_norm: give both running_mean and running_var, or neither")
    channel = tensor.indices[1]
    if running_mean is None:
        taken = [index for index in tensor.indices if index is not channel]
        x_hat = normalised(let, tensor, taken, eps)
    else:
        mean, var = as_tensor(running_mean, "batch_norm"), as_tensor(running_var, "batch_norm")
        if not mean.shape == var.shape == (channel.dimension,):
            raise ShapeError(
                f"batch_norm: the running mean and variance have shape ({channel.dimension},)"
            )
        x_hat = standardised(let, tensor, mean, var, [channel], eps)
    return scaled("batch_norm", x_hat, x_hat.indices[1:2], weight, bias)
