"""Right sides that are numbers: to how many digits they are given."""

from __future__ import annotations

import sympy as sp

from symnn.notation.reader.grammar.nodes import (
    Node,
    Number,
    Product,
    Scripts,
    Sum,
    unwrapped,
)

MANY_DIGITS = 4
"""A decimal with as many significant digits is rounded; a shorter one may be exact."""


def rounding(node: Node) -> tuple[sp.Rational, sp.Rational]:
    """Bounds of the relative error of a product of decimals: of those with many digits, of all."""
    long, total = sp.Integer(0), sp.Integer(0)
    for part in node.walk():
        if isinstance(part, Number) and "." in part.text and part.value:
            digits = len(part.text.partition(".")[2])
            error = sp.Rational(1, 2) * sp.Integer(10) ** -digits / abs(part.value)
            total += error
            long += error if len(part.text.replace(".", "").lstrip("0")) >= MANY_DIGITS else 0
    return long, total


def half_unit(node: Node, approximate: bool) -> sp.Rational | None:
    """Half a unit of the last digit of a decimal number; None for anything else."""
    node = unwrapped(node)
    if isinstance(node, Sum) and len(node.terms) == 1:
        node = unwrapped(node.terms[0][1])
    scale = sp.Integer(0)
    if isinstance(node, Product) and len(node.factors) == 2:
        first, second = node.factors[0][1], node.factors[1][1]
        if not isinstance(second, Scripts) or not isinstance(second.base, Number):
            return None
        exponent = second.sups[0].value if len(second.sups) == 1 else None
        if second.base.value != 10 or exponent is None:
            return None
        power = unwrapped(exponent)
        sign = 1
        if isinstance(power, Sum) and len(power.terms) == 1:
            sign, power = power.terms[0]
        if not isinstance(power, Number) or not isinstance(first, Number):
            return None
        scale, node = sign * power.value, first
    if not isinstance(node, Number):
        return None
    digits = len(node.text.partition(".")[2])
    if not digits and not approximate and not scale:
        return None
    return sp.Rational(1, 2) * sp.Integer(10) ** (scale - digits)
