"""The negative log-likelihood of counts."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.exp import exp
from symnn.operations.lgamma import lgamma
from symnn.operations.log import log


def poisson_nll_loss(
    prediction: Any,
    target: Any,
    log_input: bool = True,
    full: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """e^x − yx, with x the logarithm of the expected count, and its mean (or the sum, or none).

    Without ``log_input`` x is the expected count itself, and the loss x − y log x. ``full`` adds
    log y!, where PyTorch adds Stirling's approximation of it.
    Source: McCullagh and Nelder, Generalized Linear Models, section 6.2;
    torch.nn.functional.poisson_nll_loss with eps=0.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.poisson_nll_loss(sn.vector("x", n), sn.vector("y", n)).shape
    ()
    """
    x, y, text = matched("poisson_nll_loss", prediction, target)
    result = exp(x) - y * x if log_input else x - y * log(x)
    if full:
        result = result + lgamma(y + 1)
    return reduced(result, reduction, text)
