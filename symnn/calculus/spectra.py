"""Laws of eigenvectors, singular vectors and exponentials, used where a sum joins them.

Σ_k V_ki V_kj = δ_ij, Σ_i V_ki V_li = δ_kl     V = eigenvectors of S; the first for U and V of A
Σ_i V_ki λ_i V_li = (S_kl + S_lk)/2             Σ_i λ_i = tr S
Σ_i U_ki σ_i V_li = A_kl                        Σ_i σ_i² = Σ A_kl²
Σ_i K_iikl = (e^X)_lk, Σ_kl K_ijkl X_kl = (X e^X)_ij     K = ∂e^X/∂X
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import keyed
from symnn.language.expression import Applied, indices_in, rename, total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.operations._eigen import EIGENVECTORS, EIGVALSH
from symnn.operations._exponential import KERNEL, MATRIX_EXP
from symnn.operations._singular import LEFT_SINGULAR, RIGHT_SINGULAR, SVDVALS

Product = tuple[list[Expr], list[Index]]
"""Factors, and the indices that their product is summed over."""
VECTORS = (EIGENVECTORS.node, LEFT_SINGULAR.node, RIGHT_SINGULAR.node)
OF_LAWS = (*VECTORS, EIGVALSH.node, SVDVALS.node, KERNEL.node)


def without_spectra(
    factors: Sequence[Expr],
    bound: Sequence[Index],
    symmetric: AbstractSet[TensorSymbol] = frozenset(),
) -> Product:
    """The factors after every law of this module that applies to their sum.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); S = sn.matrix("S", n, n); values = sn.total(sn.eigvalsh(S)).expr
    >>> made, left = without_spectra([values.function], [values.args[1].args[0]])
    >>> made, left
    ([Sum(S[_i, _i], (_i, 1, n))], [])
    """
    found: Product = (list(factors), list(bound))
    while any(isinstance(base, OF_LAWS) for base, _ in map(_power, found[0])):
        search = _Laws(_repeated(found[0]), found[1], frozenset(symmetric))
        made = next(search.uses(), None)
        if made is None:
            break
        found = made
    return found


def _power(factor: Expr) -> tuple[Expr, Expr]:
    base, exponent = factor.as_base_exp()
    return base, exponent


def _repeated(factors: Sequence[Expr]) -> list[Expr]:
    """The factors with whole powers of nodes that laws are about written out."""
    found: list[Expr] = []
    for factor in factors:
        base, exponent = _power(factor)
        whole = isinstance(base, OF_LAWS) and exponent.is_Integer and 0 < exponent < 9
        found.extend([base] * int(exponent) if whole else [factor])
    return found


class _Laws:
    def __init__(
        self, factors: list[Expr], bound: list[Index], symmetric: frozenset[TensorSymbol]
    ) -> None:
        self.factors, self.bound, self.symmetric = factors, bound, symmetric

    def uses(self) -> Iterator[Product]:
        """What each law that applies makes of the product."""
        for law in (self._orthonormal, self._spectral, self._traces, self._exponential):
            yield from law()

    # ---- parts --------------------------------------------------------------------------------

    def _of(self, *kinds: type[Applied]) -> list[Applied]:
        return [factor for factor in self.factors if isinstance(factor, kinds)]

    def _alone(self, index: Expr, *nodes: Expr) -> bool:
        """Whether an index is summed and occurs in these factors only."""
        if index not in self.bound:
            return False
        rest = self._without(*nodes)
        return not any(index in indices_in(factor) for factor in rest)

    def _without(self, *nodes: Expr) -> list[Expr]:
        rest = list(self.factors)
        for node in nodes:
            rest.remove(node)
        return rest

    def _left(self, *indices: Expr) -> list[Index]:
        return [index for index in self.bound if index not in indices]

    def _same(self, first: Applied, second: Applied) -> bool:
        """Whether two nodes are about the same matrix."""
        if first.operands == second.operands:
            return True
        one, other = (EIGVALSH.applied(node.operands, ()) for node in (first, second))
        return keyed(one, self.symmetric) == keyed(other, self.symmetric)

    def _pairs(
        self, kind: type[Applied], other: type[Applied]
    ) -> Iterator[tuple[Applied, Applied]]:
        for place, first in enumerate(self.factors):
            for second in self.factors[place + 1 :]:
                for a, b in ((first, second), (second, first)):
                    if isinstance(a, kind) and isinstance(b, other) and self._same(a, b):
                        yield a, b

    # ---- laws ---------------------------------------------------------------------------------

    def _orthonormal(self) -> Iterator[Product]:
        for kind in VECTORS:
            for first, second in self._pairs(kind, kind):
                (k, i), (m, j) = first.outputs, second.outputs
                rest = self._without(first, second)
                if k == m and self._alone(k, first, second):
                    yield [*rest, sp.KroneckerDelta(i, j)], self._left(k)
                rows, columns = (index.dimension for index in first.operands[0][1])
                if i == j and rows == columns and self._alone(i, first, second):
                    yield [*rest, sp.KroneckerDelta(k, m)], self._left(i)

    def _spectral(self) -> Iterator[Product]:
        # V diag(λ) Vᵀ is the symmetric part; U diag(σ) Vᵀ is the matrix itself
        parts: list[tuple[type[Applied], type[Applied], type[Applied], Callable[..., Expr]]] = [
            (EIGENVECTORS.node, EIGENVECTORS.node, EIGVALSH.node, _symmetric_part),
            (LEFT_SINGULAR.node, RIGHT_SINGULAR.node, SVDVALS.node, _entry),
        ]
        for kind, other, values, whole in parts:
            for first, second in self._pairs(kind, other):
                (k, i), (m, j) = first.outputs, second.outputs
                own = [v for v in self._of(values) if v.outputs == (i,) and self._same(v, first)]
                if i != j or not own or not self._alone(i, first, second, *own):
                    continue
                rest = self._without(first, second, *own)
                if len(own) == 1:
                    yield [*rest, whole(first, k, m)], self._left(i)
                elif values is EIGVALSH.node:  # V λ² Vᵀ = S V λ Vᵀ
                    q = Index(first.operands[0][1][0].dimension)
                    moved = [whole(first, k, q), first.at((q, i)), second, *own[1:]]
                    yield [*rest, *moved], [*self.bound, q]
                elif len(own) > 2:  # U σ³ Vᵀ = A Aᵀ U σ Vᵀ
                    rows, columns = (index.dimension for index in first.operands[0][1])
                    q, r = Index(columns), Index(rows)
                    moved = [whole(first, k, q), whole(first, r, q), first.at((r, i)), second]
                    yield [*rest, *moved, *own[2:]], [*self.bound, q, r]

    def _traces(self) -> Iterator[Product]:
        for kind, power in ((EIGVALSH.node, 1), (SVDVALS.node, 2)):
            for node in self._of(kind):
                own = [
                    v for v in self._of(kind) if v.outputs == node.outputs and self._same(v, node)
                ]
                if len(own) != power or not self._alone(node.outputs[0], *own):
                    continue
                p, q = (Index(index.dimension) for index in node.operands[0][1])
                rest = self._without(*own)
                if power == 1:
                    made = total_over(_entry(node, p, p), [p])
                else:
                    made = total_over(_entry(node, p, q) ** 2, [p, q])
                yield [*rest, made], self._left(node.outputs[0])

    def _exponential(self) -> Iterator[Product]:
        for node in self._of(KERNEL.node):
            i, j, k, m = node.outputs
            rest = self._without(node)
            if i == j and i not in (k, m) and self._alone(i, node):
                yield [*rest, MATRIX_EXP.applied(node.operands, (m, k))], self._left(i)
            if k == m or {k, m} - set(self.bound) or {i, j} & {k, m}:
                continue
            touching = [factor for factor in rest if {k, m} & indices_in(factor)]
            ((body, (first, second)),) = node.operands
            _, matrix = body.as_independent(first, second, as_Add=False)
            along = rename(matrix, {first: k, second: m})
            names = self.symmetric
            if not touching or keyed(sp.Mul(*touching), names) != keyed(along, names):
                continue
            others = [factor for factor in rest if factor not in touching]
            p = Index(first.dimension)
            moved = rename(matrix, {first: i, second: p})
            product = [*others, moved, MATRIX_EXP.applied(node.operands, (p, j))]
            yield product, [*self._left(k, m), p]


def _entry(node: Applied, row: Expr, column: Expr) -> Expr:
    """The entry of the matrix that a node is about."""
    ((body, (first, second)),) = node.operands
    return rename(body, {first: row, second: column})


def _symmetric_part(node: Applied, row: Expr, column: Expr) -> Expr:
    return (_entry(node, row, column) + _entry(node, column, row)) / 2
