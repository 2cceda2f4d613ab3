"""The Kullback-Leibler divergence of normal distributions."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor, as_tensor
from symnn.operations._reduction import matched
from symnn.operations.exp import exp
from symnn.operations.total import total


def gaussian_kl(
    mean: Any, logvar: Any, prior_mean: Any = 0, prior_logvar: Any = 0, axis: Any = None
) -> Tensor:
    """KL(N(μ, σ²) ‖ N(m, s²)), summed over ``axis`` (all axes, if None); m = 0 and s = 1 for a VAE.

    Σ (log s² − log σ² − 1 + (σ² + (μ − m)²)/s²)/2, with ``logvar`` = log σ².
    Source: Kingma and Welling, arXiv:1312.6114, appendix B.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.gaussian_kl(sn.matrix("M", n, k), sn.matrix("V", n, k), axis=k).shape
    (n,)
    """
    m, v, text = matched("gaussian_kl", mean, logvar)
    prior = as_tensor(prior_logvar, "gaussian_kl")
    terms = ((m - prior_mean) ** 2 * exp(-prior) + exp(v - prior) - (v - prior) - 1) / 2
    result = total(terms, axis)
    return Tensor(result.expr, result.indices, text)
