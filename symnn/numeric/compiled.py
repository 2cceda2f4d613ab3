"""Compilation of a system to one NumPy function: values and derivatives in one pass."""

from __future__ import annotations

import linecache
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import SizeError, UnknownNameError
from symnn.language.operation import known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.language.text import shape_text
from symnn.numeric.names import Names, identifier
from symnn.numeric.numpy_source import Emitter
from symnn.numeric.stable import stable
from symnn.plan.planner import plan

_numbers = count(1)


class Compiled:
    """A compiled model: ``value, derivatives = f(values)``.

    ``values`` maps the names of all inputs to arrays (numbers for scalars); ``derivatives`` maps
    the names asked for to arrays of their shape. ``source`` is the NumPy source that runs.
    Raises UnknownNameError for missing or unknown names, SizeError for shapes that contradict each
    other or for arrays that are not real numbers.
    """

    def __init__(
        self, source: str, inputs: Sequence[TensorSymbol], name: str, fixed: Mapping[str, int]
    ) -> None:
        self.source = source
        self.inputs = tuple(inputs)
        self.fixed = dict(fixed)
        self._function = _loaded(source, name)

    def __call__(self, values: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The value and the derivatives at ``values``."""
        arrays = self._arrays(values)
        value, derivatives = self._function(arrays, self._sizes(arrays))
        return _number(value), {name: _number(array) for name, array in derivatives.items()}

    def _arrays(self, values: Mapping[str, Any]) -> dict[str, np.ndarray]:
        names = [symbol.name for symbol in self.inputs]
        missing = [name for name in names if name not in values]
        if missing:
            raise UnknownNameError(f"no value given for {', '.join(missing)}")
        unknown = [name for name in values if name not in names]
        if unknown:
            raise UnknownNameError(
                f"{', '.join(unknown)}: not among the inputs of this function, which are "
                f"{', '.join(names)}"
            )
        return {name: _real(name, values[name]) for name in names}

    def _sizes(self, arrays: Mapping[str, np.ndarray]) -> dict[str, int]:
        sizes: dict[str, int] = dict(self.fixed)
        origin: dict[str, str] = dict.fromkeys(sizes, "the sizes given")
        derived: list[tuple[TensorSymbol, Expr, int]] = []
        for symbol in self.inputs:
            shape = arrays[symbol.name].shape
            if len(shape) != len(symbol.shape):
                raise SizeError(
                    f"{symbol.name}: expected an array of shape {shape_text(symbol.shape)}, got "
                    f"one of shape {shape}"
                )
            for dimension, size in zip(symbol.shape, shape, strict=True):
                if not dimension.is_Symbol:
                    derived.append((symbol, dimension, size))
                elif sizes.setdefault(dimension.name, size) != size:
                    raise SizeError(
                        f"{symbol.name} has shape {shape}, which makes {dimension} = {size}, but "
                        f"{dimension} = {sizes[dimension.name]} in {origin[dimension.name]}"
                    )
                else:
                    origin.setdefault(dimension.name, symbol.name)
        for symbol, dimension, size in derived:
            expected = dimension.subs({s: sizes.get(s.name, s) for s in dimension.free_symbols})
            if expected != size:
                raise SizeError(
                    f"{symbol.name} has shape {arrays[symbol.name].shape}, but should have shape "
                    f"{shape_text(symbol.shape)}: {dimension} = {expected}, not {size}"
                )
        return sizes


def _real(name: str, value: Any) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    if array.dtype.kind != "f":
        raise SizeError(f"{name}: expected an array of real numbers, not of {array.dtype}")
    return array


def _number(array: Any) -> Any:
    """A number instead of an array without axes."""
    return array[()] if isinstance(array, np.ndarray) and not array.ndim else array


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
    source, used = _source(equations, inputs, value, derivatives, name)
    known = {s.name for symbol in inputs for size in symbol.shape for s in size.free_symbols}
    unknown = sorted(set(used) - known - set(sizes or ()))
    if unknown:
        raise SizeError(
            f"{value.name}: the size {', '.join(unknown)} is in the shape of no input that it "
            f"uses, so no array can tell it; write a number in its place"
        )
    return Compiled(source, inputs, name, sizes or {})


def _source(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    value: TensorSymbol,
    derivatives: Mapping[str, TensorSymbol],
    name: str,
) -> tuple[str, list[str]]:
    """The source, and the names of the sizes that it uses."""
    names = Names(known_operations())
    used: dict[str, str] = {}

    def size_of(size: Expr) -> str:
        for symbol in size.free_symbols:
            used.setdefault(symbol.name, names.unique(identifier(symbol.name)))
        renamed = size.xreplace({s: sp.Symbol(used[s.name]) for s in size.free_symbols})
        return str(renamed)

    arguments = {symbol: names.of(symbol) for symbol in inputs}
    emitter = Emitter(names.of, names.unique, size_of)
    meanings = {equation.name: equation for equation in equations}
    results = set(derivatives.values())
    for equation in equations:
        node = plan(stable(equation.expr, meanings))
        own = equation.symbol is value or equation.symbol in results
        emitter.assign(names.of(equation.symbol), node, equation.indices, own=own)
    head = [
        f'{identifier} = values["{_quoted(symbol.name)}"]'
        for symbol, identifier in arguments.items()
    ]
    if any("dtype" in line for line in emitter.lines):
        head.append(f"dtype = np.result_type({', '.join(arguments.values()) or 'float'})")
    head += [f'{identifier} = sizes["{_quoted(size)}"]' for size, identifier in used.items()]
    items = ", ".join(
        f'"{_quoted(key)}": {names.of(symbol)}' for key, symbol in derivatives.items()
    )
    result = f"return {names.of(value)}, {{{items}}}"
    body = "".join(f"    {line}\n" for line in [*head, *emitter.lines, result])
    imports = "".join(f"{line}\n" for line in ["import numpy as np", *sorted(emitter.imports)])
    helpers = "".join(f"\n\n{helper}" for helper in emitter.helpers.values())
    return f"{imports}{helpers}\n\ndef {name}(values, sizes):\n{body}", list(used)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _loaded(source: str, name: str) -> Any:
    """The function ``name`` of our own generated source, with the source kept for tracebacks."""
    filename = f"<symnn {name} {next(_numbers)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    namespace: dict[str, Any] = {}
    exec(compile(source, filename, "exec"), namespace)  # noqa: S102 - source made by symnn alone
    return namespace[name]
