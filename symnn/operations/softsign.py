"""The softsign, a sigmoid that approaches its limits slowly."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

SOFTSIGN = Elementwise(
    name="softsign",
    latex=r"\operatorname{softsign}",
    definition=lambda x: x / (1 + sp.Abs(x)),
    # (|x|)' x = |x|
    slopes=[lambda x, y: 1 / (1 + sp.Abs(x)) ** 2],
    source="torch.nn.functional.softsign",
)


def softsign(x: Tensor) -> Tensor:
    """x/(1 + |x|), elementwise; its slope is 1/(1 + |x|)², without a kink at 0.

    >>> import symnn as sn
    >>> sn.softsign(sn.vector("x", 3)).shape
    (3,)
    """
    return SOFTSIGN(x)
