"""Group normalisation."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.expression import rename, total_over
from symnn.language.index import Index
from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor
from symnn.layers._naming import Naming
from symnn.layers._normalised import at, channels, normalised, scaled


def group_norm(
    x: Any,
    num_groups: Any,
    weight: Any = None,
    bias: Any = None,
    eps: Any = 1e-5,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """Each group of channels of each sample with mean 0 and variance 1.

    x has shape (batch, channels, …); its channels are ``num_groups`` groups of equal size, one
    after the other. ``weight`` and ``bias`` have one entry a channel. Source: Wu, He,
    arXiv:1803.08494.

    >>> import symnn as sn
    >>> N, n = sn.dims("N n")
    >>> sn.group_norm(sn.tensor("x", N, 6, n), 3).shape
    (N, 6, n)
    """
    tensor = channels("group_norm", x)
    batch, channel, *places = tensor.indices
    groups = sp.sympify(num_groups, strict=True)
    size = sp.cancel(channel.dimension / groups)
    if not (groups.is_integer and groups.is_positive and size.is_integer):
        raise ShapeError(
            f"group_norm({tensor.text}): {channel.dimension} channels are not {num_groups} equal "
            f"groups"
        )
    let = Naming(model, suffix, label)
    group, member = Index(groups), Index(size)
    place = sp.expand((group - 1) * size + member)
    grouped = Tensor(rename(tensor.expr, {channel: place}), (batch, group, member, *places))
    grouped = let("x_group", grouped)
    x_hat = normalised(let, grouped, grouped.indices[2:], eps)
    entry = at(x_hat, [batch, group, member, *places])
    back = total_over(entry * sp.KroneckerDelta(channel, place), [group, member])
    return scaled("group_norm", Tensor(back, tensor.indices), [channel], weight, bias)
