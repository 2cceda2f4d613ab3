"""The triangles of a matrix: linear, with the same triangle of ones as derivative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from symnn.language.expression import ONE
from symnn.language.index import Index
from symnn.operations._matrix_function import MatrixFunction


def _tril(x, axis):
    return np.tril(x)


def _triu(x, axis):
    return np.triu(x)


def _declared(name: str, array: Callable[..., Any]) -> MatrixFunction:
    def jacobian(y, node, i, k):
        # ∂ tril(X)_ij/∂X_kl = δ_ik δ_jl tril(1 1ᵀ)_ij
        bound = tuple(Index(index.dimension) for index in node.operands[0][1])
        weight = made.applied([(ONE, bound)], i)
        return sp.KroneckerDelta(i[0], k[0]) * sp.KroneckerDelta(i[1], k[1]) * weight

    def entries(array, outputs):
        row, column = outputs
        kept = row >= column if name == "tril" else row <= column
        return array[row, column] if kept else sp.S.Zero

    made = MatrixFunction(
        name=name,
        rank=2,
        keeps=True,
        latex=rf"\operatorname{{{name}}}",
        jacobians=[jacobian],
        entries=entries,
        array=array,
        sizes=tuple,
        source=f"numpy.{name}",
    )
    return made


TRIL, TRIU = _declared("tril", _tril), _declared("triu", _triu)
