"""The InfoNCE loss of a batch of pairs."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.diag import diag
from symnn.operations.inner import inner
from symnn.operations.log_softmax import log_softmax


def info_nce(query: Any, key: Any, temperature: Any = 1, reduction: str = "mean") -> Tensor:
    """−log softmax(QKᵀ/τ)_ii: each row of ``query`` should find its own row of ``key``.

    The other rows of the batch are the negatives. For cosines, divide the rows by their norms
    first. Source: van den Oord, Li and Vinyals, arXiv:1807.03748, eq. 4.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.info_nce(sn.matrix("Q", n, k), sn.matrix("K", n, k)).shape
    ()
    """
    q, k, text = matched("info_nce", query, key)
    scores = inner(q, k) / temperature
    return reduced(-diag(log_softmax(scores)), reduction, text)
