"""Dropout with a given mask."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor, as_tensor


def dropout(x: Any, mask: Any, p: Any = 0.5) -> Tensor:
    """x ⊙ mask/(1 − p): what is kept grows, so that the mean stays.

    ``mask`` has an entry 1 where x is kept and 0 where it is dropped, with probability p; it is
    drawn outside, and is an input like others. Source: Srivastava et al., JMLR 15 (2014).

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.dropout(sn.vector("x", n), sn.vector("m", n), 0.5).shape
    (n,)
    """
    return as_tensor(x, "dropout") * mask / (1 - as_tensor(p, "dropout"))
