"""The training step: loss, gradients and update in one call.

:class:`Step` is what the loop needs of a step; models may bring a faster one of their own, in which
the update is fused with the gradients. :class:`PlainStep` is made of the compiled gradient and of
the optimiser's equations, printed for arrays by SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import sympy as sp

from symnn.language.errors import SizeError, UnknownNameError
from symnn.training.optimisers import Optimiser

if TYPE_CHECKING:
    from symnn.model import Model

Arrays = dict[str, np.ndarray]
States = dict[str, Arrays]


class Step(Protocol):
    """``loss = step(params, batch)`` moves the arrays of ``params``, in place, one step on.

    ``rate`` is the learning rate of the next step, ``count`` the number of steps taken, and
    ``state`` the optimiser's arrays: ``step.state["W"]["m"]``. Whoever sets all three to what they
    were continues as if nothing had happened. The loss is the one before the step.
    """

    rate: float
    count: int
    state: States

    def __call__(self, params: Any, batch: Mapping[str, Any]) -> Any:
        """One step; returns the loss."""

    def repeat(self, params: Any, batch: Mapping[str, Any], n: int) -> Any:
        """``n`` steps on one batch; returns the loss before the last one."""


class PlainStep:
    """A step of NumPy functions: the compiled gradient, then the update, entry by entry."""

    def __init__(self, model: Model, of: str, params: Sequence[str], optimiser: Optimiser) -> None:
        self.optimiser = optimiser
        self.params = tuple(params)
        self.rate = optimiser.rate
        self.count = 0
        self.state: States = {}
        self._gradient = model.gradient(of, list(params)).compile()
        self._update = update_function(optimiser)

    def __call__(self, params: Arrays, batch: Mapping[str, Any]) -> float:
        """One step; returns the loss before it. Raises SizeError for parameters of other types."""
        loss, gradients = self._gradient({**batch, **{name: params[name] for name in self.params}})
        if not self.state:
            self.state = zero_states(self.optimiser, {name: params[name] for name in self.params})
        self.count += 1
        for name in self.params:
            states = self.state[name]
            arrays = (params[name], *states.values())
            new = self._update(self.count, self.rate, arrays[0], gradients[name], *arrays[1:])
            for array, value in zip(arrays, new, strict=True):
                np.copyto(array, value)
        return float(loss)

    def repeat(self, params: Arrays, batch: Mapping[str, Any], n: int) -> float:
        """``n`` steps on one batch; returns the loss before the last one."""
        if n < 1:
            raise SizeError(f"repeat: a number of steps ≥ 1, not {n}")
        return [self(params, batch) for _ in range(n)][-1]


def zero_states(optimiser: Optimiser, params: Mapping[str, np.ndarray]) -> States:
    """The states of an optimiser before the first step."""
    for name, array in params.items():
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
            kind = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
            raise SizeError(
                f"{name}: a step changes its parameters in place, so each is a NumPy array of "
                f"float64 or float32, not {kind}; write np.asarray({name}, dtype=float)"
            )
    return {
        name: {state: np.zeros_like(array) for state in optimiser.states}
        for name, array in params.items()
    }


def update_function(optimiser: Optimiser) -> Callable[..., list[Any]]:
    """``f(t, rate, w, g, *states) → [w, *states]`` on arrays, from the optimiser's equations.

    >>> from symnn.training.optimisers import SGD
    >>> update_function(SGD(0.1, momentum=0.5))(1, 0.1, np.array([1.0]), np.array([2.0]), 4.0)
    [array([0.6]), array([4.])]
    """
    w, g, t, rate = sp.symbols("w g t rate", real=True)
    states = {name: sp.Symbol(f"s_{name}", real=True) for name in optimiser.states}
    value, new = optimiser.update(w, g, states, t, rate)
    results = [as_decimals(expr) for expr in (value, *new.values())]
    return sp.lambdify([t, rate, w, g, *states.values()], results, "numpy", cse=True)


def as_decimals(expr: sp.Expr) -> sp.Expr:
    """``expr`` with fractions as the floating-point numbers next to them, for code."""
    fractions = {number for number in expr.atoms(sp.Rational) if number.q != 1}
    return expr.xreplace({number: sp.Float(float(number), 17) for number in fractions})


def training_step(
    model: Model,
    of: str,
    params: Sequence[str],
    optimiser: Optimiser,
    *,
    backend: str = "numpy",
    dtype: str = "float64",
) -> Step:
    """The step of a model: its own where it has one, a plain one otherwise.

    Raises UnknownNameError for a backend that there is not.
    """
    own = getattr(model, "training_step", None)
    if own is not None:
        return own(of, params=list(params), optimizer=optimiser, backend=backend, dtype=dtype)
    if backend != "numpy":
        raise UnknownNameError(f"no backend {backend!r} for training; there is 'numpy'")
    return PlainStep(model, of, params, optimiser)
