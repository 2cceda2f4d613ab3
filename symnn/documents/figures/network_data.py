"""What is known of a network: its layers, and the names and values of weights and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from symnn.calculus.values import sizes_of
from symnn.documents.figures.dense_layers import Column, Dense, columns_of
from symnn.language.symbol import TensorSymbol
from symnn.language.system import System
from symnn.notation.entries import components_of
from symnn.notation.style import Latex

LATEX = Latex()


@dataclass(frozen=True)
class Named:
    """What a line or a circle bears: a name in LaTeX, and a value where one is given."""

    latex: str
    value: float | None = None


class Known:
    """The layers of a model, or of a model in entries, with the numbers that are given.

    Raises TypeError for anything else, NoNetworkError for a model without layers.
    """

    def __init__(
        self, source: Any, sizes: Mapping[str, int], values: Mapping[str, Any] | None
    ) -> None:
        form = source if hasattr(source, "components") else None
        system: System = form.source if form is not None else source
        if not isinstance(system, System):
            raise TypeError(
                f"a network is drawn of a model or of model.entries(…), not of "
                f"{type(source).__name__}"
            )
        self.columns = columns_of(system)
        found = sizes_of(system, values or {}) if form is None else {}
        self.sizes = {**found, **{str(name): size for name, size in sizes.items()}}
        self.components = form.components if form is not None else self._components(system)
        self.numbers = self._numbers(form, values or {})

    def _components(self, system: System) -> Any:
        """The names of all entries, where all sizes are known and there is no axis of samples."""
        sizes = {n.name for s in system.symbols.values() for d in s.shape for n in d.free_symbols}
        batch = any(column.units.shape[:-1] for column in self.columns)
        return None if batch or sizes - set(self.sizes) else components_of(system, self.sizes)

    def _numbers(self, form: Any, values: Mapping[str, Any]) -> dict[TensorSymbol, np.ndarray]:
        """The values of weights, biases and units, as arrays."""
        if form is not None:
            return {} if form.values is None else dict(_arrays(form))
        dense = [column.dense for column in self.columns if column.dense is not None]
        symbols = {s.name: s for layer in dense for s in (layer.weights, layer.bias) if s}
        return {
            symbols[name]: np.asarray(value, dtype=float)
            for name, value in values.items()
            if name in symbols
        }

    def size(self, column: Column) -> int | None:
        """The number of units of a layer, None where that is a letter."""
        if column.size.is_Integer:
            return int(column.size)
        if self.components is not None:
            return int(self.components.size(column.size))
        return self.sizes.get(str(column.size))

    def unit(self, symbol: TensorSymbol, place: int) -> Named:
        """An entry of a vector."""
        array = self.numbers.get(symbol)
        value = float(array[place]) if array is not None and array.ndim == 1 else None
        if self.components is not None and len(symbol.shape) == 1:
            return Named(LATEX.symbol(self.components.of(symbol)[place]), value)
        return Named(LATEX.sub(LATEX.symbol(symbol), [str(place + 1)]), value)

    def weight(self, dense: Dense, start: int, end: int) -> Named:
        """The weight that leads from one unit to another."""
        at = (start, end) if dense.flipped else (end, start)
        array = self.numbers.get(dense.weights)
        value = None if array is None else float(array[at])
        places = [place + 1 for place in at]
        if self.components is not None:
            return Named(LATEX.symbol(self.components.at(dense.weights, places)), value)
        return Named(LATEX.sub(LATEX.symbol(dense.weights), [str(p) for p in places]), value)

    def bias(self, dense: Dense, end: int) -> Named:
        """The bias of a unit; all units of a layer may share one."""
        assert dense.bias is not None
        if dense.bias.shape:
            return self.unit(dense.bias, end)
        array = self.numbers.get(dense.bias)
        return Named(LATEX.symbol(dense.bias), None if array is None else float(array))

    def largest(self, dense: Dense) -> float:
        """The largest weight of a layer without its sign; 1 where there is none."""
        array = self.numbers.get(dense.weights)
        return float(np.abs(array).max(initial=0)) or 1.0 if array is not None else 1.0


def _arrays(form: Any) -> Any:
    for symbol in form.source.symbols.values():
        parts = form.components.of(symbol)
        numbers = [float(form.values[part]) for part in parts if part in form.values]
        if len(numbers) == len(parts):
            shape = [form.components.size(size) for size in symbol.shape]
            yield symbol, np.array(numbers).reshape(shape)


def letter_of(size: sp.Expr) -> str:
    """A size as it is written."""
    return LATEX.size(size) if size.is_Symbol else str(size)
