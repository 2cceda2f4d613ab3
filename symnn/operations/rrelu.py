"""The rectifier with a random slope on the left, at its mean."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations.leaky_relu import LEAKY_RELU


def rrelu(x: Any, lower: Any = Fraction(1, 8), upper: Any = Fraction(1, 3)) -> Tensor:
    """x for x > 0, else x(lower + upper)/2, elementwise: what ``rrelu`` is outside of training.

    In training, with slopes that are drawn and given, it is :func:`prelu`.
    Source: Xu et al., arXiv:1505.00853, section 2.4.

    >>> import symnn as sn
    >>> sn.rrelu(sn.vector("x", 3)).shape
    (3,)
    """
    return LEAKY_RELU(x, (lower + upper) / 2)
