"""Subscripts that are sums: ``i + k − 1``, ``2i + k``."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp
from sympy.core.expr import Expr

from symnn.notation.reader.grammar.nodes import Node, Number, Product, Sum, Symbol, unwrapped
from symnn.notation.reader.trouble import ReadError


def is_affine(node: Node) -> bool:
    """Whether a subscript is a sum of letters and numbers, such as ``i + k − 1`` or ``2i + k``."""
    node = unwrapped(node)
    if isinstance(node, Sum):
        return all(_is_term(term) for _, term in node.terms)
    return isinstance(node, Product) and _is_term(node)


def _is_term(node: Node) -> bool:
    node = unwrapped(node)
    if isinstance(node, Product):
        plain = all(operator in ("", ".") for operator, _ in node.factors)
        parts = [unwrapped(factor) for _, factor in node.factors]
        single = all(isinstance(p, (Symbol, Number)) or is_affine(p) for p in parts)
        return plain and single and sum(not isinstance(part, Number) for part in parts) <= 2
    return isinstance(node, (Symbol, Number)) or (isinstance(node, Sum) and is_affine(node))


def affine(node: Node, values: Mapping[str, Expr]) -> Expr:
    """The number that a subscript is; ``values`` are those of its letters, sizes among them."""
    node = unwrapped(node)
    if isinstance(node, Number):
        if not node.value.is_Integer:
            raise ReadError("an index that is no whole number", node.start)
        return node.value
    if isinstance(node, Symbol):
        return values[node.name]
    if isinstance(node, Product):
        return sp.Mul(*(affine(factor, values) for _, factor in node.factors))
    assert isinstance(node, Sum)
    return sp.Add(*(sign * affine(term, values) for sign, term in node.terms))
