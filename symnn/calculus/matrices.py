"""Laws of inverses and determinants for the normal form.

Within one normal form every inverse is an array of its own, M = B⁻¹, with the rule B M = M B = I:
where the leading term of B stands beside M, it is replaced by I less the other terms of B. So
X X⁻¹ = I, (X⁻¹)ᵀ = (Xᵀ)⁻¹, (A B)⁻¹ = B⁻¹ A⁻¹, (XᵀX + λI)⁻¹ XᵀX = I − λ(XᵀX + λI)⁻¹.
Determinants are products: det AB = det A det B, det Xᵀ = det X, det cX = cⁿ det X,
det X⁻¹ = 1/det X.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import keyed
from symnn.calculus.facts import Binding, match
from symnn.calculus.matrix_terms import Link, chain, content, diagonal, dimension_of, led, logarithm
from symnn.language.expression import Applied, bound_by, indices_in, rename, total_over
from symnn.language.index import Index, fresh
from symnn.language.symbol import Entry, TensorSymbol, symbol_of
from symnn.operations.det import DET
from symnn.operations.inverse import INVERSE

if TYPE_CHECKING:
    from symnn.calculus.term import Term


@dataclass(frozen=True)
class Known:
    """A matrix B, as the normal form ``body`` over ``axes``, with names for B⁻¹ and det B.

    ``leading`` is the term of B that is used up beside B⁻¹, ``others`` are the rest; there is no
    leading term where it is not clear which one it should be.
    """

    inverse: TensorSymbol
    determinant: TensorSymbol
    body: Expr
    axes: tuple[Index, Index]
    leading: Term | None
    others: tuple[Term, ...]


class Matrices:
    """The matrices whose inverses and determinants occur in one normal form.

    ``terms`` gives the terms of a normal form, ``symmetric`` the symmetric matrices known so far,
    to which symmetric inverses are added.
    """

    def __init__(self, terms: Callable[[Expr], list[Term]], symmetric: set[TensorSymbol]) -> None:
        self.terms = terms
        self.symmetric = symmetric
        self.axes: dict[Expr, tuple[Index, Index]] = {}
        self.by_key: dict[object, Known] = {}
        self.by_inverse: dict[TensorSymbol, Known] = {}
        self.by_determinant: dict[TensorSymbol, Known] = {}

    # ---- inverses and determinants as products ------------------------------------------------

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
        known, flipped = self._known(entry, first, second)
        return known.inverse[(column, row) if flipped else (row, column)]

    def _determinant(self, link: Link) -> tuple[Expr, int]:
        entry, first, second = link
        known = self.by_inverse.get(entry.symbol) if isinstance(entry, Entry) else None
        if known is not None:
            return known.determinant, -1
        return self._known(entry, first, second)[0].determinant, 1

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

    # ---- known matrices -----------------------------------------------------------------------

    def _known(self, body: Expr, row: Expr, column: Expr) -> tuple[Known, bool]:
        """The record of a matrix, and whether it is that of the transposed matrix."""
        size = dimension_of((body, row, column))
        first, second = self.axes.setdefault(size, (Index(size), Index(size)))
        straight = rename(body, {row: first, column: second})
        turned = rename(body, {row: second, column: first})
        keys = [keyed(form, frozenset(self.symmetric)) for form in (straight, turned)]
        for key, flipped in zip(keys, (False, True), strict=True):
            if key in self.by_key:
                return self.by_key[key], flipped
        number = len(self.by_key)
        inverse = TensorSymbol(f"inverse {number}", (size, size))
        leading, others = led(self.terms(straight))
        known = Known(
            inverse,
            TensorSymbol(f"determinant {number}"),
            straight,
            (first, second),
            leading,
            tuple(others),
        )
        self.by_key[keys[0]] = known
        self.by_inverse[inverse] = known
        self.by_determinant[known.determinant] = known
        if keys[0] == keys[1]:
            self.symmetric.add(inverse)
        return known, False

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

    # ---- B B⁻¹ = I ----------------------------------------------------------------------------

    def used(
        self, factors: Sequence[Expr], bound: Sequence[Index]
    ) -> Iterator[tuple[Expr, list[Index]]] | None:
        """``Σ_bound Π factors`` after one use of B B⁻¹ = I, as products and what they sum over.

        None where the rule does not apply.
        """
        for place, factor in enumerate(factors):
            known = self.by_inverse.get(factor.symbol) if isinstance(factor, Entry) else None
            if known is None or known.leading is None:
                continue
            others = [*factors[:place], *factors[place + 1 :]]
            for row, column, left in self._contractions(known, factor, bound):
                found = self._use(known, others, bound, row, column, left)
                if found is not None:
                    return found
        return None

    def _contractions(
        self, known: Known, entry: Entry, bound: Sequence[Index]
    ) -> Iterator[tuple[Expr, Expr, bool]]:
        """Row and column of M, and whether the row meets B (B M) or the column does (M B)."""
        p, q = entry.args[1:]
        orders = [(p, q), (q, p)] if known.inverse in self.symmetric else [(p, q)]
        for row, column in orders:
            if row == column:
                continue
            if row in bound:
                yield row, column, True
            if column in bound:
                yield row, column, False

    def _use(
        self,
        known: Known,
        factors: list[Expr],
        bound: Sequence[Index],
        row: Expr,
        column: Expr,
        left: bool,
    ) -> Iterator[tuple[Expr, list[Index]]] | None:
        assert known.leading is not None
        first, second = known.axes
        summed, kept = (row, column) if left else (column, row)
        at, other = (second, first) if left else (first, second)
        leading = known.leading
        touching = [factor for factor in factors if summed in indices_in(factor)]
        pattern = list(sp.Mul.make_args(leading.product))
        free = {other, *leading.bound}
        start: Binding = {at: summed}
        for binding, rest in self._matches(pattern, factors, start, free):
            gone = {summed, *(binding[index] for index in leading.bound)}
            where = binding[other]
            if any(factor in rest for factor in touching) or where in gone or kept in gone:
                continue
            if len(gone) < 1 + len(leading.bound) or not gone <= set(bound):
                continue
            if any(indices_in(factor) & gone for factor in rest):
                continue
            left_over = [index for index in bound if index not in gone]
            return self._replaced(known, rest, left_over, (at, other), where, kept, left)
        return None

    def _replaced(
        self,
        known: Known,
        rest: list[Expr],
        bound: list[Index],
        axes: tuple[Index, Index],
        where: Expr,
        kept: Expr,
        left: bool,
    ) -> Iterator[tuple[Expr, list[Index]]]:
        at, other = axes
        assert known.leading is not None
        scale = 1 / known.leading.coefficient
        yield sp.Mul(scale, sp.KroneckerDelta(where, kept), *rest), bound
        for term in known.others:
            apart = fresh(term.bound)
            middle = Index(at.dimension)
            product = rename(term.product, {**apart, at: middle, other: where})
            inverse = known.inverse[(middle, kept) if left else (kept, middle)]
            whole = sp.Mul(-scale * term.coefficient, product, inverse, *rest)
            yield whole, [*bound, *apart.values(), middle]

    def _matches(
        self, pattern: list[Expr], factors: list[Expr], binding: Binding, free: set[Index]
    ) -> Iterator[tuple[Binding, list[Expr]]]:
        """All ways to find the factors of a pattern among factors, and the factors left over."""
        if not pattern:
            yield binding, factors
            return
        # a factor with a known index first, so that the search stays on the chain
        chosen = next((p for p in pattern if indices_in(p) & set(binding)), pattern[0])
        others = list(pattern)
        others.remove(chosen)
        for place, factor in enumerate(factors):
            for candidate in self._turned(chosen):
                found = match(candidate, factor, binding, free)
                if found is not None:
                    left = [*factors[:place], *factors[place + 1 :]]
                    yield from self._matches(others, left, found, free)

    def _turned(self, factor: Expr) -> list[Expr]:
        """A factor, and for an entry of a symmetric matrix the one with its indices exchanged."""
        if isinstance(factor, Entry) and factor.symbol in self.symmetric:
            *leading, row, column = factor.args[1:]
            return [factor, factor.symbol[(*leading, column, row)]]
        return [factor]

    # ---- back to operations -------------------------------------------------------------------

    def restored(self, expr: Expr) -> Expr:
        """``expr`` with inverses and determinants written as operations again."""
        if not self.by_key:
            return expr
        symbol = symbol_of(expr)
        known = None
        if symbol is not None:
            known = self.by_inverse.get(symbol) or self.by_determinant.get(symbol)
        if known is not None:
            apart = fresh(known.axes)
            body = self.restored(rename(known.body, apart))
            operands = [(body, tuple(apart.values()))]
            if symbol == known.determinant:
                return DET.applied(operands, ())
            return INVERSE.applied(operands, expr.args[1:])
        if not expr.args or isinstance(expr, Entry):
            return expr
        if isinstance(expr, sp.Sum):
            return total_over(self.restored(expr.function), bound_by(expr))
        if isinstance(expr, Applied):
            operands = [(self.restored(body), bound) for body, bound in expr.operands]
            return type(expr).of(operands, expr.outputs)
        return expr.func(*map(self.restored, expr.args))
