"""Huber's function: a parabola that goes on straight."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.clip import CLIP
from symnn.operations.relu import RELU

HUBER = Elementwise(
    name="huber",
    latex=r"\operatorname{Huber}",
    definition=lambda x, d: sp.Piecewise(
        (x**2 / 2, sp.Abs(x) < d), (d * (sp.Abs(x) - d / 2), True)
    ),
    # x up to δ; |x| − δ beyond
    slopes=[lambda x, d, y: CLIP.function(x, -d, d), lambda x, d, y: RELU.function(sp.Abs(x) - d)],
    computed=lambda x, d: sp.Min(sp.Abs(x), d) * (sp.Abs(x) - sp.Min(sp.Abs(x), d) / 2),
    source="Huber, Robust estimation of a location parameter (1964)",
)


def huber(x: Any, delta: Any = 1.0) -> Tensor:
    """x²/2 for |x| < δ, else δ(|x| − δ/2), elementwise, for δ = ``delta`` > 0.

    Its slope is x clipped to ±δ, without kinks. For a loss see :func:`huber_loss`.

    >>> import symnn as sn
    >>> sn.huber(sn.vector("x", 3)).shape
    (3,)
    """
    return HUBER(x, delta)
