"""The rounding noise of a function, read off a table of its differences.

Smooth functions have differences that shrink with their order; noise has differences that grow by
a known factor. So the high differences of a few values, very close together, are noise alone.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SAMPLES = 8
SPACING = 1e-6
"""Distance of the samples, relative to the scale of the point."""


def noise_level(samples: Array) -> Array:
    """The standard deviation of the noise in equally spaced ``samples``, for each column.

    The k-th difference of independent errors of variance σ² has the variance C(2k, k)·σ². The
    smallest of the estimates of σ from orders 3 and up is taken, twice, since it tends to be low.

    Source: Hamming, Numerical Methods for Scientists and Engineers, ch. 6; Moré and Wild,
    Estimating Computational Noise, SIAM J. Sci. Comput. 33 (2011).

    >>> noise_level(np.arange(8.0)[:, None] ** 2).tolist()
    [0.0]
    """
    table = samples
    estimates = []
    for order in range(1, len(samples)):
        table = np.diff(table, axis=0)
        if order > 2:
            estimates.append(np.sqrt(np.mean(table**2, axis=0) / comb(2 * order, order)))
    return np.asarray(2 * np.min(estimates, axis=0))


def sampled_noise(row_at: Callable[[float], Array], eps: float) -> Array:
    """The noise of every entry of ``row_at(t)`` near t = 0; the first entry decides the spacing.

    Samples that are equal lie too close together for the precision of the function; a noise far
    above its rounding, or values that are not finite, may mean that they lie too far apart.
    """
    chosen = samples = _samples(row_at, SPACING)
    spacing = SPACING
    while _tied(samples) and spacing < 1e-2:
        spacing *= 100
        chosen = samples = _samples(row_at, spacing)
    first = samples[:, 0]
    while spacing > 1e-13 and not noise_level(first) <= 1e3 * eps * np.max(np.abs(first)):
        spacing /= 1000
        samples = _samples(row_at, spacing)
        first = samples[:, 0]
        if _tied(samples):
            break
        if not noise_level(chosen[:, 0]) <= 2 * noise_level(first):
            chosen = samples
    return noise_level(chosen)


def _samples(row_at: Callable[[float], Array], spacing: float) -> Array:
    # from spacing on, not from 0: the point itself may be a kink
    return np.stack([row_at(step * spacing) for step in range(1, SAMPLES + 1)])


def _tied(samples: Array) -> bool:
    first = samples[:, 0]
    return bool(np.sum(np.diff(first) == 0) > SAMPLES // 2)
