"""A layer whose equations are written out entry by entry."""

from __future__ import annotations

import symnn as sn


def layer() -> sn.Model:
    m, n = sn.dims("m n")
    model = sn.Model()
    W, x, b = sn.matrix("W1", m, n), sn.vector("x", n), sn.scalar("b1")
    z = model.define("z", W @ x + b, entries=[])
    a = model.define("a", sn.tanh(z))
    model.define("L", sn.total(a**2))
    return model
