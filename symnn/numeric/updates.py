"""From an optimiser's scalar equations to the training step of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from sympy.core.expr import Expr

from symnn.language.errors import UnknownNameError
from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.numeric.backends import STEP_BACKENDS, library, unknown_backend
from symnn.numeric.functional_backend import FunctionalStep
from symnn.numeric.step_program import Moved, Update, step_program
from symnn.numeric.stepping import TrainingStep
from symnn.plan.nodes import Part

DTYPES = ("float64", "float32")
"""The types of numbers in which a step computes."""


@runtime_checkable
class Rule(Protocol):
    """What a training step needs of an optimiser: its equations for one entry of a parameter."""

    @property
    def rate(self) -> float:
        """The learning rate of the first step."""

    @property
    def states(self) -> tuple[str, ...]:
        """The names of the arrays that it keeps beside each parameter."""

    def update(
        self, w: Expr, g: Expr, state: Mapping[str, Expr], t: Expr, rate: Expr
    ) -> tuple[Expr, dict[str, Expr]]:
        """The new values of an entry and of its states."""


def training_step(
    system: System,
    equations: Sequence[Equation],
    loss: TensorSymbol,
    params: Sequence[TensorSymbol],
    rule: Rule,
    backend: str,
    dtype: str,
    shard: str | None = None,
    mesh: Any = None,
) -> TrainingStep | FunctionalStep:
    """The step that moves ``params`` by ``rule``; ``equations`` give loss and gradients.

    ``shard`` and ``mesh`` as for :func:`symnn.numeric.backends.library`. Raises UnknownNameError
    for a backend that there is not.
    """
    check_step(rule, backend, dtype)
    rate = TensorSymbol("learning rate", (), positive=True)
    time = TensorSymbol("number of the step", (), positive=True)
    slopes = {symbol: DerivativeSymbol(loss, symbol) for symbol in params}
    moved, updates = moves(rule, slopes, rate, time)
    defined = {equation.symbol for equation in equations}
    used = {s for equation in equations for s in symbols_in(equation.expr)} - defined
    inputs = [symbol for symbol in system.inputs.values() if symbol in used or symbol in params]
    batch = [symbol for symbol in inputs if symbol not in params]
    kept = [state for item in moved for state in item.states.values()]
    program = step_program(equations, [*params, *batch, *kept, rate, time], loss, updates)
    settings: Any = {"first_rate": rule.rate, "dtype": dtype}
    if backend in ("numpy", "native") and shard is None:
        return TrainingStep(program, batch, moved, native=backend == "native", **settings)
    return FunctionalStep(program, batch, moved, loss, library(backend, shard, mesh), **settings)


def check_step(rule: Any, backend: str, dtype: str) -> None:
    """Raise UnknownNameError or TypeError for what no step can be made of."""
    if backend not in STEP_BACKENDS:
        raise unknown_backend(backend, STEP_BACKENDS)
    if dtype not in DTYPES:
        raise UnknownNameError(f"no dtype {dtype!r}; there are {' and '.join(map(repr, DTYPES))}")
    if not isinstance(rule, Rule):
        raise TypeError(f"optimizer: expected one for steps, such as sn.SGD(0.1), not {rule!r}")


def moves(
    rule: Rule,
    slopes: Mapping[TensorSymbol, TensorSymbol],
    rate: TensorSymbol,
    time: TensorSymbol,
) -> tuple[list[Moved], list[Update]]:
    """The updates of parameters by their ``slopes``; ``rate`` and ``time`` are inputs."""
    moved: list[Moved] = []
    updates: list[Update] = []
    # the equations of one entry, once for all parameters
    w, g, t, speed = Part(), Part(), Part(positive=True), Part(positive=True)
    before = {name: Part() for name in rule.states}
    new, after = rule.update(w, g, before, t, speed)
    for symbol, slope in slopes.items():
        states = {name: TensorSymbol(f"{name}_{symbol.name}", symbol.shape) for name in rule.states}
        parts = {w: symbol, g: slope, t: time, speed: rate}
        parts |= {before[name]: state for name, state in states.items()}
        moved.append(Moved(symbol, states))
        updates += [Update(states[name], expr, parts) for name, expr in after.items()]
        updates.append(Update(symbol, new, parts))
    return moved, updates
