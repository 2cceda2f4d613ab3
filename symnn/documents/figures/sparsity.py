"""Which entries of a matrix are zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import Box, Canvas
from symnn.documents.figures.functions import Array
from symnn.documents.figures.palette import ACCENT, BLUE, INK, SOFT
from symnn.language.errors import ShapeError
from symnn.language.symbol import DerivativeSymbol

SIDE = 300.0
"""How large a picture is."""
MOST = 96
"""So many rows are drawn one by one; of more, some together."""


def sparsity(
    matrix: Any,
    values: Mapping[str, Any] | None = None,
    *,
    name: str = "",
    rows: int | None = None,
    blocks: Sequence[int] | tuple[Sequence[int], Sequence[int]] = (),
    signs: bool = True,
    caption: Text | str = (),
) -> Picture:
    """The entries of a matrix that are not zero: positive ones blue, negative ones red.

    ``matrix`` is an array, or what ``model.hessian`` or ``model.jacobian`` gives together with the
    ``values`` of all arrays of the model. Of an array with more than two axes, as the Hessian by a
    matrix is, the first ``rows`` axes are rows: those of what is differentiated, or half of them.
    ``blocks`` are the sizes of the parts of the matrix, which lines divide. ``name`` is LaTeX.

    >>> import numpy as np
    >>> import symnn as sn
    >>> print(sn.figures.sparsity(np.eye(3)).alt)
    Pattern of a 3 × 3 matrix: 3 of 9 entries are not zero; it is symmetric.
    """
    array = _array(matrix, values, rows)
    height, width = array.shape
    factor = max(1, -(-max(height, width) // MOST))
    cells = _gathered(array, factor)
    pitch = SIDE / max(cells.shape)
    canvas = Canvas()
    for place, colour in ((1, BLUE), (-1, ACCENT)):
        data = _runs(np.sign(cells) == place if signs else (np.sign(cells) != 0) & (place > 0))
        if data:
            canvas.path(_squares(data, pitch), fill=colour)
    whole = Box(0, 0, cells.shape[1] * pitch, cells.shape[0] * pitch)
    _divide(canvas, blocks, array.shape, pitch / factor, whole)
    canvas.rectangle(whole, stroke=INK, width=0.8, opacity=SOFT)
    if name:
        canvas.formula(name, (-10, whole.bottom / 2), 17, anchor=(1, 0.5))
    canvas.formula(str(width), (whole.right / 2, -8), 12, anchor=(0.5, 1), opacity=SOFT)
    beside = (whole.right + 8, whole.bottom / 2)
    canvas.formula(str(height), beside, 12, anchor=(0, 0.5), opacity=SOFT)
    if factor > 1:
        note = rf"\text{{one square: }} {factor} \times {factor} \text{{ entries}}"
        at = (whole.right / 2, whole.bottom + 8)
        canvas.formula(note, at, 12, anchor=(0.5, 0), opacity=SOFT)
    return canvas.picture(_alt(array), caption)


def _array(matrix: Any, values: Mapping[str, Any] | None, rows: int | None) -> Array:
    if hasattr(matrix, "compile"):
        if values is None:
            raise ShapeError("sparsity: a derivative has numbers for given arrays; give values={…}")
        found, derivatives = matrix.compile()(dict(values))
        if len(derivatives) > 1:
            names = ", ".join(derivatives)
            raise ShapeError(f"sparsity: one derivative makes a picture, not those by {names}")
        rows = _rows(matrix) if rows is None else rows
        matrix = next(iter(derivatives.values()), found)
    if hasattr(matrix, "toarray"):
        matrix = matrix.toarray()
    array = np.asarray(matrix, dtype=float)
    if array.ndim == 1:
        array = array[None, :]
    if not array.ndim or not array.size:
        raise ShapeError(f"sparsity: expected a matrix, not shape {array.shape}")
    if np.isnan(array).any():
        raise ValueError(f"sparsity: {int(np.isnan(array).sum())} entries are no numbers")
    half = (array.ndim + 1) // 2 if rows is None else rows
    if not 0 <= half <= array.ndim:
        raise ShapeError(f"sparsity: rows is a number of axes up to {array.ndim}, not {half}")
    return array.reshape(prod(array.shape[:half]), -1)


def _rows(derivative: Any) -> int:
    """How many axes of a derivative are those of what is differentiated."""
    if hasattr(derivative, "adjoints"):
        return len(derivative.adjoints.target.shape)
    symbol = derivative.symbol
    return len(symbol.of.shape if isinstance(symbol, DerivativeSymbol) else symbol.shape[:1])


def _gathered(array: Array, factor: int) -> Array:
    """The largest entry of each block of so many rows and columns."""
    if factor == 1:
        return array
    rows, columns = (-(-size // factor) for size in array.shape)
    padded = np.zeros((rows * factor, columns * factor))
    padded[: array.shape[0], : array.shape[1]] = array
    parts = padded.reshape(rows, factor, columns, factor).swapaxes(1, 2).reshape(rows, columns, -1)
    largest = np.abs(parts).argmax(axis=2)
    return np.take_along_axis(parts, largest[..., None], axis=2)[..., 0]


def _runs(cells: Array) -> list[tuple[int, int]]:
    return [(int(row), int(column)) for row, column in np.argwhere(cells)]


def _squares(cells: Sequence[tuple[int, int]], pitch: float) -> str:
    gap = min(1.0, 0.08 * pitch)
    side = pitch - 2 * gap
    return "".join(
        f"M{column * pitch + gap:.2f} {row * pitch + gap:.2f}h{side:.2f}v{side:.2f}h-{side:.2f}z"
        for row, column in cells
    )


def _divide(canvas: Canvas, blocks: Any, shape: tuple[int, ...], pitch: float, whole: Box) -> None:
    if not len(blocks):
        return
    both = blocks if isinstance(blocks[0], Sequence) else (blocks, blocks)
    for sizes, total, down in zip(both, shape, (True, False), strict=True):
        if sum(sizes) != total:
            raise ShapeError(f"blocks: {list(sizes)} add up to {sum(sizes)}, not to {total}")
        at = 0
        for size in sizes[:-1]:
            at += size
            line = (
                [(0.0, at * pitch), (whole.right, at * pitch)]
                if down
                else [(at * pitch, 0.0), (at * pitch, whole.bottom)]
            )
            canvas.line(line, stroke=INK, width=0.6, opacity=SOFT)


def _alt(array: Array) -> str:
    rows, columns = array.shape
    filled = int(np.count_nonzero(array))
    text = f"Pattern of a {rows} × {columns} matrix: {filled} of {array.size} entries are not zero"
    square = rows == columns
    if square and filled and not np.count_nonzero(array - np.diag(np.diag(array))) and rows > 3:
        return f"{text}, all on the diagonal."
    if square and np.allclose(array, array.T):
        return f"{text}; it is symmetric."
    return f"{text}."
