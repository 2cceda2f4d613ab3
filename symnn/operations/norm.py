"""Norms: of vectors, and the Frobenius norm of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import ShapeError
from symnn.language.expression import Applied, total_over
from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text
from symnn.operations._matrix_function import MatrixFunction
from symnn.operations._operand import operand_at
from symnn.operations._singular import LEFT_SINGULAR, RIGHT_SINGULAR, SVDVALS
from symnn.operations.absolute import ABS
from symnn.operations.argmax_mask import ARGMAX_MASK
from symnn.operations.max import MAX
from symnn.operations.total import total


def _norm_2(x, axis):
    top = np.max(np.abs(x), axis=axis, keepdims=True)
    scale = np.where((top > 0) & (top < np.inf), top, 1.0)  # so that no square overflows
    return np.squeeze(scale, axis) * np.sqrt(np.sum((x / scale) ** 2, axis=axis))


def _norm_1(x, axis):
    return np.sum(np.abs(x), axis=axis)


def _norm_inf(x, axis):
    return np.max(np.abs(x), axis=axis)


def _definition_2(x, bound, out):
    return sp.sqrt(total_over(x(bound) ** 2, bound))


def _jacobian_2(y, node, i, k):
    return operand_at(node, k) / y(i)  # ∂‖x‖/∂x_k = x_k/‖x‖


def _jacobian_inf(y, node, i, k):
    # ∂ max|x|/∂x_k = sign(x_k) where |x_k| is largest, shared equally among ties
    body, bound = node.operands[0]
    return sp.sign(operand_at(node, k)) * ARGMAX_MASK.applied([(sp.Abs(body), bound)], k)


NORM_1 = AxisOperation(
    name="norm_1",
    rank=None,
    keeps=False,
    latex=r"\left\|{0}\right\|_1",
    definition=lambda x, bound, out: total_over(sp.Abs(x(bound)), bound),
    jacobians=[lambda y, node, i, k: sp.sign(operand_at(node, k))],  # ∂ Σ|x|/∂x_k = sign x_k
    array=_norm_1,
    source="numpy.linalg.norm with ord=1",
)

NORM_2 = AxisOperation(
    name="norm_2",
    rank=None,
    keeps=False,
    latex=r"\left\|{0}\right\|_2",
    definition=_definition_2,
    jacobians=[_jacobian_2],
    array=_norm_2,
    source="The Matrix Cookbook, eq. 129 (distance to a point)",
)

NORM_INF = AxisOperation(
    name="norm_inf",
    rank=None,
    keeps=False,
    latex=r"\left\|{0}\right\|_\infty",
    definition=lambda x, bound, out: MAX.applied([(sp.Abs(x(bound)), bound)], ()),
    jacobians=[_jacobian_inf],
    array=_norm_inf,
    source="numpy.linalg.norm with ord=inf",
)

NORM_FRO = AxisOperation(
    name="norm_fro",
    rank=2,
    keeps=False,
    latex=r"\left\|{0}\right\|_F",
    definition=_definition_2,
    jacobians=[_jacobian_2],  # ∂‖X‖_F/∂X = X/‖X‖_F
    array=_norm_2,
    source="numpy.linalg.norm with ord='fro'",
)


def _norm_nuc(x, axis):
    return np.sum(np.linalg.svd(x, full_matrices=False)[1], -1)


def _norm_spectral(x, axis):
    return np.linalg.svd(x, full_matrices=False)[1][..., 0]


def _dyad(node: Applied, k: Sequence[Expr], place: Expr) -> Expr:
    """u_k v_l of the singular value at a place."""
    left = LEFT_SINGULAR.applied(node.operands, (k[0], place))
    return left * RIGHT_SINGULAR.applied(node.operands, (k[1], place))


def _jacobian_nuc(y, node, i, k):
    (place,) = SVDVALS.result(node.operands[0][1])
    return total_over(_dyad(node, k, place), [place])  # ∂‖X‖_*/∂X = U Vᵀ


def _definition_nuc(x, bound, out):
    (place,) = SVDVALS.result(bound)
    return total_over(SVDVALS.applied([(x(bound), bound)], (place,)), [place])


NORM_NUC = MatrixFunction(
    name="norm_nuc",
    rank=2,
    keeps=False,
    latex=r"\left\|{0}\right\|_*",
    definition=_definition_nuc,
    jacobians=[_jacobian_nuc],
    array=_norm_nuc,
    sizes=lambda sizes: (),
    condition="{0} has full rank",
    source="Watson, Characterization of the subdifferential of some matrix norms, section 4",
)

NORM_SPECTRAL = MatrixFunction(
    name="norm_spectral",
    rank=2,
    keeps=False,
    latex=r"\left\|{0}\right\|_2",
    definition=lambda x, bound, out: SVDVALS.applied([(x(bound), bound)], (sp.S.One,)),
    jacobians=[lambda y, node, i, k: _dyad(node, k, sp.S.One)],  # ∂‖X‖_2/∂X = u_1 v_1ᵀ
    array=_norm_spectral,
    sizes=lambda sizes: (),
    condition="the largest singular value of {0} is simple",
    source="Magnus and Neudecker, section 8.10; Watson, section 4",
)


def norm(x: Any, ord: Any = None, axis: Any = None) -> Tensor:
    """The norm of x over ``axis`` (all axes, if None), as in ``numpy.linalg.norm``.

    Of a vector: ``ord`` 1, 2 (also None), ``inf``, or any p > 0 for (Σ|x|^p)^(1/p), which is
    evaluated as it stands. Of a matrix: ``"fro"`` (also None), the root of the sum of squares;
    ``"nuc"``, the sum of the singular values, with the gradient U Vᵀ; 2, the largest one, with the
    gradient u vᵀ; 1 and ``inf``, the largest sum of a column or a row of absolute values.
    Where a norm has no gradient (at x = 0) the 2-norm's x/‖x‖ is 0/0, and the 1-norm's sign is 0.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.norm(sn.matrix("A", n, m), axis=m).shape
    (n,)
    """
    value = as_tensor(x, "norm")
    axes = len(value.axis(axis))
    text = f"norm({value.text}, ord={ord!r})"
    if ord == "fro" or (ord is None and axes == 2):
        if axes != 2:
            raise ShapeError(
                f"{text}: 'fro' takes two axes, not {axes}; {value.text} has shape "
                f"{shape_text(value.shape)}"
            )
        return NORM_FRO(value, axis)
    if axes == 2:
        return _of_matrix(value, ord, axis, text)
    if ord is None or ord == 2:
        return NORM_2(value, axis)
    if ord == 1:
        return NORM_1(value, axis)
    if ord == inf:
        return NORM_INF(value, axis)
    if not isinstance(ord, (int, float, Fraction)) or not ord > 0:
        raise ValueError(f"{text}: ord is 1, 2, inf, another number > 0, or 'fro' for a matrix")
    result = total(ABS(value) ** ord, axis) ** (1 / as_tensor(ord, "norm"))
    return Tensor(result.expr, result.indices, text)


def _of_matrix(value: Tensor, ord: Any, axis: Any, text: str) -> Tensor:
    """An operator norm, or the nuclear norm, over two axes."""
    rows, columns = value.axis(axis)
    if ord in ("nuc", 2):
        rest = [index for index in value.indices if index not in (rows, columns)]
        matrices = Tensor(value.expr, (*rest, rows, columns), value.text)
        return (NORM_NUC if ord == "nuc" else NORM_SPECTRAL).of_last_axes(matrices, "norm")
    if ord in (1, inf):
        inner, outer = (rows, columns) if ord == 1 else (columns, rows)
        result = MAX(total(ABS(value), inner), outer)
        return Tensor(result.expr, result.indices, text)
    raise ValueError(f"{text}: of a matrix, ord is 'fro', 'nuc', 1, 2 or inf")
