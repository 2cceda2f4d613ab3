"""One step of a long short-term memory."""

from __future__ import annotations

from typing import Any

from symnn.language.label import Label
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.layers._gates import gates
from symnn.layers._naming import Naming
from symnn.operations.sigmoid import sigmoid
from symnn.operations.tanh import tanh


def lstm_cell(
    x: Any,
    h: Any,
    c: Any,
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    *,
    model: System | None = None,
    suffix: str = "",
    label: Label | None = None,
) -> tuple[Tensor, Tensor]:
    """h' = o ⊙ tanh c' and c' = f ⊙ c + i ⊙ g, as ``torch.lstm_cell``.

    i, f and o are sigmoids, g is a tanh, each of W x + b + V h + b'. The weights are arrays with
    the rows of i, f, g, o one after the other, or tuples of four arrays. Returns h' and c'; in a
    model i, f, g, o, the sums in them (a_i, …) and c' get names. Source: Hochreiter, Schmidhuber
    (1997); Gers, Schmidhuber, Cummins (2000).

    >>> import symnn as sn
    >>> n, d = sn.dims("n d")
    >>> x, h, c = sn.vector("x", d), sn.vector("h", n), sn.vector("c", n)
    >>> new_h, new_c = sn.lstm_cell(x, h, c, sn.matrix("W", 4 * n, d), sn.matrix("V", 4 * n, n))
    >>> new_h.shape, new_c.shape
    ((n,), (n,))
    """
    let = Naming(model, suffix, label)
    old, cell, new = (as_tensor(value, "lstm_cell") for value in (h, c, x))
    parts = gates("lstm_cell", 4, old.shape[-1], new, old, (w_ih, w_hh, b_ih, b_hh))
    sums = [first + second for first, second in parts]
    functions = (("i", sigmoid), ("f", sigmoid), ("g", tanh), ("o", sigmoid))
    i, f, g, o = (
        let(name, function(let(f"a_{name}", total)))
        for (name, function), total in zip(functions, sums, strict=True)
    )
    state = let.again(cell, "c_new", f * cell + i * g)
    return o * tanh(state), state
