"""Sums of terms: how far a Σ in them reaches, and what shape a term must have."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import sympy as sp

from symnn.notation.reader.grammar.nodes import (
    Big,
    Group,
    Node,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.constants import check_decimal
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.families import entry_letters
from symnn.notation.reader.meaning.named import is_name
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import UnknownShapeError
from symnn.notation.reader.trouble import ReadError


def terms(e: Elaborator, node: Sum) -> Value:
    """Terms with signs. A sum Σ_i takes in later terms in which i occurs too."""
    for (_, before), (_, after) in pairwise(node.terms):
        check_decimal(e, _factors(before), _factors(after)[0], 1)
    parts = _with_reach(e, node)
    values: list[tuple[int, Value] | None] = []
    unknown: list[tuple[int, UnknownShapeError]] = []
    for position, (sign, term) in enumerate(parts):
        try:
            values.append((sign, e.value(term)))
        except UnknownShapeError as error:
            if not e.defining or error.name in e.world.pending:
                raise
            values.append(None)
            unknown.append((position, error))
    known = [value for value in values if value is not None]
    for position, missing in unknown:
        shaped = [value for _, value in known if value.rank]
        sign, term = parts[position]
        forced = _forced(e, term, missing.name, shaped[0]) if shaped else None
        if forced is None:
            raise missing
        e.world.quantities[missing.name].shape, e.world.quantities[missing.name].row = forced
        values[position] = (sign, e.value(term))
    total: Value | None = None
    for item in values:
        assert item is not None
        sign, value = item
        signed = replace(value, expr=sign * value.expr, links=None)
        if total is None:
            total = signed
        else:
            total = e.algebra.elementwise("a sum", lambda a, b: a + b, total, signed, lenient=True)
    assert total is not None
    return total if len(values) == 1 else total.plain


def _forced(
    e: Elaborator, term: Node, name: str, like: Value
) -> tuple[tuple[sp.Expr, ...], bool] | None:
    """The shape, and whether it is a row, that a name must have in a term beside ``like``."""
    sizes = tuple(axis.dimension for axis in like.axes)
    if is_name(unwrapped(term), name, e):
        return (sizes, like.row) if like.rank == 1 or is_capital(name) else None
    if not isinstance(term, Product):
        return None
    factors = term.factors
    at = [k for k, (_, factor) in enumerate(factors) if is_name(unwrapped(factor), name, e)]
    plain = len(factors) > 1 and all(operator in ("", ".") for operator, _ in factors)
    if not plain or len(at) != 1 or like.rank != 1 or like.row:
        return None
    if at[0] == len(factors) - 1:  # X w beside a column: a number would leave a matrix
        matrix = e.value(replace(term, factors=factors[:-1]))
        if matrix.rank != 2 or e.dims.find(matrix.axes[0].dimension) != e.dims.find(sizes[0]):
            return None
        return (matrix.axes[1].dimension,), False
    if at[0] == 0 and is_capital(name):  # W x beside a column of another size
        column = e.value(replace(term, factors=(("", factors[1][1]), *factors[2:])))
        if column.rank != 1 or column.row:
            return None
        first, second = e.dims.find(sizes[0]), e.dims.find(column.axes[0].dimension)
        if first != second and not {first, second} & e.dims.variables:
            return (sizes[0], column.axes[0].dimension), False
    return None


def _factors(term: Node) -> list[Node]:
    return [factor for _, factor in term.factors] if isinstance(term, Product) else [term]


def is_capital(name: str) -> bool:
    """Whether a name begins with a capital, as those of matrices do, and not as those of biases."""
    letter = name.rstrip("}").rpartition("{")[2] if name.startswith("\\") else name[:1]
    return letter.lstrip("\\")[:1].isupper()


def _with_reach(e: Elaborator, node: Sum) -> list[tuple[int, Node]]:
    """Σ_i a_i + b_i is Σ_i (a_i + b_i), where i has no other meaning."""
    terms = list(node.terms)
    for position, (sign, term) in enumerate(terms):
        last, lead = _tail(term)
        if not isinstance(last, Big):
            continue
        bound = {n.name for n in last.letters if isinstance(n, Symbol)}
        bound -= set(e.scope.letters) | set(e.scope.labels)
        later = terms[position + 1 :]
        if not any(_free_letters(t) & bound for _, t in later):
            continue
        if lead or sign < 0 or not all(_free_letters(t) & bound for _, t in later):
            raise ReadError(
                "how far this sum reaches is not clear: write brackets around its terms",
                last.start,
            )
        inner = Sum(((1, last.body), *later), start=last.body.start, end=node.end)
        return [*terms[:position], (sign, replace(last, body=inner, end=node.end))]
    return terms


def _tail(node: Node) -> tuple[Node, bool]:
    """The last factor of a term, and whether others stand before it."""
    node = unwrapped(node) if not isinstance(node, Group) else node
    if isinstance(node, Product):
        return node.factors[-1][1], len(node.factors) > 1
    return node, False


def _free_letters(node: Node) -> set[str]:
    """The letters in the scripts of a node that no sum and no ``(…)_i`` in it binds."""
    found = {letter for child in node.children() for letter in _free_letters(child)}
    if isinstance(node, Big):
        return found - {n.name for n in node.letters if isinstance(n, Symbol)}
    if isinstance(node, Scripts):
        for sup in node.sups:
            value = unwrapped(sup.value) if sup.value is not None else None
            if isinstance(value, Symbol):
                found.add(value.name)
        if node.sub is not None:
            atoms = [a for piece in node.sub.parts for a in piece]
            letters = {a.name for a in atoms if isinstance(a, Symbol)}
            entries = set(entry_letters(node))
            return (found - entries) | (letters - entries)
    return found
