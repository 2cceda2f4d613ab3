"""Attention with several heads."""

from __future__ import annotations

from typing import Any

from symnn.language.contraction import einsum
from symnn.language.errors import ShapeError
from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text
from symnn.layers._naming import Naming
from symnn.layers.scaled_dot_product_attention import scaled_dot_product_attention


def multi_head_attention(
    query: Any,
    key: Any,
    value: Any,
    w_q: Any,
    w_k: Any,
    w_v: Any,
    w_o: Any,
    attn_mask: Any = None,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """Σ_h softmax(Q_h K_hᵀ/√k + M) V_h W_h, with Q_h = Q W_h of its own, K_h and V_h likewise.

    Q, K and V have shapes (n, d), (m, d) and (m, d); w_q and w_k have shape (heads, d, k), w_v
    (heads, d, v) and w_o (heads, v, d): the blocks of the usual square matrices, one a head. In a
    model the projections Q_h, K_h, V_h, the scores S and the weights A get names.
    Source: Vaswani et al., arXiv:1706.03762, section 3.2.2.

    >>> import symnn as sn
    >>> n, d, h, k = sn.dims("n d h k")
    >>> X = sn.matrix("X", n, d)
    >>> w = [sn.tensor(f"W_{name}", h, d, k) for name in "QKV"]
    >>> sn.multi_head_attention(X, X, X, *w, sn.tensor("W_O", h, k, d)).shape
    (n, d)
    """
    let = Naming(model, suffix, label)
    heads = []
    inputs = (("Q_h", query, w_q), ("K_h", key, w_k), ("V_h", value, w_v))
    for name, given, weight in inputs:
        x, w = as_tensor(given, name), as_tensor(weight, name)
        if x.ndim != 2 or w.ndim != 3:
            raise ShapeError(
                f"multi_head_attention: {x.text} has shape {shape_text(x.shape)}, {w.text} "
                f"{shape_text(w.shape)}; expected (n, d) and (heads, d, k)"
            )
        heads.append(let(name, einsum("nd,hdk->hnk", x, w)))
    q, k, v = heads
    each = scaled_dot_product_attention(q, k, v, attn_mask, model=model, suffix=suffix, label=label)
    return einsum("hnv,hvd->nd", let("O_h", each), as_tensor(w_o, "multi_head_attention"))
