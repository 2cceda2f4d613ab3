"""Points that meet stated equations: orthonormal columns, sums of signs, linear equations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from symnn.language.expression import bound_by
from symnn.language.facts import Fact
from symnn.language.symbol import TensorSymbol, indices_of, symbol_of

Array = dict[tuple[int, ...], Fraction]
Place = tuple[int, ...]


def gram(fact: Any) -> tuple[TensorSymbol, int] | None:
    """The quantity with orthonormal columns or rows, and the axis that is summed.

    It is ``Uᵀ U = I`` (axis 0), ``U Uᵀ = I`` (axis 1), and ``uᵀ u = 1`` for a vector.
    """
    if not isinstance(fact, Fact) or not isinstance(fact.left, sp.Sum):
        return None
    bound = bound_by(fact.left)
    factors = [
        base
        for base, power in fact.left.function.as_powers_dict().items()
        for _ in range(int(power) if power.is_Integer and power > 0 else 9)
    ]
    symbols = {symbol_of(factor) for factor in factors}
    if len(bound) != 1 or len(factors) != 2 or len(symbols) != 1:
        return None
    (symbol,) = symbols
    first, second = (list(indices_of(factor)) for factor in factors)
    if symbol is None or len(symbol.shape) > 2 or bound[0] not in first or bound[0] not in second:
        return None
    axis = first.index(bound[0])
    if len(symbol.shape) == 1:
        return (symbol, 0) if fact.right == 1 else None
    free = [first[1 - axis], second[1 - axis]]
    same = second[axis] == bound[0] and len(set(free)) == 2 and set(free) == set(fact.indices)
    return (symbol, axis) if same and fact.right == sp.KroneckerDelta(*free) else None


def make_orthonormal(array: Array, axis: int, random: Random) -> bool:
    """Make the columns (axis 0) or rows of a matrix, or a vector, orthonormal; False if too many.

    They are columns of a product of two reflections, which is rational.
    """
    vector = len(next(iter(array))) == 1
    long = max(place[axis] for place in array)
    wide = 1 if vector else max(place[1 - axis] for place in array)
    if wide > long:
        return False
    columns = [[Fraction(int(i == k)) for i in range(long)] for k in range(wide)]
    for _ in range(2):
        normal = [Fraction(random.choice((-2, -1, 1, 2, 3))) for _ in range(long)]
        square = sum((n * n for n in normal), Fraction(0))
        for column in columns:
            dot = sum((n * c for n, c in zip(normal, column, strict=True)), Fraction(0))
            along = 2 * dot / square
            column[:] = [c - along * n for n, c in zip(normal, column, strict=True)]
    for place in array:
        row, column_of = place[axis], 1 if vector else place[1 - axis]
        array[place] = columns[column_of - 1][row - 1]
    return True


def make_one_hot(array: Array, places: Sequence[Place], random: Random) -> None:
    """Make one of the entries one, and the others zero."""
    chosen = random.choice(places)
    for place in places:
        array[place] = Fraction(int(place == chosen))


def solved(
    arrays: dict[str, Array],
    names: Iterable[str],
    taken: set[tuple[str, Place]],
    residual: Callable[[], Any],
) -> bool:
    """Solve ``residual = 0`` for an entry in which it is linear; that entry is then ``taken``."""
    for name in sorted(names):
        array = arrays[name]
        for place in sorted(array, reverse=True):
            if (name, place) in taken:
                continue
            old = array[place]
            values = []
            for step in (0, 1, 2):
                array[place] = old + step
                values.append(residual())
            slope = values[1] - values[0]
            if not slope or values[2] - values[1] != slope:
                array[place] = old
                continue
            array[place] = old - values[0] / slope
            taken.add((name, place))
            return True
    return False


def is_binary(fact: Any, symbol: TensorSymbol) -> bool:
    """Whether a fact is ``y² = y`` for the entries of ``symbol``."""
    power = isinstance(fact, Fact) and isinstance(fact.left, sp.Pow) and fact.left.exp == 2
    return power and fact.right == fact.left.base and symbol_of(fact.left.base) == symbol


def long_enough(sizes: dict[sp.Symbol, int], facts: Iterable[Any]) -> None:
    """Exchange sizes so that as many orthonormal columns as there are have room."""
    for fact in facts:
        found = gram(fact)
        if found is None or len(found[0].shape) < 2:
            continue
        symbol, axis = found
        long, wide = symbol.shape[axis], symbol.shape[1 - axis]
        if long in sizes and wide in sizes and sizes[long] < sizes[wide]:
            sizes[long], sizes[wide] = sizes[wide], sizes[long]
