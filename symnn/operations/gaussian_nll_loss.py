"""The negative log-likelihood of a normal distribution."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.log import log


def gaussian_nll_loss(
    mean: Any, target: Any, var: Any, full: bool = False, reduction: str = "mean"
) -> Tensor:
    """(log v + (μ − y)²/v)/2 for the mean μ and the variance v > 0, and its mean (or sum, or none).

    ``full`` adds log(2π)/2. Source: Nix and Weigend, Estimating the mean and variance of the target
    probability distribution (1994), eq. 3; torch.nn.functional.gaussian_nll_loss with eps=0.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.gaussian_nll_loss(*(sn.vector(name, n) for name in "MYV")).shape
    ()
    """
    m, y, text = matched("gaussian_nll_loss", mean, target)
    d, v, _ = matched("gaussian_nll_loss", m - y, var)
    result = (log(v) + d**2 / v) / 2
    if full:
        result = result + log(2 * sp.pi) / 2
    return reduced(result, reduction, text)
