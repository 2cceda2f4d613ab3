"""The declared operations, and how to evaluate them: with NumPy, and to 50 digits and more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import mpmath
import numpy as np
import scipy.special
import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.expr import Expr

import symnn  # noqa: F401  (declares all operations)
from symnn.language.expression import Applied
from symnn.language.index import Index
from symnn.language.operation import AxisOperation, Elementwise, known_operations, operation_of
from symnn.language.symbol import TensorSymbol
from symnn.operations._matrix_function import MatrixFunction
from symnn.operations.polygamma import derivative_of_digamma
from tests.scalars import expand

ELEMENTWISE = [o for o in known_operations().values() if isinstance(o, Elementwise)]
ELEMENTWISE += [derivative_of_digamma(order) for order in (1, 4)]
ON_AXES = [
    o
    for o in known_operations().values()
    if isinstance(o, AxisOperation) and not isinstance(o, MatrixFunction)
]

SECOND = ((0.01,), (1.5,), (-2.0,))
"""Values of the second argument of operations of two arguments,"""
OTHERS = {
    "celu": ((0.01,), (1.5,)),
    "clip": ((-2.0, 1.5), (0.01, 30.0)),
    "hardshrink": ((0.01,), (1.5,)),
    "huber": ((0.01,), (1.5,)),
    "softshrink": ((0.01,), (1.5,)),
}
"""and of the other arguments where not all numbers will do."""

LONG = 1000
"""Digits that keep 1 + e^(-1000) apart from 1."""


def name_of(operation: Any) -> str:
    return str(operation.name)


# ---- symbolic -------------------------------------------------------------------------------


def arguments(operation: Elementwise) -> list[sp.Symbol]:
    """Scalar symbols for the arguments."""
    return [sp.Symbol(name, real=True) for name in "xyz"[: len(operation.slopes)]]


def others(operation: Elementwise) -> Sequence[tuple[float, ...]]:
    """Values of the arguments after the first one."""
    if len(operation.slopes) == 1:
        return [()]
    return OTHERS.get(operation.name, SECOND)


def plain(expr: Any) -> Expr:
    """``expr`` in SymPy's own functions."""
    return expand(sp.sympify(expr))


def value_of(operation: Elementwise, args: Sequence[Expr]) -> Expr:
    """The value at ``args``, in SymPy's own functions."""
    return plain(operation.function(*args))


def slope_of(operation: Elementwise, position: int, args: Sequence[Expr]) -> Expr:
    """The declared slope at ``args``, in SymPy's own functions, its output written out."""
    return plain(operation.slope(position, args, operation.function(*args)))


def node_on(
    operation: AxisOperation, shape: Sequence[int]
) -> tuple[Applied, list[Index], TensorSymbol]:
    """The operation on all axes of a tensor x with numeric ``shape``, the indices of its output."""
    assert not operation.square or shape[0] == shape[1]
    sizes = tuple(map(sp.Integer, shape))
    symbol = TensorSymbol("x", sizes)
    bound = [Index(size) for size in sizes]
    outputs = [Index(size) for size in sizes] if operation.keeps else []
    return operation.applied([(symbol[tuple(bound)], bound)], outputs), outputs, symbol


