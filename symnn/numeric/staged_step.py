"""Training steps of systems with families: the loops of the gradient, then the update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symnn.language.errors import SizeError
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.backends import library
from symnn.numeric.compiled import Compiled
from symnn.numeric.functional_backend import FunctionalCompiled, FunctionalStep
from symnn.numeric.step_program import step_program
from symnn.numeric.stepping import TrainingStep
from symnn.numeric.updates import Rule, moves

VALUE = "value of the loss"


class StagedStep:
    """``loss = step(params, batch)``, as for :class:`symnn.numeric.stepping.TrainingStep`.

    NumPy's arrays of ``params`` change in place; JAX and PyTorch give ``loss, params``. ``rate``
    is the learning rate of the next step, ``count`` the number of steps taken, ``state`` the arrays
    of the optimiser, ``source`` the source of loss and gradients, then that of the update.
    """

    def __init__(
        self,
        function: Compiled | FunctionalCompiled,
        params: Sequence[TensorSymbol],
        rule: Rule,
        backend: str,
        dtype: str,
    ) -> None:
        self._function = function
        self.batch = [symbol for symbol in function.inputs if symbol not in params]
        self._slopes = {p: TensorSymbol(f"gradient of {p.name}", p.shape) for p in params}
        rate = TensorSymbol("learning rate", (), positive=True)
        time = TensorSymbol("number of the step", (), positive=True)
        value, loss = TensorSymbol(VALUE, ()), TensorSymbol("loss", ())
        moved, updates = moves(rule, self._slopes, rate, time)
        given = [*self._slopes.values(), value]
        kept = [state for item in moved for state in item.states.values()]
        program = step_program(
            [Equation(loss, (), value)], [*params, *given, *kept, rate, time], loss, updates
        )
        settings: Any = {"first_rate": rule.rate, "dtype": dtype}
        self._update: TrainingStep | FunctionalStep
        if isinstance(function, Compiled):
            native = backend == "native"
            self._update = TrainingStep(program, given, moved, native=native, **settings)
        else:
            self._update = FunctionalStep(program, given, moved, loss, library(backend), **settings)
        self._dtype = np.dtype(dtype)
        self._memory: dict[str, Any] = {}
        self.source = f"{function.source}\n\n{self._update.source}"

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return self._update.rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._update.rate = rate

    @property
    def count(self) -> int:
        """The number of steps taken."""
        return self._update.count

    @count.setter
    def count(self, count: int) -> None:
        self._update.count = count

    @property
    def state(self) -> Any:
        """The arrays of the optimiser, by parameter and name."""
        return self._update.state

    @state.setter
    def state(self, state: Any) -> None:
        self._update.state = state

    def __call__(self, params: Mapping[str, Any], batch: Mapping[str, Any]) -> Any:
        """One step; returns the loss before it, and with JAX and PyTorch the new parameters."""
        loss, slopes = self._function({**params, **batch})
        given = {symbol.name: slopes[p.name] for p, symbol in self._slopes.items()}
        given[VALUE] = loss
        if isinstance(self._update, TrainingStep):
            given = self._kept(given)
        return self._update(params, given)

    def repeat(self, params: Mapping[str, Any], batch: Mapping[str, Any], n: int) -> Any:
        """``n`` steps on one batch; returns what the last of them does."""
        if n < 1:
            raise SizeError(f"repeat: a number of steps ≥ 1, not {n}")
        result: Any = None
        for _ in range(n):
            result = self(params, batch)
            if not isinstance(self._update, TrainingStep):
                _, params = result
        return result

    def _kept(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arrays in memory of their own, to which the update is bound."""
        for name, array in given.items():
            kept = self._memory.get(name)
            if kept is None or kept.shape != np.shape(array):
                self._memory[name] = np.array(array, self._dtype)
            else:
                kept[...] = array
        return self._memory
