"""Metrics: numbers that tell how good the predictions are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from symnn.language.errors import NotScalarError, UnknownNameError
from symnn.language.expression import symbols_in
from symnn.language.symbol import TensorSymbol
from symnn.language.text import shape_text
from symnn.training.inputs import Problem

Arrays = Mapping[str, Any]


@dataclass(frozen=True)
class Metric:
    """A number for an epoch: ``function`` of the quantities and data that it ``needs``."""

    name: str
    needs: tuple[str, ...]
    function: Callable[[Arrays], float]
    larger_is_better: bool = False


@dataclass(frozen=True)
class Accuracy:
    """The share of samples whose class is right.

    ``of`` is the prediction and ``target`` what it should be; both are found where they are not
    given: the last quantity with the shape of an input that it does not depend on. The class is the
    largest entry along the axis of classes; of one number a sample, whether it exceeds
    ``threshold`` (0 suits a logit).
    """

    of: str | None = None
    target: str | None = None
    threshold: float = 0.5
    name: str = "accuracy"


@dataclass(frozen=True)
class MeanSquaredError:
    """The mean of (prediction − target)²; both are found as for :class:`Accuracy`."""

    of: str | None = None
    target: str | None = None
    name: str = "mse"


Wish = str | Accuracy | MeanSquaredError


def metric(wish: Wish, problem: Problem) -> Metric:
    """What ``wish`` means in a problem: "accuracy", "mse", a scalar of the model, or a metric.

    Raises UnknownNameError where there is no such thing, NotScalarError for an array.
    """
    if wish == "accuracy":
        wish = Accuracy()
    elif wish == "mse":
        wish = MeanSquaredError()
    if isinstance(wish, str):
        return _quantity(wish, problem)
    of, target = pair(problem, wish.of, wish.target)
    if isinstance(wish, MeanSquaredError):
        return Metric(wish.name, (of, target), lambda v: _mean_square(v[of], v[target]))
    axis = class_axis(problem, of)
    threshold = wish.threshold

    def accuracy(values: Arrays) -> float:
        found = decided(values[of], axis, threshold)
        return float(np.mean(found == decided(values[target], axis, 0.5)))

    return Metric(wish.name, (of, target), accuracy, larger_is_better=True)


def _mean_square(a: Any, b: Any) -> float:
    return float(np.mean((np.asarray(a) - np.asarray(b)) ** 2))


def decided(values: Any, axis: int | None, threshold: float) -> np.ndarray:
    """The class of each sample: the place of the largest entry, or above the threshold or not.

    >>> decided([[0.1, 0.9], [0.8, 0.2]], 1, 0.5).tolist()
    [1, 0]
    >>> decided([0.1, 0.9], None, 0.5).tolist()
    [False, True]
    """
    array = np.asarray(values)
    return array > threshold if axis is None else np.argmax(array, axis=axis)


def _quantity(name: str, problem: Problem) -> Metric:
    symbol = problem.model.symbol(name)
    if name not in problem.model.equations:
        raise UnknownNameError(f"metrics: {name} is an input; name a quantity of the model")
    if symbol.shape:
        raise NotScalarError(
            f"metrics: {name} has shape {shape_text(symbol.shape)}; a metric is one number"
        )
    return Metric(name, (name,), lambda values: float(values[name]))


def pair(problem: Problem, of: str | None = None, target: str | None = None) -> tuple[str, str]:
    """The prediction and its target, found where not given.

    Raises UnknownNameError where nothing fits.
    """
    model = problem.model
    if of is not None:
        model.symbol(of)
    if target is not None:
        model.symbol(target)
    if of is not None and target is not None:
        return of, target
    origins = _origins(problem)
    for name in reversed(origins):
        if of is not None and name != of:
            continue
        for other in problem.data:
            fits = model.symbol(other).shape == model.symbol(name).shape
            if fits and other not in origins[name] and target in (None, other):
                return name, other
    raise UnknownNameError(
        "metrics: no quantity has the shape of an input that it does not depend on, so what is to "
        "be compared has to be said: sn.Accuracy('P', 'Y') or sn.MeanSquaredError('P', 'Y')"
    )


def tells_classes(problem: Problem) -> bool:
    """Whether a prediction and its target can be found, and the target came as labels."""
    try:
        _, target = pair(problem)
    except UnknownNameError:
        return False
    return target in problem.classes


def _origins(problem: Problem) -> dict[str, set[str]]:
    """The inputs that each quantity depends on, for those that depend on a parameter."""
    found: dict[str, set[str]] = {}
    for equation in problem.model.ordered([problem.of]):
        used = {symbol.name for symbol in symbols_in(equation.expr)}
        found[equation.name] = used.union(*(found.get(name, set()) for name in used))
    return {name: used for name, used in found.items() if used & set(problem.params)}


def class_axis(problem: Problem, name: str) -> int | None:
    """The axis of classes of a prediction; None where it is one number a sample."""
    symbol: TensorSymbol = problem.model.symbol(name)
    axes = [axis for axis, size in enumerate(symbol.shape) if size != problem.batch]
    return axes[-1] if axes and symbol.shape[axes[-1]] != sp.S.One else None
