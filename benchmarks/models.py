"""The models that the benchmarks share."""

from __future__ import annotations

from cases import Case

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


def network(case: Case) -> tuple[sn.Model, list[str]]:
    """The network of a case as equations, with symbolic sizes."""
    N = sn.dim("N")
    widths = [sn.dim(f"n{place}") for place in range(len(case.sizes))]
    made, names = sn.Model(), []
    a, Y = sn.matrix("X", N, widths[0]), sn.matrix("Y", N, widths[-1])
    depth = len(case.sizes) - 1
    for layer in range(1, depth + 1):
        W = sn.matrix(f"W{layer}", widths[layer - 1], widths[layer])
        b = sn.vector(f"b{layer}", widths[layer])
        names += [f"W{layer}", f"b{layer}"]
        z = made.define(f"z{layer}", a @ W + b)
        if case.squared:
            a = made.define(f"a{layer}", sn.sigmoid(z))
        elif layer < depth:
            a = made.define(f"a{layer}", sn.tanh(z))
        else:
            a = made.define("P", sn.softmax(z))
    if case.squared:
        made.define("L", sn.total((a - Y) ** 2) / (2 * N))
    else:
        made.define("L", -sn.total(Y * sn.log(a)) / N)
        made.assume(sn.Eq(sn.total(Y, axis=1), 1))
    return made, names
