"""Edits of slopes: the slope of an activation missing, wrong, or too much."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.edits import Edit, Words, Workshop, elementwise, placed
from symnn.language.expression import Applied
from symnn.language.index import Index
from symnn.language.symbol import Entry, TensorSymbol


def missing_slopes(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """The slope of an activation as a further factor: of the whole, or inside a sum."""
    if isinstance(node, sp.Sum):
        return
    for leaf, slope in _available_slopes(scope, workshop):
        words = Words("the slope of the activation {} is missing", (leaf,))
        yield Edit("slope", words, node * slope)


def wrong_slopes(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A value where its slope belongs, and the slope of another activation."""
    slope = workshop.slope_of(node) if isinstance(node, (Entry, TensorSymbol)) else None
    if slope is not None:
        words = Words("the slope belongs where the value {} stands", (node,))
        yield Edit("slope", words, slope)
    if isinstance(node, sp.Function) and not isinstance(node, Applied):
        operation = elementwise(node)
        if operation is not None:
            words = Words("the slope belongs where the value {} stands", (node,))
            yield Edit("slope", words, operation.slope(0, node.args, node))
    if isinstance(node, sp.Mul):
        for leaf, right_slope in _available_slopes(scope, workshop):
            wrong = leaf * (1 - leaf), 1 - leaf**2, 1 - leaf, leaf
            for form in wrong:
                rest = _divided(node, form)
                if rest is not None:
                    words = Words("look at the slope of the activation {}", (leaf,))
                    yield Edit("slope", words, rest * right_slope)


def _divided(node: Expr, form: Expr) -> Expr | None:
    """``node / form`` where the factors of ``form`` stand in ``node``."""
    rest = list(node.args)
    for factor in sp.Mul.make_args(form):
        if factor not in rest:
            return None
        rest.remove(factor)
    return sp.Mul(*rest)


def extra_slopes(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """The slope of an activation as a factor too many."""
    for leaf, slope in _available_slopes(scope, workshop):
        words = Words("the slope of the activation {} is too much", (leaf,))
        yield Edit("slope", words, node / slope)


def _available_slopes(scope: tuple[Index, ...], workshop: Workshop) -> Iterator[tuple[Expr, Expr]]:
    for quantity in workshop.quantities:
        if quantity.name in workshop.equations:
            for leaf in placed(quantity, scope):
                slope = workshop.slope_of(leaf)
                if slope is not None:
                    yield leaf, slope
