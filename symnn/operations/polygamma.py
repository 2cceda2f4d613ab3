"""The polygamma functions: the derivatives of the digamma function."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import factorial

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of


@dataclass(frozen=True, eq=False)
class Polygamma(Elementwise):
    """The derivative of some order of the digamma function ψ."""

    def __post_init__(self) -> None:
        # as many as there are orders: known to their own nodes only
        body = {"nargs": 1, "is_real": True, "is_finite": True, "operation": self}
        object.__setattr__(self, "function", type(self.name, (sp.Function,), body))


@cache
def derivative_of_digamma(order: int) -> Polygamma:
    """ψ', ψ'', and so on: ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹ n! ζ(n + 1, x) with Hurwitz' ζ."""
    from symnn.operations.digamma import DIGAMMA

    scale = (-1) ** (order + 1) * factorial(order)
    return Polygamma(
        name=f"polygamma_{order}",
        latex=r"\psi" + "'" * order,
        definition=lambda x: sp.polygamma(order, x),
        slopes=[lambda x, y: derivative_of_digamma(order + 1).function(x)],
        computed=lambda x: scale * sp.zeta(order + 1, x),
        domain=(0, float("inf")),
        letter=DIGAMMA,
        source="DLMF 5.15.1 and 25.11.12",
    )


def polygamma(n: int, x: Tensor) -> Tensor:
    """ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function, for x > 0, elementwise.

    Raises ValueError where n is no whole number, or is negative.

    >>> import symnn as sn
    >>> sn.polygamma(1, sn.vector("x", 3)).shape
    (3,)
    """
    from symnn.operations.digamma import DIGAMMA

    if not isinstance(n, int) or n < 0:
        text = text_of("polygamma", [repr(n), as_tensor(x, "polygamma").text])
        raise ValueError(f"{text}: the order is 0, 1, 2, …, not {n!r}")
    return DIGAMMA(x) if n == 0 else derivative_of_digamma(n)(x)
