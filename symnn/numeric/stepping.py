"""Compiled training steps: loss, gradients and update in one pass, in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from symnn.language.errors import SizeError, UnknownNameError
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.arrays import sizes_of
from symnn.numeric.compiled import loaded
from symnn.numeric.numpy_step import numpy_step
from symnn.numeric.runners import Runner, array_runner, scalar_runner
from symnn.numeric.step_program import Update, step_program

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Moved:
    """A parameter, and the arrays that its optimiser keeps beside it, by name."""

    parameter: TensorSymbol
    states: Mapping[str, TensorSymbol]


class TrainingStep:
    """``loss = step(params, batch)`` changes the arrays of ``params`` in place.

    ``params`` and ``batch`` are dictionaries of arrays by the model's names. ``rate`` is the
    learning rate of the next step, ``count`` the number of steps taken, ``state`` the arrays of the
    optimiser (``step.state["W"]["m"]``). ``source`` is the source that runs. The loss is the one
    before the step.

    Raises UnknownNameError for missing or unknown names, SizeError for shapes that contradict each
    other and for arrays of the wrong kind.
    """

    def __init__(
        self,
        equations: Sequence[Equation],
        inputs: Sequence[TensorSymbol],
        loss: TensorSymbol,
        moved: Sequence[Moved],
        updates: Sequence[Update],
        *,
        rate: TensorSymbol,
        time: TensorSymbol,
        first_rate: float,
        dtype: str,
    ) -> None:
        self.dtype = np.dtype(dtype)
        if self.dtype.kind != "f":
            raise SizeError(f"dtype {dtype!r}: a step computes in 'float64' or 'float32'")
        self.rate = first_rate
        self.count = 0
        self.state: dict[str, Arrays] = {}
        self._moved = tuple(moved)
        self._names = tuple(item.parameter.name for item in moved)
        parameters = [item.parameter for item in moved]
        self._batch = [symbol for symbol in inputs if symbol not in parameters]
        states = [symbol for item in moved for symbol in item.states.values()]
        self._inputs = [*parameters, *self._batch]
        self._program = step_program(equations, [*self._inputs, *states, rate, time], loss, updates)
        made = numpy_step(self._program)
        self.source = made.source
        self._sizes = made.sizes
        self._bind = loaded(made.source, "bind")
        self._bound: dict[Any, Runner] = {}
        self._params_of = _getter(self._names)
        self._batch_of = _getter([symbol.name for symbol in self._batch])
        self._last: tuple[Any, ...] = ()
        self._seen: tuple[int, ...] = (0,)
        self._arrays: tuple[Any, ...] = ()
        self._run: Runner

    def __call__(self, params: Mapping[str, Any], batch: Mapping[str, Any]) -> Any:
        """One step; returns the loss before it."""
        given = self._given(params, batch)
        if tuple(map(id, given)) != self._seen:
            self._prepare(params, batch, given)
        self.count += 1
        return self._run.step(*self._arrays, self.rate, self.count)

    def repeat(self, params: Mapping[str, Any], batch: Mapping[str, Any], n: int) -> Any:
        """``n`` steps on one batch; returns the loss before the last of them."""
        if n < 1:
            raise SizeError(f"repeat: a number of steps ≥ 1, not {n}")
        given = self._given(params, batch)
        if tuple(map(id, given)) != self._seen:
            self._prepare(params, batch, given)
        self.count += n
        return self._run.repeat(n, *self._arrays, self.rate, self.count - n + 1)

    def _given(self, params: Mapping[str, Any], batch: Mapping[str, Any]) -> tuple[Any, ...]:
        try:
            return (*self._params_of(params), *self._batch_of(batch))
        except KeyError as missing:
            raise UnknownNameError(
                f"no array given for {missing.args[0]}; a step takes the parameters "
                f"{', '.join(self._names)} and in its batch "
                f"{', '.join(symbol.name for symbol in self._batch) or 'nothing'}"
            ) from None

    def _prepare(
        self, params: Mapping[str, Any], batch: Mapping[str, Any], given: tuple[Any, ...]
    ) -> None:
        """Check the arrays, and bind the code to memory for their sizes."""
        known = {symbol.name for symbol in self._batch}
        unknown = [name for name in batch if name not in known]
        unknown += [name for name in params if name not in self._names]
        if unknown:
            raise UnknownNameError(
                f"{', '.join(unknown)}: the step knows no such array; it takes the parameters "
                f"{', '.join(self._names)} and in its batch {', '.join(sorted(known)) or 'nothing'}"
            )
        arrays = {}
        for symbol, array in zip(self._inputs, given, strict=True):
            parameter = symbol.name in self._names
            arrays[symbol.name] = (
                self._parameter(symbol.name, array)
                if parameter
                else (_numbers(symbol.name, array, self.dtype))
            )
        sizes = sizes_of(self._inputs, arrays, {})
        missing = [size for size in self._sizes if size not in sizes]
        if missing:
            raise SizeError(f"the size {', '.join(missing)} is in the shape of no array given")
        if not self.state:
            self.state = {
                item.parameter.name: {
                    name: np.zeros_like(arrays[item.parameter.name]) for name in item.states
                }
                for item in self._moved
            }
        states = [
            self.state[item.parameter.name][name] for item in self._moved for name in item.states
        ]
        self._arrays = (*arrays.values(), *states)
        self._run = self._runner({size: sizes[size] for size in self._sizes})
        self._last, self._seen = given, tuple(map(id, given))

    def _runner(self, sizes: Mapping[str, int]) -> Runner:
        """The code for these sizes: numbers where they are few and lie without gaps, or arrays."""
        packed = all(array.flags.c_contiguous for array in self._arrays)
        key = (packed, *sizes.values())
        if key not in self._bound:
            arrays = array_runner(self._bind(self.dtype, *sizes.values()))
            few = scalar_runner(self._program, sizes, self.dtype, arrays) if packed else None
            self._bound[key] = few or arrays
        return self._bound[key]

    def _parameter(self, name: str, array: Any) -> np.ndarray:
        if not isinstance(array, np.ndarray) or array.dtype != self.dtype:
            kind = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
            raise SizeError(
                f"{name}: a step changes its parameters in place, so each is a NumPy array of "
                f"{self.dtype}, not {kind}; write np.asarray({name}, dtype={str(self.dtype)!r})"
            )
        if not array.flags.writeable:
            raise SizeError(
                f"{name}: a step changes its parameters in place; this one is read-only"
            )
        return array


def _getter(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """All values by name, as a tuple."""
    if len(names) == 1:
        only = names[0]
        return lambda values: (values[only],)
    return itemgetter(*names) if names else lambda values: ()


def _numbers(name: str, value: Any, dtype: np.dtype) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind not in "iubf":
        raise SizeError(f"{name}: expected an array of real numbers, not of {array.dtype}")
    return array.astype(dtype, copy=False)
