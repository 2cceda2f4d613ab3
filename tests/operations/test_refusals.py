"""What operations refuse, in the user's words: shapes, settings and powers that make no sense."""

from __future__ import annotations

import pytest

import symnn as sn
from symnn.language.errors import ShapeError

N, M, K = sn.dims("n m k")
x, y, u = sn.vector("x", N), sn.vector("y", M), sn.vector("u", 3)
W, V, S = sn.matrix("W", N, M), sn.matrix("V", M, K), sn.matrix("S", N, N)
T = sn.tensor("T", 2, N, M)
IMAGE, KERNEL = sn.matrix("x", 4, N), sn.tensor("w", 6, 4, 3)
TURNED = sn.tensor("w", 4, 2, 3)

SHAPES = {
    "conv1d: no channels": (
        lambda: sn.conv1d(x, KERNEL),
        r"^conv1d\(x, w\): x has shape \(n,\); expected \(channels, n\) or \(batch, channels",
    ),
    "conv1d: kernel": (lambda: sn.conv1d(IMAGE, V), r"V has shape \(m, k\); expected \(channels o"),
    "conv1d: channels": (
        lambda: sn.conv1d(sn.matrix("x", 5, N), KERNEL),
        r"x has shape \(5, n\), with 5 channels, and w is for 4",
    ),
    "conv1d: channels of groups": (
        lambda: sn.conv1d(IMAGE, KERNEL, groups=2),
        r"with 4 channels, and w is for 2 groups of 4",
    ),
    "conv1d: groups": (
        lambda: sn.conv1d(sn.matrix("x", 16, N), KERNEL, groups=4),
        "6 output channels are not 4 equal groups",
    ),
    "conv1d: stride of none": (lambda: sn.conv1d(IMAGE, KERNEL, stride=0), "stride is a whole num"),
    "conv1d: stride of a truth": (lambda: sn.conv1d(IMAGE, KERNEL, stride=True), "not True"),
    "conv1d: strides": (
        lambda: sn.conv1d(IMAGE, KERNEL, stride=(1, 2)),
        r"stride takes one number, or 1 of them, not \(1, 2\)",
    ),
    "conv1d: same with a stride": (
        lambda: sn.conv1d(IMAGE, KERNEL, stride=2, padding="same"),
        "padding='same' needs stride 1",
    ),
    "conv1d: a word": (lambda: sn.conv1d(IMAGE, KERNEL, padding="full"), "padding is .*not 'full'"),
    "conv1d: bias": (
        lambda: sn.conv1d(IMAGE, KERNEL, bias=u),
        r"the bias u has shape \(3,\), expected \(6,\)",
    ),
    "conv1d: room": (
        lambda: sn.conv1d(sn.matrix("x", 4, 2), KERNEL),
        "a kernel of size 3 does not fit into 2 entries",
    ),
    "conv1d: an expression": (
        lambda: sn.conv1d(sn.exp(IMAGE), KERNEL, padding=1),
        r"exp\(x\) is an expression, .* name first, such as h = model\.define\('h', exp\(x\)\)",
    ),
    "conv_transpose1d: channels": (
        lambda: sn.conv_transpose1d(sn.matrix("x", 3, N), TURNED),
        "x has 3 channels, w is for 4",
    ),
    "conv_transpose1d: groups": (
        lambda: sn.conv_transpose1d(IMAGE, TURNED, groups=3),
        "4 channels are not 3 equal groups",
    ),
    "conv_transpose1d: shape": (
        lambda: sn.conv_transpose1d(x, TURNED),
        r"x has shape \(n,\); expected \(channels, n\)",
    ),
    "max_pool1d: axes": (
        lambda: sn.max_pool2d(x, 2),
        r"^max_pool2d\(x\): ",
    ),
    "max_pool1d: padding": (
        lambda: sn.max_pool1d(sn.vector("x", 6), 2, padding=2),
        "padding is less than half of kernel_size",
    ),
    "concatenate: nothing": (lambda: sn.concatenate([]), "expected tensors with an axis to join"),
    "concatenate: numbers": (
        lambda: sn.concatenate([x, sn.scalar("c")]),
        r"^concatenate\(x, c\): expected tensors with an axis",
    ),
    "concatenate: other axes": (
        lambda: sn.concatenate([W, V]),
        r"W has shape \(n, m\), V has shape \(m, k\); they may differ along axis 0 only",
    ),
    "cross": (lambda: sn.cross(u, x), r"x has shape \(n,\); expected two vectors with three entri"),
    "embedding: no positions": (lambda: sn.embedding(x, W), "x is no tensor of positions"),
    "embedding: rows": (
        lambda: sn.embedding(sn.positions("t", K, below=M), W),
        r"W has shape \(n, m\); expected a matrix with m rows, one for each position",
    ),
    "kron": (lambda: sn.kron(x, W), "expected two vectors or two matrices"),
    "pad: nothing": (lambda: sn.pad(x, ()), r"two numbers for each of the last axes of shape \(n,"),
    "pad: a number": (lambda: sn.pad(x, 1), r"not 1$"),
    "pad: odd": (lambda: sn.pad(x, (1, 2, 3)), r"not \(1, 2, 3\)$"),
    "pad: more axes": (lambda: sn.pad(x, (1, 2, 3, 4)), r"last axes of shape \(n,\)"),
    "pad: less": (lambda: sn.pad(x, (-1, 2)), "pad is a whole number ≥ 0 or a size, not -1"),
    "solve: a long matrix": (lambda: sn.solve(W, x), "expected a square matrix"),
    "solve: rows": (lambda: sn.solve(S, y), "and a vector or a matrix with as many rows"),
    "solve: several matrices": (lambda: sn.solve(T, y), r"T has shape \(2, n, m\)"),
    "stack: shapes": (
        lambda: sn.stack([x, y]),
        r"expected tensors of one shape; x has shape \(n,\), y has shape \(m,\)",
    ),
    "stack: nothing": (lambda: sn.stack([]), "expected tensors of one shape"),
    "stack: axis": (lambda: sn.stack([x, x], axis=2), "2 axes have no position 2"),
    "vec": (lambda: sn.vec(T), r"T has shape \(2, n, m\)|not shape \(2, n, m\)"),
    "inverse": (lambda: sn.inverse(W), r"expected a square matrix, not shape \(n, m\)"),
    "determinant of a vector": (lambda: sn.det(x), r"expected a square matrix, not shape \(n,\)"),
    "a power of a long matrix": (
        lambda: sn.matrix_power(W, 2),
        r"expected a square matrix, not shape \(n, m\)",
    ),
}
TYPES = {
    "elastic net of nothing": (sn.elastic_net, "a penalty needs parameters"),
    "half a power": (
        lambda: sn.matrix_power(S, 0.5),
        r"^matrix_power\(S, 0\.5\): the power of a matrix is a whole number such as 2, not 0\.5$",
    ),
    "a true power": (lambda: sn.matrix_power(S, True), "not True"),
    "no power of several": (
        lambda: sn.matrix_power(sn.tensor("A", 2, N, N), 0),
        "the power 0 of several matrices at once; write sn.eye",
    ),
}


@pytest.mark.parametrize("case", SHAPES)
def test_shapes_and_settings_that_do_not_fit(case):
    call, words = SHAPES[case]
    with pytest.raises(ShapeError, match=words):
        call()


@pytest.mark.parametrize("case", TYPES)
def test_powers_and_parameters_that_make_no_sense(case):
    call, words = TYPES[case]
    with pytest.raises(TypeError, match=words):
        call()


def test_norms_of_matrices_that_are_none():
    with pytest.raises(ValueError, match="of a matrix, ord is 'fro', 'nuc', 1, 2 or inf"):
        sn.norm(W, 3, axis=(0, 1))
    with pytest.raises(ValueError, match="ord is 1, 2, inf, another number > 0, or 'fro'"):
        sn.norm(x, -1)
