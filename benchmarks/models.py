"""The models that the benchmarks share."""

from __future__ import annotations

import symnn as sn


def mlp_classifier(depth: int) -> tuple[sn.Model, list[str]]:
    """A batch classifier of ``depth`` tanh layers with softmax cross-entropy; symbolic widths."""
    N, d, c = sn.dims("N d c")
    model, parameters = sn.Model(), []
    a, Y, size = sn.matrix("X", N, d), sn.matrix("Y", N, c), d
    for layer in range(1, depth + 1):
        width = c if layer == depth else sn.dim(f"h{layer}")
        W, b = sn.matrix(f"W{layer}", size, width), sn.vector(f"b{layer}", width)
        z = model.define(f"z{layer}", a @ W + b)
        last = layer == depth
        a = model.define("P", sn.softmax(z)) if last else model.define(f"a{layer}", sn.tanh(z))
        size = width
        parameters += [f"W{layer}", f"b{layer}"]
    model.define("L", -sn.mean(sn.total(Y * sn.log(a), axis=1)))
    model.assume(sn.Eq(sn.total(Y, axis=1), 1))
    return model, parameters
