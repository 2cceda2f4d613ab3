"""Weights of several gates: one array with a block of rows each, or an array for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import ShapeError
from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text
from symnn.layers.linear import linear


def gates(
    name: str, count: int, size: Expr, x: Tensor, h: Tensor, weights: Sequence[Any]
) -> list[tuple[Tensor, Tensor]]:
    """For each gate what comes from the input and from the state: W x + b, and V h + c.

    ``weights`` are w_ih, w_hh, b_ih and b_hh; the biases may be None.
    """
    w, v, b, c = (_blocks(name, weight, count, size) for weight in weights)
    return [(linear(x, w[k], b[k]), linear(h, v[k], c[k])) for k in range(count)]


def _blocks(name: str, weight: Any, count: int, size: Expr) -> list[Any]:
    """The arrays of the gates; of a stacked array the blocks of its rows."""
    if weight is None:
        return [None] * count
    if isinstance(weight, (tuple, list)):
        if len(weight) != count:
            raise ShapeError(f"{name}: {count} gates need {count} weights, not {len(weight)}")
        return list(weight)
    tensor = as_tensor(weight, name)
    if sp.expand(tensor.shape[0] - count * size) != 0:
        raise ShapeError(
            f"{name}: {tensor.text} has shape {shape_text(tensor.shape)}; expected {count} blocks "
            f"of {size} rows, or a tuple of {count} arrays"
        )
    row = tensor.indices[0]
    blocks = []
    for block in range(count):
        index = Index(size)
        expr = rename(tensor.expr, {row: sp.expand(block * size + index)})
        blocks.append(Tensor(expr, (index, *tensor.indices[1:]), f"{tensor.text}[{block}]"))
    return blocks
