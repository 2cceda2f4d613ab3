"""Windows and folds of NumPy arrays, by strided views. Generated code carries this source along.

``forms`` says for each axis of an array at which place it is read or written: a constant and pairs
(axis, step), so that the place is ``constant + Σ step · position``. Places outside count as 0.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided


def windows(shape, forms, sizes, dtype):  # type: ignore[no-untyped-def]
    """A function of x (of ``shape``) and out (of ``sizes``): out[positions] = x[places].

    >>> taken = windows((4,), [(-1, ((0, 1), (1, 1)))], (4, 3), float)  # x[i + u - 1]
    >>> taken(np.array([1.0, 2, 3, 4]), np.empty((4, 3)))[:2]
    array([[0., 1., 2.],
           [1., 2., 3.]])
    """
    padded, inside, start = padding(shape, forms, sizes)
    if padded == tuple(shape):
        return lambda x, out: fill(out, strided(x, forms, start, sizes))
    buffer = np.zeros(padded, dtype)
    source, middle = strided(buffer, forms, start, sizes), buffer[inside]

    def taken(x, out):  # type: ignore[no-untyped-def]
        middle[...] = x
        return fill(out, source)

    return taken


def folds(shape, forms, sizes, dtype):  # type: ignore[no-untyped-def]
    """A function of t (of ``sizes``) and out (of ``shape``): every entry is added at its place.

    For each axis of out the longest of the axes that lead there is added at once, as a strided
    view; the others one position after the other.

    >>> added = folds((4,), [(-1, ((0, 1), (1, 1)))], (4, 3), float)  # δ(k, i + u - 1)
    >>> added(np.ones((4, 3)), np.empty(4))
    array([2., 3., 3., 2.])
    """
    padded, inside, start = padding(shape, forms, sizes)
    whole = []
    for _, steps in forms:
        ways = [j for j, _ in steps if j not in whole]
        whole += [max(ways, key=lambda j: sizes[j])] if ways else []
    whole = sorted(whole)
    single = [j for j in range(len(sizes)) if j not in whole]
    total = np.zeros(padded, dtype)
    parts = []
    for at in np.ndindex(*(sizes[j] for j in single)):
        positions = dict(zip(single, at, strict=True))
        first = [
            place + sum(step * positions.get(j, 0) for j, step in steps)
            for place, (_, steps) in zip(start, forms, strict=True)
        ]
        inner = [
            (0, tuple((whole.index(j), step) for j, step in steps if j in whole))
            for _, steps in forms
        ]
        parts.append((at, strided(total, inner, first, [sizes[j] for j in whole])))
    order, middle = (*single, *whole), total[inside]

    def added(t, out):  # type: ignore[no-untyped-def]
        total.fill(0)
        turned = t.transpose(order)
        for at, part in parts:
            np.add(part, turned[at], part)
        return fill(out, middle)

    return added


def padding(shape, forms, sizes):  # type: ignore[no-untyped-def]
    """The shape with all places inside, the part of it that is the array, and the first place."""
    padded, inside, start = [], [], []
    for size, (constant, steps) in zip(shape, forms, strict=True):
        ends = [(step * (sizes[j] - 1)) for j, step in steps]
        low = max(0, -constant - sum(end for end in ends if end < 0))
        high = max(0, constant + sum(end for end in ends if end > 0) - (size - 1))
        padded.append(low + size + high)
        inside.append(slice(low, low + size))
        start.append(constant + low)
    return tuple(padded), tuple(inside), start


def strided(array, forms, start, sizes):  # type: ignore[no-untyped-def]
    """A view of an array with the axes of the positions; ``start`` is the place of the first."""
    strides = [0] * len(sizes)
    for axis, (_, steps) in enumerate(forms):
        for j, step in steps:
            strides[j] += step * array.strides[axis]
    corner = array[tuple(slice(place, None) for place in start)]
    return as_strided(corner, sizes, strides)


def fill(out, values):  # type: ignore[no-untyped-def]
    """``out`` with new values."""
    np.copyto(out, values)
    return out


def mask(form, equal, sizes, dtype):  # type: ignore[no-untyped-def]
    """1 where a place is 0 (``equal``), or at least 0, else 0.

    >>> mask((-1, ((0, 1),)), False, (3,), float)
    array([0., 1., 1.])
    """
    place = np.full(sizes, form[0])
    for j, step in form[1]:
        place += step * np.arange(sizes[j]).reshape(
            [-1 if k == j else 1 for k in range(len(sizes))]
        )
    return (place == 0 if equal else place >= 0).astype(dtype)


def whole(places, size):  # type: ignore[no-untyped-def]
    """Positions as integers. Raises IndexError for what is none."""
    found = places.astype(np.intp)
    if found.size and (found.min() < 0 or found.max() >= size or (found != places).any()):
        raise IndexError(f"positions are whole numbers from 0 to {size - 1}")
    return found


def scatter(values, places, out):  # type: ignore[no-untyped-def]
    """``out`` with the sum of the rows of ``values`` at each of the positions, 0 elsewhere.

    >>> scatter(np.array([[1.0], [2.0], [4.0]]), np.array([2, 0, 2]), np.empty((3, 1)))[:, 0]
    array([2., 0., 5.])
    """
    order = np.argsort(places, axis=None, kind="stable")
    found = places.reshape(-1)[order]
    first = np.flatnonzero(np.concatenate(([True], found[1:] != found[:-1])))
    out.fill(0)
    out[found[first]] = np.add.reduceat(values[order], first, axis=0)
    return out
