"""Random arrays for the inputs of a quantity, which meet the facts of its model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from random import Random
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from symnn.check.claim import Equality
from symnn.check.points import Point
from symnn.check.resolve import Resolution
from symnn.check.sampling import points
from symnn.language.errors import NoRuleError
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.positions import PositionSymbol
from symnn.language.recurrence import fact_labels
from symnn.language.relabelling import label_of
from symnn.language.symbol import TensorSymbol, indices_of
from symnn.language.system import System

Arrays = dict[str, NDArray[Any]]
TRIES = 12
"""Points: three of each kind of sign and size of entries."""


def random_values(
    system: System, symbol: TensorSymbol, seed: int = 0
) -> Iterator[tuple[dict[str, int], Arrays]]:
    """A few choices of sizes and of arrays for all inputs that ``symbol`` depends on.

    Sizes are small and differ from each other; the signs of the entries change from one choice to
    the next, so that one of them lies in the domain of each function. A family is one array, the
    label as its first axis. Raises NoPointError for facts that cannot be met, and NoRuleError for
    facts about the members of a family.

    >>> import symnn as sn
    >>> model = sn.Model(); x = sn.vector("x", sn.dim("n")); L = model.define("L", sn.total(x**2))
    >>> sizes, arrays = next(random_values(model, L.symbol))
    >>> arrays["x"].shape == (sizes["n"],)
    True
    """
    claim = _of_families(system) if _has_families(system) else _of_quantity(system, symbol)
    random = Random(seed)  # noqa: S311 (values repeat; nothing is secret)
    for where in islice(points(claim, random, simple=True), TRIES):
        sizes = {str(name): size for name, size in where.sizes.items()}
        inputs = claim.inputs()
        yield sizes, {name: _array(where, inputs[name]) for name in where.arrays}


def _has_families(system: System) -> bool:
    return any(label_of(known) is not None for known in system.symbols.values())


def _of_quantity(system: System, symbol: TensorSymbol) -> Equality:
    """An equality about ``symbol``."""
    free = tuple(Index(size) for size in symbol.shape)
    return Equality(Resolution(system), symbol[free], symbol[free], free, tuple(system.facts))


def _of_families(system: System) -> Equality:
    """An equality about all inputs of a model with families, as arrays."""
    if labelled := [fact for fact in system.facts if fact_labels(fact)]:
        raise NoRuleError(
            f"random values that meet {labelled[0].text}: there are none yet for facts about the "
            f"members of a family; give values"
        )
    arrays = [symbol[tuple(map(Index, symbol.shape))] for symbol in system.inputs.values()]
    whole = sp.Add(*(total_over(entry, indices_of(entry)) for entry in arrays))
    return Equality(Resolution(System()), whole, whole, (), tuple(system.facts))


def _array(where: Point, symbol: TensorSymbol) -> NDArray[Any]:
    """The values of a quantity as an array; positions are whole numbers from 0 there."""
    entries: Mapping[tuple[int, ...], Any] = where.arrays[symbol.name]
    shape = tuple(max(place[axis] for place in entries) for axis in range(len(next(iter(entries)))))
    positions = isinstance(symbol, PositionSymbol)
    array: NDArray[Any] = np.empty(shape, dtype=np.int64 if positions else np.float64)
    for place, value in entries.items():
        at = tuple(i - 1 for i in place)
        if positions:
            array[at] = int(value) - 1
        else:
            array[at] = float(sp.Rational(value.numerator, value.denominator))
    return array
