"""What a model assumes of its data, checked on the data: a gradient that uses it needs it true."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from symnn.language.expression import symbols_in
from symnn.language.facts import Fact, PositiveDefiniteFact, SymmetricFact
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.compiled import compiled
from symnn.training.trouble import DataError

if TYPE_CHECKING:
    from symnn.model import Model

TOLERANCE = 1e-5
"""Rounding of float32 that sums of data may show, relative to their size."""


def refuse_broken_facts(model: Model, arrays: dict[str, np.ndarray]) -> None:
    """Raise DataError where the data contradict a fact of the model that is about them alone.

    >>> import symnn as sn
    >>> y = sn.vector("y", 2); model = sn.Model(); L = model.define("L", sn.total(y**2))
    >>> model.assume(sn.Eq(sn.total(y), 1))
    >>> refuse_broken_facts(model, {"y": np.array([0.5, 0.6])})
    Traceback (most recent call last):
    symnn.training.trouble.DataError: data: the model assumes total(y) = 1, but the left side is 1.1
    """
    for fact in model.facts:
        if isinstance(fact, SymmetricFact):
            _check_symmetric(fact, arrays)
        else:
            _check(fact, arrays)


def refuse_promised_parameters(model: Model, params: Collection[str]) -> None:
    """Raise DataError for parameters that the model assumes facts about: steps do not keep them."""
    for fact in model.facts:
        for symbol in sorted(_used(fact), key=str):
            if symbol.name in params:
                symmetric = isinstance(fact, SymmetricFact)
                way = f"(B + B.T) / 2 for {symbol.name}" if symmetric else "a softmax of it"
                raise DataError(
                    f"params: the model assumes {fact.text}, and gradients rely on it, but steps "
                    f"do not keep that of the parameter {symbol.name}. Give data for it, leave the "
                    f"fact out, or train what it is made of, such as {way}"
                )


def _used(fact: Fact | SymmetricFact) -> frozenset[TensorSymbol]:
    if isinstance(fact, SymmetricFact):
        return frozenset((fact.symbol,))
    return symbols_in(fact.left) | symbols_in(fact.right)


def _check_symmetric(fact: SymmetricFact, arrays: dict[str, np.ndarray]) -> None:
    array = arrays.get(fact.symbol.name)
    if array is None:
        return
    if not np.allclose(array, array.T, rtol=TOLERANCE, atol=TOLERANCE * np.abs(array).max()):
        raise DataError(f"data: the model assumes {fact.text}, but the array is not symmetric")
    if isinstance(fact, PositiveDefiniteFact):
        least, largest = np.linalg.eigvalsh(array)[[0, -1]]
        if least <= 0 if fact.strict else least < -TOLERANCE * abs(largest):
            raise DataError(
                f"data: the model assumes {fact.text}, but the array has the eigenvalue {least:.3g}"
            )


def _check(fact: Fact, arrays: dict[str, np.ndarray]) -> None:
    used = sorted(_used(fact), key=str)
    if not used or any(symbol.name not in arrays for symbol in used):
        return
    shape = tuple(index.dimension for index in fact.indices)
    sides = [TensorSymbol(name, shape) for name in ("left side", "right side")]
    equations = [
        Equation(side, fact.indices, expr)
        for side, expr in zip(sides, (fact.left, fact.right), strict=True)
    ]
    function = compiled(equations, used, sides[0], {"right": sides[1]})
    left, others = function({symbol.name: arrays[symbol.name] for symbol in used})
    left, right = np.asarray(left), np.asarray(others["right"])
    wrong = np.abs(left - right) > TOLERANCE * np.maximum(
        1, np.maximum(np.abs(left), np.abs(right))
    )
    if wrong.any():
        place = tuple(map(int, np.argwhere(wrong)[0]))
        where = f" at {', '.join(map(str, place))}" if place else ""
        values = f"the left side{where} is {left[place]:.6g}"
        shown = f", not {right[place]:.6g}" if symbols_in(fact.right) else ""
        raise DataError(f"data: the model assumes {fact.text}, but {values}{shown}")
