"""Compilation of a system to one NumPy function: values and derivatives in one pass."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import count
from threading import get_ident
from typing import TYPE_CHECKING, Any

import numpy as np

from symnn.language.errors import MissingPackageError, NoRuleError, SizeError
from symnn.language.expression import symbols_in
from symnn.language.positions import PositionSymbol
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.arrays import refuse_incomplete, sizes_of
from symnn.numeric.generate import generated, lowered

if TYPE_CHECKING:
    from symnn.numeric.all_entries import AllEntries
    from symnn.numeric.line_values import LineValues
    from symnn.plan.lowering import Lowering

_numbers = count(1)
KEPT = 8
"""Sizes for which a compiled function keeps its memory."""
SPECIAL = re.compile(r"^from scipy\.special import (\w+)$", re.MULTILINE)
FEW = 16
"""Lines along which the value is computed step by step: more than one check looks at."""


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
        entries: Callable[[], AllEntries] | None = None,
        lines: Callable[[str], LineValues | None] | None = None,
    ) -> None:
        self.source = source
        self.inputs = tuple(inputs)
        self.derivatives = tuple(derivatives)
        self.sizes = tuple(sizes)
        self.fixed = dict(fixed)
        self._memory: dict[Any, Callable[..., Any]] = {}
        self._names = tuple(symbol.name for symbol in self.inputs)
        self._seen: dict[Any, Callable[..., Any]] = {}
        self._value_alone = value
        self._entries = entries
        self._lines = lines
        self._along: dict[Any, dict[tuple[str, int], Callable[..., Any] | int | None]] = {}

    def _repr_markdown_(self) -> str:
        """For Jupyter: the source, in colours."""
        return f"```python\n{self.source.rstrip()}\n```"

    @cached_property
    def _bind(self) -> Callable[..., Callable[..., Any]]:
        """Loaded when it is called: a source may be shown where packages that it needs are not."""
        return loaded(self.source, "bind")

    @property
    def knows_value(self) -> bool:
        """Whether there is a program of the value alone."""
        return self._value_alone is not None

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
        self, values: Mapping[str, Any], steps: Mapping[str, Sequence[float]]
    ) -> dict[str, list[np.ndarray]]:
        """How much the value changes by each of the ``steps`` in each entry of an input by itself.

        Inputs are left out of which no program of the changes is known. ``values`` are float64.
        """
        if self._entries is None:
            return {}
        arrays = self._arrays(values)
        return self._entries().at(arrays, sizes_of(self.inputs, arrays, self.fixed), steps)

    def along_line(
        self, values: Mapping[str, np.ndarray], name: str, count: int
    ) -> Callable[..., Any] | None:
        """``f(values, direction, steps)``: the value for ``count`` steps of ``name`` along a line.

        The function checks nothing: ``values`` are float64 arrays of the shapes given here. None
        where no such function is known, where the value is faster to compute step by step, and the
        first few times: who looks along few lines would wait for it in vain.
        """
        if self._lines is None:
            return None
        form = _form(values.values())
        if form not in self._along and len(self._along) >= KEPT:
            self._along.clear()
        known = self._along.setdefault(form, {})
        found = known.get((name, count), 0)
        if isinstance(found, int):
            if found < FEW:
                known[name, count] = found + 1
                return None
            line = self._lines(name)
            sizes = sizes_of(self.inputs, self._arrays(values), self.fixed)
            found = known[name, count] = None if line is None else line.at(sizes, count)
        return found

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
    def program() -> tuple[Lowering, int]:
        lowering = lowered(own, inputs)
        return lowering, lowering.quantities[value].value.number

    @cache
    def entries() -> AllEntries:
        from symnn.numeric.all_entries import AllEntries

        return AllEntries(*program(), inputs, loaded)

    @cache
    def lines(moved: str) -> LineValues | None:
        from symnn.numeric.line_values import LineValues

        [symbol] = [symbol for symbol in inputs if symbol.name == moved]
        try:
            return LineValues(*program(), symbol, loaded)
        except NoRuleError:
            return None

    results = list(derivatives)
    return Compiled(made.source, inputs, results, made.sizes, fixed, alone, entries, lines)


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
    """What our own generated source defines; the source is kept for tracebacks.

    Raises MissingPackageError where it takes functions from a package that is not installed.
    """
    filename = f"<symnn {title} {next(_numbers)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    namespace: dict[str, Any] = {}
    try:
        exec(compile(source, filename, "exec"), namespace)  # noqa: S102 - source made by symnn alone
    except ModuleNotFoundError as error:
        if error.name not in ("scipy", "scipy.special"):
            raise
        calls = ", ".join(SPECIAL.findall(source))
        purpose = f"generated code that calls {calls}"
        raise MissingPackageError(purpose, "scipy", "special") from error
    return namespace
