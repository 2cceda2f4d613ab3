"""What is given for training, held against the model before the first step.

Every error is in the model's names: arrays that are missing or unknown, shapes and sizes that
contradict each other, numbers that are none, labels out of range, facts that the data break.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from symnn.language.dimension import dim
from symnn.language.errors import SizeError, UnknownNameError
from symnn.language.symbol import TensorSymbol
from symnn.language.system import System
from symnn.language.text import free_name, shape_text
from symnn.notation.equation import taken_names
from symnn.training.labels import coded, is_label_like, one_hot
from symnn.training.lifted import lifted
from symnn.training.needs import input_of, needed_inputs
from symnn.training.promises import refuse_broken_facts, refuse_promised_parameters
from symnn.training.samples import samples_of
from symnn.training.sizes import Sizes
from symnn.training.trouble import DataError

if TYPE_CHECKING:
    from symnn.model import Model

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Problem:
    """A model with everything that training it needs, checked.

    ``model`` is the one given, or the batch form of a model of one sample; ``of`` is the loss in
    it. ``sizes`` are the numbers for its dimensions; ``batch`` is the dimension that
    runs over samples (None where the data are one sample), ``axes`` its place in each array of
    ``data``. ``classes`` are the values of labels that became numbers, by input.
    """

    model: Model
    of: str
    params: tuple[str, ...]
    data: Arrays
    sizes: Sizes
    batch: sp.Expr | None
    axes: dict[str, int]
    classes: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of samples."""
        if self.batch is None:
            return 1
        name, axis = next(iter(self.axes.items()))
        return self.data[name].shape[axis]

    @property
    def loss_data(self) -> Arrays:
        """The data that the loss depends on; others are there for metrics."""
        used = {symbol.name for symbol in needed_inputs(self.model, self.of)}
        return {name: array for name, array in self.data.items() if name in used}

    def prepared(self, data: Mapping[str, Any], what: str) -> Arrays:
        """Other data for the same problem, such as a validation set, checked in the same way."""
        arrays = _arrays(self.model, data, self._dtype, what)
        missing = [name for name in self.data if name not in arrays]
        if missing:
            raise UnknownNameError(f"{what}: no array for {', '.join(missing)}")
        _refuse_unknown(self.model, arrays, self.params, what)
        sizes = self.sizes.without(self.batch)
        for name in list(arrays):
            symbol = input_of(self.model, name)
            classes = self.classes.get(name)
            arrays[name] = _with_labels(symbol, arrays[name], sizes, classes, self._dtype)[0]
            sizes.note(symbol, arrays[name].shape, what)
        sizes.settle()
        arrays = {name: np.array(array, self._dtype, order="C") for name, array in arrays.items()}
        _refuse_bad_numbers(self.model, arrays)
        refuse_broken_facts(self.model, arrays)
        return arrays

    @property
    def _dtype(self) -> str:
        return str(next(iter(self.data.values())).dtype) if self.data else "float64"


def problem(
    model: Model,
    of: str,
    params: Collection[str],
    data: Mapping[str, Any],
    *,
    given: Mapping[str, np.ndarray] | None = None,
    sizes: Mapping[str, int] | None = None,
    batch: str | None = None,
    dtype: str = "float64",
) -> Problem:
    """``data`` and ``params`` held against the model.

    ``given`` are parameters that come as arrays, ``sizes`` numbers for dimensions that no array
    tells, ``batch`` the dimension of the samples where it is not clear ("" where the data are one
    sample). Raises UnknownNameError,
    SizeError or DataError, see above.
    """
    if dtype not in ("float64", "float32"):
        raise UnknownNameError(f"no dtype {dtype!r}; there are 'float64' and 'float32'")
    params = [model.symbol(name).name for name in params]
    _refuse_unknown(model, data, params, "data")
    _refuse_missing(model, of, params, data)
    refuse_promised_parameters(model, params)
    _refuse_unknown_sizes(model, sizes or {})
    arrays = _arrays(model, data, dtype, "data")
    known = Sizes(sizes or {})
    per_sample = _per_sample(model, arrays, known)
    if per_sample:
        _refuse_unlike(model, arrays, per_sample)
        if model.has_families:
            first = per_sample[0]
            raise SizeError(
                f"data: {first} has shape {shape_text(input_of(model, first).shape)} in the model, "
                f"but the array has shape {arrays[first].shape}; a model with families is not made "
                f"one of a batch, so give it an axis for the samples"
            )
        if batch is not None:
            raise SizeError(
                f"batch={batch!r}: the model is one of a single sample, and {per_sample[0]} has an "
                f"axis more for the samples; leave batch out"
            )
        batch = _name_of_size(model)
        model, of = lifted(model, per_sample, of, dim(batch))
    for name, array in (given or {}).items():
        known.note(input_of(model, name), array.shape, "the parameters")
    classes: dict[str, list[Any]] = {}
    waiting: list[str] = []
    for name, array in arrays.items():
        symbol = input_of(model, name)
        if array.ndim == len(symbol.shape) and array.dtype.kind not in "US":
            known.note(symbol, array.shape, "data")
        else:
            waiting.append(name)
    for name in waiting:
        symbol = input_of(model, name)
        arrays[name], found = _with_labels(symbol, arrays[name], known, None, dtype)
        if found is not None:
            classes[name] = found
        known.note(symbol, arrays[name].shape, "data")
    known.settle()
    arrays = {name: np.array(array, dtype, order="C") for name, array in arrays.items()}
    _refuse_bad_numbers(model, arrays)
    refuse_broken_facts(model, arrays)
    over = samples_of(model, of, list(arrays), params, batch)
    axes = {
        name: input_of(model, name).shape.index(over)
        for name in arrays
        if over is not None and over in input_of(model, name).shape
    }
    return Problem(model, of, tuple(params), arrays, known, over, axes, classes)


