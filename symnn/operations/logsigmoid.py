"""The logarithm of the logistic sigmoid."""

from __future__ import annotations

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.log import log
from symnn.operations.sigmoid import sigmoid


def logsigmoid(x: Tensor) -> Tensor:
    """log σ(x), elementwise; its slope is 1 − σ(x).

    It is computed as −log(1 + e⁻ˣ), without overflow. Source: torch.nn.functional.logsigmoid.

    >>> import symnn as sn
    >>> sn.logsigmoid(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "logsigmoid")
    result = log(sigmoid(value))
    return Tensor(result.expr, result.indices, text_of("logsigmoid", [value.text]))