SQUARE = [
    [[2.0, 1.0], [-0.5, 3.0]],
    [[0.5, -1.5], [2.5, 1.0]],
    [[1e-3, 2.0], [-4.0, 1e3]],
    [[1.0, 2.0, -1.0], [0.5, 3.0, 2.0], [2.0, 0.25, 4.0]],
    [[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [0.5, 0.0, 0.0]],
]
"""Square matrices with positive determinants, not symmetric."""


def operands(operation: AxisOperation, vectors: Sequence[Sequence[float]]) -> list[np.ndarray]:
    """Arrays that an operation takes: the vectors as they are or as columns, square matrices."""
    if operation.name == "cholesky":
        small = [np.array(x) for x in SQUARE if len(x) == 2]  # larger ones are long in entries
        return [x for x in small if np.linalg.eigvalsh(x + x.T)[0] > 1e-9]
    if operation.square:
        return list(map(np.array, SQUARE))
    return [np.reshape(v, (len(v), 1) if operation.rank == 2 else (len(v),)) for v in vectors]


# ---- many digits ----------------------------------------------------------------------------


def precise(symbols: Sequence[sp.Symbol], expr: Expr) -> Callable[..., Any]:
    """``expr`` as a function of mpmath numbers, off its jumps."""
    known = {"Heaviside": lambda x, *_: mpmath.mpf(x > 0), "DiracDelta": _delta}
    return sp.lambdify(symbols, expr, [known, "mpmath"])


def _delta(x: Any, *_: Any) -> Any:
    assert x != 0, "a point on a jump"
    return mpmath.mpf(0)


# ---- NumPy ----------------------------------------------------------------------------------

NUMPY: dict[type, Callable[..., Any]] = {
    **{function: getattr(np, function.__name__) for function in (sp.sin, sp.cos, sp.tan)},
    **{function: getattr(np, function.__name__) for function in (sp.sinh, sp.cosh, sp.tanh)},
    **{function: getattr(np, function.__name__) for function in (sp.exp, sp.log, sp.sign)},
    sp.Abs: np.abs,
    sp.asin: np.arcsin,
    sp.acos: np.arccos,
    sp.atan: np.arctan,
    sp.asinh: np.arcsinh,
    sp.acosh: np.arccosh,
    sp.atanh: np.arctanh,
    sp.atan2: np.arctan2,
    log1p: np.log1p,
    expm1: np.expm1,
    sp.loggamma: scipy.special.gammaln,
    sp.zeta: scipy.special.zeta,
}
"""Functions of SymPy on arrays."""


def numeric(operation: Elementwise) -> Callable[..., Any]:
    """The operation as a function of arrays, as generated code computes it."""
    if operation.array is not None:
        return operation.array
    if operation.scipy is not None:
        return getattr(scipy.special, operation.scipy)  # type: ignore[no-any-return]
    form = operation.computed or operation.definition
    if form is None:
        return NUMPY[operation.function]
    symbols = arguments(operation)
    expr = form(*symbols)
    return lambda *arrays: evaluate(expr, dict(zip(symbols, arrays, strict=True)))


def numeric_slope(operation: Elementwise, position: int, *arrays: Any) -> Any:
    """The declared slope on arrays, with the output that :func:`numeric` gives."""
    symbols = [*arguments(operation), sp.Symbol("output", real=True)]
    slope = operation.slope(position, symbols[:-1], symbols[-1])
    output = numeric(operation)(*arrays)
    value = evaluate(slope, dict(zip(symbols, [*arrays, output], strict=True)))
    return value + np.zeros_like(output)


def evaluate(expr: Expr, values: dict[sp.Symbol, Any]) -> Any:
    """``expr`` on arrays, operation by operation."""
    if expr in values:
        return values[expr]
    if expr.is_number:
        return float(expr)
    args = [evaluate(arg, values) for arg in expr.args]
    if isinstance(expr, (sp.Max, sp.Min)):
        return reduce(np.maximum if isinstance(expr, sp.Max) else np.minimum, args)
    if type(expr) in NUMPY:
        return NUMPY[type(expr)](*args)
    if isinstance(expr, sp.Function):
        return numeric(operation_of(expr))(*args)
    if isinstance(expr, sp.Pow):
        return args[0] ** (int(expr.exp) if expr.exp.is_Integer else args[1])
    result = args[0]
    for arg in args[1:]:
        result = result + arg if isinstance(expr, sp.Add) else result * arg
    return result


def in_domain(operation: Elementwise, x: np.ndarray) -> np.ndarray:
    """The entries of ``x`` where the operation is defined."""
    low, high = operation.domain
    return x[(x > low) & (x < high)]
