"""Stand-ins for unknown functions: polynomials, so that their derivatives are exact.

A claim about an unknown differentiable function holds for every one. One generic polynomial shows
that a claim is false; that it is true is shown by proof, where the function's values and
derivatives are unknowns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import sympy as sp

DEGREE = 6


def unknown_value(numbers: Any, name: str, order: Any, values: Sequence[Sequence[Any]]) -> Any:
    """The value, or a derivative, of the stand-in for the unknown function ``name``.

    ``order`` is how often a function of one number is differentiated, or the tuple of positions
    of the entries by which a function of many is.
    """
    if isinstance(order, int):
        return _of_number(numbers, name, order, values[0][0])
    return _of_many(numbers, name, order, values[0])


def coefficient(name: str, *place: int) -> sp.Rational:
    """A small number that belongs to a name and a place, never 0.

    >>> coefficient("s", 1) == coefficient("s", 1) != 0
    True
    """
    number = crc32(f"{name}:{place}".encode())
    return sp.Rational(1 + number % 7, 3 + number // 7 % 5) * (-1 if number // 64 % 2 else 1)


def described(name: str, count: int | None) -> str:
    """The stand-in for an unknown function as a formula: of one number, or of ``count`` entries.

    >>> described("l", 1)[:9], described("s", None)[:8]
    ('l(u1) = (', 's(x) = (')
    """
    if count is None:
        terms = [f"({coefficient(name, k) / sp.factorial(k)}) x^{k}" for k in range(DEGREE + 1)]
        return f"{name}(x) = {' + '.join(terms)}"
    numbers = range(count)
    inner = " + ".join(f"({coefficient(name, 3, k)}) u{k + 1}" for k in numbers)
    linear = [f"({coefficient(name, 1, k)}) u{k + 1}" for k in numbers]
    square = [f"({coefficient(name, 2, k) / 2}) u{k + 1}^2" for k in numbers]
    arguments = ", ".join(f"u{k + 1}" for k in numbers)
    whole = " + ".join([*linear, *square, "t^3/6", "t^4/24"])
    return f"{name}({arguments}) = {whole} with t = {inner}"


def _of_number(numbers: Any, name: str, order: int, x: Any) -> Any:
    # s(x) = Σ_k c_k xᵏ/k!, differentiated ``order`` times
    terms = [numbers.rational(sp.S.Zero)]
    for k in range(order, DEGREE + 1):
        factor = coefficient(name, k) * sp.ff(k, order) / sp.factorial(k)
        terms.append(numbers.multiply([numbers.rational(factor), *[x] * (k - order)]))
    return numbers.add(terms)


def _of_many(numbers: Any, name: str, order: tuple[int, ...], values: Sequence[Any]) -> Any:
    # ℓ(u) = Σ_k a_k u_k + ½ Σ_k b_k u_k² + t³/6 + t⁴/24 with t = Σ_k c_k u_k
    def scaled(kind: int, k: int, *factors: Any) -> Any:
        return numbers.multiply([numbers.rational(coefficient(name, kind, k)), *factors])

    t = numbers.add([scaled(3, k, u) for k, u in enumerate(values)])
    outer = [numbers.rational(coefficient(name, 3, k)) for k in order]
    terms = []
    for power in (3, 4):
        if len(order) <= power:
            weight = numbers.rational(1 / sp.factorial(power - len(order)))
            terms.append(numbers.multiply([*outer, weight, *[t] * (power - len(order))]))
    if not order:
        for k, u in enumerate(values):
            terms += [scaled(1, k, u), scaled(2, k, u, u, numbers.rational(sp.Rational(1, 2)))]
    elif len(order) == 1:
        terms += [scaled(1, order[0]), scaled(2, order[0], values[order[0]])]
    elif len(order) == 2 and order[0] == order[1]:
        terms.append(scaled(2, order[0]))
    return numbers.add(terms)
