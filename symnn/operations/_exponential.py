"""The exponential of a square matrix, and its derivative along another one."""

from __future__ import annotations

import numpy as np

from symnn.language.errors import NoRuleError
from symnn.operations._matrix_function import ArrayFunction, MatrixFunction


def expm(x, axis):
    # e^X = (e^(X/2^s))^(2^s), with the Padé approximant of degree 13 of the small matrix
    unit = np.eye(x.shape[-1], dtype=x.dtype)
    size = np.max(np.sum(np.abs(x), axis=-2), initial=0.0)
    halvings = int(max(0.0, np.ceil(np.log2(max(float(size), 1e-300) / 4.0))))
    a = x / 2.0**halvings
    b = (
        64764752532480000.0,
        32382376266240000.0,
        7771770303897600.0,
        1187353796428800.0,
        129060195264000.0,
        10559470521600.0,
        670442572800.0,
        33522128640.0,
        1323241920.0,
        40840800.0,
        960960.0,
        16380.0,
        182.0,
        1.0,
    )
    p2 = a @ a
    p4 = p2 @ p2
    p6 = p4 @ p2
    odd = p6 @ (b[13] * p6 + b[11] * p4 + b[9] * p2) + b[7] * p6 + b[5] * p4 + b[3] * p2
    u = a @ (odd + b[1] * unit)
    even = p6 @ (b[12] * p6 + b[10] * p4 + b[8] * p2) + b[6] * p6 + b[4] * p4 + b[2] * p2
    v = even + b[0] * unit
    result = np.linalg.solve(v - u, v + u)
    for _ in range(halvings):
        result = result @ result
    return result


def _expm_kernel(x, axis):
    # K_ijkl: the derivative of e^X along E_kl, for all k and l at once
    place = np.cumsum(np.ones_like(x[..., 0, :]), -1)
    same = place[..., None, :] == place[..., :, None]
    unit = np.where(same, np.ones_like(x), np.zeros_like(x))
    e = unit[..., :, None, :, None] * unit[..., None, :, None, :]
    moved = expm_along(x[..., None, None, :, :] + np.zeros_like(e), e, axis)
    return np.moveaxis(moved, (-4, -3), (-2, -1))


def expm_along(x, e, axis):
    # the upper right block of exp [[X, E], [0, X]]
    n = x.shape[-1]
    rows = (np.concatenate((x, e), -1), np.concatenate((np.zeros_like(x), x), -1))
    return expm(np.concatenate(rows, -2), axis)[..., :n, n:]


def _expm_second_kernel(x, axis):
    # ∂K_ijkl/∂X_ab: the derivative of e^X along E_kl and E_ab, for all of them at once
    place = np.cumsum(np.ones_like(x[..., 0, :]), -1)
    same = place[..., None, :] == place[..., :, None]
    unit = np.where(same, np.ones_like(x), np.zeros_like(x))
    e = unit[..., :, None, :, None] * unit[..., None, :, None, :]
    first = e[..., :, :, None, None, :, :]
    second = e[..., None, None, :, :, :, :]
    none = np.zeros_like(first * second)
    moved = expm_twice(
        x[..., None, None, None, None, :, :] + none, first + none, second + none, axis
    )
    return np.moveaxis(moved, (-6, -5, -4, -3), (-4, -3, -2, -1))


def expm_twice(x, e, f, axis):
    # the upper right block of exp of a matrix of four by four blocks
    n = x.shape[-1]
    o = np.zeros_like(x)
    rows = (
        np.concatenate((x, e, f, o), -1),
        np.concatenate((o, x, o, f), -1),
        np.concatenate((o, o, x, e), -1),
        np.concatenate((o, o, o, x), -1),
    )
    return expm(np.concatenate(rows, -2), axis)[..., :n, 3 * n :]


def _jacobian_of_kernel(y, node, i, k):
    return SECOND_KERNEL.applied(node.operands, (*i, *k))


def _no_third(y, node, i, k):
    raise NoRuleError("the third derivative of a matrix exponential is not known yet")


def _jacobian(y, node, i, k):
    return KERNEL.applied(node.operands, (*i, *k))


MATRIX_EXP = MatrixFunction(
    name="expm",
    rank=2,
    keeps=True,
    square=True,
    latex=r"\operatorname{expm}",
    jacobians=[_jacobian],
    array=expm,
    native={"jax": "jax.scipy.linalg.expm", "torch": "torch.linalg.matrix_exp"},
    source="Higham, Functions of Matrices, section 10.3 (algorithm 10.20) and eq. 10.15",
)
ALONG = ArrayFunction(
    name="expm_along",
    rank=2,
    keeps=True,
    latex=r"\operatorname{L}_{\exp}",
    jacobians=[],
    array=expm_along,
    square=True,
    uses=(MATRIX_EXP,),
    source="Higham, Functions of Matrices, eq. 3.16",
)
"""Σ_kl K_ijkl E_kl, which is how array code computes a derivative of e^X along E."""
KERNEL = MatrixFunction(
    name="expm_kernel",
    rank=2,
    keeps=False,
    square=True,
    latex=r"\operatorname{L}_{\exp}",
    jacobians=[_jacobian_of_kernel],
    array=_expm_kernel,
    sizes=lambda sizes: (*sizes, *sizes),
    uses=(MATRIX_EXP, ALONG),
    source="Higham, Functions of Matrices, eq. 3.16 and 10.15 (the Fréchet derivative)",
)
"""K_ijkl = ∂(e^X)_ij/∂X_kl = ∫ (e^{sX})_ik (e^{(1−s)X})_lj ds over s from 0 to 1."""
ALONG_TWICE = ArrayFunction(
    name="expm_twice",
    rank=2,
    keeps=True,
    latex=r"\operatorname{L}_{\exp}",
    jacobians=[],
    array=expm_twice,
    square=True,
    uses=(MATRIX_EXP,),
    source="Al-Mohy and Higham, Higher order Fréchet derivatives of matrix functions, eq. 3.1",
)
"""The second derivative of e^X along two matrices."""
SECOND_KERNEL = MatrixFunction(
    name="expm_second_kernel",
    rank=2,
    keeps=False,
    square=True,
    latex=r"\operatorname{L}^{(2)}_{\exp}",
    jacobians=[_no_third],
    array=_expm_second_kernel,
    sizes=lambda sizes: (*sizes, *sizes, *sizes),
    uses=(MATRIX_EXP, ALONG_TWICE),
    source="Al-Mohy and Higham, Higher order Fréchet derivatives of matrix functions, section 3",
)
"""K²_ijklab = ∂²(e^X)_ij/∂X_kl∂X_ab."""
