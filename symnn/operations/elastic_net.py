"""The elastic net's penalty."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.total import total


def elastic_net(*parameters: Any, l1: Any = 1, l2: Any = 1) -> Tensor:
    """l1 Σ|w| + l2/2 Σw² over all entries of the parameters; at w = 0 the slope is taken as 0.

    Source: Zou and Hastie, Regularization and variable selection via the elastic net (2005), eq. 3.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.elastic_net(sn.matrix("W", n, k), l1=0.1, l2=0.01).shape
    ()
    """
    tensors = [as_tensor(parameter, "elastic_net") for parameter in parameters]
    if not tensors:
        raise TypeError("elastic_net(): a penalty needs parameters")
    terms = [l1 * total(abs(w)) + l2 / 2 * total(w**2) for w in tensors]
    result = sum(terms[1:], terms[0])
    return Tensor(result.expr, result.indices, text_of("elastic_net", [w.text for w in tensors]))
