"""What a person does with inverses at each line: X X⁻¹ = I, and S⁻¹ = S⁻ᵀ for symmetric S."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import keyed
from symnn.calculus.facts import match
from symnn.language.expression import Applied, indices_in, rename
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.operations.inverse import INVERSE


def is_symmetric(node: Applied, symmetric: AbstractSet[TensorSymbol] = frozenset()) -> bool:
    """Whether the matrix that an operation takes equals its transpose.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); A = sn.matrix("A", n, n)
    >>> is_symmetric(sn.inverse(A.T @ A).expr), is_symmetric(sn.inverse(A @ A).expr)
    (True, False)
    """
    ((body, bound),) = node.operands
    first, second = bound
    turned = rename(body, {first: second, second: first})
    return keyed(body, frozenset(symmetric)) == keyed(turned, frozenset(symmetric))


def oriented(node: Applied) -> Applied:
    """A symmetric array with its older index first, so that equal entries look the same."""
    return node.at(sorted(node.outputs, key=_age))


def _age(index: Expr) -> int:
    return index.dummy_index if isinstance(index, Index) else 0


def without_inverses(
    factors: Sequence[Expr], bound: Sequence[Index]
) -> tuple[list[Expr], list[Index]]:
    """The factors after each Σ_j X[i, j] X⁻¹[j, k] has become δ(i, k).

    >>> import symnn as sn
    >>> X = sn.matrix("X", 3, 3); product = (X @ sn.inverse(X)).expr
    >>> without_inverses(product.function.args, [product.args[1].args[0]])
    ([KroneckerDelta(_i, _i)], [])
    """
    left, rest = list(bound), list(factors)
    while True:
        found = _cancelled(rest, left)
        if found is None:
            return rest, left
        rest, left = found


def _cancelled(factors: list[Expr], bound: list[Index]) -> tuple[list[Expr], list[Index]] | None:
    for node in factors:
        if not isinstance(node, INVERSE.node):
            continue
        ((body, (first, second)),) = node.operands
        row, column = node.outputs
        ways = (row, column, first, second), (column, row, second, first)  # X X⁻¹ and X⁻¹ X
        for summed, kept, other, at in ways:
            touching = [f for f in factors if f is not node and summed in indices_in(f)]
            if summed not in bound or summed == kept or len(touching) != 1:
                continue
            binding = match(body, touching[0], {at: summed}, {other})
            if binding is not None and binding.get(other) not in (None, summed):
                rest = [f for f in factors if f is not node and f is not touching[0]]
                delta = sp.KroneckerDelta(binding[other], kept)
                return [*rest, delta], [index for index in bound if index != summed]
    return None
