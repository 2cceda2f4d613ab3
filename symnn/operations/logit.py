"""The inverse of the logistic sigmoid."""

from __future__ import annotations

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.log import log


def logit(x: Tensor) -> Tensor:
    """log(x/(1 − x)) for 0 < x < 1, elementwise; its slope is 1/(x(1 − x)).

    Source: torch.logit.

    >>> import symnn as sn
    >>> sn.logit(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "logit")
    result = log(value / (1 - value))
    return Tensor(result.expr, result.indices, text_of("logit", [value.text]))
