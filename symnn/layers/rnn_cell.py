"""One step of a simple recurrent network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.layers._naming import Naming
from symnn.layers.linear import linear
from symnn.operations.tanh import tanh


def rnn_cell(
    x: Any,
    h: Any,
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    nonlinearity: Callable[[Any], Tensor] = tanh,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """h' = tanh(W x + b + V h + c), as ``torch.rnn_tanh_cell``; vectors, or batches of them.

    In a model the argument of tanh is the quantity a. Source: Elman, Finding structure in time
    (1990).

    >>> import symnn as sn
    >>> T, n, d = sn.dims("T n d")
    >>> t = sn.label("t", T)
    >>> x, h = sn.family("x", t, d), sn.family("h", t, n)
    >>> model = sn.Model()
    >>> W, V = sn.matrix("W", n, d), sn.matrix("V", n, n)
    >>> _ = model.define(h[t], sn.rnn_cell(x[t], h[t - 1], W, V, model=model, label=t))
    >>> print(model.text())
    a_t = V h_(t-1) + W x_t,  t = 1, …, T
    h_t = tanh(a_t),  t = 1, …, T
    """
    let = Naming(model, suffix, label)
    old = as_tensor(h, "rnn_cell")
    return nonlinearity(let("a", linear(x, w_ih, b_ih) + linear(old, w_hh, b_hh)))
