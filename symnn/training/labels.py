"""Labels as numbers: one-hot where the model has an axis for the classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnn.language.symbol import TensorSymbol
from symnn.training.trouble import DataError, refuse_beyond_memory

MAX_LABEL = 1 << 40
"""Numbers beyond this are no labels: as many classes fit in no memory."""
SIZE_OF_NUMBER = 36
"""Bytes of a whole number in a list."""


def is_label_like(array: np.ndarray) -> bool:
    """Whether an array holds words or whole numbers.

    >>> is_label_like(np.array([0.0, 2.0])), is_label_like(np.array([0.5])), is_label_like(
    ...     np.array(["cat"]))
    (True, False, True)
    """
    if array.dtype.kind in "USiub":
        return True
    return bool(np.isfinite(array).all() and (array == np.round(array)).all())


def one_hot(
    symbol: TensorSymbol,
    labels: np.ndarray,
    number: int | None,
    classes: list[Any] | None,
    dtype: str,
) -> tuple[np.ndarray, list[Any]]:
    """Labels with a last axis of classes, and the classes in order.

    Words are sorted; whole numbers count from 0. ``number`` is how many classes the model has, if
    it says; ``classes`` are those of earlier data. Raises DataError for labels out of range.

    >>> one_hot(TensorSymbol("y", (3, 2)), np.array(["b", "a", "b"]), None, None, "float64")
    (array([[0., 1.], [1., 0.], [0., 1.]]), ['a', 'b'])
    """
    if labels.dtype.kind in "US":
        known, places = _places(symbol, labels, classes)
    else:
        places = np.clip(labels, -1, MAX_LABEL).astype(np.int64)
        top = number if number is not None else len(classes) if classes else int(places.max()) + 1
        size = top * (labels.size * np.dtype(dtype).itemsize + SIZE_OF_NUMBER)
        refuse_beyond_memory(f"data: {symbol.name} has the label {top - 1}", size)
        known = list(range(top))
    count = number if number is not None else len(known)
    outside = (places < 0) | (places >= count)
    if outside.any() or len(known) > count:
        first = int(np.argmax(outside)) if outside.any() else 0
        words = (
            f"the label {labels.flat[first]} (sample {first})"
            if labels.dtype.kind not in "US"
            else f"{len(known)} different labels"
        )
        raise DataError(
            f"data: {symbol.name} has {words}, but the model has {count} classes, "
            f"labelled 0 … {count - 1} or by as many words"
        )
    found = np.zeros((*places.shape, count), dtype)
    np.put_along_axis(found, places[..., None], 1, axis=-1)
    return found, known


def coded(
    symbol: TensorSymbol, labels: np.ndarray, classes: list[Any] | None, dtype: str
) -> tuple[np.ndarray, list[Any]]:
    """Two different words as 0 and 1; DataError for more."""
    known, places = _places(symbol, labels, classes)
    if len(known) > 2:
        shown = ", ".join(map(str, known[:4]))
        raise DataError(
            f"data: {symbol.name} has {len(known)} different labels ({shown}, …), but the model "
            f"has no axis of classes for it: its shape would have one more axis"
        )
    return places.astype(dtype), known


def _places(
    symbol: TensorSymbol, labels: np.ndarray, classes: list[Any] | None
) -> tuple[list[Any], np.ndarray]:
    known = classes if classes is not None else np.unique(labels).tolist()
    place = {label: number for number, label in enumerate(known)}
    new = sorted({str(label) for label in labels.flat if label not in place})
    if new:
        raise DataError(
            f"data: {symbol.name} has the label {new[0]!r}, which was not among {known}"
        )
    return known, np.array([place[label] for label in labels.flat]).reshape(labels.shape)
