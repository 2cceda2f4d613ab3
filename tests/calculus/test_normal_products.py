"""Products of functions and powers of sums whose bound indices have different names."""

from __future__ import annotations

import symnn as sn
from symnn.calculus.zero import is_zero

N, d = sn.dims("N d")
X, w = sn.matrix("X", N, d), sn.vector("w", d)


def z() -> sn.Tensor:
    """X w, with a bound index of its own at each call."""
    return X @ w


def test_equal_functions_of_sums_make_a_power() -> None:
    left = sn.sigmoid(z()) * (1 - sn.sigmoid(z()))
    right = sn.sigmoid(z()) - sn.sigmoid(z()) ** 2
    assert is_zero((left - right).expr)
    assert not is_zero((left + right).expr)


def test_equal_roots_of_sums_make_a_power() -> None:
    root = sn.sqrt(1 + z() ** 2)
    other = sn.sqrt(1 + z() ** 2)
    assert is_zero((root * other - 1 - z() ** 2).expr)
    assert is_zero((1 / root / other - 1 / (1 + z() ** 2)).expr)
