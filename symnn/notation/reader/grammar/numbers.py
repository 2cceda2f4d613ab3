"""Numbers with a sign."""

from __future__ import annotations

import sympy as sp

from symnn.notation.reader.grammar.nodes import Fraction, Node, Number, Product, Sum, unwrapped


def signed_value(node: Node) -> sp.Rational | None:
    """The value of a number such as −1, 0.5 or 1/2; None for anything else."""
    sign, node = 1, unwrapped(node)
    if isinstance(node, Sum) and len(node.terms) == 1:
        sign, node = node.terms[0]
        node = unwrapped(node)
    if isinstance(node, Number):
        return sign * node.value
    parts = _quotient(node)
    if parts is None or not all(isinstance(part, Number) for part in parts):
        return None
    above, below = (part.value for part in parts if isinstance(part, Number))
    return sign * above / below if below else None


def _quotient(node: Node) -> tuple[Node, Node] | None:
    """What stands above and below in a fraction, or before and after a slash."""
    if isinstance(node, Fraction):
        return unwrapped(node.above), unwrapped(node.below)
    if isinstance(node, Product) and len(node.factors) == 2 and node.factors[1][0] == "/":
        return node.factors[0][1], node.factors[1][1]
    return None
