"""Products and quotients of factors; matrix products bind tighter than elementwise ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sympy as sp

from symnn.language.index import Index
from symnn.notation.reader.grammar.nodes import (
    Angle,
    Bars,
    Fraction,
    Group,
    Node,
    Number,
    Product,
    Root,
    Scripts,
)
from symnn.notation.reader.meaning.algebra import ShapeMismatchError
from symnn.notation.reader.meaning.applied import applied
from symnn.notation.reader.meaning.calls import resolved
from symnn.notation.reader.meaning.constants import check_decimal
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import MAX_EXPONENT, ReadError

_LOOSE = frozenset(("o", "%", "@", "*"))
"""Elementwise and outer products, between which matrix products are taken first."""


def product(e: Elaborator, node: Product) -> Value:
    """Factors: matrix products bind tighter than elementwise ones."""
    nodes = [factor for _, factor in node.factors]
    for *parts, exponent in zip(nodes, nodes[1:], nodes[2:], strict=False):
        check_decimal(e, parts, exponent, 0)
    factors = resolved(e, node.factors)
    _check_strokes(factors)
    _check_ones(factors)
    items = [(operator, value) for operator, value, _ in factors]
    try:
        return _tight(e, items)
    except ShapeMismatchError as error:
        if not any(operator in _LOOSE for operator, _ in items):
            raise
        try:
            return _folded(e, items)
        except ShapeMismatchError:
            raise error from None


def _tight(e: Elaborator, items: Sequence[tuple[str, Value]]) -> Value:
    groups: list[tuple[str, list[tuple[str, Value]]]] = []
    for operator, value in items:
        if not groups or operator in _LOOSE:
            groups.append((operator, [("", value)]))
        else:
            groups[-1][1].append((operator, value))
    return _folded(e, [(operator, _folded(e, group)) for operator, group in groups])


def _folded(e: Elaborator, items: Sequence[tuple[str, Value]]) -> Value:
    result = items[0][1]
    for operator, value in items[1:]:
        result = combined(e, operator, result, value)
    return result


def combined(e: Elaborator, operator: str, left: Value, right: Value) -> Value:
    """One product of two values."""
    algebra = e.algebra
    if operator in ("", "."):
        columns = left.rank == right.rank == 1 and not left.row and not right.row
        if operator == "." and columns and not (left.links and right.links):
            return algebra.inner(left, right)
        return algebra.product(left, right)
    if operator in ("o", "*"):
        return algebra.elementwise("an elementwise product", lambda a, b: a * b, left, right)
    if operator == "%":
        return algebra.elementwise("an elementwise quotient", lambda a, b: a / b, left, right)
    if operator == "/":
        return quotient(e, left, right)
    if operator == "x":
        if left.rank and right.rank:
            return _cross(e, left, right)
        return algebra.product(left, right)
    return _crossed(e, left, right)


def _crossed(e: Elaborator, left: Value, right: Value) -> Value:
    """``left ⊗ right``: the Kronecker product where that is said, an outer product of columns."""
    algebra = e.algebra
    if 0 < left.rank == right.rank < 3 and _means_kronecker(e, left.rank):
        return applied(e, "kron", left, right)
    if left.rank == right.rank == 1 and not left.row and not right.row:
        if _means_kronecker(e, 2):
            raise ReadError(
                r"\otimes of two columns beside vec: a matrix or a column? write "
                r"a b^\top, or say that it is the Kronecker product"
            )
        return algebra.product(left, algebra.transpose(right))
    if left.rank == 0 or right.rank == 0:
        return algebra.product(left, right)
    if left.rank == right.rank == 2:
        raise ReadError(
            r"\otimes of two matrices is not clear: say that it is the Kronecker product, or write "
            r"\odot for the elementwise one"
        )
    if {left.rank, right.rank} == {1, 2} and _means_kronecker(e, 2):
        return applied(e, "kron", _as_matrix(left), _as_matrix(right))
    raise ReadError(r"\otimes of anything but two columns is not known")


def _cross(e: Elaborator, left: Value, right: Value) -> Value:
    """The cross product of vectors with three entries."""
    known = [v.rank == 1 and not v.row and e.dims.find(v.axes[0].dimension) for v in (left, right)]
    if known != [3, 3]:
        raise ReadError(r"\times is understood between vectors with three entries only")
    return applied(e, "cross", left, right)


def _as_matrix(value: Value) -> Value:
    """A row or a column as a matrix with one row or one column."""
    if value.rank == 2:
        return value
    single = Index(sp.S.One)
    axes = (single, *value.axes) if value.row else (*value.axes, single)
    return Value(value.expr, axes)


def _means_kronecker(e: Elaborator, rank: int) -> bool:
    """Whether the document says that ⊗ is the Kronecker product; of matrices beside vec it is."""
    text = e.world.text
    said = re.search(r"kronecker[\s~-]+product", text, re.IGNORECASE) is not None
    return said or (rank == 2 and re.search(r"\{vec\}", text, re.IGNORECASE) is not None)


def quotient(e: Elaborator, above: Value, below: Value) -> Value:
    """A fraction: by a number, or of entries."""
    if not below.rank:
        return Value(above.expr / below.expr, above.axes, above.row)
    return e.algebra.elementwise("a fraction", lambda a, b: a / b, above, below)


def fraction(e: Elaborator, node: Fraction) -> Value:
    """A fraction."""
    return quotient(e, e.value(node.above), e.value(node.below))


def root(e: Elaborator, node: Root) -> Value:
    """A root, of each entry."""
    body = e.value(node.body)
    degree = sp.Integer(2) if node.degree is None else e.scalar(node.degree, "a degree")
    if not degree.is_Integer or not 2 <= degree <= MAX_EXPONENT:
        raise ReadError("a root of this degree", node.start)
    return Value(body.expr ** (1 / degree), body.axes, body.row)


def angle(e: Elaborator, node: Angle) -> Value:
    """⟨a, b⟩."""
    return e.algebra.inner(e.value(node.left), e.value(node.right))


def _check_ones(factors: Sequence[tuple[str, Value, Node]]) -> None:
    r"""Raise ReadError for ``G^\top 1``: whether the 1 is a number or a vector is not clear."""
    for position, (operator, _, node) in enumerate(factors):
        if operator or not position or not isinstance(node, Number) or node.text != "1":
            continue
        if any(value.rank for _, value, _ in factors[:position]):
            raise ReadError(r"a number 1 as a factor; write \mathbf{1} for ones", node.start)


def _check_strokes(factors: Sequence[tuple[str, Value, Node]]) -> None:
    """``a/b c`` is clear where white space or a bracket parts b and c; ``1/2n`` is not."""
    for position, (operator, _, node) in enumerate(factors[:-1]):
        following, _, after = factors[position + 1]
        if operator == "/" and following == "":
            brackets = isinstance(after, (Group, Bars)) or (
                isinstance(after, Scripts) and isinstance(after.base, (Group, Bars))
            )
            if node.end == after.start and not brackets:
                raise ReadError(
                    "what stands below the stroke is not clear: write \\frac", node.start
                )
