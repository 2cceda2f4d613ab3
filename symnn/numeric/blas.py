"""Products of matrices that are added to what is there: C ← C ± A B, by the BLAS of NumPy.

NumPy only offers products into memory of their own, which costs a second pass over arrays that may
be too large for the cache. The OpenBLAS that its packages bring along is called directly, so that
no second set of threads is started; where it is not found, NumPy's own functions do the same.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

LARGE = 1_000_000
"""Multiplications from which the call of a library pays."""
ROW_MAJOR, PLAIN, TURNED = 101, 111, 112
Product = Callable[[np.ndarray, np.ndarray, np.ndarray], object]


@cache
def gemm(letter: str) -> Any:
    """``cblas_dgemm`` (for the letter d) or ``cblas_sgemm`` (f) of NumPy; None if there is none.

    Its integers have 64 bits. Other letters have no such function.
    """
    if letter not in "df":
        return None
    package = Path(np.__file__).parent
    for folder in (package.with_name("numpy.libs"), package / ".dylibs"):
        for file in sorted(folder.glob("*openblas*")):
            try:
                found = getattr(ctypes.CDLL(str(file)), f"scipy_cblas_{_name(letter)}gemm64_")
            except (OSError, AttributeError):
                continue  # another build of it
            flag, size, number = ctypes.c_int, ctypes.c_int64, _number(letter)
            array = [ctypes.c_void_p, size]
            found.argtypes = [flag, flag, flag, size, size, size, number, *array, *array]
            found.argtypes = [*found.argtypes, number, *array]
            found.restype = None
            return found
    return None


def _name(letter: str) -> str:
    return "s" if letter == "f" else letter


def _number(letter: str) -> Any:
    return ctypes.c_float if letter == "f" else ctypes.c_double


def added_product(
    dtype: np.dtype, sizes: tuple[int, int, int], turned: tuple[bool, bool], sign: int
) -> Product:
    """The function ``add(a, b, c)`` that does ``c += sign · op(a) op(b)``.

    ``sizes`` are the rows and columns of ``c`` and the number of terms of each sum; ``turned``
    tells which of ``a`` and ``b`` are transposed.

    >>> add = added_product(np.dtype(float), (1, 2, 2), (True, False), -1)
    >>> c = np.array([[10.0, 10.0]])
    >>> _ = add(np.array([[1.0], [2.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), c)
    >>> c
    array([[9., 8.]])
    """
    rows, columns, terms = sizes
    plain = _plain(dtype, sizes, turned, sign)
    function = gemm(dtype.char) if rows * columns * terms > LARGE else None
    if function is None:
        return plain
    flags = [TURNED if turn else PLAIN for turn in turned]
    widths = rows if turned[0] else terms, terms if turned[1] else columns
    known: list[Any] = [None, None, None]  # the arrays of the last call
    places: list[int] = [0, 0, 0]

    def add(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
        if not (a is known[0] and b is known[1] and c is known[2]):
            arrays = (a, b, c)
            gaps = not all(array.flags.c_contiguous for array in arrays)
            if gaps or np.may_share_memory(a, c) or np.may_share_memory(b, c):
                plain(a, b, c)
                return
            known[:], places[:] = arrays, [array.ctypes.data for array in arrays]
        first, second, third = places
        function(
            *(ROW_MAJOR, *flags, rows, columns, terms, sign),
            *(first, widths[0], second, widths[1], 1, third, columns),
        )

    return add


def _plain(
    dtype: np.dtype, sizes: tuple[int, int, int], turned: tuple[bool, bool], sign: int
) -> Product:
    """The same by NumPy's own functions, with memory for the product."""
    memory = np.empty(sizes[:2], dtype)  # no page of it is touched before the first product
    combined = np.subtract if sign < 0 else np.add
    if turned == (True, False):  # that of most layers, as short as can be
        return lambda a, b, c: combined(c, a.T.dot(b, memory), c)
    first, second = turned

    def add(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
        combined(c, (a.T if first else a).dot(b.T if second else b, memory), c)

    return add
