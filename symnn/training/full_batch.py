"""Optimisers that see all samples at once: SciPy's, with exact gradients and Hessians."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.language.text import free_name
from symnn.training.divergence import origin
from symnn.training.inputs import Arrays, Problem
from symnn.training.needs import needed_inputs
from symnn.training.progress import Display
from symnn.training.result import DivergedError, History, Result, TrainingInterruptError
from symnn.training.trouble import extra
from symnn.training.watch import Watch

if TYPE_CHECKING:
    from symnn.model import Model
    from symnn.numeric.compiled import Compiled
    from symnn.numeric.functional_backend import FunctionalCompiled

FLAT = 1e-4
"""A gradient as small as this beside the first one is that of a minimum."""
REASONS = {0: "converged", 1: "iterations", 2: "precision"}
"""What SciPy's status numbers mean; "precision": no step makes the loss smaller any more."""


@dataclass(frozen=True)
class FullBatch:
    """What these optimisers share: the largest gradient entry at which they are done."""

    tolerance: float = 1e-8


@dataclass(frozen=True)
class LBFGS(FullBatch):
    """Limited-memory BFGS (Liu and Nocedal 1989), remembering ``memory`` steps."""

    memory: int = 10


@dataclass(frozen=True)
class NewtonCG(FullBatch):
    """Newton's method by conjugate gradients, with exact products of the Hessian."""


def minimised(
    optimiser: FullBatch,
    problem: Problem,
    first: Arrays,
    iterations: int,
    watch: Watch,
    display: Display,
) -> Result:
    """The parameters at a minimum near ``first``.

    Raises DivergedError where the loss or its gradient is not finite, TrainingInterruptError where
    somebody stops it.
    """
    history = History()
    best = dict(first)
    try:
        return _minimised(optimiser, problem, first, iterations, watch, display, history, best)
    except KeyboardInterrupt:
        raise TrainingInterruptError(_result(problem, best, history, "interrupted")) from None


def _minimised(
    optimiser: FullBatch,
    problem: Problem,
    first: Arrays,
    iterations: int,
    watch: Watch,
    display: Display,
    history: History,
    best: Arrays,
) -> Result:
    """The same; ``history`` and ``best`` are kept at what is reached."""
    optimize = extra("scipy.optimize", type(optimiser).__name__)
    flat = _Flat(first)
    if not iterations:  # SciPy would take a step
        return _result(problem, dict(first), History(), "iterations")
    loss = problem.model.gradient(problem.of, list(problem.params)).compile()
    data = problem.loss_data

    def value_and_gradient(x: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradients = loss({**data, **flat.arrays(x)})
        return float(value), flat.vector(gradients)

    def after(intermediate_result: Any) -> None:
        best.update(flat.arrays(intermediate_result.x))
        row = {"loss": float(intermediate_result.fun), **watch.row(best)}
        history.append(row)
        display.show(len(history), row)

    settings = _options(optimiser, problem, flat, iterations)
    with display, np.errstate(all="ignore"):
        if not all(np.isfinite(part).all() for part in value_and_gradient(flat.vector(first))):
            raise _diverged(problem, best, history)
        found = optimize.minimize(
            value_and_gradient, flat.vector(first), jac=True, callback=after, **settings
        )
        left = iterations - len(history)
        if settings["method"] == "Newton-CG" and found.status == 0 and left:
            slopes = [np.abs(value_and_gradient(x)[1]).max() for x in (flat.vector(first), found.x)]
            if slopes[1] > FLAT * slopes[0]:
                # no curvature to go by, as where units saturate; a trust region has its radius
                settings["method"] = "trust-ncg"
                settings["options"] = {"gtol": optimiser.tolerance, "maxiter": left}
                found = optimize.minimize(
                    value_and_gradient, found.x, jac=True, callback=after, **settings
                )
        if not (np.isfinite(found.fun) and np.isfinite(found.x).all()):
            raise _diverged(problem, best, history)
    return _result(problem, flat.arrays(found.x), history, REASONS.get(found.status, "precision"))


def _result(problem: Problem, params: Arrays, history: History, stopped: str) -> Result:
    count = len(history)
    model, loss = problem.model, problem.of
    return Result(params, history, stopped, count, count, model, loss, count, problem.classes)


def _diverged(problem: Problem, params: Arrays, history: History) -> DivergedError:
    result = _result(problem, params, history, "diverged")
    where = origin(problem, params, problem.loss_data)
    return DivergedError(f"after {len(history)} iterations {where}", result)


def _options(
    optimiser: FullBatch, problem: Problem, flat: _Flat, iterations: int
) -> dict[str, Any]:
    if isinstance(optimiser, LBFGS):
        options = {"maxcor": optimiser.memory, "gtol": optimiser.tolerance, "ftol": 0.0}
        return {"method": "L-BFGS-B", "options": {**options, "maxiter": iterations}}
    return {
        "method": "Newton-CG",
        "hessp": hessian_product(problem, flat.arrays, flat.vector),
        "options": {"xtol": optimiser.tolerance, "maxiter": iterations},
    }


def hessian_product(
    problem: Problem,
    arrays: Callable[[np.ndarray], Arrays],
    vector: Callable[[Mapping[str, Any]], np.ndarray],
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """``(x, v) → H v`` for all parameters together, the Hessian never formed."""
    names, function = _product(problem.model, problem.of, problem.params)
    needed = {symbol.name for symbol in function.inputs}

    def product(x: np.ndarray, v: np.ndarray) -> np.ndarray:
        at = arrays(x)
        along = {names[name]: array for name, array in arrays(v).items()}
        values = {**problem.data, **at, **along}
        _, found = function({name: values[name] for name in needed})
        return vector({name: found.get(name, np.zeros_like(array)) for name, array in at.items()})

    return product


def _product(
    model: Model, of: str, params: Sequence[str]
) -> tuple[dict[str, str], Compiled | FunctionalCompiled]:
    """The gradient of Σ ⟨∂L/∂p, v_p⟩, and the names of the directions v_p."""
    whole = model.gradient(of, list(params)).model
    directions: dict[str, str] = {}
    terms = []
    for name in params:
        symbol = model.symbol(name)
        directions[name] = free_name(f"v_{name}", whole.symbols)
        along = TensorSymbol(directions[name], symbol.shape)
        indices = tuple(Index(size) for size in symbol.shape)
        gradient = DerivativeSymbol(model.symbol(of), symbol)
        terms.append(total_over(gradient[indices] * along[indices], indices))
    target = free_name("slope", whole.symbols)
    whole.add(Equation(TensorSymbol(target), (), sp.Add(*terms)))
    used = {symbol.name for symbol in needed_inputs(whole, target)}
    return directions, whole.gradient(target, [name for name in params if name in used]).compile()


class _Flat:
    """Parameters as one vector in float64, as SciPy wants them, and back."""

    def __init__(self, params: Arrays) -> None:
        self.params = params
        self.ends = np.cumsum([array.size for array in params.values()])[:-1]

    def vector(self, arrays: Mapping[str, Any]) -> np.ndarray:
        parts = [np.ravel(arrays[name]) for name in self.params]
        return np.concatenate(parts).astype(np.float64)

    def arrays(self, vector: np.ndarray) -> Arrays:
        parts = np.split(vector, self.ends)
        return {
            name: part.reshape(array.shape).astype(array.dtype)
            for (name, array), part in zip(self.params.items(), parts, strict=True)
        }
