"""Names in files as names of a model's inputs: ``x_1, x_2, …`` are the components of ``x``."""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import lru_cache
from itertools import count

import numpy as np

from symnn.language.errors import UnknownNameError
from symnn.numeric.names import identifier
from symnn.training.trouble import DataError

USUAL = {"features": ("X", "x"), "target": ("Y", "y", "T", "t")}
"""The inputs that a data set of scikit-learn is for, unless renamed."""
MAX_DIGITS = 9
"""The most digits of the place of a component."""
MAX_AXES = 32
"""The most numbers of a place."""

Columns = dict[str, np.ndarray]
Place = tuple[int, ...]


def component(name: str) -> tuple[str, str]:
    """A name without the numbers at its end, and these.

    >>> component("x_1_12"), component("x_1"), component("_1"), component("x")
    (('x', '_1_12'), ('x', '_1'), ('_1', ''), ('x', ''))
    """
    parts = name.split("_")
    end = len(parts)
    while end > 1 and parts[end - 1].isascii() and parts[end - 1].isdigit():
        end -= 1
    whole = "_".join(parts[:end])
    return (whole, name[len(whole) :]) if whole else (name, "")


def renamed(column: str, old: str, new: str) -> str:
    """The new name of a column, also of a component ``x_1`` of what is renamed.

    >>> renamed("x_1", "x", "u"), renamed("x_1_2", "x_1", "u"), renamed("x_a", "x", "u")
    ('u_1', 'u_2', 'x_a')
    """
    return new + column[len(old) :] if belongs(column, old) else column


def belongs(column: str, name: str) -> bool:
    """Whether a column is ``name``, or a component of it."""
    rest = column.removeprefix(name)
    return column == name or (column.startswith(name) and component(f"x{rest}") == ("x", rest))


def grouped(columns: Columns, inputs: Collection[str]) -> Columns:
    """Columns ``x_1, x_2, …`` as one array ``x``, unless ``x_1`` is itself an input.

    Raises DataError where a component is missing, or is of another kind than the others.
    """
    parts: dict[str, dict[str, np.ndarray]] = {}
    for name, array in columns.items():
        whole, numbers = component(name)
        if numbers:
            parts.setdefault(whole, {})[numbers] = array
    result: Columns = {}
    for name, array in columns.items():
        whole, numbers = component(name)
        if not numbers or matching(name, inputs) or array.ndim != 1:
            result[name] = array
        elif whole not in result:
            result[whole] = _assembled(whole, parts[whole])
    return result


def _assembled(name: str, parts: dict[str, np.ndarray]) -> np.ndarray:
    """One array of components; the last axes are their places."""
    arrays = {_place(name, numbers): array for numbers, array in parts.items()}
    first = next(iter(arrays.values()))
    rank = len(next(iter(arrays)))
    shape = tuple(map(max, zip(*arrays, strict=False)))
    for place, array in arrays.items():
        label = "_".join([name, *map(str, place)])
        if len(place) != rank or rank > MAX_AXES or 0 in place:
            raise _gap(name, f"{label[:80]} does not fit")
        if array.shape != first.shape:
            raise DataError(f"{label} has shape {array.shape}, others of {name} {first.shape}")
        if (array.dtype.kind in "US") != (first.dtype.kind in "US"):
            raise DataError(f"some columns of {name} are words and others numbers; look at {label}")
    if math.prod(shape) != len(arrays):
        places = (_nth(number, shape) for number in count())
        missing = next(place for place in places if place not in arrays)
        raise _gap(name, f"{'_'.join([name, *map(str, missing)])} is missing")
    stacked = np.stack([arrays[place] for place in sorted(arrays)], axis=1)
    return stacked.reshape(len(first), *shape)


def _place(name: str, numbers: str) -> Place:
    written = numbers[1:].split("_")
    for number in written:
        if len(number) > MAX_DIGITS or number != str(int(number)):
            raise _gap(name, f"{name}{numbers[:40]} does not fit")
    return tuple(map(int, written))


def _nth(number: int, shape: Place) -> Place:
    """The place of that number, the last axis first; nothing is made of the size of all of them.

    >>> [_nth(number, (2, 3)) for number in (0, 2, 5)]
    [(1, 1), (1, 3), (2, 3)]
    """
    found = []
    for size in reversed(shape):
        number, rest = divmod(number, size)
        found.append(rest + 1)
    return tuple(reversed(found))


def _gap(name: str, what: str) -> DataError:
    return DataError(f"the columns of {name} count from 1 without gaps; {what}")


def named(columns: Columns, inputs: Collection[str], source: str) -> Columns:
    """The arrays under the names of the inputs that they are for.

    Raises UnknownNameError where there is none, DataError where there are two arrays for one.
    """
    result: Columns = {}
    for name, array in columns.items():
        found = matching(name, inputs)
        if found is None:
            raise UnknownNameError(
                f"{source}: the model has no input {name}; it has {', '.join(inputs)}. Rename it "
                f"({name}=…) or leave it out ({name}=)"
            )
        if found in result:
            raise DataError(f"{source}: two arrays for the input {found}; rename one of them")
        result[found] = array
    return result


def matching(name: str, inputs: Collection[str]) -> str | None:
    """The input that a name in a file means: itself, or but for type face and case."""
    if name in inputs:
        return name
    for usual in USUAL.get(name, ()):
        if usual in inputs:
            return usual
    for same in (_letters, lambda text: _letters(text).lower()):
        wanted = same(name)
        found = [other for other in inputs if same(other) == wanted]
        if len(found) == 1:
            return found[0]
    return None


_letters = lru_cache(maxsize=256)(identifier)
