"""A mixture of experts with a soft gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symnn.language.contraction import einsum
from symnn.language.errors import ShapeError
from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text
from symnn.layers._naming import Naming
from symnn.layers.linear import linear
from symnn.operations.softmax import softmax


def mixture_of_experts(
    x: Any,
    w_gate: Any,
    w_experts: Any,
    b_experts: Any = None,
    activation: Callable[[Tensor], Tensor] | None = None,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """Σ_e g_e φ(W_e x + b_e) with the gate g = softmax(W x): every expert, weighed.

    x is a vector or a batch of them; ``w_gate`` has shape (experts, in), ``w_experts`` (experts,
    out, in), ``b_experts`` (experts, out). In a model the gate g and the experts' outputs E get
    names. Source: Jacobs, Jordan, Nowlan, Hinton, Adaptive mixtures of local experts (1991).

    >>> import symnn as sn
    >>> N, d, m, e = sn.dims("N d m e")
    >>> X, W, V = sn.matrix("X", N, d), sn.matrix("W", e, d), sn.tensor("V", e, m, d)
    >>> sn.mixture_of_experts(X, W, V, activation=sn.relu).shape
    (N, m)
    """
    tensor, w = as_tensor(x, "mixture_of_experts"), as_tensor(w_experts, "mixture_of_experts")
    if tensor.ndim not in (1, 2) or w.ndim != 3:
        raise ShapeError(
            f"mixture_of_experts: {tensor.text} has shape {shape_text(tensor.shape)}, {w.text} "
            f"{shape_text(w.shape)}; expected (…, in) and (experts, out, in)"
        )
    let = Naming(model, suffix, label)
    gate = let("g", softmax(linear(tensor, w_gate)))
    outputs = einsum("eoi,i->eo" if tensor.ndim == 1 else "eoi,ni->neo", w, tensor)
    outputs = outputs if b_experts is None else outputs + b_experts
    outputs = let("E", outputs if activation is None else activation(outputs))
    return einsum("e,eo->o" if tensor.ndim == 1 else "ne,neo->no", gate, outputs)
