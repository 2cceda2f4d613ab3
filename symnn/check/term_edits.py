"""Edits of terms: their signs, factors and exponents, terms too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.edits import Edit, Words, Workshop, placed
from symnn.language.expression import Applied
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol


def signs(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """The sign of one term of a sum."""
    if isinstance(node, sp.Add):
        for number, term in enumerate(node.args):
            words = Words("look at the sign of the term {}", (term,))
            yield Edit("sign", words, sp.Add(*_without(node.args, number), -term))
    if isinstance(node, sp.Function) and not isinstance(node, Applied):
        for number, arg in enumerate(node.args):
            words = Words("look at the sign of the argument in {}", (node,))
            args = [*node.args[:number], -arg, *node.args[number + 1 :]]
            yield Edit("sign", words, node.func(*args))


def factors(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A numeric factor of one term of a sum."""
    if isinstance(node, sp.Add):
        for number, term in enumerate(node.args):
            for factor in (2, sp.Rational(1, 2), 3, sp.Rational(1, 3)):
                words = Words(f"the term {{}} must be multiplied by {factor}", (term,))
                yield Edit("factor", words, sp.Add(*_without(node.args, number), factor * term))


def size_factors(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A factor n or 1/n of one term of a sum."""
    if isinstance(node, sp.Add):
        for number, term in enumerate(node.args):
            for size in workshop.sizes:
                for factor in (1 / size, size):
                    words = Words(f"the term {{}} must be multiplied by {factor}", (term,))
                    rest = sp.Add(*_without(node.args, number))
                    yield Edit("size factor", words, rest + factor * term)


def extra_terms(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A term too many."""
    if isinstance(node, sp.Add):
        for number, term in enumerate(node.args):
            words = Words("the term {} is too much", (term,))
            yield Edit("extra term", words, sp.Add(*_without(node.args, number)))


def missing_factors(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A quantity as a further factor, as a divisor, or as a factor too many."""
    for quantity in workshop.quantities:
        if isinstance(quantity, DerivativeSymbol):
            continue
        for leaf in placed(quantity, scope):
            yield Edit("factor", Words("the factor {} is missing", (leaf,)), node * leaf)
            words = "the factor {} is too much" if node.has(leaf) else "a division by {} is missing"
            yield Edit("factor", Words(words, (leaf,)), node / leaf)


def dropped_factors(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A factor of a product too many."""
    if isinstance(node, sp.Mul):
        for number, factor in enumerate(node.args):
            words = Words("the factor {} is too much", (factor,))
            yield Edit("factor", words, sp.Mul(*_without(node.args, number)))


def exponents(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """The exponent of one power."""
    if isinstance(node, sp.Pow) and node.exp.is_Rational:
        for exponent in (node.exp + 1, node.exp - 1, 2 * node.exp, node.exp / 2, -node.exp):
            words = Words("look at the exponent of {}", (node.base,))
            yield Edit("exponent", words, node.base**exponent)
    elif isinstance(node, (Entry, TensorSymbol)) or (
        isinstance(node, sp.Function) and not isinstance(node, Applied)
    ):
        yield Edit("exponent", Words("look at the exponent of {}", (node,)), node**2)


def _without(args: Sequence[Expr], number: int) -> tuple[Expr, ...]:
    return (*args[:number], *args[number + 1 :])
