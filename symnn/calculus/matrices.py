"""Laws of inverses and determinants for the normal form.

Within one normal form every inverse is an array of its own, M = B⁻¹, with the rule B M = M B = I:
where the leading term of B stands beside M, it is replaced by I less the other terms of B. So
X X⁻¹ = I, (X⁻¹)ᵀ = (Xᵀ)⁻¹, (A B)⁻¹ = B⁻¹ A⁻¹, (XᵀX + λI)⁻¹ XᵀX = I − λ(XᵀX + λI)⁻¹.
Determinants are products: det AB = det A det B, det Xᵀ = det X, det cX = cⁿ det X,
det X⁻¹ = 1/det X.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.known_matrices import KnownMatrices
from symnn.calculus.matrix_terms import Link, chain, content, diagonal, dimension_of, logarithm
from symnn.language.expression import Applied, indices_in, rename, total_over
from symnn.language.index import Index
from symnn.language.symbol import Entry
from symnn.operations.det import DET
from symnn.operations.inverse import INVERSE

if TYPE_CHECKING:
    from symnn.calculus.term import Term


class Matrices(KnownMatrices):
    """Inverses and determinants as products of those of known matrices."""

    def value(self, node: Applied) -> Expr | None:
        """An inverse, a determinant or its logarithm in known arrays; None where no law helps."""
        ((body, bound),) = node.operands
        if indices_in(body) - set(bound):
            return None
        entries = diagonal(self.terms(body), *bound)
        if entries is not None and isinstance(node, INVERSE.node):  # (diag d)⁻¹ = diag(1/d)
            first, second = node.outputs
            return sp.KroneckerDelta(first, second) / rename(entries, {bound[0]: first})
        scale, links = self._links(body, bound)
        if links is None:
            return None
        if isinstance(node, INVERSE.node):
            return self._inverse(scale, links, node.outputs)
        size = bound[0].dimension
        powers = [self._determinant(link) for link in links]
        if isinstance(node, DET.node):
            return sp.Mul(scale**size, *(base**exponent for base, exponent in powers))
        return logarithm(scale, size, powers)

    def _inverse(self, scale: Expr, links: Sequence[Link], outputs: Sequence[Expr]) -> Expr:
        # (c A B)⁻¹ = c⁻¹ B⁻¹ A⁻¹
        if not links:
            return sp.KroneckerDelta(*outputs) / scale
        start, stop = outputs
        size = dimension_of(links[0])
        inner = [Index(size) for _ in links[1:]]
        places = [start, *inner, stop]
        factors = [
            self._inverted(link, row, column)
            for link, row, column in zip(reversed(links), places, places[1:], strict=False)
        ]
        return total_over(sp.Mul(*factors) / scale, inner)

    def _inverted(self, link: Link, row: Expr, column: Expr) -> Expr:
        entry, first, second = link
        known = self.by_inverse.get(entry.symbol) if isinstance(entry, Entry) else None
        if known is not None:  # the inverse of an inverse
            flipped = entry.args[1] != first
            places = (column, row) if flipped else (row, column)
            return rename(known.body, dict(zip(known.axes, places, strict=True)))
        known, flipped = self.known(entry, first, second)
        return known.inverse[(column, row) if flipped else (row, column)]

    def _determinant(self, link: Link) -> tuple[Expr, int]:
        entry, first, second = link
        known = self.by_inverse.get(entry.symbol) if isinstance(entry, Entry) else None
        if known is not None:
            return known.determinant, -1
        return self.known(entry, first, second)[0].determinant, 1

    def _links(self, body: Expr, bound: Sequence[Expr]) -> tuple[Expr, list[Link] | None]:
        """A matrix as a scalar times a product of square matrices; one that is a sum is one link.

        None where it is zero.
        """
        row, column = bound
        terms = self.terms(body)
        if not terms:
            return sp.S.One, None
        if len(terms) == 1:
            (term,) = terms
            inside = {row, column, *term.bound}
            factors = sp.Mul.make_args(term.product)
            scalars = [factor for factor in factors if not indices_in(factor) & inside]
            rest = [factor for factor in factors if indices_in(factor) & inside]
            scale = sp.Mul(term.coefficient, *scalars)
            links = chain(rest, row, column)
            if links is None:
                links = [(total_over(sp.Mul(*rest), term.bound), row, column)]
            return scale, links
        scale, whole = content(terms)
        return scale, [(whole, row, column)]

    def log(self, argument: Sequence[Term]) -> Expr | None:
        """The logarithm of one term with determinants in it; None for anything else."""
        if len(argument) != 1 or argument[0].bound:
            return None
        (term,) = argument
        powers, rest = [], [term.coefficient]
        for factor in sp.Mul.make_args(term.product):
            base, exponent = factor.as_base_exp()
            if base in self.by_determinant:
                powers.append((base, exponent))
            else:
                rest.append(factor)
        return logarithm(sp.Mul(*rest), sp.S.One, powers) if powers else None
