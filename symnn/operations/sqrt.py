"""The square root."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.tensor import Tensor, elementwise


def sqrt(x: Any) -> Tensor:
    """√x = x^(1/2) for x > 0, elementwise; its slope is 1/(2√x), as of any power.

    >>> import symnn as sn
    >>> sn.sqrt(sn.vector("x", 3)).shape
    (3,)
    """
    return elementwise("sqrt", sp.sqrt, x)
