"""Functions of intervals: each result encloses the function at every point of its argument.

mpmath's intervals know exp, log, sin, cos and the root. The other functions are built from these,
or from a series of which the remainder is bounded. Every step is interval arithmetic, so that what
is rounded, and how wide an argument is, is accounted for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import mpmath
from mpmath.ctx_iv import ivmpf

from symnn.check.numbers import OutsideError

iv = mpmath.iv

HALVINGS = 6
"""How often the argument of an arctangent is halved before its series is summed."""
SHIFTED = 40
"""Stirling's series is used above this number, and its recurrence below."""
SERIES = 30
"""Terms of Stirling's series; at its arguments they fall to 10⁻⁵⁰."""
FARTHEST = 400
"""Arguments further below zero than this are left alone."""


@contextmanager
def working_digits(count: int) -> Iterator[None]:
    """Work with so many digits, in numbers and in intervals; afterwards all is as before."""
    before = iv.prec
    with mpmath.workdps(count):
        iv.dps = count
        try:
            yield
        finally:
            iv.prec = before


def enclosed(name: str) -> Callable[..., Any] | None:
    """The function of intervals for a function of SymPy, if there is one.

    >>> enclosed("erf")(iv.mpf(1)) in iv.mpf(["0.842", "0.843"])
    True
    """
    return ENCLOSED.get(name)


def _quotient(above: ivmpf, below: ivmpf) -> ivmpf:
    if 0 in below:
        raise OutsideError("division by an interval around zero")
    return above / below


def _log(x: ivmpf) -> ivmpf:
    if x.a <= 0:
        raise OutsideError("log of a number that is not positive")
    return iv.log(x)


def _root(x: ivmpf) -> ivmpf:
    if x.a < 0:
        raise OutsideError("a root of an interval below zero")
    return iv.sqrt(x)


def _tanh(x: ivmpf) -> ivmpf:
    # 1 − 2/(e²ˣ + 1) has x once
    return 1 - 2 / (iv.exp(2 * x) + 1)


def _cosh(x: ivmpf) -> ivmpf:
    return (iv.exp(x) + iv.exp(-x)) / 2


def _sinh(x: ivmpf) -> ivmpf:
    return (iv.exp(x) - iv.exp(-x)) / 2


# ---- error function -----------------------------------------------------------------------------


def _erf(x: ivmpf) -> ivmpf:
    """erf is increasing: the ends, each by its Taylor series with the next term as remainder."""
    return iv.mpf([_erf_at(iv.mpf(x.a)).a, _erf_at(iv.mpf(x.b)).b])


def _erf_at(x: ivmpf) -> ivmpf:
    # erf x = 2/√π Σ (−1)ⁿ x²ⁿ⁺¹/(n!(2n+1)); for n > x² the terms fall, and the series alternates
    square = x * x
    if square.b > 100:
        raise OutsideError("erf far out")
    power, total, n = x, iv.mpf(0), 0
    while True:
        term = power / (2 * n + 1)
        total += term
        n += 1
        power = -power * square / n
        size = abs(power / (2 * n + 1)).b
        if n > square.b + 1 and size < iv.mpf(10) ** (-iv.dps):
            bound = iv.mpf([-size, size])
            return (total + bound) * 2 / iv.sqrt(iv.pi)


# ---- inverse functions --------------------------------------------------------------------------


def _atan(x: ivmpf) -> ivmpf:
    # atan x = 2 atan(x/(1 + √(1 + x²))); then the series alternates and falls
    for _ in range(HALVINGS):
        x = x / (1 + iv.sqrt(1 + x * x))
    square, power, total, n = x * x, x, iv.mpf(0), 0
    while True:
        total += power / (2 * n + 1) * (-1) ** n
        n += 1
        power = power * square
        size = abs(power / (2 * n + 1)).b
        if size < iv.mpf(10) ** (-iv.dps):
            return (total + iv.mpf([-size, size])) * 2**HALVINGS


def _asin(x: ivmpf) -> ivmpf:
    return _atan(_quotient(x, _root(1 - x * x)))


def _acosh(x: ivmpf) -> ivmpf:
    if x.a < 1:
        raise OutsideError("acosh below 1")
    return iv.log(x + _root(x * x - 1))


# ---- gamma function and its kin -----------------------------------------------------------------


def _shift(x: ivmpf) -> int:
    """How many steps of the recurrence lead to arguments where Stirling's series serves."""
    if x.a < -FARTHEST:
        raise OutsideError("the gamma function far below zero")
    return max(0, SHIFTED - int(mpmath.floor(mpmath.mpf(x.a))))


