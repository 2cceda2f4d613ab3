"""Index expressions evaluated on arrays, node by node, with NumPy or JAX.

It shares nothing with the planner and the generated code: every entry is gathered by its indices,
every sum is a sum over a new axis. Slow, obvious, and differentiable by JAX.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special
import sympy as sp
from sympy.core.expr import Expr

from symnn.language.bracket import Bracket
from symnn.language.expression import Applied, bound_by
from symnn.language.index import Index
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import Entry, TensorSymbol
from symnn.language.system import System


def _tables(xp: Any) -> dict[str, Any]:
    """Functions by name, with the arrays of ``xp``."""
    return {
        "logsumexp": lambda x, axis: xp.log(xp.sum(xp.exp(x), axis)),
        "softmax": lambda x, axis: xp.exp(x) / xp.sum(xp.exp(x), axis, keepdims=True),
        "log_softmax": lambda x, axis: x - xp.log(xp.sum(xp.exp(x), axis, keepdims=True)),
        "max": xp.max,
        "min": xp.min,
        "norm_2": lambda x, axis: xp.sqrt(xp.sum(x**2, axis)),
        "norm_fro": lambda x, axis: xp.sqrt(xp.sum(x**2, axis)),
        "norm_1": lambda x, axis: xp.sum(xp.abs(x), axis),
        "norm_inf": lambda x, axis: xp.max(xp.abs(x), axis),
        "inverse": lambda x, axis: xp.linalg.inv(x),
        "cholesky": lambda x, axis: xp.linalg.cholesky((x + xp.swapaxes(x, -1, -2)) / 2),
        "lower_half": lambda x, axis: (xp.tril(x) + xp.tril(x, -1)) / 2,
        "det": lambda x, axis: xp.linalg.det(x),
        "logdet": lambda x, axis: xp.linalg.slogdet(x)[1],
        "exp": xp.exp, "log": xp.log, "sin": xp.sin, "cos": xp.cos, "tanh": xp.tanh,
        "sign": xp.sign, "Abs": xp.abs, "Max": xp.maximum, "Min": xp.minimum,
        "Heaviside": xp.heaviside,
    }  # fmt: skip


FUNCTIONS = {
    np: _tables(np) | {"erf": scipy.special.erf},
    jnp: _tables(jnp)
    | {
        "erf": jax.scipy.special.erf,
        "sigmoid": jax.nn.sigmoid,
        "softplus": jax.nn.softplus,
        "relu": jax.nn.relu,
        "logsumexp": jax.nn.logsumexp,
        "softmax": jax.nn.softmax,
        "log_softmax": jax.nn.log_softmax,
    },
}

RELATIONS = {
    sp.Gt: operator.gt, sp.Ge: operator.ge, sp.Lt: operator.lt, sp.Le: operator.le,
}  # fmt: skip


def sizes_of(symbols: Mapping[str, TensorSymbol], values: Mapping[str, Any]) -> dict[Any, int]:
    """The sizes of the dimensions, from the shapes of the arrays."""
    found: dict[Any, int] = {}
    for name, value in values.items():
        shape = np.shape(value)
        assert len(shape) == len(symbols[name].shape), name
        for dimension, size in zip(symbols[name].shape, shape, strict=True):
            if dimension.is_Symbol:
                assert found.setdefault(dimension, size) == size, (name, dimension)
    return found


def evaluate(
    expr: Expr,
    free: Sequence[Index],
    values: Mapping[str, Any],
    sizes: Mapping[Any, int],
    xp: Any = np,
) -> Any:
    """``expr`` as an array over ``free``; ``xp`` is ``numpy`` or ``jax.numpy``."""
    shape = tuple(_size(index, sizes) for index in free)
    return xp.broadcast_to(_Scope(values, sizes, tuple(free), xp).of(expr), shape)


def run(system: System, target: str, values: Mapping[str, Any], xp: Any = np) -> Any:
    """The value of one quantity of a system."""
    return run_all(system, [target], values, xp)[target]


def run_all(
    system: System, targets: Sequence[str], values: Mapping[str, Any], xp: Any = np
) -> dict[str, Any]:
    """The values of all quantities that ``targets`` need."""
    sizes = sizes_of(system.symbols, values)
    known = dict(values)
    for equation in system.ordered(targets):
        array = evaluate(equation.expr, equation.indices, known, sizes, xp)
        known[equation.name] = xp.asarray(array, float)
    return known


def jax_gradient(
    system: System, target: str, wrt: Sequence[str], values: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """∂target/∂v by JAX for every input v of ``wrt``; a Jacobian if the target is not a scalar."""
    found = _by_jax(jax.jacrev, system, target, wrt, values)
    return {name: np.asarray(found[name]) for name in wrt}


def jax_hessian(system: System, target: str, wrt: str, values: Mapping[str, Any]) -> np.ndarray:
    """∂²target/∂v∂v by JAX."""
    return np.asarray(_by_jax(jax.hessian, system, target, [wrt], values)[wrt][wrt])


def _by_jax(rule, system, target, wrt, values):  # type: ignore[no-untyped-def]
    def function(chosen):  # type: ignore[no-untyped-def]
        return run(system, target, {**values, **chosen}, jnp)

    with jax.enable_x64(True):
        chosen = {name: jnp.asarray(values[name], float) for name in wrt}
        return jax.jit(rule(function))(chosen)  # type: ignore[no-any-return]


def _size(index: Index, sizes: Mapping[Any, int]) -> int:
    return int(index.dimension.subs(sizes))


class _Scope:
    """The axes in force: every value is an array that broadcasts over them."""

    def __init__(
        self,
        values: Mapping[str, Any],
        sizes: Mapping[Any, int],
        axes: tuple[Index, ...],
        xp: Any,
    ) -> None:
        self.values, self.sizes, self.axes, self.xp = values, sizes, axes, xp

    def of(self, expr: Expr) -> Any:  # noqa: C901 - one line for each kind of node
        if isinstance(expr, Index):
            place = len(self.axes) - 1 - self.axes[::-1].index(expr)  # the innermost of that name
            shape = [1] * len(self.axes)
            shape[place] = _size(expr, self.sizes)
            return self.xp.arange(1, shape[place] + 1).reshape(shape)
        if isinstance(expr, TensorSymbol):
            return self.xp.asarray(self.values[expr.name])
        if isinstance(expr, Entry):
            places = tuple(self.of(index) - 1 for index in expr.args[1:])
            array = self.xp.asarray(self.values[expr.symbol.name])
            axes = zip(expr.args[1:], expr.symbol.shape, strict=True)
            whole = (isinstance(i, Index) and i.dimension == size for i, size in axes)
            if all(own or not i.has(Index) for own, i in zip(whole, expr.args[1:], strict=True)):
                return array[places]
            inside: Any = True  # an entry beside its axis is 0
            for place, size in zip(places, array.shape, strict=True):
                inside = inside & (place >= 0) & (place < size)
            return self.xp.where(
                inside, array[tuple(self.xp.where(inside, p, 0) for p in places)], 0
            )
        if expr.is_Rational:
            return int(expr) if expr.is_Integer else float(expr)
        if expr in self.sizes:
            return self.sizes[expr]
        if isinstance(expr, sp.NumberSymbol):
            return float(expr)
        if isinstance(expr, sp.KroneckerDelta):
            first, second = map(self.of, expr.args)
            return self.xp.where(first == second, 1.0, 0.0)
        if isinstance(expr, Bracket):
            return self.xp.where(self.of(expr.args[0]) >= 0, 1.0, 0.0)
        if isinstance(expr, sp.Sum):
            return self._inside(expr.function, bound_by(expr)).sum(self._last(bound_by(expr)))
        if isinstance(expr, Applied):
            return self._applied(expr)
        if isinstance(expr, sp.Piecewise):
            return self._cases(expr)
        args = [self.of(arg) for arg in expr.args]
        if isinstance(expr, sp.Rel):
            return RELATIONS[type(expr)](*args)
        if isinstance(expr, sp.Add):
            return sum(args)
        if isinstance(expr, sp.Mul):
            product = args[0]
            for arg in args[1:]:
                product = product * arg
            return product
        if isinstance(expr, sp.Pow):
            if expr.exp == sp.S.Half:
                return self.xp.sqrt(args[0])
            return self.xp.asarray(args[0], float) ** (
                int(expr.exp) if expr.exp.is_Integer else args[1]
            )
        return self._function(expr, args)

    def _cases(self, expr: sp.Piecewise) -> Any:
        result: Any = self.xp.nan
        for value, condition in reversed(expr.args):
            chosen = True if condition is sp.true else self.of(condition)
            result = self.xp.where(chosen, self.of(value), result)
        return result

    def _function(self, expr: Expr, args: list[Any]) -> Any:
        known = FUNCTIONS[self.xp].get(type(expr).__name__)
        if known is not None:
            result = args[0]
            if len(args) == 1:
                return known(self.xp.asarray(result, float))
            for arg in args[1:]:
                result = known(self.xp.asarray(result, float), arg)
            return result
        operation = operation_of(expr)
        assert isinstance(operation, Elementwise)
        if operation.definition is None:
            raise NotImplementedError(operation.name)
        formal = [TensorSymbol(f"argument {place}") for place in range(len(args))]
        inner = {symbol.name: arg for symbol, arg in zip(formal, args, strict=True)}
        meaning = sp.sympify(operation.definition(*formal))
        return _Scope({**self.values, **inner}, self.sizes, self.axes, self.xp).of(meaning)

    def _inside(self, body: Expr, bound: Sequence[Index]) -> Any:
        axes = (*self.axes, *bound)
        outside = tuple(1 for _ in self.axes)
        scope = _Scope(self._lifted(len(bound)), self.sizes, axes, self.xp)
        inner = self.xp.asarray(scope.of(body), float)
        shape = (*outside, *(_size(index, self.sizes) for index in bound))
        return self.xp.broadcast_to(inner, np.broadcast_shapes(inner.shape, shape))

    def _lifted(self, more: int) -> dict[str, Any]:
        """The values, with formal arguments ready for more axes."""
        return {
            name: self.xp.asarray(value).reshape(*self.xp.shape(value), *[1] * more)
            if name.startswith("argument ") and self.xp.ndim(value)
            else value
            for name, value in self.values.items()
        }

    def _last(self, bound: Sequence[Index]) -> tuple[int, ...]:
        return tuple(range(-len(bound), 0))

    def _applied(self, node: Applied) -> Any:
        operation = operation_of(node)
        ((body, bound),) = node.operands
        inner = self._inside(body, bound)
        if operation.name == "argmax_mask":
            top = self.xp.max(inner, self._last(bound), keepdims=True)
            hits = self.xp.where(inner == top, 1.0, 0.0)
            result = hits / hits.sum(self._last(bound), keepdims=True)
        else:
            axis = self._last(bound)
            result = FUNCTIONS[self.xp][operation.name](inner, axis=axis if len(axis) > 1 else -1)
        if not operation.keeps and operation.name != "argmax_mask":
            return result
        grids = [
            self.xp.arange(size).reshape([size if i == place else 1 for i in range(len(self.axes))])
            for place, size in enumerate(result.shape[: len(self.axes)])
        ]
        return result[(*grids, *(self.of(index) - 1 for index in node.outputs))]
