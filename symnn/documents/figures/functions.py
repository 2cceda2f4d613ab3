"""Functions of one and of two numbers, from callables on arrays, expressions and models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from sympy.core.expr import Expr

from symnn.calculus.derivative import partial
from symnn.calculus.simplify import simplified
from symnn.language.errors import NoRuleError, NotScalarError, UnknownNameError
from symnn.language.expression import symbols_in
from symnn.language.index import Index
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor
from symnn.notation.index import IndexWriter
from symnn.notation.style import Latex, Plain
from symnn.numeric.compiled import compiled

Array = NDArray[np.float64]
Range = tuple[float, float]
Partial = Callable[..., Array]
STEP = 6e-6
"""The step of central differences, relative to the size of a number."""


@dataclass(frozen=True)
class Function:
    """A function of one or two numbers on arrays, ``value``, and its name in LaTeX.

    ``slopes`` gives its partial derivatives, ``inner`` the functions whose zeros are its kinks, if
    these are known.
    """

    value: Callable[..., Array]
    slopes: tuple[Callable[..., Array], ...]
    latex: str = ""
    names: tuple[str, ...] = ()
    inner: tuple[Callable[..., Array], ...] = ()
    expression: Tensor | None = None
    plain: str = "f"

    def kinks(self, over: Range) -> list[float]:
        """Where the slope of a function of one number jumps, in order."""
        x = np.linspace(*over, 2001)
        found: list[float] = []
        for function in self.inner:
            y = function(x)
            exact = x[y == 0].tolist()
            for place in np.flatnonzero(y[:-1] * y[1:] < 0):
                exact.append(_zero(function, x[place], x[place + 1]))
            found += exact
        return [x for x in sorted(set(np.round(found, 12).tolist())) if self._jumps(x, over)]

    def _jumps(self, x: float, over: Range) -> bool:
        step = 1e-6 * (over[1] - over[0])
        if not over[0] < x < over[1]:
            return False
        with np.errstate(all="ignore"):
            before, after = self.slopes[0](np.array([x - step, x + step]))
        return bool(abs(after - before) > 1e-3 * (1 + min(abs(before), abs(after))))


def function_of(f: Any, names: Sequence[str], where: str) -> Function:
    """A function of as many numbers as there are ``names`` from a callable or an expression.

    The symbols of an expression are its arguments, in the order in which they were made. Raises
    NotScalarError for expressions that are no function of so many numbers, TypeError for what is
    neither a callable nor an expression.
    """
    if isinstance(f, Tensor):
        return _of_expression(f, names, where)
    if callable(f):
        value = _checked(f, where)
        slopes = tuple(_difference(value, place) for place in range(len(names)))
        return Function(value, slopes, names=tuple(names))
    raise TypeError(
        f"{where}: expected a callable on arrays, or an expression such as sn.tanh(sn.scalar('x')),"
        f" not {type(f).__name__}"
    )


def function_of_model(
    model: Any, of: str | None, wrt: Sequence[str], values: Mapping[str, Any] | None, where: str
) -> Function:
    """A scalar of a model as a function of scalar inputs; ``values`` are those of the others."""
    if of is None:
        raise UnknownNameError(f"{where}: a model has many quantities; say which one, of='L'")
    symbols = [model.symbol(name) for name in wrt]
    for symbol in (model.symbol(of), *symbols):
        if symbol.shape:
            raise NotScalarError(f"{where}: {symbol.name} is no scalar, and cannot be an axis")
    run = model.compile(of, [symbol.name for symbol in symbols])
    given = dict(values or {})

    def at(*arrays: Array) -> tuple[Array, ...]:
        shape = np.broadcast_shapes(*(np.shape(array) for array in arrays))
        flat = [np.broadcast_to(array, shape).ravel() for array in arrays]
        rows = []
        for point in zip(*flat, strict=True):
            pairs = zip(symbols, point, strict=True)
            value, slopes = run({**given, **{s.name: float(x) for s, x in pairs}})
            rows.append((float(value), *(float(slopes[s.name]) for s in symbols)))
        columns = np.array(rows).reshape((*shape, 1 + len(symbols)))
        return tuple(columns[..., place] for place in range(1 + len(symbols)))

    def part(place: int) -> Callable[..., Array]:
        return lambda *arrays: at(*arrays)[place]

    slopes = tuple(part(1 + place) for place in range(len(symbols)))
    names = tuple(Latex().symbol(symbol) for symbol in symbols)
    target = model.symbol(of)
    latex, plain = Latex().symbol(target), Plain().symbol(target)
    return Function(part(0), slopes, latex, names, plain=plain)


def derivative_of(function: Function, where: str) -> Function:
    """The derivative of a function of one number."""
    expression = function.expression
    symbols = _symbols(expression) if expression is not None else []
    if expression is not None and symbols:  # else it is a callable, or constant
        (symbol,) = symbols
        slope = simplified(partial(expression.expr, symbol, ()))
        made = _of_expression(Tensor(slope, ()), [symbol.name], where, [symbol])
        return Function(made.value, made.slopes, "", made.names, function.inner, made.expression)
    return Function(function.slopes[0], (_difference(function.slopes[0], 0),))


# ---- expressions --------------------------------------------------------------------------------


def _symbols(expression: Tensor) -> list[TensorSymbol]:
    return sorted(symbols_in(expression.expr), key=lambda symbol: (symbol.age, symbol.name))


def _of_expression(
    f: Tensor, names: Sequence[str], where: str, arguments: Sequence[TensorSymbol] | None = None
) -> Function:
    if f.indices:
        raise NotScalarError(f"{where}: {f.text} has axes; a function of numbers is a scalar")
    symbols = list(arguments or _symbols(f))
    if not symbols:
        return _constant(f, names)
    count = len(names)
    if any(symbol.shape for symbol in symbols) or len(symbols) > count:
        found = ", ".join(symbol.name for symbol in symbols)
        wanted = "one scalar" if count == 1 else f"{count} scalars"
        raise NotScalarError(f"{where}: expected an expression of {wanted}, not of {found}")
    if len(symbols) < count:
        raise NotScalarError(
            f"{where}: {f.text} depends on {symbols[0].name} alone; add 0 times another symbol or "
            f"give a callable"
        )
    slopes = tuple(_slope(f.expr, symbol, symbols) for symbol in symbols)
    inner: tuple[Partial, ...] = ()
    if count == 1:  # the slope of a maximum has a step where the maximum has its kink
        kinked = {**_kinked(f.expr), **_kinked(partial(f.expr, symbols[0], ()))}
        inner = tuple(_lifted(expr, symbols) for expr in kinked)
    latex, plain = (IndexWriter(style, (), ()).text(f.expr) for style in (Latex(), Plain()))
    own = tuple(Latex().symbol(symbol) for symbol in symbols)
    return Function(_lifted(f.expr, symbols), slopes, latex, own, inner, f, plain)


def _constant(f: Tensor, names: Sequence[str]) -> Function:
    latex, plain = (IndexWriter(style, (), ()).text(f.expr) for style in (Latex(), Plain()))
    flat = tuple(_lifted(sp.S.Zero, ()) for _ in names)
    return Function(_lifted(f.expr, ()), flat, latex, tuple(names), (), None, plain)


def _slope(expr: Expr, symbol: TensorSymbol, symbols: Sequence[TensorSymbol]) -> Partial:
    """The derivative by a symbol, compiled when it is needed."""

    @cache
    def made() -> Partial:
        return _lifted(simplified(partial(expr, symbol, ())), symbols)

    def value(*arrays: Array) -> Array:
        return made()(*arrays)

    return value


def _lifted(expr: Expr, symbols: Sequence[TensorSymbol]) -> Partial:
    """An expression of scalars as a function of arrays of them."""
    if not symbols_in(expr):
        constant = float(expr)
        return lambda *arrays: np.full(np.broadcast_shapes(*map(np.shape, arrays)), constant)
    size = sp.Symbol("_points", integer=True, positive=True)
    at = Index(size)
    vectors = {symbol: TensorSymbol(symbol.name, (size,)) for symbol in symbols}
    used = [symbol for symbol in symbols if symbol in symbols_in(expr)]
    moved = expr.xreplace({symbol: vector[(at,)] for symbol, vector in vectors.items()})
    target = TensorSymbol("_value", (size,))
    step = compiled([Equation(target, (at,), moved)], [vectors[s] for s in used], target, {})

    def value(*arrays: Array) -> Array:
        whole = np.broadcast_arrays(*(np.asarray(array, dtype=float) for array in arrays))
        pairs = zip(symbols, whole, strict=True)
        given = {symbol.name: array.ravel() for symbol, array in pairs if symbol in used}
        with np.errstate(all="ignore"):
            return np.array(step(given)[0]).reshape(whole[0].shape)

    return value


def _kinked(expr: Expr) -> dict[Expr, None]:
    """What is zero where an operation in the expression has a kink."""
    found: dict[Expr, None] = {}
    for node in sp.preorder_traversal(expr):
        if not isinstance(node, (sp.Function, sp.Max, sp.Min)) or not symbols_in(node):
            continue
        try:
            operation = operation_of(node)
        except NoRuleError:
            continue
        if isinstance(operation, Elementwise):
            for kink in operation.kinks_at(node.args):
                found[node.args[0] - kink] = None
    return {inside: None for inside in found if symbols_in(inside)}


# ---- callables ----------------------------------------------------------------------------------


def _checked(f: Callable[..., Any], where: str) -> Callable[..., Array]:
    def value(*arrays: Array) -> Array:
        shape = np.broadcast_shapes(*map(np.shape, arrays))
        with np.errstate(all="ignore"):
            found = np.asarray(f(*arrays), dtype=float)
        if found.shape not in (shape, ()):
            raise ValueError(
                f"{where}: the function gave an array of shape {found.shape} for arrays of shape "
                f"{shape}; it must work number by number, or be wrapped in np.vectorize"
            )
        return np.broadcast_to(found, shape)

    return value


def _difference(f: Callable[..., Array], place: int) -> Callable[..., Array]:
    """The slope by central differences."""

    def slope(*arrays: Array) -> Array:
        x = np.asarray(arrays[place], dtype=float)
        step = STEP * (1 + abs(x))
        above = (*arrays[:place], x + step, *arrays[place + 1 :])
        below = (*arrays[:place], x - step, *arrays[place + 1 :])
        return (f(*above) - f(*below)) / (2 * step)

    return slope


def _zero(function: Callable[..., Array], low: float, high: float) -> float:
    """A zero between two numbers, by bisection."""
    sign = np.sign(function(np.array([low]))[0])
    for _ in range(60):
        middle = (low + high) / 2
        if np.sign(function(np.array([middle]))[0]) == sign:
            low = middle
        else:
            high = middle
    return float((low + high) / 2)


def range_of(over: Any, where: str) -> Range:
    """An interval. Raises ValueError unless its ends are numbers in order."""
    low, high = map(float, over)
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"{where}: expected two numbers, the first one smaller, not {over!r}")
    return low, high
