"""Weight decay, the squared norm of the parameters."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.total import total


def weight_decay(*parameters: Any, weight: Any = 1) -> Tensor:
    """weight/2 · Σ w² over all entries of the parameters; its gradient is weight · W.

    Source: Krogh and Hertz, A simple weight decay can improve generalization (1991), eq. 4.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.weight_decay(sn.matrix("W", n, k), sn.vector("b", k), weight=0.01).shape
    ()
    """
    tensors = [as_tensor(parameter, "weight_decay") for parameter in parameters]
    if not tensors:
        raise TypeError("weight_decay(): a penalty needs parameters")
    terms = [weight / 2 * total(w**2) for w in tensors]
    result = sum(terms[1:], terms[0])
    return Tensor(result.expr, result.indices, text_of("weight_decay", [w.text for w in tensors]))
