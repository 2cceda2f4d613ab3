"""Arrays held against the shapes of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sympy.core.expr import Expr

from symnn.language.errors import SizeError, UnknownNameError
from symnn.language.symbol import TensorSymbol
from symnn.language.text import shape_text


def refuse_incomplete(names: Sequence[str], values: Mapping[str, Any], where: str) -> None:
    """Raise UnknownNameError unless ``values`` has these names and no others."""
    if values.keys() == set(names):
        return
    missing = [name for name in names if name not in values]
    if missing:
        raise UnknownNameError(f"no value given for {', '.join(missing)}")
    unknown = [name for name in values if name not in names]
    raise UnknownNameError(
        f"{', '.join(unknown)}: not among the inputs of {where}, which are {', '.join(names)}"
    )


def sizes_of(
    inputs: Sequence[TensorSymbol], arrays: Mapping[str, np.ndarray], fixed: Mapping[str, int]
) -> dict[str, int]:
    """The sizes that the shapes of ``arrays`` tell, besides those that are ``fixed``.

    Raises SizeError for shapes that do not fit their quantities, or contradict each other.
    """
    sizes: dict[str, int] = dict(fixed)
    origin: dict[str, str] = dict.fromkeys(sizes, "the sizes given")
    derived: list[tuple[TensorSymbol, Expr, int]] = []
    for symbol in inputs:
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
