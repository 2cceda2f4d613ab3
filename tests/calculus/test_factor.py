"""Common factors of sums are taken out, and only those."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.factor import factored, merged

P, Q, X, Y, Z = sp.symbols("p q x y z")
N, M = sn.dims("n m")
x, y, z = sn.vector("x", N), sn.vector("y", N), sn.vector("z", M)
A = sn.matrix("A", N, N)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([P * X, -P * Y, P * Z], P * (X - Y + Z)),
        ([P**3 * X, P**2 * Y], P**2 * (P * X + Y)),
        ([X / P, Y / P**2], (X + Y / P) / P),
        ([P * X, Y / P], P * X + Y / P),
        ([P * X, Q * Y, P * Z], P * X + Q * Y + P * Z),
        ([2 * X, 2 * Y], 2 * X + 2 * Y),
        ([P**Q * X, P**Q * Y], X * P**Q + Y * P**Q),
        ([P * X], P * X),
        ([], 0),
    ],
)
def test_factored(terms, expected):
    found = factored(terms)
    assert found == expected
    assert sp.expand(found - sp.Add(*terms)) == 0


def test_sums_over_the_same_index_are_merged():
    assert len(merged([sn.total(x).expr, -sn.total(y).expr])) == 1
    assert len(merged([sn.total(x).expr, sn.total(z).expr])) == 2  # other sizes
    assert len(merged([sn.total(x).expr, sn.total(x * y).expr])) == 2  # nothing is shared
    assert len(merged([(A @ x).expr, (y * sn.total(x)).expr])) == 2  # other indices


def test_A_plus_its_transpose():
    (found,) = merged([(A @ x).expr, ((A.T @ x)[(A @ x).indices[0]]).expr])
    assert isinstance(found, sp.Sum)
    assert found.function.has(sp.Add)
