"""Eigenvalues, singular values and exponentials of matrices, to many digits and in intervals.

An eigenpair is enclosed by Krawczyk's test: where K(X) = x − R F(x) + (I − R F'(X))(X − x) lies
inside X for F(v, λ) = (A v − λ v, vᵀv − 1), there is exactly one zero in X, and it is in K(X).
(Rump, Verification methods: rigorous results using floating-point arithmetic, sections 13.2, 13.4.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, product
from typing import Any

import mpmath
import sympy as sp

from symnn.check.matrix_values import Array, Matrix, multiplied, placed, rows_of, transposed
from symnn.check.numbers import Numbers, OutsideError
from symnn.check.realnumbers import Digits, InexactError, Interval

HALF = sp.Rational(1, 2)
TRIES = 3
"""How often the interval around an approximate eigenpair is widened."""


def _scaled(numbers: Numbers, rows: Matrix, factor: sp.Rational) -> Matrix:
    scale = numbers.rational(factor)
    return [[numbers.multiply([scale, value]) for value in row] for row in rows]


def _sum(numbers: Numbers, left: Matrix, right: Matrix) -> Matrix:
    pairs = zip(left, right, strict=True)
    return [[numbers.add(list(p)) for p in zip(a, b, strict=True)] for a, b in pairs]


# ---- eigenvalues --------------------------------------------------------------------------------


def eigen(numbers: Numbers, rows: Matrix) -> tuple[list[Any], Matrix]:
    """The eigenvalues of the symmetric part, rising, and the eigenvectors as columns.

    The largest entry of each vector is positive. Raises OutsideError where eigenvalues are not
    known to be distinct, InexactError for numbers without roots.
    """
    symmetric = _scaled(numbers, _sum(numbers, rows, transposed(rows)), HALF)
    if not isinstance(numbers, (Digits, Interval)):
        raise InexactError("eigenvalues are not rational")
    middle = [[mpmath.mpf(getattr(value, "mid", value)) for value in row] for row in symmetric]
    values, vectors = mpmath.eigsy(mpmath.matrix(middle))
    size = range(len(rows))
    columns = [[vectors[i, j] for i in size] for j in size]
    columns = [[-v for v in c] if max(c, key=abs) < 0 else c for c in columns]
    found = list(values)
    if isinstance(numbers, Interval):
        pairs = [_enclosed(symmetric, v, c) for v, c in zip(found, columns, strict=True)]
        found, columns = [v for v, _ in pairs], [c for _, c in pairs]
        if any(not bool(a.b < b.a) for a, b in pairwise(found)):
            raise OutsideError("eigenvalues that may be equal")
    elif any(abs(a - b) < _rounding(middle) for a, b in pairwise(found)):
        raise OutsideError("eigenvalues that may be equal")
    return found, transposed(columns)


def _rounding(rows: Matrix) -> Any:
    scale = max(abs(value) for row in rows for value in row) + 1
    return scale * mpmath.mpf(10) ** (-mpmath.mp.dps // 2)


def _enclosed(rows: Matrix, value: Any, vector: list[Any]) -> tuple[Any, list[Any]]:
    """Intervals that hold an eigenvalue and its vector. Raises OutsideError if that fails."""
    iv = mpmath.iv
    size = range(len(rows))
    point = [*vector, value]

    def slopes(x: Sequence[Any]) -> Matrix:
        jacobian = [[rows[i][j] - (x[-1] if i == j else 0) for j in size] for i in size]
        return [*([*row, -x[i]] for i, row in enumerate(jacobian)), [*(2 * v for v in x[:-1]), 0]]

    exact = [iv.mpf(x) for x in point]
    residual = [sum(rows[i][j] * exact[j] for j in size) - exact[-1] * exact[i] for i in size]
    residual.append(sum(x * x for x in exact[:-1]) - 1)
    middle = [[mpmath.mpf(getattr(x, "mid", x)) for x in row] for row in slopes(point)]
    try:
        near = mpmath.inverse(mpmath.matrix(middle))
    except ZeroDivisionError as problem:
        raise OutsideError("eigenvalues that may be equal") from problem
    every = range(len(point))
    step = [sum(iv.mpf(near[i, j]) * residual[j] for j in every) for i in every]
    least = mpmath.mpf(10) ** (2 - mpmath.mp.dps)
    radius = sum((abs(s) for s in step), iv.mpf(least)) * 4
    for _ in range(TRIES):
        around = radius * iv.mpf([-1, 1])
        wide = slopes([x + around for x in exact])
        found = []
        for i in every:
            row = [sum(iv.mpf(near[i, k]) * wide[k][j] for k in every) for j in every]
            spread = sum(((1 if i == j else 0) - row[j]) * around for j in every)
            found.append(-step[i] + spread)
        if all(bool(around.a < f.a) and bool(f.b < around.b) for f in found):
            inside = [x + f for x, f in zip(exact, found, strict=True)]
            return inside[-1], inside[:-1]
        radius = radius * 1000
    raise OutsideError("an eigenvalue that could not be enclosed")


def singular(numbers: Numbers, rows: Matrix) -> tuple[Matrix, list[Any], Matrix]:
    """U, the singular values, falling, and V, by the eigenvectors of the smaller Gram matrix."""
    if len(rows) < len(rows[0]):
        right, values, left = singular(numbers, transposed(rows))
        return left, values, right
    squares, vectors = eigen(numbers, multiplied(numbers, transposed(rows), rows))
    values = [numbers.power(square, HALF) for square in reversed(squares)]
    right = [list(reversed(row)) for row in vectors]
    image = multiplied(numbers, rows, right)
    inverse = [numbers.power(value, sp.S.NegativeOne) for value in values]
    left = [[numbers.multiply([x, s]) for x, s in zip(row, inverse, strict=True)] for row in image]
    return left, values, right


def _vector(values: Sequence[Any]) -> Array:
    return {(i,): value for i, value in enumerate(values, 1)}


# ---- exponentials -------------------------------------------------------------------------------


def _halved(numbers: Numbers, rows: Matrix) -> tuple[Matrix, int]:
    """The matrix divided by so large a power of 2 that its norm is at most ½, and which."""
    if not isinstance(numbers, (Digits, Interval)):
        raise InexactError("the exponential of a matrix is not rational")

    def size(value: Any) -> Any:
        return (
            max(abs(mpmath.mpf(value.a)), abs(mpmath.mpf(value.b)))
            if hasattr(value, "a")
            else abs(value)
        )

    norm = max(sum(size(value) for value in row) for row in rows)
    if norm > 10**6:
        raise OutsideError("the exponential of a matrix that is too large")
    halvings = max(0, int(mpmath.ceil(mpmath.log(norm, 2))) + 2) if norm else 0
    return _scaled(numbers, rows, sp.Rational(1, 2**halvings)), halvings


def _terms() -> int:
    """So many terms of the series of e^X with ‖X‖ ≤ ½ leave less than is worked with."""
    count = 1
    while mpmath.mpf(0.5) ** count / mpmath.factorial(count) > mpmath.mpf(10) ** (
        -5 - mpmath.mp.dps
    ):
        count += 1
    return count


def _with_rest(numbers: Numbers, value: Any, terms: int) -> Any:
    """A partial sum with what the rest may add, at most twice its first term."""
    if not isinstance(numbers, Interval):
        return value
    rest = 4 * mpmath.mpf(0.5) ** terms / mpmath.factorial(terms)
    return value + mpmath.iv.mpf([-rest, rest])


def exponential(numbers: Numbers, rows: Matrix, *, kernel: bool = False) -> tuple[Matrix, Any]:
    """e^X by its series for X/2^s, squared s times, and the kernel of its derivative if wanted.

    K_ijkl = ∂(e^X)_ij/∂X_kl comes from S_m = X S_{m−1} + I ⊗ X^{m−1}, of which Σ S_m/m! is taken.
    """
    small, halvings = _halved(numbers, rows)
    size = range(len(rows))
    zero, one = numbers.rational(sp.S.Zero), numbers.rational(sp.S.One)
    power = [[one if i == j else zero for j in size] for i in size]
    total, terms = power, _terms()
    four = list(product(size, repeat=4)) if kernel else []
    slope, slopes = dict.fromkeys(four, zero), dict.fromkeys(four, zero)
    for m in range(1, terms):
        weight = numbers.rational(sp.Rational(1, sp.factorial(m)))
        slope = {
            (i, j, k, q): numbers.add(
                [
                    *(numbers.multiply([small[i][p], slope[p, j, k, q]]) for p in size),
                    power[q][j] if i == k else zero,
                ]
            )
            for i, j, k, q in four
        }
        slopes = {
            at: numbers.add([slopes[at], numbers.multiply([weight, slope[at]])]) for at in four
        }
        power = multiplied(numbers, power, small)
        total = _sum(
            numbers, total, [[numbers.multiply([weight, x]) for x in row] for row in power]
        )
    total = [[_with_rest(numbers, x, terms - 1) for x in row] for row in total]
    scale = numbers.rational(sp.Rational(1, 2**halvings))
    slopes = {
        at: numbers.multiply([scale, _with_rest(numbers, x, terms - 1)]) for at, x in slopes.items()
    }
    for _ in range(halvings):
        slopes = {
            (i, j, k, q): numbers.add(
                [
                    *(numbers.multiply([slopes[i, p, k, q], total[p][j]]) for p in size),
                    *(numbers.multiply([total[i][p], slopes[p, j, k, q]]) for p in size),
                ]
            )
            for i, j, k, q in four
        }
        total = multiplied(numbers, total, total)
    return total, slopes


def _kernel(numbers: Numbers, array: Array) -> Array:
    _, slopes = exponential(numbers, rows_of(array), kernel=True)
    return {tuple(place + 1 for place in at): value for at, value in slopes.items()}


SPECTRAL_OPERATIONS: dict[str, Callable[[Any, Array], Array]] = {
    "eigvalsh": lambda numbers, array: _vector(eigen(numbers, rows_of(array))[0]),
    "eigenvectors": lambda numbers, array: placed(eigen(numbers, rows_of(array))[1]),
    "svdvals": lambda numbers, array: _vector(singular(numbers, rows_of(array))[1]),
    "left_singular": lambda numbers, array: placed(singular(numbers, rows_of(array))[0]),
    "right_singular": lambda numbers, array: placed(singular(numbers, rows_of(array))[2]),
    "expm": lambda numbers, array: placed(exponential(numbers, rows_of(array))[0]),
    "expm_kernel": _kernel,
}
"""Operations on matrices whose values are irrational, by position."""
