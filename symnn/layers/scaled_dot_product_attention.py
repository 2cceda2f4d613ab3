"""Attention."""

from __future__ import annotations

from typing import Any

from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.layers._naming import Naming
from symnn.operations.softmax import softmax
from symnn.operations.sqrt import sqrt


def scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    scale: Any = None,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """softmax(Q Kᵀ/√k + M) V, as ``torch.nn.functional.scaled_dot_product_attention``.

    Q has shape (…, n, k), K (…, m, k) and V (…, m, v). ``attn_mask`` M is added to the scores: −∞
    where a query must not see a key. ``scale`` is 1/√k where it is not given. In a model the scores
    S and the weights A get names. Source: Vaswani et al., arXiv:1706.03762, eq. 1.

    >>> import symnn as sn
    >>> n, m, k, v = sn.dims("n m k v")
    >>> Q, K, V = sn.matrix("Q", n, k), sn.matrix("K", m, k), sn.matrix("V", m, v)
    >>> model = sn.Model()
    >>> O = model.define("O", sn.scaled_dot_product_attention(Q, K, V, model=model))
    >>> print(model.text())
    S = (Q Kᵀ)/(√(k))
    A = softmax(S)
    O = A V
    """
    name = "scaled_dot_product_attention"
    q, k, v = as_tensor(query, name), as_tensor(key, name), as_tensor(value, name)
    let = Naming(model, suffix, label)
    turned = k.transpose(*range(k.ndim - 2), k.ndim - 1, k.ndim - 2)
    scores = q @ turned
    scores = scores / sqrt(k.shape[-1]) if scale is None else scores * scale
    if attn_mask is not None:
        scores = scores + attn_mask
    weights = let("A", softmax(let("S", scores)))
    return weights @ v
