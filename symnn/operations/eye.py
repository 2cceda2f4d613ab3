"""The unit matrix."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.dimension import as_dimension
from symnn.language.index import Index
from symnn.language.tensor import Tensor


def eye(n: Any) -> Tensor:
    """The unit matrix I = δ_ij with ``n`` rows and columns.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> (sn.matrix("A", n, n) + 2 * sn.eye(n)).shape
    (n, n)
    """
    size = as_dimension(n, "eye")
    i, j = Index(size), Index(size)
    return Tensor(sp.KroneckerDelta(i, j), (i, j), f"eye({size})")