# ---- names --------------------------------------------------------------------------------------


def _refuse_unknown_sizes(model: Model, sizes: Mapping[str, int]) -> None:
    shapes = [symbol.shape for symbol in model.symbols.values()]
    known = sorted({str(s) for shape in shapes for size in shape for s in size.free_symbols})
    for name in map(str, sizes):
        if name not in known:
            raise UnknownNameError(
                f"sizes: the model has no size {name}; it has {', '.join(known) or 'none'}"
            )


def _refuse_unknown(
    model: Model, data: Mapping[str, Any], params: Collection[str], what: str
) -> None:
    inputs = [name for name in model.inputs if name not in params]
    for name in data:
        if name in params:
            raise UnknownNameError(f"{what}: {name} is a parameter, so no data can give it")
        if name not in inputs:
            place = "is computed by the model" if name in model else "is no input of the model"
            learned = f"; its parameters are {', '.join(params)}" if params else ""
            raise UnknownNameError(
                f"{what}: {name} {place}; its inputs are {', '.join(inputs)}{learned}"
            )


def _refuse_missing(
    model: Model, of: str, params: Collection[str], data: Mapping[str, Any]
) -> None:
    missing = [s for s in needed_inputs(model, of) if s.name not in params and s.name not in data]
    if missing:
        names = ", ".join(f"{symbol.name} {shape_text(symbol.shape)}" for symbol in missing)
        raise UnknownNameError(
            f"data: no array for {names}; {of} depends on it. Give one, or name it a parameter"
        )


def _name_of_size(model: System) -> str:
    taken = taken_names(model)
    return "N" if "N" not in taken else free_name("batch", taken)


# ---- arrays -------------------------------------------------------------------------------------


def _arrays(model: Model, data: Mapping[str, Any], dtype: str, what: str) -> Arrays:
    found: Arrays = {}
    for name, value in data.items():
        array = np.asarray(value)
        if array.dtype.kind == "O" and array.size and all(isinstance(x, str) for x in array.flat):
            array = array.astype(str)
        if array.dtype.kind not in "fiubUS":
            raise DataError(
                f"{what}: {name} is an array of {array.dtype}, not of real numbers or of labels"
            )
        if not array.size:
            raise DataError(f"{what}: {name} is empty, of shape {array.shape}")
        found[name] = array.astype(dtype) if array.dtype.kind == "f" else array
    return found


def _per_sample(model: Model, arrays: Arrays, sizes: Sizes) -> list[str]:
    """The data with one axis more than the model says: it is a model of one sample."""
    more = [n for n, array in arrays.items() if array.ndim == len(input_of(model, n).shape) + 1]
    if not more:
        return []
    counts = {arrays[name].shape[0] for name in more}
    for name, array in arrays.items():
        shape = input_of(model, name).shape
        labels = array.ndim == 1 == len(shape) and array.shape[0] in counts
        if name not in more and labels and is_label_like(array):
            told = sizes.number(shape[0])
            if told is None or told != array.shape[0]:
                more.append(name)
    return more


def _refuse_unlike(model: Model, arrays: Arrays, more: Collection[str]) -> None:
    """Where arrays without an axis more, or numbers in the model, tell other sizes: no batch."""
    told: dict[sp.Expr, int] = {}
    for name, array in arrays.items():
        shape = input_of(model, name).shape
        if name not in more and array.ndim == len(shape):
            told |= dict(zip(shape, array.shape, strict=True))
    for name in more:
        shape, given = input_of(model, name).shape, arrays[name].shape[1:]
        if len(shape) == len(given) and any(
            told.get(size, int(size) if size.is_Integer else number) != number
            for size, number in zip(shape, given, strict=True)
        ):
            raise SizeError(
                f"data: {name} has shape {shape_text(shape)} in the model, but the array has shape "
                f"{arrays[name].shape}"
            )


def _with_labels(
    symbol: TensorSymbol, array: np.ndarray, sizes: Sizes, classes: list[Any] | None, dtype: str
) -> tuple[np.ndarray, list[Any] | None]:
    """The array; one-hot where the model has an axis for classes, coded where it has none."""
    rank = len(symbol.shape)
    if array.ndim == rank - 1 and is_label_like(array):
        number = sizes.number(symbol.shape[-1])
        return one_hot(symbol, array, number, classes, dtype)
    if array.dtype.kind in "US":
        return coded(symbol, array, classes, dtype)
    if array.ndim == rank - 1:
        odd = next(x for x in array.flat if not is_label_like(np.array(x)))
        raise DataError(
            f"data: {symbol.name} has shape {shape_text(symbol.shape)} in the model, but the array "
            f"has shape {array.shape}; labels are words or whole numbers, not {odd}"
        )
    return array, None


def _refuse_bad_numbers(model: Model, arrays: Arrays) -> None:
    for name, array in arrays.items():
        for bad, what in (
            (~np.isfinite(array), "a finite number"),
            (array <= 0 if input_of(model, name).is_positive else None, "a number > 0"),
        ):
            if bad is not None and bad.any():
                place = tuple(map(int, np.argwhere(bad)[0]))
                entry = f"{name}[{', '.join(map(str, place))}]" if place else name
                many = f" (and {int(bad.sum()) - 1} more)" if bad.sum() > 1 else ""
                raise DataError(f"data: {entry} is {array[place]}, not {what}{many}")
