"""What the cases are judged by: generated code, JAX, PyTorch, differences, and scalar SymPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import sympy as sp
from sympy.core.expr import Expr

import symnn as sn
from symnn.calculus.adjoint import IndependentError
from symnn.check.evaluation import Evaluation
from symnn.check.realnumbers import Digits
from symnn.language.expression import Applied, Total, bound_by, rename, total_over
from symnn.language.symbol import (
    DerivativeSymbol,
    Entry,
    TensorSymbol,
    indices_of,
    symbol_of,
)
from symnn.language.tensor import tensor_of
from tests.conformance.case import Case
from tests.operations.cases import precise
from tests.scalars import expand, scalar_symbol

try:
    import torch
except ModuleNotFoundError:
    torch = None  # type: ignore[assignment]

Arrays = dict[str, np.ndarray]
TOLERANCE = 1e-10
"""Relative to the largest entry."""
DIGITS = 40


class DisagreementError(AssertionError):
    """Two ways to compute a thing gave different results."""


@dataclass(frozen=True)
class Found:
    """The value Z, the gradients of L = Σ w ⊙ Z, and its Hessian times the directions."""

    value: np.ndarray
    gradients: Arrays
    products: Arrays | None


def compare(ours: Found, theirs: Found, judge: str) -> None:
    """Raises DisagreementError where the two differ by more than 1e-10, relatively."""
    _close(ours.value, theirs.value, f"{judge}: the value")
    for name, gradient in theirs.gradients.items():
        _close(ours.gradients[name], gradient, f"{judge}: the gradient by {name}")
    if ours.products is not None and theirs.products is not None:
        for name, product in theirs.products.items():
            _close(ours.products[name], product, f"{judge}: the Hessian's product at {name}")


def _close(ours: Any, theirs: Any, what: str, tolerance: float = TOLERANCE) -> None:
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    if ours.shape != theirs.shape:
        raise DisagreementError(f"{what}: shape {ours.shape}, not {theirs.shape}")
    scale = max(np.max(np.abs(theirs), initial=0), 1e-3)
    if not np.max(np.abs(ours - theirs), initial=0) <= tolerance * scale:
        raise DisagreementError(f"{what}: {ours}, not {theirs}")


# ---- generated code -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Derived:
    """A case derived and compiled: L with gradients, and D = Σ v ⊙ ∂L/∂x with gradients of its own.

    ``bent`` are the operands by which D has a gradient: those in which L is not linear by pieces.
    """

    model: sn.Model
    gradient: Any
    first: Any
    second: Any
    whole: sn.Model
    bent: tuple[str, ...]


@cache
def derived(case: Case) -> Derived:
    """The derivatives of a case, compiled once."""
    model = case.model()
    gradient = model.gradient("LOSS", [*case.wrt, "weight"])
    first = gradient.compile()
    if not case.second:
        return Derived(model, gradient, first, None, gradient.model, ())
    whole = gradient.model
    terms = []
    for name in case.wrt:
        slope = tensor_of(gradient[name].symbol)
        terms.append(sn.total(sn.tensor(f"{name}_v", *slope.shape) * slope))
    whole.define("SLOPE", sum(terms[1:], terms[0]))
    second = _derivation(whole, case.wrt)
    if second is None:
        return Derived(model, gradient, first, None, whole, ())
    bent = tuple(symbol.name for symbol in second.adjoints.wrt)
    return Derived(model, gradient, first, second.compile(), second.model, bent)


def _derivation(model: sn.Model, names: Sequence[str]) -> Any:
    """The gradient of SLOPE by the operands on which it depends by more than steps."""
    try:
        return model.gradient("SLOPE", list(names))
    except IndependentError:
        bent = [name for name in names if len(names) > 1 and _derivation(model, [name])]
        return model.gradient("SLOPE", bent) if bent else None


def ours(case: Case) -> tuple[Found, Arrays, Arrays]:
    """What the generated NumPy code finds; the arrays and the directions that it was given."""
    made = derived(case)
    arrays = case.arrays(made.model)
    directions = case.directions(arrays)
    _, gradients = made.first(_needed(made.first, arrays))
    value = gradients.pop("weight")
    products = None
    if case.second:
        products = {name: np.zeros_like(arrays[name]) for name in case.wrt}
    if made.second is not None:
        _, bent = made.second(_needed(made.second, {**arrays, **_along(directions)}))
        products |= bent  # type: ignore[operator]
    return Found(value, gradients, products), arrays, directions


def _needed(function: Any, arrays: Mapping[str, Any]) -> Arrays:
    return {symbol.name: arrays[symbol.name] for symbol in function.inputs}


def _along(directions: Arrays) -> Arrays:
    return {f"{name}_v": direction for name, direction in directions.items()}


# ---- libraries ----------------------------------------------------------------------------------


def by_jax(cases: Sequence[Case]) -> dict[str, Found]:
    """What JAX finds, for all cases in one compiled function."""
    inputs = {}
    for case in cases:
        _, arrays, directions = ours(case)
        inputs[case.name] = (arrays, directions)
    with jax.enable_x64(True):
        together = jax.jit(lambda given: {c.name: _jax(c, *given[c.name]) for c in cases})
        # compiled in haste: it runs once
        made = together.lower(inputs).compile({"xla_backend_optimization_level": 0})(inputs)
    return {name: Found(*jax.tree.map(np.asarray, found)) for name, found in made.items()}


def _jax(case: Case, arrays: Arrays, directions: Arrays) -> Any:
    def output(chosen: Arrays) -> Any:
        return case.jax(*({**arrays, **chosen}[name] for name in case.names))  # type: ignore[misc]

    def loss(chosen: Arrays) -> Any:
        return jnp.sum(arrays["weight"] * output(chosen))

    point = {name: arrays[name] for name in case.wrt}
    if not case.second:
        return output(point), jax.grad(loss)(point), None
    gradients, products = jax.jvp(jax.grad(loss), (point,), (directions,))
    return output(point), gradients, products


def by_torch(case: Case, arrays: Arrays, directions: Arrays) -> Found:
    """What PyTorch finds."""
    given = {name: torch.tensor(arrays[name]) for name in [*case.names, "weight"]}
    point = [given[name].requires_grad_() for name in case.wrt]
    output = case.torch(*(given[name] for name in case.names))  # type: ignore[misc]
    loss = (given["weight"] * output).sum()
    slopes = torch.autograd.grad(loss, point, create_graph=case.second, materialize_grads=True)
    gradients = dict(zip(case.wrt, (slope.detach().numpy() for slope in slopes), strict=True))
    if not case.second:
        return Found(output.detach().numpy(), gradients, None)
    along = sum(
        (torch.tensor(directions[name]) * slope).sum()
        for name, slope in zip(case.wrt, slopes, strict=True)
    )
    products = [torch.zeros_like(array) for array in point]
    if along.requires_grad:
        products = list(torch.autograd.grad(along, point, materialize_grads=True))
    bent = dict(zip(case.wrt, (product.numpy(force=True) for product in products), strict=True))
    return Found(output.detach().numpy(), gradients, bent)


# ---- differences --------------------------------------------------------------------------------


def judge_by_differences(case: Case) -> None:
    """The gradients of L, and those of D, against finite differences of their values."""
    made = derived(case)
    arrays = case.arrays(made.model)
    checked = [(made.first, arrays)]
    if made.second is not None:
        checked.append((made.second, {**arrays, **_along(case.directions(arrays))}))
    for function, given in checked:
        report = sn.finite_difference(function, _needed(function, given), coordinates=2)
        if not report.ok:
            raise DisagreementError(f"differences: {report}")


# ---- scalar SymPy -------------------------------------------------------------------------------


def judge_by_sympy(case: Case) -> None:
    """Along a line x + tv: dL/dt and d²L/dt² by SymPy are ⟨v, ∂L/∂x⟩ and ⟨v, Hv⟩, to 30 digits.

    SymPy differentiates the loss written out in scalars; ours are the derived equations, evaluated
    with 40 digits at the same rational point.
    """
    made = derived(case)
    sizes = {size: case.size(size) for size in _sizes(made.whole)}
    arrays = case.arrays(made.model, seed=2)
    directions = case.directions(arrays)
    point = {name: _rational(array) for name, array in {**arrays, **_along(directions)}.items()}
    t = sp.Symbol("t", real=True)
    line = {
        scalar_symbol(made.model.symbol(name), *place): number
        + (t * point[f"{name}_v"][place] if name in case.wrt else 0)
        for name in [*case.names, "weight"]
        for place, number in point[name].items()
    }
    loss = expand(inlined(made.model, "LOSS"), sizes).xreplace(line)
    with mpmath.workdps(DIGITS):
        numbers = AtTies()
        evaluation = Evaluation(
            made.whole.equations,
            sizes,
            numbers,
            lambda symbol, place: numbers.rational(point[symbol.name][place]),
        )
        names = ("LOSS", "SLOPE") if case.second else ("LOSS",)
        slopes = [loss.diff(t, simplify=False)]
        slopes += [slopes[0].diff(t, simplify=False)] * case.second
        for name, expected in zip(names, precise([t], slopes)(mpmath.mpf(0)), strict=True):
            found = mpmath.fsum(
                numbers.rational(along) * evaluation.quantity(_slope(made, name, operand), place)
                for operand in (case.wrt if name == "LOSS" else made.bent)
                for place, along in point[f"{operand}_v"].items()
            )
            if abs(found - expected) > mpmath.mpf(10) ** (10 - DIGITS) * (1 + abs(expected)):
                what = "first" if name == "LOSS" else "second"
                raise DisagreementError(f"SymPy: {what} derivative {expected}, not {found}")


class AtTies(Digits):
    """Digits with sign 0 = 0: where an entry attains the maximum, their difference is 0."""

    def positive(self, value: Any) -> Any:
        return mpmath.mpf(value > 0)

    def apply(self, name: str, values: Sequence[Any]) -> Any:
        return mpmath.sign(values[0]) if name == "sign" else super().apply(name, values)


def _sizes(model: sn.Model) -> set[Any]:
    shapes = (symbol.shape for symbol in model.symbols.values())
    return {symbol for shape in shapes for size in shape for symbol in size.free_symbols}


def _rational(array: np.ndarray) -> dict[tuple[int, ...], sp.Rational]:
    """Entries by position from 1, as fractions."""
    return {
        tuple(i + 1 for i in place): sp.Rational(round(1000 * x), 1000)
        for place, x in np.ndenumerate(array)
    }


def _slope(made: Derived, of: str, wrt: str) -> TensorSymbol:
    model = made.model if of == "LOSS" else made.whole
    return DerivativeSymbol(model.symbol(of), model.symbol(wrt))


def inlined(model: sn.Model, name: str) -> Expr:
    """The quantity in terms of inputs alone."""

    def walk(expr: Any) -> Any:
        if isinstance(expr, (Entry, TensorSymbol)):
            equation = model.equations.get(symbol_of(expr).name)
            if equation is None:
                return expr
            places = dict(zip(equation.indices, indices_of(expr), strict=True))
            return walk(rename(equation.expr, places))
        if isinstance(expr, Total):
            return total_over(walk(expr.function), bound_by(expr))
        if isinstance(expr, Applied):
            operands = [(walk(body), bound) for body, bound in expr.operands]
            return type(expr).of(operands, expr.outputs)
        return expr.func(*map(walk, expr.args)) if expr.args else expr

    return walk(model.equations[name].expr)
