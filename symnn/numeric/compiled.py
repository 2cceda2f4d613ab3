"""Compilation of a system to one NumPy function: values and derivatives in one pass."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from threading import get_ident
from typing import TYPE_CHECKING, Any

import numpy as np

from symnn.language.errors import NoRuleError, SizeError
from symnn.language.expression import symbols_in
from symnn.language.positions import PositionSymbol
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.arrays import refuse_incomplete, sizes_of
from symnn.numeric.generate import generated, lowered

if TYPE_CHECKING:
    from symnn.numeric.all_entries import AllEntries

_numbers = count(1)
KEPT = 8
"""Sizes for which a compiled function keeps its memory."""


class Compiled:
    """A compiled model: ``value, derivatives = f(values)``.

    ``values`` maps the names of all inputs to arrays (numbers for scalars); ``derivatives`` maps
    the names asked for to arrays of their shape. ``source`` is the NumPy source that runs.
    Raises UnknownNameError for missing or unknown names, SizeError for shapes that contradict each
    other or for arrays that are not real numbers.
    """

    def __init__(
        self,
        source: str,
        inputs: Sequence[TensorSymbol],
        derivatives: Sequence[str],
        sizes: Sequence[str],
        fixed: Mapping[str, int],
        value: Callable[[], Compiled] | None = None,
        entries: Callable[[str], AllEntries | None] | None = None,
    ) -> None:
        self.source = source
        self.inputs = tuple(inputs)
        self.derivatives = tuple(derivatives)
        self.sizes = tuple(sizes)
        self.fixed = dict(fixed)
        self._bind = loaded(source, "bind")
        self._memory: dict[Any, Callable[..., Any]] = {}
        self._names = tuple(symbol.name for symbol in self.inputs)
        self._seen: dict[Any, Callable[..., Any]] = {}
        self._value_alone = value
        self._entries = entries

    def value_at(self, values: Mapping[str, np.ndarray]) -> Callable[..., Any] | None:
        """A function of arrays like those of the inputs that computes the value alone.

        The function checks nothing: its arguments are in the order of ``inputs``, of the shapes of
        ``values`` and of one data type. None where no such function is known.
        """
        if self._value_alone is None:
            return None
        alone = self._value_alone()
        arrays = [values[name] for name in self._names]
        bound = alone._seen.get(_form(arrays))
        if bound is None:
            alone._checked(values)
            bound = alone._seen[_form(arrays)]
        return lambda *moved: bound(*moved)[0]

    def changes_at(
        self, values: Mapping[str, Any], name: str, steps: Sequence[float]
    ) -> list[np.ndarray] | None:
        """How much the value changes by each of ``steps`` in each entry of ``name`` by itself.

        None where no program of the changes is known. ``values`` are float64.
        """
        entries = self._entries(name) if self._entries is not None else None
        if entries is None:
            return None
        arrays = self._arrays(values)
        return entries.at(arrays, sizes_of(self.inputs, arrays, self.fixed), steps)

    def __call__(self, values: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The value and the derivatives at ``values``."""
        try:
            arrays = [values[name] for name in self._names]
        except KeyError:
            arrays = []
        # arrays like those of an earlier call are not looked at again
        known = self._seen.get(_form(arrays)) if len(arrays) == len(values) else None
        value, *derivatives = self._checked(values) if known is None else known(*arrays)
        return value, dict(zip(self.derivatives, derivatives, strict=True))

    def _checked(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The results at ``values`` whose shapes are new."""
        arrays = self._arrays(values)
        sizes = sizes_of(self.inputs, arrays, self.fixed)
        dtype = self._dtype(arrays)
        bound = self._bound(dtype, sizes)
        if all(type(value) is np.ndarray and value.dtype == dtype for value in values.values()):
            if len(self._seen) >= KEPT:
                self._seen.clear()
            self._seen[_form(arrays.values())] = bound
        results: tuple[Any, ...] = bound(
            *(array.astype(dtype, copy=False) for array in arrays.values())
        )
        return results

    def _dtype(self, arrays: Mapping[str, np.ndarray]) -> np.dtype:
        """The type that is computed in: that of the numbers, whatever positions are given as."""
        positions = {s.name for s in self.inputs if isinstance(s, PositionSymbol)}
        numbers = [array for name, array in arrays.items() if name not in positions]
        return np.result_type(*numbers) if numbers else np.dtype(float)

    def _bound(self, dtype: np.dtype, sizes: Mapping[str, int]) -> Callable[..., Any]:
        """The function with memory of its own for these sizes, in this thread."""
        key = (dtype, *(sizes[name] for name in self.sizes), get_ident())
        bound = self._memory.get(key)
        if bound is None:
            if len(self._memory) >= KEPT:
                self._memory.pop(next(iter(self._memory)), None)
            bound = self._bind(dtype, *key[1:-1])
            self._memory[key] = bound
        return bound

    def _arrays(self, values: Mapping[str, Any]) -> dict[str, np.ndarray]:
        refuse_incomplete(self._names, values, "this function")
        return {name: _real(name, values[name]) for name in self._names}


def _form(arrays: Iterable[Any]) -> tuple[Any, ...]:
    """What tells whether arrays may be used as others were; anything else leaves a gap."""
    return (get_ident(), *[(a.shape, a.dtype) for a in arrays if type(a) is np.ndarray])


def _real(name: str, value: Any) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    if array.dtype.kind != "f":
        raise SizeError(f"{name}: expected an array of real numbers, not of {array.dtype}")
    return array


def compiled(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    value: TensorSymbol,
    derivatives: Mapping[str, TensorSymbol],
    *,
    name: str = "value_and_gradient",
    sizes: Mapping[str, int] | None = None,
) -> Compiled:
    """One function for ``equations`` in order: ``value`` and the ``derivatives`` by name."""
    made = generated(equations, inputs, [value, *derivatives.values()], name)
    known = {s.name for symbol in inputs for size in symbol.shape for s in size.free_symbols}
    unknown = sorted(set(made.sizes) - known - set(sizes or ()))
    if unknown:
        raise SizeError(
            f"{value.name}: the size {', '.join(unknown)} is in the shape of no input that it "
            f"uses, so no array can tell it; write a number in its place"
        )
    fixed = sizes or {}

    own = _needed(equations, value)

    @cache
    def alone() -> Compiled:
        only = generated(own, inputs, [value], "value")
        return Compiled(only.source, inputs, [], only.sizes, fixed)

    @cache
    def entries(moved: str) -> AllEntries | None:
        from symnn.numeric.all_entries import AllEntries

        lowering = lowered(own, inputs)
        target = lowering.quantities[value].value.number
        [symbol] = [symbol for symbol in inputs if symbol.name == moved]
        try:
            return AllEntries(lowering, target, symbol, loaded)
        except NoRuleError:
            return None

    return Compiled(made.source, inputs, list(derivatives), made.sizes, fixed, alone, entries)


def _needed(equations: Sequence[Equation], value: TensorSymbol) -> list[Equation]:
    """The equations that ``value`` depends on, in order."""
    found: list[Equation] = []
    wanted = {value}
    for equation in reversed(equations):
        if equation.symbol in wanted:
            wanted |= set(symbols_in(equation.expr))
            found.append(equation)
    return found[::-1]


def loaded(source: str, name: str) -> Any:
    """The function ``name`` of our own generated source."""
    return loaded_module(source, name)[name]


def loaded_module(source: str, title: str) -> dict[str, Any]:
    """What our own generated source defines; the source is kept for tracebacks."""
    filename = f"<symnn {title} {next(_numbers)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    namespace: dict[str, Any] = {}
    exec(compile(source, filename, "exec"), namespace)  # noqa: S102 - source made by symnn alone
    return namespace
