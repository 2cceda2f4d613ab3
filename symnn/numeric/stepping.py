"""Compiled training steps: loss, gradients and update in one pass, in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symnn.language.errors import SizeError, UnknownNameError
from symnn.language.symbol import TensorSymbol
from symnn.numeric.arrays import sizes_of
from symnn.numeric.compiled import loaded
from symnn.numeric.numpy_step import numpy_step
from symnn.numeric.runners import ARITHMETIC, UNBOUND, Binder, array_binder, scalar_binder
from symnn.numeric.step_program import Moved, StepProgram

Arrays = dict[str, np.ndarray]


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
        program: StepProgram,
        batch: Sequence[TensorSymbol],
        moved: Sequence[Moved],
        *,
        first_rate: float,
        dtype: str,
        native: bool = False,
    ) -> None:
        self.dtype = np.dtype(dtype)
        if self.dtype.kind != "f":
            raise SizeError(f"dtype {dtype!r}: a step computes in 'float64' or 'float32'")
        self.rate = first_rate
        self.count = 0
        self.batch = list(batch)
        self._state: dict[str, Arrays] = {}
        self._moved = tuple(moved)
        self._names = tuple(item.parameter.name for item in moved)
        self._inputs = [*(item.parameter for item in moved), *batch]
        self._program, self._native = program, native
        made = numpy_step(self._program, double=self.dtype == np.float64)
        self.source = made.source
        self._sizes = made.sizes
        self._bind = loaded(made.source, "bind")
        self._binders: dict[Any, Binder] = {}
        self._runner = UNBOUND

    @property
    def state(self) -> dict[str, Arrays]:
        """The arrays of the optimiser, by parameter and name; none before the first step."""
        return self._state

    @state.setter
    def state(self, arrays: dict[str, Arrays]) -> None:
        self._state = arrays
        self._runner = UNBOUND

    def __call__(self, params: Mapping[str, Any], batch: Mapping[str, Any]) -> Any:
        """One step; returns the loss before it."""
        try:
            loss = self._runner.step(params, batch, self.rate, self.count + 1)
        except KeyError:
            loss = None  # said better below
        except ARITHMETIC:
            loss = self._runner.safe(params, batch, self.rate, self.count + 1)
        if loss is None:
            return self.repeat(params, batch, 1)
        self.count += 1
        return loss

    def repeat(self, params: Mapping[str, Any], batch: Mapping[str, Any], n: int) -> Any:
        """``n`` steps on one batch; returns the loss before the last of them."""
        if n < 1:
            raise SizeError(f"repeat: a number of steps ≥ 1, not {n}")
        try:
            bound = self._runner.has(params, batch)
        except KeyError:
            bound = False  # said better below
        if not bound:
            self._prepare(params, batch)
        loss = self._runner.repeat(n, self.rate, self.count + 1)
        self.count += n
        return loss

    def _given(self, params: Mapping[str, Any], batch: Mapping[str, Any]) -> list[Any]:
        try:
            given = [params[name] for name in self._names]
            return given + [batch[symbol.name] for symbol in self.batch]
        except KeyError as missing:
            raise UnknownNameError(
                f"no array given for {missing.args[0]}; a step takes the parameters "
                f"{', '.join(self._names)} and in its batch "
                f"{', '.join(symbol.name for symbol in self.batch) or 'nothing'}"
            ) from None

    def _prepare(self, params: Mapping[str, Any], batch: Mapping[str, Any]) -> None:
        """Check the arrays, and bind the code to them."""
        given = self._given(params, batch)
        known = {symbol.name for symbol in self.batch}
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
        binder = self._binder({size: sizes[size] for size in self._sizes}, arrays)
        self._runner = binder([*arrays.values(), *states])

    def _binder(self, sizes: Mapping[str, int], arrays: Mapping[str, np.ndarray]) -> Binder:
        """The code for these sizes: on numbers where they are few and without gaps, or arrays."""
        packed = all(array.flags.c_contiguous for array in arrays.values())
        key = (packed, *sizes.values())
        if key not in self._binders:
            run = self._bind(self.dtype, *sizes.values())
            names = [("params", name) for name in self._names]
            names += [("batch", symbol.name) for symbol in self.batch]
            states = sum(len(item.states) for item in self._moved)
            if self._native:
                binder = self._native_binder(sizes, names, states)
            else:
                binder = array_binder(run, names, states)
            if packed and not self._native:
                binder = scalar_binder(self._program, sizes, self.dtype, names, binder) or binder
            self._binders[key] = binder
        return self._binders[key]

    def _native_binder(
        self, sizes: Mapping[str, int], names: Sequence[tuple[str, str]], states: int
    ) -> Binder:
        from symnn.numeric.native import native_binder

        return native_binder(self._program, sizes, self.dtype, names, states)

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


def _numbers(name: str, value: Any, dtype: np.dtype) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind not in "iubf":
        raise SizeError(f"{name}: expected an array of real numbers, not of {array.dtype}")
    return array.astype(dtype, copy=False)
