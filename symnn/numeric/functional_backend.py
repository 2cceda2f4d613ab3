"""Compiled functions and training steps on the arrays of JAX or PyTorch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symnn.language.errors import SizeError
from symnn.language.symbol import TensorSymbol
from symnn.numeric.arrays import refuse_incomplete, sizes_of
from symnn.numeric.compiled import loaded
from symnn.numeric.dialects import Dialect
from symnn.numeric.functional_step import functional_step
from symnn.numeric.step_program import Moved, StepProgram

Function = Callable[..., Any]


class Library(ABC):
    """What a library does with our functions."""

    dialect: Dialect

    @abstractmethod
    def array(self, value: Any, like: Any, dtype: str | None = None) -> Any:
        """``value`` as an array of the library, on the device of ``like``."""

    @abstractmethod
    def compiled(
        self, function: Function, inputs: Sequence[TensorSymbol], outputs: Any
    ) -> Function:
        """The function, made fast where the library can.

        ``inputs`` says what its arguments are, ``outputs`` (tuples and dictionaries of symbols)
        what its results are.
        """

    @abstractmethod
    def repeated(
        self, step: Function, inputs: Sequence[TensorSymbol], replaced: Sequence[int], outputs: Any
    ) -> Function:
        """``f(n, *inputs)``: n steps, each with the arrays that the last one replaced."""

    def placed(self, symbols: Sequence[TensorSymbol], arrays: Sequence[Any]) -> list[Any]:
        """The arrays for ``symbols`` where the function wants them."""
        return list(arrays)

    @abstractmethod
    def zeros_like(self, array: Any) -> Any:
        """An array of zeros of the same shape and type."""


class FunctionalCompiled:
    """A compiled model: ``value, derivatives = f(values)`` on arrays of JAX or PyTorch.

    ``source`` is the source of a pure function of the library; ``function`` is that function.
    """

    def __init__(
        self,
        source: str,
        inputs: Sequence[TensorSymbol],
        value: TensorSymbol,
        derivatives: Mapping[str, TensorSymbol],
        library: Library,
    ) -> None:
        self.source = source
        self.inputs = tuple(inputs)
        self.derivatives = tuple(derivatives)
        function = loaded(source, "value_and_gradient")
        self.function = library.compiled(function, self.inputs, (value, dict(derivatives)))
        self.dialect = library.dialect
        self._library = library

    def _repr_markdown_(self) -> str:
        """For Jupyter: the source, in colours."""
        return f"```python\n{self.source.rstrip()}\n```"

    def __call__(self, values: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The value and the derivatives at ``values``."""
        names = [symbol.name for symbol in self.inputs]
        refuse_incomplete(names, values, "this function")
        first = next((v for v in values.values() if not isinstance(v, (int, float))), None)
        arrays = {name: self._library.array(values[name], first) for name in names}
        sizes_of(self.inputs, arrays, {})
        placed = self._library.placed(self.inputs, list(arrays.values()))
        value, derivatives = self.function(*placed)
        return value, {name: derivatives[name] for name in self.derivatives}


class FunctionalStep:
    """``loss, params = step(params, batch)`` on arrays of JAX or PyTorch: nothing is overwritten.

    ``rate``, ``count``, ``state`` and ``source`` are as for NumPy; ``state`` holds the newest
    arrays of the optimiser.
    ``library`` is what makes its arrays.
    """

    def __init__(
        self,
        program: StepProgram,
        batch: Sequence[TensorSymbol],
        moved: Sequence[Moved],
        loss: TensorSymbol,
        library: Library,
        *,
        first_rate: float,
        dtype: str,
    ) -> None:
        self.rate, self.count, self.dtype = first_rate, 0, dtype
        self.state: dict[str, dict[str, Any]] = {}
        self.batch = list(batch)
        self.source = functional_step(program, library.dialect)
        self._moved, self.library = tuple(moved), library
        self._checked = [*(item.parameter for item in moved), *self.batch]
        self._shapes: Any = None
        step = loaded(self.source, "step")
        stored = set(program.stores.values())
        inputs = program.inputs
        replaced = [place for place, s in enumerate(inputs) if program.given[s] in stored]
        outputs = (loss, tuple(inputs[place] for place in replaced))
        self._step = library.compiled(step, inputs, outputs)
        self._repeat = library.repeated(step, inputs, replaced, outputs)

    def __call__(self, params: Mapping[str, Any], batch: Mapping[str, Any]) -> Any:
        """One step; returns the loss before it and the new parameters."""
        arrays = self._arrays(params, batch)
        loss, new = self._step(*arrays, self.rate, self.count + 1)
        self.count += 1
        return loss, self._kept(new)

    def repeat(self, params: Mapping[str, Any], batch: Mapping[str, Any], n: int) -> Any:
        """``n`` steps on one batch; the loss before the last of them, and the new parameters."""
        if n < 1:
            raise SizeError(f"repeat: a number of steps ≥ 1, not {n}")
        arrays = self._arrays(params, batch)
        loss, new = self._repeat(n, *arrays, self.rate, self.count + 1)
        self.count += n
        return loss, self._kept(new)

    def _arrays(self, params: Mapping[str, Any], batch: Mapping[str, Any]) -> list[Any]:
        names = [item.parameter.name for item in self._moved]
        refuse_incomplete(names, params, "params of this step")
        refuse_incomplete([symbol.name for symbol in self.batch], batch, "the batch of this step")
        first = params[names[0]]
        own = [self.library.array(params[name], first, self.dtype) for name in names]
        own += [self.library.array(batch[s.name], first, self.dtype) for s in self.batch]
        shapes = [tuple(array.shape) for array in own]
        if shapes != self._shapes:
            given = {s.name: array for s, array in zip(self._checked, own, strict=True)}
            sizes_of(self._checked, given, {})
            self._shapes = shapes
        own = self.library.placed(self._checked, own)
        if not self.state:
            arrays = dict(zip(names, own, strict=False))
            self.state = {
                item.parameter.name: {
                    name: self.library.zeros_like(arrays[item.parameter.name])
                    for name in item.states
                }
                for item in self._moved
            }
        states = [
            self.library.array(self.state[item.parameter.name][name], own[0], self.dtype)
            for item in self._moved
            for name in item.states
        ]
        symbols = [symbol for item in self._moved for symbol in item.states.values()]
        return [*own, *self.library.placed(symbols, states)]

    def _kept(self, new: Sequence[Any]) -> dict[str, Any]:
        """The new parameters; the new states are kept."""
        values = iter(new)
        params = {item.parameter.name: next(values) for item in self._moved}
        for item in self._moved:
            for name in item.states:
                self.state[item.parameter.name][name] = next(values)
        return params
