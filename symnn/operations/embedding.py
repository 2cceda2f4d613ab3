"""Rows of a table by their positions."""

from __future__ import annotations

from typing import Any

from symnn.language.errors import ShapeError
from symnn.language.expression import rename
from symnn.language.index import fresh
from symnn.language.positions import PositionSymbol
from symnn.language.symbol import symbol_of
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of


def embedding(input: Any, weight: Any) -> Tensor:
    """The rows of ``weight`` at the positions ``input``, as ``torch.nn.functional.embedding``.

    y[…, j] = weight[input[…], j] for positions made with :func:`symnn.positions`; the gradient of
    a row is the sum over all places where it was looked up, Σ_t ∂L/∂y[t, j] δ(v, input[t]).

    >>> import symnn as sn
    >>> B, T, V, d = sn.dims("B T V d")
    >>> sn.embedding(sn.positions("t", B, T, below=V), sn.matrix("E", V, d)).shape
    (B, T, d)
    """
    places, table = as_tensor(input, "embedding"), as_tensor(weight, "embedding")
    where = text_of("embedding", [places.text, table.text])
    symbol = symbol_of(places.expr)
    if not isinstance(symbol, PositionSymbol):
        raise ShapeError(
            f"{where}: {places.text} is no tensor of positions; make it with "
            f"sn.positions('t', …, below=V)"
        )
    if table.ndim != 2 or table.shape[0] != symbol.below:
        raise ShapeError(
            f"{where}: {table.text} has shape {shape_text(table.shape)}; expected a matrix with "
            f"{symbol.below} rows, one for each position"
        )
    apart = fresh(places.indices)
    row, column = table.indices
    new = column.fresh()
    entry = rename(table.expr, {row: rename(places.expr, apart), column: new})
    return Tensor(entry, (*apart.values(), new), where)
