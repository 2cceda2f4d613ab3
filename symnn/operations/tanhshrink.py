"""What tanh takes away."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

TANHSHRINK = Elementwise(
    name="tanhshrink",
    latex=r"\operatorname{TanhShrink}",
    definition=lambda x: x - sp.tanh(x),
    # 1 − tanh' = tanh²
    slopes=[lambda x, y: sp.tanh(x) ** 2],
    source="torch.nn.functional.tanhshrink",
)


def tanhshrink(x: Tensor) -> Tensor:
    """x − tanh x, elementwise; its slope is tanh² x.

    Near 0 the difference cancels, as it does in PyTorch: the error is that of the last digit of x.

    >>> import symnn as sn
    >>> sn.tanhshrink(sn.vector("x", 3)).shape
    (3,)
    """
    return TANHSHRINK(x)
