"""Hints for gradients in code: what turns the returned arrays into the right ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symnn.check.verdict import Hint

Pair = tuple[np.ndarray, np.ndarray, Mapping[Any, int]]
"""The right array, the returned one, and the sizes at one point."""


def shape_hint(truth: np.ndarray, found: np.ndarray) -> Hint:
    """What an array of the wrong shape lacks.

    >>> shape_hint(np.zeros((2, 3)), np.zeros((3, 2))).words
    'the result must be transposed'
    """
    if truth.shape == found.shape[::-1]:
        return Hint("transpose", "the result must be transposed")
    if tuple(size for size in found.shape if size != 1) == truth.shape:
        return Hint("shape", "the axes of length 1 must be dropped")
    if found.ndim == truth.ndim + 1:
        for axis in range(found.ndim):
            if np.delete(found.shape, axis).tolist() == list(truth.shape):
                return Hint("missing sum", f"a sum over axis {axis} may be missing")
    return Hint("shape", f"the function must return an array of shape {truth.shape}")


def value_hint(pairs: Sequence[Pair], allowed: float, floor: float = 0.0) -> Hint | None:
    """The single change that makes the returned arrays right at all points, if there is one.

    ``floor`` is the size below which a difference is rounding: where a gradient is almost 0,
    because an activation is saturated, its digits are those of larger numbers.

    >>> at = [np.array([1.0, 2.0]), np.array([1.0e-6, 0.0])]
    >>> pairs = [(here, 1.0e-14 - here, {}) for here in at]
    >>> value_hint(pairs, 1e-9), value_hint(pairs, 1e-9, floor=0.1).words
    (None, 'the sign is wrong')
    """
    usable = [pair for pair in pairs if np.all(np.isfinite(pair[1])) and pair[1].dtype.kind != "c"]
    if len(usable) < len(pairs):
        return None
    changes: list[tuple[str, str, Callable[[Pair], np.ndarray]]] = [
        ("sign", "the sign is wrong", lambda pair: -_float(pair)),
        ("transpose", "the result must be transposed", lambda pair: _float(pair).T),
    ]
    for size in pairs[0][2]:
        changes.append(("factor", f"a factor {size} is missing", _times(size, 1)))
        changes.append(("factor", f"a factor 1/{size} is missing", _times(size, -1)))
    factor = _factor(pairs)
    if factor is not None:
        words = f"the result must be multiplied by {factor:.10g}"
        changes.append(("factor", words, lambda pair: factor * _float(pair)))
    for kind, words, change in changes:
        if all(_close(pair[0], change(pair), allowed, floor) for pair in pairs):
            return Hint(kind, words)
    return None


def _times(size: Any, power: int) -> Callable[[Pair], np.ndarray]:
    return lambda pair: _float(pair) * float(pair[2][size]) ** power


def _float(pair: Pair) -> np.ndarray:
    return pair[1].astype(float)


def _close(truth: np.ndarray, changed: np.ndarray, allowed: float, floor: float) -> bool:
    scale = max(float(np.max(np.abs(truth), initial=0.0)), floor, 1e-9)
    return truth.shape == changed.shape and bool(
        np.max(np.abs(truth - changed), initial=0.0) <= allowed * scale
    )


def _factor(pairs: Sequence[Pair]) -> float | None:
    """The ratio of both arrays at the largest entry of all points."""
    filled = [pair for pair in pairs if pair[0].size]
    if not filled:
        return None
    clearest = max(filled, key=lambda pair: float(np.max(np.abs(_float(pair)))))
    truth, found = clearest[0], _float(clearest)
    place = np.unravel_index(int(np.argmax(np.abs(found))), found.shape)
    below = float(found[place])
    return float(truth[place]) / below if below else None
