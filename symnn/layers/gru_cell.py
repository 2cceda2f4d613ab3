"""One step of a gated recurrent unit."""

from __future__ import annotations

from typing import Any

from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.layers._gates import gates
from symnn.layers._naming import Naming
from symnn.operations.sigmoid import sigmoid
from symnn.operations.tanh import tanh


def gru_cell(
    x: Any,
    h: Any,
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> Tensor:
    """h' = (1 − z) ⊙ h̃ + z ⊙ h, as ``torch.gru_cell``, with

    r = σ(W x + b + V h + b'), z likewise, and h̃ = tanh(W x + b + r ⊙ (V h + b')). The weights are
    arrays with the rows of r, z, h̃ one after the other, or tuples of three arrays. In a model r,
    z, h̃, the sums in them (a_r, …) and u = V h + b' get names. Source: Cho et al.,
    arXiv:1406.1078; the place of r as in PyTorch.

    >>> import symnn as sn
    >>> n, d = sn.dims("n d")
    >>> x, h = sn.vector("x", d), sn.vector("h", n)
    >>> sn.gru_cell(x, h, sn.matrix("W", 3 * n, d), sn.matrix("V", 3 * n, n)).shape
    (n,)
    """
    let = Naming(model, suffix, label)
    old, new = as_tensor(h, "gru_cell"), as_tensor(x, "gru_cell")
    parts = gates("gru_cell", 3, old.shape[-1], new, old, (w_ih, w_hh, b_ih, b_hh))
    r = let("r", sigmoid(let("a_r", parts[0][0] + parts[0][1])))
    z = let("z", sigmoid(let("a_z", parts[1][0] + parts[1][1])))
    new_sum = let("a_h", parts[2][0] + r * let("u", parts[2][1]))
    candidate = let("h_tilde", tanh(new_sum))
    return (1 - z) * candidate + z * old
