"""Models with families: a recurrent network in time, and layers of any number and widths."""

from __future__ import annotations

from collections.abc import Callable

import symnn as sn


def simple_rnn() -> sn.Model:
    """States h_1 … h_T, each with its loss, and weight decay."""
    T, n, d = sn.dims("T n d")
    t = sn.label("t", T)
    x, y = sn.family("x", t, d), sn.family("y", t, n)
    a, h = sn.family("a", t, n), sn.family("h", t, n)
    W, U, b = sn.matrix("W", n, n), sn.matrix("U", n, d), sn.vector("b", n)
    model = sn.Model()
    model.define(a[t], W @ h[t - 1] + U @ x[t] + b)
    model.define(h[t], sn.tanh(a[t]))
    model.define("L", sn.total(sn.total((h[t] - y[t]) ** 2) / 2, axis=t) + sn.total(W**2) / 2)
    return model


def deep_net(cost: Callable[[sn.Tensor], sn.Tensor] | None = None) -> sn.Model:
    """Layers l = 1 … L of the widths n_l; the ``cost`` is of the last one."""
    l = sn.label("l", "L")  # noqa: E741 (the letter of the textbook)
    L = sn.dim("L")
    width = sn.sizes("n", l)
    W = sn.family("W", l, width[l], width[l - 1], raised=True)
    b, z, a = (sn.family(name, l, width[l], raised=True) for name in "bza")
    model = sn.Model()
    model.define(z[l], W[l] @ a[l - 1] + b[l])
    model.define(a[l], sn.sigmoid(z[l]))
    y = sn.vector("y", width[L])
    model.define("C", sn.total((a[L] - y) ** 2) / 2 if cost is None else cost(a[L]))
    return model