def _stirling(x: ivmpf) -> ivmpf:
    # log Γ(x) = (x − ½) log x − x + ½ log 2π + Σ B₂ₖ/(2k(2k−1) x²ᵏ⁻¹); for x > 0 the remainder
    # is smaller than the first term left out, and has its sign (NIST DLMF 5.11(ii))
    total = (x - iv.mpf(1) / 2) * iv.log(x) - x + iv.log(2 * iv.pi) / 2
    for k in range(1, SERIES):
        total += _bernoulli(2 * k) / (2 * k * (2 * k - 1) * x ** (2 * k - 1))
    k = SERIES
    return total + _between(_bernoulli(2 * k) / (2 * k * (2 * k - 1) * x ** (2 * k - 1)))


def _bernoulli(k: int) -> ivmpf:
    above, below = mpmath.bernfrac(k)
    return iv.mpf(int(above)) / int(below)


def _between(last: ivmpf) -> ivmpf:
    """Everything from 0 to a number, on either side."""
    size = abs(last).b
    return iv.mpf([-size, size])


def _gamma(x: ivmpf) -> ivmpf:
    # Γ(x) = Γ(x + n) / (x (x + 1) ⋯ (x + n − 1))
    steps = _shift(x)
    below = iv.mpf(1)
    for k in range(steps):
        below = below * (x + k)
    return _quotient(iv.exp(_stirling(x + steps)), below)


def _loggamma(x: ivmpf) -> ivmpf:
    if x.a <= 0:
        raise OutsideError("log gamma of a number that is not positive")
    steps = _shift(x)
    return _stirling(x + steps) - sum((iv.log(x + k) for k in range(steps)), iv.mpf(0))


def _polygamma(order: ivmpf, x: ivmpf) -> ivmpf:
    """ψ⁽ᵐ⁾: derivatives of log Γ, by the recurrence ψ⁽ᵐ⁾(x) = ψ⁽ᵐ⁾(x + 1) − (−1)ᵐ m!/xᵐ⁺¹."""
    m = int(order.a)
    if order.a != order.b or m != order.a or m < 0:
        raise OutsideError("a polygamma function of an order that is not a whole number")
    steps = _shift(x)
    factor = (-1) ** m * int(mpmath.factorial(m))
    total = iv.mpf(0)
    for k in range(steps):
        total -= _quotient(iv.mpf(factor), (x + k) ** (m + 1))
    return total + _polygamma_far(m, x + steps)


def _polygamma_far(m: int, x: ivmpf) -> ivmpf:
    # the derivatives of Stirling's series; the remainder is bounded as there (DLMF 5.15.8)
    fact = [int(mpmath.factorial(j)) for j in range(m + 2 * SERIES + 1)]
    if m == 0:
        total = iv.log(x) - 1 / (2 * x)
    else:
        total = -((-1) ** m) * (fact[m - 1] / x**m + iv.mpf(fact[m]) / (2 * x ** (m + 1)))
    sign = -((-1) ** m)

    def term(k: int) -> ivmpf:
        # B₂ₖ (2k + m − 1)! / ((2k)! x²ᵏ⁺ᵐ)
        return _bernoulli(2 * k) * fact[2 * k + m - 1] / (fact[2 * k] * x ** (2 * k + m))

    for k in range(1, SERIES):
        total += sign * term(k)
    return total + _between(term(SERIES))


ENCLOSED: dict[str, Callable[..., Any]] = {
    "exp": iv.exp,
    "log": _log,
    "sin": iv.sin,
    "cos": iv.cos,
    "tan": lambda x: _quotient(iv.sin(x), iv.cos(x)),
    "cot": lambda x: _quotient(iv.cos(x), iv.sin(x)),
    "sec": lambda x: _quotient(iv.mpf(1), iv.cos(x)),
    "csc": lambda x: _quotient(iv.mpf(1), iv.sin(x)),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "coth": lambda x: _quotient(iv.mpf(1), _tanh(x)),
    "sech": lambda x: 1 / _cosh(x),
    "csch": lambda x: _quotient(iv.mpf(1), _sinh(x)),
    "asin": _asin,
    "acos": lambda x: iv.pi / 2 - _asin(x),
    "atan": _atan,
    "asinh": lambda x: iv.log(x + iv.sqrt(x * x + 1)),
    "acosh": _acosh,
    "atanh": lambda x: _log(_quotient(1 + x, 1 - x)) / 2,
    "erf": _erf,
    "erfc": lambda x: 1 - _erf(x),
    "gamma": _gamma,
    "loggamma": _loggamma,
    "digamma": lambda x: _polygamma(iv.mpf(0), x),
    "polygamma": _polygamma,
}
